// A log to audit: an export file, or the data of a stopped server.
#pragma once

#include <fstream>
#include <memory>
#include <optional>
#include <string>

#include "replay/log/export.h"
#include "replay/log/log.h"
#include "replay/log/verify.h"

namespace careledger::replay {

class Source {
 public:
  // `path` is a file made by an export, or a server's data directory. NOT_FOUND when neither.
  static absl::StatusOr<Source> Open(const std::string& path);

  log::LedgerId ledger_id() const;

  // Visits every record in order and checks the whole log while at it. The report is about all of it, also
  // when the visitor has lost interest; a figure is worth something only when it is ok.
  log::Report Scan(const std::function<void(std::string_view record_bytes)>& visitor);

 private:
  std::unique_ptr<std::ifstream> file_;
  std::optional<log::ExportReader> reader_;
  std::unique_ptr<log::Log> log_;
};

}  // namespace careledger::replay
