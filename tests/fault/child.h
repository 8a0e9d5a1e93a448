// Work done in a process of its own, which may end in any way.
//
// The process that calls InChild must have one thread only, so it never opens a ledger itself: every test of
// this folder that needs one does so in a child.
#pragma once

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <functional>
#include <string>

#include "gtest/gtest.h"

namespace careledger::fault {

struct Ended {
  int code = 0;        // Exit code; 128 + the signal that ended it.
  std::string said;    // What the child wrote with Say.
  std::string errors;  // Its standard error.
};

// Written at once, in order, by any thread: what has been said is heard even if the process ends in the next
// moment.
class Say {
 public:
  explicit Say(int fd) : fd_(fd) {}
  void operator()(const std::string& line) const {
    const std::string whole = line + "\n";  // One write of a pipe's atomic size.
    if (::write(fd_, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) std::_Exit(125);
  }

 private:
  int fd_;
};

constexpr unsigned kChildSeconds = 120;

// Runs `work` in a child; its result is the exit code. An expectation that fails in the child ends it
// (SIGTRAP, 133).
inline Ended InChild(const std::function<int(const Say&)>& work) {
  std::array<int, 2> pipe{};
  EXPECT_EQ(::pipe(pipe.data()), 0);
  std::FILE* errors = std::tmpfile();
  EXPECT_NE(errors, nullptr);
  std::fflush(nullptr);
  const pid_t child = ::fork();
  EXPECT_GE(child, 0);
  if (child == 0) {
    ::close(pipe[0]);
    ::dup2(::fileno(errors), STDERR_FILENO);
    ::alarm(kChildSeconds);  // A child that hangs is a failure.
    GTEST_FLAG_SET(break_on_failure, true);
    const int code = work(Say(pipe[1]));
    std::fflush(nullptr);
    std::_Exit(code);
  }
  ::close(pipe[1]);
  Ended ended;
  std::array<char, 4096> buffer{};
  ssize_t got = 0;
  while ((got = ::read(pipe[0], buffer.data(), buffer.size())) > 0)
    ended.said.append(buffer.data(), static_cast<std::size_t>(got));
  ::close(pipe[0]);
  int status = 0;
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  ended.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  std::rewind(errors);
  std::size_t read = 0;
  while ((read = std::fread(buffer.data(), 1, buffer.size(), errors)) > 0)
    ended.errors.append(buffer.data(), read);
  std::fclose(errors);
  return ended;
}

}  // namespace careledger::fault
