// Deliveries compared with the ledger. Whether an import would take a row is the decision's to say: it is
// asked of a world of what the file names, and of nothing else.
#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "careledger/v1/delivery_service.pb.h"
#include "careledger/v1/errors.pb.h"
#include "replay/answers/known.h"
#include "replay/answers/page.h"
#include "replay/sourcing/failure.h"
#include "server/intake/intake.h"
#include "server/intake/values.h"
#include "server/service/command_methods.h"
#include "server/service/questions.h"

namespace careledger::service {

namespace {

using model::Package;
using model::PackageId;
using model::PersonId;
using projections::Difference;
using projections::View;

// A person as known at the view's point.
model::Person AsKnown(const View& view, const model::Person& person) {
  const model::Position known = view.point().known;
  model::Person out;
  for (const model::Person::Death& death : person.deaths) {
    if (known < death.cause) continue;
    out.deaths.push_back(death);
    if (!(known < death.voided_by)) continue;
    out.deaths.back().voided_by = model::Position{};
    out.deaths.back().voided_reason = {};
  }
  for (const model::Person::Move& move : person.moves) {
    if (!(known < move.cause)) out.moves.push_back(move);
  }
  out.died = person.DiedKnownAt(known);
  for (const PackageId& id : person.packages) {
    if (view.package(id) != nullptr) out.packages.push_back(id);
  }
  return out;
}

void Know(const View& view, const PackageId& id, model::World& world) {
  const Package* package = view.package(id);
  if (package != nullptr) world.packages.Edit(id) = *package;
}
void Know(const View& view, const PersonId& id, model::World& world) {
  const model::Person* person = view.person(id);
  if (person != nullptr && world.persons.Find(id) == nullptr) world.persons.Edit(id) = AsKnown(view, *person);
}

const decide::DeliveryCommand* DeliveryIn(const store::Row& row) {
  const auto* command = std::get_if<decide::Command>(&row.content);
  return command != nullptr ? std::get_if<decide::DeliveryCommand>(command) : nullptr;
}

// The ledger as far as the rows name it, with everybody's load where tiers may ask for it.
model::World WorldOf(const View& view, const std::vector<store::Row>& rows) {
  model::World world = view.base();
  std::set<model::ProviderId> counted;
  bool orders = false;
  for (const store::Row& row : rows) {
    const decide::DeliveryCommand* delivery = DeliveryIn(row);
    if (delivery == nullptr) continue;
    std::visit(model::Overloaded{
                   [&](const decide::DeliverOrder& c) {
                     Know(view, c.order.package_id, world);
                     Know(view, c.order.person_id, world);
                     if (const Package* package = world.packages.Find(c.order.package_id))
                       Know(view, package->person(), world);
                     const model::Contract* contract = view.contract(c.order.contract_id);
                     if (!orders && contract != nullptr) counted = sourcing::MicroEnterprises(*contract);
                     orders = true;
                   },
                   [&](const decide::DeliverPerson& c) { Know(view, c.person.person_id, world); },
                   [&](const decide::DeliverStays& c) {
                     Know(view, c.stays.person_id, world);
                     const model::Person* person = world.persons.Find(c.stays.person_id);
                     if (person == nullptr) return;
                     for (const PackageId& id : person->packages) Know(view, id, world);
                   },
               },
               *delivery);
  }
  if (orders) world.caseloads = sourcing::CaseloadsOf(view, counted);
  return world;
}

// One row, and what there is to say of it.
struct Verdict {
  std::vector<v1::DeliveryDifference> entries;
  bool unknown = false;
  bool differs = false;
  bool refused = false;
  bool records = false;
};

class Checker {
 public:
  Checker(const model::World& world, const decide::Facts& facts, model::Date on)
      : world_(world), facts_(facts), on_(on) {}

  Verdict Look(const store::Row& row) {
    verdict_ = {};
    row_ = row.number;
    const decide::DeliveryCommand* delivery = DeliveryIn(row);
    if (delivery == nullptr) {
      Refuse("", std::get<decide::Rejection>(row.content));
      return std::move(verdict_);
    }
    const std::string id = std::visit([&](const auto& c) { return Compare(c); }, *delivery);
    const decide::Outcome outcome = decide::Decide(world_, std::get<decide::Command>(row.content), facts_);
    if (const auto* no = std::get_if<decide::Rejection>(&outcome)) {
      Refuse(id, *no);
    } else {
      verdict_.records = !std::get<decide::Decision>(outcome).events.empty();
    }
    return std::move(verdict_);
  }

 private:
  v1::DeliveryDifference& Add(const std::string& id, const char* what) {
    v1::DeliveryDifference& entry = verdict_.entries.emplace_back();
    entry.set_row(row_);
    entry.set_id(id);
    entry.set_what(what);
    return entry;
  }
  void Refuse(const std::string& id, const decide::Rejection& no) {
    verdict_.refused = true;
    v1::DeliveryDifference& entry = Add(id, "refused");
    entry.set_field(no.field);
    entry.set_reason(v1::RejectionReason_Name(static_cast<v1::RejectionReason>(no.reason)));
    entry.set_message(no.detail);
  }
  void Unknown(const std::string& id) {
    verdict_.unknown = true;
    Add(id, "unknown");
  }
  void Tell(const std::string& id, const std::vector<Difference>& differences) {
    for (const Difference& difference : differences) {
      verdict_.differs = true;
      v1::DeliveryDifference& entry = Add(id, "differs");
      entry.set_field(std::string(difference.field));
      entry.set_ledger(difference.ledger);
      entry.set_delivery(difference.delivery);
    }
  }

  // Each answers with the id that the row is of.
  std::string Compare(const decide::DeliverOrder& c) {
    std::string id = c.order.package_id.str();
    const Package* package = world_.packages.Find(c.order.package_id);
    if (package == nullptr || !package->life().requested) {
      Unknown(id);
    } else {
      Tell(id, Differences(*package, c.order, on_));
    }
    return id;
  }
  std::string Compare(const decide::DeliverPerson& c) {
    std::string id = c.person.person_id.str();
    const model::Person* person = world_.persons.Find(c.person.person_id);
    if (person == nullptr || person->packages.empty()) {
      Unknown(id);
    } else {
      Tell(id, Differences(person, c.person));
    }
    return id;
  }
  std::string Compare(const decide::DeliverStays& c) {
    std::string id = c.stays.person_id.str();
    const model::Person* person = world_.persons.Find(c.stays.person_id);
    if (person == nullptr || person->packages.empty()) {
      Unknown(id);
      return id;
    }
    for (const PackageId& package_id : person->packages) {
      const Package* package = world_.packages.Find(package_id);
      if (package == nullptr || !package->life().requested) continue;
      Tell(package_id.str(), Differences(*package, person->died, c.stays, on_)[c.row]);
    }
    return id;
  }

  const model::World& world_;
  const decide::Facts& facts_;
  const model::Date on_;
  std::uint64_t row_ = 0;
  Verdict verdict_;
};

// What is open in the ledger, and in no row.
std::vector<v1::DeliveryDifference> Missing(const View& view, const std::string& kind,
                                            const model::ContractId& contract,
                                            const std::vector<store::Row>& rows,
                                            const std::set<std::string>& named) {
  const model::Date on = view.point().on;
  std::map<PersonId, const projections::DeliveredStays*> stays;
  for (const store::Row& row : rows) {
    const decide::DeliveryCommand* delivery = DeliveryIn(row);
    const auto* of = delivery != nullptr ? std::get_if<decide::DeliverStays>(delivery) : nullptr;
    if (of != nullptr) stays[of->stays.person_id] = &of->stays;
  }
  std::map<std::string, v1::DeliveryDifference> out;
  const auto add = [&](const std::string& id) -> v1::DeliveryDifference& {
    v1::DeliveryDifference& entry = out[id];
    entry.set_id(id);
    entry.set_what("missing");
    return entry;
  };
  view.ForEachCase([&](const projections::Case& one) {
    const Package& package = *one.package;
    const model::PackageState state = package.StateOn(on);
    const bool open = state != model::PackageState::kNone && state != model::PackageState::kEnded &&
                      state != model::PackageState::kDirectPayment && (!one.died || on <= *one.died);
    if (!open) return;
    if (kind == "orders") {
      if (state == model::PackageState::kContinuingHealthcare) return;  // The NHS's order, no more ours.
      const model::Placement* placement = package.PlacementOn(on);
      const auto& past = package.life().placements;
      const model::ContractId& of = placement != nullptr ? placement->contract_id
                                    : past.empty()       ? package.life().request.contract_id
                                                         : past.back().contract_id;
      if (of == contract && !named.contains(package.id().str())) add(package.id().str());
    } else if (kind == "people") {
      if (!named.contains(package.person().str())) add(package.person().str());
    } else if (const model::Suspension* suspension = package.SuspensionOn(on);
               suspension != nullptr && suspension->reason == projections::Hospital()) {
      const auto of = stays.find(package.person());
      if (of != stays.end()) {
        const auto matches = projections::Match(package, one.died, *of->second, on);
        if (std::any_of(matches.begin(), matches.end(), [&](const projections::StayInLedger& match) {
              return match.suspension != nullptr && match.suspension->cause == suspension->cause;
            }))
          return;
      }
      v1::DeliveryDifference& entry = add(package.id().str());
      entry.set_field("admitted_on");
      entry.set_ledger(suspension->from.ToString());
    }
  });
  std::vector<v1::DeliveryDifference> missing;
  for (auto& [id, entry] : out) missing.push_back(std::move(entry));
  return missing;
}

std::string Key(std::uint64_t row, std::size_t place) {
  const std::string digits = std::to_string(row);
  const std::string at = std::to_string(place);
  return std::string(12 - std::min<std::size_t>(digits.size(), 12), '0') + digits + "." +
         std::string(6 - std::min<std::size_t>(at.size(), 6), '0') + at;
}

// The id that a row is of, whether or not it can be taken; empty when it cannot be read.
std::string NamedBy(const store::Row& row) {
  const decide::DeliveryCommand* delivery = DeliveryIn(row);
  if (delivery == nullptr) return {};
  return std::visit(model::Overloaded{[](const decide::DeliverOrder& c) { return c.order.package_id.str(); },
                                      [](const decide::DeliverPerson& c) { return c.person.person_id.str(); },
                                      [](const decide::DeliverStays& c) { return c.stays.person_id.str(); }},
                    *delivery);
}

std::string InWords(const v1::CheckDeliveryResponse& out, std::uint64_t taken) {
  if (taken == 0 && out.refused() == 0 && out.missing() == 0) return "the ledger says the same";
  std::string words = absl::StrCat(taken, taken == 1 ? " row" : " rows", " would be recorded");
  if (out.refused() > 0) absl::StrAppend(&words, ", ", out.refused(), " refused");
  if (out.missing() > 0)
    absl::StrAppend(&words, "; ", out.missing(), " open in the ledger, not in the delivery");
  return words;
}

absl::Status Check(Engine& engine, const store::Caller& caller, const v1::CheckDeliveryRequest& request,
                   v1::CheckDeliveryResponse& out) {
  if (!intake::IsDelivery(request.kind())) {
    return absl::InvalidArgumentError(
        absl::StrCat("kind: ", intake::Quoted(request.kind()), " is none of people, orders, stays"));
  }
  if (request.file().empty()) return absl::InvalidArgumentError("file: is required");
  intake::ImportContext context{.kind = request.kind(), .contract_id = {}, .provider_id = {}, .source = {}};
  if (!request.contract_id().empty()) {
    const auto contract = model::ContractId::Parse(request.contract_id());
    if (!contract)
      return absl::InvalidArgumentError("contract_id: " + intake::NotAnId(request.contract_id()));
    context.contract_id = *contract;
  }
  auto asked = Ask(engine, request.at(), caller.deadline);
  if (!asked.ok()) return asked.status();
  const View& view = *asked->view;
  if (const auto known = answers::CheckContract(view, request.contract_id()); !known.ok()) return known;
  auto pager = answers::Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  const std::string_view file = request.file();
  const std::size_t end = std::min(file.find('\n'), file.size());
  const auto rows = intake::ReadRows(context, file.substr(0, end),
                                     end < file.size() ? file.substr(end + 1) : std::string_view(), 2);
  if (!rows.ok()) return rows.status();
  answers::FillPoint(view.point(), engine.mark(), out.mutable_as_of());

  const model::World world = WorldOf(view, *rows);
  // As if the file had come then.
  const decide::Facts facts{.now = view.point().known_at, .actor = caller.id};
  Checker checker(world, facts, view.point().on);
  std::set<std::string> named;
  std::uint64_t taken = 0;
  std::uint64_t last = 0;
  std::uint64_t unread = 0;
  const auto list = [&](const v1::DeliveryDifference& entry, const std::string& key) {
    if (pager->Take(key)) *out.add_entries() = entry;
  };
  for (const store::Row& row : *rows) {
    last = row.number;
    named.insert(NamedBy(row));
    Verdict verdict = checker.Look(row);
    out.set_rows(out.rows() + 1);
    out.set_unknown(out.unknown() + (verdict.unknown ? 1 : 0));
    out.set_differ(out.differ() + (verdict.differs ? 1 : 0));
    out.set_refused(out.refused() + (verdict.refused ? 1 : 0));
    out.set_agree(out.agree() + (verdict.entries.empty() ? 1 : 0));
    taken += verdict.records ? 1 : 0;
    if (DeliveryIn(row) == nullptr) ++unread;
    for (std::size_t i = 0; i < verdict.entries.size(); ++i) list(verdict.entries[i], Key(row.number, i));
  }
  auto missing = Missing(view, request.kind(), context.contract_id, *rows, named);
  out.set_missing(missing.size());
  for (std::size_t i = 0; i < missing.size(); ++i) {
    if (unread > 0) missing[i].set_message("unless a row that cannot be read is of it");
    list(missing[i], Key(last + 1 + i, 0));
  }
  out.set_result(InWords(out, taken));
  out.set_next_page_token(pager->next_token());
  return asked->view->status();
}

}  // namespace

void AddDeliveryMethods(Engine& engine, Methods& methods) {
  Method method;
  method.descriptor = google::protobuf::DescriptorPool::generated_pool()
                          ->FindServiceByName("careledger.v1.DeliveryService")
                          ->FindMethodByName("CheckDelivery");
  method.unary = [&engine](const store::Caller& caller, std::shared_ptr<const Message> request,
                           const Reply& reply) {
    Questions(engine).Run(caller.deadline, reply, [&engine, caller, request, reply] {
      v1::CheckDeliveryResponse response;
      const absl::Status status =
          Check(engine, caller, static_cast<const v1::CheckDeliveryRequest&>(*request), response);
      reply({status, std::nullopt}, &response);
    });
  };
  methods[PathOf(method.descriptor)] = std::move(method);
}

}  // namespace careledger::service
