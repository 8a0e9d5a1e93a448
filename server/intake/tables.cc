// Tables that set up a contract: providers, lots, awards, admissions, capacity, rates. Each row is a command
// of its own.
#include "server/intake/cells.h"
#include "server/intake/kinds.h"

namespace careledger::intake {
namespace {

constexpr std::array kProviderColumns = {
    Column{"provider_id"},
    Column{"name"},
    Column{"form"},
    Column{"members", false},
    Column{"subcontractors", false},
    Column{"consortium_lead", false},
    Column{"stands_for", false},
    Column{"illustrative", false},
};
constexpr std::array kLotColumns = {Column{"lot_id"}, Column{"number"}, Column{"name"}};
constexpr std::array kAwardColumns = {
    Column{"lot_id"},
    Column{"provider_id"},
    Column{"from"},
    Column{"authority_reference"},
    Column{"decision_maker"},
    Column{"decision_date"},
    Column{"quality_percent", false},
    Column{"score", false},
    Column{"out_of", false},
};
constexpr std::array kAdmissionColumns = {
    Column{"provider_id"},    Column{"from"},          Column{"authority_reference"},
    Column{"decision_maker"}, Column{"decision_date"}, Column{"tier", false},
    Column{"lot_id", false},  Column{"rank", false},   Column{"micro", false},
};
constexpr std::array kCapacityColumns = {Column{"provider_id"}, Column{"lot_id", false}, Column{"capacity"},
                                         Column{"from"}};
constexpr std::array kRateColumns = {
    Column{"service"},
    Column{"provider_id", false},
    Column{"lot_id", false},
    Column{"day_type", false},
    Column{"client_group", false},
    Column{"rate"},
    Column{"from"},
    Column{"authority_reference"},
    Column{"decision_maker"},
    Column{"decision_date"},
};

template <const auto& kColumns>
void ReadAuthority(Cells<kColumns>& cells, model::Authority& authority) {
  cells.Required("authority_reference", authority.reference);
  cells.Required("decision_maker", authority.decision_maker);
  cells.Required("decision_date", authority.date);
}

}  // namespace

absl::StatusOr<std::vector<store::Row>> ReadProviders(const ImportContext&, std::string_view header,
                                                      std::string_view rows, std::uint64_t first_row) {
  return ReadEach<kProviderColumns>(header, rows, first_row, [](auto& cells) {
    decide::RegisterProvider c;
    cells.Required("provider_id", c.provider_id);
    cells.Required("name", c.name);
    cells.Required("form", c.form);
    cells.List("members", c.members);
    cells.List("subcontractors", c.subcontractors);
    cells.Optional("consortium_lead", c.consortium_lead);
    cells.Optional("stands_for", c.stands_for);
    cells.Optional("illustrative", c.illustrative);
    return decide::Command(c);
  });
}

absl::StatusOr<std::vector<store::Row>> ReadLots(const ImportContext& context, std::string_view header,
                                                 std::string_view rows, std::uint64_t first_row) {
  return ReadEach<kLotColumns>(header, rows, first_row, [&](auto& cells) {
    decide::DefineLot c;
    c.contract_id = context.contract_id;
    cells.Required("lot_id", c.lot_id);
    cells.Optional("number", c.number);
    cells.Required("name", c.name);
    return decide::Command(c);
  });
}

absl::StatusOr<std::vector<store::Row>> ReadAwards(const ImportContext& context, std::string_view header,
                                                   std::string_view rows, std::uint64_t first_row) {
  return ReadEach<kAwardColumns>(header, rows, first_row, [&](auto& cells) {
    decide::AwardLot c;
    c.contract_id = context.contract_id;
    cells.Required("lot_id", c.lot_id);
    cells.Required("provider_id", c.provider_id);
    cells.Required("from", c.effective_date);
    ReadAuthority(cells, c.authority);
    cells.Optional("quality_percent", c.quality_percent);
    cells.Optional("score", c.score);
    cells.Optional("out_of", c.out_of);
    return decide::Command(c);
  });
}

absl::StatusOr<std::vector<store::Row>> ReadAdmissions(const ImportContext& context, std::string_view header,
                                                       std::string_view rows, std::uint64_t first_row) {
  return ReadEach<kAdmissionColumns>(header, rows, first_row, [&](auto& cells) {
    decide::AdmitProvider c;
    c.contract_id = context.contract_id;
    cells.Required("provider_id", c.provider_id);
    cells.Required("from", c.effective_date);
    ReadAuthority(cells, c.authority);
    cells.Optional("tier", c.tier);
    cells.Optional("lot_id", c.lot_id);
    cells.Optional("rank", c.rank);
    cells.Optional("micro", c.micro);
    return decide::Command(c);
  });
}

absl::StatusOr<std::vector<store::Row>> ReadCapacity(const ImportContext& context, std::string_view header,
                                                     std::string_view rows, std::uint64_t first_row) {
  return ReadEach<kCapacityColumns>(header, rows, first_row, [&](auto& cells) {
    decide::DeclareCapacity c;
    c.contract_id = context.contract_id;
    cells.Required("provider_id", c.provider_id);
    cells.Optional("lot_id", c.lot_id);
    cells.Required("capacity", c.capacity);
    cells.Required("from", c.effective_date);
    return decide::Command(c);
  });
}

absl::StatusOr<std::vector<store::Row>> ReadRates(const ImportContext& context, std::string_view header,
                                                  std::string_view rows, std::uint64_t first_row) {
  return ReadEach<kRateColumns>(header, rows, first_row, [&](auto& cells) {
    model::RateLine line;
    decide::SetRates c;
    c.contract_id = context.contract_id;
    cells.Required("service", line.key.service);
    cells.Optional("provider_id", line.key.provider_id);
    cells.Optional("lot_id", line.key.lot_id);
    cells.Optional("day_type", line.key.day_type);  // Empty: any.
    cells.Optional("client_group", line.key.client_group);
    cells.Required("rate", line.rate);
    cells.Required("from", c.effective_date);
    ReadAuthority(cells, c.authority);
    c.lines.push_back(std::move(line));
    return decide::Command(c);
  });
}

}  // namespace careledger::intake
