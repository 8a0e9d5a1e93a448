// Stream `monitoring-<contract>`, first part: how well providers do, as others saw it. Codes, dates, counts
// and references of documents: nothing about a person, and no free text.
#pragma once

#include <optional>
#include <vector>

#include "replay/model/monitoring_terms.h"

namespace careledger::model {

// The effective date is that of the assessment.
struct QualityScored {
  ContractId contract_id;
  ProviderId provider_id;
  Code measure;
  std::uint32_t score = 0;
  std::uint32_t out_of = 0;
  DocumentRef document;
  static constexpr std::string_view kName = "QualityScored";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &QualityScored::contract_id),
                 F(2, "provider_id", &QualityScored::provider_id), F(3, "measure", &QualityScored::measure),
                 F(4, "score", &QualityScored::score), F(5, "out_of", &QualityScored::out_of),
                 F(6, "document", &QualityScored::document));
  }
  bool operator==(const QualityScored&) const = default;
};

// A rating by a body outside, in force from its publication on.
struct ProviderRated {
  ContractId contract_id;
  ProviderId provider_id;
  Code body;
  Rating rating = Rating::kUnspecified;
  DocumentRef document;
  static constexpr std::string_view kName = "ProviderRated";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ProviderRated::contract_id),
                 F(2, "provider_id", &ProviderRated::provider_id), F(3, "body", &ProviderRated::body),
                 F(4, "rating", &ProviderRated::rating), F(5, "document", &ProviderRated::document));
  }
  bool operator==(const ProviderRated&) const = default;
};

// Complaints, safeguarding concerns or compliments of a day: how many, and where they are written down. Never
// about whom.
struct FeedbackReported {
  ContractId contract_id;
  ProviderId provider_id;
  FeedbackKind kind = FeedbackKind::kUnspecified;
  std::uint32_t count = 0;  // At least 1.
  DocumentRef document;
  static constexpr std::string_view kName = "FeedbackReported";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &FeedbackReported::contract_id),
                 F(2, "provider_id", &FeedbackReported::provider_id), F(3, "kind", &FeedbackReported::kind),
                 F(4, "count", &FeedbackReported::count), F(5, "document", &FeedbackReported::document));
  }
  bool operator==(const FeedbackReported&) const = default;
};

struct SurveyReported {
  ContractId contract_id;
  ProviderId provider_id;  // Empty: all of the contract.
  Instrument instrument = Instrument::kUnspecified;
  std::uint32_t responses = 0;  // People asked or met who answered.
  std::uint32_t satisfied = 0;  // Of them.
  DocumentRef document;
  static constexpr std::string_view kName = "SurveyReported";
  static constexpr auto Fields() {
    return Table(
        F(1, "contract_id", &SurveyReported::contract_id), F(2, "provider_id", &SurveyReported::provider_id),
        F(3, "instrument", &SurveyReported::instrument), F(4, "responses", &SurveyReported::responses),
        F(5, "satisfied", &SurveyReported::satisfied), F(6, "document", &SurveyReported::document));
  }
  bool operator==(const SurveyReported&) const = default;
};

// A standard of the ethical charter that providers of the contract must show to keep, from the effective date
// on.
struct StandardRequired {
  ContractId contract_id;
  Code standard;
  std::optional<std::uint32_t> valid_months;  // Evidence is good for so long; absent: for ever.
  bool no_longer = false;                     // It is required no more.
  Authority authority;
  static constexpr std::string_view kName = "StandardRequired";
  static constexpr auto Fields() {
    return Table(
        F(1, "contract_id", &StandardRequired::contract_id), F(2, "standard", &StandardRequired::standard),
        F(3, "valid_months", &StandardRequired::valid_months),
        F(4, "no_longer", &StandardRequired::no_longer), F(5, "authority", &StandardRequired::authority));
  }
  bool operator==(const StandardRequired&) const = default;
};

// The effective date is that of the evidence.
struct StandardAttested {
  ContractId contract_id;
  ProviderId provider_id;
  Code standard;
  bool not_met = false;  // The evidence shows that the standard is not kept.
  DocumentRef document;
  static constexpr std::string_view kName = "StandardAttested";
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &StandardAttested::contract_id),
                 F(2, "provider_id", &StandardAttested::provider_id),
                 F(3, "standard", &StandardAttested::standard), F(4, "not_met", &StandardAttested::not_met),
                 F(5, "document", &StandardAttested::document));
  }
  bool operator==(const StandardAttested&) const = default;
};

}  // namespace careledger::model
