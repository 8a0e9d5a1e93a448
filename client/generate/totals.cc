#include "client/generate/totals.h"

#include <algorithm>

namespace careledger::generate {
namespace {

// A minimal JSON object writer: members in the order given, no spaces but after commas.
class Object {
 public:
  explicit Object(std::string& out) : out_(out) { out_ += '{'; }
  ~Object() { out_ += '}'; }
  Object(const Object&) = delete;
  Object& operator=(const Object&) = delete;

  void Number(std::string_view name, std::int64_t value) { Name(name) += std::to_string(value); }
  void Text(std::string_view name, std::string_view value) {
    std::string& out = Name(name);
    out += '"';
    for (char c : value) {
      if (c == '"' || c == '\\') out += '\\';
      out += c;
    }
    out += '"';
  }
  std::string& Name(std::string_view name) {
    if (!first_) out_ += ", ";
    first_ = false;
    out_ += '"';
    out_ += name;
    out_ += "\": ";
    return out_;
  }

 private:
  std::string& out_;
  bool first_ = true;
};

void Write(std::string& out, const Counters& c) {
  Object o(out);
  o.Number("visits", c.visits);
  for (std::size_t i = 0; i < c.by_status.size(); ++i) o.Number(kStatusNames[i], c.by_status[i]);
  o.Number("planned_minutes", c.planned_minutes);
  o.Number("planned_carer_minutes", c.planned_carer_minutes);
  o.Number("delivered_carer_minutes", c.delivered_carer_minutes);
  o.Number("lines", c.lines);
  o.Number("pence", c.pence);
  o.Number("punctual", c.punctual);
  o.Number("short", c.short_visits);
}

void WriteCell(Object& o, std::string& out, const Cell& cell) {
  o.Number("slots", cell.planned.slots);
  o.Number("slot_minutes", cell.planned.minutes);
  o.Number("slot_carer_minutes", cell.planned.carer_minutes);
  o.Number("unreported", cell.planned.unreported);
  o.Number("corrected", cell.corrected);
  const auto held = [&](Fault fault) { return cell.planted[static_cast<std::size_t>(fault)].visits; };
  o.Number("held", held(Fault::kTwoPlaces) + held(Fault::kSameVisit) + held(Fault::kAfterEnd));
  o.Number("unallocated", held(Fault::kUnknownPackage));
  o.Name("final");
  Write(out, cell.final);
  o.Name("first");
  Write(out, cell.first);
  o.Name("planted");
  {
    Object planted(out);
    for (std::size_t i = 1; i < kFaults; ++i) {
      planted.Name(kFaultNames[i]);
      Write(out, cell.planted[i]);
    }
  }
  o.Name("partners");
  Write(out, cell.partners);
}

// "[\n  {...},\n  {...}\n]"
class Lines {
 public:
  explicit Lines(std::string& out) : out_(out) { out_ += "["; }
  ~Lines() { out_ += "\n]"; }
  Lines(const Lines&) = delete;
  Lines& operator=(const Lines&) = delete;
  void Next() {
    out_ += first_ ? "\n  " : ",\n  ";
    first_ = false;
  }

 private:
  std::string& out_;
  bool first_ = true;
};

}  // namespace

std::string ExternalId(const Visit& visit) {
  if (visit.fault == Fault::kSameVisit) return std::to_string(visit.partner) + "b";
  return std::to_string(visit.number);
}

void Counters::Add(const Visit& visit, std::int64_t rate) {
  ++visits;
  ++by_status[static_cast<std::size_t>(visit.status)];
  planned_minutes += visit.minutes;
  planned_carer_minutes += std::int64_t{visit.minutes} * visit.carers;
  if (visit.Attended() == 0) return;
  std::int64_t minutes = 0;
  for (std::int32_t i = 0; i < visit.Attended(); ++i) {
    const std::int64_t own = visit.attendances[static_cast<std::size_t>(i)].Minutes();
    minutes += own;
    pence += Pence(own, rate);
    ++lines;
  }
  delivered_carer_minutes += minutes;
  const Instant late = visit.attendances[0].in - visit.planned;
  if (late >= -1'800 && late <= 1'800) ++punctual;
  if (100 * minutes < 80 * std::int64_t{visit.minutes} * visit.Attended()) ++short_visits;
}

void Counters::Add(const Counters& o) {
  visits += o.visits;
  for (std::size_t i = 0; i < by_status.size(); ++i) by_status[i] += o.by_status[i];
  planned_minutes += o.planned_minutes;
  planned_carer_minutes += o.planned_carer_minutes;
  delivered_carer_minutes += o.delivered_carer_minutes;
  lines += o.lines;
  pence += o.pence;
  punctual += o.punctual;
  short_visits += o.short_visits;
}

void Cell::Add(const Cell& o) {
  planned.slots += o.planned.slots;
  planned.minutes += o.planned.minutes;
  planned.carer_minutes += o.planned.carer_minutes;
  planned.unreported += o.planned.unreported;
  final.Add(o.final);
  first.Add(o.first);
  for (std::size_t i = 0; i < kFaults; ++i) planted[i].Add(o.planted[i]);
  partners.Add(o.partners);
  corrected += o.corrected;
}

const Provider& Totals::ProviderOf(const Week& week) const {
  return (week.phase == Phase::kBefore ? world_.before
                                       : world_.after)[static_cast<std::size_t>(week.provider)];
}

void Totals::Add(Phase phase, std::int32_t provider, std::int32_t week, const WeekOfVisits& drawn) {
  weeks_.push_back({phase, provider, week, {}});
  Week& w = weeks_.back();
  w.cell.planned = drawn.planned;
  const Provider& p = ProviderOf(w);
  for (const Visit& visit : drawn.visits) {
    ++rows_;
    const std::int64_t rate = p.rates[visit.service];
    if (visit.fault != Fault::kNone) {
      Counters& planted = w.cell.planted[static_cast<std::size_t>(visit.fault)];
      const std::int64_t before = planted.pence;
      planted.Add(visit, rate);
      planted_.push_back({visit.fault, p.id, ExternalId(visit),
                          visit.partner != 0 ? std::to_string(visit.partner) : std::string(), visit.date,
                          planted.pence - before});
      continue;
    }
    const Visit first = FirstVersion(visit);
    w.cell.final.Add(visit, rate);
    w.cell.first.Add(first, rate);
    if (visit.is_partner) w.cell.partners.Add(visit, rate);
    if (visit.correction != Correction::kNone) ++w.cell.corrected;
    if (visit.correction != Correction::kNone) ++rows_;
    const Person& person = world_.people[static_cast<std::size_t>(visit.person)];
    const auto chc = world_.packages[static_cast<std::size_t>(person.first_package)].chc;
    funders_[chc ? 1 : 0].final.Add(visit, rate);
    if (phase == Phase::kAfter && person.lot != kNone)
      lots_[static_cast<std::size_t>(person.lot)].final.Add(visit, rate);
  }
}

std::string Totals::Json() const {
  const Scenario& s = world_.scenario;
  std::string out;
  {
    Object o(out);
    o.Text("note",
           "Generated performance of invented providers: not figures of any real council or provider.");
    o.Text("scenario", s.name);
    o.Text("title", s.title);
    o.Number("seed", s.seed);
    o.Text("from", DayText(s.start()));
    o.Text("go_live", DayText(s.go_live));
    o.Text("to", DayText(s.end() - 1));
    o.Number("people", static_cast<std::int64_t>(world_.people.size()));
    o.Number("packages", static_cast<std::int64_t>(world_.packages.size()));
    std::int64_t on_go_live[2] = {0, 0};
    std::int64_t packages_on_go_live = 0;
    std::int64_t minutes = 0;
    for (const Person& person : world_.people) {
      const Package& k = world_.packages[static_cast<std::size_t>(person.first_package)];
      // In care at the end of the day before and at the start of go-live, or from go-live on.
      if (k.start == kNever || k.start > s.go_live || k.end <= s.go_live) continue;
      ++on_go_live[k.chc ? 1 : 0];
      packages_on_go_live += person.packages;
      for (int i = 0; i < person.packages; ++i) {
        minutes += WeeklyMinutes(
            world_.packages[static_cast<std::size_t>(person.first_package + i)].plans.front().plan);
      }
    }
    o.Number("people_on_go_live_council", on_go_live[0]);
    o.Number("people_on_go_live_chc", on_go_live[1]);
    o.Number("packages_on_go_live", packages_on_go_live);
    o.Number("weekly_carer_minutes_on_go_live", minutes);
    o.Number("visit_rows", rows_);

    Cell all;
    for (const Week& week : weeks_) all.Add(week.cell);
    std::string& text = o.Name("all");
    {
      Object cell(text);
      WriteCell(cell, text, all);
    }
    // Sums of consecutive weeks of one provider.
    const auto write_groups = [&](std::string_view name, std::int32_t weeks_each) {
      o.Name(name);
      Lines lines(out);
      const auto first_after = static_cast<std::int32_t>(s.weeks_before);
      const auto group = [&](const Week& w) {
        return w.phase == Phase::kBefore ? w.week / weeks_each
                                         : first_after + (w.week - first_after) / weeks_each;
      };
      for (std::size_t i = 0; i < weeks_.size();) {
        const Week& first = weeks_[i];
        Cell sum;
        std::size_t end = i;
        while (end < weeks_.size() && weeks_[end].phase == first.phase &&
               weeks_[end].provider == first.provider && group(weeks_[end]) == group(first)) {
          sum.Add(weeks_[end++].cell);
        }
        lines.Next();
        Object row(out);
        row.Text("provider_id", ProviderOf(first).id);
        row.Text("contract_id", first.phase == Phase::kBefore ? s.contract_before : s.contract_after);
        row.Text("from", DayText(s.start() + 7 * first.week));
        row.Text("to", DayText(s.start() + 7 * weeks_[end - 1].week + 6));
        WriteCell(row, out, sum);
        i = end;
      }
    };
    write_groups("weeks", 1);
    write_groups("periods", 4);
    write_groups("providers", 1'000'000);
    o.Name("lots");
    {
      Lines lines(out);
      for (std::size_t i = 0; i < lots_.size(); ++i) {
        lines.Next();
        Object row(out);
        row.Text("lot_id", world_.lots[i].id);
        row.Name("final");
        Write(out, lots_[i].final);
      }
    }
    o.Name("funders");
    {
      Lines lines(out);
      for (std::size_t i = 0; i < funders_.size(); ++i) {
        lines.Next();
        Object row(out);
        row.Text("funder", i == 0 ? "council" : "chc");
        row.Name("final");
        Write(out, funders_[i].final);
      }
    }
    o.Name("planted_visits");
    {
      Lines lines(out);
      for (const Planted& p : planted_) {
        lines.Next();
        Object row(out);
        row.Text("fault", kFaultNames[static_cast<std::size_t>(p.fault)]);
        row.Text("provider_id", p.provider);
        row.Text("external_id", p.external_id);
        row.Text("partner", p.partner);
        row.Text("date", DayText(p.date));
        row.Number("pence", p.pence);
      }
    }
  }
  out += '\n';
  return out;
}

}  // namespace careledger::generate
