// Says any answer of the API, by its descriptor alone, so that every binary prints alike.
//
// table  For people. First where in history the answer stands, then single values as "name  value", then each
//        list as an aligned table. Names become words, `*_pence` becomes pounds; columns that are empty in
//        every row, raw bytes, and fields with the option `detail` are left out.
// csv    For spreadsheets and programs: one list, every column always, API names, pence as whole pence. The
//        last columns of each row say where in history it stands.
// json   The message as protobuf writes it in JSON, with the names of the API. Loses nothing.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>

namespace google::protobuf {
class EnumValueDescriptor;
class Message;
}  // namespace google::protobuf

namespace careledger::say {

enum class Output { kTable, kJson, kCsv };

std::optional<Output> ParseOutput(std::string_view name);

// `section` chooses the list that CSV prints: the name of a repeated field, or "summary" for the single
// values. By default it is the list that is paged, else the first, else the summary.
void Say(const google::protobuf::Message& answer, Output output, std::ostream& out,
         std::string_view section = {});

// True when `section` can be chosen of such an answer.
bool HasSection(const google::protobuf::Message& answer, std::string_view section);

// Says answers that come one after another as if they were one: a heading once, rows as they come. JSON is
// one line each.
class Sayer {
 public:
  Sayer(Output output, std::ostream& out, std::string section = {});
  ~Sayer();
  Sayer(const Sayer&) = delete;
  Sayer& operator=(const Sayer&) = delete;

  void Add(const google::protobuf::Message& answer);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Of PROVIDER_FORM_SOLE: "sole". How values of closed lists are written, both ways.
std::string EnumWord(const google::protobuf::EnumValueDescriptor& value);

// Of -123456: "-£1,234.56".
std::string Pounds(long long pence);

}  // namespace careledger::say
