// What is paid to whom when one provider stands in another's place, and premiums by area and on evidence.
#include "replay/projections/invoice.h"
#include "replay/projections/lineage.h"
#include "replay/projections/monitoring.h"
#include "replay/projections/preview.h"
#include "replay/projections/recharge.h"
#include "replay/projections/retainer.h"
#include "tests/projections/home.h"

namespace careledger::projections {
namespace {

using decide::kCedar;

const char* const kFrom = "2016-11-21";

// Half an hour every morning of these days, delivered to the minute.
void Morning(Home& home, const char* date, const ProviderId& provider) {
  const std::string day(date);
  const std::string in = day + "T08:00", out = day + "T08:30";
  home.now = {std::max(home.now.micros, (Time(out).seconds + 3600) * 1'000'000)};
  home.Add(Seen((day + provider.str()).c_str(), in.c_str(), {{"c-1", in.c_str(), out.c_str()}}, provider));
}
void Succeed(Home& home, SuccessionKind kind, const ProviderId& from = kAsh, const ProviderId& to = kBeech,
             const char* date = kFrom) {
  home.Add(date, PackageSucceeded{kOrder, from, to});
  home.Add(
      date,
      ProviderSucceeded{
          .provider_id = from, .to_provider_id = to, .kind = kind, .authority = kCabinet, .packages = 1});
}
Invoice InvoiceFor(const View& view, const ProviderId& provider) {
  return InvoiceOf(view, provider, {Day("2016-11-07"), Day("2016-12-05")});
}
Texts HeldOn(const View& view, const ProviderId& provider, const char* date) {
  return Told(AssessDay(view, provider, Day(date)));
}

TEST(Succession, TheInvoiceOfTheOldStopsAndTheNewOnesGoesOn) {
  Home home = Home::Usual();
  Succeed(home, SuccessionKind::kSuccession);
  Morning(home, "2016-11-20", kAsh);
  Morning(home, "2016-11-21", kBeech);
  Morning(home, "2016-11-22", kAsh);  // Under the old name still.
  const FoldedView& view = home.View();
  EXPECT_EQ(InvoiceFor(view, kAsh).total, Pence(810));
  EXPECT_EQ(InvoiceFor(view, kBeech).total, Pence(810));
  EXPECT_EQ(HeldOn(view, kAsh, "2016-11-22"), Texts{"2016-11-22p-ash held: no order in force"});
}

TEST(Succession, RecordedLateIsPaidOnceUnderTheNameThatDelivered) {
  Home home = Home::Usual();
  Morning(home, "2016-11-20", kAsh);
  Morning(home, "2016-11-22", kAsh);
  const FoldedView& before = home.View();
  Succeed(home, SuccessionKind::kSuccession);
  Morning(home, "2016-11-24", kAsh);
  Morning(home, "2016-11-25", kBeech);
  const FoldedView& after = home.View();
  EXPECT_EQ(InvoiceFor(before, kAsh).total, Pence(1620));
  EXPECT_EQ(InvoiceFor(after, kAsh).total, Pence(1620));  // Not the 24th: it was on record by then.
  EXPECT_EQ(InvoiceFor(after, kBeech).total, Pence(810));
}

// Debts go with the business, but for those of a novation.
TEST(Succession, SaysWhoIsPaidWhatTheOldWasOwed) {
  for (const auto& [kind, payee] : {std::pair(SuccessionKind::kSuccession, kBeech),
                                    {SuccessionKind::kMerger, kBeech},
                                    {SuccessionKind::kNovation, kAsh}}) {
    Home home = Home::Usual();
    Succeed(home, kind);
    EXPECT_EQ(PayeeOf(home.View(), kAsh, kNew), payee);
    EXPECT_EQ(PayeeOf(home.View("2016-11-20"), kAsh, kNew), kAsh);
    EXPECT_EQ(PayeeOf(home.View(), kBeech, kNew), kBeech);
  }
}

TEST(Succession, RatesOfTheOldHoldUntilTheNewHasOneSetSince) {
  Home home = Home::Usual();
  home.Add("2016-11-07", RatesSet{.contract_id = kNew,
                                  .lines = {Line("18.00", kAsh, kLot1), Line("15.00", kBeech, kLot1)},
                                  .authority = kCabinet});
  Succeed(home, SuccessionKind::kMerger);
  for (const char* date : {"2016-11-20"}) Morning(home, date, kAsh);
  for (const char* date : {"2016-11-21", "2016-11-28"}) Morning(home, date, kBeech);
  EXPECT_EQ(InvoiceFor(home.View(), kAsh).total, Pence(900));
  EXPECT_EQ(InvoiceFor(home.View(), kBeech).total, Pence(2 * 900));
  home.Add(
      "2016-11-28",
      RatesChanged{.contract_id = kNew, .change_id = ChangeId("x"), .lines = {Line("20.00", kBeech, kLot1)}});
  EXPECT_EQ(InvoiceFor(home.View(), kBeech).total, Pence(900 + 1000));
  // A package of its own from before is at its own rate.
  home.Order("k-2", "h-2", kBeech, "2016-11-07", "Mon-Sun 18:00 30");
  VisitRecorded own =
      Seen("own", "2016-11-22T18:00", {{"c-2", "2016-11-22T18:00", "2016-11-22T18:30"}}, kBeech);
  own.person_id = PersonId("h-2");
  home.Add(own);
  EXPECT_EQ(InvoiceFor(home.View(), kBeech).total, Pence(900 + 1000 + 750));
}

TEST(Succession, TwoInARowKeepTheirOrder) {
  RateBook rates;
  rates.Set(Day("2016-01-01"), Position{1}, {}, {Line("10.00", kAsh), Line("11.00", kBeech)});
  const std::vector<EarlierProvider> followed = {{kAsh, Day("2016-03-01")}, {kBeech, Day("2016-05-01")}};
  const auto rate = [&](const char* date) {
    const auto found = rates.Find(kHomeCare, kCedar, followed, kLot1, Code(), {DayType::kAny}, Day(date));
    return found ? found->rate.ToString() : "none";
  };
  EXPECT_EQ(rate("2016-06-01"), "10.00");
  rates.Set(Day("2016-04-01"), Position{2}, {}, {Line("12.00", kBeech)});
  EXPECT_EQ(rate("2016-06-01"), "12.00");
  rates.Set(Day("2016-04-01"), Position{3}, {}, {Line("13.00", kCedar)});
  EXPECT_EQ(rate("2016-06-01"), "12.00");
  rates.Set(Day("2016-06-01"), Position{4}, {}, {Line("14.00", kCedar)});
  EXPECT_EQ(rate("2016-05-31"), "12.00");
  EXPECT_EQ(rate("2016-06-01"), "14.00");
}

TEST(Succession, MonitoringOfTheOldIsReadUnderTheNew) {
  Home home = Home::Usual();
  home.Add("2016-11-10", QualityScored{.contract_id = kNew,
                                       .provider_id = kAsh,
                                       .measure = Code("dignity"),
                                       .score = 4,
                                       .out_of = 5,
                                       .document = DocumentRef("d-1")});
  Succeed(home, SuccessionKind::kSuccession);
  const auto rated = [&](const View& view, const ProviderId& asked) {
    Texts out;
    const Lineage lineage(view, kNew, asked);
    for (const RatingRow& row : RatingsOf(view, kNew)) {
      if (lineage.Has(row.provider_id)) out.push_back(row.provider_id.str() + " " + row.value);
    }
    return out;
  };
  EXPECT_EQ(rated(home.View(), kBeech), Texts{"p-ash 4 of 5"});
  EXPECT_EQ(rated(home.View(), kAsh), Texts{"p-ash 4 of 5"});
  EXPECT_EQ(rated(home.View(), kCedar), Texts());
  EXPECT_EQ(rated(home.View("2016-11-20"), kBeech), Texts());
}

// Each is paid the days that it kept the carers, by its own days.
TEST(Succession, InTheMiddleOfASuspensionSharesTheRetainer) {
  Home home = Home::Usual();
  home.Add("2016-11-07", PackageStarted{kOrder});
  home.Add("2016-11-07", RetainerPolicySet{.contract_id = kNew,
                                           .days = 7,
                                           .share_percent = 50,
                                           .reasons = {Code("hospital")},
                                           .authority = kCabinet});
  home.Add("2016-11-18", PackageSuspended{kOrder, Code("hospital")});
  Succeed(home, SuccessionKind::kMerger);
  const auto retained = [&](const ProviderId& provider) {
    Pence sum;
    std::size_t days = 0;
    for (const Retainer& r : RetainersOf(home.View(), provider, {Day("2016-11-07"), Day("2016-12-05")})) {
      sum += r.amount;
      days += r.days.size();
    }
    return std::pair(days, sum);
  };
  EXPECT_EQ(retained(kAsh), std::pair(std::size_t{3}, Pence(3 * 405)));
  EXPECT_EQ(retained(kBeech), std::pair(std::size_t{4}, Pence(4 * 405)));
}

// Ann lives in the fells, with an order there.
Home InTheFells() {
  Home home;
  home.Bare();
  home.Add("2016-11-07", PackageRequested{.package_id = kOrder,
                                          .person_id = kAnn,
                                          .service = kHomeCare,
                                          .plan = Plan("Mon-Sun 08:00 30"),
                                          .area = Code("fells")});
  home.Award("k-1", kAsh, "2016-11-07");
  return home;
}
PremiumSet Premium(const char* name, const char* amount, const char* area, const char* evidence = nullptr) {
  PremiumSet premium{.contract_id = kNew,
                     .premium = Code(name),
                     .amount = Rate::Parse(amount).value(),
                     .authority = kCabinet};
  if (area != nullptr) premium.area = Code(area);
  if (evidence != nullptr) premium.evidence = Code(evidence);
  return premium;
}

TEST(Premium, FollowsWhoMoves) {
  Home home = InTheFells();
  home.Add("2016-11-07", Premium("rural", "2.00", "fells"));
  const auto& before = home.View();
  home.Add("2016-11-11", PersonMoved{kAnn, Code("town")});
  for (const char* date : {"2016-11-10", "2016-11-11"}) Morning(home, date, kAsh);
  const Invoice invoice = InvoiceFor(home.View(), kAsh);
  ASSERT_EQ(invoice.lines.size(), 2U);
  EXPECT_EQ(invoice.lines[0].amount, Pence(910));
  EXPECT_EQ(invoice.lines[1].amount, Pence(810));
  // What was known before the move says where the request does.
  const auto area = [&](const View& view, const char* date) {
    return AreaOf(view.person(kAnn), view.package(kOrder)->life().request, Day(date), view.point().known)
        .str();
  };
  EXPECT_EQ(area(before, "2016-11-11"), "fells");
  EXPECT_EQ(area(home.View(), "2016-11-10"), "fells");
  EXPECT_EQ(area(home.View(), "2016-11-11"), "town");
  // The last record of a day holds.
  home.Add("2016-11-11", PersonMoved{kAnn, Code("shore")});
  EXPECT_EQ(area(home.View(), "2016-12-01"), "shore");
}

TEST(Premium, IsOfTheAreaThePersonLivesIn) {
  Home home = InTheFells();
  home.Add("2016-11-14", Premium("rural", "2.00", "fells"));
  home.Add("2016-11-14", Premium("coast", "5.00", "shore"));
  Morning(home, "2016-11-10", kAsh);
  Morning(home, "2016-11-14", kAsh);
  const Invoice invoice = InvoiceFor(home.View(), kAsh);
  ASSERT_EQ(invoice.lines.size(), 2U);
  EXPECT_EQ(invoice.lines[0].amount, Pence(810));
  EXPECT_EQ(invoice.lines[1].amount, Pence(910));
  EXPECT_EQ(invoice.lines[1].parts.front().premium, Rate::Parse("2.00").value());
}

TEST(Premium, IsOfABandOfAreas) {
  Home home = InTheFells();
  PremiumSet band = Premium("rural", "2.00", nullptr);
  band.areas = {Code("dales"), Code("fells")};
  home.Add("2016-11-14", band);
  band = Premium("coast", "5.00", "shore");
  band.areas = {Code("dales")};
  home.Add("2016-11-14", band);
  Morning(home, "2016-11-14", kAsh);
  const Invoice invoice = InvoiceFor(home.View(), kAsh);
  ASSERT_EQ(invoice.lines.size(), 1U);
  EXPECT_EQ(invoice.lines[0].amount, Pence(910));
}

TEST(Premium, WaitsForEvidenceWhereItAsksForIt) {
  Home home = InTheFells();
  home.Add("2016-11-07", Premium("independence", "1.00", nullptr, "independent"));
  for (const char* date : {"2016-11-10", "2016-11-14", "2016-11-15"}) Morning(home, date, kAsh);
  EXPECT_EQ(InvoiceFor(home.View(), kAsh).total, Pence(3 * 810));
  const FoldedView& before = home.View();
  const Position evidence =
      home.Add("2016-11-14", OutcomeEvidenced{kOrder, Code("independent"), DocumentRef("d-1")});
  EXPECT_EQ(InvoiceFor(home.View(), kAsh).total, Pence(810 + 2 * 860));
  EXPECT_EQ(InvoiceFor(before, kAsh).total, Pence(3 * 810));  // As known before, nothing changes.
  // Voided, it is as if it had never been.
  home.Add(PackageRecordVoided{kOrder, Number(evidence), Code("error")});
  EXPECT_EQ(InvoiceFor(home.View(), kAsh).total, Pence(3 * 810));
}

// A preview shows what a premium by area would have cost, and a change of rates what it does with one.
TEST(Premium, IsPartOfPreviews) {
  Home home = InTheFells();
  Morning(home, "2016-11-14", kAsh);
  Morning(home, "2016-11-15", kAsh);
  home.Add("2016-11-15", PolicyChangeProposed{.change_id = ChangeId("x"),
                                              .contract_id = kNew,
                                              .authority = kCabinet,
                                              .premiums = {Premium("rural", "2.00", "fells")}});
  Effect effect = EffectOf(home.View(), home.View().base().changes.at(ChangeId("x")));
  EXPECT_EQ(effect.delivered.total.before, Pence(810));
  EXPECT_EQ(effect.delivered.total.after, Pence(910));
  home.Add("2016-11-07", Premium("rural", "2.00", "fells"));
  home.Add(
      "2016-11-15",
      RateChangeProposed{
          .change_id = ChangeId("y"), .contract_id = kNew, .lines = {Line("17.20")}, .authority = kCabinet});
  effect = EffectOf(home.View(), home.View().base().changes.at(ChangeId("y")));
  EXPECT_EQ(effect.delivered.total.before, Pence(910));
  EXPECT_EQ(effect.delivered.total.after, Pence(960));
}

// A change of the rate of one client group moves that group's care alone, and says so.
TEST(RatePreview, TakesTheClientGroupIntoAccount) {
  Home home;
  home.Bare();
  for (const auto& [package, person, group] :
       {std::tuple("k-1", "h-1", "older-people"), {"k-2", "h-2", "learning-disability"}}) {
    home.Add("2016-11-07", PackageRequested{.package_id = PackageId(package),
                                            .person_id = PersonId(person),
                                            .service = kHomeCare,
                                            .client_group = Code(group),
                                            .plan = Plan("Mon-Sun 08:00 30")});
    home.Award(package, kAsh, "2016-11-07");
  }
  RateLine line = Line("18.00");
  line.key.client_group = Code("learning-disability");
  home.Add("2016-11-07", RatesSet{.contract_id = kNew, .lines = {line}, .authority = kCabinet});
  Morning(home, "2016-11-15", kAsh);
  VisitRecorded other = Seen("other", "2016-11-15T08:00", {{"c-2", "2016-11-15T08:00", "2016-11-15T08:30"}});
  other.person_id = PersonId("h-2");
  home.Add(other);
  const auto effect_of = [&](const char* id, const char* group) {
    RateLine changed = Line("20.00");
    changed.key.client_group = Code(group);
    home.Add("2016-11-14",
             RateChangeProposed{
                 .change_id = ChangeId(id), .contract_id = kNew, .lines = {changed}, .authority = kCabinet});
    return EffectOf(home.View(), home.View().base().changes.at(ChangeId(id)));
  };
  const Effect one = effect_of("x", "learning-disability");
  EXPECT_EQ(one.delivered.total.lines, 1U);
  EXPECT_EQ(one.delivered.total.before, Pence(900));
  EXPECT_EQ(one.delivered.total.after, Pence(1000));
  EXPECT_EQ(one.rates.front().key.client_group, Code("learning-disability"));
  EXPECT_NE(one.canonical.find("learning-disability"), std::string::npos);
}

// To the penny: the lines of the days that the council called off, by provider; as whoever stands in its
// place.
TEST(Recharge, OfACouncilThatCallsOffIsThePartOfTheInvoice) {
  Home home = Home::Usual();
  const CommissionerId stour("stour"), merged("stour-and-fen"), town("town");
  for (const char* date : {"2016-11-10", "2016-11-14", "2016-11-15", "2016-11-17"}) Morning(home, date, kAsh);
  const FoldedView& before = home.View();
  home.Add("2016-11-14", PackageCalledOff{kOrder, stour});
  home.Add("2016-11-17", PackageCalledOff{kOrder, town});  // Its lead's again.
  const auto told = [](const View& view) {
    Texts out;
    for (const RechargeRow& row : RechargeOf(view, {Day("2016-11-07"), Day("2016-12-05")}, {}).rows) {
      out.push_back(row.funder.str() + " " + row.provider_id.str() + " " + std::string(ToString(row.basis)) +
                    " " + std::to_string(row.figures.visits) + " " + row.figures.amount.ToString() +
                    ", moved " + row.figures.moved.ToString());
    }
    return out;
  };
  EXPECT_EQ(told(before), Texts());
  EXPECT_EQ(told(home.View()), Texts{"stour p-ash called-off 2 \u00a316.20, moved \u00a316.20"});
  EXPECT_EQ(told(home.View("2016-11-14")), Texts{"stour p-ash called-off 1 \u00a38.10, moved \u00a38.10"});
  home.Add("2016-11-15", CommissionerSucceeded{.commissioner_id = stour,
                                               .to_commissioner_id = merged,
                                               .kind = SuccessionKind::kMerger,
                                               .authority = kCabinet});
  EXPECT_EQ(told(home.View()), (Texts{"stour p-ash called-off 1 \u00a38.10, moved \u00a38.10",
                                      "stour-and-fen p-ash called-off 1 \u00a38.10, moved \u00a38.10"}));
}

}  // namespace
}  // namespace careledger::projections
