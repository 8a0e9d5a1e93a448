#include "server/intake/toml_table.h"

#include <limits>
#include <utility>

namespace careledger::intake {

using decide::FilePlace;

TomlTable::TomlTable(const toml::table& table, std::string path, FilePlace place, Faults& faults)
    : table_(table), path_(std::move(path)), place_(std::move(place)), faults_(faults) {}

void TomlTable::Refuse(const FilePlace& place, std::string detail) {
  faults_.push_back({place, {decide::Reason::kInvalidField, "", std::move(detail)}});
}

std::string TomlTable::PathOf(std::string_view key) const {
  return path_.empty() ? std::string(key) : path_ + "." + std::string(key);
}

// What stands nowhere of its own (a table made by a dotted key) stands where its own table does.
FilePlace TomlTable::PlaceOf(const toml::node& node, std::string_view key) const {
  const toml::source_position begin = node.source().begin;
  if (!begin) return {place_.line, place_.column, PathOf(key)};
  return {begin.line, begin.column, PathOf(key)};
}

const toml::node* TomlTable::Take(std::string_view key, std::string_view field, Need need) {
  known_.emplace(key);
  const toml::node* node = table_.get(key);
  if (node == nullptr) {
    if (need == Need::kRequired) Refuse(place_, "needs " + std::string(key));
    return nullptr;
  }
  fields_[std::string(field)] = PlaceOf(*node, key);
  return node;
}

std::optional<TomlTable> TomlTable::Table(std::string_view key, Need need) {
  const toml::node* node = Take(key, key, need);
  if (node == nullptr) return std::nullopt;
  const FilePlace& place = fields_.find(key)->second;
  if (const toml::table* table = node->as_table()) return TomlTable(*table, PathOf(key), place, faults_);
  Refuse(place, "is a section, written [" + PathOf(key) + "]");
  return std::nullopt;
}

std::vector<TomlTable> TomlTable::Tables(std::string_view key) {
  std::vector<TomlTable> tables;
  const toml::node* node = Take(key, key, Need::kOptional);
  if (node == nullptr) return tables;
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    Refuse(fields_.find(key)->second, "may stand several times: each is written [[" + PathOf(key) + "]]");
    return tables;
  }
  if (array->empty()) Refuse(fields_.find(key)->second, "is empty: leave it out");
  for (const toml::node& element : *array) {
    const FilePlace place = PlaceOf(element, key);
    if (const toml::table* table = element.as_table()) {
      tables.emplace_back(*table, PathOf(key), place, faults_);
    } else {
      Refuse(place, "is a section, written [[" + PathOf(key) + "]]");
    }
  }
  return tables;
}

void TomlTable::Finish() {
  for (const auto& [key, node] : table_) {
    if (known_.contains(key.str())) continue;
    const toml::source_position begin = key.source().begin;
    FilePlace place{place_.line, place_.column, PathOf(key.str())};
    if (begin) {
      place.line = begin.line;
      place.column = begin.column;
    }
    std::string known;
    for (const std::string& one : known_) known.append(known.empty() ? "" : ", ").append(one);
    Refuse(place, "is not known here; there may be " + known);
  }
}

const std::string* TomlTable::Text(const toml::node& node, const FilePlace& place, std::string_view what) {
  if (const auto* value = node.as_string()) return &value->get();
  Refuse(place, "is " + std::string(what) + ", written in quotes");
  return nullptr;
}

void TomlTable::Read(const toml::node& node, const FilePlace& place, bool& out) {
  if (const auto* value = node.as_boolean()) {
    out = value->get();
  } else {
    Refuse(place, "is true or false, without quotes");
  }
}

void TomlTable::Read(const toml::node& node, const FilePlace& place, std::uint32_t& out) {
  const auto* value = node.as_integer();
  if (value == nullptr) return Refuse(place, "is a whole number, without quotes");
  if (value->get() < 0 || value->get() > std::numeric_limits<std::uint32_t>::max())
    return Refuse(place, "is " + std::to_string(value->get()) + ": not below 0, at most 4294967295");
  out = static_cast<std::uint32_t>(value->get());
}

void TomlTable::Read(const toml::node& node, const FilePlace& place, std::optional<std::uint32_t>& out) {
  Read(node, place, out.emplace());
}

void TomlTable::Read(const toml::node& node, const FilePlace& place, model::Date& out) {
  const auto* value = node.as_date();
  if (value == nullptr) return Refuse(place, "is a date, written 2016-11-07, without quotes or a time");
  const auto date = model::Date::From(value->get().year, value->get().month, value->get().day);
  // Date::From takes years that the ledger does not.
  if (!date || !model::Date::Parse(date->ToString()))
    return Refuse(place, "is not a date from 1998-01-01 to 2199-12-31");
  out = *date;
}

namespace {
constexpr const char* kMoneyIsText =
    "is an amount of money, written in quotes, \"14.17\": a number with a point is not exact in a computer";
}  // namespace

void TomlTable::Read(const toml::node& node, const FilePlace& place, model::Rate& out) {
  if (node.is_number()) return Refuse(place, kMoneyIsText);
  const std::string* text = Text(node, place, "an amount of money");
  if (text != nullptr && !Parse(*text, out)) Refuse(place, Explain(*text, out));
}

void TomlTable::Read(const toml::node& node, const FilePlace& place, model::Pence& out) {
  if (node.is_number()) return Refuse(place, kMoneyIsText);
  const std::string* text = Text(node, place, "an amount of money");
  if (text != nullptr && !Parse(*text, out)) Refuse(place, Explain(*text, out));
}

void TomlTable::Read(const toml::node& node, const FilePlace& place, std::string& out) {
  const std::string* text = Text(node, place, "a text");
  if (text == nullptr) return;
  if (text->empty()) return Refuse(place, "is empty");
  if (!Parse(*text, out)) Refuse(place, Explain(*text, out));
}

}  // namespace careledger::intake
