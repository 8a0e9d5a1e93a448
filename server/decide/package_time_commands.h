// Commands on time that a package does not use, or needs beyond its plan. See commands.h for the rules of
// these structs. Minutes are carers' minutes.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct ConfirmStaffRetained {
  PackageId package_id;
  ProviderId provider_id;
  Date effective_date;  // A day of the suspension.
  static constexpr std::string_view kName = "ConfirmStaffRetained";
  static constexpr Required<3> kRequired = {"package_id", "provider_id", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ConfirmStaffRetained::package_id),
                 F(2, "provider_id", &ConfirmStaffRetained::provider_id),
                 F(3, "effective_date", &ConfirmStaffRetained::effective_date));
  }
};

struct BankTime {
  PackageId package_id;
  Date effective_date;  // Of the planned visit.
  TimeOfDay time;       // When it was planned to start.
  std::uint32_t minutes = 0;
  static constexpr std::string_view kName = "BankTime";
  static constexpr Required<4> kRequired = {"package_id", "effective_date", "time", "minutes"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &BankTime::package_id), F(2, "effective_date", &BankTime::effective_date),
                 F(3, "time", &BankTime::time), F(4, "minutes", &BankTime::minutes));
  }
};

struct DrawBankedTime {
  PackageId package_id;
  Date effective_date;  // Of the use.
  std::uint32_t minutes = 0;
  std::optional<TimeOfDay> time;  // When the visit at which it is used starts; absent: not said.
  static constexpr std::string_view kName = "DrawBankedTime";
  static constexpr Required<3> kRequired = {"package_id", "effective_date", "minutes"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &DrawBankedTime::package_id),
                 F(2, "effective_date", &DrawBankedTime::effective_date),
                 F(3, "minutes", &DrawBankedTime::minutes), F(4, "time", &DrawBankedTime::time));
  }
};

struct ApproveExtraTime {
  PackageId package_id;
  Code incident;
  Date effective_date;  // Of the incident.
  Date requested_date;
  std::uint32_t minutes = 0;
  Code reason;
  std::optional<TimeOfDay> time;       // When the visit at which it was used started; absent: not said.
  std::optional<Authority> authority;  // Of a special case, beyond the contract's limits.
  static constexpr std::string_view kName = "ApproveExtraTime";
  static constexpr Required<6> kRequired = {"package_id",     "incident", "effective_date",
                                            "requested_date", "minutes",  "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ApproveExtraTime::package_id),
                 F(2, "incident", &ApproveExtraTime::incident),
                 F(3, "effective_date", &ApproveExtraTime::effective_date),
                 F(4, "requested_date", &ApproveExtraTime::requested_date),
                 F(5, "minutes", &ApproveExtraTime::minutes), F(6, "reason", &ApproveExtraTime::reason),
                 F(7, "time", &ApproveExtraTime::time), F(8, "authority", &ApproveExtraTime::authority));
  }
};

using PackageTimeCommand = std::variant<ConfirmStaffRetained, BankTime, DrawBankedTime, ApproveExtraTime>;

}  // namespace careledger::decide
