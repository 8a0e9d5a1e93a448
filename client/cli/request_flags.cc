#include "client/cli/request_flags.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "careledger/v1/common.pb.h"
#include "careledger/v1/options.pb.h"
#include "careledger/v1/types.pb.h"
#include "client/cli/import.h"
#include "proto/say/history_point.h"
#include "proto/say/say.h"

namespace careledger::cli {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using Path = std::vector<const FieldDescriptor*>;

std::string Kebab(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::string Singular(const std::string& name) {
  return name.ends_with('s') && !name.ends_with("ss") ? name.substr(0, name.size() - 1) : name;
}

bool Is(const FieldDescriptor& field, const Descriptor& type) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.message_type() == &type;
}

// What stands before the names of the fields of a message inside a request.
std::string PrefixOf(const FieldDescriptor& field) {
  const bool plain = Is(field, *v1::Intent::descriptor()) || Is(field, *v1::Page::descriptor()) ||
                     (Is(field, *v1::HistoryPoint::descriptor()) && field.name() == "at");
  return plain ? "" : Kebab(field.name()) + "-";
}

std::string Words(const google::protobuf::EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    if (std::string word = say::EnumWord(*type.value(i)); !word.empty()) words.push_back(std::move(word));
  }
  return absl::StrJoin(words, "|");
}

// Words that a council chooses for itself.
bool IsCode(std::string_view name) {
  constexpr std::string_view kCodes[] = {"service", "client_group", "funder",  "waiting_in",  "reason",
                                         "area",    "calendar",     "item",    "owner",       "measure",
                                         "body",    "standard",     "outcome", "shared_with", "goal"};
  return std::find(std::begin(kCodes), std::end(kCodes), name) != std::end(kCodes);
}

// How the help writes a field's value, told by its type and, for text, by its closed list or its name.
std::string ValueName(const FieldDescriptor& field) {
  const std::string& name = field.name();
  const auto ends = [&](std::string_view end) { return name.ends_with(end); };
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      return field.is_repeated() ? "true|false" : "";
    case FieldDescriptor::CPPTYPE_ENUM:
      return Words(*field.enum_type());
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return Is(field, *v1::RateLine::descriptor()) ? "SERVICE[/PROVIDER[/LOT]][@DAY-TYPE]=POUNDS" : "JSON";
    case FieldDescriptor::CPPTYPE_STRING:
      if (field.options().GetExtension(v1::is_file)) return "FILE";
      if (field.options().GetExtension(v1::or_file)) return "TEXT|@FILE";
      if (field.type() == FieldDescriptor::TYPE_BYTES) return "HEX";
      if (std::string words = field.options().GetExtension(v1::words); !words.empty()) return words;
      if (name == "known_at") return "DATE|INSTANT|#POSITION";
      if (ends("date") || name == "on" || name == "from" || name == "until" || name == "bank_holidays")
        return "YYYY-MM-DD";
      if (name == "to" || ends("from_time") || ends("check_in") || ends("check_out") || ends("_start") ||
          name == "notice_time") {
        return "INSTANT";
      }
      if (name == "time") return "HH:MM";
      if (name == "plan") return "PLAN";
      if (ends("percent")) return "PERCENT";
      if (ends("rate") || ends("rate_step")) return "POUNDS";
      if (IsCode(name)) return "CODE";
      return ends("id") || name == "source" || name == "file_reference" || name == "document" ? "ID" : "TEXT";
    default:
      return ends("minutes") ? "MINUTES" : ends("days") ? "DAYS" : ends("percent") ? "PERCENT" : "N";
  }
}

void Collect(const Descriptor& type, const Path& path, const std::string& prefix,
             std::vector<RequestFlag>& flags) {
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    Path inner = path;
    inner.push_back(&field);
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_repeated() && inner.size() < 4) {
      Collect(*field.message_type(), inner, prefix + PrefixOf(field), flags);
      continue;
    }
    const std::string full = prefix + Kebab(field.name());
    Flag flag{.name = field.is_repeated() ? Singular(full) : full,
              .value = ValueName(field),
              .help = field.options().GetExtension(v1::about),
              .repeatable = field.is_repeated(),
              .required = std::all_of(inner.begin(), inner.end(), [](const FieldDescriptor* on_the_way) {
                return on_the_way->options().GetExtension(v1::required);
              })};
    if (flag.name != full) flag.alias = full;
    flags.push_back({std::move(flag), std::move(inner)});
  }
}

absl::Status Wrong(const Flag& flag, const std::string& value, const std::string& wanted) {
  return absl::InvalidArgumentError(absl::StrCat("--", flag.name, ": \"", value, "\" is not ", wanted));
}

// service[/provider[/lot]][@day-type]=pounds
absl::Status SetRateLine(const Flag& flag, const std::string& text, v1::RateLine& line) {
  const std::size_t equals = text.rfind('=');
  const std::size_t at = text.substr(0, equals).rfind('@');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return Wrong(flag, text, flag.value);
  }
  const std::vector<std::string> key = absl::StrSplit(text.substr(0, std::min(at, equals)), '/');
  if (key.size() > 3 || key[0].empty()) return Wrong(flag, text, flag.value);
  line.set_service(key[0]);
  if (key.size() > 1) line.set_provider_id(key[1]);
  if (key.size() > 2) line.set_lot_id(key[2]);
  line.set_rate(text.substr(equals + 1));
  const std::string day = at == std::string::npos ? "any" : text.substr(at + 1, equals - at - 1);
  const auto& days = *v1::DayType_descriptor();
  for (int i = 1; i < days.value_count(); ++i) {
    if (say::EnumWord(*days.value(i)) != day) continue;
    line.set_day_type(static_cast<v1::DayType>(days.value(i)->number()));
    return absl::OkStatus();
  }
  return Wrong(flag, text, absl::StrCat("a rate: after @ stands one of ", Words(days)));
}

template <class Number>
bool ReadNumber(std::string text, Number& number) {
  if (text.starts_with('#')) text.erase(0, 1);  // A position, as answers print it.
  return absl::SimpleAtoi(text, &number);
}

absl::Status SetOne(const Flag& flag, const FieldDescriptor& field, const std::string& text,
                    Message& message) {
  const auto& r = *message.GetReflection();
  const auto store = [&](auto set, auto add, auto value) {
    field.is_repeated() ? (r.*add)(&message, &field, value) : (r.*set)(&message, &field, value);
    return absl::OkStatus();
  };
  using R = google::protobuf::Reflection;
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING: {
      if (const std::string words = field.options().GetExtension(v1::words); !words.empty()) {
        const std::vector<std::string> list = absl::StrSplit(words, '|');
        if (std::find(list.begin(), list.end(), text) == list.end()) {
          return Wrong(flag, text, absl::StrCat("one of ", words));
        }
      }
      if (field.options().GetExtension(v1::is_file)) {
        absl::StatusOr<std::string> content = ReadWhole(text);
        if (!content.ok()) return content.status();
        r.SetString(&message, &field, *std::move(content));
        return absl::OkStatus();
      }
      if (field.options().GetExtension(v1::or_file) && text.starts_with('@')) {
        absl::StatusOr<std::string> content = ReadWhole(text.substr(1));
        if (!content.ok()) return content.status();
        if (content->ends_with('\n')) content->pop_back();
        r.SetString(&message, &field, *std::move(content));
        return absl::OkStatus();
      }
      const bool bytes = field.type() == FieldDescriptor::TYPE_BYTES;
      const std::string value = bytes ? absl::HexStringToBytes(text) : text;
      field.is_repeated() ? r.AddString(&message, &field, value) : r.SetString(&message, &field, value);
      return absl::OkStatus();
    }
    case FieldDescriptor::CPPTYPE_BOOL:
      return store(&R::SetBool, &R::AddBool, text == "true");
    case FieldDescriptor::CPPTYPE_UINT64: {
      std::uint64_t number = 0;
      if (!ReadNumber(text, number)) return Wrong(flag, text, "a whole number");
      return store(&R::SetUInt64, &R::AddUInt64, number);
    }
    case FieldDescriptor::CPPTYPE_UINT32: {
      std::uint32_t number = 0;
      if (!ReadNumber(text, number)) return Wrong(flag, text, "a whole number");
      return store(&R::SetUInt32, &R::AddUInt32, number);
    }
    case FieldDescriptor::CPPTYPE_INT64: {
      std::int64_t number = 0;
      if (!ReadNumber(text, number)) return Wrong(flag, text, "a whole number");
      return store(&R::SetInt64, &R::AddInt64, number);
    }
    case FieldDescriptor::CPPTYPE_INT32: {
      std::int32_t number = 0;
      if (!ReadNumber(text, number)) return Wrong(flag, text, "a whole number");
      return store(&R::SetInt32, &R::AddInt32, number);
    }
    case FieldDescriptor::CPPTYPE_ENUM:
      for (int i = 0; i < field.enum_type()->value_count(); ++i) {
        const auto* value = field.enum_type()->value(i);
        if (!text.empty() && say::EnumWord(*value) == text) return store(&R::SetEnum, &R::AddEnum, value);
      }
      return Wrong(flag, text, absl::StrCat("one of ", Words(*field.enum_type())));
    case FieldDescriptor::CPPTYPE_MESSAGE: {
      Message& inner =
          field.is_repeated() ? *r.AddMessage(&message, &field) : *r.MutableMessage(&message, &field);
      if (auto* line = google::protobuf::DynamicCastToGenerated<v1::RateLine>(&inner)) {
        return SetRateLine(flag, text, *line);
      }
      if (google::protobuf::util::JsonStringToMessage(text, &inner).ok()) return absl::OkStatus();
      return Wrong(flag, text, absl::StrCat(field.message_type()->name(), " as JSON"));
    }
    default:
      return Wrong(flag, text, "of a type that the command line can write");
  }
}

// Looks at every history point of the request; `prefix` is what its flags begin with.
absl::Status CheckPoints(const Message& message, const std::string& prefix) {
  if (const auto* point = google::protobuf::DynamicCastToGenerated<v1::HistoryPoint>(&message)) {
    const auto fault = say::Fault(*point);
    return fault ? absl::InvalidArgumentError(absl::StrCat("--", prefix, *fault)) : absl::OkStatus();
  }
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->is_repeated() || field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const absl::Status status =
        CheckPoints(message.GetReflection()->GetMessage(message, field), prefix + PrefixOf(*field));
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<RequestFlag> RequestFlags(const Descriptor& request) {
  std::vector<RequestFlag> flags;
  Collect(request, {}, "", flags);
  // What is asked comes first in the help, how it is asked last.
  std::stable_partition(flags.begin(), flags.end(), [](const RequestFlag& flag) {
    return flag.path.size() == 1 || !PrefixOf(*flag.path.front()).empty();
  });
  return flags;
}

absl::Status FillRequest(const Arguments& arguments, const std::vector<RequestFlag>& flags,
                         Message& request) {
  for (const auto& [flag, path] : flags) {
    for (const std::string& text : arguments.All(flag.name)) {
      Message* message = &request;
      for (std::size_t i = 0; i + 1 < path.size(); ++i) {
        message = message->GetReflection()->MutableMessage(message, path[i]);
      }
      const FieldDescriptor& field = *path.back();
      const bool many = field.is_repeated() && field.cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE;
      const std::vector<std::string> values =
          many ? std::vector<std::string>(absl::StrSplit(text, ',', absl::SkipEmpty())) : std::vector{text};
      for (const std::string& value : values) {
        const absl::Status status = SetOne(flag, field, value, *message);
        if (!status.ok()) return status;
      }
    }
  }
  return CheckPoints(request, "");
}

std::string EnsureRequestId(Message& request, const std::function<std::string()>& new_request_id) {
  const FieldDescriptor* field = request.GetDescriptor()->FindFieldByName("intent");
  if (field == nullptr || !Is(*field, *v1::Intent::descriptor())) return "";
  auto& intent = *google::protobuf::DynamicCastToGenerated<v1::Intent>(
      request.GetReflection()->MutableMessage(&request, field));
  if (intent.request_id().empty()) intent.set_request_id(new_request_id());
  return intent.request_id();
}

namespace {

// The example in a field's explanation: "in a code of yours, such as hospital." Empty when it has none.
std::string Explained(const FieldDescriptor& field) {
  const std::string& about = field.options().GetExtension(v1::about);
  for (const std::string_view lead : {" such as ", " as in "}) {
    const std::size_t at = about.find(lead);
    if (at == std::string::npos) continue;
    std::string sample = about.substr(at + lead.size());
    for (const std::string_view end : {", ", ": ", "; or ", " or "})
      sample.resize(std::min(sample.find(end), sample.size()));
    if (sample.ends_with('.')) sample.pop_back();
    if (sample.starts_with('"')) sample = sample.substr(1, sample.size() - 2);
    return sample.find(' ') == std::string::npos ? sample : "'" + sample + "'";
  }
  return "";
}

}  // namespace

std::string SampleFor(const RequestFlag& flag) {
  const FieldDescriptor& field = *flag.path.back();
  const std::string& name = flag.flag.name;
  const std::string& value = flag.flag.value;
  const auto ends = [&](std::string_view end) { return name.ends_with(end); };
  if (ends("known-at")) return "2016-12-12";
  if (value.find('|') != std::string::npos) return value.substr(0, value.find('|'));
  if (std::string explained = Explained(field); !explained.empty()) return explained;
  constexpr std::pair<std::string_view, std::string_view> kByEnd[] = {
      {"package-id", "K00001"},    {"person-id", "P00001"},       {"contract-id", "home-care"},
      {"provider-id", "beech"},    {"lot-id", "lot-1"},           {"to-date", "2016-12-01"},
      {"from-date", "2016-11-01"}, {"service", "home-care"},      {"client-group", "older-people"},
      {"funder", "council"},       {"waiting-in", "community"},   {"reason", "review"},
      {"source", "ecm-beech"},     {"calendar", "england"},       {"authority-reference", "minute-412"},
      {"external-id", "v-00123"},  {"carer-id", "C0001"},         {"change-id", "uplift-1"},
      {"title", "'Home care'"},    {"decision-maker", "cabinet"}, {"text", "'Two carers on the stairs.'"},
  };
  for (const auto& [end, sample] : kByEnd) {
    if (ends(end)) return std::string(sample);
  }
  if (value == "HH:MM") return "14:00";
  if (value == "INSTANT") return "2016-11-07T09:00";
  if (value == "YYYY-MM-DD") return "2016-11-07";
  if (value == "PLAN") return "'Mon-Fri 08:00 30'";
  if (value == "PERCENT") return field.cpp_type() == FieldDescriptor::CPPTYPE_STRING ? "3.5" : "60";
  if (value == "POUNDS") return "16.22";
  if (value == "FILE") {
    const bool rows = field.options().GetExtension(v1::about).find("CSV") != std::string::npos;
    return rows ? "people.csv" : "home-care.toml";
  }
  if (value == "TEXT" || value == "ID" || value == "CODE") return Kebab(Singular(field.name())) + "-1";
  if (Is(field, *v1::RateLine::descriptor())) return "home-care/beech=16.22";
  return "1";
}

}  // namespace careledger::cli
