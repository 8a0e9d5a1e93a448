#include "server/service/health.h"

#include <google/protobuf/wrappers.pb.h>

#include <chrono>
#include <thread>

namespace careledger::service {
namespace {

// HealthCheckResponse.ServingStatus.
enum Serving : std::uint32_t { kServing = 1, kNotServing = 2, kServiceUnknown = 3 };

// A request has one field, a string numbered 1, and a response one enum numbered 1: on the wire they are
// these wrappers.
using Request = google::protobuf::StringValue;
google::protobuf::UInt32Value Response(Serving serving) {
  google::protobuf::UInt32Value response;
  response.set_value(serving);
  return response;
}

absl::StatusOr<std::string> ServiceOf(std::string_view bytes) {
  Request request;
  if (!request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size())))
    return absl::InvalidArgumentError("the bytes are not a HealthCheckRequest");
  return request.value();
}

}  // namespace

void CheckHealth(std::string_view request, const Reply& reply) {
  const auto service = ServiceOf(request);
  if (!service.ok()) return reply({service.status(), std::nullopt}, nullptr);
  if (!service->empty())
    return reply({absl::NotFoundError("service: only '', the whole server, has a health"), std::nullopt},
                 nullptr);
  const auto response = Response(kServing);
  reply({}, &response);
}

Outcome WatchHealth(std::string_view request, Writer& writer) {
  const auto service = ServiceOf(request);
  if (!service.ok()) return {service.status(), std::nullopt};
  if (!writer.Write(Response(service->empty() ? kServing : kServiceUnknown))) return {};
  while (!writer.gone() && !writer.draining()) std::this_thread::sleep_for(std::chrono::milliseconds(100));
  if (service->empty()) (void)writer.Write(Response(kNotServing));
  return {};
}

}  // namespace careledger::service
