// Logs that are not as they were written: one that ends earlier, one whose requests never began.
#pragma once

#include <algorithm>

#include "replay/log/log.h"
#include "replay/log/record.h"

namespace careledger::store {

// A log that says what another does.
class LogOf : public log::Log {
 public:
  log::LedgerId ledger_id() const override { return log_.ledger_id(); }
  log::Head head() const override { return log_.head(); }
  absl::Status Read(model::Position from, std::size_t limit, const Visitor& visitor) const override {
    return log_.Read(from, limit, visitor);
  }
  absl::StatusOr<model::Position> LastAtOrBefore(model::RecordTime time) const override {
    return log_.LastAtOrBefore(time);
  }
  absl::StatusOr<std::vector<log::Hash>> StoredNodes(int level, std::uint64_t first,
                                                     std::size_t count) const override {
    return log_.StoredNodes(level, first, count);
  }

 protected:
  explicit LogOf(const log::Log& log) : log_(log) {}

 private:
  const log::Log& log_;
};

// The log as it was when it ended at some earlier record.
class UpTo final : public LogOf {
 public:
  explicit UpTo(const log::Log& log) : LogOf(log) {}
  void Grow(std::uint64_t by) { end_ = std::min(end_ + by, model::Number(LogOf::head().position)); }
  bool whole() const { return end_ == model::Number(LogOf::head().position); }
  log::Head head() const override {
    log::Head head = LogOf::head();
    head.position = model::Position{end_};
    return head;
  }
  absl::Status Read(model::Position from, std::size_t limit, const Visitor& visitor) const override {
    return LogOf::Read(from, std::min<std::size_t>(limit, end_ + 1 - model::Number(from)), visitor);
  }

 private:
  std::uint64_t end_ = 0;
};

// The log with no digest in any record, as if each belonged to a request that began before it.
class Unbegun final : public LogOf {
 public:
  explicit Unbegun(const log::Log& log) : LogOf(log) {}
  absl::Status Read(model::Position from, std::size_t limit, const Visitor& visitor) const override {
    return LogOf::Read(from, limit, [&](std::string_view bytes) {
      log::Record record = log::ToRecord(*log::View(bytes));
      record.request_digest.clear();
      std::string changed;
      log::AppendEncoded(record, &changed);
      return visitor(changed);
    });
  }
};

}  // namespace careledger::store
