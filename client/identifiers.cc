#include "client/identifiers.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

namespace careledger::client {

std::string UuidV7(std::uint64_t unix_milliseconds, std::string_view ten_random_bytes) {
  std::string bytes;
  for (int shift = 40; shift >= 0; shift -= 8) {
    bytes += static_cast<char>((unix_milliseconds >> static_cast<unsigned>(shift)) & 0xFFU);
  }
  bytes += ten_random_bytes;
  bytes.resize(16);
  bytes[6] = static_cast<char>((static_cast<unsigned char>(bytes[6]) & 0x0FU) | 0x70U);
  bytes[8] = static_cast<char>((static_cast<unsigned char>(bytes[8]) & 0x3FU) | 0x80U);
  std::string uuid = Hex(bytes);
  for (const std::size_t dash : {20U, 16U, 12U, 8U}) uuid.insert(dash, "-");
  return uuid;
}

std::string NewRequestId() {
  std::array<unsigned char, 10> random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1) {
    std::fputs("careledger: the system gives no random bytes\n", stderr);
    std::abort();
  }
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
  return UuidV7(static_cast<std::uint64_t>(milliseconds), std::string(random.begin(), random.end()));
}

std::string Sha256(std::string_view bytes) {
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1) {
    std::fputs("careledger: SHA-256 is not available\n", stderr);
    std::abort();
  }
  return std::string(digest.begin(), digest.end());
}

std::string Hex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4U];
    hex += kDigits[byte & 0x0FU];
  }
  return hex;
}

}  // namespace careledger::client
