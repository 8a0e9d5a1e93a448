// Commands one a call, 32 callers, each a broker who asks for a package, awards it and starts it; and the
// same bytes to the echo server.
#include <stdexcept>

#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/package_service.pb.h"
#include "tests/bench/errands.h"

namespace careledger::bench {
namespace {

const std::string kRequest = "/careledger.v1.PackageService/RequestPackage";
const std::string kAward = "/careledger.v1.PackageService/AwardPackage";
const std::string kStart = "/careledger.v1.PackageService/StartPackage";

struct Lot {
  std::string id;
  std::string provider;
};

template <class Request>
Request For(const std::string& package, const char* step) {
  Request request;
  request.mutable_intent()->set_request_id(package + step);
  request.set_package_id(package);
  request.set_effective_date("2010-01-04");
  return request;
}

// Three commands a package, one after the other.
std::vector<Errand> Serialise(std::size_t first, std::size_t packages, const std::vector<Lot>& lots) {
  std::vector<Errand> errands;
  for (std::size_t i = 0; i < packages; ++i) {
    Errand& errand = errands.emplace_back();
    const std::string id = "B" + std::to_string(first + i);
    const Lot& lot = lots[i % lots.size()];
    auto request = For<v1::RequestPackageRequest>(id, "-request");
    request.set_person_id("Q" + std::to_string(first + i));
    request.set_service("home-care");
    request.set_client_group("older-people");
    request.set_funder("council");
    request.set_waiting_in("community");
    request.set_reason("new");
    request.set_contract_id("homecare");
    request.set_lot_id(lot.id);
    request.set_plan("Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2");
    errand.push_back({&kRequest, request.SerializeAsString()});
    auto award = For<v1::AwardPackageRequest>(id, "-award");
    award.set_contract_id("homecare");
    award.set_lot_id(lot.id);
    award.set_provider_id(lot.provider);
    errand.push_back({&kAward, award.SerializeAsString()});
    errand.push_back({&kStart, For<v1::StartPackageRequest>(id, "-start").SerializeAsString()});
  }
  return errands;
}

}  // namespace

int RunCommands(const Flags& flags) {
  std::vector<Lot> lots;
  {
    Lines lines(flags["server"], flags["certs"]);
    v1::ListLotsRequest request;
    request.set_contract_id("homecare");
    const auto answer =
        lines.Ask<v1::ListLotsResponse>("broker-1", "/careledger.v1.DirectoryService/ListLots", request);
    for (const v1::LotEntry& lot : answer.lots()) lots.push_back({lot.lot_id(), lot.provider_id()});
  }
  if (lots.empty()) throw std::runtime_error("the contract has no lots");
  RunErrands(flags, "commands",
             Serialise(static_cast<std::size_t>(flags.Number("first", 100'000)),
                       static_cast<std::size_t>(flags.Number("packages", 10'000)), lots));
  return 0;
}

int RunEcho(const Flags& flags) {
  std::vector<Errand> errands =
      Serialise(static_cast<std::size_t>(flags.Number("first", 100'000)),
                static_cast<std::size_t>(flags.Number("packages", 10'000)), {{"L01", "R001"}});
  for (Errand& errand : errands) {
    for (Command& command : errand) command.path = &kEchoPath;
  }
  RunErrands(flags, flags.Get("row", "echo"), errands);
  return 0;
}

}  // namespace careledger::bench
