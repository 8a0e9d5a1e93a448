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

// Appends the rows at or before `known` to `out`. False for bytes that are no block.
inline bool DecodeBlock(std::string_view in, model::Position known, std::vector<projections::VisitRow>* out) {
  while (!in.empty()) {
    std::uint64_t position = 0;
    std::uint64_t length = 0;
    if (!model::wire::TakeVarint(in, position) || in.empty()) return false;
    const char type = in.front();
    in.remove_prefix(1);
    if (!model::wire::TakeVarint(in, length) || length > in.size()) return false;
    const std::string_view payload = in.substr(0, length);
    in.remove_prefix(length);
    if (Number(known) < position) continue;
    projections::VisitRow& row = out->emplace_back();
    row.position = model::Position{position};
    const bool ok = type == 'r'   ? model::wire::Decode(payload, row.event.emplace<model::VisitRecorded>())
                    : type == 'a' ? model::wire::Decode(payload, row.event.emplace<model::VisitAdjusted>())
                    : type == 'v' ? model::wire::Decode(payload, row.event.emplace<model::VisitVoided>())
                                  : false;
    if (!ok) return false;
  }
  return true;
}

}  // namespace careledger::store
