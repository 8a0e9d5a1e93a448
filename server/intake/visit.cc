#include "server/intake/visit.h"

#include <utility>

namespace careledger::intake {
namespace {

// Closed lists have the numbers of the API, but proto3 lets any number through.
template <class Model, class Api>
void ReadEnum(std::string_view field, Api number, bool (*known)(int), Need need, Model& out,
              Reading& reading) {
  if (!known(number)) {
    reading.Refuse(field,
                   "'" + std::to_string(static_cast<int>(number)) + "' is not a known " + std::string(field));
  } else if (number == 0 && need == Need::kRequired) {
    reading.Refuse(field, "is required");
  }
  out = static_cast<Model>(number);
}

void ReadAttendance(const v1::Attendance& from, model::Attendance& to, Reading& reading) {
  reading.Read("carer_id", from.carer_id(), Need::kRequired, to.carer_id);
  reading.Read("check_in", from.check_in(), Need::kOptional, to.check_in);
  reading.Read("check_out", from.check_out(), Need::kOptional, to.check_out);
  ReadEnum("evidence", from.evidence(), &v1::Evidence_IsValid, Need::kOptional, to.evidence, reading);
}

}  // namespace

std::variant<model::VisitRecorded, decide::Rejection> ReadVisit(const v1::Visit& visit,
                                                                const model::ProviderId& provider,
                                                                const model::SourceId& source) {
  std::variant<model::VisitRecorded, decide::Rejection> result;
  auto& to = *std::get_if<model::VisitRecorded>(&result);
  Reading reading;
  to.provider_id = provider;
  to.source = source;
  reading.Read("external_id", visit.external_id(), Need::kRequired, to.external_id);
  to.sequence = visit.sequence();
  reading.Read("person_id", visit.person_id(), Need::kRequired, to.person_id);
  reading.Read("service", visit.service(), Need::kRequired, to.service);
  reading.Read("deliverer_id", visit.deliverer_id(), Need::kOptional, to.deliverer_id);
  reading.Read("planned_start", visit.planned_start(), Need::kRequired, to.planned_start);
  to.planned_minutes = visit.planned_minutes();
  ReadEnum("status", visit.status(), &v1::VisitStatus_IsValid, Need::kRequired, to.status, reading);
  ReadEnum("notice_by", visit.notice_by(), &v1::NoticeBy_IsValid, Need::kOptional, to.notice_by, reading);
  reading.Read("notice_time", visit.notice_time(), Need::kOptional, to.notice_time);
  to.attendances.resize(static_cast<std::size_t>(visit.attendances_size()));
  for (int i = 0; i < visit.attendances_size() && reading.ok(); ++i) {
    Reading attendance;
    ReadAttendance(visit.attendances(i), to.attendances[static_cast<std::size_t>(i)], attendance);
    if (!attendance.ok()) reading.Adopt("attendances[" + std::to_string(i) + "]", std::move(attendance));
  }
  if (!reading.ok()) {
    result = reading.TakeFault();
    return result;
  }
  Derive(to);
  return result;
}

void Derive(model::VisitRecorded& visit) { visit.service_date = model::LondonDate(visit.planned_start); }

}  // namespace careledger::intake
