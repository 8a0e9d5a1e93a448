// The standard health service, https://github.com/grpc/grpc/blob/master/doc/health-checking.md: whether this
// server takes calls. gRPC's own needs threads of its own, which would poll beside ours.
#pragma once

#include <string_view>

#include "server/service/methods.h"

namespace careledger::service {

inline constexpr std::string_view kHealthCheck = "/grpc.health.v1.Health/Check";
inline constexpr std::string_view kHealthWatch = "/grpc.health.v1.Health/Watch";

// `request` is a HealthCheckRequest. SERVING for "", the server as a whole, as long as it takes calls;
// NOT_FOUND for any other service. INVALID_ARGUMENT for other bytes.
void CheckHealth(std::string_view request, const Reply& reply);
// SERVING, and NOT_SERVING once the server drains; SERVICE_UNKNOWN for a service that CheckHealth does not
// find. Lasts until then or until the caller has gone.
Outcome WatchHealth(std::string_view request, Writer& writer);

}  // namespace careledger::service
