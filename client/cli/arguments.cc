#include "client/cli/arguments.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "absl/strings/str_cat.h"

namespace careledger::cli {
namespace {

// How many letters must be inserted, removed, replaced or swapped with their neighbour.
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
      }
    }
  }
  return d[a.size()][b.size()];
}

const Flag* Find(const std::vector<Flag>& flags, const std::string& name) {
  const auto found = std::find_if(flags.begin(), flags.end(), [&](const Flag& flag) {
    return flag.name == name || (!flag.alias.empty() && flag.alias == name);
  });
  return found == flags.end() ? nullptr : &*found;
}

absl::Status Unknown(const std::string& name, const std::vector<Flag>& flags) {
  std::vector<std::string> names;
  for (const Flag& flag : flags) names.push_back(flag.name);
  const std::string near = Nearest(name, names);
  return absl::InvalidArgumentError(absl::StrCat(
      "--", name, ": no such flag", near.empty() ? "" : absl::StrCat("; did you mean --", near, "?")));
}

}  // namespace

std::string Arguments::Get(const std::string& flag, std::string_view otherwise) const {
  const auto found = values_.find(flag);
  return found == values_.end() ? std::string(otherwise) : found->second.back();
}

std::vector<std::string> Arguments::All(const std::string& flag) const {
  const auto found = values_.find(flag);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

absl::StatusOr<Arguments> ParseArguments(const std::vector<std::string>& written,
                                         const std::vector<Flag>& flags) {
  Arguments arguments;
  for (std::size_t i = 0; i < written.size(); ++i) {
    const std::string& word = written[i];
    if (word == "--") {
      arguments.words.insert(arguments.words.end(), written.begin() + static_cast<std::ptrdiff_t>(i) + 1,
                             written.end());
      break;
    }
    if (!word.starts_with("-") || word == "-") {
      arguments.words.push_back(word);
      continue;
    }
    if (word == "-h") {
      arguments.Add("help", "true");
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name = word.substr(
        word.starts_with("--") ? 2 : 1,
        equals == std::string::npos ? std::string::npos : equals - (word.starts_with("--") ? 2 : 1));
    const Flag* flag = word.starts_with("--") ? Find(flags, name) : nullptr;
    if (flag == nullptr) return Unknown(name, flags);
    if (arguments.Has(flag->name) && !flag->repeatable) {
      return absl::InvalidArgumentError(absl::StrCat("--", flag->name, ": given twice"));
    }
    if (equals != std::string::npos) {
      arguments.Add(flag->name, word.substr(equals + 1));
    } else if (flag->value.empty()) {
      arguments.Add(flag->name, "true");
    } else if (i + 1 < written.size()) {
      arguments.Add(flag->name, written[++i]);
    } else {
      return absl::InvalidArgumentError(absl::StrCat("--", flag->name, ": needs a value, ", flag->value));
    }
  }
  for (const Flag& flag : flags) {
    for (const std::string& value :
         flag.value.empty() ? arguments.All(flag.name) : std::vector<std::string>()) {
      if (value != "true" && value != "false") {
        return absl::InvalidArgumentError(absl::StrCat("--", flag.name, ": is a switch: true or false"));
      }
    }
  }
  return arguments;
}

std::string Missing(const Arguments& arguments, const std::vector<Flag>& flags) {
  std::string missing;
  for (const Flag& flag : flags) {
    if (flag.required && arguments.Get(flag.name).empty()) {
      absl::StrAppend(&missing, missing.empty() ? "" : ", ", "--", flag.name);
    }
  }
  return missing;
}

std::string Nearest(std::string_view written, const std::vector<std::string>& candidates) {
  std::string nearest;
  std::size_t least = std::max<std::size_t>(written.size() / 3, 1) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = Distance(written, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace careledger::cli
