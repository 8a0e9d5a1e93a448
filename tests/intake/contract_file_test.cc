// Contract files: the one that README.md shows is read whole, and each fault is told with its line.
#include "server/intake/contract_file.h"

#include <fstream>
#include <sstream>

#include "gtest/gtest.h"

namespace careledger::intake {
namespace {

using namespace decide;  // NOLINT: files are made of the words of commands.

Date Day(std::string_view text) { return Date::Parse(text).value_or(Date()); }
Rate Pounds(std::string_view text) { return Rate::Parse(text).value_or(Rate()); }

// The example of README.md.
std::string Example() {
  std::ostringstream readme;
  readme << std::ifstream(std::string(CARELEDGER_SOURCE_DIR) + "/server/intake/README.md").rdbuf();
  const std::string text = readme.str();
  const std::string open = "```toml\n";
  const std::size_t begin = text.find(open) + open.size();
  return text.substr(begin, text.find("```", begin) - begin);
}

const std::string kHead =
    "contract = 'c'\n"         // Line 1
    "title = 'C'\n"            //      2
    "commissioner = 'town'\n"  //      3
    "[term]\n"                 //      4
    "start = 2018-04-01\n"     //      5
    "[authority]\n"            //      6
    "reference = 'r'\n"        //      7
    "decision_maker = 'd'\n"   //      8
    "date = 2018-01-01\n";     //      9; what follows begins on line 10.

// "10:7 payment.rate_step: detail"
std::vector<std::string> FaultsOf(const std::string& file) {
  std::vector<std::string> told;
  for (const FileFault& fault : ReadContractFile(file).faults) {
    EXPECT_EQ(fault.rejection.reason, Reason::kInvalidField);
    std::ostringstream text;
    text << fault.at.line << ":" << fault.at.column << " " << fault.at.key
         << (fault.at.key.empty() ? "" : ": ") << fault.rejection.detail;
    told.push_back(text.str());
  }
  return told;
}
std::vector<std::string> After(const std::string& rest) { return FaultsOf(kHead + rest); }
using Told = std::vector<std::string>;

// The only command of the type; a default one, and a failure, when there is not just one.
template <class C>
C Only(const ContractFile& file) {
  std::vector<C> found;
  for (const FileSection& section : file.sections) {
    if (const auto* c = std::get_if<C>(&section.command)) found.push_back(*c);
  }
  EXPECT_EQ(found.size(), 1U) << C::kName;
  return found.size() == 1 ? found.front() : C();
}

TEST(ContractFile, OfTheReadmeIsReadWhole) {
  const ReadFile read = ReadContractFile(Example());
  EXPECT_EQ(FaultsOf(Example()), Told());
  const ContractFile& file = read.file;
  EXPECT_EQ(file.contract_id, ContractId("home-help"));
  EXPECT_EQ(file.authority, (Authority{"minute-88", "cabinet", Day("2018-01-15")}));
  EXPECT_EQ(file.sha256.value.size(), 32U);

  const auto contract = Only<CreateContract>(file);
  EXPECT_EQ(contract.title, "Help at home");
  EXPECT_EQ(contract.commissioner_id, CommissionerId("borough"));
  EXPECT_EQ(contract.partners, std::vector<CommissionerId>{CommissionerId("health-board")});
  EXPECT_EQ(contract.start_date, Day("2018-04-01"));
  EXPECT_EQ(contract.end_date, Day("2022-04-01")) << "the last day is within the term";
  EXPECT_EQ(Only<SetLotCap>(file).lots, 1U);
  const auto payment = Only<SetPaymentPolicy>(file);
  EXPECT_EQ(payment.contract_id, file.contract_id);
  EXPECT_EQ(payment.authority, file.authority);
  EXPECT_EQ(payment.price_rounding, Rounding::kHalfUp);
  EXPECT_EQ(payment.rate_step, Pounds("0.01"));
  EXPECT_EQ(payment.tolerance_minutes, 5U);
  EXPECT_EQ(payment.cap_over_minutes, 15U);
  EXPECT_EQ(payment.floor_under_minutes, 15U);
  EXPECT_EQ(payment.round_to_minutes, 5U);
  EXPECT_EQ(payment.minute_rounding, Rounding::kHalfUp);
  const auto measures = Only<SetKpiPolicy>(file);
  EXPECT_EQ(measures.punctuality_minutes, 30U);
  EXPECT_EQ(measures.report_within_days, 2U);
  EXPECT_EQ(measures.short_below_percent, 80U);
  EXPECT_EQ(
      Only<SetTiers>(file).tiers,
      (std::vector<Tier>{
          {.tier = Code("lead"), .scope = TierScope::kLot, .rule = SourcingRule::kSole, .via_lead = true},
          {.tier = Code("neighbours"),
           .scope = TierScope::kLot,
           .rule = SourcingRule::kRankedOffer,
           .choice = true,
           .answer_hours = 24,
           .lots = {LotId("north")}},
          {.tier = Code("framework"),
           .scope = TierScope::kContract,
           .rule = SourcingRule::kMiniCompetition,
           .price_percent = 60,
           .fit_percent = 40,
           .tie = TieRule::kLowestPrice}}));
  const auto admission = Only<SetAdmissionPolicy>(file);
  EXPECT_EQ(admission.mode, AdmissionMode::kRounds);
  EXPECT_EQ(admission.every_months, 3U);
  EXPECT_EQ(admission.open_days, 14U);
  EXPECT_EQ(admission.micro_people, 4U);
  const auto premium = Only<SetPremium>(file);
  EXPECT_EQ(premium.premium, Code("rural"));
  EXPECT_EQ(premium.lot_id, LotId("north"));
  EXPECT_EQ(premium.area, Code());
  EXPECT_EQ(premium.areas, (std::vector<Code>{Code("fens"), Code("marsh")}));
  EXPECT_EQ(premium.service, Code("home-care"));
  EXPECT_EQ(premium.amount, Pounds("1.20"));
  EXPECT_EQ(premium.evidence, Code("independent"));
  const auto areas = Only<SetLotAreas>(file);
  EXPECT_EQ(areas.lot_id, LotId("north"));
  EXPECT_EQ(areas.areas, (std::vector<Code>{Code("fens"), Code("marsh")}));
  EXPECT_EQ(areas.authority, file.authority);
  EXPECT_EQ(Only<SetCallers>(file).callers, std::vector<CommissionerId>{CommissionerId("shire")});
  EXPECT_EQ(Only<SetFunders>(file).funders, (std::vector<Code>{Code("borough"), Code("health-board")}));
  EXPECT_EQ(Only<SetRateNotice>(file).months, 3U);
  EXPECT_EQ(Only<SetTerminationNotice>(file).months, 6U);
  EXPECT_EQ(Only<SetHandBackNotice>(file).days, 28U);
  const auto existing = Only<SetExistingPackages>(file);
  EXPECT_EQ(existing.from_contract_id, ContractId("old-help"));
  EXPECT_EQ(existing.moves_on, MovesOn::kFirstChange);
  EXPECT_FALSE(Only<SetDirectPaymentPolicy>(file).refused);
  EXPECT_EQ(Only<SetContinuingHealthcarePolicy>(file).settlement, HealthSettlement::kJointContract);
  EXPECT_EQ(Only<SetServices>(file).services,
            (std::vector<Code>{Code("home-care"), Code("waking-night"), Code("respite")}));
  const auto retainer = Only<SetRetainerPolicy>(file);
  EXPECT_EQ(retainer.days, 14U);
  EXPECT_EQ(retainer.share_percent, 100U);
  EXPECT_EQ(retainer.reasons, std::vector<Code>{Code("hospital")});
  EXPECT_TRUE(retainer.if_staff_kept);
  const auto bank = Only<SetTimeBankPolicy>(file);
  EXPECT_EQ(bank.minutes, 600U);
  EXPECT_EQ(bank.expires_after_days, 90U);
  const auto extra = Only<SetExtraTimePolicy>(file);
  EXPECT_EQ(extra.incident_minutes, 120U);
  EXPECT_EQ(extra.request_within_days, 28U);
  EXPECT_EQ(extra.yearly_minutes, 600U);
  EXPECT_TRUE(extra.unused_first);
  const auto option = Only<SetExtensionOption>(file);
  EXPECT_EQ(option.option, Code("two-years"));
  EXPECT_EQ(option.latest_end, Day("2024-04-01"));
  EXPECT_TRUE(option.part_of_lots);
  EXPECT_TRUE(option.part_of_time);
  EXPECT_EQ(Only<SetPhases>(file).phases, (std::vector<Phase>{{1, {LotId("north")}, Day("2018-04-01")},
                                                              {2, {LotId("south")}, Day("2018-07-01")}}));
  std::vector<SetPricePolicy> prices;
  std::vector<DefineLot> lots;
  for (const FileSection& section : file.sections) {
    if (const auto* c = std::get_if<SetPricePolicy>(&section.command)) prices.push_back(*c);
    if (const auto* c = std::get_if<DefineLot>(&section.command)) lots.push_back(*c);
  }
  ASSERT_EQ(lots.size(), 2U);
  EXPECT_EQ(lots[1].lot_id, LotId("south"));
  EXPECT_EQ(lots[1].number, 2U);
  EXPECT_EQ(lots[1].name, "South of the river");
  ASSERT_EQ(prices.size(), 3U);
  EXPECT_EQ(prices[0].kind, PriceKind::kFixed);
  EXPECT_TRUE(prices[0].service.empty());
  EXPECT_EQ(prices[1].floor, Pounds("14.17"));
  EXPECT_EQ(prices[1].ceiling, Pounds("16.22"));
  EXPECT_EQ(prices[2].client_group, Code("learning-disability"));
  EXPECT_EQ(prices[2].choices, (std::vector<Rate>{Pounds("17.00"), Pounds("18.50")}));
}

// And decided without a fault, by a council that knows its commissioners and the contract before.
TEST(ContractFile, OfTheReadmeContradictsNothing) {
  World world;
  for (const char* id : {"borough", "health-board", "shire"})
    world.commissioners[CommissionerId(id)] = {CommissionerId(id), id};
  world.contracts.Edit(ContractId("old-help"))
      .Evolve(Position{1}, Day("2012-04-01"),
              ContractCreated{.contract_id = ContractId("old-help"), .start = Day("2012-04-01")});
  const Facts facts{.now = {Day("2018-02-01").days() * std::int64_t{86'400'000'000}}, .actor = "alice"};
  const ContractFile file = ReadContractFile(Example()).file;
  const FileVerdict verdict = Examine(world, file, Day("2018-04-01"), facts);
  for (const FileFault& fault : verdict.faults)
    ADD_FAILURE() << "line " << fault.at.line << ": " << fault.rejection.detail;
  EXPECT_EQ(verdict.events.size(), file.sections.size()) << "each is a difference";
  // At another time of the same day nothing is, and a rule that says no names the line and the key of the
  // file.
  std::string spoilt = Example();
  spoilt.replace(spoilt.find("\"14.17\""), 7, "\"16.23\"");
  const FileVerdict contradicted = Examine(world, ReadContractFile(spoilt).file, Day("2018-04-01"), facts);
  ASSERT_EQ(contradicted.faults.size(), 1U);
  const FilePlace& at = contradicted.faults[0].at;
  EXPECT_EQ(at.key, "prices.floor");
  const std::string lines = spoilt.substr(0, spoilt.find("\"16.23\""));
  EXPECT_EQ(at.line, 1 + std::count(lines.begin(), lines.end(), '\n'));
  EXPECT_EQ(at.column, 1 + lines.size() - (lines.rfind('\n') + 1));
  EXPECT_EQ(contradicted.faults[0].rejection.detail, "the floor 16.23 is above the ceiling 16.22");
}

TEST(ContractFileFaults, OfTomlAreToldOnce) {
  const Told open = After("[payment\n");
  ASSERT_EQ(open.size(), 1U);
  EXPECT_TRUE(open[0].starts_with("10:")) << open[0];
  for (const char* rest : {"[term]\nstart = 2018-04-01\n", "x = 1\nx = 2\n", "x = 2018-02-30\n", "x = 'a\n",
                           "x = \"\\q\"\n", "x = '\xFF'\n"}) {
    const Told told = After(rest);
    ASSERT_EQ(told.size(), 1U) << rest;
    EXPECT_TRUE(told[0].starts_with("10:") || told[0].starts_with("11:")) << told[0];
  }
  EXPECT_EQ(FaultsOf(std::string(kContractFileBytesMax + 1, '#')),
            Told{"1:1 the file has 1048577 bytes: at most 1048576"});
}

TEST(ContractFileFaults, AreWhatIsMissing) {
  EXPECT_EQ(FaultsOf(""), (Told{"1:1 needs contract", "1:1 needs title", "1:1 needs commissioner",
                                "1:1 needs term", "1:1 needs authority"}));
  EXPECT_EQ(After("[[lots]]\nid = 'a'\n\n[lot_cap]\n"),
            (Told{"10:1 lots: needs number", "10:1 lots: needs name", "13:1 lot_cap: needs lots"}));
}

TEST(ContractFileFaults, AreUnknownKeysAndSections) {
  EXPECT_EQ(After("from = 2018-04-01\n[[premium]]\n[lot_cap]\nlots = 1\ncap = 2\n[rates]\n").size(), 4U);
  EXPECT_EQ(After("[lot_cap]\nlots = 1\n  cap = 2\n"),
            Told{"12:3 lot_cap.cap: is not known here; there may be lots"});
  EXPECT_EQ(After("[rate_notice]\nmonths = 1\n[rate_notice.more]\n"),
            Told{"12:14 rate_notice.more: is not known here; there may be months"});
}

TEST(ContractFileFaults, AreValuesOfAnotherType) {
  EXPECT_EQ(
      After("[payment]\nrate_step = 0.01\ntolerance_minutes = '5'\nprice_rounding = true\n"),
      (Told{"11:13 payment.rate_step: is an amount of money, written in quotes, \"14.17\": a number with a "
            "point is not exact in a computer",
            "12:21 payment.tolerance_minutes: is a whole number, without quotes",
            "13:18 payment.price_rounding: is a word, written in quotes"}));
  EXPECT_EQ(After("[rate_notice]\nmonths = -1\n"),
            Told{"11:10 rate_notice.months: is -1: not below 0, at most 4294967295"});
  EXPECT_EQ(After("[rate_notice]\nmonths = 4294967296\n"),
            Told{"11:10 rate_notice.months: is 4294967296: not below 0, at most 4294967295"});
  EXPECT_EQ(After("[direct_payments]\naccepted = 'yes'\n"),
            Told{"11:12 direct_payments.accepted: is true or false, without quotes"});
  EXPECT_EQ(
      After("rate_notice = 3\n[[payment]]\n[lots]\nid = 'a'\n"),
      (Told{"10:1 authority.rate_notice: is not known here; there may be date, decision_maker, reference",
            "11:1 payment: is a section, written [payment]",
            "12:1 lots: may stand several times: each is written [[lots]]"}));
  EXPECT_EQ(After("[[phases]]\nlots = 'a'\nplanned = '2018-04-01'\n"),
            (Told{"11:8 phases.lots: is a list, written [\"...\", \"...\"]",
                  "12:11 phases.planned: is a date, written 2016-11-07, without quotes or a time"}));
  EXPECT_EQ(After("[[phases]]\nlots = [\n  'a',\n  7,\n]\nplanned = 2018-04-01T08:00:00\n"),
            (Told{"13:3 phases.lots: is a name, written in quotes",
                  "15:11 phases.planned: is a date, written 2016-11-07, without quotes or a time"}));
}

TEST(ContractFileFaults, AreValuesOutOfRange) {
  EXPECT_EQ(
      After("[[prices]]\nkind = 'floating'\nfloor = '14,17'\nservice = 'home care'\n"),
      (Told{"11:8 prices.kind: 'floating' is none of fixed, range, corridor, negotiated",
            "12:9 prices.floor: '14,17' is not a rate in pounds from 0 to 9999.9999 with at most four "
            "decimals, written like 16.22",
            "13:11 prices.service: 'home care' is not an id: 1 to 64 characters of a-z A-Z 0-9 . _ -, the "
            "first a letter or digit"}));
  EXPECT_EQ(After("[[extensions]]\noption = 'o'\nlast_day = 1066-10-14\n"),
            Told{"12:12 extensions.last_day: is not a date from 1998-01-01 to 2199-12-31"});
  EXPECT_EQ(After("[[lots]]\nid = 'a'\nnumber = 1\nname = ''\n"), Told{"13:8 lots.name: is empty"});
  EXPECT_EQ(After("tiers = []\n").size(), 1U);
}

// What else the file says is looked at all the same.
TEST(ContractFileFaults, LeaveTheOtherSectionsToBeDecided) {
  const ReadFile read = ReadContractFile(
      kHead +
      "[[lots]]\nid = 'a'\n[[tiers]]\ntier = 'x'\nscope = 'all'\nrule = 'sole'\n[[tiers]]\ntier = 'y'\n"
      "scope = 'lot'\nlots = ['a']\nrule = 'ranked-offer'\n[rate_notice]\nmonths = 3\n");
  EXPECT_EQ(read.faults.size(), 3U);  // Number and name of the lot, scope of the tier.
  EXPECT_TRUE(read.file.lots_misread);
  EXPECT_EQ(Only<SetTiers>(read.file).tiers.size(), 1U);
  EXPECT_EQ(Only<SetRateNotice>(read.file).months, 3U);
  // That the lot is not defined is nobody's fault but its own.
  World world;
  world.commissioners[CommissionerId("town")] = {CommissionerId("town"), "Town"};
  const Facts facts{.now = {Day("2018-04-01").days() * std::int64_t{86'400'000'000}}, .actor = "alice"};
  EXPECT_TRUE(Examine(world, read.file, Day("2018-04-01"), facts).faults.empty());
}

}  // namespace
}  // namespace careledger::intake
