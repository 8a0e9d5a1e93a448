// What the mobilisation of a contract comes to on a date: which packages are to move and whether they can,
// who ends with whom, what each lot had at award and has now, and whose review is owed.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "replay/model/mobilisation.h"
#include "replay/projections/monitoring.h"
#include "replay/projections/view.h"

namespace careledger::projections {

// With whom somebody is from the day their lot goes live. A person with several packages is with the first of
// these that one of them is with: accounted for only once all are.
enum class MobilisationOutcome : std::uint8_t {
  kNotAccountedFor,  // Live already, and with no provider, or still with one that was to exit.
  kToBePlaced,       // The same, before that day.
  kNewProvider,      // In care under a contract that does not exit.
  kDirectPayment,
  kPrivate,  // They arrange and pay for care themselves: the package ended for the reason kPrivateReason.
  kEnded     // For any other reason, or the NHS contracts the care itself, or the person died.
};
inline constexpr std::string_view kMobilisationOutcomes[] = {
    "not-accounted-for", "to-be-placed", "new-provider", "direct-payment", "private", "ended"};
constexpr std::string_view ToString(MobilisationOutcome outcome) {
  return kMobilisationOutcomes[static_cast<std::size_t>(outcome)];
}
// Reasons of PackageEnded that are choices of the person.
inline constexpr std::string_view kPrivateReason = "private";
inline constexpr std::string_view kDirectPaymentReason = "direct-payment";

// A package that was or is to move.
struct MovingPackage {
  const model::Package* package = nullptr;
  const model::Person* person = nullptr;   // Null: never named.
  const model::Placement* from = nullptr;  // See MobilisationPlan::MovedFrom.
  const model::Placement* now = nullptr;   // On the day it is judged by; null: none.
  model::LotId lot_id;                     // Of the contract that comes in; empty: not known.
  model::Date go_live;
  bool at_award = false;  // It was in care under an exiting contract that day; else it joined later.
  bool to_move = false;   // By the date; of a lot that is live, by the day it went live.
  MobilisationOutcome outcome = MobilisationOutcome::kNotAccountedFor;
  // Who took it over first from the exiting provider, by the day it is judged by; while nobody has, who holds
  // its lot when that goes live. Empty: nobody does.
  model::ProviderId to_provider;
  const model::WeeklyPlan* plan_before = nullptr;  // At award, or when it joined.
  const model::WeeklyPlan* plan_now = nullptr;     // Null: it is lost.
  bool stays() const { return plan_now != nullptr; }
};

// Whether a package can move, by the last assessment of it.
enum class Readiness : std::uint8_t { kReady, kNotReady, kNotAssessed };
inline constexpr std::string_view kReadinessWords[] = {"ready", "not-ready", "not-assessed"};

struct ReadinessRow {
  const MovingPackage* moving = nullptr;
  Readiness state = Readiness::kNotAssessed;
  Noted<model::ReadinessAssessed> assessed;  // Without an event when nobody assessed it.
};

// A person's review. What they have is that of the date: who has nothing then, or has died, is owed none.
struct ReviewRow {
  model::PersonId person_id;
  model::LotId lot_id;                      // Where the first of their packages was asked for.
  model::Code client_group;                 // Of that package.
  std::uint64_t packages = 0;               // In care.
  std::optional<model::Pence> weekly_cost;  // None: some package has no rate.
  bool two_carers = false;                  // At some visit.
  model::Date due;
  std::optional<model::Date> done;
  bool OverdueOn(model::Date date) const { return !done && due < date; }
};

struct ReviewCounts {
  std::uint64_t due = 0;       // By the date, done or not.
  std::uint64_t done = 0;      // By the date, whenever they were due.
  std::uint64_t due_done = 0;  // Of those due.
  std::uint64_t overdue = 0;
};

// As it stood at the end of the days, by effective dates alone: a change that is on record for later has not
// happened yet, but a direct payment is chosen on the day it was asked for.
struct MobilisationWeek {
  model::Period days;  // Cut off at the date asked for.
  ReviewCounts reviews;
  std::uint64_t done_this_week = 0;
  // Of a lot that is live, as on the day it went live.
  std::uint64_t to_move = 0, ready = 0, not_assessed = 0;
  std::map<model::Code, std::uint64_t> not_ready;  // By reason.
  // Who had by then a package that was or is to move, and whom it stood with: see MobilisationOutcome.
  std::uint64_t people = 0, chose_direct_payment = 0, chose_private = 0;
  std::uint64_t accounted_for = 0;  // In care with a new provider, by choice with none, or ended.
  // Carers' hours secured of those required, of lots whose provider had stated them; none of one client
  // group.
  std::uint64_t secured_minutes = 0, required_minutes = 0;
};

enum class Colour : std::uint8_t { kGreen, kAmber, kNotMeasurable, kRed };  // The worst last.
std::string_view ToString(Colour colour);

// A share that a colour is judged by.
struct MeasuredShare {
  model::MobilisationMeasure measure = model::MobilisationMeasure::kUnspecified;
  std::uint64_t part = 0, whole = 0;
};
// Green from `rule.green_percent` of the whole, amber from `rule.amber_percent`.
Colour ColourOf(const MeasuredShare& share, const model::MobilisationThresholdSet& rule);

struct LotMinutes {
  std::uint64_t at_award = 0, joined = 0, to_direct_payment = 0, to_private = 0, ended = 0, now = 0;
  // at award + joined - lost + other change = now
  std::int64_t other_change() const {
    return static_cast<std::int64_t>(now + to_direct_payment + to_private + ended) -
           static_cast<std::int64_t>(at_award + joined);
  }
  LotMinutes& operator+=(const LotMinutes& other);
};

struct MobilisationLot {
  model::LotId lot_id;
  model::ProviderId provider_id;  // Who holds it on the day it goes live.
  bool newcomer = false;
  model::Date go_live;
  std::uint64_t to_move = 0, ready = 0;
  ReviewCounts reviews;
  std::optional<Noted<model::StaffTransferDeclared>> carers;  // See Mobilisation::Staff.
  LotMinutes minutes;
  LotMinutes pence;                // A week.
  std::uint64_t without_rate = 0;  // Packages left out of the pounds.
  std::vector<MeasuredShare> Shares() const;
};

// Reads everything once; answers as the view's point has it.
class Mobilisation {
 public:
  // Empty where the contract has no plan by the date. With a client group, of its packages alone: a person is
  // one of them with a package for it, and has no other. What a provider states of its carers is of a whole
  // lot, and then of nobody: see Staff, Rules and MobilisationWeek.
  static std::optional<Mobilisation> Of(const View& view, const model::Contract& contract,
                                        const model::Code& client_group = {});

  const model::MobilisationPlan& plan() const { return plan_; }
  // By id.
  const std::vector<MovingPackage>& packages() const { return packages_; }
  // In force, by measure; that of carers' hours only where all client groups are meant.
  std::vector<Noted<model::MobilisationThresholdSet>> Rules() const;
  // What was stated last of each lot's carers; of no lot where one client group is meant.
  std::map<model::LotId, Noted<model::StaffTransferDeclared>> Staff() const;
  // The lots of the contract, each with who holds it on the day it goes live.
  std::map<model::LotId, model::ProviderId> Holders() const;

  // Packages that are to move, by id. What is on record for the day their lot goes live counts before it.
  std::vector<ReadinessRow> ReadinessNow() const;
  // Reviews scheduled by the end of `day` of people in care then, those done among them: by highest weekly
  // cost, two carers, longest overdue, then id. Without costs where only counts are wanted. Of one client
  // group those who have a package for it, or had one and are done.
  enum class Costs : std::uint8_t { kWith, kWithout };
  std::vector<ReviewRow> ReviewsOn(model::Date day, Costs costs) const;
  // People with a package that was or is to move, counted from the plan and the packages alone, not from
  // outcomes.
  std::uint64_t Existing() const;
  // From the week of the plan on, to that in which the last lot goes live or the date asked for; of more than
  // three years the last.
  std::vector<MobilisationWeek> Weeks() const;
  // Of the contract, by number, then those whose lot is not known, if any.
  std::vector<MobilisationLot> Lots() const;

 private:
  Mobilisation(const View& view, const model::Contract& contract, model::MobilisationPlan plan,
               model::Code client_group);
  bool IsOfGroup(const model::Package& package) const;
  bool HadPackageOfGroup(const model::PersonId& id, model::Date day) const;
  model::ProviderId TakenOverBy(const MovingPackage& moving, model::Date day) const;
  MovingPackage Judge(const Case& one, const model::Placement& from) const;
  // The last assessment by the end of `day`; null: nobody assessed it.
  const Noted<model::ReadinessAssessed>* AssessedBy(const model::PackageId& id, model::Date day) const;
  void CountPackages(model::Date day, MobilisationWeek& week) const;
  void CountCarers(model::Date day, MobilisationWeek& week) const;
  ReviewRow Describe(const model::PersonId& id, model::Date day, Costs costs) const;

  struct Reviews {
    std::vector<Noted<model::ReviewScheduled>> scheduled;
    std::vector<Noted<model::ReviewCompleted>> completed;
  };

  // A package that is or was to move on some day that its lot could go live.
  struct Candidate {
    Case one;
    model::Date since;       // Under an exiting contract: see MobilisationPlan::FirstFrom.
    std::size_t person = 0;  // Below people_: one number for each person.
  };

  const View& view_;
  const model::Contract& contract_;
  model::MobilisationPlan plan_;
  model::Code client_group_;           // Empty: all.
  std::vector<Candidate> candidates_;  // By id.
  std::size_t people_ = 0;
  std::vector<MovingPackage> packages_;
  std::map<model::PackageId, std::vector<Noted<model::ReadinessAssessed>>> assessed_;
  std::map<model::PersonId, Reviews> reviews_;
  std::vector<Noted<model::StaffTransferDeclared>> staff_;  // In order of date; none of one client group.
};

// What a plain week of the plan costs at the rates and premiums in force on `date`, half up to a penny; none
// when some visit has no rate. `agreed` is the package's own rate, if it has one.
std::optional<model::Pence> WeeklyCost(const model::Contract& contract,
                                       const model::PackageRequested& request,
                                       const model::ProviderId& provider, const model::LotId& lot,
                                       const std::optional<model::Rate>& agreed,
                                       const model::WeeklyPlan& plan, model::Date date);

}  // namespace careledger::projections
