// Logs that are not as they were written: one that ends earlier, one whose requests never began.
#pragma once

#include <algorithm>

#include "replay/log/log.h"
#include "replay/log/record.h"

namespace careledger::store {

// The log as it was when it ended at some earlier record.
class UpTo final : public log::Log {
 public:
  explicit UpTo(const log::Log& log) : log_(log) {}
  void Grow(std::uint64_t by) { end_ = std::min(end_ + by, model::Number(log_.head().position)); }
  bool whole() const { return end_ == model::Number(log_.head().position); }
  log::LedgerId ledger_id() const override { return log_.ledger_id(); }
  log::Head head() const override {
    log::Head head = log_.head();
    head.position = model::Position{end_};
    return head;
  }
  absl::Status Read(model::Position from, std::size_t limit, const Visitor& visitor) const override {
    return log_.Read(from, std::min<std::size_t>(limit, end_ + 1 - model::Number(from)), visitor);
  }
  absl::StatusOr<model::Position> LastAtOrBefore(model::RecordTime time) const override {
    return log_.LastAtOrBefore(time);
  }
  absl::StatusOr<std::vector<log::Hash>> StoredNodes(int level, std::uint64_t first,
                                                     std::size_t count) const override {
    return log_.StoredNodes(level, first, count);
  }

 private:
  const log::Log& log_;
  std::uint64_t end_ = 0;
};

// The log with no digest in any record, as if each belonged to a request that began before it.
class Unbegun final : public log::Log {
 public:
  explicit Unbegun(const log::Log& log) : log_(log) {}
  log::LedgerId ledger_id() const override { return log_.ledger_id(); }
  log::Head head() const override { return log_.head(); }
  absl::Status Read(model::Position from, std::size_t limit, const Visitor& visitor) const override {
    return log_.Read(from, limit, [&](std::string_view bytes) {
      log::Record record = log::ToRecord(*log::View(bytes));
      record.request_digest.clear();
      std::string changed;
      log::AppendEncoded(record, &changed);
      return visitor(changed);
    });
  }
  absl::StatusOr<model::Position> LastAtOrBefore(model::RecordTime time) const override {
    return log_.LastAtOrBefore(time);
  }
  absl::StatusOr<std::vector<log::Hash>> StoredNodes(int level, std::uint64_t first,
                                                     std::size_t count) const override {
    return log_.StoredNodes(level, first, count);
  }

 private:
  const log::Log& log_;
};

}  // namespace careledger::store
