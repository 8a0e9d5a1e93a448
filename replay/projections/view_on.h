// The same ledger, known as well, on another date.
#pragma once

#include "replay/projections/view.h"

namespace careledger::projections {

// Refers to the view that it is made from.
class ViewOn final : public View {
 public:
  ViewOn(const View& view, model::Date on) : view_(view), point_(view.point()) { point_.on = on; }

  const Point& point() const override { return point_; }
  const model::World& base() const override { return view_.base(); }
  const model::Person* person(const model::PersonId& id) const override { return view_.person(id); }
  const model::Package* package(const model::PackageId& id) const override { return view_.package(id); }
  std::vector<const model::Package*> packages() const override { return view_.packages(); }
  void ForEachCase(const EachCase& each) const override { view_.ForEachCase(each); }
  std::vector<const model::Import*> imports() const override { return view_.imports(); }
  const model::Monitoring* monitoring(const model::ContractId& id) const override {
    return view_.monitoring(id);
  }
  const model::Notes* notes(const model::PersonId& id) const override { return view_.notes(id); }
  const std::vector<Visit>& visits(const model::ProviderId& provider, model::Date date) const override {
    return view_.visits(provider, date);
  }
  void VisitsOf(const model::ProviderId& provider, model::Date date, const model::PersonId& person,
                const Each& each) const override {
    view_.VisitsOf(provider, date, person, each);
  }
  void VisitsBy(const model::ProviderId& provider, model::Date date, const model::CarerId& carer,
                model::Instant from, model::Instant to, const Each& each) const override {
    view_.VisitsBy(provider, date, carer, from, to, each);
  }
  std::optional<model::Date> FirstDelivered(const model::Package& package, model::Date since,
                                            model::Date until) const override {
    return view_.FirstDelivered(package, since, until);
  }
  std::vector<const model::Package*> MayWait(const model::Period& period) const override {
    return view_.MayWait(period);
  }

 private:
  const View& view_;
  Point point_;
};

}  // namespace careledger::projections
