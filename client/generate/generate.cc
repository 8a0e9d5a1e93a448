#include "client/generate/generate.h"

#include "client/generate/files.h"
#include "client/generate/roster.h"
#include "client/generate/totals.h"
#include "client/generate/world.h"

namespace careledger::generate {
namespace {

// Writes the visits of every provider of a phase: a file a week, corrections in the file of a later week,
// which may lie after the phase.
void WriteVisits(const World& world, const Clock& clock, Phase phase, Folder& folder, Manifest& manifest,
                 Totals& totals) {
  const Scenario& s = world.scenario;
  const bool before = phase == Phase::kBefore;
  const auto first = static_cast<std::int32_t>(before ? 0 : s.weeks_before);
  const auto last = static_cast<std::int32_t>(before ? s.weeks_before : s.weeks());  // Excluded.
  const auto weeks = static_cast<std::int32_t>(s.weeks());
  auto people = PeopleByProvider(world, phase);
  for (std::size_t p = 0; p < people.size() && folder.ok(); ++p) {
    if (people[p].empty()) continue;
    const Provider& provider = (before ? world.before : world.after)[p];
    Roster roster(world, clock, phase, static_cast<std::int32_t>(p), std::move(people[p]));
    VisitFile file(provider, phase, world, clock);
    std::vector<std::vector<Visit>> corrected(static_cast<std::size_t>(weeks));
    for (std::int32_t week = first; week < weeks; ++week) {
      if (week < last) {
        const WeekOfVisits drawn = roster.Draw(week);
        totals.Add(phase, static_cast<std::int32_t>(p), week, drawn);
        for (const Visit& visit : drawn.visits) {
          file.Add(FirstVersion(visit));
          if (visit.correction == Correction::kNone) continue;
          corrected[static_cast<std::size_t>(week + visit.corrected_after)].push_back(visit);
        }
      }
      for (const Visit& visit : corrected[static_cast<std::size_t>(week)]) file.Add(visit);
      corrected[static_cast<std::size_t>(week)] = {};
      if (file.empty()) continue;
      const Day monday = s.start() + 7 * week;
      const std::string name = "visits-" + provider.id + "-" + DayText(monday) + ".csv";
      folder.Write(name, file.Text());
      file.Clear();
      manifest.Add({VisitsArrive(clock, monday + 7), "visits", name, "feed-" + provider.id, "", provider.id,
                    "ecm-" + provider.id});
    }
  }
}

}  // namespace

bool Generate(Scenario scenario, const std::string& out, Summary& summary, std::string& error) {
  FillDefaults(scenario);
  if (const auto contradiction = Contradiction(scenario)) {
    error = *contradiction;
    return false;
  }
  World world;
  world.scenario = std::move(scenario);
  if (!AddParties(world, error)) return false;
  AddPeople(world);

  const Scenario& s = world.scenario;
  const Clock clock(std::min(s.setup_date, s.start()) - 30, s.end() + 60);
  Folder folder(out);
  Manifest manifest;
  Totals totals(world);
  WriteTables(world, clock, folder, manifest);
  if (s.HasBefore()) WriteVisits(world, clock, Phase::kBefore, folder, manifest, totals);
  WriteVisits(world, clock, Phase::kAfter, folder, manifest, totals);

  const Instant end_of_time = clock.At(s.end() + 30, 0);
  if (s.HasBefore()) {
    const Instant over =
        VisitsArrive(clock, s.go_live) + 1;  // What arrives by then is loaded before the transfer.
    folder.Write("manifest-before.csv", manifest.Text(clock, 0, over));
    folder.Write("manifest-after.csv", manifest.Text(clock, over, end_of_time));
  } else {
    folder.Write("manifest.csv", manifest.Text(clock, 0, end_of_time));
  }
  folder.Write("totals.json", totals.Json());

  error = folder.error();
  summary = {static_cast<std::int64_t>(world.people.size()), static_cast<std::int64_t>(world.packages.size()),
             totals.rows(), folder.files(), folder.bytes()};
  return folder.ok();
}

}  // namespace careledger::generate
