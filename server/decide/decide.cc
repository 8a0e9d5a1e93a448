#include "server/decide/decide.h"

#include "server/decide/ladders.h"
#include "server/decide/succession_follow.h"

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
  Outcome outcome = std::visit(
      Overloaded{
          [&](const MonitoringCommand& subject) { return DecideMonitoring(world, subject, facts); },
          [&](const PackageTimeCommand& subject) {
            return std::visit([&](const auto& c) { return DecidePackageTime(world, c, facts); }, subject);
          },
          [&](const auto& subject) {
            return std::visit(
                [&](const auto& c) -> Outcome {
                  if constexpr (std::is_same_v<std::remove_cvref_t<decltype(c)>, AwardPackage>) {
                    return DecideAward(world, world.packages.Find(c.package_id), c, facts);
                  } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(c)>, TransferPackage>) {
                    return DecideTransfer(world, world.packages.Find(c.package_id), c, facts);
                  } else if constexpr (std::is_same_v<std::remove_cvref_t<decltype(c)>, ChangePlan>) {
                    return DecidePlanChange(world, world.packages.Find(c.package_id), c, facts);
                  } else if constexpr (Correcting<std::remove_cvref_t<decltype(c)>>) {
                    return DecideCorrecting(world, world.packages.Find(c.package_id), c, facts);
                  } else {
                    return DecideOn(world, c, facts);
                  }
                },
                subject);
          },
      },
      command);
  return WithFollowers(world, std::move(outcome), facts);
}

}  // namespace careledger::decide
