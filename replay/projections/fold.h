// The auditor's view: a plain fold of the log from its first record, with no read models.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "replay/projections/subjects.h"
#include "replay/projections/view.h"

namespace careledger::projections {

class FoldedView final : public View {
 public:
  // Visits are kept for these providers only; empty: for all.
  explicit FoldedView(std::set<model::ProviderId> providers = {}) : kept_(std::move(providers)) {}

  // Feeds the next record. REQUIRES: in order of position, none after the point that will be set.
  void Apply(model::Recorded&& recorded);
  // Ends the fold; questions may be asked.
  void SetPoint(const Point& point) { point_ = point; }

  const Point& point() const override { return point_; }
  const model::World& base() const override { return world_; }
  const model::Person* person(const model::PersonId& id) const override { return world_.persons.Find(id); }
  const model::Package* package(const model::PackageId& id) const override {
    return world_.packages.Find(id);
  }
  std::vector<const model::Package*> packages() const override;
  std::vector<const model::Import*> imports() const override;
  const std::vector<Visit>& visits(const model::ProviderId& provider, model::Date date) const override;
  void VisitsOf(const model::ProviderId& provider, model::Date date, const model::PersonId& person,
                const Each& each) const override;

 private:
  using Key = std::pair<model::ProviderId, model::Date>;

  std::set<model::ProviderId> kept_;
  Point point_;
  model::World world_;
  mutable std::map<Key, std::vector<VisitRow>> rows_;
  std::map<VisitName, Filed> filed_;
  mutable std::map<Key, std::vector<Visit>> days_;
};

}  // namespace careledger::projections
