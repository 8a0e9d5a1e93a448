// How packages find a provider, at size: on the ledger of 100,000 open packages and 500 providers, 32 brokers
// offer packages down a ranked list, and run mini-competitions; then who may take a package, and what if a
// provider fails, asked one after another.
#include <stdexcept>

#include "careledger/v1/contract_file.pb.h"
#include "careledger/v1/package_service.pb.h"
#include "careledger/v1/sourcing_service.pb.h"
#include "tests/bench/errands.h"
#include "tests/bench/open_packages.h"

namespace careledger::bench {
namespace {

constexpr int kOffered = 4'000;   // Packages that go down the list,
constexpr int kCompeted = 4'000;  // and that are competed for.
constexpr int kFull = 100;        // Providers at the head of the list without capacity.
constexpr int kBidders = 3;
constexpr int kQuestions = 400;

const std::string kService = "/careledger.v1.SourcingService/";
const std::string kOffer = kService + "OfferPackage";
const std::string kAccept = kService + "AcceptOffer";
const std::string kDecline = kService + "DeclineOffer";
const std::string kOpen = kService + "OpenCompetition";
const std::string kBid = kService + "PlaceBid";
const std::string kClose = kService + "CloseCompetition";
const std::string kScore = kService + "ScoreFit";
const std::string kAward = "/careledger.v1.PackageService/AwardPackage";

std::string Today() { return OpenPackages::end().ToString(); }

void Apply(Lines& lines, const std::string& contract, const std::string& title, const std::string& tier) {
  v1::ApplyContractRequest request;
  request.mutable_intent()->set_request_id("apply-" + contract);
  request.set_from(Today());
  request.set_file("contract = \"" + contract + "\"\ntitle = \"" + title +
                   "\"\ncommissioner = \"council\"\n[term]\nstart = 2000-01-01\n[authority]\n"
                   "reference = \"Decision of the bench\"\ndecision_maker = \"A cabinet\"\n"
                   "date = 2009-11-02\n[[tiers]]\nscope = \"contract\"\n" +
                   tier);
  (void)lines.Ask<v1::ApplyContractResponse>("manager-1", "/careledger.v1.ContractService/ApplyContract",
                                             request);
}

// A list that is full at its head, and one that all bid in.
void SetUp(Lines& lines) {
  Apply(lines, "homecare", "Home care", "tier = \"list\"\nrule = \"ranked-offer\"\nanswer_hours = 24\n");
  Apply(lines, "market", "A market",
        "tier = \"bids\"\nrule = \"mini-competition\"\nprice_percent = 60\nfit_percent = 40\n"
        "tie = \"lowest-price\"\n[[prices]]\nkind = \"corridor\"\nfloor = \"14.17\"\nceiling = \"16.22\"\n");
  OpenPackages ledger(lines, "sourcing");
  const std::string authority = ",Decision of the bench,A cabinet,2009-11-02,";
  const std::string header = "provider_id,from,authority_reference,decision_maker,decision_date,tier";
  ledger.Import("admissions", header + ",rank", OpenPackages::kProviders, [&](int i) {
    return OpenPackages::Provider(i) + "," + Today() + authority + "list," + std::to_string(i + 1);
  });
  ledger.Import("capacity", "provider_id,from,capacity", OpenPackages::kProviders, [&](int i) {
    return OpenPackages::Provider(i) + "," + Today() + (i < kFull ? ",none" : ",08-10 9000000");
  });
  ledger.Import(
      "admissions", header, OpenPackages::kProviders,
      [&](int i) { return OpenPackages::Provider(i) + "," + Today() + authority + "bids"; }, "market");
}

template <class Request>
Request For(const std::string& package, const std::string& step) {
  Request request;
  request.mutable_intent()->set_request_id(package + step);
  request.set_package_id(package);
  return request;
}

Command Offered(const std::string& package, const std::string& provider) {
  auto request = For<v1::OfferPackageRequest>(package, "-offer-" + provider);
  request.set_contract_id("homecare");
  request.set_provider_id(provider);
  request.set_effective_date(Today());
  return {&kOffer, request.SerializeAsString()};
}
Command Awarded(const std::string& package, const std::string& contract, const std::string& provider) {
  auto request = For<v1::AwardPackageRequest>(package, "-award");
  request.set_contract_id(contract);
  request.set_provider_id(provider);
  request.set_effective_date(Today());
  return {&kAward, request.SerializeAsString()};
}

// The first who has capacity declines, the next takes it.
Errand DownTheList(const std::string& package) {
  const std::string first = OpenPackages::Provider(kFull);
  const std::string next = OpenPackages::Provider(kFull + 1);
  auto decline = For<v1::DeclineOfferRequest>(package, "-decline");
  decline.set_provider_id(first);
  decline.set_reason("no-carers");
  auto accept = For<v1::AcceptOfferRequest>(package, "-accept");
  accept.set_provider_id(next);
  return {Offered(package, first),
          {&kDecline, decline.SerializeAsString()},
          Offered(package, next),
          {&kAccept, accept.SerializeAsString()},
          Awarded(package, "homecare", next)};
}

Errand Bidding(const std::string& package) {
  auto open = For<v1::OpenCompetitionRequest>(package, "-open");
  open.set_contract_id("market");
  open.set_effective_date(Today());
  open.set_closes(Today() + "T12:00");
  Errand errand{{&kOpen, open.SerializeAsString()}};
  for (int i = 0; i < kBidders; ++i) {
    auto bid = For<v1::PlaceBidRequest>(package, "-bid-" + std::to_string(i));
    bid.set_provider_id(OpenPackages::Provider(i));
    bid.set_rate("15." + std::to_string(10 + i));
    errand.push_back({&kBid, bid.SerializeAsString()});
  }
  return errand;
}

// The cheapest bid of the best fit wins.
Errand Closing(const std::string& package) {
  auto close = For<v1::CloseCompetitionRequest>(package, "-close");
  auto score = For<v1::ScoreFitRequest>(package, "-score");
  for (int i = 0; i < kBidders; ++i)
    score.add_scores(OpenPackages::Provider(i) + ":" + std::to_string(90 - i));
  return {{&kClose, close.SerializeAsString()},
          {&kScore, score.SerializeAsString()},
          Awarded(package, "market", OpenPackages::Provider(0))};
}

std::vector<Errand> ForPackages(int first, int packages, Errand (*errand)(const std::string&)) {
  std::vector<Errand> errands;
  for (int i = first; i < first + packages; ++i) errands.push_back(errand(OpenPackages::WaitingPackage(i)));
  return errands;
}

}  // namespace

int RunSourcing(const Flags& flags) {
  Lines lines(flags["server"], flags["certs"]);
  const Figures figures(flags["figures"]);
  SetUp(lines);
  MeasureQuestions(figures, "candidates", kQuestions, [&](int i) {
    v1::GetCandidatesRequest request;
    request.set_package_id(OpenPackages::WaitingPackage(i));
    double ms = 0;
    const auto answer =
        lines.Ask<v1::GetCandidatesResponse>("broker-1", kService + "GetCandidates", request, &ms);
    if (answer.candidates_size() != OpenPackages::kProviders || answer.may_take_now_size() != 1 ||
        answer.may_take_now(0) != OpenPackages::Provider(kFull))
      throw std::runtime_error("not as the list has them");
    return ms;
  });
  const auto fails = [&](const std::string& name, const std::string& known_at) {
    MeasureQuestions(figures, name, kQuestions, [&](int i) {
      v1::GetFailurePlanRequest request;
      request.set_provider_id(OpenPackages::Provider(i));
      request.mutable_at()->set_known_at(known_at);
      double ms = 0;
      const auto answer =
          lines.Ask<v1::GetFailurePlanResponse>("broker-1", kService + "GetFailurePlan", request, &ms);
      if (answer.packages() != OpenPackages::kInCare / OpenPackages::kProviders)
        throw std::runtime_error("so many must move: " + std::to_string(answer.packages()));
      return ms;
    });
  };
  fails("failure.now", "");
  fails("failure.past", (OpenPackages::end() - 7).ToString());

  RunErrands(flags, "offers", ForPackages(0, kOffered, DownTheList));
  RunErrands(flags, "bids", ForPackages(kOffered, kCompeted, Bidding));
  OpenPackages(lines, "close").MoveTo(Today() + "T12:01");
  RunErrands(flags, "closings", ForPackages(kOffered, kCompeted, Closing));
  return 0;
}

}  // namespace careledger::bench
