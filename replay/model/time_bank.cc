#include "replay/model/time_bank.h"

#include <algorithm>

namespace careledger::model {
namespace {

bool HasExpired(const BankedTime& banked, Date date) { return banked.expires && *banked.expires <= date; }

// What expires first; of two that expire alike, what was banked first.
bool DrawnBefore(const Deposit& a, const Deposit& b) {
  if (a.banked.expires != b.banked.expires) {
    return a.banked.expires && (!b.banked.expires || *a.banked.expires < *b.banked.expires);
  }
  return a.banked.on < b.banked.on;
}

// Takes from the deposits that `draw` may use; gives what they did not cover.
std::uint32_t Draw(const DrawnTime& draw, std::vector<Deposit>& deposits) {
  std::vector<Deposit*> usable;
  for (Deposit& deposit : deposits) {
    if (deposit.banked.on <= draw.on && !HasExpired(deposit.banked, draw.on)) usable.push_back(&deposit);
  }
  std::stable_sort(usable.begin(), usable.end(),
                   [](const Deposit* a, const Deposit* b) { return DrawnBefore(*a, *b); });
  std::uint32_t wanted = draw.minutes;
  for (Deposit* deposit : usable) {
    const std::uint32_t taken = std::min(wanted, deposit->left());
    deposit->drawn += taken;
    wanted -= taken;
  }
  return wanted;
}

}  // namespace

TimeBank TimeBankOn(const PackageLife& life, Date date) {
  TimeBank bank;
  for (const BankedTime& banked : life.banked) {
    if (banked.on <= date) bank.deposits.push_back({.banked = banked});
  }
  for (const DrawnTime& drawn : life.drawn) {
    if (drawn.on > date) continue;
    const std::uint32_t uncovered = Draw(drawn, bank.deposits);
    bank.drawn += drawn.minutes - uncovered;
    bank.uncovered += uncovered;
  }
  for (Deposit& deposit : bank.deposits) {
    bank.banked += deposit.banked.minutes;
    deposit.expired = deposit.left() > 0 && HasExpired(deposit.banked, date);
    (deposit.expired ? bank.expired : bank.balance) += deposit.left();
  }
  return bank;
}

std::uint32_t BankedAt(const PackageLife& life, Date date, std::uint32_t start_minute) {
  std::uint32_t minutes = 0;
  for (const BankedTime& banked : life.banked) {
    if (banked.on == date && banked.start_minute == start_minute) minutes += banked.minutes;
  }
  return minutes;
}

}  // namespace careledger::model
