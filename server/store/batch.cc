#include "server/store/batch.h"

#include <cstdio>
#include <cstdlib>
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

Batch BatchBuilder::Take() {
  batch_.head.root = tree_.Root();
  Batch taken = std::exchange(batch_, Batch{});
  batch_.head = taken.head;
  batch_.frames.reserve(taken.frames.size());  // The next batch is likely as large.
  return taken;
}

}  // namespace careledger::log
