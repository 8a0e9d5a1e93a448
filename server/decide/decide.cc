#include "server/decide/decide.h"

#include "server/decide/ladders.h"

namespace careledger::decide {
namespace {

// Corrects a record of a package.
template <class C>
concept Correcting = requires(const C& c) {
  c.corrects_position;
  c.package_id;
};

}  // namespace

Outcome Decide(const World& world, const Command& command, const Facts& facts) {
  return std::visit(
      Overloaded{
          [&](const MonitoringCommand& subject) { return DecideMonitoring(world, subject, facts); },
          [&](const auto& subject) {
            return std::visit(
                [&](const auto& c) -> Outcome {
                  if constexpr (std::is_same_v<std::remove_cvref_t<decltype(c)>, AwardPackage>) {
                    return DecideAward(world, c, facts);
                  } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(c)>, ChangePlan>) {
                    return DecidePlanChange(world, c, facts);
                  } else if constexpr (Correcting<std::remove_cvref_t<decltype(c)>>) {
                    return DecideCorrecting(world, c, facts);
                  } else {
                    return DecideOn(world, c, facts);
                  }
                },
                subject);
          },
      },
      command);
}

}  // namespace careledger::decide
