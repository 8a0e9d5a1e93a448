#include "server/service/pipeline.h"

#include <google/protobuf/unknown_field_set.h>

#include "server/auth/identity.h"
#include "server/auth/policy.h"
#include "server/intake/values.h"

namespace careledger::service {
namespace {

// The path of the first text in `fields`, read as a `type`, that is not UTF-8; empty when none is.
std::string TextNotUtf8(const google::protobuf::Descriptor& type,
                        const google::protobuf::UnknownFieldSet& fields) {
  using google::protobuf::FieldDescriptor;
  for (int i = 0; i < fields.field_count(); ++i) {
    const google::protobuf::UnknownField& value = fields.field(i);
    const FieldDescriptor* field = type.FindFieldByNumber(value.number());
    if (field == nullptr || value.type() != google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) continue;
    if (field->type() == FieldDescriptor::TYPE_STRING && !intake::IsUtf8(value.length_delimited()))
      return field->name();
    google::protobuf::UnknownFieldSet inner;
    if (field->type() != FieldDescriptor::TYPE_MESSAGE || !inner.ParseFromString(value.length_delimited()))
      continue;
    const std::string path = TextNotUtf8(*field->message_type(), inner);
    if (!path.empty()) return field->name() + "." + path;
  }
  return "";
}

// What is wrong with `bytes` as a request; nothing, and `request` filled, when they are one.
std::optional<decide::Rejection> Parse(std::string_view bytes, Message& request) {
  if (request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) return std::nullopt;
  google::protobuf::UnknownFieldSet fields;
  if (fields.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    const std::string field = TextNotUtf8(*request.GetDescriptor(), fields);
    if (!field.empty()) return decide::Rejection{decide::Reason::kNotUtf8, field, "is not UTF-8"};
  }
  return decide::Rejection{decide::Reason::kInvalidField, "request",
                           "the bytes are not a " + request.GetDescriptor()->name()};
}

}  // namespace

Pipeline::Pipeline(Methods methods, std::string council)
    : methods_(std::move(methods)), council_(std::move(council)) {
  for (auto& [path, method] : methods_) {
    method.request =
        google::protobuf::MessageFactory::generated_factory()->GetPrototype(method.descriptor->input_type());
  }
}

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
  if (!caller)
    return absl::UnauthenticatedError("no identity of council '" + council_ + "' in the certificate");
  if (!auth::MayCall(method.name(), *caller)) {
    return absl::PermissionDeniedError(caller->actor + " may not call " + method.name());
  }
  caller->deadline = identity.deadline;
  return *std::move(caller);
}

void Pipeline::Unary(const Identity& identity, const Method& method, std::string_view request,
                     Reply reply) const {
  auto caller = Admit(identity, method);
  if (!caller.ok()) return reply({caller.status(), std::nullopt}, nullptr);
  std::shared_ptr<Message> message(method.request->New());
  if (const auto fault = Parse(request, *message)) return reply({store::StatusOf(*fault), fault}, nullptr);
  method.unary(*caller, std::move(message), std::move(reply));
}

Outcome Pipeline::Stream(const Identity& identity, const Method& method, std::string_view request,
                         Writer& writer) const {
  auto caller = Admit(identity, method);
  if (!caller.ok()) return {caller.status(), std::nullopt};
  const std::shared_ptr<Message> message(method.request->New());
  if (const auto fault = Parse(request, *message)) return {store::StatusOf(*fault), fault};
  return method.stream(*caller, *message, writer);
}

}  // namespace careledger::service
