// Why a command is refused. Numbers are those of careledger.v1.RejectionReason, which documents each and its
// order of precedence; tests/schema compares the two.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace careledger::decide {

enum class Reason : std::uint32_t {
  kInvalidField = 1,
  kRaggedRow = 2,
  kNotUtf8 = 3,
  kRequestIdReused = 4,
  kStaleRevision = 5,
  kNotYours = 6,

  kCommissionerUnknown = 10,
  kContractUnknown = 11,
  kLotUnknown = 12,
  kProviderUnknown = 13,
  kMemberUnknown = 14,
  kPackageUnknown = 15,
  kChangeUnknown = 16,
  kVisitUnknown = 17,
  kRecordUnknown = 18,
  kCarerUnknown = 19,
  kPersonUnknown = 20,
  kServiceUnknown = 21,
  kTierUnknown = 22,
  kOptionUnknown = 23,
  kPhaseUnknown = 24,

  kAlreadyExists = 25,
  kFunderUnknown = 27,
  kHealthFunded = 29,

  kOutsideTerm = 30,
  kLotAlreadyAwarded = 31,
  kLotCapReached = 32,
  kLotRequired = 33,
  kProviderNotAwarded = 34,
  kPolicyContradictory = 35,
  kRateAlreadySet = 36,
  kRateNotSet = 37,
  kRateUnchanged = 38,
  kIntakeSuspended = 39,

  kPackageNotAwarded = 40,
  kPackageAlreadyAwarded = 41,
  kPackageEnded = 42,
  kPersonDied = 43,
  kBeforeStart = 44,
  kAlreadySuspended = 45,
  kNotSuspended = 46,
  kAlreadyStarted = 47,
  kRecordReliedOn = 48,
  kRecordAlreadyVoided = 49,
  kLotNotKnown = 50,
  kLotNotAwarded = 51,
  kSameProvider = 52,
  kPlanUnchanged = 53,
  kAwardOutsideRules = 54,
  kNoOffer = 55,
  kCompetitionOpen = 56,
  kNoCompetition = 57,
  kPriceOutside = 58,
  kAdmissionClosed = 59,

  kSecondPersonRequired = 60,
  kChangeNotOpen = 61,
  kPreviewStale = 62,
  kChangeNotApplied = 63,
  kBeyondOption = 64,
  kDirectPaymentsRefused = 65,
  kPhaseNotReady = 66,
  kShortNotice = 67,
  kPolicyMovesMoney = 68,

  kVisitInFuture = 70,
  kSequenceReused = 71,
  kVisitVoided = 72,
  kTooManyCorrections = 73,

  kClockNotSimulated = 80,
  kClockBackwards = 81,
  kNoMasterKey = 82,

  kInformationNotAskedFor = 90,
  kNotAPeriod = 91,
  kMeetingUnknown = 92,
  kImprovementPlanUnknown = 93,
  kActionUnknown = 94,
  kStandardNotRequired = 95,
  kBeforeOpened = 96,
  kAlreadyClosed = 97,
  kMonitoringUnchanged = 98,

  kSettlementNotSet = 110,
  kNotHealthFunded = 111,
  kNotAHandover = 112,
  kGoalUnknown = 113,
  kNotReablement = 114,
  kOutcomeContradicts = 115,
  kNotPlanned = 120,
  kTimeBankShut = 121,
  kTimeBankShort = 122,
  kBeyondExtraTime = 123,
  kAskedTooLate = 124,
  kNoRetainer = 125,

  kMobilisationNotPlanned = 140,
  kNotInMobilisation = 141,
  kNoDirectPayment = 142,
  kTermsKept = 143,

  kMayNotCallOff = 130,
  kOutsideLot = 131,
  kSearchNotOver = 132,
  kAlreadySucceeded = 133,
  kOutcomeNotAskedFor = 134,
};

// One rule that says no. `detail` is a sentence with the values compared ("lot 4 is held by p-medacs from
// 2016-11-07").
struct Rejection {
  Reason reason{};
  std::string field;  // The request field to blame; may be empty.
  std::string detail;
};

}  // namespace careledger::decide
