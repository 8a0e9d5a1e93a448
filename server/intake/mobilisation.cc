// What is recorded of the people and packages of a mobilisation, many at a time.
#include "server/intake/cells.h"
#include "server/intake/kinds.h"

namespace careledger::intake {
namespace {

constexpr std::array kColumns = {
    Column{"event"},      Column{"date"},          Column{"package_id", false}, Column{"person_id", false},
    Column{"due", false}, Column{"reason", false},
};
using MobilisationCells = Cells<kColumns>;

template <bool kReady>
decide::Command Assessed(MobilisationCells& cells, const ImportContext& context) {
  decide::AssessReadiness c;
  c.contract_id = context.contract_id;
  c.ready = kReady;
  cells.Required("date", c.date);
  cells.Required("package_id", c.package_id);
  cells.MustBeEmpty("person_id", "beside an event of a package");
  cells.MustBeEmpty("due", "beside an event of a package");
  if constexpr (kReady) {
    cells.MustBeEmpty("reason", "beside ready");
  } else {
    cells.Required("reason", c.reason);
  }
  return decide::Command(c);
}

decide::Command Scheduled(MobilisationCells& cells, const ImportContext& context) {
  decide::ScheduleReview c;
  c.contract_id = context.contract_id;
  cells.Required("date", c.date);
  cells.MustBeEmpty("package_id", "beside an event of a person");
  cells.Required("person_id", c.person_id);
  cells.Required("due", c.due_date);
  cells.MustBeEmpty("reason", "beside an event of a person");
  return decide::Command(c);
}

decide::Command Completed(MobilisationCells& cells, const ImportContext& context) {
  decide::CompleteReview c;
  c.contract_id = context.contract_id;
  cells.Required("date", c.date);
  cells.MustBeEmpty("package_id", "beside an event of a person");
  cells.Required("person_id", c.person_id);
  cells.MustBeEmpty("due", "beside a review that was done");
  cells.MustBeEmpty("reason", "beside an event of a person");
  return decide::Command(c);
}

using ReadEvent = decide::Command(MobilisationCells& cells, const ImportContext& context);
constexpr std::array kEvents = {
    std::pair<std::string_view, ReadEvent*>{"ready", Assessed<true>},
    std::pair<std::string_view, ReadEvent*>{"not-ready", Assessed<false>},
    std::pair<std::string_view, ReadEvent*>{"review-scheduled", Scheduled},
    std::pair<std::string_view, ReadEvent*>{"review-completed", Completed},
};

}  // namespace

absl::StatusOr<std::vector<store::Row>> ReadMobilisation(const ImportContext& context,
                                                         std::string_view header, std::string_view rows,
                                                         std::uint64_t first_row) {
  return ReadEach<kColumns>(header, rows, first_row, [&](auto& cells) {
    const std::string_view name = cells.Text("event");
    for (const auto& [word, read] : kEvents) {
      if (word == name) return read(cells, context);
    }
    std::string known;
    for (const auto& [word, read] : kEvents) known.append(known.empty() ? "" : ", ").append(word);
    cells.Refuse("event", name.empty() ? "is required" : Quoted(name) + " is none of " + known);
    return decide::Command();
  });
}

}  // namespace careledger::intake
