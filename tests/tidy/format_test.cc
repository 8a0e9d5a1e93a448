// Every source is as clang-format leaves it, so that no review is about spaces.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "tests/tidy/rules.h"

namespace careledger::tidy {
namespace {

// What clang-format would change in the files named, by the project's own style; its exit code.
int ClangFormat(const std::string& files, std::string& said) {
  const std::string root = CARELEDGER_SOURCE_DIR;
  const std::string command = "cd '" + root + "' && clang-format --style='file:" + root +
                              "/.clang-format' --dry-run -Werror " + files + " 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return -1;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe))
    said.append(part.data(), size);
  const int status = pclose(pipe);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(TidyFormat, EverySourceIsAsClangFormatLeavesIt) {
  std::string files, said;
  for (const File& file : ReadTree(CARELEDGER_SOURCE_DIR).files) {
    if (file.IsSource()) files += " '" + file.path + "'";
  }
  EXPECT_EQ(ClangFormat(files, said), 0)
      << said.substr(0, 4000) << "\nclang-format -i $(git ls-files '*.h' '*.cc') puts it right";
}

TEST(TidyFormat, NoticesALineThatIsNot) {
  const std::string path = testing::TempDir() + "careledger-format-" + std::to_string(getpid()) + ".cc";
  std::ofstream(path) << "int main( ){return 0 ;}\n";
  std::string said;
  EXPECT_EQ(ClangFormat("'" + path + "'", said), 1) << said;
  EXPECT_NE(said.find("clang-format-violations"), std::string::npos) << said;
  std::remove(path.c_str());
}

}  // namespace
}  // namespace careledger::tidy
