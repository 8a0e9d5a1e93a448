// Commands about how well providers do, as others saw it. See commands.h for what holds of all commands.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct ScoreQuality {
  ContractId contract_id;
  ProviderId provider_id;
  Code measure;
  std::optional<std::uint32_t> score;
  std::uint32_t out_of = 0;
  Date date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ScoreQuality";
  static constexpr Required<7> kRequired = {"contract_id", "provider_id", "measure", "score",
                                            "out_of",      "date",        "document"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ScoreQuality::contract_id),
                 F(2, "provider_id", &ScoreQuality::provider_id), F(3, "measure", &ScoreQuality::measure),
                 F(4, "score", &ScoreQuality::score), F(5, "out_of", &ScoreQuality::out_of),
                 F(6, "date", &ScoreQuality::date), F(7, "document", &ScoreQuality::document),
                 F(8, "corrects_position", &ScoreQuality::corrects_position));
  }
};

struct RateProvider {
  ContractId contract_id;
  ProviderId provider_id;
  Code body;
  Rating rating = Rating::kUnspecified;
  Date published_date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "RateProvider";
  static constexpr Required<6> kRequired = {"contract_id", "provider_id",    "body",
                                            "rating",      "published_date", "document"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &RateProvider::contract_id),
                 F(2, "provider_id", &RateProvider::provider_id), F(3, "body", &RateProvider::body),
                 F(4, "rating", &RateProvider::rating), F(5, "published_date", &RateProvider::published_date),
                 F(6, "document", &RateProvider::document),
                 F(7, "corrects_position", &RateProvider::corrects_position));
  }
};

struct ReportFeedback {
  ContractId contract_id;
  ProviderId provider_id;
  FeedbackKind kind = FeedbackKind::kUnspecified;
  std::uint32_t count = 0;
  Date date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ReportFeedback";
  static constexpr Required<5> kRequired = {"contract_id", "provider_id", "kind", "date", "document"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ReportFeedback::contract_id),
                 F(2, "provider_id", &ReportFeedback::provider_id), F(3, "kind", &ReportFeedback::kind),
                 F(4, "count", &ReportFeedback::count), F(5, "date", &ReportFeedback::date),
                 F(6, "document", &ReportFeedback::document),
                 F(7, "corrects_position", &ReportFeedback::corrects_position));
  }
};

struct ReportSurvey {
  ContractId contract_id;
  ProviderId provider_id;
  Instrument instrument = Instrument::kUnspecified;
  std::uint32_t responses = 0;
  std::uint32_t satisfied = 0;
  Date date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "ReportSurvey";
  static constexpr Required<5> kRequired = {"contract_id", "instrument", "responses", "date", "document"};
  static constexpr auto Fields() {
    return Table(F(1, "contract_id", &ReportSurvey::contract_id),
                 F(2, "provider_id", &ReportSurvey::provider_id),
                 F(3, "instrument", &ReportSurvey::instrument), F(4, "responses", &ReportSurvey::responses),
                 F(5, "satisfied", &ReportSurvey::satisfied), F(6, "date", &ReportSurvey::date),
                 F(7, "document", &ReportSurvey::document),
                 F(8, "corrects_position", &ReportSurvey::corrects_position));
  }
};

struct RequireStandard {
  ContractId contract_id;
  Code standard;
  std::optional<std::uint32_t> valid_months;
  bool no_longer = false;
  Date effective_date;
  Authority authority;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "RequireStandard";
  static constexpr Required<4> kRequired = {"contract_id", "standard", "effective_date", "authority"};
  static constexpr auto Fields() {
    return Table(
        F(1, "contract_id", &RequireStandard::contract_id), F(2, "standard", &RequireStandard::standard),
        F(3, "valid_months", &RequireStandard::valid_months), F(4, "no_longer", &RequireStandard::no_longer),
        F(5, "effective_date", &RequireStandard::effective_date),
        F(6, "authority", &RequireStandard::authority),
        F(7, "corrects_position", &RequireStandard::corrects_position));
  }
};

struct AttestStandard {
  ContractId contract_id;
  ProviderId provider_id;
  Code standard;
  bool not_met = false;
  Date evidence_date;
  DocumentRef document;
  std::uint64_t corrects_position = 0;
  static constexpr std::string_view kName = "AttestStandard";
  static constexpr Required<5> kRequired = {"contract_id", "provider_id", "standard", "evidence_date",
                                            "document"};
  static constexpr auto Fields() {
    return Table(
        F(1, "contract_id", &AttestStandard::contract_id), F(2, "provider_id", &AttestStandard::provider_id),
        F(3, "standard", &AttestStandard::standard), F(4, "not_met", &AttestStandard::not_met),
        F(5, "evidence_date", &AttestStandard::evidence_date), F(6, "document", &AttestStandard::document),
        F(7, "corrects_position", &AttestStandard::corrects_position));
  }
};

}  // namespace careledger::decide
