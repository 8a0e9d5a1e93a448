#include "server/store/submission.h"

namespace careledger::store {

absl::Status StatusOf(const decide::Rejection& rejection) {
  using decide::Reason;
  const std::string text =
      rejection.field.empty() ? rejection.detail : rejection.field + ": " + rejection.detail;
  switch (rejection.reason) {
    case Reason::kInvalidField:
    case Reason::kRaggedRow:
    case Reason::kNotUtf8:
      return absl::InvalidArgumentError(text);
    case Reason::kRequestIdReused:
      return absl::AlreadyExistsError(text);
    case Reason::kStaleRevision:
      return absl::AbortedError(text);
    case Reason::kNotYours:
      return absl::PermissionDeniedError(text);
    default:
      return absl::FailedPreconditionError(text);
  }
}

}  // namespace careledger::store
