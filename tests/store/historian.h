// Eight weeks of a careless town: seeded, so always the same.
#pragma once

#include <map>
#include <random>

#include "tests/store/running.h"

namespace careledger::store {

inline const Date kFirst = Day("2016-10-01");
inline const ContractId kLots("c-lots"), kOpen("c-open");
inline const ContractId kMarket("c-market");  // Has tiers, and no packages: who may be asked under it.
inline constexpr int kDays = 56;

// Sends what a careless town would: many of its commands are refused, and that is part of the history.
class Historian {
 public:
  Historian(Running& town, std::uint32_t seed) : town_(town), random_(seed) {}

  void Found() {
    town_.Do(decide::AdoptCalendar{Code("england"), {kFirst + 20, kFirst + 21}});
    town_.Do(decide::RegisterCommissioner{CommissionerId("town"), "Town"});
    town_.Do(decide::RegisterCommissioner{CommissionerId("nhs"), "NHS"});
    for (int i = 0; i < 4; ++i) {
      town_.Do(decide::RegisterProvider{
          .provider_id = Provider(i), .name = "P" + std::to_string(i), .form = ProviderForm::kSole});
    }
    for (const ContractId& contract : {kLots, kOpen}) {
      town_.Do(decide::CreateContract{.contract_id = contract,
                                      .commissioner_id = CommissionerId("town"),
                                      .partners = {CommissionerId("nhs")},
                                      .title = contract.str(),
                                      .start_date = kFirst - 100});
      town_.Do(decide::SetRates{contract,
                                kFirst - 100,
                                {decide::Line("16.22"), decide::Line("17.35", Provider(1))},
                                decide::kCabinet});
    }
    // Before care is under way: then a policy that moves money takes two persons.
    for (const ContractId& contract : {kLots, kOpen}) {
      for (const std::uint32_t step : {0U, 1U, 2U}) {
        town_.Do(decide::SetPaymentPolicy{
            .contract_id = contract,
            .effective_date = step == 0 ? kFirst - 100 : kFirst + 8 * static_cast<std::int32_t>(step),
            .tolerance_minutes = 4 * step,
            .cap_over_minutes = 18 - 3 * step,
            .authority = decide::kCabinet});
      }
    }
    // One recharges the NHS; under the other it contracts itself.
    for (const auto& [contract, settlement] : {std::pair(kLots, HealthSettlement::kJointContract),
                                               std::pair(kOpen, HealthSettlement::kHealthContracts)}) {
      town_.Do(decide::ApplyContract{HealthcareFile(contract, settlement), kFirst - 100});
    }
    // Reablement is bought under one of them, and priced for one provider.
    decide::RateLine reablement = decide::Line("19.05", Provider(1));
    reablement.key.service = Code("reablement");
    town_.Do(decide::SetRates{kOpen, kFirst - 100, {reablement}, decide::kCabinet});
    for (int i = 0; i < 4; ++i)
      town_.Do(decide::AdmitProvider{kOpen, Provider(i), kFirst - 100, decide::kCabinet});
    for (int i = 0; i < 2; ++i) {
      const LotId lot("L" + std::to_string(i));
      town_.Do(decide::DefineLot{kLots, lot, static_cast<std::uint32_t>(i), lot.str()});
      town_.Do(decide::AwardLot{kLots, lot, Provider(i), kFirst - 100, decide::kCabinet});
    }
    // Halfway, packages of the one are to come to the other.
    town_.Do(decide::PlanMobilisation{.contract_id = kLots,
                                      .from_contract_ids = {kOpen},
                                      .award_date = kFirst + 7,
                                      .go_live_date = kFirst + 28,
                                      .effective_date = kFirst - 10,
                                      .authority = decide::kCabinet});
    OpenMarket();
  }

  // One day: its commands and pages are under way together, so that batches hold some of each.
  void Live(Date date) {
    today_ = date;
    for (const std::int32_t minute : {9 * 60, 20 * 60}) {
      town_.MoveTo(RecordTime{PlannedInstant(date, minute).seconds * 1'000'000});
      const int commands = 10 + Below(10);
      for (int i = 0; i < commands; ++i) Command();
      for (int i = 0; i < 3; ++i) Visits();
      for (int i = 0; i < 3; ++i) Watch();
      for (int i = 0; i < 3; ++i) Health();
      for (int i = 0; i < 2; ++i) Mobilise();
      for (int i = 0; i < 2; ++i) Write();
      if (Below(6) == 0) Money();
      if (minute == 9 * 60) Succeed(date);
      for (std::future<Answer>& answer : answers_) {
        const Answer given = answer.get();
        if (const auto* no = std::get_if<Refused>(&given)) {
          EXPECT_TRUE(no->rejection) << no->status;
          ++refused_[no->rejection ? static_cast<std::uint32_t>(no->rejection->reason) : 0];
        } else {
          ++accepted_;
        }
      }
      answers_.clear();
    }
  }
  int accepted() const { return accepted_; }
  const std::map<std::uint32_t, int>& refused() const { return refused_; }

 private:
  // Two are asked in order, one of whom has no room; then the other two at once.
  void OpenMarket() {
    const Date start = kFirst - 100;
    const Code ranked("ranked"), spot("spot");
    town_.Do(decide::CreateContract{.contract_id = kMarket,
                                    .commissioner_id = CommissionerId("town"),
                                    .title = kMarket.str(),
                                    .start_date = start});
    decide::ContractFile file{
        .contract_id = kMarket, .authority = decide::kCabinet, .sha256 = {kMarket.str()}};
    file.sections.push_back(
        {decide::SetTiers{
             .contract_id = kMarket,
             .effective_date = start,
             .tiers = {{.tier = ranked, .scope = TierScope::kContract, .rule = SourcingRule::kRankedOffer},
                       {.tier = spot, .scope = TierScope::kContract, .rule = SourcingRule::kDirectAward}},
             .authority = decide::kCabinet},
         {},
         {}});
    town_.Do(decide::ApplyContract{file, start});
    for (int i = 0; i < 4; ++i) {
      town_.Do(decide::AdmitProvider{.contract_id = kMarket,
                                     .provider_id = Provider(i),
                                     .effective_date = start,
                                     .authority = decide::kCabinet,
                                     .tier = i < 2 ? ranked : spot,
                                     .lot_id = {},
                                     .rank = i < 2 ? static_cast<std::uint32_t>(i + 1) : 0});
    }
    town_.Do(decide::DeclareCapacity{.contract_id = kMarket,
                                     .provider_id = Provider(0),
                                     .lot_id = {},
                                     .capacity = ParseCapacity("none").value(),
                                     .effective_date = start});
  }
  static decide::ContractFile HealthcareFile(const ContractId& contract, HealthSettlement settlement) {
    decide::ContractFile file{
        .contract_id = contract, .authority = decide::kCabinet, .sha256 = {contract.str()}};
    file.sections.push_back({decide::SetContinuingHealthcarePolicy{.contract_id = contract,
                                                                   .effective_date = kFirst - 100,
                                                                   .settlement = settlement,
                                                                   .authority = decide::kCabinet},
                             {},
                             {}});
    return file;
  }
  int Below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
  static ProviderId Provider(int i) { return ProviderId("p-" + std::to_string(i)); }
  static PersonId PersonOf(int package) { return PersonId("h-" + std::to_string(package % 20)); }
  static PackageId PackageNamed(int i) { return PackageId("k-" + std::to_string(i)); }
  Date Dated() { return today_ - 12 + Below(15); }
  template <class C>
  void Send(const C& command) {
    answers_.push_back(town_.Send(CommandOf("alice", "r-" + std::to_string(++requests_), command)));
  }
  WeeklyPlan AnyPlan() {
    return Plan(Below(3) == 0   ? "Mon-Sun 08:00 30; Mon-Sun 08:15 45"
                : Below(2) == 0 ? "Mon-Sun 08:00 30 x2; Mon-Sun 18:00 45"
                                : "Mon-Fri 08:00 30; Sat,Sun 18:00 60");
  }
  // A position of the package's record, near enough to the truth to be right now and then.
  std::uint64_t SomeRecord(const PackageId& id) {
    const auto package = town_->models()->FindPackage(id);
    if (package == nullptr) return 1;
    return Number(
        package->entries()[static_cast<std::size_t>(Below(static_cast<int>(package->entries().size())))]
            .position);
  }
  template <class C>
  C Corrected(C command) {
    if (Below(8) == 0) command.corrects_position = SomeRecord(command.package_id);
    return command;
  }

  void Command() {
    const int n = Below(30);
    const PackageId package = PackageNamed(n);
    const bool lots = Below(2) == 0;
    const int provider = lots ? Below(2) : Below(4);
    const LotId lot = lots ? LotId("L" + std::to_string(provider)) : LotId();
    switch (Below(21)) {
      case 0:
      case 1:
      case 2:
        return Send(Corrected(decide::RequestPackage{
            .package_id = package,
            .person_id = PersonOf(n),
            .service = Code(Below(5) == 0 ? "reablement" : "home-care"),
            .client_group = Code((n + today_.days()) % 3 == 0 ? "learning-disability" : "older-people"),
            .funder = Code("council"),
            .waiting_in = Code("community"),
            .reason = Code(n % 5 == 0   ? "leaving-reablement"
                           : n % 7 == 0 ? "existing"
                                        : "new"),
            .plan = (n + today_.days()) % 7 == 0 ? WeeklyPlan() : AnyPlan(),
            .effective_date = Dated(),
            .area = Code("ward-" + std::to_string(n % 3))}));
      case 3:
      case 4:
      case 5:
      case 6: {
        const Date from = Dated();
        Send(Corrected(decide::AwardPackage{.package_id = package,
                                            .contract_id = lots ? kLots : kOpen,
                                            .lot_id = lot,
                                            .provider_id = Provider(provider),
                                            .plan = Below(2) == 0 ? AnyPlan() : WeeklyPlan(),
                                            .effective_date = from,
                                            .deliverer_id = n % 3 == 0 ? Provider(provider) : ProviderId()}));
        if (Below(3) != 0) Send(decide::StartPackage{package, from});
        return;
      }
      case 7:
        return Send(Corrected(decide::StartPackage{package, Dated()}));
      case 8:
      case 9:
        return Send(Corrected(decide::ChangePlan{package, AnyPlan(), Dated(),
                                                 Below(2) == 0 ? std::optional<Date>() : today_ + 4,
                                                 Code("review")}));
      case 10:
      case 11:
        return Send(Corrected(decide::TransferPackage{.package_id = package,
                                                      .to_contract_id = lots ? kLots : kOpen,
                                                      .to_lot_id = lot,
                                                      .to_provider_id = Provider(provider),
                                                      .effective_date = Dated(),
                                                      .time = {static_cast<std::uint32_t>(Below(3) * 490)},
                                                      .reason = Code("choice")}));
      case 12:
        return Send(Corrected(decide::HandBackPackage{package, Dated(), today_ - 30, Code("capacity")}));
      case 13:
      case 14:
        return Send(Corrected(decide::SuspendPackage{package, Dated(), Code("hospital")}));
      case 15:
        return Send(Corrected(decide::ResumePackage{package, Dated()}));
      case 16:
        if (Below(3) == 0) return Send(Corrected(decide::EndPackage{package, Dated(), Code("moved-away")}));
        if (Below(2) == 0) return Send(Corrected(decide::TakeDirectPayment{package, today_ - 30, Dated()}));
        return Send(Corrected(decide::EndDirectPayment{package, Dated(), Code("no-carers")}));
      case 17:
        return Send(decide::VoidPackageRecord{package, SomeRecord(package), Code("keyed-twice")});
      case 18:
        if (Below(6) == 0) {
          const auto person = town_->models()->FindPerson(PersonOf(n));
          const bool again = person != nullptr && person->died;
          const std::uint64_t last = again ? Number(person->deaths.back().cause) : 0;
          if (again && Below(2) == 0) return Send(decide::VoidDeath{PersonOf(n), last, Code("wrong-person")});
          return Send(decide::RecordDeath{PersonOf(n), Dated(), last});
        }
        if (Below(4) == 0)
          return Send(decide::MovePerson{PersonOf(n), Code("ward-" + std::to_string(Below(3))), Dated()});
        return;
      case 19:
        if (Below(3) == 0) {
          return Send(decide::SetKpiPolicy{lots ? kLots : kOpen, Dated(),
                                           static_cast<std::uint32_t>(5 + Below(60)),
                                           static_cast<std::uint32_t>(Below(5)),
                                           static_cast<std::uint32_t>(70 + Below(30)), decide::kCabinet});
        }
        return;
      default:
        if (Below(3) == 0) {
          return Send(decide::SetPaymentPolicy{.contract_id = lots ? kLots : kOpen,
                                               .effective_date = Dated(),
                                               .tolerance_minutes = static_cast<std::uint32_t>(Below(10)),
                                               .cap_over_minutes = static_cast<std::uint32_t>(10 + Below(10)),
                                               .authority = decide::kCabinet});
        }
    }
  }

  VisitRecorded Fresh() {
    const int n = Below(30);
    Date date = today_ - 1 - Below(3);
    if (Below(10) == 0) date = today_ - 1 - Below(20);
    const std::int32_t minute = Below(4) == 0 ? 18 * 60 : 8 * 60 + 15 * Below(2);
    const Instant planned = PlannedInstant(date, minute);
    VisitRecorded visit{.provider_id = Provider(Below(4)),
                        .external_id = ExternalId("v-" + std::to_string(++visits_)),
                        .sequence = 1,
                        .person_id = PersonOf(n),
                        .service = Code(Below(12) == 0 ? "reablement" : "home-care"),
                        .service_date = date,
                        .planned_start = planned,
                        .planned_minutes = 30,
                        .status = static_cast<VisitStatus>(Below(3) == 0 ? 1 + Below(7) : 1)};
    // The order that is in force, mostly: else nothing would ever be paid.
    const auto package = town_->models()->FindPackage(PackageNamed(n));
    if (Below(8) != 0 && package != nullptr) {
      if (const Placement* p = package->PlacementOn(date)) visit.provider_id = p->provider_id;
      visit.service = package->life().request.service;
    }
    // A source reports for one provider.
    visit.source = SourceId((Below(5) == 0 ? "app-" : "ecm-") + visit.provider_id.str());
    const int carers = Below(4) == 0 ? 2 : 1;
    for (int i = 0; i < carers; ++i) {
      const std::int64_t in = planned.seconds + 60 * (Below(50) - 20) + Below(60);
      visit.attendances.push_back({.carer_id = CarerId("a-" + std::to_string(i * 40 + Below(40))),
                                   .check_in = Instant{in},
                                   .check_out = Instant{in + 60 * (5 + Below(50)) + Below(60)},
                                   .evidence = static_cast<Evidence>(1 + Below(3))});
      if (Below(20) == 0) visit.attendances.back().check_out.reset();
    }
    return visit;
  }

  void Visits() {
    std::vector<VisitRecorded> rows;
    const int count = 20 + Below(20);
    for (int i = 0; i < count; ++i) {
      if (known_.size() < 10 || Below(6) != 0) {
        rows.push_back(Fresh());
        known_.push_back(rows.back());
        continue;
      }
      VisitRecorded& old =
          known_[known_.size() - 1 - static_cast<std::size_t>(Below(static_cast<int>(known_.size() / 2)))];
      VisitRecorded again = old;
      again.sequence += static_cast<std::uint64_t>(1 + Below(3));
      switch (Below(4)) {
        case 0:
          again.status = static_cast<VisitStatus>(1 + Below(7));
          break;
        case 1: {  // To another date, and perhaps back one day.
          const std::int32_t days = old.service_date < today_ - 1 ? 1 : -1;
          const Date date = old.service_date + days;
          const std::int64_t by =
              PlannedInstant(date, 480).seconds - PlannedInstant(old.service_date, 480).seconds;
          again.service_date = date;
          again.planned_start.seconds += by;
          for (Attendance& a : again.attendances) {
            if (a.check_in) a.check_in->seconds += by;
            if (a.check_out) a.check_out->seconds += by;
          }
          break;
        }
        case 2:
          if (again.attendances.front().check_in) again.attendances.front().check_in->seconds -= 300;
          break;
        default:
          again.sequence = old.sequence;  // As it was, or late: changes nothing.
      }
      if (Below(4) == 0) std::swap(again.sequence, old.sequence);
      rows.push_back(again);
      if (again.sequence >= old.sequence) old = again;
    }
    answers_.push_back(town_.Send(PageOf("v-" + std::to_string(++requests_), std::move(rows))));
    for (int i = 0; i < 2; ++i) {
      const VisitRecorded& visit = known_[static_cast<std::size_t>(Below(static_cast<int>(known_.size())))];
      if (Below(3) == 0) {
        Send(decide::VoidVisit{visit.source, visit.external_id, Code("wrong-person")});
      } else {
        Send(decide::AdjustVisit{visit.source,
                                 visit.external_id,
                                 visit.attendances.front().carer_id,
                                 visit.planned_start,
                                 {visit.planned_start.seconds + 60 * (10 + Below(40))},
                                 Code("forgot")});
      }
    }
  }

  int HealthBelow(int n) { return static_cast<int>(health_() % static_cast<std::uint32_t>(n)); }

  // Care moves to the NHS and back, providers meet at handovers, goals are set and reviewed: with dice of its
  // own.
  void Health() {
    const int n = HealthBelow(30);
    const PackageId package = PackageNamed(n);
    const Date date = today_ - 12 + HealthBelow(15);
    const ProviderId provider = Provider(HealthBelow(4));
    const auto corrected = [&](auto command) {
      if (HealthBelow(6) == 0) {
        const auto known = town_->models()->FindPackage(package);
        if (known != nullptr) command.corrects_position = Number(known->last_position());
      }
      return command;
    };
    switch (HealthBelow(12)) {
      case 0:
      case 1:
      case 2:
        return Send(corrected(
            decide::StartContinuingHealthcare{package, CommissionerId("nhs"), date, decide::kCabinet}));
      case 3:
      case 4:
        return Send(corrected(decide::EndContinuingHealthcare{package, date, Code("not-eligible")}));
      case 5:
        return Send(corrected(decide::RecordHealthRate{package, Rate(180'000 + HealthBelow(9)), date}));
      case 6:
      case 7:
        return Send(corrected(decide::ApproveHandoverVisit{
            package, provider, date, {static_cast<std::uint32_t>(480 + 15 * HealthBelow(2))}, Code("x")}));
      case 8:
        return Send(decide::DeclareCallMonitoring{kOpen, provider,
                                                  static_cast<CallMonitoring>(1 + HealthBelow(3)), date});
      case 9:
        return Send(corrected(decide::SetGoal{package, Code("stairs"), Code("mobility"), date}));
      case 10:
        return Send(corrected(decide::ReviewGoals{
            package, date, {{Code("stairs"), static_cast<GoalResult>(1 + HealthBelow(4))}}}));
      default:
        return Send(corrected(
            decide::EndReablement{package, date, static_cast<ReablementOutcome>(5 + HealthBelow(5)), {}}));
    }
  }

  // What is written of people, and who reads it, with dice of its own too.
  void Write() {
    const auto below = [&](std::uint32_t n) { return static_cast<std::int32_t>(writing_() % n); };
    const PersonId person = PersonOf(below(20));
    if (below(4) == 0) return Send(decide::ReadNotes{person, {}, {}, Code("review")});
    Send(decide::SealNote{
        .note = {.person_id = person,
                 .note_id = NoteId("n-" + std::to_string(below(9))),
                 .kind = static_cast<NoteKind>(1 + below(3)),
                 .package_id = {},
                 .refers_to_position = 0,
                 .key_id = {"of " + person.str()},
                 .sealed = {"sealed, and a tag like 0123456789 " + std::to_string(below(99))}},
        .effective_date = today_ - below(9)});
  }

  // A position of the contract's monitoring, if it has any.
  std::uint64_t SomeWatched(const ContractId& contract) {
    const auto monitoring = town_->models()->FindMonitoring(contract);
    if (monitoring == nullptr) return 1;
    const auto& entries = monitoring->entries();
    return Number(entries[WatchBelow(entries.size())]->position);
  }
  std::size_t WatchBelow(std::size_t n) { return watching_() % n; }

  // What a contract manager notes down, with dice of its own.
  void Watch() {
    const ContractId contract = WatchBelow(2) == 0 ? kLots : kOpen;
    const ProviderId provider = Provider(static_cast<int>(WatchBelow(4)));
    const Date date = today_ - static_cast<std::int32_t>(WatchBelow(20));
    const DocumentRef document("doc-" + std::to_string(++documents_));
    const Code item(WatchBelow(2) == 0 ? "staffing" : "incidents");
    const std::uint64_t corrects = WatchBelow(6) == 0 ? SomeWatched(contract) : 0;
    const auto small = [&] { return static_cast<std::uint32_t>(1 + WatchBelow(5)); };
    switch (WatchBelow(10)) {
      case 0:
        return Send(
            decide::ScheduleInformation{.contract_id = contract,
                                        .item = item,
                                        .every = static_cast<Frequency>(1 + WatchBelow(4)),
                                        .due_days = small(),
                                        .effective_date = kFirst + static_cast<std::int32_t>(WatchBelow(9)),
                                        .authority = decide::kCabinet});
      case 1:
      case 2:
        return Send(decide::ReceiveInformation{.contract_id = contract,
                                               .provider_id = provider,
                                               .item = item,
                                               .period_start = NextPeriodStart(Frequency::kWeekly, date - 14),
                                               .received_date = today_,
                                               .document = document,
                                               .corrects_position = corrects});
      case 3:
        return Send(decide::AgreeAction{.contract_id = contract,
                                        .action_id = ActionId("a-" + std::to_string(WatchBelow(30))),
                                        .provider_id = provider,
                                        .owner = Code("commissioning"),
                                        .date = date,
                                        .due_date = date + 10,
                                        .corrects_position = corrects});
      case 4:
        return Send(decide::CloseAction{.contract_id = contract,
                                        .action_id = ActionId("a-" + std::to_string(WatchBelow(30))),
                                        .date = date,
                                        .corrects_position = corrects});
      case 5:
        return Send(decide::ReportFeedback{.contract_id = contract,
                                           .provider_id = provider,
                                           .kind = static_cast<FeedbackKind>(1 + WatchBelow(3)),
                                           .count = small(),
                                           .date = date,
                                           .document = document,
                                           .corrects_position = corrects});
      case 6:
        return Send(decide::RateProvider{.contract_id = contract,
                                         .provider_id = provider,
                                         .body = Code("regulator"),
                                         .rating = static_cast<Rating>(small()),
                                         .published_date = date,
                                         .document = document,
                                         .corrects_position = corrects});
      case 7:
        return Send(decide::DeclareVolume{.contract_id = contract,
                                          .provider_id = provider,
                                          .minimum_weekly_minutes = 60 * small(),
                                          .effective_date = date,
                                          .corrects_position = corrects});
      case 8:
        return Send(decide::AssessRisk{.contract_id = contract,
                                       .risk_id = RiskId("r-" + std::to_string(WatchBelow(9))),
                                       .provider_id = provider,
                                       .owner = Code("commissioning"),
                                       .likelihood = small(),
                                       .impact = small(),
                                       .state = static_cast<RiskState>(1 + WatchBelow(3)),
                                       .date = date,
                                       .corrects_position = corrects});
      default:
        return Send(decide::VoidMonitoringRecord{contract, SomeWatched(contract), Code("mistaken")});
    }
  }

  // One provider takes another's place and gives it back, now recorded late and now ahead.
  void Succeed(Date date) {
    const int day = date - kFirst;
    if (day % 14 != 9) return;
    const bool back = day / 14 % 2 == 1;
    Send(decide::SucceedProvider{.provider_id = Provider(back ? 2 : 3),
                                 .to_provider_id = Provider(back ? 3 : 2),
                                 .kind = SuccessionKind::kNovation,
                                 .contracts = {kOpen},
                                 .effective_date = back ? date + 2 : date - 3,
                                 .authority = decide::kCabinet});
  }

  // What is recorded on the way to going live, with dice of its own too.
  void Mobilise() {
    const auto below = [this](std::size_t n) { return mobilising_() % n; };
    const Date date = today_ - static_cast<std::int32_t>(below(10));
    const int n = static_cast<int>(below(30));
    switch (below(5)) {
      case 0:
        return Send(decide::AssessReadiness{.contract_id = kLots,
                                            .package_id = PackageNamed(n),
                                            .ready = n % 2 == 0,
                                            .reason = Code(n % 2 == 0 ? "" : "no-carers"),
                                            .date = date});
      case 1:
        return Send(decide::ScheduleReview{
            .contract_id = kLots, .person_id = PersonOf(n), .due_date = date + 5, .date = date});
      case 2:
        return Send(decide::CompleteReview{.contract_id = kLots, .person_id = PersonOf(n), .date = date});
      case 3:
        return Send(decide::DeclareNewcomer{.contract_id = kLots,
                                            .provider_id = Provider(n % 2),
                                            .no_longer = below(2) == 0,
                                            .effective_date = date});
      default:
        return Send(
            decide::DeclareStaffTransfer{.contract_id = kLots,
                                         .provider_id = Provider(n % 2),
                                         .lot_id = LotId("L" + std::to_string(n % 2)),
                                         .required_weekly_minutes = 6000,
                                         .secured_weekly_minutes = static_cast<std::uint32_t>(100 * n),
                                         .date = date,
                                         .staff_eligible = 40,
                                         .staff_transferring = 30,
                                         .staff_opted_out = 4});
    }
  }

  // A change of rates, proposed by alice and approved by bob.
  void Money() {
    const ChangeId id("x-" + std::to_string(++changes_));
    if (changes_ > 2 && Below(3) == 0) {
      town_.Ask(
          CommandOf("alice", "r-" + std::to_string(++requests_),
                    decide::ProposeRateReversal{id, ChangeId("x-" + std::to_string(1 + Below(changes_ - 1))),
                                                decide::kCabinet}));
    } else {
      town_.Ask(CommandOf(
          "alice", "r-" + std::to_string(++requests_),
          decide::ProposeRateChange{.change_id = id,
                                    .contract_id = Below(2) == 0 ? kLots : kOpen,
                                    .effective_date = Dated(),
                                    .uplift_percent = decide::Percent{Below(2) == 0 ? 25'000 : -13'000},
                                    .authority = decide::kCabinet}));
    }
    const decide::ApproveChange approve{id, town_.head(), "digest"};
    Submission submission = CommandOf("bob", "r-" + std::to_string(++requests_), approve);
    submission.preview = Preview{.position = town_.head(), .digest = "digest"};
    submission.preview_seen = submission.preview;
    (void)town_.Ask(std::move(submission));
  }

  Running& town_;
  std::minstd_rand random_;
  std::minstd_rand watching_{99};
  std::minstd_rand health_{11};
  std::minstd_rand mobilising_{412};
  std::minstd_rand writing_{98};
  int documents_ = 0;
  Date today_;
  int requests_ = 0;
  int visits_ = 0;
  int changes_ = 0;
  int accepted_ = 0;
  std::map<std::uint32_t, int> refused_;
  std::vector<std::future<Answer>> answers_;
  std::vector<VisitRecorded> known_;
};

}  // namespace careledger::store
