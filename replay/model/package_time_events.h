// Stream `package-<id>`: time that was not used, or was needed beyond the plan. Minutes are carers' minutes.
// The envelope's effective date is the day of the visit, of the use or of the incident.
#pragma once

#include <optional>

#include "replay/model/terms.h"

namespace careledger::model {

// The provider kept the package's carers while it was suspended: what a retainer may ask for. The effective
// date is a day of that suspension.
struct StaffRetained {
  PackageId package_id;
  ProviderId provider_id;
  static constexpr std::string_view kName = "StaffRetained";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &StaffRetained::package_id),
                 F(2, "provider_id", &StaffRetained::provider_id));
  }
  bool operator==(const StaffRetained&) const = default;
};

// The person did not want a planned visit of the effective date, or part of it: the time can be drawn later.
struct TimeBanked {
  PackageId package_id;
  std::uint32_t start_minute = 0;  // Of the planned visit: local, since midnight.
  std::uint32_t minutes = 0;
  std::optional<Date> expires;  // First day on which it is gone, by the terms of the day it was banked.
  static constexpr std::string_view kName = "TimeBanked";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &TimeBanked::package_id), F(2, "start_minute", &TimeBanked::start_minute),
                 F(3, "minutes", &TimeBanked::minutes), F(4, "expires", &TimeBanked::expires));
  }
  bool operator==(const TimeBanked&) const = default;
};

// Banked time is used on the effective date, what expires first before the rest.
struct TimeDrawn {
  PackageId package_id;
  std::uint32_t minutes = 0;
  // Of the visit at which it is used: local, since midnight. Absent: not said, and no visit is longer by it.
  std::optional<std::uint32_t> start_minute;
  static constexpr std::string_view kName = "TimeDrawn";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &TimeDrawn::package_id), F(2, "minutes", &TimeDrawn::minutes),
                 F(3, "start_minute", &TimeDrawn::start_minute));
  }
  bool operator==(const TimeDrawn&) const = default;
};

// Time beyond the plan was approved for an emergency on the effective date.
struct ExtraTimeApproved {
  PackageId package_id;
  Code incident;  // Its reference: an incident may take several approvals.
  std::uint32_t minutes = 0;
  Code reason;
  Date requested;
  std::optional<std::uint32_t> start_minute;  // Of the visit at which it was used, as of time drawn.
  std::optional<Authority> authority;         // A special case: whoever decided it let the limits be passed.
  static constexpr std::string_view kName = "ExtraTimeApproved";
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ExtraTimeApproved::package_id),
                 F(2, "incident", &ExtraTimeApproved::incident), F(3, "minutes", &ExtraTimeApproved::minutes),
                 F(4, "reason", &ExtraTimeApproved::reason), F(5, "requested", &ExtraTimeApproved::requested),
                 F(6, "start_minute", &ExtraTimeApproved::start_minute),
                 F(7, "authority", &ExtraTimeApproved::authority));
  }
  bool operator==(const ExtraTimeApproved&) const = default;
};

}  // namespace careledger::model
