// Visits, as a provider's system exports them: the hot path of an import.
#include "server/intake/cells.h"
#include "server/intake/kinds.h"
#include "server/intake/visit.h"

namespace careledger::intake {
namespace {

constexpr std::array kVisitColumns = {
    Column{"external_id"},
    Column{"sequence"},
    Column{"person_id"},
    Column{"service"},
    Column{"deliverer_id", false},
    Column{"planned_start"},
    Column{"planned_minutes"},
    Column{"status"},
    Column{"notice_by", false},
    Column{"notice_time", false},
    Column{"carer_id"},
    Column{"check_in"},
    Column{"check_out"},
    Column{"evidence"},
    Column{"carer_id_2", false},
    Column{"check_in_2", false},
    Column{"check_out_2", false},
    Column{"evidence_2", false},
};
using VisitCells = Cells<kVisitColumns>;

struct CarerColumns {
  VisitCells::Name carer_id;
  VisitCells::Name check_in;
  VisitCells::Name check_out;
  VisitCells::Name evidence;
};

// The carer of one group of four columns, if there is one; times without a carer are refused.
void ReadAttendance(VisitCells& cells, const CarerColumns& columns,
                    std::vector<model::Attendance>& attendances) {
  if (cells.Text(columns.carer_id).empty()) {
    for (const VisitCells::Name& column : {columns.check_in, columns.check_out, columns.evidence}) {
      cells.MustBeEmpty(column, "without a carer");
    }
    return;
  }
  model::Attendance& attendance = attendances.emplace_back();
  cells.Required(columns.carer_id, attendance.carer_id);
  cells.Optional(columns.check_in, attendance.check_in);
  cells.Optional(columns.check_out, attendance.check_out);
  cells.Optional(columns.evidence, attendance.evidence);
}

}  // namespace

absl::StatusOr<std::vector<store::Row>> ReadVisits(const ImportContext& context, std::string_view header,
                                                   std::string_view rows, std::uint64_t first_row) {
  return ReadEach<kVisitColumns>(header, rows, first_row, [&](VisitCells& cells) {
    model::VisitRecorded visit;
    visit.provider_id = context.provider_id;
    visit.source = context.source;
    cells.Required("external_id", visit.external_id);
    cells.Required("sequence", visit.sequence);
    cells.Required("person_id", visit.person_id);
    cells.Required("service", visit.service);
    cells.Optional("deliverer_id", visit.deliverer_id);
    cells.Required("planned_start", visit.planned_start);
    cells.Required("planned_minutes", visit.planned_minutes);
    cells.Required("status", visit.status);
    cells.Optional("notice_by", visit.notice_by);
    cells.Optional("notice_time", visit.notice_time);
    ReadAttendance(cells, {"carer_id", "check_in", "check_out", "evidence"}, visit.attendances);
    ReadAttendance(cells, {"carer_id_2", "check_in_2", "check_out_2", "evidence_2"}, visit.attendances);
    if (cells.reading().ok()) Derive(visit);
    return visit;
  });
}

}  // namespace careledger::intake
