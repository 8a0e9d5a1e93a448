// What the largest categories of commands are made with, compiled once.
#include "server/decide/commands.h"

#include "server/decide/monitoring_commands.h"
#include "server/decide/package_commands.h"

namespace careledger::decide {

PackageCommand::PackageCommand(const PackageCommand&) = default;
PackageCommand::PackageCommand(PackageCommand&&) noexcept = default;
PackageCommand& PackageCommand::operator=(const PackageCommand&) = default;
PackageCommand& PackageCommand::operator=(PackageCommand&&) noexcept = default;
PackageCommand::~PackageCommand() = default;

MonitoringCommand::MonitoringCommand(const MonitoringCommand&) = default;
MonitoringCommand::MonitoringCommand(MonitoringCommand&&) noexcept = default;
MonitoringCommand& MonitoringCommand::operator=(const MonitoringCommand&) = default;
MonitoringCommand& MonitoringCommand::operator=(MonitoringCommand&&) noexcept = default;
MonitoringCommand::~MonitoringCommand() = default;

ContractCommand::ContractCommand(const ContractCommand&) = default;
ContractCommand::ContractCommand(ContractCommand&&) noexcept = default;
ContractCommand& ContractCommand::operator=(const ContractCommand&) = default;
ContractCommand& ContractCommand::operator=(ContractCommand&&) noexcept = default;
ContractCommand::~ContractCommand() = default;

}  // namespace careledger::decide
