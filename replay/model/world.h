// Everything that decisions and answers rest on, visits apart: a fold of the log.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "replay/model/caseload.h"
#include "replay/model/contract.h"
#include "replay/model/event.h"
#include "replay/model/monitoring.h"
#include "replay/model/notes.h"
#include "replay/model/package.h"
#include "replay/model/succession.h"

namespace careledger::model {

// Things by id, shared by pointer: a reader keeps a version as it was while the fold goes on with a copy.
template <class Id, class T>
class Book {
 public:
  Book() = default;
  Book(const Book& other) : items_(other.items_) { Index(); }
  Book& operator=(const Book& other) {
    items_ = other.items_;
    Index();
    return *this;
  }
  Book(Book&&) = default;
  Book& operator=(Book&&) = default;

  // Null when there is no such thing.
  const T* Find(const Id& id) const {
    const auto found = index_.find(id.str());
    return found == index_.end() ? nullptr : found->second->get();
  }
  std::shared_ptr<const T> Share(const Id& id) const {
    const auto found = index_.find(id.str());
    return found == index_.end() ? nullptr : *found->second;
  }
  // The item to change, made when absent; copied first when a reader holds it.
  T& Edit(const Id& id) {
    const auto [at, added] = items_.try_emplace(id);
    std::shared_ptr<T>& item = at->second;
    if (added) {
      index_.emplace(at->first.str(), &item);
      item = std::make_shared<T>();
    } else {
      // Counted with a reference of our own: taking it orders what we change after the reads of whoever let
      // go last.
      const std::shared_ptr<T> ours = item;
      if (ours.use_count() > 2) item = std::make_shared<T>(*ours);
    }
    return *item;
  }
  const std::map<Id, std::shared_ptr<T>>& items() const { return items_; }

 private:
  void Index() {
    index_.clear();
    index_.reserve(items_.size());
    for (auto& [id, item] : items_) index_.emplace(id.str(), &item);
  }

  std::map<Id, std::shared_ptr<T>> items_;  // In order, for lists.
  // The same by hash, since every visit looks its person and package up. Points into items_, whose nodes
  // stay.
  std::unordered_map<std::string_view, std::shared_ptr<T>*> index_;
};

struct Import {
  struct Page {
    ImportPageRecorded content;
    Position cause{};
    RecordTime time;
  };
  FileRef reference;
  std::map<std::uint64_t, Page> pages;  // By number; the last record of each.

  // The file as it was known at `position`: without the pages recorded later.
  Import KnownAt(Position position) const;
};

struct Person {
  struct Death {
    Date date;
    Position cause{};
    Position voided_by{};  // 0: it was not voided.
    Code voided_reason;
  };
  struct Move {
    Date from;
    Code area;
    Position cause{};
  };
  std::vector<Move> moves;          // In order of `from`, then record.
  std::optional<Date> died;         // As recorded last; none when that was voided.
  std::vector<Death> deaths;        // Each record of it, in order.
  std::vector<PackageId> packages;  // In order of request.

  // Where they lived on `date` as it was known at `position`; null: no record says.
  const Move* MoveOn(Date date, Position position) const;
  // The day of death as it was known at `position`.
  std::optional<Date> DiedKnownAt(Position position) const;
  // The last record by then that says when, or that not; 0 when there is none.
  Position DeathCauseAt(Position position) const;
};

// Where the person lived on `date`, as was known at `position`: as recorded of them, else as in the request.
// `person` may be null.
const Code& AreaOf(const Person* person, const PackageRequested& request, Date date, Position position);

struct Calendar {
  std::set<Date> bank_holidays;
  Position cause{};  // The record that says so.
};

struct World {
  LedgerOpened ledger;
  std::map<Code, Calendar> calendars;
  std::map<CommissionerId, CommissionerRegistered> commissioners;
  Book<ProviderId, ProviderRegistered> providers;
  Successions successions;
  Book<ContractId, Contract> contracts;
  Book<PersonId, Person> persons;
  Book<PackageId, Package> packages;
  // To the last competition of each lot: those that follow mostly invite the same and share the list,
  // hundreds of names each.
  std::map<std::pair<ContractId, LotId>, SharedList<ProviderId>> invited;
  Caseloads caseloads;  // Of all packages but those of the dead.
  std::map<ChangeId, Change> changes;
  std::map<TransferId, BulkTransferRecorded> transfers;
  std::map<FileRef, Import> imports;
  Book<ContractId, Monitoring> monitoring;
  Book<PersonId, Notes> notes;

  // Whether any adopted calendar calls `date` a bank holiday.
  bool IsBankHoliday(Date date) const;
};

// Total. Visits change nothing here.
void Evolve(World& world, const Recorded& recorded);

}  // namespace careledger::model
