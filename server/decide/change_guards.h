// What ladders ask of a proposed change.
#pragma once

#include "server/decide/guards.h"

namespace careledger::decide {

inline NewEvent OnChange(const ChangeId& change, std::optional<Date> effective, ChangeEvent event) {
  return {Stream("change", change), effective, std::move(event)};
}

// Null when there is none.
inline const Change* FindChange(const World& world, const ChangeId& id) {
  const auto found = world.changes.find(id);
  return found == world.changes.end() ? nullptr : &found->second;
}

inline Rejection NoChange(const ChangeId& id, std::string_view field) {
  return Reject(Reason::kChangeUnknown, field, "there is no change ", id);
}

inline Rejection ChangeTaken(const Change& change) {
  return Reject(Reason::kAlreadyExists, "change_id", "change ", change.id, " was proposed at ",
                change.proposed_at, " with other contents");
}

}  // namespace careledger::decide
