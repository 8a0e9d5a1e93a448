// An API request, read into the command of the same name: field by field, by the names of the command's field
// table, so that a new command needs no code here. What is read is well-formed; rules are for decide.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "google/protobuf/message.h"
#include "replay/log/merkle.h"
#include "replay/model/fields.h"
#include "replay/model/wire.h"
#include "server/decide/sealer.h"
#include "server/intake/values.h"

namespace careledger::service {

// Reads the fields of one request. A name that the request lacks, or has with another type, stops the
// program: the two are ours, and a test compares them all.
class RequestReader {
 public:
  using Need = intake::Need;
  explicit RequestReader(const google::protobuf::Message& request) : request_(request) {}
  // The field of the name that is read next, found before.
  void Expect(const google::protobuf::FieldDescriptor* field) { expected_ = field; }
  intake::Reading& reading() { return reading_; }

  // From text: ids, dates, instants, rates, percentages, times of day, plans, names.
  template <class T>
  requires requires(T& out) { intake::Parse(std::string_view(), out); }
  void Read(std::string_view name, Need need, T& out) { reading_.Read(name, Text(name), need, out); }
  // From the number of a closed list; 0 is none.
  template <class T>
  requires std::is_enum_v<T>
  void Read(std::string_view name, Need need, T& out) { out = static_cast<T>(EnumNumber(name, need)); }
  // From a list of texts.
  template <class T>
  requires requires(T& out) { intake::Parse(std::string_view(), out); }
  void Read(std::string_view name, Need need, std::vector<T>& out) {
    out.resize(Size(name, need));
    for (std::size_t i = 0; i < out.size() && reading_.ok(); ++i) {
      reading_.Read(Element(name, i), TextAt(name, i), Need::kRequired, out[i]);
    }
  }
  void Read(std::string_view name, Need need, bool& out);
  void Read(std::string_view name, Need need, std::uint32_t& out);
  void Read(std::string_view name, Need need, std::uint64_t& out);
  void Read(std::string_view name, Need need, std::optional<std::uint32_t>& out);  // By presence.
  void Read(std::string_view name, Need need, model::Authority& out);
  void Read(std::string_view name, Need need, std::optional<model::Authority>& out);  // By presence.
  void Read(std::string_view name, Need need, std::vector<model::RateLine>& out);

 private:
  const google::protobuf::FieldDescriptor& Find(std::string_view name) const;
  std::string_view Text(std::string_view name);
  std::string_view TextAt(std::string_view name, std::size_t index);
  int EnumNumber(std::string_view name, Need need);
  std::size_t Size(std::string_view name, Need need);
  static std::string Element(std::string_view name, std::size_t index);  // "lines[3]"

  const google::protobuf::Message& request_;
  const google::protobuf::FieldDescriptor* expected_ = nullptr;
  intake::Reading reading_;
  std::string scratch_;
};

template <class Command>
constexpr intake::Need NeedOf(std::string_view name) {
  const auto& required = Command::kRequired;
  return std::find(required.begin(), required.end(), name) != required.end() ? intake::Need::kRequired
                                                                             : intake::Need::kOptional;
}

template <model::Described Command>
std::variant<Command, decide::Rejection> ReadRequest(const google::protobuf::Message& request) {
  // Every request of a command is of one type: its fields are looked up by name once.
  static const auto fields = [&] {
    std::vector<const google::protobuf::FieldDescriptor*> found;
    model::ForEachField<Command>([&](const auto& field) {
      found.push_back(request.GetDescriptor()->FindFieldByName(std::string(field.name)));
    });
    return found;
  }();
  Command command;
  RequestReader reader(request);
  std::size_t next = 0;
  model::ForEachField<Command>([&](const auto& field) {
    reader.Expect(fields[next++]);
    if (reader.reading().ok()) reader.Read(field.name, NeedOf<Command>(field.name), command.*field.member);
  });
  if (!reader.reading().ok()) return reader.reading().TakeFault();
  return command;
}

// What makes two commands the same for idempotency: SHA-256 over the name, a NUL and the fields; 32 bytes. It
// stands in the log for all to read, so that of a command to be sealed is keyed.
template <model::Described Command>
std::string DigestOf(const Command& command, const decide::Sealer* sealer = nullptr) {
  std::string bytes(Command::kName);
  bytes.push_back('\0');
  model::wire::Encode(command, bytes);
  if constexpr (requires { Command::kSealed; }) {
    if (sealer != nullptr) return sealer->Digest(bytes);
  }
  const log::Hash hash = log::Sha256(bytes);
  return {hash.begin(), hash.end()};
}

}  // namespace careledger::service
