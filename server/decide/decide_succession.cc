// One organisation follows another: what it takes over, contract by contract and package by package.
#include <algorithm>
#include <set>

#include "server/decide/ladders.h"
#include "server/decide/succession_follow.h"

namespace careledger::decide {
namespace {

const Date kEver(INT32_MAX);

NewEvent On(const Contract& contract, Date effective, ContractEvent event) {
  return {Stream("contract", contract.terms().contract_id), effective, std::move(event)};
}

bool Repeats(const std::vector<ContractId>& ids) {
  return std::set<ContractId>(ids.begin(), ids.end()).size() != ids.size();
}

// The checks that both kinds share, on fields alone.
template <class C>
Refusal Malformed(const C& c, bool itself, std::string_view to_field, const Facts& facts) {
  if (itself) return Reject(Reason::kInvalidField, to_field, "nobody follows itself");
  if (Repeats(c.contracts)) return Reject(Reason::kInvalidField, "contracts", "a contract is named twice");
  if (Refusal no = TooFarAhead(c.effective_date, facts)) return no;
  return BadAuthority(c.authority);
}

Refusal UnknownContract(const World& world, const std::vector<ContractId>& contracts) {
  for (const ContractId& id : contracts) {
    if (world.contracts.Find(id) == nullptr) return NoContract(id, "contracts");
  }
  return std::nullopt;
}

// What the followed has in one contract on `date` and later, as records of the one that follows.
class Heir {
 public:
  Heir(const Contract& contract, const SucceedProvider& c) : contract_(contract), c_(c) {}

  std::vector<NewEvent> Takes() && {
    Lots();
    if (const Membership* member = contract_.FindMember(c_.provider_id)) {
      Seats(*member);
      Capacity(*member);
      Suspension(*member);
    }
    Rates();
    if (leaves_) {
      // Its records must not hold beside those of the one that follows.
      Add(c_.effective_date, ProviderWithdrawn{.contract_id = contract_.terms().contract_id,
                                               .provider_id = c_.provider_id,
                                               .notice_date = std::min(c_.authority.date, c_.effective_date),
                                               .reason = Code("succeeded")});
    }
    return std::move(events_);
  }

 private:
  void Add(Date from, ContractEvent event) { events_.push_back(On(contract_, from, std::move(event))); }
  const Membership* Follower() const { return contract_.FindMember(c_.to_provider_id); }

  void Lots() {
    for (const auto& [id, lot] : contract_.lots()) {
      std::set<Date> dates;
      if (contract_.HolderOn(id, c_.effective_date) == c_.provider_id) dates.insert(c_.effective_date);
      for (const auto& award : lot.holder.versions()) {
        if (award.from > c_.effective_date && contract_.HolderOn(id, award.from) == c_.provider_id)
          dates.insert(award.from);
      }
      for (const Date date : dates) {
        leaves_ = true;
        Add(date, LotAwarded{.contract_id = contract_.terms().contract_id,
                             .lot_id = id,
                             .provider_id = c_.to_provider_id,
                             .authority = c_.authority});
      }
    }
  }

  void Seats(const Membership& member) {
    for (const auto& [seat, admissions] : member.admissions()) {
      std::map<Date, ProviderAdmitted> taken;
      if (const auto* held = member.AdmittedTo(seat, c_.effective_date))
        taken.emplace(c_.effective_date, held->value);
      for (const auto& later : admissions.versions()) {
        if (later.from > c_.effective_date) taken.insert_or_assign(later.from, later.value);
      }
      for (auto& [date, admitted] : taken) {
        leaves_ = true;
        // A seat of its own it keeps, with its rank.
        if (Follower() != nullptr && Follower()->AdmittedTo(seat, date) != nullptr) continue;
        admitted.provider_id = c_.to_provider_id;
        admitted.authority = c_.authority;
        Add(date, std::move(admitted));
      }
    }
  }

  // What both declared is added up where it speaks of the same hours; else what the follower said stands.
  void Capacity(const Membership& member) {
    for (const auto& [lot, versions] : member.capacity()) {
      const auto* declared = versions.On(c_.effective_date);
      if (declared == nullptr) continue;
      CapacityDeclared sum = declared->value;
      sum.provider_id = c_.to_provider_id;
      const Timeline<CapacityDeclared>::Version* own = nullptr;
      if (Follower() != nullptr) {
        const auto found = Follower()->capacity().find(lot);
        if (found != Follower()->capacity().end()) own = found->second.On(c_.effective_date);
      }
      if (own != nullptr) {
        const std::vector<CapacityLine>& lines = own->value.lines;
        const bool alike = std::equal(lines.begin(), lines.end(), sum.lines.begin(), sum.lines.end(),
                                      [](const CapacityLine& a, const CapacityLine& b) {
                                        return a.from_hour == b.from_hour && a.to_hour == b.to_hour;
                                      });
        if (!alike) continue;
        for (std::size_t i = 0; i < lines.size(); ++i) sum.lines[i].weekly_minutes += lines[i].weekly_minutes;
      }
      Add(c_.effective_date, std::move(sum));
    }
  }

  // Who had no place of its own before takes that of the followed as it is.
  void Suspension(const Membership& member) {
    const auto* suspended = member.SuspendedOn(c_.effective_date);
    const bool newcomer = Follower() == nullptr && contract_.LotsHeldFrom(c_.to_provider_id, Date(0)) == 0;
    if (suspended == nullptr || !newcomer) return;
    IntakeSuspended event = *suspended->value;
    event.provider_id = c_.to_provider_id;
    Add(c_.effective_date, std::move(event));
  }

  // Rates in the name of the followed, under the name of the one that follows where it has none.
  void Rates() {
    std::map<Date, std::vector<RateLine>> sets;
    for (const auto& [key, entries] : contract_.rates().entries()) {
      if (key.provider_id != c_.provider_id) continue;
      RateKey own = key;
      own.provider_id = c_.to_provider_id;
      if (contract_.rates().Exact(own, kEver)) continue;
      if (const auto found = contract_.rates().Exact(key, c_.effective_date))
        sets[c_.effective_date].push_back({own, found->rate});
      std::map<Date, Rate> later;
      for (const RateEntry& entry : entries) {
        if (!entry.reverted && entry.from > c_.effective_date) later[entry.from] = entry.rate;
      }
      for (const auto& [from, rate] : later) sets[from].push_back({own, rate});
    }
    for (auto& [from, lines] : sets) {
      Add(from, RatesSet{.contract_id = contract_.terms().contract_id,
                         .lines = std::move(lines),
                         .authority = c_.authority});
    }
  }

  const Contract& contract_;
  const SucceedProvider& c_;
  std::vector<NewEvent> events_;
  bool leaves_ = false;  // The followed has a place there.
};

// The contracts that the command speaks of.
template <class C>
std::vector<const Contract*> ContractsOf(const World& world, const C& c) {
  std::vector<const Contract*> out;
  for (const auto& [id, contract] : world.contracts.items()) {
    const bool named = std::find(c.contracts.begin(), c.contracts.end(), id) != c.contracts.end();
    if (c.contracts.empty() || named) out.push_back(contract.get());
  }
  return out;
}

// A novation is an agreement of the council, which its own cap binds; a law that merges two is not.
Refusal OverCap(const Contract& contract, const SucceedProvider& c) {
  const auto* cap = contract.lot_cap().On(c.effective_date);
  if (c.kind != SuccessionKind::kNovation || cap == nullptr || !cap->value.lots) return std::nullopt;
  const std::uint32_t own = contract.LotsHeldFrom(c.to_provider_id, c.effective_date);
  const std::uint32_t more = contract.LotsHeldFrom(c.provider_id, c.effective_date);
  if (more == 0 || own + more <= *cap->value.lots) return std::nullopt;
  return Reject(Reason::kLotCapReached, "to_provider_id", "provider ", c.to_provider_id, " would hold ",
                own + more, " lots of contract ", contract.terms().contract_id, " from ", c.effective_date,
                ": the cap is ", *cap->value.lots);
}

// Whether `id` has been followed in the contract, now or later, and so has nothing to give or take.
Refusal AlreadyFollowed(const World& world, const Contract& contract, const ProviderId& id,
                        std::string_view field) {
  const ContractId& contract_id = contract.terms().contract_id;
  const auto* by = FollowedOn(world.successions, id, contract_id, kEver);
  if (by == nullptr) return std::nullopt;
  return Reject(Reason::kAlreadySucceeded, field, "provider ", by->event.to_provider_id,
                " stands in the place of ", id, " in contract ", contract_id, " from ", by->from,
                ", by the record at ", by->cause);
}

}  // namespace

Outcome DecideOn(const World& world, const SucceedProvider& c, const Facts& facts) {
  if (Refusal no = Malformed(c, c.provider_id == c.to_provider_id, "to_provider_id", facts)) return *no;
  if (Refusal no = UnknownContract(world, c.contracts)) return *no;
  if (world.providers.Find(c.provider_id) == nullptr) return NoProvider(c.provider_id, "provider_id");
  if (world.providers.Find(c.to_provider_id) == nullptr)
    return NoProvider(c.to_provider_id, "to_provider_id");
  for (const ProviderSuccession& s : world.successions.Of(c.provider_id)) {
    const bool same = s.from == c.effective_date && s.event.to_provider_id == c.to_provider_id &&
                      s.event.kind == c.kind && s.event.contracts == c.contracts &&
                      s.event.authority == c.authority;
    if (same) return Already(s.cause);
  }
  const std::vector<const Contract*> contracts = ContractsOf(world, c);
  for (const Contract* contract : contracts) {
    if (c.contracts.empty()) break;
    if (Refusal no = OutsideTerm(*contract, c.effective_date)) return *no;
  }
  for (const Contract* contract : contracts) {
    if (Refusal no = OverCap(*contract, c)) return *no;
  }
  for (const Contract* contract : contracts) {
    if (Refusal no = AlreadyFollowed(world, *contract, c.provider_id, "provider_id")) return *no;
    // Back to whom it came from.
    const ContractId& id = contract->terms().contract_id;
    if (world.successions.Before(c.provider_id, id, kEver).contains(c.to_provider_id)) continue;
    if (Refusal no = AlreadyFollowed(world, *contract, c.to_provider_id, "to_provider_id")) return *no;
  }

  // From here on the succession is recorded, with all that goes on under the other name.
  Decision decision;
  ProviderSuccession succession{.event = {.provider_id = c.provider_id,
                                          .to_provider_id = c.to_provider_id,
                                          .kind = c.kind,
                                          .contracts = c.contracts,
                                          .authority = c.authority,
                                          .packages = 0},
                                .from = c.effective_date,
                                .cause = {}};
  for (const Contract* contract : contracts) {
    std::vector<NewEvent> taken = Heir(*contract, c).Takes();
    decision.events.insert(decision.events.end(), std::make_move_iterator(taken.begin()),
                           std::make_move_iterator(taken.end()));
  }
  for (const auto& [id, package] : world.packages.items()) {
    std::optional<NewEvent> event = Followed(*package, succession, false);
    if (!event) continue;
    ++succession.event.packages;
    Package supposed = *package;
    // More than once where it came back in between.
    while (event) {
      Suppose(supposed, *event, facts);
      decision.events.push_back(*std::move(event));
      event = Followed(supposed, succession, false);
    }
  }
  decision.events.push_back(
      {Stream("provider", c.provider_id), c.effective_date, PartyEvent(std::move(succession.event))});
  return decision;
}

Outcome DecideOn(const World& world, const SucceedCommissioner& c, const Facts& facts) {
  if (Refusal no = Malformed(c, c.commissioner_id == c.to_commissioner_id, "to_commissioner_id", facts))
    return *no;
  if (!world.commissioners.contains(c.commissioner_id))
    return NoCommissioner(c.commissioner_id, "commissioner_id");
  if (!world.commissioners.contains(c.to_commissioner_id))
    return NoCommissioner(c.to_commissioner_id, "to_commissioner_id");
  if (Refusal no = UnknownContract(world, c.contracts)) return *no;
  const CommissionerSucceeded event{.commissioner_id = c.commissioner_id,
                                    .to_commissioner_id = c.to_commissioner_id,
                                    .kind = c.kind,
                                    .contracts = c.contracts,
                                    .authority = c.authority};
  for (const CommissionerSuccession& s : world.successions.Of(c.commissioner_id)) {
    if (s.from == c.effective_date && s.event == event) return Already(s.cause);
  }
  for (const Contract* contract : ContractsOf(world, c)) {
    const ContractId& id = contract->terms().contract_id;
    const CommissionerId now = world.successions.On(c.commissioner_id, id, kEver);
    if (now != c.commissioner_id) {
      return Reject(Reason::kAlreadySucceeded, "commissioner_id", "commissioner ", now,
                    " stands in the place of ", c.commissioner_id, " in contract ", id, " already");
    }
  }

  // From here on the succession is recorded.
  return Append(NewEvent{Stream("commissioner", c.commissioner_id), c.effective_date, PartyEvent(event)});
}

}  // namespace careledger::decide
