// The policies of care of a contract: what a file of it may say of services, retainers, banked and extra
// time.
#include "server/decide/ladders.h"
#include "server/decide/policy_guards.h"

namespace careledger::decide {
namespace {

constexpr std::size_t kCodesMax = 50;
constexpr std::uint32_t kRetainerDaysMax = 366;
constexpr std::uint32_t kMinutesMax = 60'000;
constexpr std::uint32_t kDaysMax = 3'660;
constexpr std::uint32_t kNoticeDaysMax = 366;

}  // namespace

Outcome DecideOn(const World& world, const SetServices& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = NotEachOnce(c.services, kCodesMax, "services")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  return SetFrom(*contract, &contract->services(), c.effective_date,
                 ServicesSet{.contract_id = c.contract_id, .services = c.services, .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetRetainerPolicy& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = Above(c.days, kRetainerDaysMax, "days")) return *no;
  if (Refusal no = Above(c.share_percent, 100, "share_percent")) return *no;
  if (Refusal no = NotEachOnce(c.reasons, kCodesMax, "reasons")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const bool pays = c.days != 0;
  if (pays != (c.share_percent != 0)) {
    return *Contradictory("share_percent", pays ? "a retainer pays a share of the price"
                                                : "a retainer of no days pays no share");
  }
  if (pays == c.reasons.empty()) {
    return *Contradictory("reasons", pays ? "a retainer names the suspensions that it is paid for"
                                          : "a retainer of no days is paid for no reason");
  }
  if (!pays && c.if_staff_kept)
    return *Contradictory("if_staff_kept", "a retainer of no days asks for nothing");
  return SetFrom(*contract, &contract->retainer(), c.effective_date,
                 RetainerPolicySet{.contract_id = c.contract_id,
                                   .days = c.days,
                                   .share_percent = c.share_percent,
                                   .reasons = c.reasons,
                                   .if_staff_kept = c.if_staff_kept,
                                   .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetTimeBankPolicy& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = Above(c.minutes, kMinutesMax, "minutes")) return *no;
  if (Refusal no = Above(c.expires_after_days, kDaysMax, "expires_after_days")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  if (c.minutes == 0 && c.expires_after_days != 0)
    return *Contradictory("expires_after_days", "where no time is banked none expires");
  return SetFrom(*contract, &contract->time_bank(), c.effective_date,
                 TimeBankPolicySet{.contract_id = c.contract_id,
                                   .minutes = c.minutes,
                                   .expires_after_days = c.expires_after_days,
                                   .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetExtraTimePolicy& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = Above(c.incident_minutes, kMinutesMax, "incident_minutes")) return *no;
  if (Refusal no = Above(c.request_within_days, kDaysMax, "request_within_days")) return *no;
  if (Refusal no = Above(c.yearly_minutes, kMinutesMax, "yearly_minutes")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  const bool none = c.incident_minutes == 0;
  if (none && (c.request_within_days != 0 || c.yearly_minutes != 0 || c.unused_first))
    return *Contradictory("incident_minutes", "where no incident has extra time nothing else limits it");
  if (!none && c.yearly_minutes != 0 && c.yearly_minutes < c.incident_minutes) {
    return *Contradictory("yearly_minutes", c.yearly_minutes, " minutes in 365 days are fewer than the ",
                          c.incident_minutes, " of one incident");
  }
  return SetFrom(*contract, &contract->extra_time(), c.effective_date,
                 ExtraTimePolicySet{.contract_id = c.contract_id,
                                    .incident_minutes = c.incident_minutes,
                                    .request_within_days = c.request_within_days,
                                    .yearly_minutes = c.yearly_minutes,
                                    .unused_first = c.unused_first,
                                    .authority = c.authority});
}

Outcome DecideOn(const World& world, const SetHandBackNotice& c, const Facts& facts) {
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return *no;
  if (Refusal no = Above(c.days, kNoticeDaysMax, "days")) return *no;
  if (Refusal no = BadAuthority(c.authority)) return *no;
  const Contract* contract = world.contracts.Find(c.contract_id);
  if (contract == nullptr) return NoContract(c.contract_id, "contract_id");
  return SetFrom(*contract, &contract->hand_back_notice(), c.effective_date,
                 HandBackNoticeSet{.contract_id = c.contract_id, .days = c.days, .authority = c.authority});
}

}  // namespace careledger::decide
