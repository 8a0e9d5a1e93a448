// A ledger's worth of requests, serialised beforehand: the calls in the order a council's systems would make
// them, in one file that is mapped, not read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace careledger::bench {

struct Step {
  std::string as;    // Whose call.
  std::string path;  // Of the method; kUplift is no call but the place for a backdated change of rates.
  std::uint64_t visits = 0;  // Rows of a page of visits, else 0.
  std::string_view request;
};

inline constexpr std::string_view kUplift = "uplift";
inline constexpr std::string_view kRecordVisits = "/careledger.v1.VisitService/RecordVisits";

// What the steps amount to.
struct Extent {
  std::uint64_t visits = 0;     // Rows, corrections among them.
  std::uint64_t corrected = 0;  // Of them, later versions of a visit.
  std::uint64_t late = 0;       // Of them, two weeks late.
  std::string first_monday;
  int weeks = 0;
};

// Reads the files that `careledger generate` wrote into `folder` and writes the steps to `file`: two commands
// that make the contract, the tables, then week by week what the manifest says, visits as RecordVisits of at
// most 5,000. Every hundredth visit comes two weeks late. Throws std::runtime_error.
void WriteSteps(const std::string& folder, const std::string& file);

// Maps a file of steps. Not copyable: steps point into it.
class Steps {
 public:
  explicit Steps(const std::string& file);
  ~Steps();
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;

  const std::vector<Step>& all() const { return steps_; }
  const Extent& extent() const { return extent_; }
  // Index of the first page of visits: what comes before is set up first.
  std::size_t first_visits() const;
  // The providers that report visits, in order.
  std::vector<std::string> providers() const;

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
  std::vector<Step> steps_;
  Extent extent_;
};

}  // namespace careledger::bench
