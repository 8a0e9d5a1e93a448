#include "tests/fault/drop_unsynced_fs.h"

#include <rocksdb/system_clock.h>

#include <algorithm>
#include <cstdlib>
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

// One thing asked of the disk: counted when it begins, and ended before a crash that ends the process goes
// on.
class DropUnsyncedFs::Operation {
 public:
  enum class Kind { kOther, kSync };
  explicit Operation(DropUnsyncedFs* fs, Kind kind = Kind::kOther) : fs_(fs) {
    std::unique_lock lock(fs_->mutex_);
    if (!fs_->crashed_) {
      ++fs_->operations_;
      crashes_ = fs_->operations_ == fs_->crash_at_;
      fails_ = fs_->operations_ == fs_->fail_at_;
    }
    if (crashes_) {
      fs_->crashed_ = true;
    } else if (fs_->crashed_ && fs_->end_process_) {
      fs_->changed_.wait(lock, [] { return false; });  // Never begins: the process is about to end.
    }
    ++fs_->under_way_;
    if (fs_->crashed_) {
      status_ = IOStatus::IOError("the machine has lost its power");
    } else if (fails_) {
      status_ = IOStatus::IOError("the disk has failed once");
    } else if (kind == Kind::kSync) {
      fs_->changed_.wait(lock, [&] { return !fs_->stall_syncs_; });
      if (fs_->fail_syncs_) status_ = IOStatus::IOError("the disk cannot sync");
    }
  }
  ~Operation() {
    std::unique_lock lock(fs_->mutex_);
    --fs_->under_way_;
    fs_->changed_.notify_all();
    if (!crashes_ || !fs_->end_process_) return;
    fs_->changed_.wait(lock, [&] { return fs_->under_way_ == 0; });
    fs_->TakeBack(*fs_->end_process_);
    std::_Exit(kPowerLost);
  }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // An error when it is not to happen.
  const IOStatus& status() const { return status_; }
  bool ok() const { return status_.ok(); }
  // The very one that crashes: it may leave half its work.
  bool crashes() const { return crashes_; }

 private:
  DropUnsyncedFs* const fs_;
  IOStatus status_;
  bool crashes_ = false;
  bool fails_ = false;
};

class AppendedFile final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  AppendedFile(std::unique_ptr<rocksdb::FSWritableFile> file, std::string name, DropUnsyncedFs* fs)
      : FSWritableFileOwnerWrapper(std::move(file)), name_(std::move(name)), fs_(fs) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const DropUnsyncedFs::Operation operation(fs_);
    const Slice part(data.data(), operation.crashes() ? data.size() / 2 : data.size());
    if (!operation.ok() && !operation.crashes()) return operation.status();
    IOStatus status = FSWritableFileOwnerWrapper::Append(part, options, debug);
    if (status.ok()) fs_->Appended(name_, part.size());
    return operation.crashes() ? operation.status() : status;
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
    const DropUnsyncedFs::Operation operation(fs_);
    return operation.ok() ? FSWritableFileOwnerWrapper::Truncate(size, options, debug) : operation.status();
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    const DropUnsyncedFs::Operation operation(fs_, DropUnsyncedFs::Operation::Kind::kSync);
    IOStatus status = operation.status();
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

class ReadThrough final : public rocksdb::FSSequentialFileOwnerWrapper {
 public:
  ReadThrough(std::unique_ptr<rocksdb::FSSequentialFile> file, DropUnsyncedFs* fs)
      : FSSequentialFileOwnerWrapper(std::move(file)), fs_(fs) {}
  IOStatus Read(std::size_t n, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) override {
    IOStatus status = fs_->BeginRead();
    return status.ok() ? FSSequentialFileOwnerWrapper::Read(n, options, result, scratch, debug) : status;
  }

 private:
  DropUnsyncedFs* const fs_;
};

class ReadAnywhere final : public rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  ReadAnywhere(std::unique_ptr<rocksdb::FSRandomAccessFile> file, DropUnsyncedFs* fs)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), fs_(fs) {}
  IOStatus Read(std::uint64_t offset, std::size_t n, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) const override {
    IOStatus status = fs_->BeginRead();
    return status.ok() ? FSRandomAccessFileOwnerWrapper::Read(offset, n, options, result, scratch, debug)
                       : status;
  }
  // Each of the requests is a read of its own.
  IOStatus MultiRead(rocksdb::FSReadRequest* requests, std::size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    for (std::size_t i = 0; i < count; ++i) {
      rocksdb::FSReadRequest& request = requests[i];
      request.status = Read(request.offset, request.len, options, &request.result, request.scratch, debug);
    }
    return IOStatus::OK();
  }

 private:
  DropUnsyncedFs* const fs_;
};

class OverwrittenFile final : public rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  OverwrittenFile(std::unique_ptr<rocksdb::FSRandomRWFile> file, std::string name, DropUnsyncedFs* fs)
      : FSRandomRWFileOwnerWrapper(std::move(file)), name_(std::move(name)), fs_(fs) {}

  IOStatus Write(std::uint64_t offset, const Slice& data, const IOOptions& options,
                 IODebugContext* debug) override {
    const DropUnsyncedFs::Operation operation(fs_);
    return operation.ok() ? FSRandomRWFileOwnerWrapper::Write(offset, data, options, debug)
                          : operation.status();
  }
  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    const DropUnsyncedFs::Operation operation(fs_, DropUnsyncedFs::Operation::Kind::kSync);
    IOStatus status = operation.status();
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
    const DropUnsyncedFs::Operation operation(fs_, DropUnsyncedFs::Operation::Kind::kSync);
    if (operation.ok()) fs_->DirectorySynced(name_);
    return operation.status();
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
  std::unique_lock lock(mutex_);
  crashed_ = true;
  if (!end_process_) return;
  changed_.wait(lock, [&] { return under_way_ == 0; });
  TakeBack(*end_process_);
  std::_Exit(kPowerLost);
}

void DropUnsyncedFs::CrashAfter(std::uint64_t operations) {
  std::lock_guard lock(mutex_);
  crash_at_ = operations_ + operations;
}

void DropUnsyncedFs::EndProcessOnCrash(unsigned keep_percent) {
  std::lock_guard lock(mutex_);
  end_process_ = keep_percent;
}

void DropUnsyncedFs::FailOnly(std::uint64_t operations) {
  std::lock_guard lock(mutex_);
  fail_at_ = operations_ + operations;
}

void DropUnsyncedFs::FailOnlyRead(std::uint64_t reads) {
  std::lock_guard lock(mutex_);
  fail_read_at_ = reads_ + reads;
}

std::uint64_t DropUnsyncedFs::reads() const {
  std::lock_guard lock(mutex_);
  return reads_;
}

IOStatus DropUnsyncedFs::BeginRead() {
  std::lock_guard lock(mutex_);
  return ++reads_ == fail_read_at_ ? IOStatus::IOError("the disk has failed to read once") : IOStatus::OK();
}

void DropUnsyncedFs::StallSyncs(bool stall) {
  std::lock_guard lock(mutex_);
  stall_syncs_ = stall;
  changed_.notify_all();
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
  TakeBack(keep_percent);
  files_.clear();
  changes_.clear();
  crashed_ = false;
  crash_at_ = 0;
}

void DropUnsyncedFs::TakeBack(unsigned keep_percent) {
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
}

IOStatus DropUnsyncedFs::NewWritableFile(const std::string& name, const FileOptions& options,
                                         std::unique_ptr<rocksdb::FSWritableFile>* file,
                                         IODebugContext* debug) {
  const Operation operation(this);
  IOStatus status = operation.status();
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
  const Operation operation(this);
  IOStatus status = operation.status();
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

IOStatus DropUnsyncedFs::NewSequentialFile(const std::string& name, const FileOptions& options,
                                           std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                           IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSSequentialFile> made;
  IOStatus status = FileSystemWrapper::NewSequentialFile(name, options, &made, debug);
  if (status.ok()) *file = std::make_unique<ReadThrough>(std::move(made), this);
  return status;
}

IOStatus DropUnsyncedFs::NewRandomAccessFile(const std::string& name, const FileOptions& options,
                                             std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                             IODebugContext* debug) {
  std::unique_ptr<rocksdb::FSRandomAccessFile> made;
  IOStatus status = FileSystemWrapper::NewRandomAccessFile(name, options, &made, debug);
  if (status.ok()) *file = std::make_unique<ReadAnywhere>(std::move(made), this);
  return status;
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
  const Operation operation(this);
  IOStatus status = operation.status();
  if (!status.ok()) return status;
  const std::string clean_from = Clean(from);
  const std::string clean_to = Clean(to);
  std::lock_guard lock(mutex_);
  std::optional<std::string> replaced;
  if (std::filesystem::is_regular_file(clean_to)) replaced = Content(clean_to);
  status = FileSystemWrapper::RenameFile(from, to, options, debug);
  if (!status.ok()) return status;
  changes_.push_back({DirectoryOf(clean_to), clean_from, clean_to, std::move(replaced)});
  // The file, or those in the directory, go by their new names.
  std::map<std::string, FileState> renamed;
  std::erase_if(files_, [&](auto& file) {
    const std::string& name = file.first;
    if (name != clean_from && !name.starts_with(clean_from + "/")) return false;
    renamed.insert_or_assign(clean_to + name.substr(clean_from.size()), std::move(file.second));
    return true;
  });
  for (auto& [name, state] : renamed) files_.insert_or_assign(name, std::move(state));
  return status;
}

IOStatus DropUnsyncedFs::DeleteFile(const std::string& name, const IOOptions& options,
                                    IODebugContext* debug) {
  const Operation operation(this);
  IOStatus status = operation.status();
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
