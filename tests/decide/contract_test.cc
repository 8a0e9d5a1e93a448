// Decisions about parties, contracts and lots.
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

TEST(RegisterProvider, RecordsOnceAndKeepsAnIdForOneContent) {
  const RegisterProvider oak{.provider_id = ProviderId("p-oak"),
                             .name = "Oak",
                             .form = ProviderForm::kConsortium,
                             .members = {kAsh, kBeech},
                             .consortium_lead = kAsh,
                             .illustrative = true};
  Scenario town = Town();
  town.When(oak).Then(Now(ProviderRegistered{.provider_id = ProviderId("p-oak"),
                                             .name = "Oak",
                                             .form = ProviderForm::kConsortium,
                                             .members = {kAsh, kBeech},
                                             .consortium_lead = kAsh,
                                             .illustrative = true}));
  town.After(oak).When(oak).ThenAlready("provider-p-oak");
  RegisterProvider other = oak;
  other.name = "Oaks";
  town.When(other).ThenRejected(Reason::kAlreadyExists, "provider_id",
                                "provider p-oak is \"Oak\", registered with other particulars");
}

TEST(RegisterProvider, RefusesFormsThatContradictThemselves) {
  const RegisterProvider good{.provider_id = ProviderId("p-x"), .name = "X", .form = ProviderForm::kSole};
  const auto with = [&](auto change) {
    RegisterProvider c = good;
    change(c);
    return c;
  };
  const std::vector<RegisterProvider> bad = {
      with([](auto& c) { c.name = ""; }),
      with([](auto& c) { c.name = std::string(201, 'x'); }),
      with([](auto& c) { c.name = "a\tb"; }),
      with([](auto& c) { c.stands_for = "\n"; }),
      with([](auto& c) { c.form = ProviderForm::kUnspecified; }),
      with([](auto& c) { c.members = {kAsh}; }),
      with([](auto& c) { c.subcontractors = {kAsh}; }),
      with([](auto& c) { c.consortium_lead = kAsh; }),
      with([](auto& c) { c.form = ProviderForm::kLead, c.subcontractors = {c.provider_id}; }),
      with([](auto& c) {
        c.form = ProviderForm::kLead, c.subcontractors = {kAsh, kAsh};
      }),
      with([](auto& c) {
        c.form = ProviderForm::kConsortium, c.members = {kAsh, kBeech};
      }),
      with([](auto& c) {
        c.form = ProviderForm::kConsortium, c.members = {kAsh}, c.consortium_lead = kBeech;
      }),
      with([](auto& c) {
        c.form = ProviderForm::kConsortium, c.members = {kAsh, kAsh}, c.consortium_lead = kAsh;
      }),
  };
  for (const RegisterProvider& c : bad) Town().When(c).ThenRejected(Reason::kInvalidField);
  RegisterProvider strangers = good;
  strangers.form = ProviderForm::kLead;
  strangers.subcontractors = {ProviderId("p-never-seen")};
  EXPECT_TRUE(std::holds_alternative<Decision>(Town().When(strangers).outcome()));
}

TEST(AdoptCalendar, ReplacesAndIsRecordedOnce) {
  const AdoptCalendar c{Code("england"), {Day("2016-12-26"), Day("2016-12-25")}};
  Scenario town = Town();
  town.When(c).Then(Now(CalendarAdopted{Code("england"), {Day("2016-12-25"), Day("2016-12-26")}}));
  town.After(c);
  const std::uint64_t first = town.head();
  town.After(AdoptCalendar{Code("wales"), {Day("2016-12-26")}}).When(c).ThenAlready(first);
  const std::uint64_t second = town.head();
  town.After(AdoptCalendar{Code("england"), {Day("2016-12-27")}});
  town.When(AdoptCalendar{Code("wales"), {Day("2016-12-26")}}).ThenAlready(second);
  town.When(AdoptCalendar{Code("england"), {Day("2016-12-25"), Day("2016-12-25")}})
      .ThenRejected(Reason::kInvalidField);
}

RecordDeath Death(const char* date, std::uint64_t corrects = 0, const char* person = "h-9") {
  return {PersonId(person), Day(date), corrects};
}

TEST(RecordDeath, IsOfAPersonForWhomCareWasAsked) {
  Scenario town = Town();
  town.When(Death("2020-06-01"))
      .ThenRejected(Reason::kPersonUnknown, "person_id", "no care was ever asked for person h-9");
  town.After(Request("k-1", "h-9", "2016-12-01"));
  town.When(Death("2020-06-01")).Then(At("2020-06-01", DeathRecorded{PersonId("h-9"), Day("2020-06-01")}));
}

TEST(RecordDeath, IsNotForeseenAndCorrectedByName) {
  Scenario town = Town();
  town.After(Request("k-1", "h-9", "2016-12-01"));
  town.When(Death("2020-06-02"))
      .ThenRejected(Reason::kInvalidField, "date", "the death on 2020-06-02 lies after today, 2020-06-01");
  town.When(Death("2020-06-01")).Then(At("2020-06-01", DeathRecorded{PersonId("h-9"), Day("2020-06-01")}));
  town.After(Death("2020-06-01")).When(Death("2020-06-01")).ThenAlready(town.head());
  const std::uint64_t first = town.head();
  town.When(Death("2020-05-31"))
      .ThenRejected(Reason::kPersonDied, "date",
                    "person h-9 died on 2020-06-01 by the record at #" + std::to_string(first) +
                        ": correct that one to make it 2020-05-31");
  town.When(Death("2020-05-31", first - 1))
      .ThenRejected(Reason::kRecordUnknown, "corrects_position",
                    "#" + std::to_string(first - 1) + " is no record of the death of person h-9");
  town.When(Death("2020-05-31", first, "h-8")).ThenRejected(Reason::kRecordUnknown);
  town.When(Death("2020-06-01", first)).ThenAlready(first);  // It says so as it stands.
  const RecordDeath right = Death("2020-05-31", first);
  town.When(right).Then(At("2020-05-31", DeathRecorded{PersonId("h-9"), Day("2020-05-31")}));
  town.After(right).When(right).ThenAlready(town.head());
  town.When(Death("2020-05-30", first))
      .ThenRejected(Reason::kRecordAlreadyVoided, "corrects_position",
                    "the record at #" + std::to_string(first) + " was corrected, lastly at #" +
                        std::to_string(town.head()));
  town.After(Death("2020-05-30", town.head()));
  // The last one holds.
  town.When(Request("k-2", "h-9", "2020-05-31")).ThenRejected(Reason::kPersonDied);
}

// A death recorded of the wrong person.
TEST(VoidDeath, LeavesThePersonAlive) {
  Scenario town = Town();
  town.After(Request("k-1", "h-9", "2016-12-01")).After(Death("2020-05-20"));
  const std::uint64_t first = town.head();
  const std::uint64_t right = town.After(Death("2020-05-21", first)).head();
  const auto voided = [](std::uint64_t position, const char* reason = "wrong-person") {
    return VoidDeath{PersonId("h-9"), position, Code(reason)};
  };
  town.When(voided(first - 1))
      .ThenRejected(Reason::kRecordUnknown, "position",
                    "#" + std::to_string(first - 1) + " is no record of the death of person h-9");
  town.When(VoidDeath{PersonId("h-8"), right, Code("x")}).ThenRejected(Reason::kRecordUnknown);
  town.When(voided(first))
      .ThenRejected(
          Reason::kRecordAlreadyVoided, "position",
          "the record at #" + std::to_string(first) + " was corrected, lastly at #" + std::to_string(right));
  town.When(Request("k-2", "h-9", "2020-06-01")).ThenRejected(Reason::kPersonDied);
  town.When(voided(right)).Then(Now(DeathVoided{PersonId("h-9"), right, Code("wrong-person")}));
  // Then care goes on, and the record that was corrected does not come back.
  const std::uint64_t by = town.After(voided(right)).head();
  EXPECT_TRUE(std::holds_alternative<Decision>(town.When(Request("k-2", "h-9", "2020-06-01")).outcome()));
  town.When(voided(right)).ThenAlready(by);
  town.When(voided(right, "other"))
      .ThenRejected(Reason::kRecordAlreadyVoided, "position",
                    "the record at #" + std::to_string(right) + " was voided at #" + std::to_string(by));
  for (const std::uint64_t gone : {first, right}) {
    town.When(Death("2020-05-22", gone)).ThenRejected(Reason::kRecordAlreadyVoided);
  }
  // When the person does die, then that is a record like any other: it may be voided again, not the first
  // ones.
  const std::uint64_t again = town.After(Death("2020-05-21")).head();
  town.When(Death("2020-05-21")).ThenAlready(again);
  town.When(voided(right, "other")).ThenRejected(Reason::kRecordAlreadyVoided);
  town.When(voided(again)).Then(Now(DeathVoided{PersonId("h-9"), again, Code("wrong-person")}));
}

TEST(CreateContract, ChecksTermAndParties) {
  const CreateContract good{.contract_id = ContractId("c-3"),
                            .commissioner_id = CommissionerId("town"),
                            .partners = {CommissionerId("nhs")},
                            .title = "Third",
                            .start_date = Day("2020-01-01"),
                            .end_date = Day("2021-01-01")};
  const auto with = [&](auto change) {
    CreateContract c = good;
    change(c);
    return c;
  };
  Scenario town = Town();
  town.When(with([](auto& c) { c.title = ""; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.end_date = c.start_date; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.start_date = Day("2030-06-02"), c.end_date = {}; }))
      .ThenRejected(Reason::kInvalidField, "start_date",
                    "2030-06-02 is more than ten years ahead: at most 2030-06-01");
  town.When(with([](auto& c) { c.partners = {CommissionerId("town")}; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.partners.push_back(c.partners[0]); })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.partners = {CommissionerId("x")}; }))
      .ThenRejected(Reason::kCommissionerUnknown);
  town.When(with([](auto& c) { c.commissioner_id = CommissionerId("x"); }))
      .ThenRejected(Reason::kCommissionerUnknown, "commissioner_id", "there is no commissioner x");
  town.When(with([](auto& c) { c.contract_id = kNew; })).ThenRejected(Reason::kAlreadyExists);
  town.After(good).When(good).ThenAlready(town.head());
}

TEST(DefineLot, KeepsAnIdForOneContent) {
  Scenario town = Town();
  town.When(DefineLot{kNew, kLot1, 2, "Lot 1"}).ThenRejected(Reason::kAlreadyExists);
  town.When(DefineLot{ContractId("c-x"), kLot1, 1, "Lot 1"}).ThenRejected(Reason::kContractUnknown);
  town.When(DefineLot{kNew, LotId("L5"), 5, "Five"}).Then(Now(LotDefined{kNew, LotId("L5"), 5, "Five"}));
  // The record that defined it answers, not the contract's last.
  town.After(DefineLot{kNew, LotId("L5"), 5, "Five"});
  const std::uint64_t five = town.head();
  town.After(DefineLot{kNew, LotId("L6"), 6, "Six"});
  town.When(DefineLot{kNew, LotId("L5"), 5, "Five"}).ThenAlready(five);
}

TEST(SetLotCap, MayNotUndercutWhatIsHeld) {
  Scenario town = Town();
  town.When(SetLotCap{kNew, 0, Day("2017-01-01"), kCabinet}).ThenRejected(Reason::kInvalidField);
  town.When(SetLotCap{kNew, 1, Day("2016-11-06"), kCabinet}).ThenRejected(Reason::kOutsideTerm);
  town.When(SetLotCap{kNew, 1, Day("2017-01-01"), kCabinet})
      .ThenRejected(Reason::kPolicyContradictory, "lots",
                    "provider p-beech holds 2 lots from 2017-01-01, above a cap of 1");
  const SetLotCap none{kNew, {}, Day("2017-01-01"), kCabinet};
  town.When(none).Then(At("2017-01-01", LotCapSet{kNew, {}, kCabinet}));
  town.After(none).When(none).ThenAlready(town.head());
}

TEST(SetPaymentPolicy, FillsDefaultsAndRefusesContradictions) {
  const SetPaymentPolicy good{.contract_id = kNew,
                              .effective_date = Day(kGoLive),
                              .tolerance_minutes = 15,
                              .round_to_minutes = 5,
                              .minute_rounding = Rounding::kUp,
                              .authority = kCabinet};
  const auto with = [&](auto change) {
    SetPaymentPolicy c = good;
    change(c);
    return c;
  };
  Scenario town = Town();
  town.When(good).Then(At(kGoLive, PaymentPolicySet{.contract_id = kNew,
                                                    .price_rounding = Rounding::kHalfUp,
                                                    .rate_step = 100,
                                                    .tolerance_minutes = 15,
                                                    .round_to_minutes = 5,
                                                    .minute_rounding = Rounding::kUp,
                                                    .authority = kCabinet}));
  town.When(with([](auto& c) { c.tolerance_minutes = 241; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.cap_over_minutes = 241; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.floor_under_minutes = 241; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.round_to_minutes = 61; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.round_to_minutes = 0; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.rate_step = Rate(-1); })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.authority.reference = "a\nb"; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](auto& c) { c.round_to_minutes = {}; })).ThenRejected(Reason::kPolicyContradictory);
  town.When(with([](auto& c) { c.minute_rounding = Rounding::kUnspecified; }))
      .ThenRejected(Reason::kPolicyContradictory);
  town.When(with([](auto& c) { c.effective_date = Day("2016-11-06"); })).ThenRejected(Reason::kOutsideTerm);
  town.After(good).When(good).ThenAlready(town.head());
  EXPECT_TRUE(std::holds_alternative<Decision>(
      town.When(with([](auto& c) { c.effective_date = Day("2017-01-01"); })).outcome()));
}

TEST(SetKpiPolicy, ChecksRanges) {
  const SetKpiPolicy good{kNew, Day(kGoLive), 240, 60, 100, kCabinet};
  Scenario town = Town();
  town.When(good).Then(At(kGoLive, KpiPolicySet{kNew, 240, 60, 100, kCabinet}));
  town.After(good).When(good).ThenAlready(town.head());
  town.When(SetKpiPolicy{kNew, Day(kGoLive), 241, 60, 100, kCabinet}).ThenRejected(Reason::kInvalidField);
  town.When(SetKpiPolicy{kNew, Day(kGoLive), 240, 61, 100, kCabinet}).ThenRejected(Reason::kInvalidField);
  town.When(SetKpiPolicy{kNew, Day(kGoLive), 240, 60, 101, kCabinet}).ThenRejected(Reason::kInvalidField);
  town.When(SetKpiPolicy{kNew, Day("2023-11-07"), 240, 60, 100, kCabinet})
      .ThenRejected(Reason::kOutsideTerm, "effective_date",
                    "2023-11-07 is after contract c-new, whose last day is 2023-11-06");
}

// Errors by descending precedence: each row mends what the row before got wrong.
TEST(AwardLot, RefusesInOrderOfPrecedence) {
  struct Row {
    Reason reason;
    AwardLot command;
  };
  const ContractId no_contract("c-x");
  const LotId no_lot("L9");
  const ProviderId nobody("p-x");
  const char* const early = "2016-11-06";
  Authority garbled = kCabinet;
  garbled.reference = "\x01";
  const auto lot = [](const ContractId& contract, const LotId& id, const ProviderId& provider, Date date,
                      const Authority& authority = kCabinet) {
    return AwardLot{contract, id, provider, date, authority};
  };
  const std::vector<Row> rows = {
      {Reason::kInvalidField, lot(no_contract, no_lot, nobody, Day(early), garbled)},
      {Reason::kContractUnknown, lot(no_contract, no_lot, nobody, Day(early))},
      {Reason::kLotUnknown, lot(kNew, no_lot, nobody, Day(early))},
      {Reason::kProviderUnknown, lot(kNew, kLot1, nobody, Day(early))},
      {Reason::kOutsideTerm, lot(kNew, kLot1, kBeech, Day(early))},
      {Reason::kLotAlreadyAwarded, lot(kNew, kLot1, kBeech, Day(kGoLive))},
      {Reason::kLotCapReached, lot(kNew, kLot4, kBeech, Day(kGoLive))},
  };
  Scenario town = Town();
  for (const Row& row : rows) town.When(row.command).ThenRejected(row.reason);
  town.When(AwardOf(kLot1, kBeech, "2017-01-01"))
      .ThenRejected(
          Reason::kLotAlreadyAwarded, "lot_id",
          "lot L1 of contract c-new is held by p-ash from 2016-11-07, so not by p-beech from 2017-01-01");
  town.When(AwardOf(kLot4, kBeech, kGoLive))
      .ThenRejected(Reason::kLotCapReached, "provider_id",
                    "provider p-beech holds 2 lots of contract c-new from 2016-11-07: the cap is 2");
}

TEST(AwardLot, CountsFromItsDateAndIsMadeOnce) {
  Scenario town = Town();
  const AwardLot four = AwardOf(kLot4, kCedar, "2018-01-01");
  town.When(four).Then(At("2018-01-01", LotAwarded{kNew, kLot4, kCedar, kCabinet}));
  town.After(four).When(four).ThenAlready(town.head());
  town.When(AwardOf(kLot4, kAsh, "2017-01-01"))
      .ThenRejected(Reason::kLotAlreadyAwarded);  // Cedar's comes later.
  town.When(AwardOf(kLot4, kCedar, "2017-01-01"))
      .Then(At("2017-01-01", LotAwarded{kNew, kLot4, kCedar, kCabinet}));
  town.After(SetLotCap{kNew, {}, Day("2016-11-08"), kCabinet});
  town.When(AwardOf(kLot4, kCedar, "2019-01-01"))
      .ThenRejected(Reason::kSameProvider, "provider_id",
                    "provider p-cedar holds lot L4 of contract c-new from 2018-01-01, by the award at #" +
                        std::to_string(town.head() - 1));
  AwardLot by_another = four;
  by_another.authority.reference = "Cabinet 413";
  town.When(by_another).ThenRejected(Reason::kSameProvider);
}

TEST(AwardLot, ALaterCapBindsToo) {
  Scenario town = Town();
  town.After(SetLotCap{kNew, {}, Day("2016-11-08"), kCabinet})
      .After(SetLotCap{kNew, 2, Day("2019-01-01"), kCabinet});
  town.When(AwardOf(kLot4, kBeech, "2017-01-01")).ThenRejected(Reason::kLotCapReached);
}

TEST(AdmitProvider, IsMadeOnceWithinTheTerm) {
  Scenario town = Town();
  const auto admit = [](const ProviderId& p, const char* date) {
    return AdmitProvider{kNew, p, Day(date), kCabinet};
  };
  town.When(admit(kCedar, "2017-01-01")).Then(At("2017-01-01", ProviderAdmitted{kNew, kCedar, kCabinet}));
  town.After(admit(kCedar, "2017-01-01")).When(admit(kCedar, "2017-01-01")).ThenAlready(town.head());
  town.When(admit(kCedar, "2018-01-01"))
      .ThenRejected(Reason::kSameProvider, "provider_id",
                    "provider p-cedar is admitted to contract c-new from 2017-01-01, by the record at #" +
                        std::to_string(town.head()));
  town.When(admit(ProviderId("p-x"), "2018-01-01")).ThenRejected(Reason::kProviderUnknown);
  town.When(admit(kAsh, "2016-01-01")).ThenRejected(Reason::kOutsideTerm);
}

}  // namespace
}  // namespace careledger::decide
