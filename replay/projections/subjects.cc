#include "replay/projections/subjects.h"

#include <algorithm>

namespace careledger::projections {
namespace {

using namespace model;

// Collects what the fields of an event name, by the type of the field.
class Collector {
 public:
  std::vector<Subject> subjects;

  template <Described T>
  void Walk(const T& event) {
    ForEachField<T>([&](const auto& field) { Take(event.*field.member); });
    if constexpr (requires {
                    event.lot_id;
                    event.contract_id;
                  })
      Lot(event.contract_id, event.lot_id);
    if constexpr (requires { event.to_lot_id; }) Lot(event.to_contract_id, event.to_lot_id);
  }

 private:
  void Add(std::string kind, const std::string& id) {
    if (!id.empty()) subjects.push_back({std::move(kind), id});
  }
  void Lot(const ContractId& contract, const LotId& lot) {
    if (!lot.empty()) Add("lot", contract.str() + "/" + lot.str());
  }
  void Take(const PackageId& id) { Add("package", id.str()); }
  void Take(const PersonId& id) { Add("person", id.str()); }
  void Take(const ProviderId& id) { Add("provider", id.str()); }
  void Take(const ContractId& id) { Add("contract", id.str()); }
  void Take(const ChangeId& id) { Add("change", id.str()); }
  void Take(const TransferId& id) { Add("transfer", id.str()); }
  void Take(const FileRef& id) { Add("import", id.str()); }
  void Take(const CommissionerId& id) { Add("commissioner", id.str()); }
  void Take(const RateLine& line) { Take(line.key.provider_id); }
  template <class T>
  void Take(const std::vector<T>& values) {
    if constexpr (std::is_same_v<T, TransferRefusal>) {
      for (const TransferRefusal& refusal : values) Take(refusal.package_id);
    } else {
      for (const T& value : values) Take(value);
    }
  }
  template <class T>
  void Take(const T&) {}
};

}  // namespace

std::vector<Subject> SubjectsOf(const Event& event) {
  if (AsVisit(event) != nullptr) return {};
  if (std::holds_alternative<LedgerEvent>(event)) return {{"ledger", "ledger"}};
  Collector collector;
  std::visit([&](const auto& category) { std::visit([&](const auto& e) { collector.Walk(e); }, category); },
             event);
  // A competition invites hundreds: not each is looked for among those before.
  std::vector<Subject>& subjects = collector.subjects;
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  return std::move(subjects);
}

const VisitEvent* AsVisit(const Event& event) { return std::get_if<VisitEvent>(&event); }

VisitFile FileOf(const VisitEvent& event) {
  return std::visit([](const auto& e) { return VisitFile{e.provider_id, e.service_date}; }, event);
}

VisitName NameOf(const VisitEvent& event) {
  return std::visit([](const auto& e) { return VisitName{e.source, e.external_id}; }, event);
}

std::uint64_t SequenceOf(const VisitEvent& event) {
  const auto* recorded = std::get_if<VisitRecorded>(&event);
  return recorded != nullptr ? recorded->sequence : 0;
}

bool Moves(const Filed& filed, const VisitEvent& event) {
  const auto* recorded = std::get_if<VisitRecorded>(&event);
  return recorded != nullptr && recorded->sequence >= filed.sequence && recorded->service_date != filed.date;
}

}  // namespace careledger::projections
