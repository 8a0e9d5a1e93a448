// A contract file, decided as one: every section by its own ladder, all or nothing.
#include "server/decide/decide_file.h"

#include <charconv>
#include <numeric>

#include "replay/model/policies.h"
#include "server/decide/change_guards.h"
#include "server/decide/ladders.h"

namespace careledger::decide {
namespace {

// Which of several of its kind a section is; empty when a file has one at most.
std::string KeyOf(const DefineLot& c) { return "lot " + c.lot_id.str(); }
std::string KeyOf(const SetPricePolicy& c) {
  return "the price of " + (c.service.empty() ? "any service" : c.service.str()) + " for " +
         (c.client_group.empty() ? "any client group" : c.client_group.str());
}
std::string KeyOf(const SetLotAreas& c) { return "the areas of lot " + c.lot_id.str(); }
std::string KeyOf(const SetPremium& c) { return "premium " + c.premium.str(); }
std::string KeyOf(const SetExistingPackages& c) { return "contract " + c.from_contract_id.str(); }
std::string KeyOf(const SetExtensionOption& c) { return "option " + c.option.str(); }
template <class C>
std::string KeyOf(const C&) {
  return {};
}

// Where the command's field stands; else what it is part of; else the section.
FilePlace PlaceOf(const FileSection& section, std::string_view field) {
  while (!field.empty()) {
    const auto found = section.fields.find(field);
    if (found != section.fields.end()) return found->second;
    const std::size_t cut = field.find_last_of(".[");
    field = cut == std::string_view::npos ? std::string_view() : field.substr(0, cut);
  }
  return section.at;
}

// The list of a command whose elements can be wrong one by one.
std::vector<Tier>* ListOf(SetTiers& c) { return &c.tiers; }
std::vector<Phase>* ListOf(SetPhases& c) { return &c.phases; }
std::vector<ContractValue>* ListOf(SetContractValues& c) { return &c.values; }
template <class C>
std::vector<Tier>* ListOf(C&) {
  return nullptr;
}
void Renumber(std::vector<Tier>&) {}
void Renumber(std::vector<ContractValue>&) {}
void Renumber(std::vector<Phase>& phases) {
  for (std::size_t i = 0; i < phases.size(); ++i) phases[i].number = static_cast<std::uint32_t>(i + 1);
}

// 2 of "tiers[2].rule".
std::optional<std::size_t> IndexIn(std::string_view field) {
  const std::size_t open = field.find('[');
  if (open == std::string_view::npos) return std::nullopt;
  std::size_t index = 0;
  const char* end = field.data() + field.size();
  if (std::from_chars(field.data() + open + 1, end, index).ec != std::errc()) return std::nullopt;
  return index;
}

class Examination {
 public:
  Examination(const World& world, const ContractFile& file, Date from, const Facts& facts)
      : file_(file), from_(from), facts_(facts) {
    scratch_.commissioners = world.commissioners;
    scratch_.providers = world.providers;
    scratch_.contracts = world.contracts;
  }

  FileVerdict Run() && {
    for (const FileSection& section : file_.sections) {
      if (!std::holds_alternative<CreateContract>(section.command) && !Begun()) break;
      std::visit([&](const auto& command) { Look(section, command); }, section.command);
    }
    if (Begun()) Boundaries();
    std::stable_sort(verdict_.faults.begin(), verdict_.faults.end(),
                     [](const FileFault& a, const FileFault& b) { return a.at.line < b.at.line; });
    return std::move(verdict_);
  }

 private:
  const Contract* Find() const { return scratch_.contracts.Find(file_.contract_id); }

  // Whether there is a contract, in its term on the date: looked at once, since every policy rests on it.
  bool Begun() {
    if (begun_) return *begun_;
    const Contract* contract = Find();
    begun_ = contract != nullptr;
    if (contract == nullptr) return false;
    Refusal no = TooFarAhead(from_, facts_);
    if (!no) no = OutsideTerm(*contract, from_);
    if (!no) return true;
    no->field = "from";
    verdict_.faults.push_back({file_.term, *std::move(no)});
    begun_ = false;
    return false;
  }

  // Once every lot has its areas: one that moves from lot to lot is in both halfway.
  void Boundaries() {
    std::map<Code, LotId> lots;
    for (const auto& [lot, versions] : Find()->lot_areas()) {
      const auto* set = versions.On(from_);
      if (set == nullptr) continue;
      for (const Code& area : set->value.areas) {
        const auto [first, fresh] = lots.try_emplace(area, lot);
        if (fresh) continue;
        for (const FileSection& section : file_.sections) {
          const auto* c = std::get_if<SetLotAreas>(&section.command);
          if (c == nullptr || (c->lot_id != lot && c->lot_id != first->second)) continue;
          Fault(section, Reject(Reason::kPolicyContradictory, "areas", "area ", area, " is in lot ",
                                first->second, " and in lot ", lot));
          break;
        }
      }
    }
  }

  template <class C>
  void Look(const FileSection& section, C command) {
    if constexpr (requires { command.effective_date; }) command.effective_date = from_;
    if (const std::string key = KeyOf(command); !key.empty()) {
      const auto [first, fresh] = seen_.try_emplace(key, section.at.line);
      if (!fresh) {
        return Fault(section, Reject(Reason::kPolicyContradictory, "", key, " stands here and on line ",
                                     first->second));
      }
    }
    // A faulty element is left out, and the others looked at again.
    std::vector<std::size_t> places;
    if (const auto* list = ListOf(command)) {
      places.resize(list->size());
      std::iota(places.begin(), places.end(), std::size_t{0});
    }
    bool whole = true;
    while (true) {
      Outcome outcome = DecideOn(scratch_, command, facts_);
      auto* no = std::get_if<Rejection>(&outcome);
      if (no == nullptr) {
        if (whole) Take(section, std::get<Decision>(outcome));
        return;
      }
      auto* list = ListOf(command);
      const auto index = IndexIn(no->field);
      if (list == nullptr || !index || *index >= list->size()) return Fault(section, *no);
      const std::size_t open = no->field.find('[');
      no->field = no->field.substr(0, open + 1) + std::to_string(places[*index]) +
                  no->field.substr(std::min(no->field.find(']'), no->field.size()));
      Fault(section, *no);
      whole = false;
      list->erase(list->begin() + static_cast<std::ptrdiff_t>(*index));
      places.erase(places.begin() + static_cast<std::ptrdiff_t>(*index));
      Renumber(*list);
    }
  }

  void Fault(const FileSection& section, Rejection rejection) {
    if (rejection.reason == Reason::kLotUnknown && file_.lots_misread) return;
    verdict_.faults.push_back({PlaceOf(section, rejection.field), std::move(rejection)});
  }

  void Take(const FileSection& section, Decision& decision) {
    for (NewEvent& event : decision.events) {
      const ContractEvent& category = std::get<ContractEvent>(event.event);
      if (std::visit([&](const auto& e) { return InForceAlready(e); }, category)) continue;
      if (MovesMoney(category) && !verdict_.moves_money) verdict_.moves_money = section.at;
      const Contract* contract = Find();
      if (const auto* tiers = std::get_if<TiersSet>(&category)) LoseSeats(*contract, *tiers);
      Evolve(scratch_, {.position = Position{contract != nullptr ? Number(contract->last_position()) + 1 : 1},
                        .time = facts_.now,
                        .effective = event.effective.value_or(facts_.today()),
                        .actor = facts_.actor,
                        .event = event.event});
      verdict_.events.push_back(std::move(event));
    }
  }

  void LoseSeats(const Contract& contract, const TiersSet& tiers) {
    const auto* before = contract.tiers().On(from_);
    if (before == nullptr) return;
    const auto has = [](const TiersSet& set, const Code& name) {
      return std::any_of(set.tiers.begin(), set.tiers.end(), [&](const Tier& t) { return t.tier == name; });
    };
    for (const auto& [provider, member] : contract.members()) {
      for (const auto& [seat, admissions] : member.admissions()) {
        const bool goes = has(before->value, seat.tier) && !has(tiers, seat.tier);
        if (goes && member.AdmittedTo(seat, from_) != nullptr)
          verdict_.lost_seats.push_back({seat.tier, seat.lot_id, provider});
      }
    }
  }

  // Another decision for the same terms is no difference.
  template <class E>
  bool InForceAlready(const E& event) const {
    if constexpr (Policy<E>) {
      const Contract* contract = Find();
      const auto* version = contract != nullptr ? InForce(*contract, from_, event) : nullptr;
      return version != nullptr && SameTerms(version->value, event);
    } else {
      return false;
    }
  }

  const ContractFile& file_;
  const Date from_;
  const Facts& facts_;
  World scratch_;
  FileVerdict verdict_;
  std::map<std::string, std::uint32_t> seen_;  // Keys, and the line of each.
  std::optional<bool> begun_;
};

}  // namespace

FileVerdict Examine(const World& world, const ContractFile& file, Date from, const Facts& facts) {
  return Examination(world, file, from, facts).Run();
}

Rejection RefusalOf(const std::vector<FileFault>& faults) {
  const FileFault& first = faults.front();
  Rejection rejection = first.rejection;
  rejection.field = "file";
  rejection.detail = "line " + std::to_string(first.at.line) + ", column " + std::to_string(first.at.column) +
                     ": " + (first.at.key.empty() ? "" : first.at.key + ": ") + first.rejection.detail;
  if (faults.size() > 1) {
    rejection.detail += "; and " + std::to_string(faults.size() - 1) + " more: contract check lists them all";
  }
  return rejection;
}

Outcome DecideOn(const World& world, const ApplyContract& c, const Facts& facts) {
  FileVerdict verdict = Examine(world, c.file, c.effective_date, facts);
  if (!verdict.faults.empty()) return RefusalOf(verdict.faults);
  const ContractId& id = c.file.contract_id;
  if (verdict.events.empty()) {
    const Contract* contract = world.contracts.Find(id);
    if (contract == nullptr) return NoContract(id, "file");
    const auto& files = contract->files();
    const auto same = std::find_if(files.rbegin(), files.rend(), [&](const AppliedFile& applied) {
      return applied.file.sha256 == c.file.sha256;
    });
    return same != files.rend() ? Already(same->cause) : AlreadyIn(Stream("contract", id));
  }
  if (verdict.moves_money && IsInUse(world, id)) {
    return RefusalOf({{*verdict.moves_money,
                       NeedsASecondPerson(id, "", "propose the file, for a second person to approve")}});
  }

  // From here on the file is applied.
  Decision decision{.events = std::move(verdict.events), .already = {}, .already_stream = {}};
  const std::uint64_t differences = decision.events.size();
  decision.events.push_back({Stream("contract", id), c.effective_date,
                             ContractEvent(ContractFileApplied{.contract_id = id,
                                                               .sha256 = c.file.sha256,
                                                               .differences = differences,
                                                               .authority = c.file.authority})});
  return decision;
}

Outcome DecideOn(const World& world, const ProposePolicyChange& c, const Facts& facts) {
  const ContractId& id = c.file.contract_id;
  if (world.contracts.Find(id) == nullptr) return NoContract(id, "file");
  if (const Change* known = FindChange(world, c.change_id)) {
    const auto* proposed = std::get_if<PolicyChangeProposed>(&known->proposal);
    const bool same = proposed != nullptr && known->effective == c.effective_date &&
                      proposed->contract_id == id && proposed->sha256 == c.file.sha256;
    if (same) return Already(known->proposed_at);
    return ChangeTaken(*known);
  }
  const FileVerdict verdict = Examine(world, c.file, c.effective_date, facts);
  if (!verdict.faults.empty()) return RefusalOf(verdict.faults);
  if (verdict.events.empty()) {
    return Reject(Reason::kRateUnchanged, "file", "contract ", id, " says what the file says on ",
                  c.effective_date, " already");
  }

  // From here on the proposal succeeds.
  PolicyChangeProposed proposal{
      .change_id = c.change_id, .contract_id = id, .sha256 = c.file.sha256, .authority = c.file.authority};
  for (const NewEvent& event : verdict.events) AddPolicy(proposal, std::get<ContractEvent>(event.event));
  return Append(OnChange(c.change_id, c.effective_date, std::move(proposal)));
}

}  // namespace careledger::decide
