// A file system that forgets what was not synced, as a machine does that loses its power.
//
// It passes everything on to the machine's files and remembers, for each file written, how much of it is
// durable:
//   - bytes appended are durable once the file has been synced;
//   - a file overwritten in place (NewRandomRWFile) has the content of its last sync;
//   - a file created or renamed is durable once its directory has been synced. Many file systems keep such
//   entries with
//     the file's own sync; POSIX does not promise it, so by default they vanish (KeepNames(true) for the
//     kinder kind).
//   - so is a directory renamed, with the files in it; names changed inside it before that are taken to be
//   durable.
// Not modelled: deletions are durable at once (a deleted file that comes back harms nobody here), and sectors
// neither tear nor swap. All methods are thread-safe.
#pragma once

#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace careledger::fault {

class DropUnsyncedFs final : public rocksdb::FileSystemWrapper {
 public:
  explicit DropUnsyncedFs(std::shared_ptr<rocksdb::FileSystem> target);

  // From now on every write, sync, creation, renaming and deletion fails and changes nothing: the moment of
  // the crash.
  void Crash();

  // Crashes at the nth such operation from now on (1 is the next). An append that crashes may leave half its
  // bytes.
  void CrashAfter(std::uint64_t operations);
  bool crashed() const;
  std::uint64_t operations() const;  // So far.

  // After Crash, and once nobody holds files open: takes every file back to what was durable, but for
  // `keep_percent` of the unsynced bytes of appended files (a torn tail). Then the file system works again.
  void DropUnsynced(unsigned keep_percent = 0);

  // Instead of failing what follows, a crash does what a machine does that loses its power: what is under way
  // ends, what is to begin never does, files are taken back as by DropUnsynced(keep_percent), and the process
  // ends with kPowerLost.
  void EndProcessOnCrash(unsigned keep_percent);
  static constexpr int kPowerLost = 99;

  // The nth operation from now on fails and changes nothing; those after it go on.
  void FailOnly(std::uint64_t operations);

  // The same for reads of files, which are counted apart.
  void FailOnlyRead(std::uint64_t reads);
  std::uint64_t reads() const;  // So far.

  // While true every sync of a file or directory fails, and makes nothing durable.
  void FailSyncs(bool fail);
  // While true every sync waits: a disk that has stalled.
  void StallSyncs(bool stall);
  void KeepNames(bool keep);

  static const char* kClassName() { return "DropUnsyncedFs"; }
  const char* Name() const override { return kClassName(); }

  rocksdb::IOStatus NewWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSWritableFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReopenWritableFile(const std::string& name, const rocksdb::FileOptions& options,
                                       std::unique_ptr<rocksdb::FSWritableFile>* file,
                                       rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus ReuseWritableFile(const std::string& name, const std::string& old_name,
                                      const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSWritableFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewSequentialFile(const std::string& name, const rocksdb::FileOptions& options,
                                      std::unique_ptr<rocksdb::FSSequentialFile>* file,
                                      rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomAccessFile(const std::string& name, const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* file,
                                        rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewRandomRWFile(const std::string& name, const rocksdb::FileOptions& options,
                                    std::unique_ptr<rocksdb::FSRandomRWFile>* file,
                                    rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus NewDirectory(const std::string& name, const rocksdb::IOOptions& options,
                                 std::unique_ptr<rocksdb::FSDirectory>* directory,
                                 rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                               const rocksdb::IOOptions& options, rocksdb::IODebugContext* debug) override;
  rocksdb::IOStatus DeleteFile(const std::string& name, const rocksdb::IOOptions& options,
                               rocksdb::IODebugContext* debug) override;

 private:
  class Operation;
  friend class AppendedFile;
  friend class OverwrittenFile;
  friend class SyncedDirectory;
  friend class ReadThrough;
  friend class ReadAnywhere;

  struct FileState {
    std::uint64_t size = 0;
    std::uint64_t durable_size = 0;
    std::optional<std::string> durable_content;  // Of a file that is overwritten in place.
  };
  // A change of names that its directory has not been synced after.
  struct NameChange {
    std::string directory;
    std::string from;  // Empty for a creation.
    std::string to;
    std::optional<std::string> replaced;  // What `to` held before a renaming.
  };

  rocksdb::IOStatus BeginRead();  // An error when it is to fail.
  void Appended(const std::string& name, std::uint64_t bytes);
  void Synced(const std::string& name);
  void DirectorySynced(const std::string& name);
  void TakeBack(unsigned keep_percent);  // REQUIRES: mutex_ is held.

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, FileState> files_;
  std::vector<NameChange> changes_;
  std::uint64_t operations_ = 0;
  std::uint64_t under_way_ = 0;
  std::uint64_t crash_at_ = 0;  // 0: never.
  std::uint64_t fail_at_ = 0;   // 0: never.
  std::uint64_t reads_ = 0;
  std::uint64_t fail_read_at_ = 0;  // 0: never.
  bool crashed_ = false;
  std::optional<unsigned> end_process_;  // Percent to keep.
  bool fail_syncs_ = false;
  bool stall_syncs_ = false;
  bool keep_names_ = false;
};

// The file system above and an Env that uses it, and that does not sleep the second RocksDB gives a failing
// disk.
class Disk {
 public:
  Disk();
  DropUnsyncedFs& fs() { return *fs_; }
  rocksdb::Env* env() { return env_.get(); }

 private:
  std::shared_ptr<DropUnsyncedFs> fs_;
  std::unique_ptr<rocksdb::Env> files_;
  std::unique_ptr<rocksdb::Env> env_;
};

}  // namespace careledger::fault
