#include "server/intake/contract_file.h"

#include <utility>

#include "replay/log/merkle.h"
#include "server/intake/toml_table.h"

namespace careledger::intake {
namespace {

using namespace decide;  // NOLINT: sections are its commands.

// A file under way.
class Reader {
 public:
  explicit Reader(const toml::table& file) : root_(file, "", {}, read_.faults) {}

  ReadFile Run() && {
    ReadContract();
    ReadLots();
    ReadPolicies();
    ReadTiers();
    ReadPrices();
    ReadTerms();
    ReadCare();
    root_.Finish();
    std::stable_sort(read_.faults.begin(), read_.faults.end(), [](const FileFault& a, const FileFault& b) {
      return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    return std::move(read_);
  }

 private:
  // Adds the section that `table` is, read to its end, unless something in it was wrong.
  template <class C>
  void Add(C command, TomlTable& table, std::size_t faults_before) {
    table.Finish();
    if (read_.faults.size() == faults_before)
      read_.file.sections.push_back({std::move(command), table.place(), table.fields()});
  }
  template <class C>
  C Begin() const {
    C command;
    command.contract_id = read_.file.contract_id;
    if constexpr (requires { command.authority; }) command.authority = read_.file.authority;
    return command;
  }
  // [key]: `fill(command, table)` reads what stands in it.
  template <class C, class Fill>
  void Section(std::string_view key, Fill fill) {
    const std::size_t before = read_.faults.size();
    std::optional<TomlTable> table = root_.Table(key, Need::kOptional);
    if (!table) return;
    C command = Begin<C>();
    fill(command, *table);
    Add(std::move(command), *table, before);
  }
  // [[key]], each a command of its own.
  template <class C, class Fill>
  void Sections(std::string_view key, Fill fill) {
    for (TomlTable& table : root_.Tables(key)) {
      const std::size_t before = read_.faults.size();
      C command = Begin<C>();
      fill(command, table);
      Add(std::move(command), table, before);
    }
  }
  // [[key]], all elements of one command's list. One that is wrong is left out; the others are looked at.
  template <class C, class Element, class Fill>
  void List(std::string_view key, std::vector<Element> C::*list, Fill fill) {
    std::vector<TomlTable> tables = root_.Tables(key);
    if (tables.empty()) return;
    FileSection section{Begin<C>(), tables.front().place(), {}};
    std::vector<Element>& elements = std::get<C>(section.command).*list;
    for (TomlTable& table : tables) {
      const std::size_t before = read_.faults.size();
      Element element;
      fill(element, table, elements.size());
      table.Finish();
      if (read_.faults.size() != before) continue;
      const std::string name = std::string(key) + "[" + std::to_string(elements.size()) + "]";
      section.fields[name] = table.place();
      for (const auto& [field, place] : table.fields()) section.fields[name + "." + field] = place;
      elements.push_back(std::move(element));
    }
    read_.file.sections.push_back(std::move(section));
  }

  void ReadContract() {
    ContractFile& file = read_.file;
    CreateContract c;
    const std::size_t before = read_.faults.size();
    root_.Required("contract", c.contract_id, "contract_id");
    root_.Required("title", c.title, "title");
    root_.Required("commissioner", c.commissioner_id, "commissioner_id");
    root_.Optional("partners", c.partners, "partners");
    SetCallers callers;
    const bool calls = root_.Has("may_call_off");
    root_.Optional("may_call_off", callers.callers, "callers");
    SetFunders funders;
    const bool pays = root_.Has("funders");
    root_.Optional("funders", funders.funders, "funders");
    FileSection section{{}, root_.place(), root_.fields()};
    if (std::optional<TomlTable> term = root_.Table("term", Need::kRequired)) {
      file.term = term->place();
      term->Required("start", c.start_date, "start_date");
      if (term->Has("last_day")) {
        term->Required("last_day", c.end_date.emplace(), "end_date");
        ++*c.end_date;
      }
      section.fields.insert(term->fields().begin(), term->fields().end());
      term->Finish();
    }
    file.contract_id = c.contract_id;
    if (read_.faults.size() == before) {
      section.command = std::move(c);
      file.sections.push_back(std::move(section));
    }
    if (std::optional<TomlTable> authority = root_.Table("authority", Need::kRequired)) {
      authority->Required("reference", file.authority.reference, "reference");
      authority->Required("decision_maker", file.authority.decision_maker, "decision_maker");
      authority->Required("date", file.authority.date, "date");
      authority->Finish();
    }
    if (calls && read_.faults.size() == before) {
      callers.contract_id = file.contract_id;
      callers.authority = file.authority;
      file.sections.push_back({std::move(callers), root_.place(), root_.fields()});
    }
    if (pays && read_.faults.size() == before) {
      funders.contract_id = file.contract_id;
      funders.authority = file.authority;
      file.sections.push_back({std::move(funders), root_.place(), root_.fields()});
    }
  }

  void ReadLots() {
    const std::size_t before = read_.faults.size();
    std::vector<FileSection> areas;
    Sections<DefineLot>("lots", [&](DefineLot& c, TomlTable& lot) {
      lot.Required("id", c.lot_id, "lot_id");
      lot.Required("number", c.number, "number");
      lot.Required("name", c.name, "name");
      if (!lot.Has("areas")) return;
      SetLotAreas boundary = Begin<SetLotAreas>();
      boundary.lot_id = c.lot_id;
      lot.Optional("areas", boundary.areas, "areas");
      areas.push_back({std::move(boundary), lot.place(), lot.fields()});
    });
    for (FileSection& boundary : areas) read_.file.sections.push_back(std::move(boundary));
    read_.file.lots_misread = read_.faults.size() != before;
    Section<SetLotCap>("lot_cap", [](SetLotCap& c, TomlTable& cap) { cap.Required("lots", c.lots, "lots"); });
  }

  void ReadPolicies() {
    Section<SetPaymentPolicy>("payment", [](SetPaymentPolicy& c, TomlTable& payment) {
      payment.Optional("price_rounding", c.price_rounding, "price_rounding");
      payment.Optional("rate_step", c.rate_step, "rate_step");
      payment.Optional("tolerance_minutes", c.tolerance_minutes, "tolerance_minutes");
      payment.Optional("cap_over_minutes", c.cap_over_minutes, "cap_over_minutes");
      payment.Optional("floor_under_minutes", c.floor_under_minutes, "floor_under_minutes");
      payment.Optional("round_to_minutes", c.round_to_minutes, "round_to_minutes");
      payment.Optional("minute_rounding", c.minute_rounding, "minute_rounding");
      payment.Optional("hold_unplanned", c.hold_unplanned, "hold_unplanned");
    });
    Section<SetKpiPolicy>("measures", [](SetKpiPolicy& c, TomlTable& measures) {
      measures.Required("punctual_within_minutes", c.punctuality_minutes, "punctuality_minutes");
      measures.Required("reported_within_days", c.report_within_days, "report_within_days");
      measures.Required("short_below_percent", c.short_below_percent, "short_below_percent");
    });
  }

  void ReadTiers() {
    List<SetTiers>("tiers", &SetTiers::tiers, [](Tier& tier, TomlTable& table, std::size_t) {
      table.Required("tier", tier.tier, "tier");
      table.Required("scope", tier.scope, "scope");
      table.Optional("lots", tier.lots, "lots");
      table.Required("rule", tier.rule, "rule");
      table.Optional("via_lead", tier.via_lead, "via_lead");
      table.Optional("people_may_choose", tier.choice, "choice");
      table.Optional("answer_hours", tier.answer_hours, "answer_hours");
      table.Optional("price_percent", tier.price_percent, "price_percent");
      table.Optional("fit_percent", tier.fit_percent, "fit_percent");
      table.Optional("tie", tier.tie, "tie");
    });
    Section<SetAdmissionPolicy>("admission", [](SetAdmissionPolicy& c, TomlTable& admission) {
      admission.Required("providers", c.mode, "mode");
      admission.Optional("every_months", c.every_months, "every_months");
      admission.Optional("open_days", c.open_days, "open_days");
      admission.Optional("micro_people", c.micro_people, "micro_people");
    });
  }

  void ReadPrices() {
    Sections<SetPricePolicy>("prices", [](SetPricePolicy& c, TomlTable& price) {
      price.Optional("service", c.service, "service");
      price.Optional("client_group", c.client_group, "client_group");
      price.Required("kind", c.kind, "kind");
      price.Optional("choices", c.choices, "choices");
      price.Optional("floor", c.floor, "floor");
      price.Optional("ceiling", c.ceiling, "ceiling");
      price.Optional("premiums_count", c.premiums_count, "premiums_count");
    });
    Sections<SetPremium>("premiums", [](SetPremium& c, TomlTable& premium) {
      premium.Required("premium", c.premium, "premium");
      premium.Optional("lot", c.lot_id, "lot_id");
      premium.Optional("area", c.area, "area");
      premium.Optional("areas", c.areas, "areas");
      premium.Optional("service", c.service, "service");
      premium.Required("amount", c.amount, "amount");
      premium.Optional("evidence", c.evidence, "evidence");
    });
    Section<SetRateNotice>("rate_notice", [](SetRateNotice& c, TomlTable& notice) {
      notice.Required("months", c.months, "months");
    });
  }

  void ReadTerms() {
    Section<SetTerminationNotice>("termination", [](SetTerminationNotice& c, TomlTable& termination) {
      termination.Required("notice_months", c.months, "months");
    });
    Sections<SetExistingPackages>("existing_packages", [](SetExistingPackages& c, TomlTable& existing) {
      existing.Required("of_contract", c.from_contract_id, "from_contract_id");
      existing.Required("move_on", c.moves_on, "moves_on");
    });
    Section<SetDirectPaymentPolicy>("direct_payments", [](SetDirectPaymentPolicy& c, TomlTable& payments) {
      bool accepted = true;
      payments.Required("accepted", accepted, "refused");
      c.refused = !accepted;
    });
    Section<SetContinuingHealthcarePolicy>("continuing_healthcare",
                                           [](SetContinuingHealthcarePolicy& c, TomlTable& healthcare) {
                                             healthcare.Required("settlement", c.settlement, "settlement");
                                           });
    Sections<SetExtensionOption>("extensions", [](SetExtensionOption& c, TomlTable& extension) {
      extension.Required("option", c.option, "option");
      extension.Required("last_day", c.latest_end, "latest_end");
      ++c.latest_end;
      extension.Optional("part_of_lots", c.part_of_lots, "part_of_lots");
      extension.Optional("part_of_time", c.part_of_time, "part_of_time");
    });
    List<SetPhases>("phases", &SetPhases::phases, [](Phase& phase, TomlTable& table, std::size_t index) {
      phase.number = static_cast<std::uint32_t>(index + 1);
      table.Required("lots", phase.lots, "lots");
      table.Required("planned", phase.planned, "planned");
    });
    List<SetContractValues>("values", &SetContractValues::values,
                            [](ContractValue& value, TomlTable& table, std::size_t) {
                              table.Required("line", value.line, "line");
                              table.Optional("service", value.service, "service");
                              table.Optional("client_group", value.client_group, "client_group");
                              table.Optional("funder", value.funder, "funder");
                              table.Required("yearly", value.yearly, "yearly");
                              table.Optional("yearly_hours", value.yearly_hours, "yearly_hours");
                              table.Optional("reading", value.reading, "reading");
                            });
  }

  void ReadCare() {
    Section<SetServices>("services", [](SetServices& c, TomlTable& services) {
      services.Required("bought", c.services, "services");
    });
    Section<SetRetainerPolicy>("retainer", [](SetRetainerPolicy& c, TomlTable& retainer) {
      retainer.Required("days", c.days, "days");
      retainer.Optional("share_percent", c.share_percent, "share_percent");
      retainer.Optional("reasons", c.reasons, "reasons");
      retainer.Optional("if_staff_kept", c.if_staff_kept, "if_staff_kept");
    });
    Section<SetTimeBankPolicy>("time_bank", [](SetTimeBankPolicy& c, TomlTable& bank) {
      bank.Required("minutes", c.minutes, "minutes");
      bank.Optional("expires_after_days", c.expires_after_days, "expires_after_days");
    });
    Section<SetExtraTimePolicy>("extra_time", [](SetExtraTimePolicy& c, TomlTable& extra) {
      extra.Required("incident_minutes", c.incident_minutes, "incident_minutes");
      extra.Optional("request_within_days", c.request_within_days, "request_within_days");
      extra.Optional("yearly_minutes", c.yearly_minutes, "yearly_minutes");
      extra.Optional("unused_first", c.unused_first, "unused_first");
    });
    Section<SetHandBackNotice>("hand_back", [](SetHandBackNotice& c, TomlTable& hand_back) {
      hand_back.Required("notice_days", c.days, "days");
    });
  }

  ReadFile read_;
  TomlTable root_;
};

ReadFile Malformed(const FilePlace& at, std::string detail) {
  ReadFile read;
  read.faults.push_back({at, {Reason::kInvalidField, "", std::move(detail)}});
  return read;
}

}  // namespace

ReadFile ReadContractFile(std::string_view bytes) {
  if (bytes.size() > kContractFileBytesMax) {
    return Malformed({}, "the file has " + std::to_string(bytes.size()) + " bytes: at most " +
                             std::to_string(kContractFileBytesMax));
  }
  toml::table table;
  try {
    table = toml::parse(bytes);
  } catch (const toml::parse_error& error) {
    const toml::source_position begin = error.source().begin;
    return Malformed({begin.line, begin.column, ""}, std::string(error.description()));
  }
  ReadFile read = Reader(table).Run();
  const log::Hash hash = log::Sha256(bytes);
  read.file.sha256 = {std::string(hash.begin(), hash.end())};
  return read;
}

}  // namespace careledger::intake
