#include "server/service/questions.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "replay/answers/known.h"
#include "replay/log/merkle.h"
#include "replay/projections/preview.h"

namespace careledger::service {

namespace {
constexpr std::size_t kMaxWaiting = 1024;
constexpr int kSliceMs = 100;
constexpr std::chrono::milliseconds kMostWait{10'000};

// Milliseconds to wait for the read models.
int WaitMs(store::Deadline deadline) {
  const auto now = std::chrono::steady_clock::now();
  if (deadline - now > kMostWait || deadline == store::Deadline::max())
    return static_cast<int>(kMostWait.count());
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - now);
  return static_cast<int>(std::max(left, std::chrono::milliseconds(0)).count());
}
}  // namespace

struct QuestionPool::Impl {
  struct Question {
    store::Deadline deadline;
    Reply reply;
    std::function<void()> work;
  };
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Question> queue;
  bool stopping = false;
  std::vector<std::thread> threads;
};

QuestionPool::QuestionPool(int threads) : impl_(std::make_unique<Impl>()) {
  for (int i = 0; i < threads; ++i) {
    impl_->threads.emplace_back([impl = impl_.get()] {
      while (true) {
        Impl::Question question;
        {
          std::unique_lock lock(impl->mutex);
          impl->changed.wait(lock, [&] { return !impl->queue.empty() || impl->stopping; });
          if (impl->queue.empty()) return;
          question = std::move(impl->queue.front());
          impl->queue.pop_front();
        }
        if (question.deadline < std::chrono::steady_clock::now()) {
          question.reply(
              {absl::DeadlineExceededError("the deadline passed before the question's turn"), std::nullopt},
              nullptr);
        } else {
          question.work();
        }
      }
    });
  }
}

QuestionPool::~QuestionPool() {
  {
    std::lock_guard lock(impl_->mutex);
    impl_->stopping = true;
    impl_->changed.notify_all();
  }
  for (std::thread& thread : impl_->threads) thread.join();
}

void QuestionPool::Run(store::Deadline deadline, const Reply& reply, std::function<void()> work) {
  {
    std::lock_guard lock(impl_->mutex);
    if (impl_->queue.size() < kMaxWaiting && !impl_->stopping) {
      impl_->queue.push_back({deadline, reply, std::move(work)});
      impl_->changed.notify_one();
      return;
    }
  }
  reply({absl::ResourceExhaustedError("too many questions are waiting; try again in a moment"), std::nullopt},
        nullptr);
}

absl::StatusOr<Asked> Ask(Engine& engine, const v1::HistoryPoint& at, store::Deadline deadline,
                          std::string_view name) {
  Asked asked;
  asked.models = engine.models();
  if (at.min_position() > Number(engine.log().head().position)) {
    return absl::OutOfRangeError(std::string(name) + ".min_position: " + std::to_string(at.min_position()) +
                                 " is beyond the head, " +
                                 std::to_string(Number(engine.log().head().position)));
  }
  auto point = answers::ResolvePoint(engine.log(), at, engine.Now(), name);
  if (!point.ok()) return point.status();
  // All that is known is all that was acknowledged when the question came: everybody reads everybody's
  // writes. In slices, since a rebuild may put other read models in their place meanwhile.
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(WaitMs(deadline));
  while (!asked.models->WaitFor(point->known, kSliceMs)) {
    if (std::chrono::steady_clock::now() >= until) {
      return absl::UnavailableError("the read models are behind position " +
                                    std::to_string(Number(point->known)));
    }
    asked.models = engine.models();
  }
  asked.view = std::make_unique<store::ReadView>(*asked.models, *point);
  return asked;
}

absl::StatusOr<model::Preview> PreviewAt(Engine& engine, const model::ChangeId& id, model::Position position,
                                         store::Deadline deadline) {
  const std::shared_ptr<store::ReadModels> models = engine.models();
  if (engine.log().head().position < position && !models->WaitFor(position, WaitMs(deadline))) {
    return absl::UnavailableError("the read models are behind");
  }
  v1::HistoryPoint at;
  at.set_known_at("#" + std::to_string(Number(position)));
  auto asked = Ask(engine, at, deadline);
  if (!asked.ok()) return asked.status();
  const auto& changes = asked->view->base().changes;
  const auto found = changes.find(id);
  if (found == changes.end()) return answers::NotKnown(*asked->view, "change_id", "change", id.str());
  const projections::Effect effect = projections::EffectOf(*asked->view, found->second);
  if (!asked->view->status().ok()) return asked->view->status();
  model::Preview preview = projections::PreviewOf(effect, position);
  preview.digest = log::Hex(log::Sha256(effect.canonical));
  return preview;
}

}  // namespace careledger::service
