// Who a caller is, read from the URI of its certificate.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/store/submission.h"

namespace careledger::auth {

// "careledger://<council>/<role>/<id>", and for a provider or a feed ".../<provider>/<id>". Empty for any
// other URI, an unknown role, or another council than `council`.
std::optional<store::Caller> ReadIdentity(std::string_view uri, std::string_view council);

// The caller of development mode: an administrator of everything, marked as such in every record. Two-person
// commands are refused to it.
store::Caller DevelopmentCaller(std::string_view council);

}  // namespace careledger::auth
