// Says any answer of the API, by its descriptor alone, so that every binary prints alike.
//
// table  For people. First where in history the answer stands and what was recorded, then single values as
//        "name  value", then each list as an aligned table. Names become words, `*_pence` becomes pounds, a
//        reason "package-ended"; columns that are empty in every row, raw bytes, and fields with the option
//        `detail` are left out; a list with that option only where it is empty.
// csv    For spreadsheets and programs: one list, every column always, API names, pence as whole pence. The
//        last columns of each row say where in history it stands.
// json   The message as protobuf writes it in JSON, with the names of the API. Loses nothing.
#pragma once

#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class Descriptor;
class EnumValueDescriptor;
class Message;
}  // namespace google::protobuf

namespace careledger::say {

enum class Output { kTable, kJson, kCsv };

std::optional<Output> ParseOutput(std::string_view name);

// The single values of an answer, as a section.
inline constexpr std::string_view kSummary = "summary";

// What of an answer tables and CSV print.
struct Choice {
  // The list that CSV prints and `columns` are of: the name of a repeated field, or kSummary. Empty: the list
  // that is paged, else the first, else the summary.
  std::string section;
  // By their names in CSV, in this order; "all" alone is every one. Empty: those that the output prints.
  std::vector<std::string> columns;
};

void Say(const google::protobuf::Message& answer, Output output, std::ostream& out,
         const Choice& choice = {});

// What can be chosen of such an answer: its lists, kSummary aside; the one printed when none is named; and
// the columns of one.
std::vector<std::string> Sections(const google::protobuf::Descriptor& answer);
std::string MainSection(const google::protobuf::Descriptor& answer);
std::vector<std::string> ColumnNames(const google::protobuf::Descriptor& answer, std::string_view section);

// Says answers that come one after another as if they were one: a heading once, rows as they come. JSON is
// one line each.
class Sayer {
 public:
  Sayer(Output output, std::ostream& out, Choice choice = {});
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
