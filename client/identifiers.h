// Ids and digests that the asking side makes: request ids, and what names a file's contents.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace careledger::client {

// A fresh request id: a version 7 UUID, which sorts by the time it was made.
std::string NewRequestId();

// The same, of a given instant and 10 given random bytes.
std::string UuidV7(std::uint64_t unix_milliseconds, std::string_view ten_random_bytes);

// The 32 bytes of SHA-256.
std::string Sha256(std::string_view bytes);

// "0a1b"
std::string Hex(std::string_view bytes);

}  // namespace careledger::client
