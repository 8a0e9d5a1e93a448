#include "server/store/care_clocks.h"

#include <mutex>

#include "replay/model/wire.h"

namespace careledger::store {

using namespace model;

// list := (zigzag varint since, varint days until the first care and one; 0: none)*
std::string EncodeStarts(const CareStarts& starts) {
  std::string out;
  for (const CareStart& start : starts) {
    wire::PutVarint(wire::ZigZag(start.since.days()), out);
    wire::PutVarint(start.first == kNever ? 0 : static_cast<std::uint64_t>(start.first - start.since) + 1,
                    out);
  }
  return out;
}

bool DecodeStarts(std::string_view in, CareStarts& starts) {
  while (!in.empty()) {
    std::uint64_t since = 0, days = 0;
    if (!wire::TakeVarint(in, since) || !wire::TakeVarint(in, days)) return false;
    CareStart& start = starts.emplace_back();
    start.since = Date(static_cast<std::int32_t>(wire::UnZigZag(since)));
    if (days > 0) start.first = start.since + static_cast<std::int32_t>(days - 1);
  }
  return true;
}

const CareStarts* CareClocks::Entry::At(Position known) const {
  for (auto version = versions.rbegin(); version != versions.rend(); ++version) {
    if (version->position <= known) return &version->starts;
  }
  return nullptr;
}

const CareStarts* CareClocks::Now(const PackageId& package) const {
  const auto entry = entries_.find(package);
  return entry == entries_.end() || entry->second.versions.empty() ? nullptr
                                                                   : &entry->second.versions.back().starts;
}

void CareClocks::Set(const PackageId& package, Position position, CareStarts starts) {
  std::unique_lock lock(mutex_);
  auto& versions = entries_[package].versions;
  if (!versions.empty() && versions.back().position == position) {
    versions.back().starts = std::move(starts);
  } else {
    versions.push_back({position, std::move(starts)});
  }
}

void CareClocks::SetEnd(const PackageId& package, Position position, Date ended) {
  const auto entry = entries_.find(package);
  if (entry == entries_.end() || entry->second.ended == ended) return;
  std::unique_lock lock(mutex_);
  entry->second.end_position = position;
  entry->second.ended = ended;
}

std::optional<Date> CareClocks::FirstSince(const PackageId& package, Position known, Date since) const {
  std::shared_lock lock(mutex_);
  const auto entry = entries_.find(package);
  const CareStarts* starts = entry == entries_.end() ? nullptr : entry->second.At(known);
  if (starts == nullptr) return std::nullopt;
  for (const CareStart& start : *starts) {
    if (start.since == since) return start.first;
  }
  return std::nullopt;
}

std::vector<PackageId> CareClocks::Running(Position known, const Period& period) const {
  std::shared_lock lock(mutex_);
  std::vector<PackageId> out;
  for (const auto& [package, entry] : entries_) {
    // What was known of an end before it was recorded, changed or taken back is not looked for.
    if (entry.end_position <= known && entry.ended <= period.start) continue;
    const CareStarts* starts = entry.At(known);
    if (starts == nullptr) continue;
    for (std::size_t i = 0; i < starts->size(); ++i) {
      const CareStart& start = (*starts)[i];
      const bool goes_on = start.first > period.start;
      const bool superseded = i + 1 < starts->size() && (*starts)[i + 1].since <= period.start;
      if (start.since < period.end && goes_on && !superseded) {
        out.push_back(package);
        break;
      }
    }
  }
  return out;
}

}  // namespace careledger::store
