#include "proto/say/say.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>
#include <vector>

#include "careledger/v1/errors.pb.h"
#include "careledger/v1/options.pb.h"
#include "proto/say/csv.h"
#include "proto/say/table.h"

namespace careledger::say {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// From a message down to one of its values.
using Path = std::vector<const FieldDescriptor*>;

bool IsMessage(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field.is_repeated();
}
bool IsList(const FieldDescriptor& field) {
  return field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && field.is_repeated();
}
bool IsPoint(const FieldDescriptor& field) {
  return IsMessage(field) && field.message_type()->full_name() == "careledger.v1.AnswerPoint";
}
// What people are spared in tables.
bool IsDetail(const Path& path) {
  return path.back()->type() == FieldDescriptor::TYPE_BYTES ||
         std::any_of(path.begin(), path.end(),
                     [](const FieldDescriptor* field) { return field->options().GetExtension(v1::detail); });
}
// A sentence about what was recorded: it stands by itself.
bool IsStatement(const Path& path) {
  return path.size() == 2 && path.back()->full_name() == "careledger.v1.Receipt.statement";
}
bool IsPence(const FieldDescriptor& field) {
  const std::string& name = field.name();
  return name.ends_with("_pence") && field.cpp_type() != FieldDescriptor::CPPTYPE_STRING;
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

std::string Name(const Path& path) {
  std::string name;
  for (const FieldDescriptor* field : path) name += (name.empty() ? "" : ".") + field->name();
  return name;
}

// "total_pence" as "total": the £ says the rest.
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

// What stands at the end of the path; empty where a message on the way, or an optional value, is absent.
std::string Cell(const Message& top, const Path& path, bool people) {
  const Message* message = &top;
  for (std::size_t i = 0; i + 1 < path.size(); ++i) {
    if (!message->GetReflection()->HasField(*message, path[i])) return "";
    message = &message->GetReflection()->GetMessage(*message, path[i]);
  }
  const FieldDescriptor& field = *path.back();
  if (!field.is_repeated()) {
    if (field.has_presence() && !message->GetReflection()->HasField(*message, &field)) return "";
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

struct Section {
  const FieldDescriptor* list = nullptr;
  const FieldDescriptor* closing = nullptr;  // A single message of the same type: the last row of a table.
  std::vector<Path> columns;
};

// What an answer is made of.
struct Shape {
  std::vector<const FieldDescriptor*> points;
  std::vector<Path> singles;
  std::vector<Section> sections;
  bool paged = false;

  explicit Shape(const Descriptor& type) {
    for (int i = 0; i < type.field_count(); ++i) {
      if (!IsList(*type.field(i))) continue;
      sections.push_back({.list = type.field(i)});
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

  Section* SectionOf(const Descriptor& type) {
    for (Section& section : sections) {
      if (section.list->message_type() == &type) return &section;
    }
    return nullptr;
  }

  // The list that was named, or that is printed when none is; null: the summary.
  const Section* Main(std::string_view name) const {
    const Section* main = nullptr;
    for (const Section& candidate : sections) {
      if (name.empty() ? main == nullptr || paged : candidate.list->name() == name) main = &candidate;
    }
    return main;
  }
  const std::vector<Path>& Columns(std::string_view name) const {
    const Section* main = Main(name);
    return main == nullptr ? singles : main->columns;
  }
};

bool IsAll(const std::vector<std::string>& chosen) { return chosen.size() == 1 && chosen[0] == "all"; }

// Those that were chosen, in that order; every one when none was.
std::vector<Path> Picked(const std::vector<Path>& paths, const std::vector<std::string>& chosen) {
  if (chosen.empty() || IsAll(chosen)) return paths;
  std::vector<Path> picked;
  for (const std::string& name : chosen) {
    std::copy_if(paths.begin(), paths.end(), std::back_inserter(picked),
                 [&](const Path& path) { return Name(path) == name; });
  }
  return picked;
}

// "position on 30 November 2016, as known on 12 December 2016; #81234; simulated clock"
std::string Statement(const Message& answer, const FieldDescriptor& point) {
  const auto part = [&](const char* name) {
    const FieldDescriptor* field = point.message_type()->FindFieldByName(name);
    return field == nullptr ? std::string() : Cell(answer, {&point, field}, true);
  };
  std::string statement = part("statement");
  if (const std::string position = part("known_position"); !position.empty()) statement += "; #" + position;
  if (const std::string mark = part("mark"); !mark.empty()) statement += "; " + mark;
  return (point.name() == "as_of" ? "" : point.name() + ": ") + Harmless(statement);
}

std::vector<const Message*> Rows(const Message& answer, const FieldDescriptor& list) {
  const auto& reflection = *answer.GetReflection();
  std::vector<const Message*> rows;
  for (int i = 0; i < reflection.FieldSize(answer, &list); ++i) {
    rows.push_back(&reflection.GetRepeatedMessage(answer, &list, i));
  }
  return rows;
}

// Text that reads as a number or a share, such as a rate: it stands on the right too.
bool ReadsAsNumber(std::string_view cell) {
  return cell.find_first_of("0123456789") != std::string_view::npos &&
         cell.find_first_not_of("0123456789.,%-+£ ") == std::string_view::npos &&
         cell.find('-', 1) > cell.size();
}

// The columns of a list that were chosen, else those in which some row says something, and their table.
struct Shown {
  std::vector<Path> columns;
  std::unique_ptr<Table> table;
};

Shown Choose(const Section& section, const std::vector<const Message*>& rows,
             const std::vector<std::string>& chosen) {
  Shown shown;
  std::vector<Heading> headings;
  for (const Path& path : Picked(section.columns, chosen)) {
    if (chosen.empty() && IsDetail(path)) continue;
    bool filled = false;
    bool right = true;
    for (const Message* row : rows) {
      const std::string cell = Cell(*row, path, true);
      if (cell.empty()) continue;
      filled = true;
      right = right && ReadsAsNumber(cell);
    }
    if (!filled && (chosen.empty() || IsAll(chosen))) continue;
    shown.columns.push_back(path);
    headings.push_back({Words(path), IsNumber(*path.back()) || (filled && right)});
  }
  shown.table = std::make_unique<Table>(std::move(headings));
  return shown;
}

std::vector<std::string> Cells(const Message& row, const std::vector<Path>& columns, bool people) {
  std::vector<std::string> cells;
  for (const Path& path : columns) cells.push_back(Cell(row, path, people));
  return cells;
}

// True when a row says something in a column that is left out.
bool Outgrown(const Section& section, const Shown& shown, const std::vector<const Message*>& rows,
              const std::vector<std::string>& chosen) {
  if (!chosen.empty() && !IsAll(chosen)) return false;
  return std::any_of(section.columns.begin(), section.columns.end(), [&](const Path& path) {
    return (!chosen.empty() || !IsDetail(path)) &&
           std::find(shown.columns.begin(), shown.columns.end(), path) == shown.columns.end() &&
           std::any_of(rows.begin(), rows.end(),
                       [&](const Message* row) { return !Cell(*row, path, true).empty(); });
  });
}

std::string WrittenForCsv(const Message& message, const Path& path) {
  const std::string cell = Cell(message, path, false);
  return IsNumber(*path.back()) ? CsvNumber(cell) : CsvText(cell);
}

}  // namespace

std::optional<Output> ParseOutput(std::string_view name) {
  if (name == "table") return Output::kTable;
  if (name == "json") return Output::kJson;
  if (name == "csv") return Output::kCsv;
  return std::nullopt;
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

struct Sayer::State {
  Output output;
  std::ostream& out;
  Choice choice;
  bool stream;
  bool begun = false;
  std::vector<Shown> shown;  // By section, as the rows so far had it.

  // A blank line between blocks.
  void Gap() {
    if (begun) out << '\n';
    begun = true;
  }

  void SayTable(const Message& answer);
  void SaySection(const Message& answer, const Section& list, Shown& so_far, bool alone,
                  const std::vector<std::string>& chosen);
  void SayCsv(const Message& answer);
};

void Sayer::State::SayTable(const Message& answer) {
  const Shape shape(*answer.GetDescriptor());
  const bool alone = stream && shape.singles.empty() && shape.points.empty() && shape.sections.size() == 1;
  for (const FieldDescriptor* point : shape.points) {
    if (!answer.GetReflection()->HasField(answer, point)) continue;
    begun = true;
    out << Statement(answer, *point) << '\n';
  }
  for (const Path& path : shape.singles) {
    const std::string said = IsStatement(path) ? Cell(answer, path, true) : "";
    if (said.empty()) continue;
    begun = true;
    out << Harmless(said) << '\n';
  }
  Table singles({{}, {}});
  bool any = false;
  const std::vector<std::string> none;
  const std::vector<std::string>& of_summary = choice.section == kSummary ? choice.columns : none;
  for (const Path& path : Picked(shape.singles, of_summary)) {
    const bool left_out = of_summary.empty() && (IsDetail(path) || IsStatement(path));
    std::string cell = left_out ? "" : Cell(answer, path, true);
    if (cell.empty()) continue;
    singles.Add({Words(path), std::move(cell)});
    any = true;
  }
  if (any) {
    Gap();
    singles.Flush(out);
  }
  shown.resize(shape.sections.size());
  const Section* main = shape.Main(choice.section);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const Section& list = shape.sections[i];
    SaySection(answer, list, shown[i], alone, &list == main ? choice.columns : none);
  }
}

void Sayer::State::SaySection(const Message& answer, const Section& list, Shown& so_far, bool alone,
                              const std::vector<std::string>& chosen) {
  std::vector<const Message*> rows = Rows(answer, *list.list);
  const std::string title = Words({list.list});
  if (rows.empty()) {
    if (alone) return;
    Gap();
    out << title << ": none\n";
    return;
  }
  const std::size_t count = rows.size();
  const bool closed = list.closing != nullptr && answer.GetReflection()->HasField(answer, list.closing);
  if (closed) rows.push_back(&answer.GetReflection()->GetMessage(answer, list.closing));
  if (!alone || so_far.table == nullptr || Outgrown(list, so_far, rows, chosen)) {
    Gap();
    if (!alone) out << fmt::format("{} ({})\n", title, count);
    so_far = Choose(list, rows, chosen);
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::vector<std::string> cells = Cells(*rows[i], so_far.columns, true);
    if (closed && i == count && !cells.empty() && cells[0].empty()) cells[0] = Words({list.closing});
    so_far.table->Add(std::move(cells));
  }
  so_far.table->Flush(out);
}

void Sayer::State::SayCsv(const Message& answer) {
  const Shape shape(*answer.GetDescriptor());
  const Section* chosen = shape.Main(choice.section);
  const std::vector<Path> columns = Picked(shape.Columns(choice.section), choice.columns);
  std::vector<std::string> names;
  std::vector<std::string> where;
  for (const Path& path : columns) names.push_back(CsvText(Name(path)));
  for (const FieldDescriptor* point : shape.points) {
    for (const char* part : {"statement", "known_position", "on", "mark"}) {
      const FieldDescriptor* field = point->message_type()->FindFieldByName(part);
      if (field == nullptr) continue;
      names.push_back(CsvText(Name({point, field})));
      where.push_back(WrittenForCsv(answer, {point, field}));
    }
  }
  if (!begun) out << CsvLine(names);
  begun = true;
  for (const Message* row : chosen == nullptr ? std::vector{&answer} : Rows(answer, *chosen->list)) {
    std::vector<std::string> cells;
    for (const Path& path : columns) cells.push_back(WrittenForCsv(*row, path));
    cells.insert(cells.end(), where.begin(), where.end());
    out << CsvLine(cells);
  }
}

Sayer::Sayer(Output output, std::ostream& out, Choice choice)
    : state_(new State{output, out, std::move(choice), true, false, {}}) {}
Sayer::~Sayer() = default;

void Sayer::Add(const Message& answer) {
  switch (state_->output) {
    case Output::kTable:
      return state_->SayTable(answer);
    case Output::kCsv:
      return state_->SayCsv(answer);
    case Output::kJson:
      state_->out << Json(answer, !state_->stream);
  }
}

void Say(const Message& answer, Output output, std::ostream& out, const Choice& choice) {
  if (output == Output::kJson) {
    out << Json(answer, true);
    return;
  }
  Sayer(output, out, choice).Add(answer);
}

std::vector<std::string> Sections(const Descriptor& answer) {
  std::vector<std::string> names;
  for (const Section& section : Shape(answer).sections) names.push_back(section.list->name());
  return names;
}

std::string MainSection(const Descriptor& answer) {
  const Shape shape(answer);
  const Section* main = shape.Main({});
  return main == nullptr ? std::string(kSummary) : main->list->name();
}

std::vector<std::string> ColumnNames(const Descriptor& answer, std::string_view section) {
  const Shape shape(answer);
  std::vector<std::string> names;
  for (const Path& path : shape.Columns(section)) names.push_back(Name(path));
  return names;
}

}  // namespace careledger::say
