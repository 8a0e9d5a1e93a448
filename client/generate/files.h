// The files of a generated council: tables, visits and the manifests that say in which order they are loaded.
//
// README.md beside this file documents every column. Writing is the only side effect of the generator.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "client/generate/roster.h"
#include "client/generate/visit.h"
#include "client/generate/world.h"

namespace careledger::generate {

// Where files go. Every write after a failed one is refused, so that one check at the end is enough.
class Folder {
 public:
  // Creates `path` when it is absent.
  explicit Folder(std::string path);

  void Write(const std::string& name, std::string_view content);
  bool ok() const { return error_.empty(); }
  const std::string& error() const { return error_; }
  std::int64_t files() const { return files_; }
  std::int64_t bytes() const { return bytes_; }

 private:
  std::string path_;
  std::string error_;
  std::int64_t files_ = 0;
  std::int64_t bytes_ = 0;
};

// One file to import, at a simulated time.
struct Step {
  Instant clock;
  std::string kind;
  std::string file;
  std::string as;
  std::string contract;
  std::string provider;
  std::string source;
};

// Collects steps in any order and writes them by clock, steps of one time as they were added.
class Manifest {
 public:
  void Add(Step step) { steps_.push_back(std::move(step)); }
  // The steps of [from, until) as manifest.csv.
  std::string Text(const Clock& clock, Instant from, Instant until);

 private:
  std::vector<Step> steps_;
};

// providers, lots, awards, admissions and rates; then packages and their events by the Monday of their
// record.
void WriteTables(const World& world, const Clock& clock, Folder& folder, Manifest& manifest);

// The rows of one provider's file.
class VisitFile {
 public:
  VisitFile(const Provider& provider, Phase phase, const World& world, const Clock& clock)
      : provider_(provider), phase_(phase), world_(world), clock_(clock) {}

  void Add(const Visit& visit);
  bool empty() const { return size_ == 0; }
  std::string_view Text() const { return {buffer_.data(), size_}; }
  void Clear() { size_ = 0; }

 private:
  const Provider& provider_;
  Phase phase_;
  const World& world_;
  const Clock& clock_;
  std::vector<char> buffer_;
  std::size_t size_ = 0;
};

// When the files of the week that ends before `monday` arrive.
Instant EventsArrive(const Clock& clock, Day monday);    // 05:30
Instant VisitsArrive(const Clock& clock, Day monday);    // 06:00
Instant PackagesArrive(const Clock& clock, Day monday);  // 07:00, those that start in the week to come.

}  // namespace careledger::generate
