// Deliveries: what another system says of people, orders and stays in hospital. A delivery says one thing of
// each: rows that say two are refused, whichever comes first.
#include <map>

#include "absl/strings/str_cat.h"
#include "server/intake/cells.h"
#include "server/intake/kinds.h"

namespace careledger::intake {
namespace {

constexpr std::array kPersonColumns = {
    Column{"person_id"},
    Column{"died_on"},
    Column{"area", false},
    Column{"area_from", false},
};
constexpr std::array kOrderColumns = {
    Column{"package_id"},
    Column{"person_id"},
    Column{"service"},
    Column{"client_group"},
    Column{"funder"},
    Column{"waiting_in"},
    Column{"reason"},
    Column{"requested_on"},
    Column{"lot_id", false},
    Column{"provider_id"},
    Column{"provider_from"},
    Column{"start", false},
    Column{"plan"},
    Column{"plan_from"},
    Column{"ended_on"},
    Column{"end_reason"},
    Column{"area", false},
    Column{"lives_in_lot", false},
    Column{"provider_reason", false},
    Column{"plan_reason", false},
};
constexpr std::array kStayColumns = {
    Column{"person_id"},
    Column{"admitted_on"},
    Column{"discharged_on"},
};

template <class Delivered>
Delivered* In(store::Row& row) {
  auto* command = std::get_if<decide::Command>(&row.content);
  auto* delivery = command != nullptr ? std::get_if<decide::DeliveryCommand>(command) : nullptr;
  return delivery != nullptr ? std::get_if<Delivered>(delivery) : nullptr;
}

decide::Rejection SaidTwice(std::string_view field, std::string_view what, const std::string& id,
                            std::uint64_t other) {
  return {decide::Reason::kAlreadyExists, std::string(field),
          absl::StrCat(std::string(what), " ", id, " is on line ", other,
                       " too: a delivery says one thing of each, so neither is taken")};
}

// Refuses every row whose key another has.
template <class Delivered, class KeyOf>
void RefuseRepeated(std::vector<store::Row>& rows, std::string_view field, std::string_view what,
                    const KeyOf& key_of) {
  std::map<std::string, std::vector<std::size_t>> by_key;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (const auto* delivered = In<Delivered>(rows[i])) by_key[key_of(*delivered).str()].push_back(i);
  }
  for (const auto& [key, places] : by_key) {
    if (places.size() < 2) continue;
    for (const std::size_t i : places) {
      const std::size_t other = i == places[0] ? places[1] : places[0];
      rows[i].content = SaidTwice(field, what, key, rows[other].number);
    }
  }
}

bool Overlap(const projections::DeliveredStay& a, const projections::DeliveredStay& b) {
  if (a.admitted_on == b.admitted_on) return true;
  return (!a.discharged_on || b.admitted_on < *a.discharged_on) &&
         (!b.discharged_on || a.admitted_on < *b.discharged_on);
}

// Gives each row of a person all stays of the person; those that overlap are refused, and the others with
// them, since a person's stays stand or fall together.
void GatherStays(std::vector<store::Row>& rows) {
  std::map<std::string, std::vector<std::size_t>> by_person;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (const auto* row = In<decide::DeliverStays>(rows[i]))
      by_person[row->stays.person_id.str()].push_back(i);
  }
  for (const auto& [person, places] : by_person) {
    std::vector<std::pair<projections::DeliveredStay, std::uint64_t>> stays;
    for (const std::size_t i : places)
      stays.emplace_back(In<decide::DeliverStays>(rows[i])->stays.stays.front(), rows[i].number);
    std::sort(stays.begin(), stays.end(),
              [](const auto& a, const auto& b) { return a.first.admitted_on < b.first.admitted_on; });
    const auto clash = std::adjacent_find(
        stays.begin(), stays.end(), [](const auto& a, const auto& b) { return Overlap(a.first, b.first); });
    for (const std::size_t i : places) {
      if (clash != stays.end()) {
        rows[i].content = decide::Rejection{
            decide::Reason::kAlreadyExists, "admitted_on",
            absl::StrCat("the stays of person ", person, " on lines ", clash->second, " and ",
                         std::next(clash)->second, " overlap, so none of the person's is taken")};
        continue;
      }
      auto& row = *In<decide::DeliverStays>(rows[i]);
      row.stays.stays.clear();
      for (const auto& [stay, line] : stays) {
        if (line == rows[i].number) row.row = row.stays.stays.size();
        row.stays.stays.push_back(stay);
      }
    }
  }
}

}  // namespace

absl::StatusOr<std::vector<store::Row>> ReadPeople(const ImportContext&, std::string_view header,
                                                   std::string_view rows, std::uint64_t first_row) {
  auto read = ReadEach<kPersonColumns>(header, rows, first_row, [](auto& cells) {
    decide::DeliverPerson c;
    cells.Required("person_id", c.person.person_id);
    cells.Optional("died_on", c.person.died_on);
    cells.Optional("area", c.person.area);
    if (cells.Text("area").empty()) {
      cells.MustBeEmpty("area_from", "without an area");
    } else {
      cells.Required("area_from", c.person.area_from);
    }
    return decide::Command(decide::DeliveryCommand(std::move(c)));
  });
  if (read.ok()) {
    RefuseRepeated<decide::DeliverPerson>(*read, "person_id", "person",
                                          [](const auto& c) { return c.person.person_id; });
  }
  return read;
}

absl::StatusOr<std::vector<store::Row>> ReadOrders(const ImportContext& context, std::string_view header,
                                                   std::string_view rows, std::uint64_t first_row) {
  auto read = ReadEach<kOrderColumns>(header, rows, first_row, [&](auto& cells) {
    decide::DeliverOrder c;
    projections::DeliveredOrder& order = c.order;
    order.contract_id = context.contract_id;
    cells.Required("package_id", order.package_id);
    cells.Required("person_id", order.person_id);
    cells.Required("service", order.service);
    cells.Required("client_group", order.client_group);
    cells.Required("funder", order.funder);
    cells.Required("waiting_in", order.waiting_in);
    cells.Required("reason", order.reason);
    cells.Required("requested_on", order.requested_on);
    cells.Optional("lot_id", order.lot_id);
    cells.Optional("provider_id", order.provider_id);
    cells.Optional("start", order.start);
    if (cells.Text("provider_id").empty()) {
      cells.MustBeEmpty("provider_from", "without a provider");
      cells.MustBeEmpty("start", "without a provider");
      cells.MustBeEmpty("provider_reason", "without a provider");
    } else {
      cells.Required("provider_from", order.provider_from);
      cells.Optional("provider_reason", order.provider_reason);
    }
    cells.Required("plan", order.plan);
    cells.Optional("plan_from", order.plan_from);
    cells.Optional("plan_reason", order.plan_reason);
    cells.Optional("ended_on", order.ended_on);
    if (cells.Text("ended_on").empty()) {
      cells.MustBeEmpty("end_reason", "without an end");
    } else {
      cells.Required("end_reason", order.end_reason);
    }
    cells.Optional("area", order.area);
    cells.Optional("lives_in_lot", order.lives_in_lot);
    return decide::Command(decide::DeliveryCommand(std::move(c)));
  });
  if (read.ok()) {
    RefuseRepeated<decide::DeliverOrder>(*read, "package_id", "package",
                                         [](const auto& c) { return c.order.package_id; });
  }
  return read;
}

absl::StatusOr<std::vector<store::Row>> ReadStays(const ImportContext&, std::string_view header,
                                                  std::string_view rows, std::uint64_t first_row) {
  auto read = ReadEach<kStayColumns>(header, rows, first_row, [](auto& cells) {
    decide::DeliverStays c;
    projections::DeliveredStay stay;
    cells.Required("person_id", c.stays.person_id);
    cells.Required("admitted_on", stay.admitted_on);
    cells.Optional("discharged_on", stay.discharged_on);
    if (stay.discharged_on && *stay.discharged_on < stay.admitted_on) {
      cells.Refuse("discharged_on", stay.discharged_on->ToString() + " is before the admission, on " +
                                        stay.admitted_on.ToString());
    }
    c.stays.stays.push_back(stay);
    return decide::Command(decide::DeliveryCommand(std::move(c)));
  });
  if (read.ok()) GatherStays(*read);
  return read;
}

}  // namespace careledger::intake
