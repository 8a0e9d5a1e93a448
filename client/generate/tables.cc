// The tables that set a council up, and the weekly files of packages and what happens to them.
#include <algorithm>
#include <map>

#include "client/generate/csv.h"
#include "client/generate/files.h"

namespace careledger::generate {
namespace {

constexpr std::string_view kManager = "manager-1";
constexpr std::string_view kBroker = "broker-1";

struct Writer {
  const World& world;
  const Clock& clock;
  Folder& folder;
  Manifest& manifest;

  void Import(Instant when, std::string_view kind, const std::string& file, std::string_view as,
              std::string contract, const std::string& content) const {
    folder.Write(file, content);
    manifest.Add({when, std::string(kind), file, std::string(as), std::move(contract), "", ""});
  }
  Instant Setup() const { return clock.At(world.scenario.setup_date, 9 * 60); }
};

void WriteProviders(const Writer& w) {
  std::string out = "provider_id,name,form,members,subcontractors,consortium_lead,stands_for,illustrative\n";
  const auto write = [&](const std::vector<Provider>& providers, bool parties) {
    for (const Provider& p : providers) {
      if (p.Party() != parties) continue;
      AppendRow(out, {p.id, p.name, p.form, p.members, p.subcontractors, p.consortium_lead, p.stands_for,
                      p.illustrative ? "yes" : "no"});
    }
  };
  // Members and sub-contractors come first: who names them must find them.
  write(w.world.before, false);
  write(w.world.after, false);
  write(w.world.before, true);
  write(w.world.after, true);
  w.Import(w.Setup(), "providers", "providers.csv", kManager, "", out);
}

void WriteAdmissions(const Writer& w, const std::vector<Provider>& providers, const std::string& contract,
                     Day from, const std::string& file) {
  std::string out = "provider_id,from,authority_reference,decision_maker,decision_date\n";
  const std::string header = out;
  for (const Provider& p : providers) {
    if (!p.Party() || !p.lots.empty()) continue;
    AppendRow(out, {p.id, DayText(from), "GENERATED", "Generated decision-maker", DayText(from)});
  }
  if (out != header) w.Import(w.Setup(), "admissions", file, kManager, contract, out);
}

void WriteRates(const Writer& w, const std::vector<Provider>& providers, const std::string& contract,
                Day from, const std::string& file) {
  std::string out =
      "service,provider_id,lot_id,day_type,rate,from,authority_reference,decision_maker,decision_date\n";
  const Day decided = std::min(from, w.world.scenario.setup_date);
  for (const Provider& p : providers) {
    if (!p.Party()) continue;
    for (std::size_t service = 0; service < kServiceNames.size(); ++service) {
      AppendRow(out, {kServiceNames[service], p.id, "", "any", RateText(p.rates[service]), DayText(from),
                      "GENERATED", "Generated decision-maker", DayText(decided)});
    }
  }
  w.Import(w.Setup(), "rates", file, kManager, contract, out);
}

void WriteLots(const Writer& w) {
  const Scenario& s = w.world.scenario;
  if (w.world.lots.empty()) return;
  std::string lots = "lot_id,number,name\n";
  std::string awards = "lot_id,provider_id,from,authority_reference,decision_maker,decision_date\n";
  for (const Lot& lot : w.world.lots) {
    AppendRow(lots, {lot.id, lot.number, lot.name});
    AppendRow(awards, {lot.id, w.world.after[static_cast<std::size_t>(lot.provider)].id,
                       DayText(s.contract_after_from), s.authority_reference, s.decision_maker,
                       DayText(s.decision_date)});
  }
  w.Import(w.Setup(), "lots", "lots.csv", kManager, s.contract_after, lots);
  w.Import(w.Setup(), "awards", "awards.csv", kManager, s.contract_after, awards);
}

void AppendPackage(const World& world, std::size_t index, std::string& out) {
  const Package& k = world.packages[index];
  const Person& person = world.people[static_cast<std::size_t>(k.person)];
  const std::string lives_in = person.lot == kNone ? "" : world.lots[static_cast<std::size_t>(person.lot)].id;
  const Provider& after = world.after[static_cast<std::size_t>(person.after)];
  const bool waits = k.start == kNever;
  const std::string& provider =
      k.under_before ? world.before[static_cast<std::size_t>(person.before)].id : after.id;
  // Who was admitted, or has the whole of a contract without lots, is awarded outside any lot; who waits,
  // waits in theirs.
  const bool in_lot = !k.under_before && (waits || !after.lots.empty());
  AppendRow(out, {PackageId(static_cast<std::int32_t>(index)), PersonId(k.person), kServiceNames[k.service],
                  kClientGroups[k.client_group], k.chc ? "chc" : "council",
                  k.in_hospital ? "hospital" : "community", kRequestReasons[k.reason], in_lot ? lives_in : "",
                  waits ? std::string() : provider, DayText(k.requested),
                  waits ? std::string() : DayText(k.start), PlanText(k.plans.front().plan), lives_in});
}

void WritePackages(const Writer& w) {
  const Scenario& s = w.world.scenario;
  // By the day of their record, then the contract they are under.
  std::map<std::pair<Day, bool>, std::string> files;
  for (std::size_t i = 0; i < w.world.packages.size(); ++i) {
    const Package& k = w.world.packages[i];
    std::string& out = files[{k.recorded, !k.under_before}];
    if (out.empty()) {
      out =
          "package_id,person_id,service,client_group,funder,waiting_in,reason,lot_id,provider_id,requested_"
          "on,start,"
          "plan,lives_in_lot\n";
    }
    AppendPackage(w.world, i, out);
  }
  for (const auto& [key, content] : files) {
    const auto& [recorded, after] = key;
    const bool setup = recorded == s.setup_date;
    std::string name = setup ? "packages" : "packages-" + DayText(recorded);
    if (setup && after && s.HasBefore()) name += "-waiting";
    w.Import(setup ? w.Setup() : PackagesArrive(w.clock, recorded), "packages", name + ".csv", kBroker,
             after ? s.contract_after : s.contract_before, content);
  }
}

void WriteEvents(const Writer& w) {
  std::map<Day, std::string> files;
  for (const PackageEvent& e : w.world.events) {
    std::string& out = files[e.recorded];
    if (out.empty()) out = "package_id,event,effective_date,plan,until,reason,person_id\n";
    AppendRow(
        out, {PackageId(e.package), e.event, DayText(e.effective), e.plan ? PlanText(*e.plan) : std::string(),
              e.until == kNever ? std::string() : DayText(e.until), e.reason,
              PersonId(w.world.packages[static_cast<std::size_t>(e.package)].person)});
  }
  for (const auto& [recorded, content] : files) {
    w.Import(EventsArrive(w.clock, recorded), "package-events",
             "package-events-" + DayText(recorded) + ".csv", kBroker, "", content);
  }
}

}  // namespace

void WriteTables(const World& world, const Clock& clock, Folder& folder, Manifest& manifest) {
  const Scenario& s = world.scenario;
  const Writer w{world, clock, folder, manifest};
  WriteProviders(w);
  if (s.HasBefore()) {
    WriteAdmissions(w, world.before, s.contract_before, s.contract_before_from, "admissions.csv");
    WriteRates(w, world.before, s.contract_before, s.contract_before_from,
               "rates-" + s.contract_before + ".csv");
  }
  WriteLots(w);
  WriteAdmissions(w, world.after, s.contract_after, s.contract_after_from,
                  s.HasBefore() ? "admissions-" + s.contract_after + ".csv" : "admissions.csv");
  WriteRates(w, world.after, s.contract_after, s.contract_after_from,
             s.HasBefore() ? "rates-" + s.contract_after + ".csv" : "rates.csv");
  WritePackages(w);
  WriteEvents(w);
}

}  // namespace careledger::generate
