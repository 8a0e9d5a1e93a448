// One visit as a provider's system reports it, with what the generator knows about it and the file does not
// say.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "client/generate/dates.h"

namespace careledger::generate {

enum class Status : std::uint8_t {
  kDelivered,
  kMissed,
  kCancelledInTime,
  kCancelledLate,
  kNoAccess,
  kRefused,
  kInHospital
};
constexpr std::array<std::string_view, 7> kStatusNames = {
    "delivered", "missed", "cancelled-in-time", "cancelled-late", "no-access", "refused", "in-hospital"};

enum class NoticeBy : std::uint8_t { kNobody, kPerson, kProvider, kCouncil, kHospital };
constexpr std::array<std::string_view, 5> kNoticeNames = {"", "person", "provider", "council", "hospital"};

enum class Evidence : std::uint8_t { kCallMonitoring, kApp, kTimesheet };
constexpr std::array<std::string_view, 3> kEvidenceNames = {"call-monitoring", "app", "timesheet"};

// A visit planted to be noticed. None of these may be paid without a release.
enum class Fault : std::uint8_t {
  kNone,
  kTwoPlaces,       // Its carer was at its partner, an earlier visit, all the while.
  kSameVisit,       // Its partner again, under another external id.
  kUnknownPackage,  // A person of whom no package is known.
  kAfterEnd,        // The package had ended, or the person had died.
};
constexpr std::size_t kFaults = 5;
constexpr std::array<std::string_view, kFaults> kFaultNames = {"", "two-places", "same-visit",
                                                               "unknown-package", "after-end"};

// What the first version of a corrected visit said instead.
enum class Correction : std::uint8_t {
  kNone,
  kWasLonger,     // The first carer left `by` seconds later,
  kWasShorter,    // or earlier.
  kWasMissed,     // Reported missed, then the carer's times came in.
  kWasDelivered,  // Reported delivered, though nobody opened the door.
};

struct Attendance {
  std::int32_t carer = 0;  // 1 is C0001; counted within a provider.
  Instant in = 0;
  Instant out = 0;
  std::int64_t Minutes() const { return (out - in) / 60; }  // Whole ones.
};

struct Visit {
  Instant planned = 0;
  Day date = 0;              // Service date.
  std::int32_t person = 0;   // With kUnknownPackage a number of its own.
  std::int64_t number = 0;   // External id; a kSameVisit row carries its partner's and a letter.
  std::int64_t partner = 0;  // The number of the visit that a fault is about.
  std::int32_t minutes = 0;  // Planned.
  std::int32_t carers = 1;   // Planned.
  std::int32_t came = 0;     // Carers with times in `attendances`, which count only while delivered.
  std::uint8_t service = 0;
  Status status = Status::kDelivered;
  NoticeBy notice_by = NoticeBy::kNobody;
  Evidence evidence = Evidence::kCallMonitoring;
  Fault fault = Fault::kNone;
  bool is_partner = false;
  Correction correction = Correction::kNone;
  std::int32_t by = 0;               // Seconds.
  std::int32_t corrected_after = 0;  // Weeks from the first version's file to the last one's.
  std::int32_t sequence = 1;
  Instant notice = 0;  // 0: none.
  std::array<Attendance, 2> attendances = {};

  std::int32_t Attended() const { return status == Status::kDelivered ? came : 0; }
  // From the first arrival to the last departure that any version reports. REQUIRES: came > 0.
  Instant Begin() const { return attendances[0].in; }
  Instant Finish() const {
    const Instant first = attendances[0].out + (correction == Correction::kWasLonger ? by : 0);
    return came > 1 && attendances[1].out > first ? attendances[1].out : first;
  }
};

// What the first file said of `visit`, which is as the last file says.
inline Visit FirstVersion(const Visit& visit) {
  Visit first = visit;
  switch (visit.correction) {
    case Correction::kNone:
      break;
    case Correction::kWasLonger:
      first.attendances[0].out += visit.by;
      break;
    case Correction::kWasShorter:
      first.attendances[0].out -= visit.by;
      break;
    case Correction::kWasMissed:
      first.status = Status::kMissed;
      break;
    case Correction::kWasDelivered:
      first.status = Status::kDelivered;
      break;
  }
  first.sequence = 1;
  return first;
}

}  // namespace careledger::generate
