// One table of fields for a struct gives its encoding, decoding, printing, its API form and its golden text.
//
//   struct PackageEnded {
//     PackageId package_id;
//     Code reason;
//     static constexpr std::string_view kName = "PackageEnded";
//     static constexpr auto Fields() {
//       return Table(F(1, "package_id", &PackageEnded::package_id), F(2, "reason", &PackageEnded::reason));
//     }
//     bool operator==(const PackageEnded&) const = default;
//   };
//
// Numbers and names are those of the protobuf message of the same name, in ascending order; tests/schema
// compares them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <vector>

namespace careledger::model {

template <class Struct, class T>
struct Field {
  std::uint32_t number;
  std::string_view name;
  T Struct::*member;
};

template <class Struct, class T>
constexpr Field<Struct, T> F(std::uint32_t number, std::string_view name, T Struct::*member) {
  return {number, name, member};
}

template <class... Fields>
constexpr std::tuple<Fields...> Table(Fields... fields) {
  return {fields...};
}

// A struct with a table.
template <class T>
concept Described = requires {
  { T::kName } -> std::convertible_to<std::string_view>;
  T::Fields();
};

// Calls `fn(field)` for each field of T, in ascending order of number.
template <Described T, class Fn>
constexpr void ForEachField(Fn&& fn) {
  std::apply([&](const auto&... field) { (fn(field), ...); }, T::Fields());
}

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

// Visitor made of lambdas; a missing case is a compile error.
template <class... Fs>
struct Overloaded : Fs... {
  using Fs::operator()...;
};
template <class... Fs>
Overloaded(Fs...) -> Overloaded<Fs...>;

}  // namespace careledger::model
