// How a log lies in RocksDB: the keys and values that the writer and the reader share. FORMAT.md, "In
// RocksDB".
//
//   column family "records"   position (8, big-endian)                   -> frames of consecutive records,
//   the first of
//                                                                           which has that position
//   column family "default"   "h"                                        -> head: position (8), root (32),
//   time (8)
//                             "e"                                        -> epoch (8)
//                             "m"                                        -> layout version (1), ledger id
//                             (16) "n" level (1) index (8, big-endian)        -> root of a stored subtree
//                             (32)
//
// Integers in values are little-endian. Records have a family of their own because their keys only grow:
// files of it never overlap and are moved down the levels, not rewritten; one more key among them that every
// append touches, such as the head, would undo that.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "replay/log/log.h"
#include "replay/log/merkle.h"

namespace careledger::log::layout {

inline constexpr char kRecordsFamily[] = "records";
inline constexpr char kHeadKey[] = "h";
inline constexpr char kEpochKey[] = "e";
inline constexpr char kMetaKey[] = "m";
inline constexpr char kNodePrefix = 'n';
inline constexpr char kVersion = 1;

// Beside RocksDB's own files: the last acknowledged head, written after each append without waiting for the
// disk. RocksDB takes a damaged length at the very end of its write-ahead log for a torn write and drops it,
// which could be an acknowledged batch; this file tells. Two slots, written in turn, so that one is always
// whole.
inline constexpr char kWitnessFile[] = "ACKNOWLEDGED";
inline constexpr std::size_t kWitnessSlotSize =
    64;  // position (8), root (32), start of SHA-256 of these 40 (24)
inline constexpr std::size_t kWitnessSlots = 2;

inline std::string LittleEndian(std::uint64_t value) {
  std::string bytes(8, '\0');
  for (std::size_t i = 0; i < 8; ++i)
    bytes[i] = static_cast<char>(static_cast<std::uint8_t>(value >> (8 * i)));
  return bytes;
}

inline std::string BigEndian(std::uint64_t value) {
  std::string bytes = LittleEndian(value);
  return std::string(bytes.rbegin(), bytes.rend());
}

// REQUIRES: 8 bytes.
inline std::uint64_t FromLittleEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;) value = (value << 8) | static_cast<std::uint8_t>(bytes[i]);
  return value;
}
inline std::uint64_t FromBigEndian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value = (value << 8) | static_cast<std::uint8_t>(bytes[i]);
  return value;
}

inline std::string HashText(const Hash& hash) { return std::string(hash.begin(), hash.end()); }

// REQUIRES: 32 bytes.
inline Hash HashFrom(std::string_view bytes) {
  Hash hash;
  std::memcpy(hash.data(), bytes.data(), hash.size());
  return hash;
}

inline std::string RecordKey(Position first) { return BigEndian(Number(first)); }

inline std::string NodeKey(int level, std::uint64_t index) {
  std::string key{kNodePrefix, static_cast<char>(level)};
  return key + BigEndian(index);
}

inline std::string HeadValue(const Head& head) {
  return LittleEndian(Number(head.position)) + HashText(head.root) +
         LittleEndian(static_cast<std::uint64_t>(head.record_time.micros));
}

inline std::optional<Head> HeadFrom(std::string_view value) {
  if (value.size() != 48) return std::nullopt;
  return Head{.position = Position{FromLittleEndian(value)},
              .root = HashFrom(value.substr(8)),
              .record_time = {static_cast<std::int64_t>(FromLittleEndian(value.substr(40)))}};
}

inline std::string WitnessSlot(const Head& head) {
  std::string slot = LittleEndian(Number(head.position)) + HashText(head.root);
  return slot + HashText(Sha256(slot)).substr(0, kWitnessSlotSize - slot.size());
}

// Empty when the slot was never written, or not wholly.
inline std::optional<Head> WitnessFrom(std::string_view slot) {
  if (slot.size() != kWitnessSlotSize) return std::nullopt;
  Head head{.position = Position{FromLittleEndian(slot)}, .root = HashFrom(slot.substr(8))};
  if (WitnessSlot(head) != slot) return std::nullopt;
  return head;
}

}  // namespace careledger::log::layout
