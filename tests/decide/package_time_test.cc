// Time that is not used or needed beyond the plan: the policies of a contract on it, what is banked, drawn,
// retained and approved, and every limit; and the services that a contract buys.
#include "server/decide/care_policy_commands.h"
#include "tests/decide/town.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");

SetServices Services(std::vector<Code> services, const char* from = kGoLive) {
  return {kNew, Day(from), std::move(services), kCabinet};
}
SetRetainerPolicy Retainer(std::uint32_t days = 14, const char* from = kGoLive) {
  return {kNew, Day(from), days, 100, {Code("hospital")}, true, kCabinet};
}
SetTimeBankPolicy Bank(std::uint32_t minutes = 60, std::uint32_t days = 30, const char* from = kGoLive) {
  return {kNew, Day(from), minutes, days, kCabinet};
}
SetExtraTimePolicy Extra(const char* from = kGoLive) {
  return {kNew, Day(from), 120, 28, 240, true, kCabinet};
}

BankTime Banks(const char* date, std::uint32_t minutes, std::uint32_t at = 8 * 60) {
  return {kPackage, Day(date), {at}, minutes};
}
DrawBankedTime Draws(const char* date, std::uint32_t minutes) { return {kPackage, Day(date), minutes}; }
ApproveExtraTime Approves(const char* incident, const char* date, std::uint32_t minutes,
                          const char* requested) {
  return {kPackage, Code(incident), Day(date), Day(requested), minutes, Code("fall")};
}
ConfirmStaffRetained Kept(const char* date, const ProviderId& provider = kAsh) {
  return {kPackage, provider, Day(date)};
}
TimeBanked Banked(std::uint32_t minutes, const char* expires) {
  return {kPackage, 8 * 60, minutes, Day(expires)};
}

// k-1 of h-1 with ash from 5 December 2016, half an hour every morning, under policies of all kinds.
Scenario Care() {
  Scenario town = Town();
  town.After(Retainer()).After(Bank()).After(Extra());
  return town.After(Request("k-1", "h-1", "2016-12-01"))
      .After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"))
      .After(Start("k-1", "2016-12-05"));
}

// What every policy has in common: the same again, before the term, far ahead, of no contract.
template <class C>
void ExpectSetLikeAnyPolicy(const C& good, const ContractEvent& event) {
  Scenario town = Town();
  const auto with = [&](auto change) {
    C c = good;
    change(c);
    return c;
  };
  town.When(good).Then(At(kGoLive, event));
  town.After(good).When(good).ThenAlready(town.head());
  town.When(with([](C& c) { c.effective_date = Day("2016-11-06"); })).ThenRejected(Reason::kOutsideTerm);
  town.When(with([](C& c) { c.effective_date = Day("2030-06-02"); })).ThenRejected(Reason::kInvalidField);
  town.When(with([](C& c) { c.authority.reference = "a\tb"; })).ThenRejected(Reason::kInvalidField);
  town.When(with([](C& c) { c.contract_id = ContractId("c-x"); })).ThenRejected(Reason::kContractUnknown);
}

TEST(CarePolicies, AreSetLikeAnyOther) {
  ExpectSetLikeAnyPolicy(Services({kHomeCare}), ServicesSet{kNew, {kHomeCare}, kCabinet});
  ExpectSetLikeAnyPolicy(Retainer(), RetainerPolicySet{kNew, 14, 100, {Code("hospital")}, true, kCabinet});
  ExpectSetLikeAnyPolicy(Bank(), TimeBankPolicySet{kNew, 60, 30, kCabinet});
  ExpectSetLikeAnyPolicy(Extra(), ExtraTimePolicySet{kNew, 120, 28, 240, true, kCabinet});
  const SetHandBackNotice notice{kNew, Day(kGoLive), 28, kCabinet};
  ExpectSetLikeAnyPolicy(notice, HandBackNoticeSet{kNew, 28, kCabinet});
  SetHandBackNotice long_notice = notice;
  long_notice.days = 367;
  Town().When(long_notice).ThenRejected(Reason::kInvalidField, "days");
}

TEST(CarePolicies, RefuseWhatContradictsItself) {
  Scenario town = Town();
  const auto no = [&](const auto& c, const char* field) {
    town.When(c).ThenRejected(Reason::kPolicyContradictory, field);
  };
  no(SetRetainerPolicy{kNew, Day(kGoLive), 14, 0, {Code("hospital")}, false, kCabinet}, "share_percent");
  no(SetRetainerPolicy{kNew, Day(kGoLive), 0, 100, {}, false, kCabinet}, "share_percent");
  no(SetRetainerPolicy{kNew, Day(kGoLive), 14, 100, {}, false, kCabinet}, "reasons");
  no(SetRetainerPolicy{kNew, Day(kGoLive), 0, 0, {Code("hospital")}, false, kCabinet}, "reasons");
  no(SetRetainerPolicy{kNew, Day(kGoLive), 0, 0, {}, true, kCabinet}, "if_staff_kept");
  no(Bank(0, 30), "expires_after_days");
  no(SetExtraTimePolicy{kNew, Day(kGoLive), 0, 28, 0, false, kCabinet}, "incident_minutes");
  no(SetExtraTimePolicy{kNew, Day(kGoLive), 120, 28, 60, false, kCabinet}, "yearly_minutes");
  // None of it is a policy too.
  town.When(SetRetainerPolicy{kNew, Day(kGoLive), 0, 0, {}, false, kCabinet})
      .Then(At(kGoLive, RetainerPolicySet{kNew, 0, 0, {}, false, kCabinet}));
}

TEST(CarePolicies, RefuseWhatIsOutOfRange) {
  Scenario town = Town();
  const auto no = [&](const auto& c, const char* field) {
    town.When(c).ThenRejected(Reason::kInvalidField, field);
  };
  no(Services({kHomeCare, kHomeCare}), "services");
  no(Services(std::vector<Code>(51, kHomeCare)), "services");
  no(Retainer(367), "days");
  no(SetRetainerPolicy{kNew, Day(kGoLive), 14, 101, {Code("hospital")}, false, kCabinet}, "share_percent");
  no(SetRetainerPolicy{kNew, Day(kGoLive), 14, 100, {Code("a"), Code("a")}, false, kCabinet}, "reasons");
  no(Bank(60'001), "minutes");
  no(Bank(60, 3'661), "expires_after_days");
  no(SetExtraTimePolicy{kNew, Day(kGoLive), 60'001, 28, 0, true, kCabinet}, "incident_minutes");
  no(SetExtraTimePolicy{kNew, Day(kGoLive), 60, 3'661, 0, true, kCabinet}, "request_within_days");
  no(SetExtraTimePolicy{kNew, Day(kGoLive), 60, 28, 60'001, true, kCabinet}, "yearly_minutes");
}

TEST(Services, AreThoseThatTheContractBuysOnTheDay) {
  Scenario town = Town();
  town.After(Services({Code("respite"), Code("live-in")}, "2017-01-01"));
  const std::string position = std::to_string(town.head());
  town.After(Services({}, "2018-01-01"));
  // Before the policy, and once it names none, anything may be asked for.
  town.When(Request("k-1", "h-1", "2016-12-31"))
      .Then(At("2016-12-31", PackageRequested{.package_id = kPackage,
                                              .person_id = PersonId("h-1"),
                                              .service = kHomeCare,
                                              .client_group = Code("older-people"),
                                              .funder = Code("council"),
                                              .waiting_in = Code("community"),
                                              .reason = Code("new"),
                                              .contract_id = kNew,
                                              .lot_id = kLot1,
                                              .plan = kMornings}));
  town.When(Request("k-1", "h-1", "2018-01-01")).ThenAccepted();
  town.When(Request("k-1", "h-1", "2017-01-01"))
      .ThenRejected(
          Reason::kServiceUnknown, "service",
          "contract c-new does not buy home-care on 2017-01-01, but respite, live-in, by the record "
          "at #" +
              position);
  // Asked for before, it is not awarded under it either.
  town.After(Request("k-1", "h-1", "2016-12-31"));
  town.When(Award("k-1", kNew, kLot1, kAsh, "2017-01-02")).ThenRejected(Reason::kServiceUnknown);
}

TEST(Request, OfWhoIsNotAssessedSaysWhenAndWithHowManyCarers) {
  Scenario town = Town();
  RequestPackage c = Request("k-1", "h-1", "2016-12-01");
  c.preferred_times = {{.from_minute = 7 * 60, .to_minute = 10 * 60}};
  town.When(c).ThenRejected(Reason::kInvalidField, "preferred_times",
                            "the plan says at what times, and how many carers");
  c.carers = 2;
  town.When(c).ThenRejected(Reason::kInvalidField, "carers");
  c.plan.clear();
  c.carers = 5;
  town.When(c).ThenRejected(Reason::kInvalidField, "carers", "5 carers together: at most 4");
  c.carers = 2;
  town.After(c).When(c).ThenAlready(town.head());
  const PackageRequested& asked = town.ledger().world.packages.Find(kPackage)->life().request;
  EXPECT_EQ(ToString(asked.preferred_times), "07:00-10:00");
  EXPECT_EQ(asked.carers, 2U);
  RequestPackage later = c;
  later.preferred_times.front().to_minute = 11 * 60;
  town.When(later).ThenRejected(Reason::kAlreadyExists);
}

TEST(Request, SaysHowSoonAndForWhatNeeds) {
  Scenario town = Town();
  RequestPackage c = Request("k-1", "h-1", "2016-12-01");
  c.priority = Priority::kUrgent;
  // Codes are sealed before they are decided on.
  c.needs = {Code("personal-care"), Code("moving")};
  town.When(c).ThenRejected(Reason::kNoMasterKey, "needs",
                            "needs are sealed, and the server was started without a master key");
  c.needs = {Code("moving"), Code("moving")};
  town.When(c).ThenRejected(Reason::kInvalidField, "needs", "moving stands there twice");
  c.needs = std::vector<Code>(21, Code("moving"));
  town.When(c).ThenRejected(Reason::kInvalidField, "needs", "21 needs: at most 20");

  // The note and the request are one decision, and the request says where its needs are.
  c.needs.clear();
  c.needs_note = NoteSealed{.person_id = PersonId("h-1"),
                            .note_id = NoteId("needs-k-1"),
                            .kind = NoteKind::kNeeds,
                            .package_id = kPackage,
                            .refers_to_position = 0,
                            .key_id = {"key-1"},
                            .sealed = {"nonce, needs and a tag of 16 bytes"}};
  town.After(c).When(c).ThenAlready(town.head());
  const PackageRequested& asked = town.ledger().world.packages.Find(kPackage)->life().request;
  EXPECT_EQ(asked.priority, Priority::kUrgent);
  EXPECT_EQ(asked.needs_note_id, NoteId("needs-k-1"));
  EXPECT_TRUE(asked.needs.empty());
  const Note* note = town.ledger().world.notes.Find(PersonId("h-1"))->Find(NoteId("needs-k-1"));
  ASSERT_NE(note, nullptr);
  EXPECT_EQ(note->position, Position{town.head() - 1});
  EXPECT_EQ(note->effective, *Date::Parse("2016-12-01"));
  EXPECT_EQ(note->package_id, kPackage);

  // Other needs under the same name, and under another with the same request.
  RequestPackage other = c;
  other.needs_note->sealed = {"nonce, other and a tag of 16 others"};
  town.When(other).ThenRejected(Reason::kAlreadyExists);
  other.needs_note->note_id = NoteId("needs-k-1.2");
  town.When(other).ThenRejected(Reason::kAlreadyExists, "package_id",
                                "package k-1 of person h-1 was requested with other particulars");
  // A correction writes the note of the new ones; one back to the first finds its note there.
  other.corrects_position = town.head();
  const std::uint64_t before = town.head();
  town.After(other);
  EXPECT_EQ(town.ledger().world.packages.Find(kPackage)->life().request.needs_note_id, NoteId("needs-k-1.2"));
  EXPECT_EQ(town.ledger().world.notes.Find(PersonId("h-1"))->notes().size(), 2U);
  EXPECT_EQ(town.head(), before + 3) << "the record voided, the note, the request";
  c.corrects_position = town.head();
  town.After(c);
  EXPECT_EQ(town.ledger().world.packages.Find(kPackage)->life().request.needs_note_id, NoteId("needs-k-1"));
  EXPECT_EQ(town.ledger().world.notes.Find(PersonId("h-1"))->notes().size(), 2U);
  // Other particulars of the same package.
  town.When(Request("k-1", "h-1", "2016-12-01")).ThenRejected(Reason::kAlreadyExists);
}

TEST(BankTime, KeepsPlannedTimeOnTheTermsOfItsDay) {
  Scenario town = Care();
  // 30 days after 12 December it can be drawn still: 11 January is the last.
  town.When(Banks("2016-12-12", 20)).Then(At("2016-12-12", Banked(20, "2017-01-12")));
  town.After(Banks("2016-12-12", 20)).When(Banks("2016-12-12", 20)).ThenAlready(town.head());
  // Half an hour is planned, and of it twenty minutes are banked.
  town.When(Banks("2016-12-12", 10)).ThenAccepted();
  town.When(Banks("2016-12-12", 11))
      .ThenRejected(
          Reason::kNotPlanned, "minutes",
          "package k-1 has 30 minutes planned at 08:00 on 2016-12-12, 20 of them banked already: not "
          "11 more to bank");
  town.When(Banks("2016-12-12", 10, 9 * 60)).ThenRejected(Reason::kNotPlanned, "time");
}

TEST(BankTime, HoldsNoMoreThanTheContractAllows) {
  Scenario town = Care();
  town.After(Banks("2016-12-12", 30)).After(Banks("2016-12-13", 30));
  town.When(Banks("2016-12-14", 1)).ThenRejected(Reason::kTimeBankShut, "minutes");
  // Dated back it would be in the bank beside the others.
  town.When(Banks("2016-12-11", 1)).ThenRejected(Reason::kTimeBankShut, "minutes");
  // Once some has expired or is drawn there is room.
  town.When(Banks("2017-01-12", 30)).ThenAccepted();
  town.After(Draws("2016-12-13", 15)).When(Banks("2016-12-14", 15)).ThenAccepted();
  town.When(Banks("2016-12-14", 16)).ThenRejected(Reason::kTimeBankShut);
}

TEST(BankTime, NeedsAContractThatBanks) {
  Scenario town = Care();
  town.After(Bank(0, 0, "2017-02-01"));
  town.When(Banks("2017-01-31", 30)).ThenAccepted();
  town.When(Banks("2017-02-01", 30))
      .ThenRejected(Reason::kTimeBankShut, "effective_date", "contract c-new banks no time on 2017-02-01");
}

TEST(DrawBankedTime, TakesNoMoreThanHasNotExpired) {
  Scenario town = Care();
  town.After(Banks("2016-12-12", 30)).After(Banks("2016-12-20", 20));
  town.When(Draws("2016-12-20", 50)).Then(At("2016-12-20", TimeDrawn{kPackage, 50}));
  town.When(Draws("2016-12-20", 51))
      .ThenRejected(
          Reason::kTimeBankShort, "minutes",
          "the bank of package k-1 has 50 minutes on 2016-12-20 (0 have expired), and later draws may "
          "rest on them: not 51");
  // Nothing is drawn before it was banked.
  town.When(Draws("2016-12-11", 1)).ThenRejected(Reason::kTimeBankShort);
  // 11 January is the last day of the first deposit.
  town.When(Draws("2017-01-11", 50)).ThenAccepted();
  town.When(Draws("2017-01-12", 21))
      .ThenRejected(
          Reason::kTimeBankShort, "minutes",
          "the bank of package k-1 has 20 minutes on 2017-01-12 (30 have expired), and later draws may "
          "rest on them: not 21");
  town.After(Draws("2017-01-12", 20)).When(Draws("2017-01-12", 20)).ThenAlready(town.head());
  // Dated back it may not take what that one rests on: the first deposit is drawn first, then nothing is
  // left.
  town.When(Draws("2017-01-05", 30)).ThenAccepted();
  town.When(Draws("2017-01-05", 31)).ThenRejected(Reason::kTimeBankShort);
}

TEST(DrawBankedTime, KeepsItsDepositFromBeingVoided) {
  Scenario town = Care();
  town.After(Banks("2016-12-12", 30));
  const std::uint64_t deposit = town.head();
  town.After(Draws("2016-12-20", 10));
  town.When(VoidPackageRecord{kPackage, deposit, Code("error")}).ThenRejected(Reason::kRecordReliedOn);
  town.After(VoidPackageRecord{kPackage, town.head(), Code("error")});
  town.When(VoidPackageRecord{kPackage, deposit, Code("error")}).ThenAccepted();
}

// The plan under a deposit may not be taken away by a change that is dated back.
TEST(BankTime, KeepsItsPlanFromBeingChanged) {
  Scenario town = Care();
  town.After(Banks("2016-12-12", 30));
  town.When(ChangePlan{kPackage, Plan("Mon-Sun 18:00 45"), Day("2016-12-10"), {}, Code("review")})
      .ThenRejected(Reason::kRecordReliedOn);
  town.When(ChangePlan{kPackage, Plan("Mon-Sun 18:00 45"), Day("2016-12-13"), {}, Code("review")})
      .ThenAccepted();
}

TEST(ApproveExtraTime, StaysWithinTheLimits) {
  Scenario town = Care();
  const ApproveExtraTime first = Approves("i-1", "2016-12-12", 90, "2017-01-09");  // The 28th day.
  town.When(first).Then(
      At("2016-12-12", ExtraTimeApproved{kPackage, Code("i-1"), 90, Code("fall"), Day("2017-01-09")}));
  town.After(first).When(first).ThenAlready(town.head());
  // Two hours an incident.
  town.When(Approves("i-1", "2016-12-13", 30, "2016-12-13")).ThenAccepted();
  town.When(Approves("i-1", "2016-12-13", 31, "2016-12-13"))
      .ThenRejected(Reason::kBeyondExtraTime, "minutes");
  town.When(Approves("i-2", "2016-12-13", 121, "2016-12-13"))
      .ThenRejected(Reason::kBeyondExtraTime, "minutes");
  // 28 days.
  town.When(Approves("i-2", "2016-12-12", 30, "2017-01-10"))
      .ThenRejected(Reason::kAskedTooLate, "requested_date",
                    "asked for on 2017-01-10, more than 28 days after the incident: by 2017-01-09 at the "
                    "latest");
  // Four hours in any 365 days: to 11 December 2017 the first counts, the day after no more.
  town.After(Approves("i-2", "2017-06-12", 120, "2017-06-12"));
  town.When(Approves("i-3", "2017-12-11", 31, "2017-12-11"))
      .ThenRejected(Reason::kBeyondExtraTime, "minutes",
                    "package k-1 has had 210 minutes in the 365 days to 2017-12-11, so not 31 more: at most "
                    "240");
  town.When(Approves("i-3", "2017-12-11", 30, "2017-12-11")).ThenAccepted();
  town.When(Approves("i-3", "2017-12-12", 120, "2017-12-12")).ThenAccepted();
  // One dated back counts in the years of those after it.
  town.When(Approves("i-3", "2016-12-06", 31, "2016-12-06")).ThenRejected(Reason::kBeyondExtraTime);
}

// Two hours an incident "without special case": that one is decided by name.
TEST(ApproveExtraTime, BeyondTheLimitsIsASpecialCase) {
  Scenario town = Care();
  ApproveExtraTime c = Approves("i-1", "2016-12-12", 300, "2017-03-01");
  town.When(c).ThenRejected(Reason::kBeyondExtraTime);
  c.authority = kCabinet;
  c.time = TimeOfDay{22 * 60};
  const ExtraTimeApproved event{kPackage,          Code("i-1"), 300,     Code("fall"),
                                Day("2017-03-01"), 22 * 60,     kCabinet};
  town.When(c).Then(At("2016-12-12", event));
  town.After(c).When(c).ThenAlready(town.head());
  c.time = TimeOfDay{24 * 60};
  town.When(c).ThenRejected(Reason::kInvalidField, "time");
  c.time.reset();
  c.authority->decision_maker = "a\tb";
  town.When(c).ThenRejected(Reason::kInvalidField, "authority");
}

TEST(DrawBankedTime, MaySayAtWhichVisit) {
  Scenario town = Care();
  town.After(Banks("2016-12-12", 30));
  DrawBankedTime c = Draws("2016-12-14", 20);
  c.time = TimeOfDay{18 * 60};
  town.When(c).Then(At("2016-12-14", TimeDrawn{kPackage, 20, 18 * 60}));
  town.After(c).When(c).ThenAlready(town.head());
  c.time = TimeOfDay{24 * 60};
  town.When(c).ThenRejected(Reason::kInvalidField, "time");
}

TEST(ApproveExtraTime, NeedsAContractThatHasSome) {
  Scenario town = Care();
  town.After(SetExtraTimePolicy{kNew, Day("2017-02-01"), 0, 0, 0, false, kCabinet});
  town.When(Approves("i-1", "2017-02-01", 30, "2017-02-01"))
      .ThenRejected(Reason::kBeyondExtraTime, "effective_date",
                    "contract c-new has no extra time on 2017-02-01");
}

TEST(ConfirmStaffRetained, IsOfADayOfTheSuspension) {
  Scenario town = Care();
  town.After(Suspend("k-1", "2017-01-09")).After(Resume("k-1", "2017-01-16"));
  for (const char* date : {"2017-01-09", "2017-01-15"}) {
    town.When(Kept(date)).Then(At(date, StaffRetained{kPackage, kAsh}));
  }
  for (const char* date : {"2017-01-08", "2017-01-16"}) {
    town.When(Kept(date)).ThenRejected(Reason::kNotSuspended, "effective_date");
  }
  town.After(Kept("2017-01-09")).When(Kept("2017-01-09")).ThenAlready(town.head());
}

TEST(ConfirmStaffRetained, IsAskedForByTheContract) {
  Scenario town = Care();
  town.After(SetRetainerPolicy{kNew, Day("2017-02-01"), 14, 100, {Code("hospital")}, false, kCabinet});
  SuspendPackage respite = Suspend("k-1", "2017-01-09");
  respite.reason = Code("holiday");
  town.After(respite).When(Kept("2017-01-09")).ThenRejected(Reason::kNoRetainer, "package_id");
  town.After(Resume("k-1", "2017-01-16")).After(Suspend("k-1", "2017-02-06"));
  town.When(Kept("2017-02-06")).ThenRejected(Reason::kNoRetainer);  // Paid without.
}

// Errors by descending precedence, of all four.
TEST(PackageTime, RefusesInOrderOfPrecedence) {
  Scenario town = Care();
  town.After(Request("k-2", "h-2", "2016-12-01"));
  town.After(Suspend("k-1", "2017-01-09")).After(Resume("k-1", "2017-01-16")).After(End("k-1", "2018-01-01"));
  const auto try_all = [&](const char* package, const char* date, Reason reason) {
    const auto of = [&](auto c) {
      c.package_id = PackageId(package);
      town.When(c).ThenRejected(reason);
    };
    of(Kept(date));
    of(Banks(date, 30));
    of(Draws(date, 30));
    of(Approves("i-1", date, 30, date));
  };
  try_all("k-9", "2031-01-01", Reason::kInvalidField);
  try_all("k-9", "2016-12-12", Reason::kPackageUnknown);
  try_all("k-2", "2016-12-12", Reason::kPackageNotAwarded);
  try_all("k-1", "2018-01-01", Reason::kPackageEnded);
  try_all("k-1", "2016-12-04", Reason::kBeforeStart);
  town.When(Kept("2017-01-09", ProviderId("p-x"))).ThenRejected(Reason::kProviderUnknown);
  town.When(Kept("2017-01-09", kBeech)).ThenRejected(Reason::kPackageNotAwarded, "provider_id");
  town.When(Banks("2016-12-12", 0)).ThenRejected(Reason::kInvalidField, "minutes");
  town.When(Banks("2016-12-12", 30, 1440)).ThenRejected(Reason::kInvalidField, "time");
  town.When(Draws("2016-12-12", 60'001)).ThenRejected(Reason::kInvalidField, "minutes");
  town.When(Approves("i-1", "2016-12-12", 5'761, "2016-12-12"))
      .ThenRejected(Reason::kInvalidField, "minutes");
  town.When(Approves("i-1", "2016-12-12", 30, "2016-12-11"))
      .ThenRejected(Reason::kInvalidField, "requested_date");
  town.When(Approves("i-1", "2016-12-12", 30, "2031-12-11"))
      .ThenRejected(Reason::kInvalidField, "requested_date");
  town.When(Banks("2017-01-09", 30)).ThenRejected(Reason::kAlreadySuspended);
  town.When(Draws("2017-01-15", 30)).ThenRejected(Reason::kAlreadySuspended);
  town.When(Approves("i-1", "2017-01-09", 30, "2017-01-09")).ThenRejected(Reason::kAlreadySuspended);
  town.After(RecordDeath{PersonId("h-1"), Day("2017-06-01")});
  try_all("k-1", "2017-06-02", Reason::kPersonDied);
}

// An award says how the tender was judged.
TEST(AwardLot, KeepsTheScore) {
  Scenario town = Town();
  AwardLot c = AwardOf(kLot4, kCedar, kGoLive);
  c.quality_percent = 100;
  c.score = 85;
  c.out_of = 100;
  town.When(c).Then(At(kGoLive, LotAwarded{kNew, kLot4, kCedar, kCabinet, 100, 85, 100}));
  c.score = 101;
  town.When(c).ThenRejected(Reason::kInvalidField, "score", "a score of 101 of 100");
  c.quality_percent = 101;
  town.When(c).ThenRejected(Reason::kInvalidField, "quality_percent");
}

}  // namespace
}  // namespace careledger::decide
