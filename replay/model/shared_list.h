// A list that is long and stays as it was made: copies share it. What is invited to a competition is hundreds
// of names, and an event is copied from the decision into the package, and from there into each question.
#pragma once

#include <initializer_list>
#include <memory>
#include <utility>
#include <vector>

#include "replay/model/fields.h"

namespace careledger::model {

// A value: to add to one copy changes no other. Copies may be read from several threads at once.
template <class T>
class SharedList {
 public:
  using value_type = T;
  SharedList() = default;
  SharedList(std::initializer_list<T> items) : SharedList(std::vector<T>(items)) {}
  SharedList(std::vector<T> items) {
    if (!items.empty()) items_ = std::make_shared<std::vector<T>>(std::move(items));
  }

  auto begin() const { return items().begin(); }
  auto end() const { return items().end(); }
  std::size_t size() const { return items().size(); }
  bool empty() const { return items_ == nullptr; }
  const T& operator[](std::size_t i) const { return items()[i]; }

  T& emplace_back(T item = T()) {
    if (items_ == nullptr) {
      items_ = std::make_shared<std::vector<T>>();
    } else if (items_.use_count() > 1) {
      items_ = std::make_shared<std::vector<T>>(*items_);
    }
    return items_->emplace_back(std::move(item));
  }
  void push_back(T item) { (void)emplace_back(std::move(item)); }

  friend bool operator==(const SharedList& a, const SharedList& b) {
    return a.items_ == b.items_ || a.items() == b.items();
  }

 private:
  const std::vector<T>& items() const {
    static const std::vector<T> none;
    return items_ != nullptr ? *items_ : none;
  }
  std::shared_ptr<std::vector<T>> items_;  // Null: empty.
};

template <class T>
struct IsVector<SharedList<T>> : std::true_type {};

}  // namespace careledger::model
