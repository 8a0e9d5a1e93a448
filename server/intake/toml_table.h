// A table of a TOML file, read key by key: what is read is well-formed, what is wrong is a fault with its
// place, and a key that nobody read is a fault too.
#pragma once

#include <toml++/toml.h>

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "replay/model/words.h"
#include "server/decide/decide_file.h"
#include "server/intake/values.h"

namespace careledger::intake {

using Faults = std::vector<decide::FileFault>;

class TomlTable {
 public:
  // `path` as the file calls it, "term"; empty for the file itself. `faults` outlives the table.
  TomlTable(const toml::table& table, std::string path, decide::FilePlace place, Faults& faults);

  const decide::FilePlace& place() const { return place_; }
  bool Has(std::string_view key) const { return table_.contains(key); }
  // Where the fields that were read stand, by the names they were read under.
  const std::map<std::string, decide::FilePlace, std::less<>>& fields() const { return fields_; }

  // Reads the value of `key` into `out`, to be blamed under `field`, the name that a command has for it. What
  // is absent leaves `out` as it is.
  template <class T>
  void Required(std::string_view key, T& out, std::string_view field) {
    if (const toml::node* node = Take(key, field, Need::kRequired))
      Read(*node, fields_.find(field)->second, out);
  }
  template <class T>
  void Optional(std::string_view key, T& out, std::string_view field) {
    if (const toml::node* node = Take(key, field, Need::kOptional))
      Read(*node, fields_.find(field)->second, out);
  }
  // A table inside this one, [key]; none when it is absent, or no table.
  std::optional<TomlTable> Table(std::string_view key, Need need);
  // Several, [[key]].
  std::vector<TomlTable> Tables(std::string_view key);

  // To be called once everything that may stand here has been read.
  void Finish();

  void Refuse(const decide::FilePlace& place, std::string detail);

 private:
  const toml::node* Take(std::string_view key, std::string_view field, Need need);
  decide::FilePlace PlaceOf(const toml::node& node, std::string_view key) const;
  std::string PathOf(std::string_view key) const;

  // The text of a string; a fault, and none, for anything else.
  const std::string* Text(const toml::node& node, const decide::FilePlace& place, std::string_view what);
  void Read(const toml::node& node, const decide::FilePlace& place, bool& out);
  void Read(const toml::node& node, const decide::FilePlace& place, std::uint32_t& out);
  void Read(const toml::node& node, const decide::FilePlace& place, std::optional<std::uint32_t>& out);
  void Read(const toml::node& node, const decide::FilePlace& place, model::Date& out);
  void Read(const toml::node& node, const decide::FilePlace& place, model::Rate& out);
  void Read(const toml::node& node, const decide::FilePlace& place, model::Pence& out);
  void Read(const toml::node& node, const decide::FilePlace& place, std::string& out);
  template <class Tag>
  void Read(const toml::node& node, const decide::FilePlace& place, model::Id<Tag>& out) {
    const std::string* text = Text(node, place, "a name");
    if (text != nullptr && !Parse(*text, out)) Refuse(place, Explain(*text, out));
  }
  template <class E>
  requires std::is_enum_v<E>
  void Read(const toml::node& node, const decide::FilePlace& place, E& out) {
    const std::string* text = Text(node, place, "a word");
    if (text == nullptr) return;
    std::string known;
    for (int number = 1; !model::Word(static_cast<E>(number)).empty(); ++number) {
      const std::string_view word = model::Word(static_cast<E>(number));
      if (word == *text) {
        out = static_cast<E>(number);
        return;
      }
      known.append(known.empty() ? "" : ", ").append(word);
    }
    Refuse(place, Quoted(*text) + " is none of " + known);
  }
  template <class T>
  void Read(const toml::node& node, const decide::FilePlace& place, std::vector<T>& out) {
    const toml::array* array = node.as_array();
    if (array == nullptr) return Refuse(place, "is a list, written [\"...\", \"...\"]");
    for (const toml::node& element : *array) {
      Read(element, PlaceOf(element, place.key.substr(path_.empty() ? 0 : path_.size() + 1)),
           out.emplace_back());
    }
  }

  const toml::table& table_;
  std::string path_;
  decide::FilePlace place_;
  Faults& faults_;
  std::map<std::string, decide::FilePlace, std::less<>> fields_;
  std::set<std::string, std::less<>> known_;  // Keys asked for.
};

}  // namespace careledger::intake
