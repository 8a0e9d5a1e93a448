// Deliveries from other systems, taken at night by the script that operations would run.
#include "tests/system/system.h"

namespace careledger::system_test {
namespace {

class Nightly : public System {
 protected:
  void SetUp() override {
    server_ = StartServer();
    CreateContract();
    Generate();
    ASSERT_EQ(Load().code, 0);
  }
  // A folder of one person who has moved, an order that nobody has yet, and one of a service misspelt, if
  // wanted.
  void Delivered(const std::string& night, bool misspelt) {
    ASSERT_EQ(Run("mkdir " + night).code, 0);
    Write(night + "/people.csv", "person_id,died_on,area,area_from\nP00005,,mill-lane,2016-11-14\n");
    const std::string rest = ",older-people,council,community,new,2016-11-14,,,,,Mon 08:00 30,,,\n";
    Write(
        night + "/orders.csv",
        "package_id,person_id,service,client_group,funder,waiting_in,reason,requested_on,lot_id,provider_id,"
        "provider_from,start,plan,plan_from,ended_on,end_reason\no-1,P00005,home-care" +
            rest + (misspelt ? "o-2,P00006,homecare" + rest : ""));
  }
  Ended Take(const std::string& night) {
    return Run(std::string(CARELEDGER_SOURCE_DIR "/ops/nightly ") + night + " homecare", "broker-1");
  }
  Server server_;
};

TEST_F(Nightly, TakesWhatIsNewOnceAndSaysWhatItDidNot) {
  Delivered("2016-11-22", true);
  const Ended first = Take("2016-11-22");
  EXPECT_EQ(first.code, 1) << first;
  EXPECT_TRUE(Contains(first.out, "people: imported 1 of 1 row")) << first;
  EXPECT_TRUE(Contains(first.out, "orders: imported 1 of 2 rows")) << first;
  EXPECT_TRUE(Contains(first.err, "orders: rows were refused, see 2016-11-22/orders.taken")) << first;
  EXPECT_TRUE(Contains(Read("2016-11-22/people.before"), "mill-lane"));
  EXPECT_TRUE(Contains(Read("2016-11-22/people.before"), "\nagree    0\n"));
  EXPECT_TRUE(Contains(Read("2016-11-22/people.after"), "\nagree    1\n"));
  EXPECT_TRUE(Contains(Read("2016-11-22/orders.taken"), "service-unknown"));
  EXPECT_EQ(Ask("careledger package show --package-id o-1", "broker-1")["state"].text(), "requested");

  // The same night again: nothing is recorded, and what was refused is told again.
  const long long position = Position();
  EXPECT_EQ(Take("2016-11-22").code, 1);
  EXPECT_EQ(Position(), position);

  // The next night it is spelt right by its not being there.
  Delivered("2016-11-23", false);
  const Ended next = Take("2016-11-23");
  EXPECT_EQ(next.code, 0) << next;
  EXPECT_TRUE(Contains(next.out, "orders: imported 0 of 1 row")) << next;
}

TEST_F(Nightly, SaysHowItIsUsed) {
  const Ended wrong = Take("nowhere");
  EXPECT_EQ(wrong.code, 2);
  EXPECT_TRUE(Contains(wrong.err, "usage: ops/nightly FOLDER CONTRACT")) << wrong;
}

}  // namespace
}  // namespace careledger::system_test
