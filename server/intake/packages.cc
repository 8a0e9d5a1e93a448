// Packages of care, and what happened to them.
#include "server/intake/cells.h"
#include "server/intake/kinds.h"

namespace careledger::intake {
namespace {

constexpr std::array kPackageColumns = {
    Column{"package_id"},
    Column{"person_id"},
    Column{"service"},
    Column{"client_group"},
    Column{"funder"},
    Column{"waiting_in"},
    Column{"reason"},
    Column{"lot_id", false},
    Column{"provider_id", false},
    Column{"requested_on"},
    Column{"start", false},
    Column{"plan", false},
    Column{"lives_in_lot", false},
    Column{"area", false},
    Column{"priority", false},
    Column{"needs", false},
    Column{"preferred_times", false},
    Column{"carers", false},
    Column{"tier", false},
    Column{"rate", false},
    Column{"deliverer_id", false},
};
constexpr std::array kEventColumns = {
    Column{"package_id"},   Column{"event"},  Column{"effective_date"},   Column{"plan", false},
    Column{"until", false}, Column{"reason"}, Column{"person_id", false},
};
using EventCells = Cells<kEventColumns>;

// Events that carry no plan: what stands there must not be lost silently.
void HasNoPlan(EventCells& cells) {
  cells.MustBeEmpty("plan", "beside an event that changes no plan");
  cells.MustBeEmpty("until", "beside an event that changes no plan");
}

// Events on a package whose reason is recorded.
template <class Command>
decide::Command WithReason(EventCells& cells) {
  Command c;
  cells.Required("package_id", c.package_id);
  cells.Required("effective_date", c.effective_date);
  cells.Required("reason", c.reason);
  if constexpr (std::is_same_v<Command, decide::ChangePlan>) {
    cells.Required("plan", c.plan);
    cells.Optional("until", c.until);
  } else {
    HasNoPlan(cells);
  }
  if constexpr (std::is_same_v<Command, decide::HandBackPackage>) c.notice_date = c.effective_date;
  return c;
}

// Events on a package without one. A reason that the file repeats from the event before ("hospital" beside
// resumed) is checked and left out.
template <class Command>
decide::Command WithoutReason(EventCells& cells) {
  Command c;
  model::Code reason;
  cells.Required("package_id", c.package_id);
  cells.Required("effective_date", c.effective_date);
  cells.Optional("reason", reason);
  HasNoPlan(cells);
  return c;
}

// A death is the person's, not the package's: the file must name the person.
decide::Command Died(EventCells& cells) {
  decide::RecordDeath c;
  model::PackageId package;
  model::Code reason;
  cells.Optional("package_id", package);
  cells.Required("effective_date", c.date);
  cells.Optional("reason", reason);
  cells.Required("person_id", c.person_id);
  HasNoPlan(cells);
  return c;
}

using ReadEvent = decide::Command(EventCells& cells);
constexpr std::array kEvents = {
    std::pair<std::string_view, ReadEvent*>{"started", WithoutReason<decide::StartPackage>},
    std::pair<std::string_view, ReadEvent*>{"suspended", WithReason<decide::SuspendPackage>},
    std::pair<std::string_view, ReadEvent*>{"resumed", WithoutReason<decide::ResumePackage>},
    std::pair<std::string_view, ReadEvent*>{"ended", WithReason<decide::EndPackage>},
    std::pair<std::string_view, ReadEvent*>{"plan-changed", WithReason<decide::ChangePlan>},
    std::pair<std::string_view, ReadEvent*>{"handed-back", WithReason<decide::HandBackPackage>},
    std::pair<std::string_view, ReadEvent*>{"died", Died},
};

decide::Command Event(EventCells& cells) {
  const std::string_view name = cells.Text("event");
  for (const auto& [word, read] : kEvents) {
    if (word == name) return read(cells);
  }
  std::string known;
  for (const auto& [word, read] : kEvents) known.append(known.empty() ? "" : ", ").append(word);
  cells.Refuse("event", name.empty() ? "is required" : Quoted(name) + " is none of " + known);
  return {};
}

}  // namespace

absl::StatusOr<std::vector<store::Row>> ReadPackages(const ImportContext& context, std::string_view header,
                                                     std::string_view rows, std::uint64_t first_row) {
  return ReadEach<kPackageColumns>(header, rows, first_row, [&](auto& cells) {
    decide::RequestPackage request;
    decide::AwardPackage award;
    cells.Required("package_id", request.package_id);
    cells.Required("person_id", request.person_id);
    cells.Required("service", request.service);
    cells.Required("client_group", request.client_group);
    cells.Required("funder", request.funder);
    cells.Required("waiting_in", request.waiting_in);
    cells.Required("reason", request.reason);
    cells.Optional("lot_id", award.lot_id);
    cells.Optional("provider_id", award.provider_id);
    cells.Required("requested_on", request.effective_date);
    const bool awarded = !cells.Text("provider_id").empty();
    if (awarded) {
      cells.Required("start", award.effective_date);
      cells.Optional("tier", award.tier);
      cells.Optional("rate", award.rate);
      cells.Optional("deliverer_id", award.deliverer_id);
    } else {
      cells.MustBeEmpty("start", "without a provider");
      cells.MustBeEmpty("tier", "without a provider");
      cells.MustBeEmpty("rate", "without a provider");
      cells.MustBeEmpty("deliverer_id", "without a provider");
    }
    // Who waits may not have been assessed yet.
    if (awarded) {
      cells.Required("plan", request.plan);
    } else {
      cells.Optional("plan", request.plan);
    }
    cells.Optional("lives_in_lot", request.lot_id);
    cells.Optional("area", request.area);
    cells.Optional("priority", request.priority);
    cells.List("needs", request.needs);
    cells.Optional("preferred_times", request.preferred_times);
    cells.Optional("carers", request.carers);
    if (request.lot_id.empty()) request.lot_id = award.lot_id;
    award.contract_id = context.contract_id;
    // Where the person lives may be a lot of another contract, such as the one that follows.
    if (request.lot_id == award.lot_id) request.contract_id = context.contract_id;
    award.package_id = request.package_id;
    decide::ImportPackage c{.request = std::move(request), .award = std::nullopt};
    if (awarded) c.award = std::move(award);  // Its plan stays empty: as requested.
    return decide::Command(std::move(c));
  });
}

absl::StatusOr<std::vector<store::Row>> ReadPackageEvents(const ImportContext&, std::string_view header,
                                                          std::string_view rows, std::uint64_t first_row) {
  return ReadEach<kEventColumns>(header, rows, first_row, Event);
}

}  // namespace careledger::intake
