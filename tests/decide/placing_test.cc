// Transfers under the tiers of a contract, and care that came into the ledger with a provider already.
#include "tests/decide/market.h"

namespace careledger::decide {
namespace {

const PackageId kPackage("k-1");

// In lot 4, which nobody holds: cedar has taken it, first of the framework.
Scenario WithCedar() {
  Scenario town = Seeking(kLot4);
  return town.After(OfferTo(kCedar)).After(Accept(kCedar)).After(AwardTo(kCedar));
}
TransferPackage To(const ProviderId& provider, bool chosen = false) {
  TransferPackage c = Transfer("k-1", kLot4, provider, "2016-12-12");
  c.chosen = chosen;
  return c;
}
PackageTransferred Moved(const ProviderId& to, const Code& tier) {
  return {.package_id = kPackage,
          .from_provider_id = kCedar,
          .to_provider_id = to,
          .to_contract_id = kNew,
          .to_lot_id = kLot4,
          .reason = Code("new-contract"),
          .tier = tier};
}

TEST(TransferByTheTiers, IsToWhomThePackageWouldGoIfItWereAskedForAnew) {
  Scenario town = WithCedar();
  town.When(To(kElm)).ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                                   "package k-1 is not for p-elm now, which is of tier framework; tier "
                                   "framework is open (ranked-offer): next is p-cedar");
  town.When(To(kFir)).ThenRejected(Reason::kAwardOutsideRules);
  // Where the first can take nothing more it is the next one's.
  Scenario shut = WithCedar();
  shut.After(SuspendIntake{kNew, kCedar, Day("2016-12-10"), Code("quality")});
  shut.When(To(kElm)).Then(Now(Passed(kLead, PassReason::kNoProvider)),
                           At("2016-12-12", Moved(kElm, kFramework)));
  shut.After(SuspendIntake{kNew, kElm, Day("2016-12-10"), Code("quality")});
  shut.When(To(kFir)).Then(Now(Passed(kLead, PassReason::kNoProvider)),
                           Now(Passed(kFramework, PassReason::kNoProvider)),
                           At("2016-12-12", Moved(kFir, kSpot)));
}

TEST(TransferByTheTiers, MayBeThePersonsChoiceWhereATierHasIt) {
  Scenario town = WithCedar();
  PackageTransferred chosen = Moved(kElm, kFramework);
  chosen.chosen = true;
  town.When(To(kElm, true)).Then(Now(Passed(kLead, PassReason::kNoProvider)), At("2016-12-12", chosen));
  town.When(To(kFir, true))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "package k-1 is not for p-fir now, which is of tier spot, which people may not choose; "
                    "tier framework is open (ranked-offer): next is p-cedar");
}

// As when a provider fails over night: who decided stands with it.
TEST(TransferByTheTiers, AsksNoneOfWhoeverDecidedByName) {
  TransferPackage c = To(kFir);
  c.authority = kCabinet;
  PackageTransferred moved = Moved(kFir, {});
  moved.authority = kCabinet;
  WithCedar().When(c).Then(At("2016-12-12", moved));
  c.authority->reference = "a\tb";
  WithCedar().When(c).ThenRejected(Reason::kInvalidField, "authority");
}

TEST(TransferByTheTiers, IsCorrectedInItsPlace) {
  Scenario town = WithCedar();
  town.After(To(kElm, true));
  const std::uint64_t wrong = town.head();
  TransferPackage c = To(kElm);
  c.corrects_position = wrong;
  town.When(c).ThenAlready(wrong);
  c.effective_date = Day("2016-12-14");
  PackageTransferred moved = Moved(kElm, kFramework);
  moved.chosen = true;
  town.When(c).Then(Now(PackageRecordVoided{kPackage, wrong, Code("corrected")}), At("2016-12-14", moved));
}

// One that another record says already is only taken back.
TEST(Transfer, CorrectedToWhatIsOnRecordVoidsTheWrongOne) {
  Scenario town = Town();
  town.After(Request("k-1", "h-1", "2016-12-01")).After(Award("k-1", kNew, kLot1, kAsh, "2016-12-05"));
  town.After(Transfer("k-1", kLot2, kBeech, "2016-12-12")).After(Transfer("k-1", kLot1, kAsh, "2017-01-09"));
  const std::uint64_t wrong = town.head();
  town.After(Transfer("k-1", kLot2, kBeech, "2017-01-16"));
  TransferPackage c = Transfer("k-1", kLot2, kBeech, "2016-12-12");
  c.corrects_position = wrong + 1;
  town.When(c).Then(Now(PackageRecordVoided{kPackage, wrong + 1, Code("corrected")}));
}

TEST(Transfer, CarriesWhatWasAgreed) {
  TransferPackage c = To(kFir);
  c.authority = kCabinet;
  c.rate = Rate::Parse("17.50");
  c.deliverer_id = kElm;  // Fir's sub-contractor.
  PackageTransferred moved = Moved(kFir, {});
  moved.authority = kCabinet;
  moved.rate = c.rate;
  moved.deliverer_id = kElm;
  Scenario town = WithCedar();
  town.When(c).Then(At("2016-12-12", moved));
  town.After(c);
  const Placement* placement = town.ledger().world.packages.Find(kPackage)->PlacementOn(Day("2016-12-12"));
  EXPECT_EQ(placement->rate, c.rate);
  EXPECT_EQ(placement->deliverer_id, kElm);
  town = WithCedar();
  c.deliverer_id = kBeech;
  town.When(c).ThenRejected(Reason::kMemberUnknown, "deliverer_id");
  c.rate = Rate(0);
  town.When(c).ThenRejected(Reason::kInvalidField, "rate");
}

ImportPackage Row(const char* reason, const char* tier = "", const ProviderId& provider = kCedar) {
  ImportPackage row{Request("k-1", "h-1", "2016-12-01", kLot4),
                    Award("", kNew, kLot4, provider, "2016-12-05")};
  row.request.reason = Code(reason);
  row.award->tier = Code(tier);
  return row;
}

// A file of packages is no way round the tiers.
TEST(ImportPackage, OfNewCareAsksTheTiers) {
  Scenario town = Market();
  town.When(Row("new")).ThenRejected(Reason::kAwardOutsideRules, "provider_id");
  town.When(Row("new", "framework")).ThenRejected(Reason::kInvalidField, "tier");
  // Who must accept may be given it unasked.
  ImportPackage in_lot{Request("k-1", "h-1", "2016-12-01", kLot1),
                       Award("", kNew, kLot1, kAsh, "2016-12-05")};
  town.After(in_lot);
  const Package& package = *town.ledger().world.packages.Find(kPackage);
  EXPECT_EQ(std::get<PackageAwarded>(package.entries()[1].event).tier, kLead);
  EXPECT_EQ(package.StateOn(Day("2016-12-05")), PackageState::kStarted);
}

TEST(ImportPackage, OfCareThatWentOnBeforeSaysByWhichTierItCame) {
  Scenario town = Market();
  town.After(SuspendIntake{kNew, kCedar, Day("2016-12-01"), Code("quality")});  // It has it all the same.
  town.When(Row("existing", "spot"))
      .ThenRejected(Reason::kAwardOutsideRules, "tier", "provider p-cedar is not of tier spot on 2016-12-05");
  town.When(Row("existing", "dynamic")).ThenRejected(Reason::kTierUnknown, "tier");
  for (const char* tier : {"", "framework"}) {
    Scenario known = town;
    known.After(Row("existing", tier));
    const Package& package = *known.ledger().world.packages.Find(kPackage);
    EXPECT_EQ(std::get<PackageAwarded>(package.entries()[1].event).tier.str(), tier);
  }
  // Handed back, it looks for a provider like any other.
  town.After(Row("existing", "framework")).After(HandBack("k-1", "2016-12-20", "2016-12-10"));
  AwardPackage again = AwardTo(kElm);
  again.effective_date = Day("2016-12-20");
  town.When(again).ThenRejected(Reason::kAwardOutsideRules, "provider_id");
}

// A micro-enterprise serves so many people, whether or not a contract has tiers.
TEST(PeopleLimit, HoldsWithoutTiersToo) {
  Scenario town = Town();
  town.After(SetAdmissionPolicy{kNew, Day(kGoLive), AdmissionMode::kOpen, 0, 0, 1, kCabinet});
  AdmitProvider micro = Admission(kCedar, {});
  micro.micro = true;
  town.After(micro);
  for (const char* n : {"1", "2"}) {
    const std::string package = std::string("k-") + n, person = std::string("h-") + n;
    town.After(Request(package.c_str(), person.c_str(), "2016-12-01", kLot4));
  }
  town.After(Request("k-3", "h-1", "2016-12-01", kLot4));
  const auto award = [](const char* package) { return Award(package, kNew, {}, kCedar, "2016-12-05"); };
  town.After(award("k-1"));
  town.When(award("k-2"))
      .ThenRejected(Reason::kAwardOutsideRules, "provider_id",
                    "provider p-cedar serves 1 people: a micro-enterprise of contract c-new at most 1");
  town.When(award("k-3")).ThenAccepted();  // Of somebody whom it serves.
  town.After(Request("k-4", "h-4", "2016-12-01")).After(Award("k-4", kNew, kLot1, kAsh, "2016-12-05"));
  TransferPackage moves = Transfer("k-4", {}, kCedar, "2016-12-12");
  town.When(moves).ThenRejected(Reason::kAwardOutsideRules, "provider_id");
}

}  // namespace
}  // namespace careledger::decide
