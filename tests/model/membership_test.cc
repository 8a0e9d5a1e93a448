// Where a provider stands in a contract as records come in: admitted, withdrawn, suspended, with capacity.
#include "replay/model/membership.h"

#include "gtest/gtest.h"
#include "tests/support/given.h"

namespace careledger::model {
namespace {

using decide::Day;

const Code kFramework("framework");
const LotId kLot1("L1"), kLot2("L2");
const Seat kAll{kFramework, {}}, kOfLot1{kFramework, kLot1};

// Records at positions 1, 2, ...
class Standing {
 public:
  Membership member;
  Standing& Admit(const char* date, const Seat& seat = kAll, std::uint32_t rank = 0) {
    member.Admit(Day(date), Next(), {.tier = seat.tier, .lot_id = seat.lot_id, .rank = rank});
    return *this;
  }
  Standing& Withdraw(const char* date) { return member.Withdraw(Day(date), Next(), {}), *this; }
  Standing& Suspend(const char* date, const char* reason = "quality") {
    return member.Suspend(Day(date), Next(), {.reason = Code(reason)}), *this;
  }
  Standing& Resume(const char* date) { return member.Resume(Day(date), Next()), *this; }
  Standing& Declare(const char* date, const LotId& lot, const char* capacity) {
    return member.Declare(Day(date), Next(), {.lot_id = lot, .lines = *ParseCapacity(capacity)}), *this;
  }
  bool In(const char* date, const Seat& seat = kAll) const {
    return member.AdmittedTo(seat, Day(date)) != nullptr;
  }
  std::string Capacity(const char* date, const LotId& lot) const {
    const auto* declared = member.CapacityOn(lot, Day(date));
    return declared != nullptr ? ToString(declared->value.lines) : "unknown";
  }

 private:
  Position Next() { return Position{++position_}; }
  std::uint64_t position_ = 0;
};

TEST(Membership, RunsFromAnAdmissionToAWithdrawal) {
  Standing s;
  EXPECT_FALSE(s.In("2017-01-01"));
  s.Admit("2017-01-01").Withdraw("2017-07-01");
  EXPECT_FALSE(s.In("2016-12-31"));
  EXPECT_TRUE(s.In("2017-01-01"));
  EXPECT_TRUE(s.In("2017-06-30"));
  EXPECT_FALSE(s.In("2017-07-01"));
  EXPECT_FALSE(s.member.AdmittedOn(Day("2017-07-01")));
  s.Admit("2018-01-01");
  EXPECT_FALSE(s.In("2017-12-31"));
  EXPECT_TRUE(s.In("2018-01-01"));
}

TEST(Membership, TakesRecordsOfOneDayInTheirOrder) {
  Standing admitted_last;
  admitted_last.Admit("2017-01-01").Withdraw("2017-07-01").Admit("2017-07-01");
  EXPECT_TRUE(admitted_last.In("2017-07-01"));
  Standing withdrawn_last;
  withdrawn_last.Admit("2017-07-01").Withdraw("2017-07-01");
  EXPECT_FALSE(withdrawn_last.In("2017-07-01"));
}

TEST(Membership, OfAnAdmissionPlannedForLaterOutlivesAWithdrawal) {
  Standing s;
  s.Admit("2017-01-01").Admit("2018-01-01", kOfLot1).Withdraw("2017-07-01");
  EXPECT_FALSE(s.In("2017-07-01"));
  EXPECT_FALSE(s.In("2017-12-31", kOfLot1));
  EXPECT_TRUE(s.In("2018-01-01", kOfLot1));
}

TEST(Membership, OfALotComesBeforeThatOfAll) {
  Standing s;
  s.Admit("2017-01-01", kAll, 5).Admit("2017-01-01", kOfLot1, 1);
  const auto rank = [&](const LotId& lot) {
    return s.member.AdmittedTo(kFramework, lot, Day("2017-01-01"))->value.rank;
  };
  EXPECT_EQ(rank(kLot1), 1U);
  EXPECT_EQ(rank(kLot2), 5U);
  EXPECT_EQ(rank({}), 5U);
  EXPECT_EQ(s.member.AdmittedTo(Code("spot"), kLot1, Day("2017-01-01")), nullptr);
}

TEST(Membership, IsSuspendedUntilItResumes) {
  Standing s;
  s.Suspend("2017-01-01").Resume("2017-02-01").Suspend("2017-03-01", "capacity").Resume("2017-03-01");
  EXPECT_EQ(s.member.SuspendedOn(Day("2016-12-31")), nullptr);
  const auto* since = s.member.SuspendedOn(Day("2017-01-31"));
  ASSERT_NE(since, nullptr);
  EXPECT_EQ(since->from, Day("2017-01-01"));
  EXPECT_EQ(since->cause, Position{1});
  EXPECT_EQ(since->value->reason, Code("quality"));
  EXPECT_EQ(s.member.SuspendedOn(Day("2017-02-01")), nullptr);
  EXPECT_EQ(s.member.SuspendedOn(Day("2017-03-01")), nullptr);  // Resumed the same day, afterwards.
}

TEST(Membership, HasTheCapacityDeclaredForTheLotOrForAll) {
  Standing s;
  s.Declare("2017-01-01", {}, "07-11 600").Declare("2017-02-01", kLot1, "none");
  s.Declare("2017-03-01", {}, "07-11 900");
  EXPECT_EQ(s.Capacity("2016-12-31", kLot1), "unknown");
  EXPECT_EQ(s.Capacity("2017-01-31", kLot1), "07-11 600");
  EXPECT_EQ(s.Capacity("2017-02-01", kLot1), "none");
  EXPECT_EQ(s.Capacity("2017-03-01", kLot1), "none");
  EXPECT_EQ(s.Capacity("2017-02-28", kLot2), "07-11 600");
  EXPECT_EQ(s.Capacity("2017-03-01", {}), "07-11 900");
}

}  // namespace
}  // namespace careledger::model
