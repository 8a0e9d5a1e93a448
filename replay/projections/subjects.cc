#include "replay/projections/subjects.h"

#include <algorithm>

namespace careledger::projections {
namespace {

using namespace model;

// Collects what the fields of an event name, by the type of the field.
class Collector {
 public:
  Subjects subjects;

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
  void Add(std::string_view kind, std::string_view id) {
    if (id.empty()) return;
    auto& kinds = subjects.kinds;
    auto of_kind = std::find_if(kinds.begin(), kinds.end(), [&](const auto& k) { return k.kind == kind; });
    if (of_kind == kinds.end()) of_kind = kinds.insert(of_kind, {kind, {}});
    of_kind->ids.push_back(id);
  }
  void Lot(const ContractId& contract, const LotId& lot) {
    if (!lot.empty()) Add("lot", subjects.lots.emplace_front(contract.str() + "/" + lot.str()));
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
  void Take(const SharedList<T>& values) {
    for (const T& value : values) Take(value);
  }
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

Subjects SubjectsOf(const Event& event) {
  if (AsVisit(event) != nullptr) return {};
  Collector collector;
  if (std::holds_alternative<LedgerEvent>(event)) {
    collector.subjects.kinds = {{"ledger", {"ledger"}}};
    return std::move(collector.subjects);
  }
  std::visit([&](const auto& category) { std::visit([&](const auto& e) { collector.Walk(e); }, category); },
             event);
  auto& kinds = collector.subjects.kinds;
  for (auto& [kind, ids] : kinds) {
    // A competition invites hundreds, mostly in order.
    if (!std::is_sorted(ids.begin(), ids.end())) std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  }
  std::sort(kinds.begin(), kinds.end(),
            [](const SubjectsOfKind& a, const SubjectsOfKind& b) { return a.kind < b.kind; });
  return std::move(collector.subjects);
}

bool Names(const Event& event, const Subject& subject) {
  const Subjects subjects = SubjectsOf(event);
  for (const auto& [kind, ids] : subjects.kinds) {
    if (kind == subject.kind) return std::binary_search(ids.begin(), ids.end(), subject.id);
  }
  return false;
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
