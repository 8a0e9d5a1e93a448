// A view of the ledger at a history point, read from the read models.
#pragma once

#include <map>
#include <memory>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "replay/projections/kpi.h"
#include "replay/projections/view.h"
#include "server/store/read_models.h"

namespace careledger::store {

class ReadView final : public projections::View {
 public:
  // REQUIRES: point.known is at or before models.checkpoint().
  ReadView(const ReadModels& models, const projections::Point& point);

  // Not OK when a read failed: then nothing the view gave may be answered.
  const absl::Status& status() const { return status_; }

  const projections::Point& point() const override { return point_; }
  const model::World& base() const override { return *base_; }
  const model::Person* person(const model::PersonId& id) const override;
  const model::Package* package(const model::PackageId& id) const override;
  std::vector<const model::Package*> packages() const override;
  void ForEachCase(const EachCase& each) const override;
  std::vector<const model::Import*> imports() const override;
  const model::Monitoring* monitoring(const model::ContractId& id) const override;
  const model::Notes* notes(const model::PersonId& id) const override;
  const std::vector<projections::Visit>& visits(const model::ProviderId& provider,
                                                model::Date date) const override;
  std::optional<model::Date> FirstDelivered(const model::Package& package, model::Date since,
                                            model::Date until) const override;
  std::vector<const model::Package*> MayWait(const model::Period& period) const override;

  // Cells as kept at the last cut, with what the records since then changed.
  projections::CellSource cells() const;

 private:
  // The package as of the point; null when it is later.
  std::shared_ptr<const model::Package> AsKnown(std::shared_ptr<const model::Package> package) const;
  template <class Id, class T>
  using ById = absl::flat_hash_map<Id, std::shared_ptr<const T>, std::hash<Id>>;

  const ReadModels& models_;
  projections::Point point_;
  std::shared_ptr<const model::World> base_;
  ReadModels::Cursor cursor_;
  mutable absl::Status status_;
  mutable std::shared_ptr<const Roll> roll_;
  mutable ById<model::PersonId, model::Person> persons_;
  mutable ById<model::PackageId, model::Package> packages_;
  mutable std::vector<model::Import> imports_;
  mutable std::map<model::ContractId, std::shared_ptr<const model::Monitoring>> monitoring_;
  mutable std::map<model::PersonId, std::shared_ptr<const model::Notes>> notes_;
  mutable std::map<std::pair<model::ProviderId, model::Date>, std::vector<projections::Visit>> days_;
};

}  // namespace careledger::store
