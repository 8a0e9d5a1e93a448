// What a caller can check alone, and what a rebuild must not disturb.
#include <atomic>
#include <charconv>
#include <future>
#include <set>
#include <thread>

#include "careledger/v1/ledger_service.pb.h"
#include "replay/log/merkle.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

log::Hash HashOf(const std::string& hex) {
  log::Hash hash{};
  EXPECT_EQ(hex.size(), 2 * hash.size()) << hex;
  for (std::size_t i = 0; i < hash.size() && 2 * i + 2 <= hex.size(); ++i) {
    const auto end = std::from_chars(hex.data() + 2 * i, hex.data() + 2 * i + 2, hash[i], 16);
    EXPECT_EQ(end.ptr, hex.data() + 2 * i + 2) << hex;
  }
  return hash;
}

TEST(ProveInclusion, LeadsFromARecordsBytesToTheTreeHead) {
  Api api;
  api.Do(Town());
  const Answer head = api.Ask({"auditor-1", "LedgerService.GetHead", ""});
  const std::uint64_t last = std::stoull(head.Value("position"));
  const auto prove = [&](std::uint64_t position, std::uint64_t size) {
    const Answer answer =
        api.Ask({"finance-1", "LedgerService.ProveInclusion",
                 "position: " + std::to_string(position) + " tree_size: " + std::to_string(size)});
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    return static_cast<const v1::ProveInclusionResponse&>(*answer.messages.at(0));
  };
  // Given the bytes of every record, as they are read,
  std::vector<std::string> records;
  for (const auto& message : api.Ask({"auditor-1", "LedgerService.ReadEvents", ""}).messages) {
    for (const auto& event : static_cast<const v1::ReadEventsResponse&>(*message).events())
      records.push_back(event.record());
  }
  ASSERT_EQ(records.size(), last);
  std::set<std::string> roots;
  for (std::uint64_t size = 1; size <= last; size += 3) {
    for (std::uint64_t position = 1; position <= size; ++position) {
      // then its hash and the proof come to the root, and to nothing else.
      const v1::ProveInclusionResponse proof = prove(position, size);
      EXPECT_EQ(proof.ledger_id(), head.Value("ledger_id"));
      EXPECT_EQ(proof.position(), position);
      EXPECT_EQ(proof.tree_size(), size);
      std::vector<log::Hash> path;
      for (const std::string& hash : proof.hashes()) path.push_back(HashOf(hash));
      const log::Hash leaf = log::LeafHash(records[position - 1]);
      EXPECT_EQ(proof.leaf_hash(), log::Hex(leaf));
      EXPECT_TRUE(log::VerifyInclusion(leaf, position - 1, size, path, HashOf(proof.root())));
      EXPECT_FALSE(log::VerifyInclusion(log::LeafHash(records[position % last]), position - 1, size, path,
                                        HashOf(proof.root())));
      roots.insert(proof.root());
    }
  }
  EXPECT_EQ(roots.size(), (last + 2) / 3) << "one root a size";
  // Without a size it is that of the whole log, whose root is the tree head.
  const v1::ProveInclusionResponse whole = prove(last, 0);
  EXPECT_EQ(whole.tree_size(), last);
  EXPECT_EQ(whole.root(), head.Value("tree_head"));
}

// Read models are swapped under a question; a point in history that is fixed has one answer all the same.
TEST(Rebuild, LeavesTheAnswersOfAPointAsTheyAre) {
  Api api;
  api.Do(Town());
  api.Do(
      {{"broker-1", "PackageService.RequestPackage",
        "package_id: 'k-1' person_id: 'h-1' service: 'home-care' client_group: 'older-people' funder: "
        "'council' waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' plan: 'Mon-Sun "
        "08:00 30' effective_date: '2016-12-01'"},
       {"broker-1", "PackageService.AwardPackage",
        "package_id: 'k-1' effective_date: '2016-12-05' contract_id: 'new' lot_id: 'L1' provider_id: 'ash'"},
       {"feed-ash",
        "VisitService.RecordVisits",
        "provider_id: 'ash' source: 'ecm' visits { external_id: 'v-1' sequence: 1 person_id: 'h-1' service: "
        "'home-care' planned_start: '2017-01-09T08:00' planned_minutes: 30 status: VISIT_STATUS_DELIVERED "
        "attendances { carer_id: 'ann' check_in: '2017-01-09T08:00' check_out: '2017-01-09T08:31' evidence: "
        "EVIDENCE_APP } }",
        {{"visit", "receipt.position"}}}});
  const std::string point = " at { known_at: '#" +
                            api.Ask({"auditor-1", "LedgerService.GetHead", ""}).Value("position") +
                            "' on: '2017-05-31' } from_date: '2017-01-02' to_date: '2017-02-01'";
  const std::vector<Step> questions = {
      {"auditor-1", "InvoiceService.GetInvoice", "provider_id: 'ash'" + point},
      {"auditor-1", "KpiService.GetKpi", "contract_id: 'new'" + point},
      {"auditor-1", "TrailService.GetTrail", "kind: 'package' id: 'k-1'" + point}};
  std::vector<std::string> expected;
  for (const Step& question : questions) {
    const Answer answer = api.Ask(question);
    ASSERT_TRUE(answer.status.ok()) << answer.status;
    expected.push_back(answer.messages.at(0)->DebugString());
  }
  EXPECT_NE(expected[0].find("amount_pence: 838"), std::string::npos) << expected[0];

  // When they are asked again and again while the read models are rebuilt several times, and things go on
  // being recorded,
  std::atomic<int> rebuilt = 0;
  std::atomic<bool> failed = false;
  std::thread rebuilder([&] {
    for (; rebuilt < 5; ++rebuilt) {
      const Answer answer = api.Quietly({"admin", "LedgerService.RebuildReadModels", ""});
      failed = failed || !answer.status.ok();
      EXPECT_TRUE(answer.status.ok()) << answer.status;
      const std::string n = std::to_string(rebuilt);
      const Answer recorded = api.Quietly({"manager-1", "PartyService.RegisterProvider",
                                           "intent { request_id: 'after-" + n + "' } provider_id: 'after-" +
                                               n + "' name: 'Provider' form: PROVIDER_FORM_SOLE"});
      EXPECT_TRUE(recorded.status.ok()) << recorded.status;
    }
  });
  // then each answer is the one from before.
  int asked = 0;
  for (; rebuilt < 5 || asked < 30; ++asked) {
    const auto i = static_cast<std::size_t>(asked) % questions.size();
    const Answer answer = api.Quietly(questions[i]);
    EXPECT_TRUE(answer.status.ok()) << answer.status;
    if (!answer.status.ok()) break;
    EXPECT_EQ(answer.messages.at(0)->DebugString(), expected[i]);
    if (testing::Test::HasFailure()) break;
  }
  rebuilder.join();
  EXPECT_FALSE(failed);
}

}  // namespace
}  // namespace careledger::api
