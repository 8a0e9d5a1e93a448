// Deliveries through the whole server: compared, imported, compared again.
#include "careledger/v1/delivery_service.pb.h"
#include "careledger/v1/visit_service.pb.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

using Texts = std::vector<std::string>;

const std::string kOrders =
    "package_id,person_id,service,client_group,funder,waiting_in,reason,requested_on,lot_id,provider_id,"
    "provider_from,start,plan,plan_from,ended_on,end_reason";
// A row of orders: "k-1 of h-1", with whom since when, its plan, and how it ended.
std::string Order(const std::string& package, const std::string& person, const std::string& provider,
                  const std::string& plan, const std::string& end = ",") {
  return package + "," + person + ",home-care,older-people,council,community,new,2016-12-01," + provider +
         "," + plan + "," + end + "\n";
}
const std::string kAsh = "L1,ash,2016-12-05,2016-12-05";
const std::string kBeech = "L2,beech,2017-03-01,2016-12-05";
const std::string kMornings = "Mon-Sun 08:00 30,2016-12-05";
const std::string kTwice = "Mon-Sun 08:00 30; Mon-Sun 18:00 45,2017-02-01";

std::string Escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '\n' ? std::string("\\n") : std::string(1, c);
  return out;
}

class Deliveries : public testing::Test {
 protected:
  Deliveries() { api_.Do(Town()); }

  const v1::CheckDeliveryResponse& Check(const std::string& kind, const std::string& file,
                                         const std::string& rest = "") {
    const std::string contract = kind == "orders" ? " contract_id: 'new'" : "";
    answers_.push_back(api_.Ask({"broker-1", "DeliveryService.CheckDelivery",
                                 "kind: '" + kind + "' file: '" + Escaped(file) + "'" + contract + rest}));
    EXPECT_TRUE(answers_.back().status.ok()) << answers_.back().status;
    return static_cast<const v1::CheckDeliveryResponse&>(*answers_.back().messages.at(0));
  }
  // Imports the file as that of a night.
  Answer Ask(const std::string& kind, const std::string& file, const std::string& night,
             const std::string& page = "0") {
    const std::size_t end = file.find('\n');
    const std::string contract = kind == "orders" ? " contract_id: 'new'" : "";
    return api_.Ask({"broker-1", "VisitService.ImportRows",
                     "kind: '" + kind + "' file_reference: '" + kind + "-" + night + "' first_row: 2 page: " +
                         page + " file_digest: '12345678901234567890123456789012' header: '" +
                         file.substr(0, end) + "' rows: '" + Escaped(file.substr(end + 1)) + "'" + contract});
  }
  // "recorded 2, unchanged 1", then each refusal.
  Texts Import(const std::string& kind, const std::string& file, const std::string& night) {
    const Answer answer = Ask(kind, file, night);
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    const auto& response = static_cast<const v1::ImportRowsResponse&>(*answer.messages.at(0));
    Texts told = {"recorded " + std::to_string(response.created()) + ", unchanged " +
                  std::to_string(response.unchanged())};
    for (const v1::RefusedRow& row : response.refused())
      told.push_back(std::to_string(row.row()) + " " + row.field() + " " + row.reason().substr(17));
    return told;
  }
  std::string Head() { return api_.Ask({"auditor-1", "LedgerService.GetHead", ""}).Value("position"); }

  Api api_;
  std::deque<Answer> answers_;
};

// "3 k-1 differs plan: a -> b", "0 k-9 missing"
Texts Told(const v1::CheckDeliveryResponse& answer) {
  Texts told;
  for (const v1::DeliveryDifference& entry : answer.entries()) {
    std::string line = std::to_string(entry.row()) + " " + entry.id() + " " + entry.what();
    if (!entry.field().empty()) line += " " + entry.field();
    if (entry.what() == "differs") line += ": " + entry.ledger() + " -> " + entry.delivery();
    if (!entry.reason().empty()) line += " " + entry.reason().substr(17);
    told.push_back(line);
  }
  return told;
}

TEST_F(Deliveries, OfOrdersAreComparedAndImportedNightAfterNight) {
  const std::string first = kOrders + "\n" + Order("k-1", "h-1", kAsh, kMornings) +
                            Order("k-2", "h-2", "L1,,,", kMornings) +
                            Order("k-3", "h-3", "L9,ash,2016-12-05,", kMornings);
  const std::string head = Head();
  const auto& before = Check("orders", first);
  EXPECT_EQ(before.result(), "2 rows would be recorded, 1 refused");
  EXPECT_EQ(Told(before),
            (Texts{"2 k-1 unknown", "3 k-2 unknown", "4 k-3 unknown", "4 k-3 refused lot_id LOT_UNKNOWN"}));
  EXPECT_EQ(Head(), head);
  EXPECT_EQ(Import("orders", first, "1"), (Texts{"recorded 2, unchanged 0", "4 lot_id LOT_UNKNOWN"}));
  // What was refused remains, and nothing else.
  const auto& after = Check("orders", first);
  EXPECT_EQ(after.result(), "0 rows would be recorded, 1 refused");
  EXPECT_EQ(after.rows(), 3U);
  EXPECT_EQ(after.agree(), 2U);
  EXPECT_EQ(Told(after), (Texts{"4 k-3 unknown", "4 k-3 refused lot_id LOT_UNKNOWN"}));
  EXPECT_EQ(Import("orders", first, "2"), (Texts{"recorded 0, unchanged 2", "4 lot_id LOT_UNKNOWN"}));

  // Another plan and another provider, a new order, one that is gone from the delivery, and one taken back.
  const std::string second = kOrders + "\n" + Order("k-1", "h-1", kBeech, kTwice) +
                             Order("k-4", "h-4", kAsh, kMornings, "2017-04-01,moved-away");
  const auto& changed = Check("orders", second);
  EXPECT_EQ(changed.result(), "2 rows would be recorded; 1 open in the ledger, not in the delivery");
  EXPECT_EQ(Told(changed),
            (Texts{"2 k-1 differs provider_id: ash -> beech", "2 k-1 differs lot_id: L1 -> L2",
                   "2 k-1 differs plan: Mon-Sun 08:00 30 -> Mon-Sun 08:00 30; Mon-Sun 18:00 45",
                   "3 k-4 unknown", "0 k-2 missing"}));
  EXPECT_EQ(changed.differ(), 1U);
  EXPECT_EQ(changed.unknown(), 1U);
  EXPECT_EQ(changed.missing(), 1U);
  EXPECT_EQ(Import("orders", second, "3"), Texts{"recorded 2, unchanged 0"});
  EXPECT_EQ(Told(Check("orders", second)), Texts{"0 k-2 missing"});
  EXPECT_EQ(Import("orders", second, "4"), Texts{"recorded 0, unchanged 2"});
  // As it was the first night, the ledger has moved on.
  const auto& old = Check("orders", first);
  EXPECT_EQ(Told(old).at(0), "2 k-1 differs provider_id: beech -> ash");
  EXPECT_EQ(old.refused(), 2U);
  EXPECT_EQ(
      Import("orders", first, "5"),
      (Texts{"recorded 0, unchanged 1", "2 provider_id PACKAGE_ALREADY_AWARDED", "4 lot_id LOT_UNKNOWN"}));
  // And on a day of the past, as it was known then.
  EXPECT_EQ(Told(Check("orders", first, " at { known_at: '#" + head + "' }")).size(), 4U);
  EXPECT_EQ(Told(Check("orders", second, " at { on: '2017-01-15' }")).size(), 1U);
}

TEST_F(Deliveries, OfPeopleAndStays) {
  const std::string head = Head();
  Import("orders",
         kOrders + "\n" + Order("k-1", "h-1", kAsh, kMornings) + Order("k-2", "h-1", kAsh, kMornings) +
             Order("k-3", "h-3", kAsh, kMornings),
         "1");
  const std::string stays =
      "person_id,admitted_on,discharged_on\nh-1,2017-05-01,2017-05-09\nh-1,2017-05-20,\n";
  const auto& before = Check("stays", stays);
  EXPECT_EQ(
      Told(before),
      (Texts{"2 k-1 differs admitted_on:  -> 2017-05-01", "2 k-1 differs discharged_on:  -> 2017-05-09",
             "2 k-2 differs admitted_on:  -> 2017-05-01", "2 k-2 differs discharged_on:  -> 2017-05-09",
             "3 k-1 differs admitted_on:  -> 2017-05-20", "3 k-2 differs admitted_on:  -> 2017-05-20"}));
  // The first row of a person records them all.
  EXPECT_EQ(Import("stays", stays, "1"), Texts{"recorded 1, unchanged 1"});
  EXPECT_EQ(Check("stays", stays).result(), "the ledger says the same");
  EXPECT_EQ(Import("stays", stays, "2"), Texts{"recorded 0, unchanged 2"});
  EXPECT_EQ(Told(Check("stays", "person_id,admitted_on,discharged_on\nh-9,2017-05-01,\n")),
            (Texts{"2 h-9 unknown", "2 h-9 refused person_id PERSON_UNKNOWN", "0 k-1 missing admitted_on",
                   "0 k-2 missing admitted_on"}));

  const std::string people = "person_id,died_on\nh-1,2017-05-25\n";
  EXPECT_EQ(Told(Check("people", people)), (Texts{"2 h-1 differs died_on:  -> 2017-05-25", "0 h-3 missing"}));
  EXPECT_EQ(Import("people", people, "1"), Texts{"recorded 1, unchanged 0"});
  EXPECT_EQ(Told(Check("people", people)), Texts{"0 h-3 missing"});
  EXPECT_EQ(Import("people", people, "2"), Texts{"recorded 0, unchanged 1"});
  // A death that is no longer reported is told, and stays.
  const std::string alive = "person_id,died_on\nh-1,\nh-3,\n";
  EXPECT_EQ(Told(Check("people", alive)),
            (Texts{"2 h-1 differs died_on: 2017-05-25 -> ", "2 h-1 refused died_on PERSON_DIED"}));
  EXPECT_EQ(Import("people", alive, "3"), (Texts{"recorded 0, unchanged 1", "2 died_on PERSON_DIED"}));
  // Before it was recorded.
  EXPECT_EQ(Told(Check("people", alive, " at { known_at: '#" + head + "' }")),
            (Texts{"2 h-1 unknown", "3 h-3 unknown"}));
}

TEST_F(Deliveries, ComeWholeAndSayOneThing) {
  const std::string people = "person_id,died_on\nh-1,\nh-1,2017-05-25\n";
  EXPECT_EQ(Told(Check("people", people)),
            (Texts{"2  refused person_id ALREADY_EXISTS", "3  refused person_id ALREADY_EXISTS"}));
  EXPECT_EQ(Import("people", people, "1"),
            (Texts{"recorded 0, unchanged 0", "2 person_id ALREADY_EXISTS", "3 person_id ALREADY_EXISTS"}));
  const Answer second = Ask("people", people, "2", "1");
  EXPECT_TRUE(absl::IsInvalidArgument(second.status));
  EXPECT_EQ(second.rejection->field, "page");
  for (const char* request : {"kind: 'people'", "kind: 'orders' file: 'x'", "kind: 'stays' file: 'x'",
                              "kind: 'orders' file: 'x' contract_id: 'a b'"}) {
    EXPECT_TRUE(
        absl::IsInvalidArgument(api_.Ask({"broker-1", "DeliveryService.CheckDelivery", request}).status))
        << request;
  }
}

TEST_F(Deliveries, AreToldAPageAtATime) {
  std::string file = kOrders + "\n";
  for (const char* package : {"k-1", "k-2", "k-3"}) file += Order(package, "h-1", kAsh, kMornings);
  const auto& first = Check("orders", file, " page { page_size: 2 }");
  EXPECT_EQ(Told(first), (Texts{"2 k-1 unknown", "3 k-2 unknown"}));
  EXPECT_EQ(first.unknown(), 3U);
  const auto& second =
      Check("orders", file, " page { page_size: 2 page_token: '" + first.next_page_token() + "' }");
  EXPECT_EQ(Told(second), Texts{"4 k-3 unknown"});
  EXPECT_EQ(second.next_page_token(), "");
}

}  // namespace
}  // namespace careledger::api
