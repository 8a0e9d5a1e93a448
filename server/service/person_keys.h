// What is sealed under the keys of people before it is a command.
#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "server/decide/package_commands.h"
#include "server/engine.h"
#include "server/service/methods.h"
#include "server/store/read_view.h"

namespace careledger::service {

// DATA_LOSS when notes of the person are on record and `key`, null or not, is not the one that they were
// sealed under.
absl::Status CheckKey(const model::PersonId& person, const model::Notes* notes, const seal::PersonKey& key);

// What a caller is told of what a key store, or one of these, refuses.
Outcome KeyOutcome(const absl::Status& status);

// The person's key, made when there is none and nothing was ever sealed under one: on disk once this returns.
// What KeyStore refuses, and DATA_LOSS of CheckKey. REQUIRES: the server has keys.
absl::StatusOr<seal::PersonKey> KeyToSealUnder(Engine& engine, const model::PersonId& person,
                                               const model::Notes* notes);

// Seals the needs of the request, if it has any, in a note of the person's: "needs-<package>", or the next
// free of "needs-<package>.2" and so on when that note says something else. What has no well-formed needs,
// and any request to a server without keys, stays as it is for decide to refuse. Reads and writes key files:
// not for a transport's thread.
absl::Status SealNeeds(Engine& engine, const store::ReadView& now, decide::RequestPackage& request);

}  // namespace careledger::service
