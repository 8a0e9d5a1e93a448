// The methods that write: each reads its request into a command and hands it to the sequencer.
#pragma once

#include "careledger/v1/common.pb.h"
#include "server/engine.h"
#include "server/service/methods.h"

namespace careledger::service {

// `engine` outlives the methods.
void AddCommandMethods(Engine& engine, Methods& methods);
// Visits, files of rows, bulk transfers and approvals: commands whose answer is more than a receipt.
void AddBulkMethods(Engine& engine, Methods& methods);
// Contract files and deliveries, which the former adds too.
void AddFileMethods(Engine& engine, Methods& methods);
// Notes, whose text is sealed before it is a command.
void AddNoteMethods(Engine& engine, Methods& methods);
void AddDeliveryMethods(Engine& engine, Methods& methods);
void AddQueryMethods(Engine& engine, Methods& methods);
void AddLedgerMethods(Engine& engine, Methods& methods);

// What the bulk methods and the commands share.
absl::StatusOr<store::Intent> ReadIntent(const v1::Intent& intent, std::string digest);
// What the receipt of the method that answers so says; each `response` is the answer of one method.
void FillReceipt(const store::Receipt& receipt, const google::protobuf::Descriptor* response,
                 v1::Receipt* out);
template <class Response>
void FillReceipt(const store::Result& result, Response* response) {
  if (result.receipt) FillReceipt(*result.receipt, Response::descriptor(), response->mutable_receipt());
}
Outcome OutcomeOf(const store::Refused& refused);
Outcome OutcomeOf(const decide::Rejection& rejection);

}  // namespace careledger::service
