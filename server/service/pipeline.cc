#include "server/service/pipeline.h"

#include "server/auth/identity.h"
#include "server/auth/policy.h"

namespace careledger::service {
namespace {

std::shared_ptr<Message> NewRequest(const Method& method) {
  return std::shared_ptr<Message>(google::protobuf::MessageFactory::generated_factory()
                                      ->GetPrototype(method.descriptor->input_type())
                                      ->New());
}

absl::Status Parse(std::string_view bytes, Message& request) {
  if (request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return absl::OkStatus();
  return absl::InvalidArgumentError("request: is not a " + request.GetDescriptor()->name() +
                                    " (damaged, or text that is not UTF-8)");
}

}  // namespace

const Method* Pipeline::Find(const std::string& path) const {
  const auto found = methods_.find(path);
  return found == methods_.end() ? nullptr : &found->second;
}

absl::StatusOr<store::Caller> Pipeline::Admit(const Identity& identity, const Method& method) const {
  std::optional<store::Caller> caller;
  if (identity.development) {
    caller = auth::DevelopmentCaller(council_);
  } else {
    caller = auth::ReadIdentity(identity.uri, council_);
  }
  if (!caller) return absl::UnauthenticatedError("no identity of council '" + council_ + "' in the certificate");
  if (!auth::MayCall(method.name(), *caller)) {
    return absl::PermissionDeniedError(caller->actor + " may not call " + method.name());
  }
  return *std::move(caller);
}

void Pipeline::Unary(const Identity& identity, const Method& method, std::string_view request, Reply reply) const {
  auto caller = Admit(identity, method);
  if (!caller.ok()) return reply({caller.status(), std::nullopt}, nullptr);
  std::shared_ptr<Message> message = NewRequest(method);
  if (const auto status = Parse(request, *message); !status.ok()) return reply({status, std::nullopt}, nullptr);
  method.unary(*caller, std::move(message), std::move(reply));
}

Outcome Pipeline::Stream(const Identity& identity, const Method& method, std::string_view request,
                         const Writer& writer) const {
  auto caller = Admit(identity, method);
  if (!caller.ok()) return {caller.status(), std::nullopt};
  const std::shared_ptr<Message> message = NewRequest(method);
  if (const auto status = Parse(request, *message); !status.ok()) return {status, std::nullopt};
  return method.stream(*caller, *message, writer);
}

}  // namespace careledger::service
