// Values of the read models' rows, and how their store's errors are told. See keys.h for the keys.
#pragma once

#include <rocksdb/slice.h>
#include <rocksdb/status.h>

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "replay/projections/kpi.h"
#include "server/store/read_models.h"

namespace careledger::store {

absl::Status FromRocks(const rocksdb::Status& status);
inline std::string_view View(const rocksdb::Slice& slice) { return {slice.data(), slice.size()}; }

// Eight bytes, big-endian.
std::string Big(std::uint64_t value);

std::string VisitKey(const model::SourceId& source, const model::ExternalId& external_id);
// In place of what `out` held.
void EncodeEntry(const VisitEntry& entry, std::string& out);
bool DecodeEntry(std::string_view in, VisitEntry& entry);

std::string EncodeCell(const projections::KpiCell& cell);
bool DecodeCell(std::string_view in, projections::KpiCell& cell);
void Add(projections::KpiCell& sum, const projections::KpiCell& cell);

// A length-prefixed text at the front of `in`, dropped from it; false when cut.
bool TakeText(std::string_view& in, std::string_view& text);

}  // namespace careledger::store
