// The days of visits that the projector is at work on, as the last record left them: a view that moves with
// the log, held in memory for the days touched last and read from the read models for the rest.
//
// Not thread-safe: the projector's own.
#pragma once

#include <array>
#include <functional>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

#include "absl/status/status.h"
#include "replay/projections/subjects.h"
#include "replay/projections/view.h"

namespace careledger::store {

class LiveDays final : public projections::View {
 public:
  // Appends the visit rows of a day, of every record folded so far, in order of position.
  using Loader = std::function<absl::Status(const model::ProviderId& provider, model::Date date,
                                            std::vector<projections::VisitRow>* rows)>;

  // `world` is as the last record left it, and outlives the days. About `capacity` visits are kept.
  LiveDays(const model::World& world, Loader loader, std::size_t capacity);

  // Not OK when a day could not be read: then nothing the view gave may be used.
  const absl::Status& status() const { return status_; }

  // Null when the day has no such visit. Valid until the next Put or Trim.
  const projections::Visit* Find(const model::ProviderId& provider, model::Date date,
                                 const projections::VisitName& name);
  // Sets the visit of that name as it stands on that day, and returns it.
  const projections::Visit& Put(const model::ProviderId& provider, model::Date date,
                                const projections::VisitName& name, projections::Visit visit);
  // Forgets the days touched longest ago, down to the capacity.
  void Trim();

  // All that is known, effective at any time.
  const projections::Point& point() const override { return point_; }
  const model::World& base() const override { return world_; }
  const model::Person* person(const model::PersonId& id) const override { return world_.persons.Find(id); }
  const model::Package* package(const model::PackageId& id) const override {
    return world_.packages.Find(id);
  }
  std::vector<const model::Package*> packages() const override;
  std::vector<const model::Import*> imports() const override;
  const std::vector<projections::Visit>& visits(const model::ProviderId& provider,
                                                model::Date date) const override;
  void VisitsOf(const model::ProviderId& provider, model::Date date, const model::PersonId& person,
                const Each& each) const override;
  void VisitsBy(const model::ProviderId& provider, model::Date date, const model::CarerId& carer,
                const Each& each) const override;

 private:
  using Key = std::pair<model::ProviderId, model::Date>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const noexcept {
      return std::hash<model::ProviderId>{}(key.first) +
             0x9e3779b97f4a7c15U * static_cast<std::uint32_t>(key.second.days());
    }
  };
  struct Day {
    std::unordered_map<projections::VisitName, projections::Visit, projections::VisitNameHash> visits;
    std::unordered_map<model::PersonId, std::vector<const projections::Visit*>> by_person;
    std::unordered_map<model::CarerId, std::vector<const projections::Visit*>> by_carer;
    std::vector<projections::Visit> sorted;  // Made when a whole day is asked for.
    std::list<Key>::iterator used;

    void Index(const projections::Visit& visit);
    void Unindex(const projections::Visit& visit);
  };

  Day& At(const model::ProviderId& provider, model::Date date) const;

  const model::World& world_;
  const Loader loader_;
  const std::size_t capacity_;
  projections::Point point_;
  mutable absl::Status status_;
  mutable std::unordered_map<Key, Day, KeyHash> days_;
  mutable std::list<Key> order_;  // By last use, roughly: the latest first.
  // The days of a week at hand: neighbouring records ask for the same.
  struct AtHand {
    const Key* key = nullptr;
    Day* day = nullptr;
  };
  mutable std::array<AtHand, 16> at_hand_;
  mutable std::size_t held_ = 0;  // Visits and days in days_.
};

}  // namespace careledger::store
