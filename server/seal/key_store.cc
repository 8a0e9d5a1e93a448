#include "server/seal/key_store.h"

#include <filesystem>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_split.h"
#include "server/new_ledger.h"
#include "server/store/rows.h"

namespace careledger::seal {

namespace fs = std::filesystem;

namespace {

constexpr std::string_view kHeading = "careledger person key 1";

// What stands in the file of a key.
std::string FileOf(const RootKey& key, const model::Bytes& wrapped) {
  return std::string(kHeading) + " " + key.Id().ToString() + " " + wrapped.ToString() + "\n";
}

// Empty when there is no such file.
absl::StatusOr<std::string> ReadText(rocksdb::Env* env, const std::string& path) {
  if (env->FileExists(path).IsNotFound()) return std::string();
  std::string text;
  const rocksdb::Status read = rocksdb::ReadFileToString(env, path, &text);
  if (!read.ok()) return absl::UnavailableError("cannot read " + path + ": " + read.ToString());
  if (text.empty()) return absl::DataLossError(path + " is empty");
  return text;
}

absl::Status MakeFolder(const std::string& path) {
  std::error_code error;
  fs::create_directory(path, error);
  if (!error) fs::permissions(path, fs::perms::owner_all, error);
  return error ? absl::UnavailableError("cannot make " + path + ": " + error.message()) : absl::OkStatus();
}

}  // namespace

KeyStore::KeyStore(std::string folder, std::string ledger_id, const RootKey& master, rocksdb::Env* env)
    : folder_(std::move(folder)), ledger_id_(std::move(ledger_id)), master_(master), env_(env) {}

std::string KeyStore::PurposeOf(const model::PersonId& person) const {
  return "person-key/" + ledger_id_ + "/" + person.str();
}

absl::StatusOr<bool> KeyStore::Begun() const {
  auto id = ReadText(env_, folder_ + "/master");
  if (!id.ok()) return id.status();
  if (id->empty()) return false;
  if (*id == master_.Id().ToString() + "\n") return true;
  return absl::FailedPreconditionError(
      "the keys of notes are wrapped by another master key than the server's");
}

bool KeyStore::Has(const model::PersonId& person) const { return env_->FileExists(PathOf(person)).ok(); }

absl::StatusOr<PersonKey> KeyStore::Find(const model::PersonId& person) const {
  const auto begun = Begun();
  if (!begun.ok()) return begun.status();
  auto text = ReadText(env_, PathOf(person));
  if (!text.ok()) return text.status();
  if (text->empty()) return PersonKey();
  const auto damaged = absl::DataLossError("the key of person " + person.str() +
                                           " is damaged: restore keys/person/" + person.str());
  if (!*begun) return absl::DataLossError("keys/master is missing: restore the folder of keys as a whole");
  // "careledger person key 1 ID WRAPPED\n"
  const std::vector<std::string> words = absl::StrSplit(*text, ' ');
  if (words.size() != 6 || !text->starts_with(kHeading) || !words[5].ends_with('\n')) return damaged;
  const model::Bytes wrapped{absl::HexStringToBytes(words[5].substr(0, words[5].size() - 1))};
  auto bytes = master_.Open(PurposeOf(person), wrapped);
  if (!bytes || bytes->size() != kKeyBytes) return damaged;
  auto key = std::make_shared<const RootKey>(*std::move(bytes));
  // As it was written, to the letter: hexadecimal digits are read leniently.
  if (FileOf(*key, wrapped) != *text) return damaged;
  return key;
}

absl::StatusOr<PersonKey> KeyStore::FindOrMake(const model::PersonId& person) {
  std::lock_guard lock(making_);
  auto known = Find(person);
  if (!known.ok()) return known;
  if (*known != nullptr) {
    // A name that a crash or a failing disk left behind may not be durable yet.
    if (!names_durable_) {
      if (const auto status = SyncNames(folder_ + "/person"); !status.ok()) return status;
      names_durable_ = true;
    }
    return known;
  }
  const auto begun = Begun();
  if (!begun.ok()) return begun.status();
  if (!*begun) {
    if (const auto status = Begin(); !status.ok()) return status;
  }
  std::string bytes = NewKey();
  const model::Bytes wrapped = master_.Seal(PurposeOf(person), bytes);
  auto key = std::make_shared<const RootKey>(std::move(bytes));
  const auto written = Write(PathOf(person), FileOf(*key, wrapped));
  if (!written.ok()) return written;
  return key;
}

absl::Status KeyStore::Begin() {
  for (const std::string& path : {folder_, folder_ + "/person"}) {
    if (const auto status = MakeFolder(path); !status.ok()) return status;
    if (const auto status = SyncNames(fs::path(path).parent_path()); !status.ok()) return status;
  }
  // Keys without it would be nobody's: there are none yet.
  std::error_code error;
  if (!fs::is_empty(folder_ + "/person", error) || error)
    return absl::DataLossError("keys/master is missing: restore the folder of keys as a whole");
  return Write(folder_ + "/master", master_.Id().ToString() + "\n");
}

absl::Status KeyStore::Write(const std::string& path, const std::string& text) {
  const std::string aside = folder_ + "/new";
  rocksdb::Status written = rocksdb::WriteStringToFile(env_, text, aside, /*should_sync=*/true);
  if (written.ok()) written = env_->RenameFile(aside, path);
  if (!written.ok()) return absl::UnavailableError("cannot write " + path + ": " + written.ToString());
  const auto synced = SyncNames(fs::path(path).parent_path());
  if (!synced.ok()) names_durable_ = false;
  return synced;
}

absl::Status KeyStore::SyncNames(const std::string& folder) const {
  const auto synced = SyncDirectory(env_, folder);
  return synced.ok() ? synced : absl::UnavailableError(std::string(synced.message()));
}

}  // namespace careledger::seal
