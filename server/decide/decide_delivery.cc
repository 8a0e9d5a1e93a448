// Deliveries: rows that say how things are. What is new is recorded through the ladders of the commands that
// record it; a row that would then still differ from the ledger is refused, for a delivery undoes nothing.
#include <algorithm>
#include <array>

#include "server/decide/ladders.h"
#include "server/decide/standing.h"

namespace careledger::decide {
namespace {

using projections::DeliveredOrder;
using projections::DeliveredStay;
using projections::DeliveredStays;
using projections::Difference;
using projections::OrderInLedger;
using projections::StayInLedger;

// The reason of a transfer or change of plan for which the delivery has none.
const Code& ByDelivery() {
  static const Code code("delivery");
  return code;
}

// Whether two records of one day say the same of the care, whatever else they carry.
bool SaysTheSame(const PackageEvent& a, const PackageEvent& b) {
  if (a.index() != b.index()) return false;
  return std::visit(
      [&](const auto& event) {
        using E = std::remove_cvref_t<decltype(event)>;
        const E& other = std::get<E>(b);
        if constexpr (std::is_same_v<E, PackageAwarded>) {
          return event.provider_id == other.provider_id && event.contract_id == other.contract_id &&
                 event.lot_id == other.lot_id;
        } else if constexpr (std::is_same_v<E, PackageTransferred>) {
          return event.to_provider_id == other.to_provider_id &&
                 event.to_contract_id == other.to_contract_id && event.to_lot_id == other.to_lot_id;
        } else if constexpr (std::is_same_v<E, PlanChanged>) {
          return event.plan == other.plan && event.until == other.until;
        } else if constexpr (std::is_same_v<E, PackageEnded>) {
          return true;
        } else {
          return event == other;
        }
      },
      a);
}

// What a record said that was voided or corrected since is not put back by a delivery.
Refusal TakenBack(const Package& package, const NewEvent& event) {
  const auto& says = std::get<PackageEvent>(event.event);
  for (const PackageEntry& entry : package.entries()) {
    if (Number(entry.voided_by) == 0 || entry.effective != event.effective || !SaysTheSame(entry.event, says))
      continue;
    return Reject(Reason::kRecordAlreadyVoided, "package_id", "the record at ", entry.position,
                  " of package ", package.id(), ", of ", entry.effective, ", was voided at ", entry.voided_by,
                  ": the delivery still says so");
  }
  return std::nullopt;
}

// What a row asks of one package, command by command, each on what the ones before have made of it. No record
// of the row's own may be corrected: its position is not known yet.
class Steps {
 public:
  Steps(const World& world, const Package* package, const Facts& facts)
      : world_(world),
        facts_(facts),
        before_(package),
        supposed_(package != nullptr ? *package : Package()) {}

  // False once a rule has said no: then nothing follows.
  template <class C>
  bool Take(const C& command) {
    if (refusal_) return false;
    Outcome outcome = Run(command);
    if (auto* no = std::get_if<Rejection>(&outcome)) {
      refusal_ = std::move(*no);
      return false;
    }
    for (NewEvent& event : std::get<Decision>(outcome).events) {
      if (before_ != nullptr) refusal_ = TakenBack(*before_, event);
      if (refusal_) return false;
      Suppose(supposed_, event, facts_);
      events_.push_back(std::move(event));
    }
    return true;
  }
  void Refuse(Rejection no) {
    if (!refusal_) refusal_ = std::move(no);
  }

  const Package& package() const { return supposed_; }
  const Refusal& refusal() const { return refusal_; }
  std::vector<NewEvent> TakeEvents() { return std::move(events_); }

 private:
  template <class C>
  Outcome Run(const C& command) {
    const Package* package = supposed_.entries().empty() ? nullptr : &supposed_;
    if constexpr (std::is_same_v<C, AwardPackage>) {
      return DecideAward(world_, package, command, facts_);
    } else if constexpr (std::is_same_v<C, TransferPackage>) {
      return DecideTransfer(world_, package, command, facts_);
    } else if constexpr (std::is_same_v<C, ChangePlan>) {
      return DecidePlanChange(world_, package, command, facts_);
    } else {
      return DecideCorrecting(world_, package, command, facts_);
    }
  }

  const World& world_;
  const Facts& facts_;
  const Package* before_;
  Package supposed_;
  std::vector<NewEvent> events_;
  Refusal refusal_;
};

std::string Said(std::string_view value) { return value.empty() ? "nothing" : std::string(value); }

// What is left of a difference when all has been tried is refused, by the rule that keeps the ledger as it
// is.
Rejection Stays(const Difference& difference, std::string_view what, const std::string& id) {
  constexpr auto kReasons = std::to_array<std::pair<std::string_view, Reason>>({
      {"requested_on", Reason::kRecordReliedOn},
      {"provider_id", Reason::kPackageAlreadyAwarded},
      {"contract_id", Reason::kPackageAlreadyAwarded},
      {"lot_id", Reason::kPackageAlreadyAwarded},
      {"provider_from", Reason::kPackageAlreadyAwarded},
      {"start", Reason::kAlreadyStarted},
      {"plan", Reason::kRecordReliedOn},
      {"plan_from", Reason::kRecordReliedOn},
      {"ended_on", Reason::kPackageEnded},
      {"end_reason", Reason::kPackageEnded},
      {"admitted_on", Reason::kAlreadySuspended},
      {"discharged_on", Reason::kNotSuspended},
      {"died_on", Reason::kPersonDied},
  });
  const auto* found = std::find_if(kReasons.begin(), kReasons.end(),
                                   [&](const auto& entry) { return entry.first == difference.field; });
  // The others are particulars of the request.
  Reason reason = found != kReasons.end() ? found->second : Reason::kAlreadyExists;
  if (difference.field == "provider_id" && difference.ledger.empty()) reason = Reason::kPackageNotAwarded;
  Rejection no = Reject(reason, difference.field, what, " ", id, " has ", Said(difference.ledger));
  if (Number(difference.record) != 0) AppendTo(no.detail, ", by the record at ");
  if (Number(difference.record) != 0) AppendTo(no.detail, difference.record);
  no.detail += "; the delivery has " + Said(difference.delivery) + ", and undoes nothing";
  return no;
}

bool IsParticular(std::string_view field) {
  return field == "person_id" || field == "service" || field == "client_group" || field == "funder" ||
         field == "area" || field == "lives_in_lot";
}

RequestPackage RequestOf(const DeliveredOrder& order) {
  RequestPackage c{.package_id = order.package_id,
                   .person_id = order.person_id,
                   .service = order.service,
                   .client_group = order.client_group,
                   .funder = order.funder,
                   .waiting_in = order.waiting_in,
                   .reason = order.reason,
                   .contract_id = {},
                   .lot_id = order.lives_in_lot.empty() ? order.lot_id : order.lives_in_lot,
                   .plan = order.plan,
                   .effective_date = order.requested_on,
                   .area = order.area};
  // Where the person lives may be a lot of another contract; who waits, waits under this one.
  if (c.lot_id == order.lot_id || order.provider_id.empty()) c.contract_id = order.contract_id;
  return c;
}

// Takes what an order row says.
class OrderRow {
 public:
  OrderRow(Steps& steps, const DeliveredOrder& order, const Facts& facts)
      : steps_(steps), order_(order), today_(facts.today()) {}

  void Run() {
    const bool is_new = !Known(&steps_.package());
    if (is_new) {
      if (!steps_.Take(RequestOf(order_))) return;
    } else {
      if (RefuseParticulars()) return;
      CorrectDates();
    }
    // What is new, in the order in which it came about.
    if (Differs("provider_id") || Differs("contract_id") || Differs("lot_id")) Place(is_new);
    const OrderInLedger ledger = Now();
    if (Differs("start") && !steps_.package().life().started) {
      steps_.Take(StartPackage{.package_id = order_.package_id, .effective_date = *ledger.start});
    }
    Plan();
    if (Differs("ended_on") && order_.ended_on && Now().end == nullptr) End(0);
    const std::vector<Difference> left = Left();
    if (!left.empty()) steps_.Refuse(Stays(left.front(), "package", order_.package_id.str()));
  }

 private:
  OrderInLedger Now() const { return Look(steps_.package(), order_, today_); }
  std::vector<Difference> Left() const {
    if (steps_.refusal()) return {};
    return Differences(steps_.package(), order_, today_);
  }
  bool Differs(std::string_view field) const {
    const std::vector<Difference> left = Left();
    return std::any_of(left.begin(), left.end(), [&](const Difference& d) { return d.field == field; });
  }

  bool RefuseParticulars() {
    for (const Difference& difference : Left()) {
      if (!IsParticular(difference.field)) continue;
      steps_.Refuse(Stays(difference, "package", order_.package_id.str()));
      return true;
    }
    return false;
  }

  // Dates that moved. What moves to earlier goes first, from the request on; what moves to later after it,
  // from the end back: so each finds the others where they leave it room.
  void CorrectDates() {
    for (const bool earlier : {true, false}) {
      using Correct = void (OrderRow::*)(bool);
      std::array<Correct, 4> all = {&OrderRow::CorrectRequest, &OrderRow::CorrectPlacement,
                                    &OrderRow::CorrectStart, &OrderRow::CorrectEnd};
      if (!earlier) std::reverse(all.begin(), all.end());
      for (const Correct& correct : all) {
        if (!steps_.refusal()) (this->*correct)(earlier);
      }
    }
  }
  void CorrectRequest(bool earlier) {
    const PackageEntry& entry = *Now().request;
    if (order_.requested_on == entry.effective || (order_.requested_on < entry.effective) != earlier) return;
    RequestPackage c = Asking(std::get<PackageRequested>(entry.event), order_.requested_on);
    c.corrects_position = Number(entry.position);
    steps_.Take(c);
  }
  void CorrectPlacement(bool earlier) {
    if (!Differs("provider_from")) return;
    const Placement placement = *Now().under;
    const Date from = *order_.provider_from;
    if ((from < placement.from.date) != earlier) return;
    const PackageEntry* entry = EntryAt(steps_.package(), Number(placement.cause));
    if (const auto* award = std::get_if<PackageAwarded>(&entry->event)) {
      steps_.Take(AwardPackage{.package_id = order_.package_id,
                               .contract_id = award->contract_id,
                               .lot_id = award->lot_id,
                               .provider_id = award->provider_id,
                               .plan = award->plan,
                               .effective_date = from,
                               .corrects_position = Number(entry->position),
                               .rate = award->rate,
                               .deliverer_id = award->deliverer_id,
                               .chosen = award->chosen});
    } else if (const auto* transfer = std::get_if<PackageTransferred>(&entry->event)) {
      steps_.Take(TransferPackage{.package_id = order_.package_id,
                                  .to_contract_id = transfer->to_contract_id,
                                  .to_lot_id = transfer->to_lot_id,
                                  .to_provider_id = transfer->to_provider_id,
                                  .effective_date = from,
                                  .time = {transfer->minute},
                                  .reason = transfer->reason,
                                  .corrects_position = Number(entry->position)});
    }
  }
  void CorrectStart(bool earlier) {
    const std::optional<Date> started = steps_.package().life().started;
    if (!started || !Differs("start")) return;
    const Date start = *Now().start;
    if ((start < *started) != earlier) return;
    const PackageEntry* entry =
        FindRecord<PackageStarted>(steps_.package(), *started, [](const PackageStarted&) { return true; });
    steps_.Take(StartPackage{.package_id = order_.package_id,
                             .effective_date = start,
                             .corrects_position = Number(entry->position)});
  }
  void CorrectEnd(bool earlier) {
    const PackageEntry* end = Now().end;
    if (end == nullptr || !order_.ended_on || (!Differs("ended_on") && !Differs("end_reason"))) return;
    if ((*order_.ended_on < end->effective) == earlier) End(Number(end->position));
  }

  void End(std::uint64_t corrects) {
    steps_.Take(EndPackage{.package_id = order_.package_id,
                           .effective_date = *order_.ended_on,
                           .reason = order_.end_reason,
                           .corrects_position = corrects});
  }

  // With whom and where, from when the row says; when the ledger has it elsewhere since later, it stays
  // there.
  void Place(bool is_new) {
    if (order_.provider_id.empty()) return;
    const Placement* placement = Now().placement;
    const Date from = *order_.provider_from;
    if (placement == nullptr) {
      // The plan of a package that has waited here changes by a record of its own.
      const PackageLife& life = steps_.package().life();
      const bool assessed = !life.request.plan.empty() || !life.plans.empty();
      const bool as_asked = !is_new && assessed && order_.plan_from && from < *order_.plan_from;
      steps_.Take(AwardPackage{.package_id = order_.package_id,
                               .contract_id = order_.contract_id,
                               .lot_id = order_.lot_id,
                               .provider_id = order_.provider_id,
                               .plan = as_asked ? WeeklyPlan() : order_.plan,
                               .effective_date = from});
    } else if (placement->from.date < from) {
      steps_.Take(
          TransferPackage{.package_id = order_.package_id,
                          .to_contract_id = order_.contract_id,
                          .to_lot_id = order_.lot_id,
                          .to_provider_id = order_.provider_id,
                          .effective_date = from,
                          .time = {},
                          .reason = order_.provider_reason.empty() ? ByDelivery() : order_.provider_reason});
    }
  }

  void Plan() {
    const bool other = Differs("plan");
    if (!other && !Differs("plan_from")) return;
    if (!order_.plan_from) {
      steps_.Refuse(Reject(Reason::kInvalidField, "plan_from", "is required: package ", order_.package_id,
                           " has another plan"));
      return;
    }
    const OrderInLedger ledger = Now();
    ChangePlan c{.package_id = order_.package_id,
                 .plan = order_.plan,
                 .effective_date = *ledger.plan_from,
                 .until = {},
                 .reason = order_.plan_reason.empty() ? ByDelivery() : order_.plan_reason};
    if (ledger.plan != nullptr && other && *ledger.plan_from < ledger.plan->from) return;
    // The same plan from another day, or another from the same day: the change is put right.
    const bool corrects =
        ledger.plan != nullptr && ledger.plan_by_change && (!other || ledger.plan->from == c.effective_date);
    if (corrects) {
      const PackageEntry* entry = EntryAt(steps_.package(), Number(ledger.plan->cause));
      c.until = ledger.plan->until;
      c.corrects_position = Number(entry->position);
    }
    steps_.Take(c);
  }

  Steps& steps_;
  const DeliveredOrder& order_;
  const Date today_;
};

// What the stays of a person ask of one package.
class StayRows {
 public:
  StayRows(Steps& steps, std::optional<Date> died, const DeliveredStays& stays, const Facts& facts)
      : steps_(steps), died_(died), stays_(stays), today_(facts.today()) {}

  void Run() {
    // What is on record shrinks before it grows, so that no stay stands in another's way.
    for (const bool shrink : {true, false}) {
      for (std::size_t i = 0; i < stays_.stays.size(); ++i) {
        if (shrink) {
          MoveEnd(i, true);
          MoveBegin(i, true);
        } else {
          MoveBegin(i, false);
          MoveEnd(i, false);
        }
      }
    }
    for (std::size_t i = 0; i < stays_.stays.size(); ++i) Record(i);
    if (steps_.refusal()) return;
    for (const std::vector<Difference>& of_stay : Differences(steps_.package(), died_, stays_, today_)) {
      if (of_stay.empty()) continue;
      return steps_.Refuse(Stays(of_stay.front(), "package", steps_.package().id().str()));
    }
  }

 private:
  StayInLedger At(std::size_t i) const { return Match(steps_.package(), died_, stays_, today_)[i]; }
  const PackageId& id() const { return steps_.package().id(); }

  void MoveBegin(std::size_t i, bool shrink) {
    if (steps_.refusal()) return;
    const StayInLedger at = At(i);
    if (at.suspension == nullptr || !at.from || *at.from == at.suspension->from) return;
    if ((at.suspension->from < *at.from) != shrink) return;
    steps_.Take(SuspendPackage{.package_id = id(),
                               .effective_date = *at.from,
                               .reason = projections::Hospital(),
                               .corrects_position = Number(at.suspension->cause)});
  }
  void MoveEnd(std::size_t i, bool shrink) {
    if (steps_.refusal()) return;
    const StayInLedger at = At(i);
    if (at.suspension == nullptr || !at.suspension->until || !at.resumes) return;
    const Date until = *at.suspension->until;
    if (until == *at.resumes || (*at.resumes < until) != shrink) return;
    const PackageEntry* resumed =
        FindRecord<PackageResumed>(steps_.package(), until, [](const PackageResumed&) { return true; });
    steps_.Take(ResumePackage{
        .package_id = id(), .effective_date = *at.resumes, .corrects_position = Number(resumed->position)});
  }
  void Record(std::size_t i) {
    if (steps_.refusal()) return;
    const StayInLedger at = At(i);
    const bool suspended = at.suspension != nullptr;
    if (!suspended && at.from) {
      steps_.Take(SuspendPackage{.package_id = id(),
                                 .effective_date = *at.from,
                                 .reason = projections::Hospital(),
                                 .until = at.resumes});
    }
    const bool open = suspended && !at.suspension->until;
    if (open && at.resumes) steps_.Take(ResumePackage{.package_id = id(), .effective_date = *at.resumes});
  }

  Steps& steps_;
  const std::optional<Date> died_;
  const DeliveredStays& stays_;
  const Date today_;
};

// What was decided, or that `stream` says so already.
Outcome Recording(std::vector<NewEvent> events, std::string stream) {
  if (events.empty()) return AlreadyIn(std::move(stream));
  Decision decision;
  decision.events = std::move(events);
  return decision;
}

Rejection NoPerson(const PersonId& id) {
  return Reject(Reason::kPersonUnknown, "person_id", "no care was ever asked for person ", id);
}

}  // namespace

Outcome DecideOn(const World& world, const DeliverOrder& c, const Facts& facts) {
  Steps steps(world, world.packages.Find(c.order.package_id), facts);
  OrderRow(steps, c.order, facts).Run();
  if (steps.refusal()) return *steps.refusal();
  return Recording(steps.TakeEvents(), Stream("package", c.order.package_id));
}

Outcome DecideOn(const World& world, const DeliverPerson& c, const Facts& facts) {
  const Person* person = world.persons.Find(c.person.person_id);
  const std::vector<Difference> differs = Differences(person, c.person);
  const std::string stream = Stream("person", c.person.person_id);
  if (differs.empty()) return AlreadyIn(stream);
  Decision decision;
  if (differs.back().field == "area") {
    Outcome moved = DecideOn(
        world,
        MovePerson{
            .person_id = c.person.person_id, .area = c.person.area, .effective_date = *c.person.area_from},
        facts);
    if (std::holds_alternative<Rejection>(moved)) return moved;
    decision = std::get<Decision>(std::move(moved));
    if (differs.size() == 1) return decision;
  }
  if (!c.person.died_on) return Stays(differs.front(), "person", c.person.person_id.str());
  if (person != nullptr) {
    for (const Person::Death& death : person->deaths) {
      const bool stands = &death == &person->deaths.back() && Number(death.voided_by) == 0;
      if (stands || death.date != *c.person.died_on) continue;
      return Reject(Reason::kRecordAlreadyVoided, "died_on", "the record at ", death.cause, ", of ",
                    death.date, ", was taken back at ",
                    Number(death.voided_by) != 0 ? death.voided_by : person->deaths.back().cause,
                    ": the delivery still says so");
    }
  }
  Outcome died = DecideOn(world,
                          RecordDeath{.person_id = c.person.person_id,
                                      .date = *c.person.died_on,
                                      .corrects_position = Number(differs.front().record)},
                          facts);
  if (std::holds_alternative<Rejection>(died)) return died;
  for (NewEvent& event : std::get<Decision>(died).events) decision.events.push_back(std::move(event));
  return decision;
}

Outcome DecideOn(const World& world, const DeliverStays& c, const Facts& facts) {
  const Person* person = world.persons.Find(c.stays.person_id);
  if (person == nullptr || person->packages.empty()) return NoPerson(c.stays.person_id);
  std::vector<NewEvent> events;
  for (const PackageId& id : person->packages) {
    const Package* package = world.packages.Find(id);
    if (!Known(package) || package->person() != c.stays.person_id) continue;
    Steps steps(world, package, facts);
    StayRows(steps, person->died, c.stays, facts).Run();
    if (steps.refusal()) return *steps.refusal();
    for (NewEvent& event : steps.TakeEvents()) events.push_back(std::move(event));
  }
  return Recording(std::move(events), Stream("person", c.stays.person_id));
}

}  // namespace careledger::decide
