#include "server/service/read_request.h"

#include <cstdio>
#include <cstdlib>

#include "google/protobuf/descriptor.h"

namespace careledger::service {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

[[noreturn]] void Stop(const Message& request, std::string_view name) {
  std::fprintf(stderr, "%s has no field '%.*s' of the type its command needs\n",
               request.GetTypeName().c_str(), static_cast<int>(name.size()), name.data());
  std::abort();
}

void ReadLine(const Message& message, model::RateLine& line, intake::Reading& reading) {
  RequestReader reader(message);
  reader.Read("service", intake::Need::kRequired, line.key.service);
  reader.Read("provider_id", intake::Need::kOptional, line.key.provider_id);
  reader.Read("lot_id", intake::Need::kOptional, line.key.lot_id);
  reader.Read("day_type", intake::Need::kOptional, line.key.day_type);
  if (line.key.day_type == model::DayType::kUnspecified) line.key.day_type = model::DayType::kAny;
  reader.Read("rate", intake::Need::kRequired, line.rate);
  reader.Read("client_group", intake::Need::kOptional, line.key.client_group);
  reading = std::move(reader.reading());
}

}  // namespace

const FieldDescriptor& RequestReader::Find(std::string_view name) const {
  const FieldDescriptor* field = expected_;
  if (field == nullptr || field->name() != name || field->containing_type() != request_.GetDescriptor())
    field = request_.GetDescriptor()->FindFieldByName(std::string(name));
  if (field == nullptr) Stop(request_, name);
  return *field;
}

std::string_view RequestReader::Text(std::string_view name) {
  const FieldDescriptor& field = Find(name);
  if (field.type() != FieldDescriptor::TYPE_STRING || field.is_repeated()) Stop(request_, name);
  return request_.GetReflection()->GetStringReference(request_, &field, &scratch_);
}

std::string_view RequestReader::TextAt(std::string_view name, std::size_t index) {
  const FieldDescriptor& field = Find(name);
  if (field.type() != FieldDescriptor::TYPE_STRING || !field.is_repeated()) Stop(request_, name);
  return request_.GetReflection()->GetRepeatedStringReference(request_, &field, static_cast<int>(index),
                                                              &scratch_);
}

int RequestReader::EnumNumber(std::string_view name, Need need) {
  const FieldDescriptor& field = Find(name);
  if (field.type() != FieldDescriptor::TYPE_ENUM || field.is_repeated()) Stop(request_, name);
  const int number = request_.GetReflection()->GetEnumValue(request_, &field);
  if (field.enum_type()->FindValueByNumber(number) == nullptr) {
    reading_.Refuse(name, "'" + std::to_string(number) + "' is not a number of " + field.enum_type()->name());
    return 0;
  }
  if (number == 0 && need == Need::kRequired) reading_.Refuse(name, "is required");
  return number;
}

std::size_t RequestReader::Size(std::string_view name, Need need) {
  const FieldDescriptor& field = Find(name);
  if (!field.is_repeated()) Stop(request_, name);
  const int size = request_.GetReflection()->FieldSize(request_, &field);
  if (size == 0 && need == Need::kRequired) reading_.Refuse(name, "is required");
  return static_cast<std::size_t>(size);
}

std::string RequestReader::Element(std::string_view name, std::size_t index) {
  return std::string(name) + "[" + std::to_string(index) + "]";
}

void RequestReader::Read(std::string_view name, Need need, bool& out) {
  const FieldDescriptor& field = Find(name);
  if (field.type() != FieldDescriptor::TYPE_BOOL || field.is_repeated()) Stop(request_, name);
  out = request_.GetReflection()->GetBool(request_, &field);
  if (!out && need == Need::kRequired) reading_.Refuse(name, "is required");
}

void RequestReader::Read(std::string_view name, Need need, std::uint32_t& out) {
  const FieldDescriptor& field = Find(name);
  if (field.type() != FieldDescriptor::TYPE_UINT32 || field.is_repeated()) Stop(request_, name);
  out = request_.GetReflection()->GetUInt32(request_, &field);
  if (out == 0 && need == Need::kRequired) reading_.Refuse(name, "is required");
}

void RequestReader::Read(std::string_view name, Need need, std::uint64_t& out) {
  const FieldDescriptor& field = Find(name);
  if (field.type() != FieldDescriptor::TYPE_UINT64 || field.is_repeated()) Stop(request_, name);
  out = request_.GetReflection()->GetUInt64(request_, &field);
  if (out == 0 && need == Need::kRequired) reading_.Refuse(name, "is required");
}

void RequestReader::Read(std::string_view name, Need need, std::optional<std::uint32_t>& out) {
  const FieldDescriptor& field = Find(name);
  if (field.type() != FieldDescriptor::TYPE_UINT32 || !field.has_presence()) Stop(request_, name);
  if (request_.GetReflection()->HasField(request_, &field)) {
    out = request_.GetReflection()->GetUInt32(request_, &field);
  } else if (need == Need::kRequired) {
    reading_.Refuse(name, "is required");
  }
}

void RequestReader::Read(std::string_view name, Need need, model::Authority& out) {
  const FieldDescriptor& field = Find(name);
  if (field.type() != FieldDescriptor::TYPE_MESSAGE || field.is_repeated()) Stop(request_, name);
  if (!request_.GetReflection()->HasField(request_, &field)) {
    if (need == Need::kRequired) reading_.Refuse(name, "is required");
    return;
  }
  RequestReader reader(request_.GetReflection()->GetMessage(request_, &field));
  reader.Read("reference", Need::kRequired, out.reference);
  reader.Read("decision_maker", Need::kRequired, out.decision_maker);
  reader.Read("date", need, out.date);
  reading_.Adopt(name, std::move(reader.reading()));
}

void RequestReader::Read(std::string_view name, Need need, std::optional<model::Authority>& out) {
  if (need != Need::kRequired && !request_.GetReflection()->HasField(request_, &Find(name))) return;
  Read(name, Need::kRequired, out.emplace());
}

void RequestReader::Read(std::string_view name, Need need, std::vector<model::RateLine>& out) {
  const FieldDescriptor& field = Find(name);
  if (field.type() != FieldDescriptor::TYPE_MESSAGE) Stop(request_, name);
  out.resize(Size(name, need));
  for (std::size_t i = 0; i < out.size() && reading_.ok(); ++i) {
    intake::Reading line;
    ReadLine(request_.GetReflection()->GetRepeatedMessage(request_, &field, static_cast<int>(i)), out[i],
             line);
    reading_.Adopt(Element(name, i), std::move(line));
  }
}

}  // namespace careledger::service
