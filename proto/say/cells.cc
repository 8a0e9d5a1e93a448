#include "proto/say/cells.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include "careledger/v1/errors.pb.h"
#include "careledger/v1/options.pb.h"
#include "proto/say/say.h"

namespace careledger::say {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

bool IsMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_repeated();
}
bool IsList(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.is_repeated();
}
bool IsPoint(const FieldDescriptor& field) {
  return IsMessage(field) && field.message_type()->full_name() == "careledger.v1.AnswerPoint";
}
bool IsPence(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name.ends_with("_pence") && field.cpp_type() != FieldDescriptor::CPPTYPE_STRING;
}
// All values of a message, those of the messages inside it in their place.
void Collect(const Descriptor& type, Path prefix, std::vector<Path>& paths) {
  for (int i = 0; i < type.field_count(); ++i) {
    Path path = prefix;
    path.push_back(type.field(i));
    if (IsMessage(*type.field(i)) && path.size() < 5) {
      Collect(*type.field(i)->message_type(), path, paths);
    } else {
      paths.push_back(std::move(path));
    }
  }
}

std::string Hex(std::string_view bytes) {
  std::string hex;
  for (const char c : bytes) hex += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return hex;
}

// "package-ended" for the name of a reason; any other text as it is.
std::string ReasonWord(const std::string& text) {
  v1::RejectionReason reason = v1::REJECTION_REASON_UNSPECIFIED;
  if (!text.starts_with("REJECTION_REASON_") || !v1::RejectionReason_Parse(text, &reason)) return text;
  return EnumWord(*v1::RejectionReason_descriptor()->FindValueByNumber(reason));
}

// One value, or the one at `index` of a repeated field. `people` write pounds and yes, programs pence and
// true.
std::string Scalar(const Message& message, const FieldDescriptor& field, int index, bool people) {
  const auto& r = *message.GetReflection();
  const bool repeated = field.is_repeated();
  const auto number = [&](auto value) -> std::string {
    // Positions begin at 1: 0 is none.
    if (people && value == 0 && field.name().ends_with("position")) return "";
    return people && IsPence(field) ? Pounds(static_cast<long long>(value)) : fmt::format("{}", value);
  };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_INT32:
      return number(repeated ? r.GetRepeatedInt32(message, &field, index) : r.GetInt32(message, &field));
    case FieldDescriptor::CPPTYPE_INT64:
      return number(repeated ? r.GetRepeatedInt64(message, &field, index) : r.GetInt64(message, &field));
    case FieldDescriptor::CPPTYPE_UINT32:
      return number(repeated ? r.GetRepeatedUInt32(message, &field, index) : r.GetUInt32(message, &field));
    case FieldDescriptor::CPPTYPE_UINT64:
      return number(repeated ? r.GetRepeatedUInt64(message, &field, index) : r.GetUInt64(message, &field));
    case FieldDescriptor::CPPTYPE_DOUBLE:
      return number(repeated ? r.GetRepeatedDouble(message, &field, index) : r.GetDouble(message, &field));
    case FieldDescriptor::CPPTYPE_FLOAT:
      return number(repeated ? r.GetRepeatedFloat(message, &field, index) : r.GetFloat(message, &field));
    case FieldDescriptor::CPPTYPE_BOOL: {
      const bool value = repeated ? r.GetRepeatedBool(message, &field, index) : r.GetBool(message, &field);
      return people ? (value ? "yes" : "no") : (value ? "true" : "false");
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      return EnumWord(repeated ? *r.GetRepeatedEnum(message, &field, index) : *r.GetEnum(message, &field));
    case FieldDescriptor::CPPTYPE_STRING: {
      std::string text =
          repeated ? r.GetRepeatedString(message, &field, index) : r.GetString(message, &field);
      if (field.type() == FieldDescriptor::TYPE_BYTES) return Hex(text);
      return people ? ReasonWord(text) : text;
    }
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Json(repeated ? r.GetRepeatedMessage(message, &field, index) : r.GetMessage(message, &field),
                  false);
  }
  return "";
}

}  // namespace

bool IsDetail(const Path& path) {
  return path.back()->type() == FieldDescriptor::TYPE_BYTES ||
         std::any_of(path.begin(), path.end(),
                     [](const FieldDescriptor* field) { return field->options().GetExtension(v1::detail); });
}
bool IsStatement(const Path& path) {
  return path.size() == 2 && path.back()->full_name() == "careledger.v1.Receipt.statement";
}
bool IsNumber(const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
    case FieldDescriptor::CPPTYPE_MESSAGE:
    case FieldDescriptor::CPPTYPE_ENUM:
    case FieldDescriptor::CPPTYPE_BOOL:
      return false;
    default:
      return !field.is_repeated();
  }
}

std::string Name(const Path& path) {
  std::string name;
  for (const FieldDescriptor* field : path) name += (name.empty() ? "" : ".") + field->name();
  return name;
}

std::string Words(const Path& path) {
  std::string words = Name(path);
  if (IsPence(*path.back())) words.resize(words.size() - std::string_view("_pence").size());
  std::replace(words.begin(), words.end(), '_', ' ');
  return words;
}

std::string Json(const Message& message, bool lines) {
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = lines;
  options.always_print_primitive_fields = true;
  options.preserve_proto_field_names = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json, options).ok()) json = "{}";
  if (!json.ends_with('\n')) json += '\n';
  return json;
}

std::string Cell(const Message& top, const Path& path, bool people) {
  const Message* message = &top;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (!message->GetReflection()->HasField(*message, path[i])) return "";
    message = &message->GetReflection()->GetMessage(*message, path[i]);
  }
  const FieldDescriptor& field = *path.back();
  if (!field.is_repeated()) {
    if (field.has_presence() && !message->GetReflection()->HasField(*message, &field)) return "";
    if (const std::string& other = field.options().GetExtension(v1::blank_beside); !other.empty()) {
      const FieldDescriptor* said = message->GetDescriptor()->FindFieldByName(other);
      if (said != nullptr && !message->GetReflection()->GetString(*message, said).empty()) return "";
    }
    return Scalar(*message, field, 0, people);
  }
  const int size = message->GetReflection()->FieldSize(*message, &field);
  if (size == 0) return "";
  if (IsList(field) && people) return fmt::format("{}", size);
  std::string cell;
  for (int i = 0; i < size; ++i) {
    std::string value = Scalar(*message, field, i, people);
    if (value.ends_with('\n')) value.pop_back();
    cell += (i == 0 ? "" : IsList(field) ? "," : " ") + value;
  }
  return IsList(field) ? "[" + cell + "]" : cell;
}

Shape::Shape(const Descriptor& type) {
  for (int i = 0; i < type.field_count(); ++i) {
    if (!IsList(*type.field(i))) continue;
    sections.push_back({.list = type.field(i)});
    sections.back().caption = type.FindFieldByName(type.field(i)->name() + "_of");
    Collect(*type.field(i)->message_type(), {}, sections.back().columns);
  }
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (IsPoint(field)) {
      points.push_back(&field);
    } else if (Section* of = IsMessage(field) ? SectionOf(*field.message_type()) : nullptr) {
      of->closing = &field;
    } else if (field.name() == "next_page_token") {
      paged = true;
    } else if (IsMessage(field)) {
      Collect(*field.message_type(), {&field}, singles);
    } else if (!IsList(field)) {
      singles.push_back({&field});
    }
  }
}

Section* Shape::SectionOf(const Descriptor& type) {
  for (Section& section : sections) {
    if (section.list->message_type() == &type) return &section;
  }
  return nullptr;
}

const Section* Shape::Main(std::string_view name) const {
  const Section* main = nullptr;
  for (const Section& candidate : sections) {
    if (name.empty() ? main == nullptr || paged : candidate.list->name() == name) main = &candidate;
  }
  return main;
}

const std::vector<Path>& Shape::Columns(std::string_view name) const {
  const Section* main = Main(name);
  return main == nullptr ? singles : main->columns;
}

bool Shape::IsCaption(const Path& path) const {
  return path.size() == 1 && std::any_of(sections.begin(), sections.end(), [&](const Section& section) {
           return section.caption == path.front();
         });
}

std::string EnumWord(const google::protobuf::EnumValueDescriptor& value) {
  if (value.number() == 0 && value.name().ends_with("_UNSPECIFIED")) return "";
  std::string prefix;
  for (const char c : value.type()->name()) {
    if (std::isupper(static_cast<unsigned char>(c)) != 0 && !prefix.empty()) prefix += '_';
    prefix += static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  prefix += '_';
  std::string word = value.name();
  if (word.starts_with(prefix)) word.erase(0, prefix.size());
  for (char& c : word) c = c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return word;
}

std::string Pounds(long long pence) {
  const unsigned long long size =
      pence < 0 ? 0ULL - static_cast<unsigned long long>(pence) : static_cast<unsigned long long>(pence);
  std::string whole = fmt::format("{}", size / 100);
  for (std::size_t i = whole.size(); i > 3; i -= 3) whole.insert(i - 3, ",");
  return fmt::format("{}£{}.{:02}", pence < 0 ? "-" : "", whole, size % 100);
}

}  // namespace careledger::say
