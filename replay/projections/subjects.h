// Whom a record is about: every thing it names, so that each has its trail.
#pragma once

#include <forward_list>
#include <string>
#include <string_view>
#include <vector>

#include "replay/model/event.h"

namespace careledger::projections {

struct Subject {
  std::string_view
      kind;  // package, person, provider, contract, lot, change, transfer, import, ledger or commissioner
  std::string_view id;  // A lot is contract/lot.
};

// Those of one kind: each id once, in order.
struct SubjectsOfKind {
  std::string_view kind;  // Of static storage.
  std::vector<std::string_view> ids;
};
// By kind. Points into the event and into itself, and so is moved, never copied: a competition names
// hundreds, whom it would cost more to copy than to sort.
struct Subjects {
  Subjects() = default;
  Subjects(Subjects&&) = default;
  Subjects& operator=(Subjects&&) = default;
  std::vector<SubjectsOfKind> kinds;
  std::forward_list<std::string> lots;  // Which the event names by two fields.
};
// REQUIRES: the event outlives them. Empty for visits, which are found through their provider and day.
Subjects SubjectsOf(const model::Event& event);
Subjects SubjectsOf(model::Event&&) = delete;
bool Names(const model::Event& event, const Subject& subject);

// The service dates under which a visit event is filed, and whose it is; null for other events.
struct VisitFile {
  model::ProviderId provider_id;
  model::Date date;
};
const model::VisitEvent* AsVisit(const model::Event& event);
VisitFile FileOf(const model::VisitEvent& event);

// A visit's name for ever.
struct VisitName {
  model::SourceId source;
  model::ExternalId external_id;
  auto operator<=>(const VisitName&) const = default;
};
struct VisitNameHash {
  std::size_t operator()(const VisitName& name) const noexcept { return Of(name.source, name.external_id); }
  static std::size_t Of(const model::SourceId& source, const model::ExternalId& external_id) noexcept {
    return std::hash<model::ExternalId>{}(external_id)*31 + std::hash<model::SourceId>{}(source);
  }
};
VisitName NameOf(const model::VisitEvent& event);

// Where a visit is filed now, and the highest sequence seen. Every record of it is filed under that date; one
// that moves it to another date is filed there too, with all that came before, so that each day's rows tell a
// visit's whole story.
struct Filed {
  model::Date date;
  std::uint64_t sequence = 0;
};
// 0 for adjustments and voids.
std::uint64_t SequenceOf(const model::VisitEvent& event);
// Whether the event takes the visit to another date. An older sequence that arrives late never does.
bool Moves(const Filed& filed, const model::VisitEvent& event);

}  // namespace careledger::projections
