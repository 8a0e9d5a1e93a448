// A contract: effective-dated policies, awards and rates. Nothing here knows any council.
#pragma once

#include <map>
#include <optional>
#include <vector>

#include "replay/model/change_events.h"
#include "replay/model/contract_events.h"

namespace careledger::model {

// Versions of one thing by effective date. A later date overrides; on the same date, a later record.
template <class T>
class Timeline {
 public:
  struct Version {
    Date from;
    Position cause{};
    T value;
  };

  void Set(Date from, Position cause, T value) {
    auto at = versions_.end();
    while (at != versions_.begin() && (at - 1)->from > from) --at;
    versions_.insert(at, Version{from, cause, std::move(value)});
  }
  // Null before the first version.
  const Version* On(Date date) const {
    for (auto v = versions_.rbegin(); v != versions_.rend(); ++v) {
      if (v->from <= date) return &*v;
    }
    return nullptr;
  }
  const std::vector<Version>& versions() const { return versions_; }

 private:
  std::vector<Version> versions_;  // By date, then position.
};

struct Lot {
  LotId id;
  std::uint32_t number = 0;
  std::string name;
  Position defined{};  // The record that says so.
  Timeline<LotAwarded> holder;
};

// A rate of one key from a date on.
struct RateEntry {
  Date from;
  Position cause{};
  ChangeId change_id;  // Empty: set with the contract.
  Rate rate;
  bool reverted = false;
};

// A rate found, and the record it rests on.
struct RateFound {
  Rate rate;
  Position cause{};
};

class RateBook {
 public:
  void Set(Date from, Position cause, const ChangeId& change, const std::vector<RateLine>& lines);
  void Revert(const ChangeId& change);

  // The rate of exactly this key on `date`.
  std::optional<RateFound> Exact(const RateKey& key, Date date) const;
  // The rate that prices an hour: the narrowest key that has one, party before day. A provider's rate in the
  // lot, the provider's, the lot's, anyone's; within each the most specific of `day_types`, given in order of
  // preference.
  std::optional<RateFound> Find(const Code& service, const ProviderId& provider, const LotId& lot,
                                const std::vector<DayType>& day_types, Date date) const;

  const std::map<RateKey, std::vector<RateEntry>>& entries() const { return entries_; }

 private:
  std::map<RateKey, std::vector<RateEntry>> entries_;  // Each by date, then position.
};

class Contract {
 public:
  void Evolve(Position position, Date effective, const ContractEvent& event);

  const ContractCreated& terms() const { return terms_; }
  Position created() const { return created_; }
  const std::map<LotId, Lot>& lots() const { return lots_; }
  const RateBook& rates() const { return rates_; }
  const Timeline<LotCapSet>& lot_cap() const { return lot_cap_; }
  const Timeline<PaymentPolicySet>& payment() const { return payment_; }
  const Timeline<KpiPolicySet>& kpi() const { return kpi_; }
  const std::map<ProviderId, Timeline<ProviderAdmitted>>& admissions() const { return admissions_; }
  Position last_position() const { return last_position_; }

  bool InTerm(Date date) const { return terms_.start <= date && (!terms_.end || date < *terms_.end); }
  const Lot* FindLot(const LotId& id) const;
  // Who holds `lot` on `date`; empty when nobody.
  ProviderId HolderOn(const LotId& lot, Date date) const;
  bool AdmittedOn(const ProviderId& provider, Date date) const;
  // Lots that `provider` holds on `date` or will from a later award.
  std::uint32_t LotsHeldFrom(const ProviderId& provider, Date date) const;

 private:
  ContractCreated terms_;
  Position created_{};
  Position last_position_{};
  std::map<LotId, Lot> lots_;
  RateBook rates_;
  Timeline<LotCapSet> lot_cap_;
  Timeline<PaymentPolicySet> payment_;
  Timeline<KpiPolicySet> kpi_;
  std::map<ProviderId, Timeline<ProviderAdmitted>> admissions_;
};

// A proposed change that moves money.
struct Change {
  enum class State : std::uint8_t { kProposed, kApproved, kWithdrawn, kReverted };
  ChangeId id;
  ContractId contract_id;
  std::variant<RateChangeProposed, RateReversalProposed> proposal;
  Date effective;  // Of the rates; for a reversal, of the change it undoes.
  std::string proposer;
  std::string approver;
  State state = State::kProposed;
  Preview approved_preview;
  Position proposed_at{};
};
std::string_view ToString(Change::State state);

// The day types that a date matches, most specific first.
std::vector<DayType> DayTypesOf(Date date, bool bank_holiday);

}  // namespace careledger::model
