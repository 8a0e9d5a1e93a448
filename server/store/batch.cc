#include "server/store/batch.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

namespace careledger::log {

BatchBuilder::BatchBuilder(CompactTree tree, const Head& head) : tree_(std::move(tree)) {
  if (tree_.size() != Number(head.position)) {
    std::fprintf(stderr, "careledger: a batch was begun on a tree of another size than the log\n");
    std::abort();
  }
  batch_.head = head;
}

Hash BatchBuilder::Add(const Record& record) {
  const absl::Status encodable = CheckEncodable(record);
  if (!encodable.ok() || record.position != next() ||
      (tree_.size() != 0 && record.record_time < batch_.head.record_time)) {
    std::fprintf(stderr,
                 "careledger: record at position %llu does not follow %llu in place or time, or: %s\n",
                 static_cast<unsigned long long>(Number(record.position)),
                 static_cast<unsigned long long>(tree_.size()), encodable.ToString().c_str());
    std::abort();
  }
  const std::size_t at = batch_.frames.size();
  AppendFramed(record, &batch_.frames);
  if (batch_.rows.empty() || batch_.frames.size() - batch_.rows.back().offset > kMaxRowBytes) {
    batch_.rows.push_back({.first = record.position, .offset = at});
  }
  const Hash leaf = LeafHash(std::string_view(batch_.frames).substr(at + kFramePrefix));
  tree_.Append(leaf, &batch_.nodes);
  if (batch_.count++ == 0) batch_.first = record.position;
  batch_.head.position = record.position;
  batch_.head.record_time = record.record_time;
  return leaf;
}

std::string_view BatchBuilder::Find(Position position) const {
  if (empty() || position < batch_.first || batch_.head.position < position) return {};
  const auto after = std::upper_bound(batch_.rows.begin(), batch_.rows.end(), position,
                                      [](Position p, const Batch::Row& row) { return p < row.first; });
  const Batch::Row& row = *std::prev(after);
  FrameReader frames(std::string_view(batch_.frames).substr(row.offset));
  std::optional<std::string_view> record;
  for (std::uint64_t at = Number(row.first); at <= Number(position); ++at) record = frames.Next();
  return record.value_or(std::string_view());
}

Batch BatchBuilder::Take() {
  batch_.head.root = tree_.Root();
  Batch taken = std::exchange(batch_, Batch{});
  batch_.head = taken.head;
  batch_.frames.reserve(taken.frames.size());  // The next batch is likely as large.
  return taken;
}

}  // namespace careledger::log
