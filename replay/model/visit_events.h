// Stream `visits-<provider>.<service month>`: one record a visit version, and what arrived in which file.
#pragma once

#include <optional>
#include <variant>

#include "replay/model/terms.h"

namespace careledger::model {

// One carer at one visit, as captured. Each carer is paid on their own times.
struct Attendance {
  CarerId carer_id;
  std::optional<Instant> check_in;
  std::optional<Instant> check_out;
  Evidence evidence = Evidence::kUnspecified;
  static constexpr std::string_view kName = "Attendance";
  static constexpr auto Fields() {
    return Table(F(1, "carer_id", &Attendance::carer_id), F(2, "check_in", &Attendance::check_in),
                 F(3, "check_out", &Attendance::check_out), F(4, "evidence", &Attendance::evidence));
  }
  bool operator==(const Attendance&) const = default;
};

// What a provider's system says of one visit. A later sequence of the same (source, external id) replaces it.
struct VisitRecorded {
  ProviderId provider_id;
  SourceId source;
  ExternalId external_id;
  std::uint64_t sequence = 0;
  PersonId person_id;
  Code service;
  ProviderId deliverer_id;  // The sub-contractor or member who came, when not the provider itself.
  Date service_date;        // Local date of the planned start: fixes period, invoice and KPI.
  Instant planned_start;    // The slot of the plan that this visit answers.
  std::uint32_t planned_minutes = 0;
  VisitStatus status = VisitStatus::kUnspecified;
  NoticeBy notice_by = NoticeBy::kUnspecified;
  std::optional<Instant> notice_time;
  std::vector<Attendance> attendances;
  static constexpr std::string_view kName = "VisitRecorded";
  static constexpr auto Fields() {
    return Table(F(1, "provider_id", &VisitRecorded::provider_id), F(2, "source", &VisitRecorded::source),
                 F(3, "external_id", &VisitRecorded::external_id), F(4, "sequence", &VisitRecorded::sequence),
                 F(5, "person_id", &VisitRecorded::person_id), F(6, "service", &VisitRecorded::service),
                 F(7, "deliverer_id", &VisitRecorded::deliverer_id),
                 F(8, "service_date", &VisitRecorded::service_date),
                 F(9, "planned_start", &VisitRecorded::planned_start),
                 F(10, "planned_minutes", &VisitRecorded::planned_minutes),
                 F(11, "status", &VisitRecorded::status), F(12, "notice_by", &VisitRecorded::notice_by),
                 F(13, "notice_time", &VisitRecorded::notice_time),
                 F(14, "attendances", &VisitRecorded::attendances));
  }
  bool operator==(const VisitRecorded&) const = default;
};

// The council's times for one carer, kept beside the captured ones. They stand whatever the feed sends later.
struct VisitAdjusted {
  ProviderId provider_id;
  SourceId source;
  ExternalId external_id;
  Date service_date;  // Of the visit.
  CarerId carer_id;
  Instant check_in;
  Instant check_out;
  Code reason;
  static constexpr std::string_view kName = "VisitAdjusted";
  static constexpr auto Fields() {
    return Table(F(1, "provider_id", &VisitAdjusted::provider_id), F(2, "source", &VisitAdjusted::source),
                 F(3, "external_id", &VisitAdjusted::external_id),
                 F(4, "service_date", &VisitAdjusted::service_date),
                 F(5, "carer_id", &VisitAdjusted::carer_id), F(6, "check_in", &VisitAdjusted::check_in),
                 F(7, "check_out", &VisitAdjusted::check_out), F(8, "reason", &VisitAdjusted::reason));
  }
  bool operator==(const VisitAdjusted&) const = default;
};

// The visit was recorded in error and no longer counts, whatever the feed sends later.
struct VisitVoided {
  ProviderId provider_id;
  SourceId source;
  ExternalId external_id;
  Date service_date;
  Code reason;
  static constexpr std::string_view kName = "VisitVoided";
  static constexpr auto Fields() {
    return Table(F(1, "provider_id", &VisitVoided::provider_id), F(2, "source", &VisitVoided::source),
                 F(3, "external_id", &VisitVoided::external_id),
                 F(4, "service_date", &VisitVoided::service_date), F(5, "reason", &VisitVoided::reason));
  }
  bool operator==(const VisitVoided&) const = default;
};

using VisitEvent = std::variant<VisitRecorded, VisitAdjusted, VisitVoided>;

struct RowRefusal {
  std::uint64_t row = 0;     // 1-based line of the file, the header being line 1.
  std::uint32_t reason = 0;  // A RejectionReason.
  Code field;                // The column, when one is to blame. Never the cell's contents.
  static constexpr std::string_view kName = "RowRefusal";
  static constexpr auto Fields() {
    return Table(F(1, "row", &RowRefusal::row), F(2, "reason", &RowRefusal::reason),
                 F(3, "field", &RowRefusal::field));
  }
  bool operator==(const RowRefusal&) const = default;
};

// Stream `import-<file reference>`: one page of a file, so that its report can be asked for again.
struct ImportPageRecorded {
  FileRef file_reference;
  Code kind;               // providers, rates, packages, visits
  Bytes file_digest;       // SHA-256 of the whole file.
  std::uint64_t page = 0;  // From 0.
  std::uint64_t rows = 0;
  std::uint64_t created = 0;
  std::uint64_t updated = 0;
  std::uint64_t unchanged = 0;
  std::vector<RowRefusal> refused;
  ProviderId provider_id;  // Whose rows, when one provider's.
  static constexpr std::string_view kName = "ImportPageRecorded";
  static constexpr auto Fields() {
    return Table(
        F(1, "file_reference", &ImportPageRecorded::file_reference), F(2, "kind", &ImportPageRecorded::kind),
        F(3, "file_digest", &ImportPageRecorded::file_digest), F(4, "page", &ImportPageRecorded::page),
        F(5, "rows", &ImportPageRecorded::rows), F(6, "created", &ImportPageRecorded::created),
        F(7, "updated", &ImportPageRecorded::updated), F(8, "unchanged", &ImportPageRecorded::unchanged),
        F(9, "refused", &ImportPageRecorded::refused),
        F(10, "provider_id", &ImportPageRecorded::provider_id));
  }
  bool operator==(const ImportPageRecorded&) const = default;
};
using ImportEvent = std::variant<ImportPageRecorded>;

}  // namespace careledger::model
