#include <algorithm>
#include <cstdio>

#include "client/generate/csv.h"
#include "client/generate/random.h"
#include "client/generate/world.h"

namespace careledger::generate {
namespace {

std::optional<Table> ReadTable(const Scenario& scenario, const std::string& file, std::string& error) {
  const std::string path = scenario.directory + "/" + file;
  const auto text = ReadWhole(path);
  auto table = text ? ParseTable(*text) : std::nullopt;
  if (!table) error = "cannot read the table " + path;
  return table;
}

std::vector<std::string> Words(std::string_view text) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    if (space != 0) words.emplace_back(text.substr(0, space));
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return words;
}

bool ReadProviders(const Scenario& scenario, const std::string& file, std::vector<Provider>& out,
                   std::string& error) {
  const auto table = ReadTable(scenario, file, error);
  if (!table) return false;
  for (std::size_t i = 0; i < table->rows.size(); ++i) {
    const auto cell = [&](std::string_view column) { return std::string(table->Cell(i, column)); };
    Provider p;
    p.id = cell("provider_id");
    p.name = cell("name");
    p.form = cell("form");
    p.members = cell("members");
    p.subcontractors = cell("subcontractors");
    p.consortium_lead = cell("consortium_lead");
    p.stands_for = cell("stands_for");
    p.illustrative = cell("illustrative") != "no";
    p.weight = ParseWhole(cell("weight"), 1'000'000).value_or(1);
    if (!cell("rate").empty()) {
      const auto rate = ParseRate(cell("rate"));
      const auto sitting = ParseRate(cell("sitting_rate"));
      if (!rate || !sitting || *rate < 1 || *sitting < 1) {
        error = file + " line " + std::to_string(i + 2) + ": rate or sitting_rate is not pounds an hour";
        return false;
      }
      p.rates = {*rate, *sitting};
    }
    if (p.form == "lead") p.deliverers = Words(p.id + " " + p.subcontractors);
    if (p.form == "consortium") p.deliverers = Words(p.members);
    out.push_back(std::move(p));
  }
  if (std::any_of(out.begin(), out.end(), [](const Provider& p) { return p.Party(); })) return true;
  error = file + " names no provider with a rate";
  return false;
}

bool ReadLots(World& world, std::string& error) {
  const auto lots = ReadTable(world.scenario, world.scenario.lots_file, error);
  const auto awards = ReadTable(world.scenario, world.scenario.awards_file, error);
  if (!lots || !awards) return false;
  for (std::size_t i = 0; i < lots->rows.size(); ++i) {
    world.lots.push_back({std::string(lots->Cell(i, "lot_id")), std::string(lots->Cell(i, "number")),
                          std::string(lots->Cell(i, "name")),
                          ParseWhole(lots->Cell(i, "weight"), 1'000'000).value_or(1), kNone});
  }
  for (std::size_t i = 0; i < awards->rows.size(); ++i) {
    const auto lot = std::find_if(world.lots.begin(), world.lots.end(),
                                  [&](const Lot& l) { return l.number == awards->Cell(i, "lot_number"); });
    const auto provider = std::find_if(world.after.begin(), world.after.end(), [&](const Provider& p) {
      return p.Party() && p.stands_for == awards->Cell(i, "awarded_provider");
    });
    if (lot == world.lots.end() || provider == world.after.end()) {
      error = world.scenario.awards_file + " line " + std::to_string(i + 2) +
              ": no such lot, or nobody stands for it";
      return false;
    }
    lot->provider = static_cast<std::int32_t>(provider - world.after.begin());
    provider->lots.push_back(static_cast<std::int32_t>(lot - world.lots.begin()));
  }
  for (const Lot& lot : world.lots) {
    if (lot.provider != kNone) continue;
    error = "lot " + lot.number + " is awarded to nobody";
    return false;
  }
  return true;
}

void MakeProviders(World& world) {
  Random random =
      Random::For(world.scenario.seed > 0 ? static_cast<std::uint64_t>(world.scenario.seed) : 0, 1);
  for (std::int64_t i = 1; i <= world.scenario.providers; ++i) {
    char number[16];
    std::snprintf(number, sizeof number, "%03d", static_cast<int>(i));
    Provider p;
    p.id = std::string("R") + number;
    p.name = std::string("Provider ") + number;
    p.form = "sole";
    const std::int64_t rate = 150'000 + 500 * random.Between(0, 80);
    p.rates = {rate, rate - 4'500};
    world.after.push_back(std::move(p));
  }
}

void MakeLots(World& world) {
  for (std::int64_t i = 0; i < world.scenario.lots; ++i) {
    char id[16];
    std::snprintf(id, sizeof id, "L%02d", static_cast<int>(i + 1));
    const auto provider = static_cast<std::size_t>(i) % world.after.size();
    world.lots.push_back(
        {id, std::to_string(i + 1), "Lot " + std::to_string(i + 1), 1, static_cast<std::int32_t>(provider)});
    world.after[provider].lots.push_back(static_cast<std::int32_t>(i));
  }
}

}  // namespace

bool AddParties(World& world, std::string& error) {
  const Scenario& s = world.scenario;
  if (s.HasBefore() && !ReadProviders(s, s.providers_before_file, world.before, error)) return false;
  if (s.providers_after_file.empty()) {
    MakeProviders(world);
  } else if (!ReadProviders(s, s.providers_after_file, world.after, error)) {
    return false;
  }
  if (!s.lots_file.empty()) return ReadLots(world, error);
  MakeLots(world);
  return true;
}

}  // namespace careledger::generate
