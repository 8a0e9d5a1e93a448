// Who goes for a lead: whom it named, who came, and what nobody said.
#include "replay/projections/deliverers.h"

#include "gtest/gtest.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

using decide::kCedar;
using decide::kElm;
using decide::kFir;

const Code kOlder("older-people");

// Fir leads elm and cedar, and holds lot 1 in a tier that goes by the lead; ash is in no such tier.
class Led : public Home {
 public:
  explicit Led(bool via_lead = true) {
    Bare();
    Add(ProviderRegistered{
        .provider_id = kFir, .name = "Fir", .form = ProviderForm::kLead, .subcontractors = {kElm, kCedar}});
    Add(LotDefined{.contract_id = kNew, .lot_id = kLot1});
    Add("2016-11-07", LotAwarded{.contract_id = kNew, .lot_id = kLot1, .provider_id = kFir});
    const Tier lead{
        .tier = Code("lead"), .scope = TierScope::kLot, .rule = SourcingRule::kSole, .via_lead = via_lead};
    Add("2016-11-07", TiersSet{.contract_id = kNew, .tiers = {lead}});
  }
  void Package(const char* package, const char* person, const ProviderId& provider, const ProviderId& named,
               const char* plan = "Mon-Sun 08:00 30", const Code& group = {}) {
    Add("2016-11-07", PackageRequested{.package_id = PackageId(package),
                                       .person_id = PersonId(person),
                                       .service = kHomeCare,
                                       .client_group = group,
                                       .plan = Plan(plan)});
    Add("2016-11-07", PackageAwarded{.package_id = PackageId(package),
                                     .contract_id = kNew,
                                     .lot_id = kLot1,
                                     .provider_id = provider,
                                     .deliverer_id = named});
  }
  // At 08:00 for half an hour; `came` empty: fir itself.
  void Came(const char* id, const char* person, const char* day, const ProviderId& came,
            VisitStatus status = VisitStatus::kDelivered) {
    const std::string at = std::string(day) + "T08:00", out = std::string(day) + "T08:30";
    VisitRecorded visit = Seen(id, at.c_str(), {{person, at.c_str(), out.c_str()}}, kFir);
    visit.person_id = PersonId(person);
    visit.deliverer_id = came;
    visit.status = status;
    Add(visit);
  }
  Deliverers Week(const DelivererFilter& filter = {.contract_id = kNew}, std::string_view on = "2017-03-31") {
    return DeliverersOf(View(on), {Day("2016-11-07"), Day("2016-11-14")}, filter);
  }
};

TEST(Deliverers, CountWhoWasNamedAndWhoCame) {
  Led town;
  town.Package("k-1", "h-1", kFir, kElm);
  town.Package("k-2", "h-2", kFir, kCedar);
  town.Package("k-3", "h-3", kFir, {});
  town.Package("k-4", "h-4", kAsh, {});  // Nobody leads it.
  town.Package("k-5", "h-1", kFir, kElm, "Mon-Sun 18:00 30");
  town.now = {Time("2016-11-20T09:00").seconds * 1'000'000};
  town.Came("v-1", "h-1", "2016-11-07", kElm);
  town.Came("v-2", "h-1", "2016-11-08", {});
  town.Came("v-3", "h-1", "2016-11-09", kCedar);
  town.Came("v-4", "h-2", "2016-11-07", kCedar);
  town.Came("v-5", "h-3", "2016-11-07", kElm);
  town.Came("v-6", "h-1", "2016-11-14", kElm);  // After the period.
  town.Came("v-7", "h-1", "2016-11-10", kElm, VisitStatus::kMissed);

  const Deliverers week = town.Week();
  ASSERT_EQ(week.rows.size(), 3U);
  EXPECT_EQ(week.rows.at({kFir, {}}),
            (DelivererFigures{
                .packages = 1, .people = 1, .weekly_minutes = 210, .delivered = 1, .named_nobody = 1}));
  EXPECT_EQ(
      week.rows.at({kFir, kCedar}),
      (DelivererFigures{.packages = 1, .people = 1, .weekly_minutes = 210, .delivered = 1, .by_named = 1}));
  EXPECT_EQ(week.rows.at({kFir, kElm}), (DelivererFigures{.packages = 2,
                                                          .people = 1,
                                                          .weekly_minutes = 420,
                                                          .delivered = 3,
                                                          .by_named = 1,
                                                          .by_lead = 1,
                                                          .by_other = 1}));
  EXPECT_EQ(week.total, (DelivererFigures{.packages = 4,
                                          .people = 3,
                                          .weekly_minutes = 840,
                                          .delivered = 5,
                                          .by_named = 2,
                                          .by_lead = 1,
                                          .by_other = 1,
                                          .named_nobody = 1}));
  EXPECT_EQ(town.Week({.contract_id = kNew, .lead = kAsh}).rows.size(), 0U);
  EXPECT_EQ(town.Week({.contract_id = kNew, .lead = kFir}).total, week.total);
  // Of the days that have passed.
  const Deliverers first = town.Week({.contract_id = kNew}, "2016-11-07");
  EXPECT_EQ(first.period, (Period{Day("2016-11-07"), Day("2016-11-08")}));
  EXPECT_EQ(first.total.delivered, 3U);
  EXPECT_TRUE(town.Week({.contract_id = kNew}, "2016-11-06").rows.empty());
}

// A visit counts under who was named when it was planned to begin: a transfer names nobody.
TEST(Deliverers, CountUnderWhoWasNamedThen) {
  Led town;
  town.Package("k-1", "h-1", kFir, kElm);
  town.Add("2016-11-10", PackageTransferred{.package_id = PackageId("k-1"),
                                            .from_provider_id = kFir,
                                            .to_provider_id = kFir,
                                            .to_contract_id = kNew,
                                            .to_lot_id = kLot1});
  town.now = {Time("2016-11-20T09:00").seconds * 1'000'000};
  town.Came("v-1", "h-1", "2016-11-09", kElm);
  town.Came("v-2", "h-1", "2016-11-10", kElm);
  const Deliverers week = town.Week();
  ASSERT_EQ(week.rows.size(), 2U);
  EXPECT_EQ(week.rows.at({kFir, kElm}), (DelivererFigures{.delivered = 1, .by_named = 1}));
  EXPECT_EQ(week.rows.at({kFir, {}}),
            (DelivererFigures{
                .packages = 1, .people = 1, .weekly_minutes = 210, .delivered = 1, .named_nobody = 1}));
}

TEST(Deliverers, AreOfTiersThatGoByTheLeadOrOfWhomSomebodyNamed) {
  Led town(false);
  town.Package("k-1", "h-1", kFir, {});
  town.Package("k-2", "h-2", kFir, kElm, "Mon-Sun 08:00 30", kOlder);
  const Deliverers week = town.Week();
  ASSERT_EQ(week.rows.size(), 1U);
  EXPECT_EQ(week.rows.begin()->first, (DelivererKey{kFir, kElm}));
  EXPECT_EQ(town.Week({.contract_id = kNew, .client_group = kOlder}).total.packages, 1U);
  EXPECT_EQ(town.Week({.contract_id = kNew, .client_group = Code("children")}).total.packages, 0U);
  EXPECT_TRUE(town.Week({.contract_id = ContractId("c-other")}).rows.empty());
}

// What is planned of a package without a plan is not known, and that it is so is counted.
TEST(Deliverers, TellWhosePlanIsNotKnown) {
  Led town;
  town.Add(
      "2016-11-07",
      PackageRequested{.package_id = PackageId("k-1"), .person_id = PersonId("h-1"), .service = kHomeCare});
  town.Add("2016-11-07", PackageAwarded{.package_id = PackageId("k-1"),
                                        .contract_id = kNew,
                                        .lot_id = kLot1,
                                        .provider_id = kFir,
                                        .deliverer_id = kElm});
  EXPECT_EQ(town.Week().total, (DelivererFigures{.packages = 1, .people = 1, .without_plan = 1}));
}

}  // namespace
}  // namespace careledger::projections
