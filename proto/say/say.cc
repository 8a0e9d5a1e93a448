#include "proto/say/say.h"

#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "proto/say/cells.h"
#include "proto/say/csv.h"
#include "proto/say/table.h"

namespace careledger::say {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

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
    const bool left_out =
        of_summary.empty() && (IsDetail(path) || IsStatement(path) || shape.IsCaption(path));
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
  const std::string caption = list.caption == nullptr ? "" : Harmless(Cell(answer, {list.caption}, true));
  if (rows.empty()) {
    if (alone || IsDetail({list.list})) return;
    Gap();
    out << title << ": " << (caption.empty() ? "none" : caption) << '\n';
    return;
  }
  const std::size_t count = rows.size();
  const bool closed = list.closing != nullptr && answer.GetReflection()->HasField(answer, list.closing);
  if (closed) rows.push_back(&answer.GetReflection()->GetMessage(answer, list.closing));
  if (!alone || so_far.table == nullptr || Outgrown(list, so_far, rows, chosen)) {
    Gap();
    if (!alone) out << fmt::format("{} ({}){}{}\n", title, count, caption.empty() ? "" : ", ", caption);
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
