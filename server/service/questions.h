// Questions: run apart from the transport's threads, so that a slow one holds up nobody's command.
#pragma once

#include <functional>

#include "replay/answers/answers.h"
#include "server/engine.h"
#include "server/service/methods.h"
#include "server/store/read_view.h"

namespace careledger::service {

// A small pool of threads with a bounded queue, one per process. Thread-safe.
class QuestionPool {
 public:
  explicit QuestionPool(int threads);
  ~QuestionPool();
  // Runs `work` soon; RESOURCE_EXHAUSTED to `reply` when too much is waiting, DEADLINE_EXCEEDED when
  // `deadline` passes before its turn: then it is not run.
  void Run(store::Deadline deadline, const Reply& reply, std::function<void()> work);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};
QuestionPool& Questions(Engine& engine);

// A view of the read models at `at`, after waiting for its min_position. Keeps the read models alive.
struct Asked {
  std::shared_ptr<store::ReadModels> models;
  std::unique_ptr<store::ReadView> view;
};
// What answers::ResolvePoint refuses, under the field's `name`; UNAVAILABLE when they have not come so far by
// `deadline`, or within ten seconds.
absl::StatusOr<Asked> Ask(Engine& engine, const v1::HistoryPoint& at, store::Deadline deadline,
                          std::string_view name = "at");

// What a change would do, as known at `position` (waited for). NOT_FOUND for a change unknown then.
absl::StatusOr<model::Preview> PreviewAt(Engine& engine, const model::ChangeId& change,
                                         model::Position position, store::Deadline deadline);

}  // namespace careledger::service
