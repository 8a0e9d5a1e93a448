#include "server/auth/identity.h"

#include <array>
#include <vector>

namespace careledger::auth {
namespace {

struct NamedRole {
  std::string_view name;
  log::Role role;
  bool of_provider;
};
constexpr std::array<NamedRole, 7> kRoles = {{
    {"contract-manager", log::Role::kContractManager, false},
    {"finance", log::Role::kFinance, false},
    {"auditor", log::Role::kAuditor, false},
    {"broker", log::Role::kBroker, false},
    {"provider", log::Role::kProvider, true},
    {"feed", log::Role::kFeed, true},
    {"administrator", log::Role::kAdministrator, false},
}};

}  // namespace

std::optional<store::Caller> ReadIdentity(std::string_view uri, std::string_view council) {
  constexpr std::string_view kScheme = "careledger://";
  if (!uri.starts_with(kScheme) || uri.size() > 300) return std::nullopt;
  std::vector<std::string_view> parts;
  for (std::string_view rest = uri.substr(kScheme.size());;) {
    const std::size_t slash = rest.find('/');
    parts.push_back(rest.substr(0, slash));
    if (slash == std::string_view::npos) break;
    rest.remove_prefix(slash + 1);
  }
  if (parts.size() < 3 || parts[0] != council) return std::nullopt;
  for (const NamedRole& role : kRoles) {
    if (role.name != parts[1] || parts.size() != (role.of_provider ? 4U : 3U)) continue;
    const auto id = model::Code::Parse(parts.back());
    if (!id) return std::nullopt;
    store::Caller caller{.actor = std::string(uri),
                         .id = id->str(),
                         .role = role.role,
                         .auth = log::AuthClass::kMtls,
                         .provider_id = {}};
    if (role.of_provider) {
      const auto provider = model::ProviderId::Parse(parts[2]);
      if (!provider) return std::nullopt;
      caller.provider_id = *provider;
    }
    return caller;
  }
  return std::nullopt;
}

store::Caller DevelopmentCaller(std::string_view council) {
  return {.actor = "careledger://" + std::string(council) + "/administrator/development",
          .id = "development",
          .role = log::Role::kAdministrator,
          .auth = log::AuthClass::kDevelopment,
          .provider_id = {}};
}

}  // namespace careledger::auth
