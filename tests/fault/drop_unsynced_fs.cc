#include "tests/fault/drop_unsynced_fs.h"

#include <rocksdb/system_clock.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace careledger::fault {

using rocksdb::FileOptions;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

namespace {

std::string Clean(const std::string& name) { return std::filesystem::path(name).lexically_normal().string(); }

std::string DirectoryOf(const std::string& name) {
  return std::filesystem::path(name).parent_path().string();
}

std::string Content(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

void Overwrite(const std::string& name, const std::string& content) {
  std::ofstream(name, std::ios::binary | std::ios::trunc) << content;
}

}  // namespace

class AppendedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  AppendedFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string name, DropUnsyncedFs* fs)
      : FSWritableFileOwnerWrapper(std::move(file)), name_(std::move(name)), fs_(fs) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    bool torn = false;
    IOStatus allowed = fs_->Begin(&torn);
    const Slice part(data.data(), torn ? data.size() / 2 : data.size());
    if (!allowed.ok() && !torn) return allowed;
    IOStatus status = FSWritableFileOwnerWrapper::Append(part, options, debug);
    if (status.ok()) fs_->Appended(name_, part.size());
    return torn ? allowed : status;
  }
  IOStatus Append(const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& /*info*/,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }
  IOStatus PositionedAppend(const Slice&, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::NotSupported("direct writes are not modelled");
  }
  IOStatus PositionedAppend(const Slice&, std::uint64_t, const IOOptions&,
                            const rocksdb::DataVerificationInfo&, IODebugContext*) override {
    return IOStatus::NotSupported("direct writes are not modelled");
  }
  // RocksDB truncates a closing file to its own size, to give back what was allocated ahead.
  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    IOStatus allowed = fs_->Begin();
    return allowed.ok() ? FSWritableFileOwnerWrapper::Truncate(size, options, debug) : allowed;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = fs_->BeginSync();
    if (status.ok()) status = FSWritableFileOwnerWrapper::Flush(options, debug);
    if (status.ok()) fs_->Synced(name_);
    return status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override { return Sync(options, debug); }
  // Promises nothing about a crash, so it makes nothing durable.
  IOStatus RangeSync(std::uint64_t, std::uint64_t, const IOOptions&, IODebugContext*) override {
    return IOStatus::OK();
  }
  bool IsSyncThreadSafe() const override { return true; }

 private:
  const std::string name_;
  DropUnsyncedFs* const fs_;
};

class OverwrittenFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  OverwrittenFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::string name, DropUnsyncedFs* fs)
      : FSRandomRWFileOwnerWrapper(std::move(file)), name_(std::move(name)), fs_(fs) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    IOStatus status = fs_->Begin();
    return status.ok() ? FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug) : status;
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    IOStatus status = fs_->BeginSync();
    if (status.ok()) status = FSRandomRWFileOwnerWrapper::Flush(options, debug);
    if (status.ok()) fs_->Synced(name_);
    return status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override { return Sync(options, debug); }

 private:
  const std::string name_;
  DropUnsyncedFs* const fs_;
};

class SyncedDirectory final : public rocksdb::FSDirectoryWrapper {
 public:
  SyncedDirectory(std::unique_ptr<rocksdb::FSDirectory> directory, std::string name, DropUnsyncedFs* fs)
      : FSDirectoryWrapper(std::move(directory)), name_(std::move(name)), fs_(fs) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    IOStatus status = fs_->BeginSync();
    if (status.ok()) fs_->DirectorySynced(name_);
    return status;
  }
  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const rocksdb::DirFsyncOptions& /*directory_options*/) override {
    return Fsync(options, debug);
  }

 private:
  const std::string name_;
  DropUnsyncedFs* const fs_;
};

DropUnsyncedFs::DropUnsyncedFs(std::shared_ptr<rocksdb::FileSystem> target)
    : FileSystemWrapper(std::move(target)) {}

IOStatus DropUnsyncedFs::Begin(bool* torn) {
  std::lock_guard lock(mutex_);
  if (!crashed_ && ++operations_ == crash_at_) {
    crashed_ = true;
    if (torn != nullptr) *torn = true;
  }
  return crashed_ ? IOStatus::IOError("the machine has lost its power") : IOStatus::OK();
}

IOStatus DropUnsyncedFs::BeginSync() {
  IOStatus status = Begin();
  if (!status.ok()) return status;
  std::lock_guard lock(mutex_);
  return fail_syncs_ ? IOStatus::IOError("the disk cannot sync") : IOStatus::OK();
}

void DropUnsyncedFs::Appended(const std::string& name, std::uint64_t bytes) {
  std::lock_guard lock(mutex_);
  files_[name].size += bytes;
}

void DropUnsyncedFs::Synced(const std::string& name) {
  std::lock_guard lock(mutex_);
  FileState& state = files_[name];
  state.durable_size = state.size;
  if (state.durable_content) state.durable_content = Content(name);
}

void DropUnsyncedFs::DirectorySynced(const std::string& name) {
  std::lock_guard lock(mutex_);
  std::erase_if(changes_, [&](const NameChange& change) { return change.directory == name; });
}

void DropUnsyncedFs::Crash() {
  std::lock_guard lock(mutex_);
  crashed_ = true;
}

void DropUnsyncedFs::CrashAfter(std::uint64_t operations) {
  std::lock_guard lock(mutex_);
  crash_at_ = operations_ + operations;
}

bool DropUnsyncedFs::crashed() const {
  std::lock_guard lock(mutex_);
  return crashed_;
}

std::uint64_t DropUnsyncedFs::operations() const {
  std::lock_guard lock(mutex_);
  return operations_;
}

void DropUnsyncedFs::FailSyncs(bool fail) {
  std::lock_guard lock(mutex_);
  fail_syncs_ = fail;
}

void DropUnsyncedFs::KeepNames(bool keep) {
  std::lock_guard lock(mutex_);
  keep_names_ = keep;
}

void DropUnsyncedFs::DropUnsynced(unsigned keep_percent) {
  std::lock_guard lock(mutex_);
  std::error_code ignored;
  for (const auto& [name, state] : files_) {
    if (!std::filesystem::exists(name)) continue;
    if (state.durable_content) {
      Overwrite(name, *state.durable_content);
    } else {
      const std::uint64_t kept = state.durable_size + (state.size - state.durable_size) * keep_percent / 100;
      std::filesystem::resize_file(name, kept, ignored);
    }
  }
  if (!keep_names_) {
    for (auto change = changes_.rbegin(); change != changes_.rend(); ++change) {
      if (change->from.empty()) {
        std::filesystem::remove(change->to, ignored);
      } else {
        std::filesystem::rename(change->to, change->from, ignored);
        if (change->replaced) Overwrite(change->to, *change->replaced);
      }
    }
  }
  files_.clear();
  changes_.clear();
  crashed_ = false;
  crash_at_ = 0;
}

IOStatus DropUnsyncedFs::NewWritableFile(const std::string& name, const FileOptions& options,
                                         std::unique_ptr<rocksdb::FSWritableFile>* file,
                                         IODebugContext* debug) {
  IOStatus status = Begin();
  const std::string clean = Clean(name);
  const bool existed = std::filesystem::exists(clean);
  std::unique_ptr<rocksdb::FSWritableFile> made;
  if (status.ok()) status = FileSystemWrapper::NewWritableFile(name, options, &made, debug);
  if (!status.ok()) return status;
  *file = std::make_unique<AppendedFile>(std::move(made), clean, this);
  std::lock_guard lock(mutex_);
  files_[clean] = FileState{};
  if (!existed)
    changes_.push_back({.directory = DirectoryOf(clean), .from = "", .to = clean, .replaced = {}});
  return status;
}

IOStatus DropUnsyncedFs::ReopenWritableFile(const std::string& name, const FileOptions& options,
                                            std::unique_ptr<rocksdb::FSWritableFile>* file,
                                            IODebugContext* debug) {
  IOStatus status = Begin();
  std::unique_ptr<rocksdb::FSWritableFile> made;
  if (status.ok()) status = FileSystemWrapper::ReopenWritableFile(name, options, &made, debug);
  if (!status.ok()) return status;
  const std::string clean = Clean(name);
  *file = std::make_unique<AppendedFile>(std::move(made), clean, this);
  std::lock_guard lock(mutex_);
  const std::uint64_t size = std::filesystem::file_size(clean);
  files_.try_emplace(clean, FileState{.size = size, .durable_size = size, .durable_content = {}});
  return status;
}

IOStatus DropUnsyncedFs::ReuseWritableFile(const std::string& /*name*/, const std::string& /*old_name*/,
                                           const FileOptions& /*options*/,
                                           std::unique_ptr<rocksdb::FSWritableFile>* /*file*/,
                                           IODebugContext* /*debug*/) {
  return IOStatus::NotSupported("recycled files are not modelled");
}

IOStatus DropUnsyncedFs::NewRandomRWFile(const std::string& name, const FileOptions& options,
                                         std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                         IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSRandomRWFile> made;
  IOStatus status = FileSystemWrapper::NewRandomRWFile(name, options, &made, debug);
  if (!status.ok()) return status;
  const std::string clean = Clean(name);
  *file = std::make_unique<OverwrittenFile>(std::move(made), clean, this);
  std::lock_guard lock(mutex_);
  const std::string content = Content(clean);
  const auto known = files_.find(clean);
  const std::uint64_t durable = known == files_.end() ? content.size() : known->second.durable_size;
  files_[clean] = FileState{
      .size = content.size(), .durable_size = durable, .durable_content = content.substr(0, durable)};
  return status;
}

IOStatus DropUnsyncedFs::NewDirectory(const std::string& name, const IOOptions& options,
                                      std::unique_ptr<rocksdb::FSDirectory>* directory,
                                      IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSDirectory> made;
  IOStatus status = FileSystemWrapper::NewDirectory(name, options, &made, debug);
  if (!status.ok()) return status;
  std::string clean = Clean(name);
  if (clean.size() > 1 && clean.back() == '/') clean.pop_back();
  *directory = std::make_unique<SyncedDirectory>(std::move(made), clean, this);
  return status;
}

IOStatus DropUnsyncedFs::RenameFile(const std::string& from, const std::string& to, const IOOptions& options,
                                    IODebugContext* debug) {
  IOStatus status = Begin();
  if (!status.ok()) return status;
  const std::string clean_from = Clean(from);
  const std::string clean_to = Clean(to);
  std::lock_guard lock(mutex_);
  std::optional<std::string> replaced;
  if (std::filesystem::exists(clean_to)) replaced = Content(clean_to);
  status = FileSystemWrapper::RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  changes_.push_back({DirectoryOf(clean_to), clean_from, clean_to, std::move(replaced)});
  if (auto state = files_.extract(clean_from)) {
    files_.erase(clean_to);
    state.key() = clean_to;
    files_.insert(std::move(state));
  }
  return status;
}

IOStatus DropUnsyncedFs::DeleteFile(const std::string& name, const IOOptions& options,
                                    IODebugContext* debug) {
  IOStatus status = Begin();
  if (status.ok()) status = FileSystemWrapper::DeleteFile(name, options, debug);
  if (!status.ok()) return status;
  std::lock_guard lock(mutex_);
  const std::string clean = Clean(name);
  files_.erase(clean);
  std::erase_if(changes_, [&](const NameChange& change) { return change.to == clean; });
  return status;
}

namespace {

class Impatient final : public rocksdb::SystemClockWrapper {
 public:
  using SystemClockWrapper::SystemClockWrapper;
  const char* Name() const override { return "Impatient"; }
  void SleepForMicroseconds(int micros) override {
    SystemClockWrapper::SleepForMicroseconds(std::min(micros, 1'000));
  }
};

class ImpatientEnv final : public rocksdb::EnvWrapper {
 public:
  explicit ImpatientEnv(rocksdb::Env* target) : EnvWrapper(target) {
    file_system_ = target->GetFileSystem();
    system_clock_ = std::make_shared<Impatient>(rocksdb::SystemClock::Default());
  }
  const char* Name() const override { return "ImpatientEnv"; }
};

}  // namespace

Disk::Disk()
    : fs_(std::make_shared<DropUnsyncedFs>(rocksdb::FileSystem::Default())),
      files_(rocksdb::NewCompositeEnv(fs_)),
      env_(std::make_unique<ImpatientEnv>(files_.get())) {}

}  // namespace careledger::fault
