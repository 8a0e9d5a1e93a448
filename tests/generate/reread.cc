#include "tests/generate/reread.h"

#include <algorithm>
#include <optional>

namespace careledger::generate_test {
namespace {

constexpr int kNever = 1 << 30;

struct Package {
  std::string person, service, lot, provider;
  int start = kNever;
  int end = kNever;                                            // First day without care.
  std::vector<std::tuple<int, int, std::vector<Slot>>> plans;  // From, until, plan; later ones first.
  std::vector<std::pair<int, int>> away;

  bool Away(int day) const {
    return std::any_of(away.begin(), away.end(),
                       [&](const auto& a) { return a.first <= day && day < a.second; });
  }
  std::vector<Slot> SlotsOn(int day) const {
    std::vector<Slot> result;
    if (day < start || day >= end) return result;
    for (auto p = plans.rbegin(); p != plans.rend(); ++p) {
      if (day < std::get<0>(*p) || day >= std::get<1>(*p)) continue;
      for (const Slot& slot : std::get<2>(*p)) {
        if (slot.days[static_cast<std::size_t>((day + 3) % 7)]) result.push_back(slot);
      }
      break;
    }
    return result;
  }
};

struct Stay {
  std::string carer;
  std::int64_t in, out;
};

struct Visit {
  std::string provider, id, person, service, status;
  std::int64_t planned = 0;
  int day = 0;
  int minutes = 0;
  std::vector<Stay> stays;
  std::string fault;
};

struct Council {
  std::map<std::string, Package> packages;
  std::map<std::string, std::vector<std::string>> of_person;
  std::map<std::string, std::string> holder;                          // Of a lot.
  std::map<std::pair<std::string, std::string>, std::int64_t> rates;  // £0.0001 by service and provider.
  std::map<std::pair<std::string, std::string>, std::map<int, Visit>>
      visits;  // By provider and id: the versions.

  std::string ProviderOn(const Package& k, int day, int go_live) const {
    return go_live != 0 && day >= go_live && !k.lot.empty() ? holder.at(k.lot) : k.provider;
  }
};

void LoadPackage(const Row& row, Council& c) {
  Package k;
  k.person = row.at("person_id");
  k.service = row.at("service");
  k.lot = row.at("lives_in_lot");
  k.provider = row.at("provider_id");
  if (!row.at("start").empty()) k.start = DayOf(row.at("start"));
  k.plans.push_back({k.start, kNever, ParsePlan(row.at("plan"))});
  c.of_person[k.person].push_back(row.at("package_id"));
  c.packages[row.at("package_id")] = std::move(k);
}

void LoadEvent(const Row& row, Council& c, std::vector<std::string>& mistakes) {
  const auto found = c.packages.find(row.at("package_id"));
  if (found == c.packages.end()) {
    mistakes.push_back("event before its package: " + row.at("package_id"));
    return;
  }
  Package& k = found->second;
  const std::string& event = row.at("event");
  const int day = DayOf(row.at("effective_date"));
  if (event == "suspended") {
    k.away.push_back({day, kNever});
  } else if (event == "resumed") {
    if (k.away.empty() || k.away.back().second != kNever)
      mistakes.push_back("resumed twice: " + found->first);
    k.away.back().second = day;
  } else if (event == "plan-changed") {
    const int until = row.at("until").empty() ? kNever : DayOf(row.at("until"));
    k.plans.push_back({day, until, ParsePlan(row.at("plan"))});
  } else if (event == "died") {
    for (const std::string& id : c.of_person[k.person]) c.packages[id].end = day + 1;
  } else if (event == "ended" || event == "handed-back") {
    k.end = day;
  } else {
    mistakes.push_back("no such event: " + event);
  }
}

void LoadVisit(const Row& row, const std::string& provider, std::int64_t clock, Council& c, Reread& r) {
  Visit v;
  v.provider = provider;
  v.id = row.at("external_id");
  v.person = row.at("person_id");
  v.service = row.at("service");
  v.status = row.at("status");
  v.planned = InstantOf(row.at("planned_start"));
  v.day = DayOf(row.at("planned_start"));
  v.minutes = std::stoi(row.at("planned_minutes"));
  for (const std::string& n : {std::string(), std::string("_2")}) {
    if (row.at("carer_id" + n).empty()) continue;
    for (const std::string& time : {row.at("check_in" + n), row.at("check_out" + n)})
      r.offsets += time.find('+') != std::string::npos;
    v.stays.push_back(
        {row.at("carer_id" + n), InstantOf(row.at("check_in" + n)), InstantOf(row.at("check_out" + n))});
    if (v.stays.back().in >= v.stays.back().out) r.mistakes.push_back("leaves before arriving: " + v.id);
    if (v.stays.back().out > clock) r.mistakes.push_back("reported before it happened: " + v.id);
  }
  if ((v.status == "delivered") == v.stays.empty())
    r.mistakes.push_back("status and times disagree: " + v.id);
  const int sequence = std::stoi(row.at("sequence"));
  if (!c.visits[{provider, v.id}].emplace(sequence, std::move(v)).second)
    r.mistakes.push_back("sequence twice");
  ++r.rows;
}

std::int64_t RateOf(const std::string& pounds) {
  const std::size_t point = pounds.find('.');
  std::string decimals = pounds.substr(point + 1);
  decimals.resize(4, '0');
  return std::stoll(pounds.substr(0, point)) * 10'000 + std::stoll(decimals);
}

Council Load(const std::string& directory, const std::vector<std::string>& manifests, Reread& r) {
  Council c;
  std::int64_t last = 0;
  for (const std::string& manifest : manifests) {
    for (const Row& step : ReadCsv(directory + "/" + manifest)) {
      const std::int64_t clock = InstantOf(step.at("clock"));
      if (clock < last) r.mistakes.push_back("the clock goes back at " + step.at("file"));
      last = clock;
      const std::string& kind = step.at("kind");
      for (const Row& row : ReadCsv(directory + "/" + step.at("file"))) {
        if (kind == "awards") c.holder[row.at("lot_id")] = row.at("provider_id");
        if (kind == "rates") c.rates[{row.at("service"), row.at("provider_id")}] = RateOf(row.at("rate"));
        if (kind == "packages") LoadPackage(row, c);
        if (kind == "package-events") LoadEvent(row, c, r.mistakes);
        if (kind == "visits") LoadVisit(row, step.at("provider_id"), clock, c, r);
      }
    }
  }
  return c;
}

bool Overlap(const Visit& a, const Visit& b, bool same_carer) {
  for (const Stay& x : a.stays) {
    for (const Stay& y : b.stays) {
      if ((!same_carer || x.carer == y.carer) && x.in < y.out && y.in < x.out) return true;
    }
  }
  return false;
}

// Finds planted faults with nothing but the files.
void FindFaults(const Council& c, std::vector<Visit*>& visits, Reread& r) {
  std::map<std::tuple<std::string, std::string, std::int64_t>, Visit*> answered;
  std::map<std::string, std::vector<Visit*>> by_carer, by_person;
  for (Visit* v : visits) {
    const auto person = c.of_person.find(v->person);
    if (person == c.of_person.end()) {
      v->fault = "unknown-package";
    } else if (v->day >= c.packages.at(person->second.front()).end) {
      v->fault = "after-end";
    } else if (!answered.emplace(std::tuple(v->person, v->service, v->planned), v).second) {
      v->fault = "same-visit";
    }
    if (v->fault == "same-visit") continue;
    for (const Stay& stay : v->stays) by_carer[v->provider + "/" + stay.carer].push_back(v);
    by_person[v->person].push_back(v);
  }
  for (auto& [carer, list] : by_carer) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      for (std::size_t j = i + 1; j < list.size() && list[j]->planned < list[i]->planned + 50'000; ++j) {
        if (!Overlap(*list[i], *list[j], true)) continue;
        if (!list[j]->fault.empty()) r.mistakes.push_back("two faults in one visit: " + list[j]->id);
        list[j]->fault = "two-places";
      }
    }
  }
  for (auto& [person, list] : by_person) {
    if (c.of_person.count(person) == 0) continue;
    for (std::size_t i = 0; i + 1 < list.size(); ++i) {
      if (Overlap(*list[i], *list[i + 1], false))
        r.mistakes.push_back("overlap of " + person + " at " + list[i]->id);
    }
  }
  for (const Visit* v : visits) {
    if (!v->fault.empty()) r.faults.insert({v->fault, v->provider, v->id});
  }
}

void Count(const std::string& prefix, const Visit& v, std::int64_t rate, int carers, Sums& sums) {
  ++sums[prefix + "visits"];
  ++sums[prefix + v.status];
  sums[prefix + "planned_minutes"] += v.minutes;
  sums[prefix + "planned_carer_minutes"] += v.minutes * carers;
  std::int64_t minutes = 0;
  for (const Stay& stay : v.stays) {
    const std::int64_t own = (stay.out - stay.in) / 60;
    minutes += own;
    // own / 60 hours at rate / 100 pence: a penny more when the remainder is a half or above.
    const std::int64_t whole = own * rate / 6'000;
    sums[prefix + "pence"] += whole + (own * rate % 6'000 >= 3'000 ? 1 : 0);
    ++sums[prefix + "lines"];
  }
  if (v.stays.empty()) return;
  sums[prefix + "delivered_carer_minutes"] += minutes;
  const std::int64_t late = v.stays.front().in - v.planned;
  sums[prefix + "punctual"] += late >= -1'800 && late <= 1'800;
  sums[prefix + "short"] += minutes * 100 < v.minutes * 80 * static_cast<std::int64_t>(v.stays.size());
}

}  // namespace

Reread Add(const std::string& directory, const std::vector<std::string>& manifests, int go_live) {
  Reread r;
  Council c = Load(directory, manifests, r);

  std::vector<Visit*> last;
  int first_day = kNever;
  int last_day = 0;
  for (auto& [key, versions] : c.visits) {
    Visit* v = &versions.rbegin()->second;
    last.push_back(v);
    first_day = std::min(first_day, v->day);
    last_day = std::max(last_day, v->day);
  }
  std::stable_sort(last.begin(), last.end(), [](const Visit* a, const Visit* b) {
    return std::tie(a->planned, a->provider, a->id) < std::tie(b->planned, b->provider, b->id);
  });
  FindFaults(c, last, r);

  const auto monday = [](int day) { return day - (day + 3) % 7; };
  std::set<std::tuple<std::string, std::string, std::int64_t>> answered;
  for (const Visit* v : last) {
    if (v->fault.empty() || v->fault == "two-places") answered.insert({v->person, v->service, v->planned});
    if (!v->fault.empty()) continue;
    // The slot it answers, and whose package it is.
    const Package* package = nullptr;
    std::optional<Slot> slot;
    for (const std::string& id : c.of_person.at(v->person)) {
      const Package& k = c.packages.at(id);
      if (k.service != v->service) continue;
      package = &k;
      for (const Slot& s : k.SlotsOn(v->day)) {
        if (InstantAt(v->day, s.start) == v->planned) slot = s;
      }
    }
    if (!slot || slot->minutes != v->minutes || c.ProviderOn(*package, v->day, go_live) != v->provider) {
      r.mistakes.push_back("answers no slot: " + v->provider + " " + v->id);
      continue;
    }
    if (package->Away(v->day) && v->status != "in-hospital")
      r.mistakes.push_back("care while in hospital: " + v->id);
    const std::int64_t rate = c.rates.at({v->service, v->provider});
    Sums& week = r.weeks[{v->provider, monday(v->day)}];
    Count("final.", *v, rate, slot->carers, week);
    const auto& versions = c.visits.at({v->provider, v->id});
    Count("first.", versions.begin()->second, rate, slot->carers, week);
    week["corrected"] += versions.size() > 1;
    if (go_live == 0 || v->day >= go_live) Count("final.", *v, rate, slot->carers, r.lots[package->lot]);
  }
  for (const auto& [id, k] : c.packages) {
    for (int day = first_day; day <= last_day; ++day) {
      if (k.Away(day)) continue;
      for (const Slot& slot : k.SlotsOn(day)) {
        Sums& week = r.weeks[{c.ProviderOn(k, day, go_live), monday(day)}];
        ++week["slots"];
        week["slot_minutes"] += slot.minutes;
        week["slot_carer_minutes"] += slot.minutes * slot.carers;
        week["unreported"] += answered.count({k.person, k.service, InstantAt(day, slot.start)}) == 0;
      }
    }
  }
  return r;
}

Sums Flatten(const Json& cell) {
  Sums sums;
  for (const char* name : {"slots", "slot_minutes", "slot_carer_minutes", "unreported", "corrected"}) {
    if (cell.members.count(name) > 0) sums[name] = cell[name].number;
  }
  for (const char* version : {"final", "first"}) {
    if (cell.members.count(version) == 0) continue;
    for (const auto& [name, value] : cell[version].members)
      sums[std::string(version) + "." + name] = value.number;
  }
  std::erase_if(sums, [](const auto& s) { return s.second == 0; });
  return sums;
}

}  // namespace careledger::generate_test
