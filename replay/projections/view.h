// What a question may read: the ledger as known at one position. The server answers it from its read models,
// the auditor's binary from a plain fold of the log; every figure is a function of a View.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "replay/model/world.h"
#include "replay/projections/visits.h"

namespace careledger::projections {

// Where in history a question stands.
struct Point {
  model::Position known{};     // Records up to here count.
  model::RecordTime known_at;  // The record time that stands for it.
  model::Date on;              // The state effective on this date.
};

// Days on which a slot of a package's plan is due, with whoever holds the package then.
struct PlannedSpan {
  model::Period days;
  const model::PlanSlot* slot = nullptr;  // These point into the package's life.
  const model::Placement* placement = nullptr;
};
// All that the record of a package plans: not while care is suspended, nor after the day of death.
std::vector<PlannedSpan> PlannedSpansOf(const model::Package& package, std::optional<model::Date> died);

// A package and whose it is.
struct Case {
  const model::Package* package = nullptr;  // Never null.
  const model::Person* person = nullptr;    // Null: never named. One address for each person of a view.
  std::optional<model::Date> died;          // As known.
  const std::vector<PlannedSpan>* spans = nullptr;  // Where they are at hand.

  // The package's state on the date: ended from the day after its person's death, which undoes no plan.
  model::PackageState StateOn(model::Date on) const {
    const model::PackageState state = package->StateOn(on);
    const bool over = died && *died < on && state != model::PackageState::kNone;
    return over ? model::PackageState::kEnded : state;
  }
  // PlannedSpansOf the package: those at hand, or made in `scratch`.
  const std::vector<PlannedSpan>& Planned(std::vector<PlannedSpan>& scratch) const {
    return spans != nullptr ? *spans : scratch = PlannedSpansOf(*package, died);
  }
};

// Not thread-safe: one question, one view. Everything returned lives as long as the view.
class View {
 public:
  virtual ~View() = default;

  virtual const Point& point() const = 0;
  // Everything but packages, people, their notes, imports, monitoring and visits.
  virtual const model::World& base() const = 0;
  // May know of packages and deaths recorded after the point: ask package() and Person::DiedKnownAt. Null:
  // never named.
  virtual const model::Person* person(const model::PersonId& id) const = 0;
  virtual const model::Package* package(const model::PackageId& id) const = 0;
  virtual std::vector<const model::Package*> packages() const = 0;  // By id.
  // Calls `each` for every package, by id: what looks at all of them asks so, since it costs a view least.
  using EachCase = std::function<void(const Case&)>;
  virtual void ForEachCase(const EachCase& each) const;
  virtual std::vector<const model::Import*> imports() const = 0;  // By reference.
  // May know of records after the point, which do not count: see Monitoring::Counts. Null: nothing was ever
  // recorded.
  virtual const model::Monitoring* monitoring(const model::ContractId& id) const {
    return base().monitoring.Find(id);
  }
  // May know of notes and readings recorded after the point. Null: nothing was ever written of them.
  virtual const model::Notes* notes(const model::PersonId& id) const { return base().notes.Find(id); }

  // Visits of `provider` filed under the service date `date`, in canonical order; see Visit::counts.
  virtual const std::vector<Visit>& visits(const model::ProviderId& provider, model::Date date) const = 0;

  // Calls `each` for those of one person, or those at which one carer was at some time in [from, to); for one
  // of them perhaps more than once, and perhaps for others of that carer. By default a search of the day.
  using Each = std::function<void(const Visit&)>;
  virtual void VisitsOf(const model::ProviderId& provider, model::Date date, const model::PersonId& person,
                        const Each& each) const;
  virtual void VisitsBy(const model::ProviderId& provider, model::Date date, const model::CarerId& carer,
                        model::Instant from, model::Instant to, const Each& each) const;

  // The first service date in [since, until) of a visit that was delivered to the package: see wait_clock.h.
  // By default a search of its providers' days.
  virtual std::optional<model::Date> FirstDelivered(const model::Package& package, model::Date since,
                                                    model::Date until) const;
  // The packages whose clock may run on some day of the period, and perhaps others; in no order. By default
  // all.
  virtual std::vector<const model::Package*> MayWait(const model::Period&) const { return packages(); }

  const model::Contract* contract(const model::ContractId& id) const { return base().contracts.Find(id); }
  const model::ProviderRegistered* provider(const model::ProviderId& id) const {
    return base().providers.Find(id);
  }
  bool IsBankHoliday(model::Date date) const { return base().IsBankHoliday(date); }
  std::vector<const model::Contract*> contracts() const;            // By id.
  std::vector<const model::ProviderRegistered*> providers() const;  // By id.
};

}  // namespace careledger::projections
