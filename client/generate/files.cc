#include "client/generate/files.h"

#include <algorithm>
#include <filesystem>
#include <system_error>

#include "client/generate/csv.h"

namespace careledger::generate {

Folder::Folder(std::string path) : path_(std::move(path)) {
  std::error_code failed;
  std::filesystem::create_directories(path_, failed);
  if (failed) error_ = "cannot create " + path_ + ": " + failed.message();
}

void Folder::Write(const std::string& name, std::string_view content) {
  if (!ok()) return;
  if (!WriteWhole(path_ + "/" + name, content)) {
    error_ = "cannot write " + path_ + "/" + name;
    return;
  }
  ++files_;
  bytes_ += static_cast<std::int64_t>(content.size());
}

std::string Manifest::Text(const Clock& clock, Instant from, Instant until) {
  std::stable_sort(steps_.begin(), steps_.end(),
                   [](const Step& a, const Step& b) { return a.clock < b.clock; });
  std::string out = "clock,kind,file,as,contract_id,provider_id,source\n";
  for (const Step& s : steps_) {
    if (s.clock < from || s.clock >= until) continue;
    AppendRow(out, {clock.TextWithOffset(s.clock), s.kind, s.file, s.as, s.contract, s.provider, s.source});
  }
  return out;
}

Instant EventsArrive(const Clock& clock, Day monday) { return clock.At(monday, 330); }
Instant VisitsArrive(const Clock& clock, Day monday) { return clock.At(monday, 360); }
Instant PackagesArrive(const Clock& clock, Day monday) { return clock.At(monday, 420); }

}  // namespace careledger::generate
