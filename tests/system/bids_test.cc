// Bids in the real programs: until their competition is closed no role reads a price, by any way, and no file
// has one.
#include "tests/system/system.h"

namespace careledger::system_test {
namespace {

// £9,876.5432 an hour: as a record of the log would have it, a zigzag varint of ten-thousandths.
constexpr const char* kPrice = "9876.5432";
std::string InTheLog() {
  std::string bytes;
  for (std::uint64_t left = std::uint64_t{98'765'432} << 1; left != 0; left >>= 7)
    bytes += static_cast<char>((left & 0x7f) | (left > 0x7f ? 0x80 : 0));
  return bytes;
}

// For printf of a shell.
std::string Escaped(const std::string& bytes) {
  std::string out;
  for (const char c : bytes) {
    constexpr char kDigits[] = "01234567";
    const auto u = static_cast<unsigned char>(c);
    out += {'\\', kDigits[u >> 6], kDigits[(u >> 3) & 7], kDigits[u & 7]};
  }
  return out;
}

class SealedBids : public System {
 protected:
  void OpenACompetition() {
    (void)Ask("careledger commissioner register --commissioner-id council --name 'The Council'");
    for (const std::string provider : {"R001", "R002"}) {
      (void)Ask("careledger provider register --provider-id " + provider + " --name " + provider +
                " --form sole");
    }
    World::Write("market.toml",
                 "contract = 'market'\ntitle = 'Help'\ncommissioner = 'council'\n[term]\nstart = 2016-09-01\n"
                 "last_day = 2020-08-31\n[authority]\nreference = 'r'\ndecision_maker = 'd'\n"
                 "date = 2016-08-01\n[[tiers]]\ntier = 'all'\nscope = 'contract'\n"
                 "rule = 'mini-competition'\nprice_percent = 100\nfit_percent = 0\ntie = 'lowest-price'\n"
                 "[admission]\nproviders = 'open'\n");
    (void)Ask("careledger contract apply market.toml --from 2016-09-01");
    for (const std::string provider : {"R001", "R002"}) {
      (void)Ask("careledger contract admit --contract-id market --provider-id " + provider +
                " --tier all --effective-date 2016-09-01" + kAuthority);
    }
    (void)Ask(
        "careledger package request --package-id k-1 --person-id h-1 --service home-care --client-group "
        "older-people --funder council --waiting-in community --reason new --contract-id market --plan "
        "'Mon-Sun 08:00 30' --effective-date 2016-09-20",
        "broker-1");
    (void)Ask(
        "careledger competition open --package-id k-1 --contract-id market --effective-date 2016-10-10 "
        "--closes 2016-10-03T12:00",
        "broker-1");
    (void)Ask(std::string("careledger competition bid --package-id k-1 --provider-id R001 --rate ") + kPrice,
              "provider-R001");
    (void)Ask("careledger competition bid --package-id k-1 --provider-id R002 --rate 9900", "provider-R002");
  }
  // All that the role may ask of the package and its search, as it is answered.
  std::string Asked(const std::string& role) {
    std::string all;
    for (const char* question :
         {"package candidates --package-id k-1 --contract-id market", "package show --package-id k-1",
          "package list", "trail show --kind package --id k-1", "event list"}) {
      const Ended ended = Run(std::string("careledger ") + question + " --output json", role);
      all += ended.out + ended.err;
    }
    return all;
  }
};

TEST_F(SealedBids, StandNowhereUntilTheyAreOpened) {
  Server server = StartServer();
  OpenACompetition();
  for (const char* role :
       {"manager-1", "broker-1", "finance-1", "auditor-1", "provider-R001", "provider-R002"})
    EXPECT_FALSE(Contains(Asked(role), "9876")) << role;
  EXPECT_TRUE(Contains(Asked("broker-1"), "bid placed")) << "the bids were not looked at";
  Export("sealed.log");
  const Ended stopped = server.Stop();
  EXPECT_EQ(stopped.code, 0) << stopped;
  EXPECT_FALSE(Contains(stopped.err, "9876"));
  EXPECT_FALSE(Contains(Read("sealed.log"), InTheLog()));
  const Ended found =
      Run("grep -rl --exclude='command-*' 9876.5432 . || true; "
          "LC_ALL=C grep -rlaF \"$(printf '" +
          Escaped(InTheLog()) + "')\" data sealed.log || true");
  EXPECT_EQ(found.out, "") << "in a file";

  // Opened by a record, they are there for all to read.
  server = StartServer();
  (void)Ask("careledger ledger move-clock --to 2016-10-03T12:01", "admin");
  (void)Ask("careledger competition close --package-id k-1", "broker-1");
  EXPECT_TRUE(Contains(Asked("auditor-1"), kPrice));
  Export("opened.log");
  EXPECT_TRUE(Contains(Read("opened.log"), InTheLog())) << "so would it have stood there";
}

}  // namespace
}  // namespace careledger::system_test
