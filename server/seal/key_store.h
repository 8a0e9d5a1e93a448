// The keys that notes are sealed under: one a person, of the machine's randomness, made when the first note
// of the person is written and wrapped by the master key. A file each, apart from the log:
//
//   keys/master          the id of the master key that wraps them, in hexadecimal
//   keys/person/<id>     "careledger person key 1", the id of the key, and the key as RootKey::Seal of the
//                        master key seals it for "person-key/<ledger>/<person>"; hexadecimal, between spaces
//
// Who destroys a file and its copies makes that person's text unreadable for ever; log, proofs and money do
// not change.
#pragma once

#include <rocksdb/env.h>

#include <memory>
#include <mutex>
#include <string>

#include "absl/status/statusor.h"
#include "server/seal/seal.h"

namespace careledger::seal {

using PersonKey = std::shared_ptr<const RootKey>;

// Thread-safe. One store for a folder at a time.
class KeyStore {
 public:
  // Nothing is read or made yet. `ledger_id` in hexadecimal; `master` outlives the store.
  KeyStore(std::string folder, std::string ledger_id, const RootKey& master, rocksdb::Env* env);

  // FAILED_PRECONDITION when the store was made under another master key; OK when there is none yet.
  absl::Status Check() const { return Begun().status(); }
  // Whether there is a file for the person, good or bad.
  bool Has(const model::PersonId& person) const;
  // Null when none was ever made. DATA_LOSS when it is there and damaged, another person's or another
  // ledger's; FAILED_PRECONDITION when the store was made under another master key.
  absl::StatusOr<PersonKey> Find(const model::PersonId& person) const;
  // The same, made when there is none: on disk once this returns, before anything is sealed under it.
  // UNAVAILABLE when the disk does not take it.
  absl::StatusOr<PersonKey> FindOrMake(const model::PersonId& person);

 private:
  std::string PathOf(const model::PersonId& person) const { return folder_ + "/person/" + person.str(); }
  std::string PurposeOf(const model::PersonId& person) const;
  // Whether the store is there, and ours to use.
  absl::StatusOr<bool> Begun() const;
  absl::Status Begin();
  // Whole or not at all, and durable: `text` under a name beside it, which then becomes `path`.
  absl::Status Write(const std::string& path, const std::string& text);
  absl::Status SyncNames(const std::string& folder) const;

  const std::string folder_;
  const std::string ledger_id_;
  const RootKey& master_;
  rocksdb::Env* const env_;
  std::mutex making_;
  bool names_durable_ = false;  // Every key that can be found would be found after a power cut.
};

}  // namespace careledger::seal
