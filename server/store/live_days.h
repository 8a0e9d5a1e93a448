// The days of visits that the projector is at work on, as the last record left them: a view that moves with
// the log, held in memory for the days touched last and read from the read models for the rest.
//
// Not thread-safe: the projector's own.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/container/inlined_vector.h"
#include "absl/status/status.h"
#include "replay/projections/subjects.h"
#include "replay/projections/view.h"
#include "server/store/packed_day.h"

namespace careledger::store {

class LiveDays final : public projections::View {
 public:
  // Appends the blocks of visit rows of a day, of every record folded so far.
  using Loader = std::function<absl::Status(const model::ProviderId& provider, model::Date date,
                                            std::vector<std::string>* blocks)>;

  // `world` is as the last record left it, and outlives the days. About `capacity` visits are kept.
  LiveDays(const model::World& world, Loader loader, std::size_t capacity);

  // Not OK when a day could not be read: then nothing the view gave may be used.
  const absl::Status& status() const { return status_; }
  void Fail(absl::Status status) { status_ = std::move(status); }

  // Null when the day has no such visit. Valid until the next Put or Trim.
  const projections::Visit* Find(const model::ProviderId& provider, model::Date date,
                                 const projections::VisitName& name);
  // Files a visit that no day knows of under `date`, and returns it. Valid until the next Put or Trim.
  const projections::Visit& Add(const model::ProviderId& provider, model::Date date,
                                projections::Visit visit);
  // Sets a visit that some day may know of as it stands on that day, and returns it.
  const projections::Visit& Put(const model::ProviderId& provider, model::Date date,
                                projections::Visit visit);
  // Whether some visit filed under `date` may have been under way at some time in [from, to).
  bool Reaches(const model::ProviderId& provider, model::Date date, model::Instant from, model::Instant to);
  // Forgets the days touched longest ago, down to the capacity.
  void Trim();
  // To be told whenever the world has taken in a record: what was looked up in it is looked up again.
  void WorldChanged() { person_at_hand_.id = {}, package_at_hand_.id = {}; }

  // All that is known, effective at any time.
  const projections::Point& point() const override { return point_; }
  const model::World& base() const override { return world_; }
  const model::Person* person(const model::PersonId& id) const override;
  const model::Package* package(const model::PackageId& id) const override;
  std::vector<const model::Package*> packages() const override;
  std::vector<const model::Import*> imports() const override;
  const std::vector<projections::Visit>& visits(const model::ProviderId& provider,
                                                model::Date date) const override;
  void VisitsOf(const model::ProviderId& provider, model::Date date, const model::PersonId& person,
                const Each& each) const override;
  void VisitsBy(const model::ProviderId& provider, model::Date date, const model::CarerId& carer,
                model::Instant from, model::Instant to, const Each& each) const override;

 private:
  using Key = std::pair<model::ProviderId, model::Date>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return std::hash<model::ProviderId>{}(key.first) +
             0x9e3779b97f4a7c15U * static_cast<std::uint32_t>(key.second.days());
    }
  };
  // A visit is found by its name wherever it is.
  struct ByName {
    using is_transparent = void;
    std::size_t operator()(const projections::VisitName& name) const noexcept {
      return projections::VisitNameHash::Of(name.source, name.external_id);
    }
    std::size_t operator()(const projections::Visit* visit) const noexcept {
      return projections::VisitNameHash::Of(visit->record.source, visit->record.external_id);
    }
    bool operator()(const projections::Visit* a, const projections::Visit* b) const noexcept {
      return a->record.external_id == b->record.external_id && a->record.source == b->record.source;
    }
    bool operator()(const projections::Visit* a, const projections::VisitName& b) const noexcept {
      return a->record.external_id == b.external_id && a->record.source == b.source;
    }
    bool operator()(const projections::VisitName& a, const projections::Visit* b) const noexcept {
      return (*this)(b, a);
    }
  };
  // Persons and carers by number: a day's maps then need no texts.
  using Number = std::uint32_t;
  class Numbers {
   public:
    Number Of(const std::string& text) const;

   private:
    mutable absl::flat_hash_map<std::string, Number> numbers_;
    mutable std::string last_;  // Neighbouring questions name the same.
    mutable Number last_number_ = 0;
  };
  struct Day {
    model::Date date;
    // From the first check-in to the last check-out; empty without any.
    model::Instant from;
    model::Instant to;
    PackedDay packed;                       // What was read and nobody asked for yet.
    std::deque<projections::Visit> visits;  // The others, where each stays.
    absl::flat_hash_map<Number, absl::InlinedVector<const projections::Visit*, 4>> by_person;
    // By carer and hour of the clock: whom somebody else may have been with at that time is soon said, even
    // where a feed gives one carer for all.
    absl::flat_hash_map<std::uint64_t, absl::InlinedVector<const projections::Visit*, 2>> by_carer;
    absl::flat_hash_set<projections::Visit*, ByName, ByName> by_name;  // Once one is asked for by name.
    std::vector<projections::Visit> sorted;                            // Made when a whole day is asked for.
    std::list<Key>::iterator used;
    std::size_t held = 0;  // What it adds to held_.
  };

  // Adds a visit that the day does not have.
  const projections::Visit& File(Day& day, projections::Visit&& visit) const;
  // Files what is unpacked of a day.
  PackedDay::Each Unpacking(Day& day) const;
  // A damaged day is told by status().
  void Check(bool whole) const;
  Day& At(const model::ProviderId& provider, model::Date date) const;
  void Index(Day& day, const projections::Visit& visit) const;
  void Unindex(Day& day, const projections::Visit& visit) const;
  projections::Visit* FindIn(Day& day, const projections::VisitName& name) const;

  const model::World& world_;
  const Loader loader_;
  const std::size_t capacity_;
  projections::Point point_;
  Numbers persons_;
  Numbers carers_;
  mutable absl::Status status_;
  mutable std::unordered_map<Key, Day, KeyHash> days_;
  mutable std::list<Key> order_;  // By last use, roughly: the latest first.
  // The days of a week at hand: neighbouring records ask for the same.
  struct AtHand {
    const Key* key = nullptr;
    Day* day = nullptr;
  };
  mutable std::array<AtHand, 16> at_hand_;
  template <class Id, class T>
  struct LookedUp {
    Id id;  // Empty: nothing.
    const T* found = nullptr;
  };
  mutable LookedUp<model::PersonId, model::Person> person_at_hand_;
  mutable LookedUp<model::PackageId, model::Package> package_at_hand_;
  mutable std::size_t held_ = 0;  // Visits and days in days_; three packed rows take the room of a visit.
};

}  // namespace careledger::store
