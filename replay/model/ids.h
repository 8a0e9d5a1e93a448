// Names of things: strong types, so that a person is never passed where a provider is meant.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace careledger::model {

// An identifier chosen outside (by a council or a provider's system) and kept verbatim.
// Valid text: 1 to 64 characters of a-z A-Z 0-9 . _ -, starting with a letter or digit: safe in a stream
// name, a key, a CSV cell and a URL. A default-constructed id is empty and means "none".
template <class Tag>
class Id {
 public:
  static constexpr std::size_t kMaxLength = 64;

  Id() = default;
  // REQUIRES: `text` is valid or empty; anything from outside goes through Parse.
  explicit Id(std::string text) : text_(std::move(text)) {}

  // Empty when `text` is not a valid identifier.
  static std::optional<Id> Parse(std::string_view text) {
    if (text.empty() || text.size() > kMaxLength) return std::nullopt;
    for (char c : text) {
      if (!IsAlphanumeric(c) && c != '.' && c != '_' && c != '-') return std::nullopt;
    }
    if (!IsAlphanumeric(text.front())) return std::nullopt;
    return Id(std::string(text));
  }

  const std::string& str() const { return text_; }
  bool empty() const { return text_.empty(); }

  friend auto operator<=>(const Id&, const Id&) = default;
  friend bool operator==(const Id&, const Id&) = default;

 private:
  static constexpr bool IsAlphanumeric(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }
  std::string text_;
};

using CommissionerId = Id<struct CommissionerTag>;  // A council or NHS body that buys care.
using ProviderId = Id<struct ProviderTag>;          // An organisation that delivers care.
using ContractId = Id<struct ContractTag>;
using LotId = Id<struct LotTag>;          // Unique within its contract.
using PersonId = Id<struct PersonTag>;    // A service user: an opaque reference, never a name.
using PackageId = Id<struct PackageTag>;  // A package of care.
using CarerId = Id<struct CarerTag>;      // A care worker, unique within the provider that reports them.
using ChangeId = Id<struct ChangeTag>;    // A proposed change that moves money.
using TransferId = Id<struct TransferTag>;
using SourceId = Id<struct SourceTag>;      // A system that reports visits.
using ExternalId = Id<struct ExternalTag>;  // That system's own name for a visit.
using FileRef = Id<struct FileTag>;         // A file of imported rows, as its sender names it.
using NoteId = Id<struct NoteTag>;          // A note, unique among those of its person.
using Code = Id<struct CodeTag>;            // A value of an open, documented list (a reason, a service).

// Bytes that are no text, such as a hash: shown in hexadecimal wherever people read them.
struct Bytes {
  std::string value;
  std::string ToString() const {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    for (const char c : value) {
      const auto byte = static_cast<unsigned char>(c);
      out.append(1, kDigits[byte >> 4]).append(1, kDigits[byte & 15]);
    }
    return out;
  }
  bool operator==(const Bytes&) const = default;
};

// 1-based, gapless index of a record in the whole log. 0 means "before the first record".
enum class Position : std::uint64_t {};
constexpr std::uint64_t Number(Position p) { return static_cast<std::uint64_t>(p); }

// 0-based index of a record in its stream.
enum class Revision : std::uint64_t {};
constexpr std::uint64_t Number(Revision r) { return static_cast<std::uint64_t>(r); }

}  // namespace careledger::model

template <class Tag>
struct std::hash<careledger::model::Id<Tag>> {
  std::size_t operator()(const careledger::model::Id<Tag>& id) const noexcept {
    return std::hash<std::string_view>{}(id.str());
  }
};
