// What care is worth a year, as one reading of a budget or another has it, and in a mobilisation: and what
// nobody can compute.
#include "careledger/v1/mobilisation_service.pb.h"
#include "replay/answers/answers.h"
#include "tests/api/api.h"
#include "tests/projections/home.h"

namespace careledger::api {
namespace {

TEST(ContractValues, CountReadingsOfTheSameMoneyOnce) {
  Api api;
  api.Do(Town());
  std::string file =
      "contract = \"new\"\ntitle = \"Help at home\"\ncommissioner = \"town\"\n"
      "partners = [\"nhs\"]\n[term]\nstart = 2016-11-07\nlast_day = 2023-11-06\n"
      "[authority]\nreference = \"C 412\"\ndecision_maker = \"Cabinet\"\n"
      "date = 2016-06-17\n";
  for (const std::string hours : {"1056484", "1206868"}) {
    file += "[[values]]\nline = \"budget\"\nreading = \"of-" + hours +
            "\"\nyearly = \"16600000\"\nyearly_hours = " + hours + "\n";
  }
  std::string text;
  for (const char c : file) text += c == '\n' ? std::string("\\n") : std::string(1, c);
  api.Do({{"manager-1", "ContractService.ApplyContract", "from: '2017-05-01' file: '" + text + "'"}});
  const Answer answer = api.Ask({"auditor-1", "DirectoryService.ListContractValues", "contract_id: 'new'"});
  ASSERT_TRUE(answer.status.ok()) << answer.status;
  EXPECT_EQ(answer.Value("values[0].hourly"), "15.7125");
  EXPECT_EQ(answer.Value("values[0].flag"), "unclear: one of 2 readings");
  EXPECT_EQ(answer.Value("values[1].hourly"), "13.7546");
  EXPECT_EQ(answer.Value("values[1].reading"), "of-1206868");
  EXPECT_EQ(answer.Value("totals[0].yearly_pence"), "1660000000");
  EXPECT_EQ(answer.Value("totals[0].yearly_hours"), "not known");
  EXPECT_EQ(answer.Value("totals[0].hourly"), "not computable");
}

// One package of a service that the contract has a rate of, one of another, as a file of old might have it.
TEST(MobilisationValues, AreNotComputableWhereSomePackageHasNoRate) {
  using projections::kAsh;
  using projections::kLot1;
  using projections::kNew;
  const model::ContractId old("c-old");
  projections::Home home;
  home.Bare();
  home.Add(model::ContractCreated{.contract_id = old,
                                  .commissioner_id = model::CommissionerId("town"),
                                  .title = "Before",
                                  .start = decide::Day("2012-04-01")});
  for (const std::string lot : {"L1", "L2"}) {
    home.Add(model::LotDefined{
        .contract_id = kNew, .lot_id = model::LotId(lot), .number = lot == "L1" ? 1U : 2U, .name = lot});
    home.Add("2016-11-07",
             model::LotAwarded{.contract_id = kNew, .lot_id = model::LotId(lot), .provider_id = kAsh});
  }
  home.Add("2016-10-03",
           model::MobilisationPlanned{
               kNew, {old}, decide::Day("2016-11-07"), decide::Day("2016-12-05"), decide::kCabinet});
  const auto existing = [&](const char* package, const char* lot, const char* service) {
    home.Add("2016-01-04", model::PackageRequested{.package_id = model::PackageId(package),
                                                   .person_id = model::PersonId(package),
                                                   .service = model::Code(service),
                                                   .lot_id = model::LotId(lot),
                                                   .plan = decide::Plan("Mon 08:00 60")});
    home.Add("2016-02-01",
             model::PackageAwarded{
                 .package_id = model::PackageId(package), .contract_id = old, .provider_id = kAsh});
  };
  existing("rated", "L1", "home-care");
  existing("unrated", "L1", "live-in");
  existing("other", "L2", "home-care");
  v1::GetMobilisationRequest request;
  request.set_contract_id(kNew.str());
  v1::GetMobilisationResponse shown;
  const absl::Status status = answers::Answer(home.View("2016-11-20"), {}, request, &shown);
  ASSERT_TRUE(status.ok()) << status;
  const v1::MobilisationValue& first = shown.values(0);
  EXPECT_EQ(first.now(), "not computable");
  EXPECT_EQ(first.other_change(), "not computable");
  EXPECT_EQ(first.without_rate(), 1U);
  EXPECT_EQ(first.known_at_award(), "£16.20");
  EXPECT_EQ(first.known_now(), "£16.20");
  EXPECT_EQ(shown.values(1).now(), "£16.20");
  EXPECT_EQ(shown.values(1).known_now(), "");
  EXPECT_EQ(shown.values_total().now(), "not computable");
  EXPECT_EQ(shown.values_total().known_now(), "£32.40");
  EXPECT_EQ(shown.values_total().now_pence(), 3240U);
}

}  // namespace
}  // namespace careledger::api
