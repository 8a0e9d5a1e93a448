// A long random history: what the read models answer is what a plain fold of the log's prefix answers, at any position.
#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include "gtest/gtest.h"
#include "replay/log/codec.h"
#include "replay/projections/fold.h"
#include "replay/projections/invoice.h"
#include "replay/projections/kpi.h"
#include "server/store/read_view.h"
#include "tests/store/running.h"

namespace careledger::store {
namespace {

using namespace projections;  // NOLINT: as in the code under test.

const Date kFirst = Day("2016-10-01");
const ContractId kLots("c-lots"), kOpen("c-open");
constexpr int kDays = 56;

// Answers as text, so that what differs can be read.

void Say(std::string& out, std::string_view text) { out.append(text).append("|"); }
void Say(std::string& out, std::uint64_t number) { Say(out, std::to_string(number)); }
void Say(std::string& out, const std::optional<Date>& date) { Say(out, date ? date->ToString() : "-"); }
template <class Tag>
void Say(std::string& out, const Id<Tag>& id) {
  Say(out, std::string_view(id.str()));
}
void Say(std::string& out, const Moment& m) {
  Say(out, m.date.ToString() + "+" + std::to_string(m.minute));
}

std::string TextOf(const Package& package) {
  std::string out;
  const PackageLife& life = package.life();
  Say(out, package.id());
  Say(out, life.requested);
  Say(out, wire::Encode(life.request));
  for (const Placement& p : life.placements) {
    out += "\n placement ";
    Say(out, p.from);
    if (p.until) Say(out, *p.until);
    Say(out, p.contract_id), Say(out, p.lot_id), Say(out, p.provider_id), Say(out, Number(p.cause));
    if (p.payable_until) Say(out, ToString(*p.payable_until));
  }
  for (const PlanVersion& p : life.plans) {
    out += "\n plan ";
    Say(out, std::optional(p.from)), Say(out, p.until), Say(out, ToString(p.plan)), Say(out, Number(p.cause));
    Say(out, p.time.ToString());
  }
  for (const Suspension& s : life.suspensions) {
    out += "\n suspension ";
    Say(out, std::optional(s.from)), Say(out, s.until), Say(out, s.reason), Say(out, Number(s.cause));
  }
  out += "\n ";
  Say(out, life.started), Say(out, life.handed_back), Say(out, life.ended);
  for (const PackageEntry& e : package.entries()) {
    Say(out, Number(e.position)), Say(out, Number(e.voided_by));
  }
  return out;
}

std::string TextOf(const Assessed& a) {
  std::string out;
  const VisitRecorded& v = a.visit->record;
  Say(out, v.external_id), Say(out, v.sequence), Say(out, Number(a.visit->position));
  Say(out, Number(a.visit->last_position)), Say(out, ToString(a.state)), Say(out, ToString(a.hold));
  if (a.package != nullptr) Say(out, a.package->id());
  if (a.placement != nullptr) Say(out, Number(a.placement->cause));
  if (a.plan != nullptr) Say(out, Number(a.plan->cause));
  return out;
}

std::string TextOf(const Invoice& invoice) {
  std::string out = invoice.total.ToString() + " ";
  Say(out, invoice.visits), Say(out, static_cast<std::uint64_t>(invoice.minutes));
  for (const auto& [key, lot] : invoice.lots) {
    out += "\nlot ";
    Say(out, key.first), Say(out, key.second), Say(out, lot.visits), Say(out, lot.amount.ToString());
  }
  for (const InvoiceLine& line : invoice.lines) {
    out += "\n" + TextOf(line.visit);
    Say(out, line.attendance->carer_id), Say(out, line.amount.ToString()), Say(out, Explain(line));
    Say(out, Number(line.policy_cause));
    for (const RatePart& part : line.parts) Say(out, Number(part.cause));
  }
  for (const Assessed& a : invoice.not_priced) out += "\nnot priced " + TextOf(a);
  return out;
}

std::string TextOf(const VisitCounts& counts) {
  std::string out;
  ForEachField<VisitCounts>([&](const auto& field) {
    const std::uint64_t value = counts.*field.member;
    if (value != 0) out.append(field.name).append(" ").append(std::to_string(value)).append(" ");
  });
  return out;
}

std::string TextOf(const Kpi& kpi) {
  std::string out;
  const auto row = [&](const KpiRow& r) {
    out += "\n";
    Say(out, r.key.contract_id), Say(out, r.key.lot_id), Say(out, r.provider_id), Say(out, TextOf(r.visits));
    for (const std::uint64_t n : {r.plan.visits, r.plan.minutes, r.plan.due, r.unreported, r.awaited, r.packages, r.people,
                                  r.weekly_minutes}) {
      Say(out, n);
    }
  };
  for (const KpiRow& r : kpi.rows) {
    // A cell that has come to hold nothing may be there or not: it says nothing.
    if (r.visits == VisitCounts{} && r.plan.visits == 0 && r.packages == 0) continue;
    row(r);
  }
  row(kpi.total);
  Say(out, kpi.waiting.people), Say(out, kpi.waiting.packages), Say(out, kpi.waiting.weekly_minutes);
  return out;
}

// Sends what a careless town would: many of its commands are refused, and that is part of the history.
class Historian {
 public:
  Historian(Running& town, std::uint32_t seed) : town_(town), random_(seed) {}

  void Found() {
    town_.Do(decide::AdoptCalendar{Code("england"), {kFirst + 20, kFirst + 21}});
    town_.Do(decide::RegisterCommissioner{CommissionerId("town"), "Town"});
    for (int i = 0; i < 4; ++i) {
      town_.Do(decide::RegisterProvider{
          .provider_id = Provider(i), .name = "P" + std::to_string(i), .form = ProviderForm::kSole});
    }
    for (const ContractId& contract : {kLots, kOpen}) {
      town_.Do(decide::CreateContract{.contract_id = contract,
                                      .commissioner_id = CommissionerId("town"),
                                      .title = contract.str(),
                                      .start_date = kFirst - 100});
      town_.Do(decide::SetRates{
          contract, kFirst - 100, {decide::Line("16.22"), decide::Line("17.35", Provider(1))}, decide::kCabinet});
    }
    for (int i = 0; i < 4; ++i) town_.Do(decide::AdmitProvider{kOpen, Provider(i), kFirst - 100, decide::kCabinet});
    for (int i = 0; i < 2; ++i) {
      const LotId lot("L" + std::to_string(i));
      town_.Do(decide::DefineLot{kLots, lot, static_cast<std::uint32_t>(i), lot.str()});
      town_.Do(decide::AwardLot{kLots, lot, Provider(i), kFirst - 100, decide::kCabinet});
    }
  }

  // One day: its commands and pages are under way together, so that batches hold some of each.
  void Live(Date date) {
    today_ = date;
    for (const std::int32_t minute : {9 * 60, 20 * 60}) {
      town_.MoveTo(RecordTime{PlannedInstant(date, minute).seconds * 1'000'000});
      const int commands = 10 + Below(10);
      for (int i = 0; i < commands; ++i) Command();
      for (int i = 0; i < 3; ++i) Visits();
      if (Below(6) == 0) Money();
      for (std::future<Answer>& answer : answers_) {
        const Answer given = answer.get();
        if (const auto* no = std::get_if<Refused>(&given)) {
          EXPECT_TRUE(no->rejection) << no->status;
          ++refused_[no->rejection ? static_cast<std::uint32_t>(no->rejection->reason) : 0];
        } else {
          ++accepted_;
        }
      }
      answers_.clear();
    }
  }
  int accepted() const { return accepted_; }
  const std::map<std::uint32_t, int>& refused() const { return refused_; }

 private:
  int Below(int n) { return static_cast<int>(random_() % static_cast<std::uint32_t>(n)); }
  static ProviderId Provider(int i) { return ProviderId("p-" + std::to_string(i)); }
  static PersonId PersonOf(int package) { return PersonId("h-" + std::to_string(package % 20)); }
  static PackageId PackageNamed(int i) { return PackageId("k-" + std::to_string(i)); }
  Date Dated() { return today_ - 12 + Below(15); }
  template <class C>
  void Send(const C& command) {
    answers_.push_back(town_.Send(CommandOf("alice", "r-" + std::to_string(++requests_), command)));
  }
  WeeklyPlan AnyPlan() {
    return Plan(Below(3) == 0   ? "Mon-Sun 08:00 30; Mon-Sun 08:15 45"
                : Below(2) == 0 ? "Mon-Sun 08:00 30 x2; Mon-Sun 18:00 45"
                                : "Mon-Fri 08:00 30; Sat,Sun 18:00 60");
  }
  // A position of the package's record, near enough to the truth to be right now and then.
  std::uint64_t SomeRecord(const PackageId& id) {
    const auto package = town_->models()->FindPackage(id);
    if (package == nullptr) return 1;
    return Number(package->entries()[static_cast<std::size_t>(Below(static_cast<int>(package->entries().size())))].position);
  }
  template <class C>
  C Corrected(C command) {
    if (Below(8) == 0) command.corrects_position = SomeRecord(command.package_id);
    return command;
  }

  void Command() {
    const int n = Below(30);
    const PackageId package = PackageNamed(n);
    const bool lots = Below(2) == 0;
    const int provider = lots ? Below(2) : Below(4);
    const LotId lot = lots ? LotId("L" + std::to_string(provider)) : LotId();
    switch (Below(21)) {
      case 0:
      case 1:
      case 2:
        return Send(Corrected(decide::RequestPackage{.package_id = package,
                                                     .person_id = PersonOf(n),
                                                     .service = Code(Below(9) == 0 ? "reablement" : "home-care"),
                                                     .client_group = Code("older-people"),
                                                     .funder = Code("council"),
                                                     .waiting_in = Code("community"),
                                                     .reason = Code("new"),
                                                     .plan = AnyPlan(),
                                                     .effective_date = Dated()}));
      case 3:
      case 4:
      case 5:
      case 6:
        return Send(Corrected(decide::AwardPackage{.package_id = package,
                                                   .contract_id = lots ? kLots : kOpen,
                                                   .lot_id = lot,
                                                   .provider_id = Provider(provider),
                                                   .plan = Below(2) == 0 ? AnyPlan() : WeeklyPlan(),
                                                   .effective_date = Dated()}));
      case 7:
        return Send(Corrected(decide::StartPackage{package, Dated()}));
      case 8:
      case 9:
        return Send(Corrected(decide::ChangePlan{package, AnyPlan(), Dated(),
                                                 Below(2) == 0 ? std::optional<Date>() : today_ + 4, Code("review")}));
      case 10:
      case 11:
        return Send(Corrected(decide::TransferPackage{.package_id = package,
                                                      .to_contract_id = lots ? kLots : kOpen,
                                                      .to_lot_id = lot,
                                                      .to_provider_id = Provider(provider),
                                                      .effective_date = Dated(),
                                                      .time = {static_cast<std::uint32_t>(Below(3) * 490)},
                                                      .reason = Code("choice")}));
      case 12:
        return Send(Corrected(decide::HandBackPackage{package, Dated(), today_ - 30, Code("capacity")}));
      case 13:
      case 14:
        return Send(Corrected(decide::SuspendPackage{package, Dated(), Code("hospital")}));
      case 15:
        return Send(Corrected(decide::ResumePackage{package, Dated()}));
      case 16:
        if (Below(3) == 0) return Send(Corrected(decide::EndPackage{package, Dated(), Code("moved-away")}));
        return;
      case 17:
        return Send(decide::VoidPackageRecord{package, SomeRecord(package), Code("keyed-twice")});
      case 18:
        if (Below(6) == 0) return Send(decide::RecordDeath{PersonOf(n), Dated()});
        return;
      case 19:
        if (Below(3) == 0) {
          return Send(decide::SetKpiPolicy{lots ? kLots : kOpen, Dated(), static_cast<std::uint32_t>(5 + Below(60)),
                                           static_cast<std::uint32_t>(Below(5)), static_cast<std::uint32_t>(70 + Below(30)),
                                           decide::kCabinet});
        }
        return;
      default:
        if (Below(3) == 0) {
          return Send(decide::SetPaymentPolicy{.contract_id = lots ? kLots : kOpen,
                                               .effective_date = Dated(),
                                               .tolerance_minutes = static_cast<std::uint32_t>(Below(10)),
                                               .cap_over_minutes = static_cast<std::uint32_t>(10 + Below(10)),
                                               .authority = decide::kCabinet});
        }
    }
  }

  VisitRecorded Fresh() {
    const int n = Below(30);
    Date date = today_ - 1 - Below(3);
    if (Below(10) == 0) date = today_ - 1 - Below(20);
    const std::int32_t minute = Below(4) == 0 ? 18 * 60 : 8 * 60 + 15 * Below(2);
    const Instant planned = PlannedInstant(date, minute);
    VisitRecorded visit{.provider_id = Provider(Below(4)),
                        .external_id = ExternalId("v-" + std::to_string(++visits_)),
                        .sequence = 1,
                        .person_id = PersonOf(n),
                        .service = Code(Below(12) == 0 ? "reablement" : "home-care"),
                        .service_date = date,
                        .planned_start = planned,
                        .planned_minutes = 30,
                        .status = static_cast<VisitStatus>(Below(3) == 0 ? 1 + Below(7) : 1)};
    // The order that is in force, mostly: else nothing would ever be paid.
    const auto package = town_->models()->FindPackage(PackageNamed(n));
    if (Below(8) != 0 && package != nullptr) {
      if (const Placement* p = package->PlacementOn(date)) visit.provider_id = p->provider_id;
      visit.service = package->life().request.service;
    }
    // A source reports for one provider.
    visit.source = SourceId((Below(5) == 0 ? "app-" : "ecm-") + visit.provider_id.str());
    const int carers = Below(4) == 0 ? 2 : 1;
    for (int i = 0; i < carers; ++i) {
      const std::int64_t in = planned.seconds + 60 * (Below(50) - 20) + Below(60);
      visit.attendances.push_back({.carer_id = CarerId("a-" + std::to_string(i * 40 + Below(40))),
                                   .check_in = Instant{in},
                                   .check_out = Instant{in + 60 * (5 + Below(50)) + Below(60)},
                                   .evidence = static_cast<Evidence>(1 + Below(3))});
      if (Below(20) == 0) visit.attendances.back().check_out.reset();
    }
    return visit;
  }

  void Visits() {
    std::vector<VisitRecorded> rows;
    const int count = 20 + Below(20);
    for (int i = 0; i < count; ++i) {
      if (known_.size() < 10 || Below(6) != 0) {
        rows.push_back(Fresh());
        known_.push_back(rows.back());
        continue;
      }
      VisitRecorded& old = known_[known_.size() - 1 - static_cast<std::size_t>(Below(static_cast<int>(known_.size() / 2)))];
      VisitRecorded again = old;
      again.sequence += static_cast<std::uint64_t>(1 + Below(3));
      switch (Below(4)) {
        case 0:
          again.status = static_cast<VisitStatus>(1 + Below(7));
          break;
        case 1: {  // To another date, and perhaps back one day.
          const std::int32_t days = old.service_date < today_ - 1 ? 1 : -1;
          const Date date = old.service_date + days;
          const std::int64_t by = PlannedInstant(date, 480).seconds - PlannedInstant(old.service_date, 480).seconds;
          again.service_date = date;
          again.planned_start.seconds += by;
          for (Attendance& a : again.attendances) {
            if (a.check_in) a.check_in->seconds += by;
            if (a.check_out) a.check_out->seconds += by;
          }
          break;
        }
        case 2:
          if (again.attendances.front().check_in) again.attendances.front().check_in->seconds -= 300;
          break;
        default:
          again.sequence = old.sequence;  // As it was, or late: changes nothing.
      }
      if (Below(4) == 0) std::swap(again.sequence, old.sequence);
      rows.push_back(again);
      if (again.sequence >= old.sequence) old = again;
    }
    answers_.push_back(town_.Send(PageOf("v-" + std::to_string(++requests_), std::move(rows))));
    for (int i = 0; i < 2; ++i) {
      const VisitRecorded& visit = known_[static_cast<std::size_t>(Below(static_cast<int>(known_.size())))];
      if (Below(3) == 0) {
        Send(decide::VoidVisit{visit.source, visit.external_id, Code("wrong-person")});
      } else {
        Send(decide::AdjustVisit{visit.source,
                                 visit.external_id,
                                 visit.attendances.front().carer_id,
                                 visit.planned_start,
                                 {visit.planned_start.seconds + 60 * (10 + Below(40))},
                                 Code("forgot")});
      }
    }
  }

  // A change of rates, proposed by alice and approved by bob.
  void Money() {
    const ChangeId id("x-" + std::to_string(++changes_));
    if (changes_ > 2 && Below(3) == 0) {
      town_.Ask(CommandOf("alice", "r-" + std::to_string(++requests_),
                          decide::ProposeRateReversal{id, ChangeId("x-" + std::to_string(1 + Below(changes_ - 1))),
                                                      decide::kCabinet}));
    } else {
      town_.Ask(CommandOf("alice", "r-" + std::to_string(++requests_),
                          decide::ProposeRateChange{.change_id = id,
                                                    .contract_id = Below(2) == 0 ? kLots : kOpen,
                                                    .effective_date = Dated(),
                                                    .uplift_percent = decide::Percent{Below(2) == 0 ? 25'000 : -13'000},
                                                    .authority = decide::kCabinet}));
    }
    const decide::ApproveChange approve{id, 1, "digest"};
    Submission submission = CommandOf("bob", "r-" + std::to_string(++requests_), approve);
    submission.preview = Preview{.position = town_.head(), .digest = "digest"};
    (void)town_.Ask(std::move(submission));
  }

  Running& town_;
  std::minstd_rand random_;
  Date today_;
  int requests_ = 0;
  int visits_ = 0;
  int changes_ = 0;
  int accepted_ = 0;
  std::map<std::uint32_t, int> refused_;
  std::vector<std::future<Answer>> answers_;
  std::vector<VisitRecorded> known_;
};

// The log as it was when it ended at some earlier record.
class UpTo final : public log::Log {
 public:
  explicit UpTo(const log::Log& log) : log_(log) {}
  void Grow(std::uint64_t by) { end_ = std::min(end_ + by, Number(log_.head().position)); }
  bool whole() const { return end_ == Number(log_.head().position); }
  log::LedgerId ledger_id() const override { return log_.ledger_id(); }
  log::Head head() const override {
    log::Head head = log_.head();
    head.position = Position{end_};
    return head;
  }
  absl::Status Read(Position from, std::size_t limit, const Visitor& visitor) const override {
    return log_.Read(from, std::min<std::size_t>(limit, end_ + 1 - Number(from)), visitor);
  }
  absl::StatusOr<Position> LastAtOrBefore(RecordTime time) const override { return log_.LastAtOrBefore(time); }
  absl::StatusOr<std::vector<log::Hash>> StoredNodes(int level, std::uint64_t first, std::size_t count) const override {
    return log_.StoredNodes(level, first, count);
  }

 private:
  const log::Log& log_;
  std::uint64_t end_ = 0;
};

struct Told {
  TempDir directory;
  std::unique_ptr<Running> town;
  std::vector<Recorded> records;
};

// Told once, asked by every test.
class HistoryTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    told_ = new Told;
    told_->town = std::make_unique<Running>(Running::In(told_->directory / "town"));
    Historian historian(*told_->town, 20161001);
    historian.Found();
    for (int day = 0; day < kDays; ++day) historian.Live(kFirst + day);
    told_->town->Settled();
    const auto read = town()->log().Read(Position{1}, ~std::size_t{0}, [](std::string_view bytes) {
      const auto record = log::View(bytes);
      auto recorded = log::ToRecorded(*record);
      told_->records.push_back(**std::move(recorded));
      return true;
    });
    ASSERT_TRUE(read.ok()) << read;
    EXPECT_GT(historian.accepted(), 500);
    EXPECT_GT(told_->records.size(), 2 * kCut + 100);
  }
  static void TearDownTestSuite() {
    delete told_;
    told_ = nullptr;
  }
  static Running& town() { return *told_->town; }
  static const std::vector<Recorded>& records() { return told_->records; }

  // Every answer at `positions`, of the server and of the fold.
  static void Compare(std::vector<std::uint64_t> positions, const ReadModels& models, bool invoices) {
    std::sort(positions.begin(), positions.end());
    std::minstd_rand random(7);
    FoldedView fold;
    std::size_t at = 0;
    for (const std::uint64_t known : positions) {
      for (; at < known; ++at) fold.Apply(Recorded(records()[at]));
      const Recorded& last = records()[known - 1];
      const Point point{.known = Position{known},
                        .known_at = last.time,
                        .on = LondonDate(last.time.instant()) - static_cast<std::int32_t>(random() % 10)};
      FoldedView expected = fold;
      expected.SetPoint(point);
      const ReadView view(models, point);
      ASSERT_EQ(view.packages().size(), expected.packages().size());
      for (const Package* package : expected.packages()) {
        const Package* kept = view.package(package->id());
        ASSERT_NE(kept, nullptr) << package->id().str() << " at " << known;
        ASSERT_EQ(TextOf(*kept), TextOf(*package)) << " at " << known;
      }
      if (invoices) {
        const Date start = kFirst + static_cast<std::int32_t>(random() % kDays) - 8;
        for (const ProviderRegistered* provider : expected.providers()) {
          const Period period{start, start + 10};
          const Invoice ours = InvoiceOf(view, provider->provider_id, period);
          const Invoice theirs = InvoiceOf(expected, provider->provider_id, period);
          ASSERT_EQ(ours.total, theirs.total) << provider->provider_id.str() << " at " << known;
          ASSERT_EQ(TextOf(ours), TextOf(theirs)) << provider->provider_id.str() << " at " << known;
          lines_ += ours.lines.size();
          for (const Assessed& a : ours.not_priced) holds_.insert(a.hold);
        }
      }
      const Date start = kFirst - static_cast<std::int32_t>(random() % 20);
      const Period period{start, start + 30 + static_cast<std::int32_t>(random() % 60)};
      ASSERT_EQ(TextOf(KpiOf(view, view.cells(), period, {})),
                TextOf(KpiOf(expected, ComputedCells(expected), period, {})))
          << " at " << known << " on " << point.on.ToString();
      ASSERT_TRUE(view.status().ok()) << view.status();
    }
  }

  static Told* told_;
  static inline std::size_t lines_ = 0;
  static inline std::set<Hold> holds_;
};
Told* HistoryTest::told_ = nullptr;

TEST_F(HistoryTest, ReadModelsAnswerWhatTheFoldAnswers) {
  std::vector<std::uint64_t> positions;
  std::minstd_rand random(3);
  const std::uint64_t head = town().head();
  for (int i = 0; i < 36; ++i) positions.push_back(40 + random() % (head - 40));
  for (std::uint64_t cut = kCut; cut < head; cut += kCut) {
    for (const std::uint64_t n : {cut - 1, cut, cut + 1, cut + 2, cut + 40}) positions.push_back(n);
  }
  positions.push_back(head);
  Compare(positions, *town().Settled(), true);
  EXPECT_GT(lines_, 1000U);
  EXPECT_GE(holds_.size(), 8U);  // The history is worth the name.
}

TEST_F(HistoryTest, EveryKpiCellIsWhatTheFoldCountsThatDay) {
  // Day by day, so that two wrongs of one period cannot make a right.
  FoldedView fold;
  for (const Recorded& recorded : records()) fold.Apply(Recorded(recorded));
  const Point point{.known = Position{records().size()}, .known_at = records().back().time, .on = kFirst + kDays};
  fold.SetPoint(point);
  const ReadView view(*town().Settled(), point);
  const CellSource cells = view.cells();
  for (const ProviderRegistered* provider : fold.providers()) {
    for (Date d = kFirst - 20; d < kFirst + kDays; ++d) {
      KpiCell ours = cells(provider->provider_id, {d, d + 1});
      KpiCell theirs = CellOf(fold, provider->provider_id, d);
      std::erase_if(theirs, [](const auto& item) { return item.second == VisitCounts{}; });
      std::string a, b;
      for (const auto& [key, counts] : ours) a += key.contract_id.str() + "/" + key.lot_id.str() + " " + TextOf(counts) + "\n";
      for (const auto& [key, counts] : theirs) {
        b += key.contract_id.str() + "/" + key.lot_id.str() + " " + TextOf(counts) + "\n";
      }
      EXPECT_EQ(a, b) << provider->provider_id.str() << " on " << d.ToString();
    }
  }
}

TEST_F(HistoryTest, DigestsDoNotDependOnHowTheLogWasCutIntoPasses) {
  const auto live = town().Digests();
  for (const int style : {0, 1, 2}) {
    UpTo log(town()->log());
    std::minstd_rand random(5);
    const auto models = ReadModels::Open(told_->directory / ("passes-" + std::to_string(style)), log);
    ASSERT_TRUE(models.ok()) << models.status();
    while (!log.whole()) {
      log.Grow(style == 0 ? ~std::uint32_t{0} : style == 1 ? 1 + random() % 300 : 1000 + random() % 4000);
      const auto folded = (*models)->CatchUp(~std::uint64_t{0});
      ASSERT_TRUE(folded.ok()) << folded.status();
      ASSERT_EQ((*models)->checkpoint(), log.head().position);
    }
    EXPECT_EQ(Running::DigestsOf(**models), live) << "style " << style;
    if (style == 2) Compare({kCut - 1, kCut, kCut + 1, kCut + 700, 2 * kCut, town().head()}, **models, false);
  }
}

TEST_F(HistoryTest, ReadModelsOpenedHalfWayGoOn) {
  UpTo log(town()->log());
  const std::string path = told_->directory / "half";
  for (const std::uint64_t by : {std::uint64_t{1500}, kCut, ~std::uint64_t{0} >> 1}) {
    log.Grow(by);
    auto models = ReadModels::Open(path, log);
    ASSERT_TRUE(models.ok()) << models.status();
    ASSERT_TRUE((*models)->CatchUp(~std::uint64_t{0}).ok());
    if (log.whole()) {
      EXPECT_EQ(Running::DigestsOf(**models), town().Digests());
      Compare({1499, 1500, 1501, kCut + 1, town().head() - 3}, **models, false);
    }
  }
}

// What is on disk after a crash is what the last flush wrote, wherever that fell.
TEST_F(HistoryTest, ReadModelsOfACrashBetweenTwoFlushesGoOn) {
  int caught = 0;
  for (int attempt = 0; attempt < 5 && caught == 0; ++attempt) {
    UpTo log(town()->log());
    const std::string path = told_->directory / ("crash-" + std::to_string(attempt));
    const std::string left = path + "-left";
    {
      auto models = ReadModels::Open(path, log);
      ASSERT_TRUE(models.ok()) << models.status();
      // As when the memory of the store is full the moment the last record before a cut has been folded.
      std::thread flusher([&] {
        EXPECT_TRUE((*models)->WaitFor(Position{kCut}, 20'000));
        EXPECT_TRUE((*models)->Flush().ok());
        std::filesystem::copy(path, left, std::filesystem::copy_options::recursive);
      });
      log.Grow(kCut);
      ASSERT_TRUE((*models)->CatchUp(~std::uint64_t{0}).ok());
      flusher.join();
    }
    std::filesystem::remove(left + "/LOCK");
    auto models = ReadModels::Open(left, log);
    ASSERT_TRUE(models.ok()) << models.status();
    if (Number((*models)->checkpoint()) == kCut) ++caught;
    log.Grow(~std::uint32_t{0});
    ASSERT_TRUE((*models)->CatchUp(~std::uint64_t{0}).ok());
    EXPECT_EQ(Running::DigestsOf(**models), town().Digests());
    Compare({kCut, kCut + 5, 2 * kCut - 1, town().head()}, **models, false);
  }
}

TEST_F(HistoryTest, ARebuildGivesEqualDigestsAndACancelledOneChangesNothing) {
  const auto before = town().Digests();
  const auto in_use = town()->models();
  const auto cancelled = town()->Rebuild([](std::uint64_t, std::uint64_t) { return false; });
  EXPECT_EQ(cancelled.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(town()->models(), in_use);
  EXPECT_EQ(town().Digests(), before);
  EXPECT_FALSE(std::filesystem::exists(told_->directory / "town/views-1"));

  std::uint64_t last = 0;
  const auto rebuilt = town()->Rebuild([&](std::uint64_t done, std::uint64_t total) {
    EXPECT_GE(done, last);
    EXPECT_LE(done, total);
    last = done;
    return true;
  });
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  EXPECT_EQ(last, town().head());
  EXPECT_NE(town()->models(), in_use);
  EXPECT_EQ(town().Digests(), before);
  Compare({kCut + 1, town().head()}, *town().Settled(), false);
}

TEST_F(HistoryTest, ReopenedItAnswersTheSame) {
  const auto before = town().Digests();
  const log::Head head = town()->log().head();
  town().Reopen();
  EXPECT_EQ(town()->log().head(), head);
  EXPECT_EQ(town().Digests(), before);
  Compare({1234, kCut, kCut + 1, 2 * kCut + 1, town().head()}, *town().Settled(), true);
  const auto rebuilt = town()->Rebuild([](std::uint64_t, std::uint64_t) { return true; });
  ASSERT_TRUE(rebuilt.ok()) << rebuilt.status();
  town().Reopen();
  EXPECT_EQ(town().Digests(), before);
}

// An award makes visits payable that stood before, and so may hold those of the person's other provider.
TEST(KpiCells, ALateAwardReachesThePersonsOtherProviders) {
  const TempDir directory;
  Running town(Running::In(directory / "town"));
  FoundTown(town);
  const Date date = Day("2016-10-01");
  town.MoveTo("2016-10-08T09:00");
  for (const char* package : {"k-1", "k-2"}) town.Do(decide::Request(package, "h-1", "2016-10-01", LotId()));
  town.Do(decide::Award("k-2", decide::kNew, decide::kLot2, decide::kBeech, "2016-10-01"));
  VisitRecorded second = Morning(decide::kBeech, "v-2", "h-1", date, "ben");
  second.attendances[0].check_in->seconds += 60;
  town.Record({Morning(decide::kAsh, "v-1", "h-1", date, "ann"), second});
  std::vector<VisitRecorded> others;
  for (std::uint64_t i = 0; i < kCut; ++i) {
    others.push_back(Morning(decide::kCedar, "o-" + std::to_string(i), "h-2", date, "c-" + std::to_string(i)));
  }
  town.Record(others);
  const auto beech = [&]() -> VisitCounts {
    const auto models = town.Settled();
    const ReadView view(*models, {.known = models->checkpoint(), .known_at = At("2016-10-08T09:00"), .on = date + 7});
    return view.cells()(decide::kBeech, {date, date + 1})[{decide::kNew, decide::kLot2}];
  };
  EXPECT_EQ(beech().delivered, 1U);
  town.Do(decide::Award("k-1", decide::kNew, decide::kLot1, decide::kAsh, "2016-10-01"));
  EXPECT_EQ(beech().held, 1U);
  for (VisitRecorded& visit : others) visit.sequence = 2;
  town.Record(others);
  EXPECT_EQ(beech().held, 1U);  // As kept at the next cut.
}

}  // namespace
}  // namespace careledger::store
