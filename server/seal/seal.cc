#include "server/seal/seal.h"

#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace careledger::seal {
namespace {

constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kKeyIdBytes = 8;
constexpr std::string_view kLabel{"careledger seal 1\0", 18};

const unsigned char* Data(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}
unsigned char* Data(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
int Size(std::string_view text) { return static_cast<int>(text.size()); }

// What the library can only fail at for want of memory.
void Must(bool ok) {
  if (ok) return;
  std::fputs("careledger-server: OpenSSL failed to seal\n", stderr);
  std::abort();
}

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, Freed<EVP_CIPHER_CTX_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, Freed<EVP_MAC_CTX_free>>;

// A key that goes with the call that derived it.
struct Passing {
  explicit Passing(std::string derived) : key(std::move(derived)) {}
  Passing(const Passing&) = delete;
  Passing& operator=(const Passing&) = delete;
  ~Passing() { OPENSSL_cleanse(key.data(), key.size()); }
  std::string key;
};

// Algorithms are fetched once: to find one costs as much as to use it. A code is begun as a copy of one that
// holds no key but noughts, and overwrites its own when it goes.
MacContext NewMac() {
  static const MacContext kWithoutKey = [] {
    const std::unique_ptr<EVP_MAC, Freed<EVP_MAC_free>> hmac(EVP_MAC_fetch(nullptr, "HMAC", nullptr));
    Must(hmac != nullptr);
    MacContext context(EVP_MAC_CTX_new(hmac.get()));
    char sha256[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, sha256, 0),
                                     OSSL_PARAM_construct_end()};
    const std::string noughts(kKeyBytes, '\0');
    Must(context != nullptr && EVP_MAC_init(context.get(), Data(noughts), noughts.size(), parameters) == 1);
    return context;
  }();
  MacContext context(EVP_MAC_CTX_dup(kWithoutKey.get()));
  Must(context != nullptr);
  return context;
}

const EVP_CIPHER* Aes256Gcm() {
  static const std::unique_ptr<EVP_CIPHER, Freed<EVP_CIPHER_free>> kCipher(
      EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr));
  Must(kCipher != nullptr);
  return kCipher.get();
}

std::string Hmac(std::string_view key, std::initializer_list<std::string_view> texts) {
  const MacContext context = NewMac();
  Must(EVP_MAC_init(context.get(), Data(key), key.size(), nullptr) == 1);
  for (const std::string_view text : texts) Must(EVP_MAC_update(context.get(), Data(text), text.size()) == 1);
  std::string out(kKeyBytes, '\0');
  std::size_t length = 0;
  Must(EVP_MAC_final(context.get(), Data(out), &length, out.size()) == 1 && length == kKeyBytes);
  return out;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

}  // namespace

RootKey::RootKey(std::string key) : key_(std::move(key)) {
  Must(key_.size() == kKeyBytes);
  digest_key_ = KeyOf("digest").value;
}
RootKey::~RootKey() {
  OPENSSL_cleanse(key_.data(), key_.size());
  OPENSSL_cleanse(digest_key_.data(), digest_key_.size());
}

model::Bytes RootKey::KeyOf(std::string_view purpose) const { return {Hmac(key_, {kLabel, purpose})}; }

model::Bytes RootKey::Id() const { return {KeyOf("id").value.substr(0, kKeyIdBytes)}; }

std::string RootKey::Digest(std::string_view text) const { return Hmac(digest_key_, {text}); }

model::Bytes RootKey::Seal(std::string_view purpose, std::string_view text) const {
  const Passing derived(KeyOf(purpose).value);
  const std::string& key = derived.key;
  const std::string nonce = Hmac(key, {text}).substr(0, kNonceBytes);
  std::string cipher(text.size(), '\0');
  std::string tag(kTagBytes, '\0');
  const Context context(EVP_CIPHER_CTX_new());
  int length = 0;
  Must(context != nullptr &&
       EVP_EncryptInit_ex2(context.get(), Aes256Gcm(), Data(key), Data(nonce), nullptr) == 1 &&
       EVP_EncryptUpdate(context.get(), nullptr, &length, Data(purpose), Size(purpose)) == 1 &&
       EVP_EncryptUpdate(context.get(), Data(cipher), &length, Data(text), Size(text)) == 1 &&
       EVP_EncryptFinal_ex(context.get(), Data(cipher) + length, &length) == 1 &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes, tag.data()) == 1);
  return {nonce + cipher + tag};
}

std::optional<std::string> RootKey::Open(std::string_view purpose, const model::Bytes& sealed) const {
  return OpenWith(KeyOf(purpose), purpose, sealed);
}

std::optional<std::string> OpenWith(const model::Bytes& key, std::string_view purpose,
                                    const model::Bytes& sealed) {
  const std::string& bytes = sealed.value;
  if (key.value.size() != kKeyBytes || bytes.size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string nonce = bytes.substr(0, kNonceBytes);
  const std::string cipher = bytes.substr(kNonceBytes, bytes.size() - kNonceBytes - kTagBytes);
  std::string tag = bytes.substr(bytes.size() - kTagBytes);
  std::string text(cipher.size(), '\0');
  const Context context(EVP_CIPHER_CTX_new());
  int length = 0;
  Must(context != nullptr &&
       EVP_DecryptInit_ex2(context.get(), Aes256Gcm(), Data(key.value), Data(nonce), nullptr) == 1 &&
       EVP_DecryptUpdate(context.get(), nullptr, &length, Data(purpose), Size(purpose)) == 1 &&
       EVP_DecryptUpdate(context.get(), Data(text), &length, Data(cipher), Size(cipher)) == 1 &&
       EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, kTagBytes, tag.data()) == 1);
  if (EVP_DecryptFinal_ex(context.get(), Data(text) + length, &length) != 1) return std::nullopt;
  return text;
}

std::string NewKey() {
  std::string key(kKeyBytes, '\0');
  Must(RAND_bytes(Data(key), kKeyBytes) == 1);
  return key;
}

std::string NotePurpose(std::string_view ledger_id, const model::PersonId& person,
                        const model::NoteId& note) {
  return "note/" + std::string(ledger_id) + "/" + person.str() + "/" + note.str();
}

absl::StatusOr<std::unique_ptr<RootKey>> ReadMasterKey(const std::string& path, bool make) {
  const int made = make ? open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, S_IRUSR | S_IWUSR) : -1;
  if (made >= 0) {
    const std::string text = model::Bytes{NewKey()}.ToString() + "\n";
    const bool written =
        write(made, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && fsync(made) == 0;
    if (close(made) != 0 || !written) return absl::UnavailableError("cannot write master key " + path);
  }
  struct stat about {};
  if (stat(path.c_str(), &about) != 0) return absl::NotFoundError("there is no master key " + path);
  if ((about.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return absl::InvalidArgumentError("others than its owner may read master key " + path + ": chmod 600 it");
  }
  std::string text(2 * kKeyBytes + 2, '\0');  // One more than it should have.
  std::ifstream file(path, std::ios::binary);
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  std::string key;
  if (text.size() == 2 * kKeyBytes + 1 && text.back() == '\n') {
    for (std::size_t i = 0; i < 2 * kKeyBytes; i += 2) {
      const int high = HexDigit(text[i]);
      const int low = HexDigit(text[i + 1]);
      if (high < 0 || low < 0) break;
      key.push_back(static_cast<char>(high << 4 | low));
    }
  }
  if (key.size() != kKeyBytes)
    return absl::InvalidArgumentError("master key " + path + " is not 64 hexadecimal digits and a line feed");
  return std::make_unique<RootKey>(std::move(key));
}

}  // namespace careledger::seal
