#include "server/store/rows.h"

#include "replay/model/wire.h"
#include "server/store/keys.h"

namespace careledger::store {

using namespace model;
using projections::KpiCell;

absl::Status FromRocks(const rocksdb::Status& status) {
  if (status.ok()) return absl::OkStatus();
  if (status.IsCorruption()) return absl::DataLossError(status.ToString());
  if (status.IsBusy() || status.IsIOError()) return absl::UnavailableError(status.ToString());
  return absl::InternalError(status.ToString());
}

std::string VisitKey(const SourceId& source, const ExternalId& external_id) {
  std::string key;
  key.reserve(source.str().size() + external_id.str().size() + 2);
  key.push_back('x');
  key.append(source.str());
  key.push_back('\0');
  key.append(external_id.str());
  return key;
}

void EncodeEntry(const VisitEntry& entry, std::string& out) {
  out.clear();
  wire::PutVarint(entry.provider_id.str().size(), out);
  out += entry.provider_id.str();
  wire::PutVarint(wire::ZigZag(entry.filed.date.days()), out);
  wire::PutVarint(entry.filed.sequence, out);
  wire::PutVarint(entry.voided ? 1 : 0, out);
  wire::PutVarint(Number(entry.latest), out);
  for (const auto& [sequence, position] : entry.sequences) {
    wire::PutVarint(sequence, out);
    wire::PutVarint(Number(position), out);
  }
}

bool DecodeEntry(std::string_view in, VisitEntry& entry) {
  std::uint64_t size = 0, date = 0, voided = 0, latest = 0;
  if (!wire::TakeVarint(in, size) || size > in.size()) return false;
  entry.provider_id = ProviderId(std::string(in.substr(0, size)));
  in.remove_prefix(size);
  if (!wire::TakeVarint(in, date) || !wire::TakeVarint(in, entry.filed.sequence) ||
      !wire::TakeVarint(in, voided) || !wire::TakeVarint(in, latest)) {
    return false;
  }
  entry.filed.date = Date(static_cast<std::int32_t>(wire::UnZigZag(date)));
  entry.voided = voided != 0;
  entry.latest = Position{latest};
  while (!in.empty()) {
    std::uint64_t sequence = 0, position = 0;
    if (!wire::TakeVarint(in, sequence) || !wire::TakeVarint(in, position)) return false;
    entry.sequences.emplace_back(sequence, Position{position});
  }
  return true;
}

std::string EncodeCell(const KpiCell& cell) {
  std::string out;
  for (const auto& [key, counts] : cell) {
    const std::string body = wire::Encode(counts);
    wire::PutVarint(key.contract_id.str().size(), out);
    out += key.contract_id.str();
    wire::PutVarint(key.lot_id.str().size(), out);
    out += key.lot_id.str();
    wire::PutVarint(key.client_group.str().size(), out);
    out += key.client_group.str();
    wire::PutVarint(body.size(), out);
    out += body;
  }
  return out;
}

bool TakeText(std::string_view& in, std::string_view& text) {
  std::uint64_t size = 0;
  if (!wire::TakeVarint(in, size) || size > in.size()) return false;
  text = in.substr(0, size);
  in.remove_prefix(size);
  return true;
}

bool DecodeCell(std::string_view in, KpiCell& cell) {
  while (!in.empty()) {
    std::string_view contract, lot, group, body;
    if (!TakeText(in, contract) || !TakeText(in, lot) || !TakeText(in, group) || !TakeText(in, body))
      return false;
    if (!wire::Decode(
            body,
            cell[{ContractId(std::string(contract)), LotId(std::string(lot)), Code(std::string(group))}]))
      return false;
  }
  return true;
}

void Add(KpiCell& sum, const KpiCell& cell) {
  for (const auto& [key, counts] : cell) sum[key] += counts;
}

std::string Big(std::uint64_t value) {
  std::string out;
  PutBig(value, 8, out);
  return out;
}

}  // namespace careledger::store
