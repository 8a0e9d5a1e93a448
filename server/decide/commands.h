// Commands: what a caller may ask for, after parsing and before any rule. Field names are those of the API
// request of the same name (service/read_request.h reads them by name); numbers fix the digest of a request
// for ever. `kRequired` lists the fields that may not be left empty.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <variant>

#include "replay/model/event.h"

namespace careledger::decide {

using namespace model;  // NOLINT: commands are made of the model's words.

// A local time of day, in minutes since midnight; "14:00" in a request.
struct TimeOfDay {
  std::uint32_t minute = 0;
  static constexpr std::string_view kName = "TimeOfDay";
  static constexpr auto Fields() { return Table(F(1, "minute", &TimeOfDay::minute)); }
  bool operator==(const TimeOfDay&) const = default;
};

// A percentage in units of 0.0001 %; "2.5" in a request.
struct Percent {
  std::int64_t e4 = 0;
  static constexpr std::string_view kName = "Percent";
  static constexpr auto Fields() { return Table(F(1, "e4", &Percent::e4)); }
  bool operator==(const Percent&) const = default;
};

template <std::size_t N>
using Required = std::array<std::string_view, N>;

struct AdoptCalendar {
  Code calendar;
  std::vector<Date> bank_holidays;
  static constexpr std::string_view kName = "AdoptCalendar";
  static constexpr Required<1> kRequired = {"calendar"};
  static constexpr auto Fields() {
    return Table(F(1, "calendar", &AdoptCalendar::calendar),
                 F(2, "bank_holidays", &AdoptCalendar::bank_holidays));
  }
};

struct RegisterCommissioner {
  CommissionerId commissioner_id;
  std::string name;
  static constexpr std::string_view kName = "RegisterCommissioner";
  static constexpr Required<2> kRequired = {"commissioner_id", "name"};
  static constexpr auto Fields() {
    return Table(F(1, "commissioner_id", &RegisterCommissioner::commissioner_id),
                 F(2, "name", &RegisterCommissioner::name));
  }
};

struct RegisterProvider {
  ProviderId provider_id;
  std::string name;
  ProviderForm form = ProviderForm::kUnspecified;
  std::vector<ProviderId> members;
  std::vector<ProviderId> subcontractors;
  ProviderId consortium_lead;
  std::string stands_for;
  bool illustrative = false;
  static constexpr std::string_view kName = "RegisterProvider";
  static constexpr Required<3> kRequired = {"provider_id", "name", "form"};
  static constexpr auto Fields() {
    return Table(F(1, "provider_id", &RegisterProvider::provider_id), F(2, "name", &RegisterProvider::name),
                 F(3, "form", &RegisterProvider::form), F(4, "members", &RegisterProvider::members),
                 F(5, "subcontractors", &RegisterProvider::subcontractors),
                 F(6, "consortium_lead", &RegisterProvider::consortium_lead),
                 F(7, "stands_for", &RegisterProvider::stands_for),
                 F(8, "illustrative", &RegisterProvider::illustrative));
  }
};

struct RecordDeath {
  PersonId person_id;
  Date date;
  std::uint64_t corrects_position = 0;  // Of the death record in error.
  static constexpr std::string_view kName = "RecordDeath";
  static constexpr Required<2> kRequired = {"person_id", "date"};
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &RecordDeath::person_id), F(2, "date", &RecordDeath::date),
                 F(3, "corrects_position", &RecordDeath::corrects_position));
  }
};

struct MovePerson {
  PersonId person_id;
  Code area;
  Date effective_date;
  static constexpr std::string_view kName = "MovePerson";
  static constexpr Required<3> kRequired = {"person_id", "area", "effective_date"};
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &MovePerson::person_id), F(2, "area", &MovePerson::area),
                 F(3, "effective_date", &MovePerson::effective_date));
  }
};

struct VoidDeath {
  PersonId person_id;
  std::uint64_t position = 0;  // Of the death record in error.
  Code reason;
  static constexpr std::string_view kName = "VoidDeath";
  static constexpr Required<3> kRequired = {"person_id", "position", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "person_id", &VoidDeath::person_id), F(2, "position", &VoidDeath::position),
                 F(3, "reason", &VoidDeath::reason));
  }
};

struct CreateContract {
  ContractId contract_id;
  CommissionerId commissioner_id;
  std::vector<CommissionerId> partners;
  std::string title;
  Date start_date;
  std::optional<Date> end_date;
  static constexpr std::string_view kName = "CreateContract";
  static constexpr Required<4> kRequired = {"contract_id", "commissioner_id", "title", "start_date"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &CreateContract::contract_id),
                 F(2, "commissioner_id", &CreateContract::commissioner_id),
                 F(3, "partners", &CreateContract::partners), F(4, "title", &CreateContract::title),
                 F(5, "start_date", &CreateContract::start_date),
                 F(6, "end_date", &CreateContract::end_date));
  }
};

struct DefineLot {
  ContractId contract_id;
  LotId lot_id;
  std::uint32_t number = 0;
  std::string name;
  static constexpr std::string_view kName = "DefineLot";
  static constexpr Required<3> kRequired = {"contract_id", "lot_id", "name"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &DefineLot::contract_id), F(2, "lot_id", &DefineLot::lot_id),
                 F(3, "number", &DefineLot::number), F(4, "name", &DefineLot::name));
  }
};

struct SetLotCap {
  ContractId contract_id;
  std::optional<std::uint32_t> lots;
  Date effective_date;
  Authority authority;
  static constexpr std::string_view kName = "SetLotCap";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetLotCap::contract_id), F(2, "lots", &SetLotCap::lots),
                 F(3, "effective_date", &SetLotCap::effective_date),
                 F(4, "authority", &SetLotCap::authority));
  }
};

struct SetPaymentPolicy {
  ContractId contract_id;
  Date effective_date;
  Rounding price_rounding = Rounding::kUnspecified;  // Unspecified: half up.
  Rate rate_step;                                    // 0: a penny.
  std::optional<std::uint32_t> tolerance_minutes;
  std::optional<std::uint32_t> cap_over_minutes;
  std::optional<std::uint32_t> floor_under_minutes;
  std::optional<std::uint32_t> round_to_minutes;
  Rounding minute_rounding = Rounding::kUnspecified;
  Authority authority;
  bool hold_unplanned = false;
  static constexpr std::string_view kName = "SetPaymentPolicy";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetPaymentPolicy::contract_id),
                 F(2, "effective_date", &SetPaymentPolicy::effective_date),
                 F(3, "price_rounding", &SetPaymentPolicy::price_rounding),
                 F(4, "rate_step", &SetPaymentPolicy::rate_step),
                 F(5, "tolerance_minutes", &SetPaymentPolicy::tolerance_minutes),
                 F(6, "cap_over_minutes", &SetPaymentPolicy::cap_over_minutes),
                 F(7, "floor_under_minutes", &SetPaymentPolicy::floor_under_minutes),
                 F(8, "round_to_minutes", &SetPaymentPolicy::round_to_minutes),
                 F(9, "minute_rounding", &SetPaymentPolicy::minute_rounding),
                 F(10, "authority", &SetPaymentPolicy::authority),
                 F(11, "hold_unplanned", &SetPaymentPolicy::hold_unplanned));
  }
};

struct SetKpiPolicy {
  ContractId contract_id;
  Date effective_date;
  std::uint32_t punctuality_minutes = 0;
  std::uint32_t report_within_days = 0;
  std::uint32_t short_below_percent = 0;
  Authority authority;
  static constexpr std::string_view kName = "SetKpiPolicy";
  static constexpr Required<3> kRequired = {"contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetKpiPolicy::contract_id),
                 F(2, "effective_date", &SetKpiPolicy::effective_date),
                 F(3, "punctuality_minutes", &SetKpiPolicy::punctuality_minutes),
                 F(4, "report_within_days", &SetKpiPolicy::report_within_days),
                 F(5, "short_below_percent", &SetKpiPolicy::short_below_percent),
                 F(6, "authority", &SetKpiPolicy::authority));
  }
};

struct AwardLot {
  ContractId contract_id;
  LotId lot_id;
  ProviderId provider_id;
  Date effective_date;
  Authority authority;
  std::uint32_t quality_percent = 0;  // Of the evaluation; what is left is price.
  std::uint32_t score = 0;            // For quality, of `out_of`.
  std::uint32_t out_of = 0;
  static constexpr std::string_view kName = "AwardLot";
  static constexpr Required<5> kRequired = {"contract_id", "lot_id", "provider_id", "effective_date",
                                            "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &AwardLot::contract_id), F(2, "lot_id", &AwardLot::lot_id),
                 F(3, "provider_id", &AwardLot::provider_id),
                 F(4, "effective_date", &AwardLot::effective_date), F(5, "authority", &AwardLot::authority),
                 F(6, "quality_percent", &AwardLot::quality_percent), F(7, "score", &AwardLot::score),
                 F(8, "out_of", &AwardLot::out_of));
  }
};

struct AdmitProvider {
  ContractId contract_id;
  ProviderId provider_id;
  Date effective_date;
  Authority authority;
  Code tier;
  LotId lot_id;
  std::uint32_t rank = 0;
  bool micro = false;
  static constexpr std::string_view kName = "AdmitProvider";
  static constexpr Required<4> kRequired = {"contract_id", "provider_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(
        F(1, "contract_id", &AdmitProvider::contract_id), F(2, "provider_id", &AdmitProvider::provider_id),
        F(3, "effective_date", &AdmitProvider::effective_date), F(4, "authority", &AdmitProvider::authority),
        F(5, "tier", &AdmitProvider::tier), F(6, "lot_id", &AdmitProvider::lot_id),
        F(7, "rank", &AdmitProvider::rank), F(8, "micro", &AdmitProvider::micro));
  }
};

struct SetRates {
  ContractId contract_id;
  Date effective_date;
  std::vector<RateLine> lines;
  Authority authority;
  static constexpr std::string_view kName = "SetRates";
  static constexpr Required<4> kRequired = {"contract_id", "effective_date", "lines", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &SetRates::contract_id),
                 F(2, "effective_date", &SetRates::effective_date), F(3, "lines", &SetRates::lines),
                 F(4, "authority", &SetRates::authority));
  }
};

struct ProposeRateChange {
  ChangeId change_id;
  ContractId contract_id;
  Date effective_date;
  std::vector<RateLine> lines;
  std::optional<Percent> uplift_percent;
  Code service;
  ProviderId provider_id;
  Authority authority;
  bool statutory = false;
  static constexpr std::string_view kName = "ProposeRateChange";
  static constexpr Required<4> kRequired = {"change_id", "contract_id", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(
        F(1, "change_id", &ProposeRateChange::change_id),
        F(2, "contract_id", &ProposeRateChange::contract_id),
        F(3, "effective_date", &ProposeRateChange::effective_date), F(4, "lines", &ProposeRateChange::lines),
        F(5, "uplift_percent", &ProposeRateChange::uplift_percent),
        F(6, "service", &ProposeRateChange::service), F(7, "provider_id", &ProposeRateChange::provider_id),
        F(8, "authority", &ProposeRateChange::authority), F(9, "statutory", &ProposeRateChange::statutory));
  }
};

struct ProposeRateReversal {
  ChangeId change_id;
  ChangeId reverted_id;
  Authority authority;
  static constexpr std::string_view kName = "ProposeRateReversal";
  static constexpr Required<3> kRequired = {"change_id", "reverted_id", "authority"};
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &ProposeRateReversal::change_id),
                 F(2, "reverted_id", &ProposeRateReversal::reverted_id),
                 F(3, "authority", &ProposeRateReversal::authority));
  }
};

struct ApproveChange {
  ChangeId change_id;
  std::uint64_t preview_position = 0;
  std::string preview_digest;
  static constexpr std::string_view kName = "ApproveChange";
  static constexpr Required<3> kRequired = {"change_id", "preview_position", "preview_digest"};
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &ApproveChange::change_id),
                 F(2, "preview_position", &ApproveChange::preview_position),
                 F(3, "preview_digest", &ApproveChange::preview_digest));
  }
};

struct WithdrawChange {
  ChangeId change_id;
  Code reason;
  static constexpr std::string_view kName = "WithdrawChange";
  static constexpr Required<2> kRequired = {"change_id", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "change_id", &WithdrawChange::change_id), F(2, "reason", &WithdrawChange::reason));
  }
};

using LedgerCommand =
    std::variant<AdoptCalendar, RegisterCommissioner, RegisterProvider, RecordDeath, VoidDeath, MovePerson>;
// See PackageEvent: its special members stand in commands.cc.
class ContractCommand : public std::variant<CreateContract, DefineLot, SetLotCap, SetPaymentPolicy,
                                            SetKpiPolicy, AwardLot, AdmitProvider, SetRates> {
 public:
  using variant::variant;
  ContractCommand(const ContractCommand&);
  ContractCommand(ContractCommand&&) noexcept;
  ContractCommand& operator=(const ContractCommand&);
  ContractCommand& operator=(ContractCommand&&) noexcept;
  ~ContractCommand();
};
using ChangeCommand = std::variant<ProposeRateChange, ProposeRateReversal, ApproveChange, WithdrawChange>;

}  // namespace careledger::decide
