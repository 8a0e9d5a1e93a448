// Deliveries of people and of their stays in hospital: deaths, where they live, what a stay suspends. What is
// new is recorded, once; nothing is undone.
#include "gtest/gtest.h"
#include "tests/decide/delivery.h"

namespace careledger::decide {
namespace {

using projections::DeliveredStay;

const PackageId& kPackage = kDelivered;

DeliverPerson Died(const char* date, const char* person = "h-1") {
  return {
      {.person_id = PersonId(person), .died_on = date != nullptr ? std::optional(Day(date)) : std::nullopt}};
}

TEST(Delivery, OfPeopleRecordsDeaths) {
  Scenario town = Known();
  const auto died = [](const char* date) { return DeathRecorded{PersonId("h-1"), Day(date)}; };
  town.When(Died(nullptr)).ThenAlready("person-h-1");
  town.When(Died("2017-02-01")).Then(At("2017-02-01", died("2017-02-01")));
  town.After(Died("2017-02-01")).When(Died("2017-02-01")).ThenAlready("person-h-1");
  const std::uint64_t first = town.head();
  town.When(Died(nullptr))
      .ThenRejected(Reason::kPersonDied, "died_on",
                    "person h-1 has 2017-02-01, by the record at #" + std::to_string(first) +
                        "; the delivery has nothing, and undoes nothing");
  town.When(Died("2017-02-03")).Then(At("2017-02-03", died("2017-02-03")));
  town.After(Died("2017-02-03")).When(Died("2017-02-01")).ThenRejected(Reason::kRecordAlreadyVoided);
  town.After(VoidDeath{PersonId("h-1"), town.head(), Code("wrong-person")});
  town.When(Died("2017-02-03")).ThenRejected(Reason::kRecordAlreadyVoided);
  town.When(Died(nullptr)).ThenAlready("person-h-1");
  town.When(Died("2017-02-01", "h-9")).ThenRejected(Reason::kPersonUnknown);
  town.When(Died(nullptr, "h-9")).ThenAlready("person-h-9");
  town.When(Died("2020-06-02")).ThenRejected(Reason::kInvalidField);  // Tomorrow.
}

TEST(Delivery, OfPeopleRecordsWhereTheyLive) {
  Scenario town = Known();
  const auto lives = [](const char* area, const char* from, const char* died = nullptr) {
    DeliverPerson c = Died(died);
    c.person.area = Code(area);
    c.person.area_from = Day(from);
    return c;
  };
  const auto moved = [](const char* area) { return PersonMoved{PersonId("h-1"), Code(area)}; };
  town.When(lives("shore", "2017-02-01")).Then(At("2017-02-01", moved("shore")));
  town.After(lives("shore", "2017-02-01")).When(lives("shore", "2017-02-01")).ThenAlready("person-h-1");
  town.When(lives("shore", "2017-03-01")).ThenAlready("person-h-1");  // Since before.
  town.When(lives("fells", "2017-03-01", "2017-03-09"))
      .Then(At("2017-03-01", moved("fells")),
            At("2017-03-09", DeathRecorded{PersonId("h-1"), Day("2017-03-09")}));
  // Another area from the same day is put right, and not undone by a row that says nothing of it.
  town.When(lives("fells", "2017-02-01")).Then(At("2017-02-01", moved("fells")));
  town.When(Died(nullptr)).ThenAlready("person-h-1");
  town.After(Died("2017-02-10"));
  town.When(lives("fells", "2017-02-11", "2017-02-10")).ThenRejected(Reason::kPersonDied, "effective_date");
}

// Stays of h-1, each "admitted" or "admitted discharged".
DeliverStays Stays(const std::vector<std::string>& stays, const char* person = "h-1") {
  DeliverStays c;
  c.stays.person_id = PersonId(person);
  for (const std::string& stay : stays) {
    DeliveredStay& added = c.stays.stays.emplace_back();
    added.admitted_on = Day(stay.substr(0, 10));
    if (stay.size() > 10) added.discharged_on = Day(stay.substr(11));
  }
  return c;
}
void Settles(Scenario& town, const DeliverStays& row) { town.After(row).When(row).ThenAlready("person-h-1"); }

// h-1 has k-1 with ash, and k-2 with beech from February 2017.
Scenario TwoPackages() {
  Scenario town = Known();
  return town.After(Request("k-2", "h-1", "2017-01-20", kLot2))
      .After(Award("k-2", kNew, kLot2, kBeech, "2017-02-01"))
      .After(Start("k-2", "2017-02-01"));
}
const PackageId kSecond("k-2");

TEST(Delivery, OfAStaySuspendsAndResumesWhatIsInCare) {
  Scenario town = TwoPackages();
  town.When(Stays({"2017-03-01"}))
      .Then(At("2017-03-01", PackageSuspended{kPackage, kHospital}),
            At("2017-03-01", PackageSuspended{kSecond, kHospital}));
  Settles(town, Stays({"2017-03-01"}));
  town.When(Stays({"2017-03-01 2017-03-09"}))
      .Then(At("2017-03-09", PackageResumed{kPackage}), At("2017-03-09", PackageResumed{kSecond}));
  Settles(town, Stays({"2017-03-01 2017-03-09"}));
  // Before the second was in care, and of a day.
  town.When(Stays({"2017-03-20", "2017-03-01 2017-03-09"}, "h-9")).ThenRejected(Reason::kPersonUnknown);
  Scenario before = TwoPackages();
  before.When(Stays({"2017-01-10 2017-01-15", "2017-03-01 2017-03-01"}))
      .Then(At("2017-01-10", PackageSuspended{kPackage, kHospital}),
            At("2017-01-15", PackageResumed{kPackage}));
  // Care that begins during the stay is suspended from its first day.
  before.When(Stays({"2017-01-10 2017-02-15"}))
      .Then(
          At("2017-01-10", PackageSuspended{kPackage, kHospital}), At("2017-02-15", PackageResumed{kPackage}),
          At("2017-02-01", PackageSuspended{kSecond, kHospital}), At("2017-02-15", PackageResumed{kSecond}));
}

TEST(Delivery, OfOtherDatesOfAStayCorrectsThem) {
  Scenario town = Known();
  Settles(town, Stays({"2017-03-01 2017-03-09"}));
  const std::uint64_t head = town.head();  // Suspended, resumed.
  const PackageSuspended suspended{kPackage, kHospital};
  const PackageResumed resumed{kPackage};
  // What shrinks goes first.
  town.When(Stays({"2017-03-03 2017-03-12"}))
      .Then(Now(Corrected(head - 1)), At("2017-03-03", suspended), Now(Corrected(head)),
            At("2017-03-12", resumed));
  town.When(Stays({"2017-02-25 2017-03-05"}))
      .Then(Now(Corrected(head)), At("2017-03-05", resumed), Now(Corrected(head - 1)),
            At("2017-02-25", suspended));
  // Two stays where the ledger has one.
  const DeliverStays two = Stays({"2017-03-01 2017-03-05", "2017-03-07"});
  town.When(two).Then(Now(Corrected(head)), At("2017-03-05", resumed), At("2017-03-07", suspended));
  Settles(town, two);
  Settles(town, Stays({"2017-03-01 2017-03-05", "2017-03-08 2017-03-20"}));
  // Still there, though the ledger has a discharge; and a stay that is no longer one.
  Scenario known = Known();
  known.After(Stays({"2017-03-03 2017-03-09"}));
  known.When(Stays({"2017-03-03"})).ThenRejected(Reason::kNotSuspended);
  known.When(Stays({"2017-03-03 2017-03-03"})).ThenRejected(Reason::kBeforeStart);
}

// That somebody in hospital is not to be placed meanwhile is decided by a broker; a stay says only how long.
TEST(Delivery, OfAStayEndsAPauseOfTheWait) {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01"));
  town.When(Stays({"2016-12-05 2016-12-12"})).ThenAlready("person-h-1");  // There is nothing to suspend.
  town.After(Suspend("k-1", "2016-12-06"));
  town.When(Stays({"2016-12-05 2016-12-12"})).Then(At("2016-12-12", PackageResumed{kPackage}));
  Settles(town, Stays({"2016-12-05 2016-12-12"}));
}

TEST(Delivery, OfAStayIsRefusedWhole) {
  Scenario town = TwoPackages();
  town.After(SuspendPackage{kSecond, Day("2017-02-20"), Code("respite")});
  town.When(Stays({"2017-03-01"})).ThenRejected(Reason::kAlreadySuspended);
}

TEST(Delivery, OfAStayLearntLatePutsItBeforeThoseOnRecord) {
  Scenario late = Known();
  late.After(Stays({"2017-03-01 2017-03-09"}));
  const DeliverStays both = Stays({"2017-02-01 2017-02-09", "2017-03-01 2017-03-09"});
  late.When(both).Then(At("2017-02-01", PackageSuspended{kPackage, kHospital}),
                       At("2017-02-09", PackageResumed{kPackage}));
  Settles(late, both);
  // Out and in again on one day.
  const DeliverStays three =
      Stays({"2017-02-01 2017-02-09", "2017-02-20 2017-03-01", "2017-03-01 2017-03-09"});
  late.When(three).Then(At("2017-02-20", PackageSuspended{kPackage, kHospital}),
                        At("2017-03-01", PackageResumed{kPackage}));
  Settles(late, three);
}

// Given up by the provider meanwhile: home is home.
TEST(Delivery, OfADischargeResumesWhatIsWithNobody) {
  Scenario town = Known();
  town.After(Stays({"2017-03-01"})).After(HandBack("k-1", "2017-03-05", "2017-02-20"));
  town.When(Stays({"2017-03-01 2017-03-09"})).Then(At("2017-03-09", PackageResumed{kPackage}));
  Settles(town, Stays({"2017-03-01 2017-03-09"}));
}

TEST(Delivery, OfAStayResumesNothingThatIsOver) {
  Scenario ended = TwoPackages();
  ended.After(Stays({"2017-03-01"})).After(End("k-1", "2017-03-05"));
  ended.When(Stays({"2017-03-01 2017-03-09"})).Then(At("2017-03-09", PackageResumed{kSecond}));
  Settles(ended, Stays({"2017-03-01 2017-03-09"}));
  Scenario died = Known();
  died.After(Stays({"2017-03-01"})).After(Died("2017-03-04"));
  died.When(Stays({"2017-03-01 2017-03-09"})).ThenAlready("person-h-1");
}

}  // namespace
}  // namespace careledger::decide
