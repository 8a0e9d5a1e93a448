// What an answer is made of, by its descriptor alone: single values, lists with their columns, and the text
// of each value.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace google::protobuf {
class Descriptor;
class FieldDescriptor;
class Message;
}  // namespace google::protobuf

namespace careledger::say {

// From a message down to one of its values.
using Path = std::vector<const google::protobuf::FieldDescriptor*>;

// "receipt.position", as CSV has it.
std::string Name(const Path& path);
// The same for people; "total_pence" as "total": the £ says the rest.
std::string Words(const Path& path);

// What people are spared in tables.
bool IsDetail(const Path& path);
// A sentence about what was recorded: it stands by itself.
bool IsStatement(const Path& path);
bool IsNumber(const google::protobuf::FieldDescriptor& field);

// What stands at the end of the path; empty where a message on the way, or an optional value, is absent.
// `people` read pounds and yes, programs pence and true.
std::string Cell(const google::protobuf::Message& top, const Path& path, bool people);

std::string Json(const google::protobuf::Message& message, bool lines);

struct Section {
  const google::protobuf::FieldDescriptor* list = nullptr;
  // A single message of the same type: the last row of a table.
  const google::protobuf::FieldDescriptor* closing = nullptr;
  // The text `<list>_of`, where the answer has one: what the rows are of; without rows, why there are none.
  const google::protobuf::FieldDescriptor* caption = nullptr;
  std::vector<Path> columns;
};

struct Shape {
  std::vector<const google::protobuf::FieldDescriptor*> points;  // Where in history it stands.
  std::vector<Path> singles;
  std::vector<Section> sections;
  bool paged = false;

  explicit Shape(const google::protobuf::Descriptor& type);

  // The list that was named, or that is printed when none is; null: the summary.
  const Section* Main(std::string_view name) const;
  const std::vector<Path>& Columns(std::string_view name) const;
  // Whether the single value says what a list is of: a table has it beside the name of the list.
  bool IsCaption(const Path& path) const;

 private:
  Section* SectionOf(const google::protobuf::Descriptor& type);
};

}  // namespace careledger::say
