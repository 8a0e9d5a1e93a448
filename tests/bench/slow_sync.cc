// Loaded before a program's own libraries (LD_PRELOAD), makes each of its syncs take longer, by as many
// microseconds as SLOW_SYNC_US says: a disk like that of the machine which the targets were set on, where a
// batch with its sync takes 2 ms and more.
#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>

namespace {

using Sync = int (*)(int);

int Slowly(const char* name, int file) {
  static const useconds_t longer = [] {
    const char* text = std::getenv("SLOW_SYNC_US");
    return text != nullptr ? static_cast<useconds_t>(std::strtoul(text, nullptr, 10)) : 0;
  }();
  const auto sync = reinterpret_cast<Sync>(dlsym(RTLD_NEXT, name));
  const int result = sync(file);
  usleep(longer);
  return result;
}

}  // namespace

extern "C" int fsync(int file) { return Slowly("fsync", file); }
extern "C" int fdatasync(int file) { return Slowly("fdatasync", file); }
