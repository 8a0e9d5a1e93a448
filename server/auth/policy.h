// Who may call what: one table of role by method, deny by default.
#pragma once

#include <span>
#include <string_view>

#include "server/store/submission.h"

namespace careledger::auth {

// One row of the table: a method and the roles that may call it, a letter each:
//   M contract manager, F finance, A auditor, B broker, P provider, E feed, X administrator.
struct Permission {
  std::string_view method;  // "PackageService.AwardPackage"
  std::string_view roles;
};

// In the order of the services' files. Every method has a row; tests/api enumerates them.
std::span<const Permission> Permissions();

// A method without a row is nobody's. Development mode passes for every role but not for two-person commands,
// which the decision refuses.
bool MayCall(std::string_view method, const store::Caller& caller);

// Rows about one provider: a provider or feed may name only its own.
bool MaySee(const store::Caller& caller, std::string_view provider_id);

}  // namespace careledger::auth
