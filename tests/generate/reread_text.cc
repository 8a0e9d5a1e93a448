// The readers: CSV, JSON, plans and times.
#include <gtest/gtest.h>

#include <array>
#include <cctype>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tests/generate/reread.h"

namespace careledger::generate_test {
namespace {

std::string Whole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  EXPECT_TRUE(in.good()) << path;
  return {std::istreambuf_iterator<char>(in), {}};
}

struct JsonReader {
  const std::string& s;
  std::size_t at = 0;

  void Space() {
    while (at < s.size() && std::isspace(static_cast<unsigned char>(s[at])) != 0) ++at;
  }
  std::string Text() {
    std::string out;
    for (++at; s.at(at) != '"'; ++at) {
      if (s[at] == '\\') ++at;
      out += s[at];
    }
    ++at;
    return out;
  }
  Json Value() {
    Json v;
    Space();
    if (s.at(at) == '{' || s.at(at) == '[') {
      const char close = s[at] == '{' ? '}' : ']';
      for (++at, Space(); s.at(at) != close; Space()) {
        if (s[at] == ',') ++at, Space();
        if (close == ']') {
          v.items.push_back(Value());
          continue;
        }
        const std::string name = Text();
        Space();
        EXPECT_EQ(s.at(at), ':');
        ++at;
        EXPECT_TRUE(v.members.emplace(name, Value()).second) << name << " twice";
      }
      ++at;
    } else if (s[at] == '"') {
      v.text = Text();
    } else {
      std::size_t used = 0;
      v.number = std::stoll(s.substr(at, 24), &used);
      at += used;
    }
    return v;
  }
};

bool Leap(int y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; }

int Days(int year, int month, int day) {
  static constexpr std::array<int, 12> kLengths = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  static const std::vector<int> kYears = [] {
    std::vector<int> starts = {0};
    for (int y = 1970; y < 2100; ++y) starts.push_back(starts.back() + (Leap(y) ? 366 : 365));
    return starts;
  }();
  int days = kYears.at(static_cast<std::size_t>(year - 1970)) + day - 1;
  for (int m = 1; m < month; ++m)
    days += kLengths[static_cast<std::size_t>(m - 1)] + (m == 2 && Leap(year) ? 1 : 0);
  return days;
}

// 01:00 UTC on the last Sunday of the month.
std::int64_t Change(int year, int month) {
  int day = Days(year, month, 31);
  while ((day + 4) % 7 != 0) --day;  // 1970-01-01 was a Thursday.
  return std::int64_t{day} * 86'400 + 3'600;
}

bool Summer(int year, std::int64_t utc) { return Change(year, 3) <= utc && utc < Change(year, 10); }

}  // namespace

Json ReadJson(const std::string& path) {
  const std::string text = Whole(path);
  JsonReader reader{text};
  return reader.Value();
}

std::vector<Row> ReadCsv(const std::string& path) {
  std::istringstream in(Whole(path));
  std::shared_ptr<const std::vector<std::string>> header;
  std::vector<Row> rows;
  for (std::string line; std::getline(in, line);) {
    std::vector<std::string> cells(1);
    bool quoted = false;
    for (char c : line) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        cells.emplace_back();
      } else {
        cells.back() += c;
      }
    }
    if (header == nullptr) {
      header = std::make_shared<const std::vector<std::string>>(std::move(cells));
      continue;
    }
    EXPECT_EQ(cells.size(), header->size()) << path << ": " << line;
    cells.resize(header->size());
    rows.push_back({header, std::move(cells)});
  }
  EXPECT_NE(header, nullptr) << path;
  return rows;
}

int DayOf(const std::string& text) {
  return Days(std::stoi(text.substr(0, 4)), std::stoi(text.substr(5, 2)), std::stoi(text.substr(8, 2)));
}

std::int64_t InstantAt(int day, int minute) {
  const std::int64_t local = std::int64_t{day} * 86'400 + minute * 60;
  int year = 1970 + day / 366;
  while (Days(year + 1, 1, 1) <= day) ++year;
  return Summer(year, local - 3'600) ? local - 3'600 : local;
}

std::int64_t InstantOf(const std::string& text) {
  std::int64_t local = std::int64_t{DayOf(text)} * 86'400 + std::stoi(text.substr(11, 2)) * 3'600 +
                       std::stoi(text.substr(14, 2)) * 60;
  std::size_t end = 16;
  if (text.size() > 18 && text[16] == ':') {
    local += std::stoi(text.substr(17, 2));
    end = 19;
  }
  const std::string offset = text.substr(end);
  if (offset == "+01:00") return local - 3'600;
  if (offset == "+00:00") return local;
  EXPECT_EQ(offset, "") << text;
  const int year = std::stoi(text.substr(0, 4));
  const bool as_summer = Summer(year, local - 3'600);
  EXPECT_NE(as_summer, !Summer(year, local)) << text << " needs an offset, or does not exist";
  return as_summer ? local - 3'600 : local;
}

std::vector<Slot> ParsePlan(const std::string& text) {
  static const std::vector<std::string> kDays = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const auto day = [&](const std::string& name) {
    for (int d = 0; d < 7; ++d) {
      if (kDays[static_cast<std::size_t>(d)] == name) return d;
    }
    ADD_FAILURE() << name << " is no day: " << text;
    return 0;
  };
  std::vector<Slot> plan;
  std::istringstream slots(text + ";");
  for (std::string part; std::getline(slots, part, ';');) {
    std::istringstream words(part);
    std::string days, start, carers, more;
    Slot slot;
    words >> days >> start >> slot.minutes >> carers >> more;
    std::istringstream names(days);
    for (std::string name; std::getline(names, name, ',');) {
      const std::size_t dash = name.find('-');
      const int first = day(name.substr(0, dash));
      const int last = dash == std::string::npos ? first : day(name.substr(dash + 1));
      EXPECT_LE(first, last) << text;
      for (int d = first; d <= last; ++d) {
        bool& on = slot.days[static_cast<std::size_t>(d)];
        EXPECT_FALSE(on) << text;
        on = true;
      }
    }
    EXPECT_TRUE(start.size() == 5 && start[2] == ':') << text;
    slot.start = std::stoi(start.substr(0, 2)) * 60 + std::stoi(start.substr(3));
    if (!carers.empty()) slot.carers = std::stoi(carers.substr(1));
    EXPECT_TRUE(carers.empty() || carers[0] == 'x') << text;
    EXPECT_TRUE(more.empty() && slot.start < 1'440 && slot.minutes >= 5 && slot.minutes <= 1'440) << text;
    for (const Slot& other : plan) {
      for (std::size_t d = 0; d < 7; ++d) {
        EXPECT_FALSE(other.start == slot.start && other.days[d] && slot.days[d]) << text;
      }
    }
    plan.push_back(slot);
  }
  EXPECT_FALSE(plan.empty());
  return plan;
}

}  // namespace careledger::generate_test
