// Where record times come from: the machine, or for stories and demonstrations a clock that its loader moves.
#pragma once

#include <atomic>
#include <chrono>

#include "replay/model/calendar.h"

namespace careledger {

// Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual model::RecordTime Now() = 0;
};

class SystemClock final : public Clock {
 public:
  model::RecordTime Now() override {
    return {std::chrono::duration_cast<std::chrono::microseconds>(
                std::chrono::system_clock::now().time_since_epoch())
                .count()};
  }
};

// Stands still until moved, and never goes back. Starts at the last record time of its ledger.
class SimulatedClock final : public Clock {
 public:
  explicit SimulatedClock(model::RecordTime start) : micros_(start.micros) {}
  model::RecordTime Now() override { return {micros_.load()}; }
  // False when `to` lies before the clock.
  bool MoveTo(model::RecordTime to) {
    std::int64_t now = micros_.load();
    while (now <= to.micros) {
      if (micros_.compare_exchange_weak(now, to.micros)) return true;
    }
    return false;
  }

 private:
  std::atomic<std::int64_t> micros_;
};

}  // namespace careledger
