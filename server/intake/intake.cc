#include "server/intake/intake.h"

#include <algorithm>
#include <array>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "server/intake/kinds.h"
#include "server/intake/values.h"

namespace careledger::intake {
namespace {

enum class Of { kLedger, kContract, kProvider };

struct Kind {
  std::string_view name;
  Of of;  // What the context must name.
  ReadPage* read;
};

constexpr std::array kKinds = {
    Kind{"providers", Of::kLedger, ReadProviders},
    Kind{"lots", Of::kContract, ReadLots},
    Kind{"awards", Of::kContract, ReadAwards},
    Kind{"admissions", Of::kContract, ReadAdmissions},
    Kind{"capacity", Of::kContract, ReadCapacity},
    Kind{"rates", Of::kContract, ReadRates},
    Kind{"packages", Of::kContract, ReadPackages},
    Kind{"package-events", Of::kLedger, ReadPackageEvents},
    Kind{"mobilisation", Of::kContract, ReadMobilisation},
    Kind{"people", Of::kLedger, ReadPeople},
    Kind{"orders", Of::kContract, ReadOrders},
    Kind{"stays", Of::kLedger, ReadStays},
    Kind{"visits", Of::kProvider, ReadVisits},
};

absl::Status Lacks(const ImportContext& context, std::string_view field) {
  return absl::InvalidArgumentError(
      absl::StrCat(std::string(field), " is required to import ", context.kind));
}

absl::Status UnknownKind(std::string_view kind) {
  std::string known;
  for (const Kind& k : kKinds) known.append(known.empty() ? "" : ", ").append(k.name);
  return absl::InvalidArgumentError(absl::StrCat("kind ", Quoted(kind), " is none of ", known));
}

// Lines that are not empty, counted before any memory is spent on them.
std::size_t CountRows(std::string_view text) {
  std::size_t rows = 0;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    rows += end > 1 || (end == 1 && text[0] != '\r') ? 1U : 0U;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return rows;
}

}  // namespace

absl::StatusOr<std::vector<store::Row>> ReadRows(const ImportContext& context, std::string_view header,
                                                 std::string_view rows, std::uint64_t first_row) {
  const auto* kind =
      std::find_if(kKinds.begin(), kKinds.end(), [&](const Kind& k) { return k.name == context.kind; });
  if (kind == kKinds.end()) return UnknownKind(context.kind);
  if (kind->of == Of::kContract && context.contract_id.empty()) return Lacks(context, "contract_id");
  if (kind->of == Of::kProvider && context.provider_id.empty()) return Lacks(context, "provider_id");
  if (kind->of == Of::kProvider && context.source.empty()) return Lacks(context, "source");
  if (first_row < 2) {
    return absl::InvalidArgumentError(
        absl::StrCat("first_row is ", first_row, ": rows begin on line 2 or later, the header being line 1"));
  }
  if (const std::size_t count = CountRows(rows); count > kPageRowsMax) {
    return absl::InvalidArgumentError(absl::StrCat("the page has ", count, " rows: at most ", kPageRowsMax));
  }
  return kind->read(context, header, rows, first_row);
}

bool IsDelivery(std::string_view kind) { return kind == "people" || kind == "orders" || kind == "stays"; }

}  // namespace careledger::intake
