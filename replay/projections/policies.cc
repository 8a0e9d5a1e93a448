#include "replay/projections/policies.h"

#include "replay/model/policies.h"
#include "replay/model/words.h"

namespace careledger::projections {
namespace {

using namespace model;

// Words joined, empty ones left out.
class Phrase {
 public:
  Phrase& Add(std::string words) {
    if (!words.empty()) text_.append(text_.empty() ? "" : ", ").append(words);
    return *this;
  }
  Phrase& AddIf(bool condition, std::string words) { return condition ? Add(std::move(words)) : *this; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

template <class T>
std::string Joined(const std::vector<T>& values) {
  std::string text;
  for (const T& value : values) {
    if (!text.empty()) text += ' ';
    if constexpr (std::is_same_v<T, Rate>) {
      text += value.ToString();
    } else {
      text += value.str();
    }
  }
  return text;
}

std::string Count(std::uint64_t number, std::string_view unit) {
  return std::to_string(number).append(" ").append(unit).append(number == 1 ? "" : "s");
}

std::string For(std::string_view before, const std::string& id) {
  return id.empty() ? std::string() : std::string(before) + id;
}

std::string NameOf(const ContractCreated&) { return "contract"; }
std::string NameOf(const LotDefined& e) { return "lot " + e.lot_id.str(); }
std::string NameOf(const LotCapSet&) { return "lot cap"; }
std::string NameOf(const PaymentPolicySet&) { return "payment"; }
std::string NameOf(const KpiPolicySet&) { return "measures"; }
std::string NameOf(const TiersSet&) { return "tiers"; }
std::string NameOf(const AdmissionPolicySet&) { return "admission"; }
std::string NameOf(const PricePolicySet& e) {
  const std::string of = e.service.empty() ? "any service" : e.service.str();
  return "price of " + of + For(" for ", e.client_group.str());
}
std::string NameOf(const PremiumSet& e) { return "premium " + e.premium.str(); }
std::string NameOf(const ExistingPackagesSet& e) { return "packages of " + e.from_contract_id.str(); }
std::string NameOf(const RateNoticeSet&) { return "notice of rates"; }
std::string NameOf(const DirectPaymentPolicySet&) { return "direct payments"; }
std::string NameOf(const ContinuingHealthcarePolicySet&) { return "continuing healthcare"; }
std::string NameOf(const ExtensionOptionSet& e) { return "extension " + e.option.str(); }
std::string NameOf(const PhasesSet&) { return "phases"; }
std::string NameOf(const ContractValuesSet&) { return "values"; }
std::string NameOf(const ServicesSet&) { return "services"; }
std::string NameOf(const RetainerPolicySet&) { return "retainer"; }
std::string NameOf(const TimeBankPolicySet&) { return "time bank"; }
std::string NameOf(const ExtraTimePolicySet&) { return "extra time"; }
std::string NameOf(const LotAreasSet& e) { return "areas of lot " + e.lot_id.str(); }
std::string NameOf(const CallersSet&) { return "may call off"; }
std::string NameOf(const FundersSet&) { return "funders"; }
std::string NameOf(const TerminationNoticeSet&) { return "notice of an end"; }
std::string NameOf(const HandBackNoticeSet&) { return "notice of a hand-back"; }

std::string TermsOf(const ContractCreated& e) {
  return Phrase()
      .Add("\"" + e.title + "\" of " + e.commissioner_id.str())
      .AddIf(!e.partners.empty(), "with " + Joined(e.partners))
      .Add("from " + e.start.ToString() + (e.end ? " to " + (*e.end - 1).ToString() : " on"))
      .text();
}
std::string TermsOf(const LotDefined& e) { return "number " + std::to_string(e.number) + ", " + e.name; }
std::string TermsOf(const LotCapSet& e) {
  return e.lots ? "at most " + Count(*e.lots, "lot") + " a provider" : "none";
}
std::string TermsOf(const PaymentPolicySet& e) {
  const auto minutes = [](const std::optional<std::uint32_t>& m) { return Count(m.value_or(0), "minute"); };
  return Phrase()
      .Add("pence " + std::string(Word(e.price_rounding)))
      .Add("rates in steps of " + Rate(e.rate_step).ToString())
      .AddIf(e.tolerance_minutes.has_value(), "plan is paid within " + minutes(e.tolerance_minutes))
      .AddIf(e.cap_over_minutes.has_value(), "at most " + minutes(e.cap_over_minutes) + " over plan")
      .AddIf(e.floor_under_minutes.has_value(), "at least plan less " + minutes(e.floor_under_minutes))
      .AddIf(e.round_to_minutes.has_value(), "minutes rounded to " +
                                                 std::to_string(e.round_to_minutes.value_or(0)) + " " +
                                                 std::string(Word(e.minute_rounding)))
      .AddIf(e.hold_unplanned, "unplanned visits held")
      .text();
}
std::string TermsOf(const KpiPolicySet& e) {
  return Phrase()
      .Add("punctual within " + Count(e.punctuality_minutes, "minute"))
      .Add("reported within " + Count(e.report_within_days, "day"))
      .Add("short below " + std::to_string(e.short_below_percent) + " %")
      .text();
}
std::string TermsOf(const Tier& t) {
  const bool competition = t.rule == SourcingRule::kMiniCompetition;
  return t.tier.str() + ": " +
         Phrase()
             .Add(std::string(Word(t.rule)))
             .Add("by " + std::string(Word(t.scope)))
             .AddIf(!t.lots.empty(), "lots " + Joined(t.lots))
             .AddIf(t.via_lead, "via the lead")
             .AddIf(t.choice, "people may choose")
             .AddIf(t.answer_hours != 0, Count(t.answer_hours, "hour") + " to answer")
             .AddIf(competition, "price " + std::to_string(t.price_percent) + " %")
             .AddIf(competition, "fit " + std::to_string(t.fit_percent) + " %")
             .AddIf(t.tie != TieRule::kUnspecified, "tie to " + std::string(Word(t.tie)))
             .text();
}
std::string TermsOf(const TiersSet& e) {
  std::string text;
  for (const Tier& tier : e.tiers) text.append(text.empty() ? "" : "; ").append(TermsOf(tier));
  return text;
}
std::string TermsOf(const AdmissionPolicySet& e) {
  return Phrase()
      .Add(std::string(Word(e.mode)))
      .AddIf(e.every_months != 0, "every " + Count(e.every_months, "month"))
      .AddIf(e.open_days != 0, "open " + Count(e.open_days, "day"))
      .AddIf(e.micro_people != 0,
             "micro-enterprises of at most " + std::to_string(e.micro_people) + " people")
      .text();
}
std::string TermsOf(const PricePolicySet& e) {
  return Phrase()
      .Add(std::string(Word(e.kind)))
      .AddIf(!e.choices.empty(), "one of " + Joined(e.choices))
      .AddIf(e.kind == PriceKind::kCorridor, "from " + e.floor.ToString() + " to " + e.ceiling.ToString())
      .AddIf(e.premiums_count, "premiums count")
      .text();
}
std::string InAreas(const PremiumSet& e) {
  std::vector<Code> areas = e.areas;
  if (!e.area.empty()) areas.insert(areas.begin(), e.area);
  if (areas.empty()) return {};
  return (areas.size() == 1 ? " in area " : " in areas ") + Joined(areas);
}
std::string TermsOf(const PremiumSet& e) {
  return e.amount.ToString() + " an hour" + For(" in lot ", e.lot_id.str()) + InAreas(e) +
         For(" of ", e.service.str()) + For(", with evidence of ", e.evidence.str());
}
std::string TermsOf(const LotAreasSet& e) { return e.areas.empty() ? "not said" : Joined(e.areas); }
std::string TermsOf(const CallersSet& e) { return e.callers.empty() ? "nobody" : Joined(e.callers); }
std::string TermsOf(const FundersSet& e) { return e.funders.empty() ? "any" : Joined(e.funders); }
std::string TermsOf(const TerminationNoticeSet& e) { return Count(e.months, "month"); }
std::string TermsOf(const HandBackNoticeSet& e) { return e.days == 0 ? "none" : Count(e.days, "day"); }
std::string TermsOf(const ExistingPackagesSet& e) { return "move on " + std::string(Word(e.moves_on)); }
std::string TermsOf(const RateNoticeSet& e) { return Count(e.months, "month"); }
std::string TermsOf(const DirectPaymentPolicySet& e) { return e.refused ? "refused" : "accepted"; }
std::string TermsOf(const ContinuingHealthcarePolicySet& e) { return std::string(Word(e.settlement)); }
std::string TermsOf(const ExtensionOptionSet& e) {
  return Phrase()
      .Add("up to " + (e.latest_end - 1).ToString())
      .AddIf(e.part_of_lots, "for part of the lots")
      .AddIf(e.part_of_time, "for part of the time")
      .text();
}
std::string TermsOf(const Phase& p) { return Joined(p.lots) + ", planned " + p.planned.ToString(); }
std::string TermsOf(const PhasesSet& e) {
  std::string text;
  for (const Phase& phase : e.phases) text.append(text.empty() ? "" : "; ").append(TermsOf(phase));
  return text;
}

std::string TermsOf(const ContractValue& v) {
  return v.yearly.ToString() + For(" read as ", v.reading.str()) + " a year for " +
         (v.yearly_hours ? Count(*v.yearly_hours, "hour") : "hours not known") +
         For(" of ", v.service.str()) + For(" for ", v.client_group.str()) +
         For(", paid by ", v.funder.str());
}
std::string TermsOf(const ContractValuesSet& e) {
  std::string text;
  for (const ContractValue& v : e.values)
    text.append(text.empty() ? "" : "; ").append(v.line.str()).append(": ").append(TermsOf(v));
  return text;
}
std::string TermsOf(const ServicesSet& e) { return e.services.empty() ? "any" : Joined(e.services); }
std::string TermsOf(const RetainerPolicySet& e) {
  if (e.days == 0) return "none";
  return Phrase()
      .Add(std::to_string(e.share_percent) + " % of planned time for at most " + Count(e.days, "day"))
      .Add("suspended for " + Joined(e.reasons))
      .AddIf(e.if_staff_kept, "if the carers are kept")
      .text();
}
std::string TermsOf(const TimeBankPolicySet& e) {
  if (e.minutes == 0) return "none";
  return Phrase()
      .Add("at most " + Count(e.minutes, "minute"))
      .AddIf(e.expires_after_days != 0, "gone after " + Count(e.expires_after_days, "day"))
      .text();
}
std::string TermsOf(const ExtraTimePolicySet& e) {
  if (e.incident_minutes == 0) return "none";
  return Phrase()
      .Add("at most " + Count(e.incident_minutes, "minute") + " an incident")
      .AddIf(e.request_within_days != 0, "asked for within " + Count(e.request_within_days, "day"))
      .AddIf(e.yearly_minutes != 0, "at most " + Count(e.yearly_minutes, "minute") + " in 365 days")
      .AddIf(e.unused_first, "the week's unused time first")
      .text();
}

template <class E>
concept InWords = requires(const E& event) {
  TermsOf(event);
};

}  // namespace

std::vector<PolicyOn> PoliciesOn(const Contract& contract, Date on) {
  std::vector<PolicyOn> policies;
  ForEachPolicy(contract, on, [&](const auto& version) {
    const auto& value = version.value;
    using E = std::remove_cvref_t<decltype(value)>;
    const auto add = [&](std::string name, std::string terms) {
      policies.push_back({std::move(name), std::move(terms), version.from, version.cause, value.authority});
    };
    if constexpr (std::is_same_v<E, TiersSet>) {
      for (std::size_t i = 0; i < value.tiers.size(); ++i)
        add("tier " + std::to_string(i + 1), TermsOf(value.tiers[i]));
    } else if constexpr (std::is_same_v<E, PhasesSet>) {
      for (const Phase& phase : value.phases) add("phase " + std::to_string(phase.number), TermsOf(phase));
    } else if constexpr (std::is_same_v<E, ContractValuesSet>) {
      for (const ContractValue& v : value.values) add("value " + v.line.str(), TermsOf(v));
    } else {
      add(NameOf(value), TermsOf(value));
    }
  });
  return policies;
}

PolicyMove MoveOf(const Contract* contract, Date on, const ContractEvent& event) {
  return std::visit(
      [&](const auto& e) {
        using E = std::remove_cvref_t<decltype(e)>;
        PolicyMove move;
        if constexpr (InWords<E>) {
          move.policy = NameOf(e);
          move.after = TermsOf(e);
        } else {
          move.policy = std::string(E::kName);
        }
        if constexpr (Policy<E>) {
          const auto* before = contract != nullptr ? InForce(*contract, on, e) : nullptr;
          if (before != nullptr) move.before = TermsOf(before->value);
        }
        return move;
      },
      event);
}

}  // namespace careledger::projections
