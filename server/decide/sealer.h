// How a decision hides what nobody may read yet. Deterministic: the same text sealed for the same purpose
// gives the same bytes, so that decisions stay pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "replay/model/ids.h"

namespace careledger::decide {

class Sealer {
 public:
  virtual ~Sealer() = default;
  // `purpose` names what is sealed and says who may open it later; one key belongs to each.
  virtual model::Bytes Seal(std::string_view purpose, std::string_view text) const = 0;
  // Empty when `sealed` is not what Seal made for this purpose.
  virtual std::optional<std::string> Open(std::string_view purpose, const model::Bytes& sealed) const = 0;
  // The key of the purpose: whoever has it can open what was sealed for it, and check it.
  virtual model::Bytes KeyOf(std::string_view purpose) const = 0;
  // 32 bytes that tell texts apart and, without the master key, nothing of them.
  virtual std::string Digest(std::string_view text) const = 0;
};

}  // namespace careledger::decide
