// Visit events of one provider and day, packed: what one pass of the projector learnt of that day.
//
//   block := row*      row := varint position, byte type, varint length, payload
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "replay/model/wire.h"
#include "replay/projections/visits.h"

namespace careledger::store {

class VisitBlock {
 public:
  // `type` is the stored name of a visit event.
  void Add(model::Position position, std::string_view type, std::string_view payload) {
    model::wire::PutVarint(Number(position), bytes_);
    bytes_.push_back(type == model::VisitRecorded::kName   ? 'r'
                     : type == model::VisitAdjusted::kName ? 'a'
                                                           : 'v');
    model::wire::PutVarint(payload.size(), bytes_);
    bytes_.append(payload);
  }
  const std::string& bytes() const { return bytes_; }

 private:
  std::string bytes_;
};

// A row as it lies in its block.
struct PackedVisitRow {
  model::Position position{};
  char type = 0;  // As Add writes it.
  std::string_view payload;
};

// Calls `each` for every row, in the order they were added; false for bytes that are no block, or when `each`
// says false.
template <class Each>
bool ForEachRow(std::string_view in, const Each& each) {
  while (!in.empty()) {
    std::uint64_t position = 0;
    std::uint64_t length = 0;
    if (!model::wire::TakeVarint(in, position) || in.empty()) return false;
    const char type = in.front();
    in.remove_prefix(1);
    if (!model::wire::TakeVarint(in, length) || length > in.size()) return false;
    if (!each(PackedVisitRow{model::Position{position}, type, in.substr(0, length)})) return false;
    in.remove_prefix(length);
  }
  return true;
}

// False for a payload that is not of the row's type.
inline bool DecodeRow(const PackedVisitRow& row, model::VisitEvent& event) {
  switch (row.type) {
    case 'r':
      return model::wire::Decode(row.payload, event.emplace<model::VisitRecorded>());
    case 'a':
      return model::wire::Decode(row.payload, event.emplace<model::VisitAdjusted>());
    case 'v':
      return model::wire::Decode(row.payload, event.emplace<model::VisitVoided>());
    default:
      return false;
  }
}

// Appends the rows at or before `known` to `out`. False for bytes that are no block.
inline bool DecodeBlock(std::string_view in, model::Position known, std::vector<projections::VisitRow>* out) {
  return ForEachRow(in, [&](const PackedVisitRow& packed) {
    if (known < packed.position) return true;
    projections::VisitRow& row = out->emplace_back();
    row.position = packed.position;
    return DecodeRow(packed, row.event);
  });
}

}  // namespace careledger::store
