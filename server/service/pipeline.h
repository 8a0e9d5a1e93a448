// The one way in: authenticate -> authorise -> handle. Transports hand over bytes and an identity; everything
// else about a call is the same for every method and every transport.
#pragma once

#include <string_view>

#include "server/service/methods.h"

namespace careledger::service {

// What a transport knows of a call.
struct Identity {
  std::string uri;                                    // Of the certificate; empty when none was shown.
  bool development = false;                           // Plain text on loopback, explicitly allowed.
  store::Deadline deadline = store::Deadline::max();  // After which the answer is of no use.
};

class Pipeline {
 public:
  Pipeline(Methods methods, std::string council);

  // Null for an unknown method.
  const Method* Find(const std::string& path) const;
  const Methods& methods() const { return methods_; }

  // UNAUTHENTICATED without a known identity, PERMISSION_DENIED when the table says no; else the caller.
  absl::StatusOr<store::Caller> Admit(const Identity& identity, const Method& method) const;

  // Parses and handles a unary call. `reply` is called once, perhaps before this returns.
  void Unary(const Identity& identity, const Method& method, std::string_view request, Reply reply) const;
  // Parses and handles a streaming call on the calling thread.
  Outcome Stream(const Identity& identity, const Method& method, std::string_view request,
                 Writer& writer) const;

 private:
  Methods methods_;
  std::string council_;
};

}  // namespace careledger::service
