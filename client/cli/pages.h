// A file of rows, cut into pages that the server takes as one each.
//
// A page is made of whole rows: a line break inside a quoted cell does not end a row. The bytes of the rows
// are sent as they stand in the file, and the digest is that of the whole file; only a byte order mark and
// the line break of the heading are left out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace careledger::cli {

struct Page {
  std::uint64_t number = 0;     // From 0.
  std::uint64_t first_row = 0;  // The line of the file that its first row stands on; the heading is line 1.
  std::uint64_t rows = 0;
  std::string_view text;
};

struct CutFile {
  std::string header;
  std::uint64_t rows = 0;
  std::vector<Page> pages;
};

struct PageLimits {
  std::uint64_t rows = 4'000;
  std::size_t bytes = 1 << 20;
};

// The pages view into `content`, which must outlive them. A row longer than the limit is a page of its own.
CutFile Cut(std::string_view content, const PageLimits& limits = {});

}  // namespace careledger::cli
