// Sealing under a root key, the server's master key or that of a person (key_store.h), both kept apart from
// the log: AES-256-GCM, a key for each purpose.
//
//   key of a purpose = HMAC-SHA256(root key, "careledger seal 1" NUL purpose)
//   nonce            = the first 12 bytes of HMAC-SHA256(key of the purpose, text)
//   sealed           = nonce, ciphertext, tag (16 bytes); the purpose is authenticated with it
//
// The nonce follows from the text (NIST SP 800-38D asks that none be used twice with a key for two texts), so
// that a decision seals the same text to the same bytes each time it is made: whoever sees two sealed texts
// of one purpose learns whether they are equal, and their lengths, and nothing else.
#pragma once

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "server/decide/sealer.h"

namespace careledger::seal {

inline constexpr std::size_t kKeyBytes = 32;

// Thread-safe. Overwrites its keys in memory when it goes.
class RootKey final : public decide::Sealer {
 public:
  // REQUIRES: 32 bytes.
  explicit RootKey(std::string key);
  ~RootKey() override;
  RootKey(const RootKey&) = delete;
  RootKey& operator=(const RootKey&) = delete;

  model::Bytes Seal(std::string_view purpose, std::string_view text) const override;
  std::optional<std::string> Open(std::string_view purpose, const model::Bytes& sealed) const override;
  model::Bytes KeyOf(std::string_view purpose) const override;
  std::string Digest(std::string_view text) const override;
  // 8 bytes that tell keys apart and nothing of them: the first of the key of the purpose "id".
  model::Bytes Id() const;

 private:
  std::string key_;
  std::string digest_key_;  // That of the purpose "digest", which every command asks for.
};

// 32 bytes of the machine's randomness.
std::string NewKey();

// What a note is sealed for, under the key of its person: none can be moved to another note, person or
// ledger. `ledger_id` in hexadecimal.
std::string NotePurpose(std::string_view ledger_id, const model::PersonId& person, const model::NoteId& note);

// Opens what was sealed for `purpose` with the key of that purpose alone: what a closed competition
// publishes.
std::optional<std::string> OpenWith(const model::Bytes& key, std::string_view purpose,
                                    const model::Bytes& sealed);

// Reads a master key: 64 hexadecimal digits and a line feed, in a file that only its owner may read. With
// `make`, an absent file is made, with a key of the machine's randomness. NOT_FOUND, or INVALID_ARGUMENT that
// says what is wrong with the file.
absl::StatusOr<std::unique_ptr<RootKey>> ReadMasterKey(const std::string& path, bool make);

}  // namespace careledger::seal
