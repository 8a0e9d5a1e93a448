#include "replay/projections/admission_rounds.h"

#include <algorithm>

namespace careledger::projections {
namespace {

using namespace model;

// Whether an admission of the provider, other than as a micro-enterprise, begins in [first, last].
bool AdmittedIn(const Membership& member, Date first, Date last) {
  return std::any_of(member.admissions().begin(), member.admissions().end(), [&](const auto& seat) {
    const auto& versions = seat.second.versions();
    return std::any_of(versions.begin(), versions.end(), [&](const auto& admission) {
      return !admission.value.micro && first <= admission.from && admission.from <= last;
    });
  });
}

}  // namespace

std::vector<AdmissionRound> AdmissionRoundsOn(const Contract& contract, Date on) {
  std::vector<AdmissionRound> rounds;
  const auto* policy = contract.admission().On(on);
  if (policy == nullptr || policy->value.mode != AdmissionMode::kRounds || policy->value.every_months == 0)
    return rounds;
  const Date start = contract.terms().start;
  for (std::uint32_t number = 1;; ++number) {
    const Date first = start.MonthsLater((number - 1) * policy->value.every_months);
    if (!contract.InTerm(first)) break;
    const Date last = first + static_cast<std::int32_t>(policy->value.open_days) - 1;
    if (last >= policy->from) {
      AdmissionRound round{.number = number, .first = first, .last = last};
      const Date since = number == 1 ? Date(INT32_MIN) : first;
      for (const auto& [provider, member] : contract.members()) {
        if (AdmittedIn(member, since, std::min(last, on))) ++round.admitted;
      }
      rounds.push_back(round);
    }
    if (first > on) break;
  }
  return rounds;
}

}  // namespace careledger::projections
