// The visit rows of a day as they lie in their blocks, from which visits are unpacked as they are asked for:
// a correction long after the day concerns few of the day's visits.
//
// Not thread-safe.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "replay/projections/visits.h"
#include "server/store/visit_block.h"

namespace careledger::store {

class PackedDay {
 public:
  // A visit with all that its rows say of it.
  using Each = std::function<void(projections::Visit&& visit)>;

  // Takes all blocks of a day, in any order. False when one is damaged.
  bool Load(std::vector<std::string> blocks);

  // Rows of visits that were not taken yet.
  std::size_t size() const { return left_; }
  bool empty() const { return left_ == 0; }

  // From the first check-in to the last check-out of its visits, of any version of them; empty without any.
  model::Instant from() const { return from_; }
  model::Instant to() const { return to_; }

  // Each takes out the visits asked for, and perhaps others, and gives them to `each`. False when one is
  // damaged.
  bool TakeOf(const model::PersonId& person, const Each& each);
  bool TakeBy(const model::CarerId& carer, const Each& each);
  bool TakeNamed(const projections::VisitName& name, const Each& each);
  bool TakeAll(const Each& each);

 private:
  // Hashes of texts, never 0. Rows are searched by them, four bytes each, before any is decoded.
  using Hash = std::uint32_t;
  static Hash HashOf(std::string_view text);
  static Hash HashOf(std::string_view source, std::string_view external_id);
  bool Peek(const PackedVisitRow& row);
  // Takes out every visit of such a name.
  bool Take(std::vector<Hash>&& names, const Each& each);

  std::vector<std::string> blocks_;
  std::vector<PackedVisitRow> rows_;  // Point into blocks_.
  std::vector<Hash> names_;           // Of each row; 0 once it is taken: all rows of a visit or none.
  std::vector<Hash> persons_;         // Of each row that records a visit, else 0.
  std::vector<Hash> carers_;          // Of each attendance,
  std::vector<std::uint32_t> at_;     // and its row.
  std::size_t left_ = 0;
  model::Instant from_;
  model::Instant to_;
  absl::flat_hash_set<std::uint64_t> asked_;  // Persons and carers asked for: nothing of them is left.
};

}  // namespace careledger::store
