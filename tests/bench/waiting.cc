// The waiting list and its mean on a ledger of 100,000 open packages, asked one after another.
#include <stdexcept>

#include "careledger/v1/waiting_service.pb.h"
#include "tests/bench/open_packages.h"

namespace careledger::bench {
namespace {

constexpr int kQuestions = 400;

}  // namespace

int RunWaiting(const Flags& flags) {
  Lines lines(flags["server"], flags["certs"]);
  const Figures figures(flags["figures"]);
  const auto list = [&](const std::string& known_at, std::uint64_t expected) {
    v1::GetWaitingRequest request;
    request.mutable_at()->set_known_at(known_at);
    double ms = 0;
    const auto answer = lines.Ask<v1::GetWaitingResponse>(
        "broker-1", "/careledger.v1.WaitingService/GetWaiting", request, &ms);
    if (answer.groups(0).people() != expected)
      throw std::runtime_error("so many wait: " + answer.groups(0).ShortDebugString());
    return ms;
  };
  MeasureQuestions(figures, "waiting.now", kQuestions, [&](int) { return list("", OpenPackages::kWaiting); });
  MeasureQuestions(figures, "waiting.past", kQuestions, [&](int i) {
    const int week = i % (OpenPackages::kWeeks - 1);
    return list((OpenPackages::first_monday() + 7 * week + 1).ToString(),
                static_cast<std::uint64_t>(OpenPackages::kWaiting * (week + 1) / OpenPackages::kWeeks));
  });
  MeasureQuestions(figures, "waiting.mean", kQuestions, [&](int) {
    v1::GetWaitingAverageRequest request;
    request.set_from_date(OpenPackages::first_monday().ToString());
    request.set_to_date(OpenPackages::end().ToString());
    double ms = 0;
    const auto answer = lines.Ask<v1::GetWaitingAverageResponse>(
        "broker-1", "/careledger.v1.WaitingService/GetWaitingAverage", request, &ms);
    if (answer.divided_by() != OpenPackages::kWeeks || answer.means(0).people_sum() == 0)
      throw std::runtime_error("a mean of nothing");
    return ms;
  });
  return 0;
}

}  // namespace careledger::bench
