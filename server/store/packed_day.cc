#include "server/store/packed_day.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace careledger::store {

using namespace model;
using projections::Visit;
using projections::VisitName;

namespace {

// The number of a field of T.
template <class T, class M>
constexpr std::uint64_t NumberOf(M T::*member) {
  std::uint64_t number = 0;
  ForEachField<T>([&](const auto& f) {
    if constexpr (std::is_same_v<decltype(f.member), M T::*>) {
      if (f.member == member) number = f.number;
    }
  });
  return number;
}

// A field of a stored value, not decoded.
struct RawField {
  std::uint64_t number = 0;
  std::uint64_t varint = 0;  // Or the length of its bytes.
  std::string_view bytes;
};
bool TakeField(std::string_view& in, RawField& field) {
  std::uint64_t tag = 0, value = 0;
  if (!wire::TakeVarint(in, tag) || !wire::TakeVarint(in, value)) return false;
  field = {tag >> 3, value, {}};
  if ((tag & 7) == static_cast<std::uint64_t>(wire::Type::kVarint)) return true;
  if (value > in.size()) return false;
  field.bytes = in.substr(0, value);
  in.remove_prefix(value);
  return true;
}

constexpr std::uint64_t kSource = NumberOf(&VisitRecorded::source);
constexpr std::uint64_t kExternalId = NumberOf(&VisitRecorded::external_id);
constexpr std::uint64_t kPerson = NumberOf(&VisitRecorded::person_id);
constexpr std::uint64_t kAttendances = NumberOf(&VisitRecorded::attendances);
constexpr std::uint64_t kCarer = NumberOf(&Attendance::carer_id);
// Two fields of one type.
constexpr std::uint64_t kCheckIn = NumberOf(&Attendance::check_in);
constexpr std::uint64_t kCheckOut = NumberOf(&Attendance::check_out);
static_assert(kCheckIn != 0 && kCheckOut != 0 && kCheckIn != kCheckOut);
static_assert(kSource != 0 && kExternalId != 0 && kPerson != 0 && kAttendances != 0 && kCarer != 0);
// The visit's name is in one place, whatever the event.
static_assert(kSource == NumberOf(&VisitAdjusted::source) && kSource == NumberOf(&VisitVoided::source));
static_assert(kExternalId == NumberOf(&VisitAdjusted::external_id) &&
              kExternalId == NumberOf(&VisitVoided::external_id));

}  // namespace

PackedDay::Hash PackedDay::HashOf(std::string_view text) {
  return static_cast<Hash>(std::hash<std::string_view>{}(text)) | 1;
}

PackedDay::Hash PackedDay::HashOf(std::string_view source, std::string_view external_id) {
  return (HashOf(source) * 31 + HashOf(external_id)) | 1;
}

bool PackedDay::Peek(const PackedVisitRow& row) {
  std::string_view in = row.payload;
  std::string_view source, external_id;
  Hash person = 0;
  RawField field;
  while (!in.empty()) {
    if (!TakeField(in, field)) return false;
    if (field.number == kSource) source = field.bytes;
    if (field.number == kExternalId) external_id = field.bytes;
    if (row.type != 'r') continue;
    if (field.number == kPerson) person = HashOf(field.bytes);
    if (field.number == kAttendances) {
      RawField carer;
      while (!field.bytes.empty()) {
        if (!TakeField(field.bytes, carer)) return false;
        if (carer.number == kCheckIn || carer.number == kCheckOut) {
          const Instant at{wire::UnZigZag(carer.varint)};
          const bool first = !(from_ < to_);
          from_ = first ? at : std::min(from_, at);
          to_ = first ? Instant{at.seconds + 1} : std::max(to_, Instant{at.seconds + 1});
        }
        if (carer.number != kCarer) continue;
        carers_.push_back(HashOf(carer.bytes));
        at_.push_back(static_cast<std::uint32_t>(rows_.size()));
      }
    }
  }
  rows_.push_back(row);
  names_.push_back(HashOf(source, external_id));
  persons_.push_back(person);
  return true;
}

bool PackedDay::Load(std::vector<std::string> blocks) {
  blocks_ = std::move(blocks);
  for (const std::string& block : blocks_) {
    if (!ForEachRow(block, [&](const PackedVisitRow& row) { return Peek(row); })) return false;
  }
  left_ = rows_.size();
  return true;
}

bool PackedDay::Take(std::vector<Hash>&& names, const Each& each) {
  if (names.empty()) return true;
  std::sort(names.begin(), names.end());
  names.erase(std::unique(names.begin(), names.end()), names.end());
  std::vector<projections::VisitRow> rows;
  const auto take = [&](std::size_t i) {
    names_[i] = 0;
    persons_[i] = 0;
    --left_;
    projections::VisitRow& row = rows.emplace_back();
    row.position = rows_[i].position;
    return DecodeRow(rows_[i], row.event);
  };
  constexpr std::size_t kFew = 8;  // Mostly: then a look at each row for each name is quickest.
  if (names.size() <= kFew) {
    for (const Hash name : names) {
      for (auto at = names_.begin(); (at = std::find(at, names_.end(), name)) != names_.end(); ++at) {
        if (!take(static_cast<std::size_t>(at - names_.begin()))) return false;
      }
    }
  } else {
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (names_[i] == 0 || !std::binary_search(names.begin(), names.end(), names_[i])) continue;
      if (!take(i)) return false;
    }
  }
  // A visit's rows together, in order of position.
  std::sort(rows.begin(), rows.end(), [](const projections::VisitRow& a, const projections::VisitRow& b) {
    return std::pair(projections::NameOf(a.event), a.position) <
           std::pair(projections::NameOf(b.event), b.position);
  });
  for (std::size_t i = 0; i < rows.size();) {
    const VisitName name = projections::NameOf(rows[i].event);
    Visit visit;
    for (; i < rows.size() && projections::NameOf(rows[i].event) == name; ++i) {
      projections::Apply(rows[i].position, std::move(rows[i].event), visit);
    }
    each(std::move(visit));
  }
  return true;
}

bool PackedDay::TakeOf(const PersonId& person, const Each& each) {
  const Hash hash = HashOf(person.str());
  if (empty() || !asked_.insert(hash).second) return true;
  std::vector<Hash> names;
  for (std::size_t i = 0; i < persons_.size(); ++i) {
    if (persons_[i] == hash) names.push_back(names_[i]);
  }
  return Take(std::move(names), each);
}

bool PackedDay::TakeBy(const CarerId& carer, const Each& each) {
  const Hash hash = HashOf(carer.str());
  constexpr std::uint64_t kOfCarers = std::uint64_t{1} << 32;
  if (empty() || !asked_.insert(kOfCarers | hash).second) return true;
  std::vector<Hash> names;
  for (std::size_t i = 0; i < carers_.size(); ++i) {
    if (carers_[i] == hash && names_[at_[i]] != 0) names.push_back(names_[at_[i]]);
  }
  return Take(std::move(names), each);
}

bool PackedDay::TakeNamed(const VisitName& name, const Each& each) {
  return Take({HashOf(name.source.str(), name.external_id.str())}, each);
}

bool PackedDay::TakeAll(const Each& each) {
  std::vector<Hash> names;
  std::copy_if(names_.begin(), names_.end(), std::back_inserter(names), [](Hash name) { return name != 0; });
  return Take(std::move(names), each);
}

}  // namespace careledger::store
