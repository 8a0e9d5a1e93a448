// Visits: rows of a page, and the council's corrections.
#include <algorithm>

#include "server/decide/guards.h"
#include "server/decide/ladders.h"

namespace careledger::decide {
namespace {

constexpr std::int64_t kClockSkewSeconds = 5 * 60;
constexpr std::size_t kAttendancesMax = 4;

Instant Latest(const Facts& facts) { return {facts.now.instant().seconds + kClockSkewSeconds}; }

Refusal BadVisit(const VisitRecorded& visit, const Facts& facts) {
  const auto bad = [](std::string_view field, const auto&... parts) {
    return Reject(Reason::kInvalidField, field, parts...);
  };
  const Date earliest = TenYearsBefore(facts.today());
  if (visit.service_date < earliest) {
    return bad("planned_start", "the service date ", visit.service_date, " is before ", earliest,
               ", more than ten years ago");
  }
  if (visit.planned_minutes < 1 || visit.planned_minutes > 24 * 60) {
    return bad("planned_minutes", visit.planned_minutes, " planned minutes: 1 to 1440");
  }
  if (visit.status == VisitStatus::kUnspecified) return bad("status", "the visit has no status");
  if (visit.attendances.size() > kAttendancesMax) {
    return bad("attendances", visit.attendances.size(), " attendances: at most ", kAttendancesMax);
  }
  for (auto at = visit.attendances.begin(); at != visit.attendances.end(); ++at) {
    const Attendance& attendance = *at;
    if (std::any_of(visit.attendances.begin(), at,
                    [&](const Attendance& a) { return a.carer_id == attendance.carer_id; })) {
      return bad("attendances", "carer ", attendance.carer_id, " attends twice");
    }
    if (attendance.check_in && attendance.check_out) {
      if (Refusal no = BadAttendance(*attendance.check_in, *attendance.check_out, attendance.carer_id))
        return no;
    }
  }
  if (visit.status == VisitStatus::kDelivered && visit.attendances.empty()) {
    return bad("attendances", "a delivered visit that nobody attended");
  }
  return std::nullopt;
}

// The visit and whatever was captured of it have happened.
Refusal InFuture(Instant at, const Facts& facts, std::string_view field) {
  if (at <= Latest(facts)) return std::nullopt;
  return Reject(Reason::kVisitInFuture, field, at, " lies after now, ", facts.now.instant());
}

bool MayDeliver(const ProviderRegistered& provider, const ProviderId& deliverer) {
  const auto names = [&](const std::vector<ProviderId>& ids) {
    return std::find(ids.begin(), ids.end(), deliverer) != ids.end();
  };
  return names(provider.members) || names(provider.subcontractors);
}

// Whether one of the two has followed the other by the date: its systems go on with it.
bool OneBusiness(const World& world, const ProviderId& a, const ProviderId& b, Date date) {
  return world.successions.Before(a, ContractId(), date).contains(b) ||
         world.successions.Before(b, ContractId(), date).contains(a);
}

Rejection NoVisit(const SourceId& source, const ExternalId& id) {
  return Reject(Reason::kVisitUnknown, "external_id", "source ", source, " has reported no visit ", id);
}

NewEvent On(const VisitRecorded& visit, VisitEvent event) {
  return {VisitStream(visit.provider_id, visit.service_date), visit.service_date, std::move(event)};
}

}  // namespace

std::string VisitStream(const ProviderId& provider, Date service_date) {
  return "visits-" + provider.str() + "." + service_date.ToMonthString();
}

std::variant<VisitDecision, Rejection> DecideVisit(const World& world, const VisitRecorded& visit,
                                                   const KnownVisit* known, const Facts& facts) {
  if (Refusal no = BadVisit(visit, facts)) return *no;
  if (facts.source_owner != nullptr && *facts.source_owner != visit.provider_id &&
      !OneBusiness(world, *facts.source_owner, visit.provider_id, visit.service_date)) {
    return Reject(Reason::kNotYours, "source", "source ", visit.source, " reports for another provider than ",
                  visit.provider_id);
  }
  if (known != nullptr && known->latest.provider_id != visit.provider_id) {
    return Reject(Reason::kNotYours, "external_id", "visit ", visit.external_id, " of source ", visit.source,
                  " was reported by another provider than ", visit.provider_id);
  }
  const ProviderRegistered* provider = world.providers.Find(visit.provider_id);
  if (provider == nullptr) return NoProvider(visit.provider_id, "provider_id");
  if (!visit.deliverer_id.empty() && !MayDeliver(*provider, visit.deliverer_id)) {
    return Reject(Reason::kMemberUnknown, "deliverer_id", visit.deliverer_id,
                  " is neither member nor sub-contractor of provider ", visit.provider_id);
  }
  if (Refusal no = InFuture(visit.planned_start, facts, "planned_start")) return *no;
  for (const Attendance& attendance : visit.attendances) {
    if (attendance.check_in) {
      if (Refusal no = InFuture(*attendance.check_in, facts, "check_in")) return *no;
    }
    if (attendance.check_out) {
      if (Refusal no = InFuture(*attendance.check_out, facts, "check_out")) return *no;
    }
  }
  if (known != nullptr && known->same_sequence && *known->same_sequence != visit) {
    return Reject(Reason::kSequenceReused, "sequence", "visit ", visit.external_id, " has a sequence ",
                  visit.sequence, " with other contents at ", known->same_position);
  }
  if (known != nullptr && known->voided) {
    return Reject(Reason::kVisitVoided, "external_id", "visit ", visit.external_id, " of source ",
                  visit.source, " was voided");
  }
  if (known != nullptr && !known->same_sequence && known->sequences >= kSequencesMax) {
    return Reject(Reason::kTooManyCorrections, "sequence", "visit ", visit.external_id, " of source ",
                  visit.source, " was recorded with ", known->sequences,
                  " sequences, which is as many as are kept: void it, and record it anew under another id");
  }

  // From here on the row is accepted.
  if (known == nullptr) return VisitDecision{RowResult::kCreated};
  return VisitDecision{known->same_sequence ? RowResult::kUnchanged : RowResult::kUpdated};
}

Outcome DecideOn(const World&, const AdjustVisit& c, const Facts& facts) {
  if (Refusal no = BadAttendance(c.check_in, c.check_out, c.carer_id)) return *no;
  if (facts.visit == nullptr) return NoVisit(c.source, c.external_id);
  const VisitRecorded& visit = facts.visit->latest;
  const bool attended = std::any_of(visit.attendances.begin(), visit.attendances.end(),
                                    [&](const Attendance& a) { return a.carer_id == c.carer_id; });
  if (!attended) {
    return Reject(Reason::kCarerUnknown, "carer_id", "carer ", c.carer_id, " did not attend visit ",
                  c.external_id);
  }
  const VisitAdjusted event{.provider_id = visit.provider_id,
                            .source = c.source,
                            .external_id = c.external_id,
                            .service_date = visit.service_date,
                            .carer_id = c.carer_id,
                            .check_in = c.check_in,
                            .check_out = c.check_out,
                            .reason = c.reason};
  if (facts.visit->adjusted == event) return Already(facts.visit->adjusted_position);
  if (Refusal no = InFuture(c.check_out, facts, "check_out")) return *no;
  if (facts.visit->voided) {
    return Reject(Reason::kVisitVoided, "external_id", "visit ", c.external_id, " of source ", c.source,
                  " was voided");
  }

  // From here on the adjustment succeeds.
  return Append(On(visit, event));
}

Outcome DecideOn(const World&, const VoidVisit& c, const Facts& facts) {
  if (facts.visit == nullptr) return NoVisit(c.source, c.external_id);
  const VisitRecorded& visit = facts.visit->latest;
  if (facts.visit->voided) {
    const std::optional<Code>& because = facts.visit->voided_reason;
    if (because && *because != c.reason) {
      return Reject(Reason::kVisitVoided, "reason", "visit ", c.external_id, " of source ", c.source,
                    " was voided at ", facts.visit->voided_position, " for another reason, ", *because);
    }
    if (Number(facts.visit->voided_position) != 0) return Already(facts.visit->voided_position);
    return AlreadyIn(VisitStream(visit.provider_id, visit.service_date));
  }

  // From here on the visit counts no more.
  return Append(On(visit, VisitVoided{.provider_id = visit.provider_id,
                                      .source = c.source,
                                      .external_id = c.external_id,
                                      .service_date = visit.service_date,
                                      .reason = c.reason}));
}

}  // namespace careledger::decide
