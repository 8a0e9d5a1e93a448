// A ledger of its own at the size of a large council: 100,000 open packages of 500 providers, most in care by
// a visit that was delivered, some waiting for three months. What the waiting list and sourcing are measured
// on.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "replay/model/calendar.h"
#include "tests/bench/tool.h"

namespace careledger::bench {

class OpenPackages {
 public:
  static constexpr int kProviders = 500;
  static constexpr int kInCare = 92'000;
  static constexpr int kWaiting = 8'000;
  static constexpr int kWeeks = 13;  // Over which they are asked for.

  // `name` tells the files of this one from those of others on the same ledger.
  OpenPackages(Lines& lines, std::string name) : lines_(lines), name_(std::move(name)) {}

  // Records all of it. Once for a ledger. Throws std::runtime_error when anything is refused.
  void SetUp();
  static model::Date first_monday();  // Of the weeks of waiting.
  static model::Date end() { return first_monday() + 7 * kWeeks; }
  static std::string Provider(int i);        // "R001"; any i.
  static std::string WaitingPackage(int i);  // From 0.
  // Rows made one by one, sent a page at a time by a contract manager.
  void Import(const std::string& kind, const std::string& header, int rows,
              const std::function<std::string(int)>& row, const std::string& contract = "homecare");
  void MoveTo(const std::string& moment);  // "2010-03-15T08:00".

 private:
  void RecordVisits(int provider);

  Lines& lines_;
  std::string name_;
  int files_ = 0;
};

// Asks `ask(i)`, which returns the milliseconds it took, so many times; reports and keeps the percentiles.
void MeasureQuestions(const Figures& figures, const std::string& name, int questions,
                      const std::function<double(int)>& ask);

}  // namespace careledger::bench
