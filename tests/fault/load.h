// A load that is the same to the last byte whenever it is sent, from wherever it is taken up again: so the
// log after any accident must be a prefix of the log of an undisturbed run. As a refusal is not remembered,
// what is refused once must be refused whenever it is sent: commands name packages and visits that are there
// from the beginning.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "tests/store/running.h"

namespace careledger::fault {

using namespace model;  // NOLINT: as in the code under test.

// Submissions come in groups: a group is under way together, and the clock moves between groups.
class Load {
 public:
  explicit Load(std::size_t groups) : groups_(groups) {}
  std::size_t groups() const { return groups_; }
  static constexpr std::size_t kGroup = 6;

  static RecordTime TimeOf(std::size_t group) {
    return {store::At("2016-10-20T09:00").micros + static_cast<std::int64_t>(group) * 60'000'000};
  }
  static store::Submission Make(std::size_t number) {
    const std::string request = "s-" + std::to_string(number);
    if (number < Founding().size()) return Founding()[number](request);
    std::minstd_rand random(static_cast<std::uint32_t>(number) * 7919 + 1);
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
    switch (below(6)) {
      case 0:
        return store::CommandOf("alice", request, Requested("n-" + std::to_string(number)));
      case 1:
        return store::CommandOf("alice", request,
                                decide::Award(Name("k-", below(kPackages)).c_str(), decide::kNew,
                                              decide::kLot1, decide::kAsh, "2016-10-02"));
      case 2:
        if (below(2) == 0) {
          const VisitRecorded visit = VisitOf(below(kVisits), 1);
          return store::CommandOf("alice", request,
                                  decide::VoidVisit{visit.source, visit.external_id, Code("wrong-person")});
        }
        return store::CommandOf("alice", request, AdjustmentOf(below(kVisits)));
      default:
        break;
    }
    // A page: rows that are new, newer, or there already, in this page or an earlier one.
    std::vector<VisitRecorded> rows;
    for (std::uint32_t n = 1 + below(60); n > 0; --n)
      rows.push_back(VisitOf(below(2 * kVisits), 1 + below(4)));
    return store::PageOf(request, std::move(rows));
  }

 private:
  static constexpr std::uint32_t kPackages = 8;  // There from the beginning, as are the visits.
  static constexpr std::uint32_t kVisits = 200;

  using Maker = std::function<store::Submission(const std::string& request)>;
  static const std::vector<Maker>& Founding() {
    const auto command = [](const auto& c) {
      return Maker([c](const std::string& request) { return store::CommandOf("alice", request, c); });
    };
    static const std::vector<Maker> founding = [&] {
      std::vector<Maker> makers = {
          command(decide::RegisterCommissioner{CommissionerId("town"), "Town"}),
          command(decide::RegisterProvider{
              .provider_id = decide::kAsh, .name = "Ash", .form = ProviderForm::kSole}),
          command(decide::CreateContract{.contract_id = decide::kNew,
                                         .commissioner_id = CommissionerId("town"),
                                         .title = "Home care",
                                         .start_date = decide::Day("2016-10-01")}),
          command(decide::DefineLot{decide::kNew, decide::kLot1, 1, "North"}),
          command(decide::AwardOf(decide::kLot1, decide::kAsh, "2016-10-01")),
          command(decide::SetRates{
              decide::kNew, decide::Day("2016-10-01"), {decide::Line("16.22")}, decide::kCabinet}),
      };
      for (std::uint32_t n = 0; n < kPackages; ++n) makers.push_back(command(Requested(Name("k-", n))));
      makers.push_back([](const std::string& request) {
        std::vector<VisitRecorded> rows;
        for (std::uint32_t n = 0; n < kVisits; ++n) rows.push_back(VisitOf(n, 1));
        return store::PageOf(request, std::move(rows));
      });
      return makers;
    }();
    return founding;
  }
  static std::string Name(const char* prefix, std::uint32_t number) {
    return prefix + std::to_string(number);
  }
  static VisitRecorded VisitOf(std::uint32_t number, std::uint64_t sequence) {
    VisitRecorded visit = store::Morning(decide::kAsh, Name("v-", number), Name("h-", number % 40),
                                         decide::Day("2016-10-01") + static_cast<std::int32_t>(number % 18),
                                         Name("a-", number), sequence);
    visit.planned_minutes += static_cast<std::uint32_t>(sequence);
    return visit;
  }
  static decide::RequestPackage Requested(const std::string& package) {
    return decide::Request(package.c_str(), ("h-" + package).c_str(), "2016-10-01");
  }
  static decide::AdjustVisit AdjustmentOf(std::uint32_t number) {
    const VisitRecorded visit = VisitOf(number, 1);
    return {visit.source,
            visit.external_id,
            visit.attendances.front().carer_id,
            visit.planned_start,
            {visit.planned_start.seconds + 600},
            Code("forgot")};
  }

  std::size_t groups_;
};

}  // namespace careledger::fault
