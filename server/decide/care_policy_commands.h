// Sections of a contract file: what the contract buys, and what becomes of time not used or needed beyond the
// plan. See policy_commands.h.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct SetServices {
  ContractId contract_id;
  Date effective_date;
  std::vector<Code> services;
  Authority authority;
  static constexpr std::string_view kName = "SetServices";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetServices::contract_id),
                 F(2, "effective_date", &SetServices::effective_date),
                 F(3, "services", &SetServices::services), F(4, "authority", &SetServices::authority));
  }
};

struct SetRetainerPolicy {
  ContractId contract_id;
  Date effective_date;
  std::uint32_t days = 0;
  std::uint32_t share_percent = 0;
  std::vector<Code> reasons;
  bool if_staff_kept = false;
  Authority authority;
  static constexpr std::string_view kName = "SetRetainerPolicy";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetRetainerPolicy::contract_id),
                 F(2, "effective_date", &SetRetainerPolicy::effective_date),
                 F(3, "days", &SetRetainerPolicy::days),
                 F(4, "share_percent", &SetRetainerPolicy::share_percent),
                 F(5, "reasons", &SetRetainerPolicy::reasons),
                 F(6, "if_staff_kept", &SetRetainerPolicy::if_staff_kept),
                 F(7, "authority", &SetRetainerPolicy::authority));
  }
};

struct SetTimeBankPolicy {
  ContractId contract_id;
  Date effective_date;
  std::uint32_t minutes = 0;
  std::uint32_t expires_after_days = 0;
  Authority authority;
  static constexpr std::string_view kName = "SetTimeBankPolicy";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetTimeBankPolicy::contract_id),
                 F(2, "effective_date", &SetTimeBankPolicy::effective_date),
                 F(3, "minutes", &SetTimeBankPolicy::minutes),
                 F(4, "expires_after_days", &SetTimeBankPolicy::expires_after_days),
                 F(5, "authority", &SetTimeBankPolicy::authority));
  }
};

struct SetExtraTimePolicy {
  ContractId contract_id;
  Date effective_date;
  std::uint32_t incident_minutes = 0;
  std::uint32_t request_within_days = 0;
  std::uint32_t yearly_minutes = 0;
  bool unused_first = false;
  Authority authority;
  static constexpr std::string_view kName = "SetExtraTimePolicy";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetExtraTimePolicy::contract_id),
                 F(2, "effective_date", &SetExtraTimePolicy::effective_date),
                 F(3, "incident_minutes", &SetExtraTimePolicy::incident_minutes),
                 F(4, "request_within_days", &SetExtraTimePolicy::request_within_days),
                 F(5, "yearly_minutes", &SetExtraTimePolicy::yearly_minutes),
                 F(6, "unused_first", &SetExtraTimePolicy::unused_first),
                 F(7, "authority", &SetExtraTimePolicy::authority));
  }
};

struct SetHandBackNotice {
  ContractId contract_id;
  Date effective_date;
  std::uint32_t days = 0;
  Authority authority;
  static constexpr std::string_view kName = "SetHandBackNotice";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "days", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetHandBackNotice::contract_id),
                 F(2, "effective_date", &SetHandBackNotice::effective_date),
                 F(3, "days", &SetHandBackNotice::days), F(4, "authority", &SetHandBackNotice::authority));
  }
};

}  // namespace careledger::decide
