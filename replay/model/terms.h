// Small values that events, commands and state share. Enum numbers are those of proto/careledger/type; 0 is
// never stored.
#pragma once

#include <string>
#include <vector>

#include "replay/model/calendar.h"
#include "replay/model/fields.h"
#include "replay/model/ids.h"
#include "replay/model/money.h"

namespace careledger::model {

enum class ProviderForm : std::uint8_t {
  kUnspecified = 0,
  kSole = 1,
  kLead = 2,
  kConsortium = 3,
  kInHouse = 4
};

// Which days a rate is for. The most specific in force wins: bank holiday, then Saturday or Sunday, then
// weekend, then weekday, then any.
enum class DayType : std::uint8_t {
  kUnspecified = 0,
  kAny = 1,
  kWeekday = 2,
  kSaturday = 3,
  kSunday = 4,
  kBankHoliday = 5,
  kWeekend = 6,
};

enum class VisitStatus : std::uint8_t {
  kUnspecified = 0,
  kDelivered = 1,
  kMissed = 2,           // The provider did not come.
  kCancelledInTime = 3,  // With the notice the contract asks for.
  kCancelledLate = 4,
  kNoAccess = 5,  // The carer came and could not get in.
  kRefused = 6,   // The person turned the visit away.
  kInHospital = 7,
};

enum class NoticeBy : std::uint8_t {
  kUnspecified = 0,
  kPerson = 1,
  kProvider = 2,
  kCouncil = 3,
  kHospital = 4
};

// How soon care is needed.
enum class Priority : std::uint8_t {
  kUnspecified = 0,  // Not said.
  kUrgent = 1,       // At once: a discharge, a carer who cannot go on.
  kSoon = 2,         // Within days.
  kRoutine = 3,
};

// How a time was captured.
enum class Evidence : std::uint8_t {
  kUnspecified = 0,
  kCallMonitoring = 1,
  kApp = 2,
  kTimesheet = 3,
  kWeeklyTotal = 4
};
constexpr bool IsElectronic(Evidence e) { return e == Evidence::kCallMonitoring || e == Evidence::kApp; }

// Who decided, and where that is written down: named by every award, extension, policy version and uplift.
struct Authority {
  std::string
      reference;  // "Cabinet 2016-06-17 minute 412": a document's reference, not free text about a person.
  std::string decision_maker;  // An office or a body.
  Date date;
  static constexpr std::string_view kName = "Authority";
  static constexpr auto Fields() {
    return Table(F(1, "reference", &Authority::reference), F(2, "decision_maker", &Authority::decision_maker),
                 F(3, "date", &Authority::date));
  }
  bool operator==(const Authority&) const = default;
};

inline constexpr std::uint32_t kCarersMax = 4;  // Who come together.

// One regular visit of a week.
struct PlanSlot {
  std::uint32_t weekdays = 0;      // Bit 0 is Monday.
  std::uint32_t start_minute = 0;  // Local time since midnight, 0..1439.
  std::uint32_t minutes = 0;       // 5..1440
  std::uint32_t carers = 1;        // 1..4
  static constexpr std::string_view kName = "PlanSlot";
  static constexpr auto Fields() {
    return Table(F(1, "weekdays", &PlanSlot::weekdays), F(2, "start_minute", &PlanSlot::start_minute),
                 F(3, "minutes", &PlanSlot::minutes), F(4, "carers", &PlanSlot::carers));
  }
  bool On(Weekday day) const { return (weekdays >> static_cast<unsigned>(day) & 1U) != 0; }
  bool operator==(const PlanSlot&) const = default;
};
using WeeklyPlan = std::vector<PlanSlot>;

// Carer minutes of a week of `plan`.
std::int64_t WeeklyMinutes(const WeeklyPlan& plan);

// "Mon-Fri 08:00 30; Sat,Sun 09:00 45 x2" <-> slots: days, local start, minutes, and carers when not one.
// Parse is empty when malformed, out of range, or when a slot repeats another's day and time. ToString gives
// the canonical form.
std::optional<WeeklyPlan> ParsePlan(std::string_view text);
std::string ToString(const WeeklyPlan& plan);

// What a rate is for. An empty provider or lot means any.
struct RateKey {
  Code service;
  ProviderId provider_id;
  LotId lot_id;
  DayType day_type = DayType::kAny;
  Code client_group;  // Empty: any.
  static constexpr std::string_view kName = "RateKey";
  static constexpr auto Fields() {
    return Table(F(1, "service", &RateKey::service), F(2, "provider_id", &RateKey::provider_id),
                 F(3, "lot_id", &RateKey::lot_id), F(4, "day_type", &RateKey::day_type),
                 F(5, "client_group", &RateKey::client_group));
  }
  auto operator<=>(const RateKey&) const = default;
};

struct RateLine {
  RateKey key;
  Rate rate;  // An hour of one carer.
  static constexpr std::string_view kName = "RateLine";
  static constexpr auto Fields() { return Table(F(1, "key", &RateLine::key), F(2, "rate", &RateLine::rate)); }
  bool operator==(const RateLine&) const = default;
};

}  // namespace careledger::model
