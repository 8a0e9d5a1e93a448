// What the largest categories of events are made with, compiled once.
#include "replay/model/event.h"

namespace careledger::model {

ContractEvent::ContractEvent(const ContractEvent&) = default;
ContractEvent::ContractEvent(ContractEvent&&) noexcept = default;
ContractEvent& ContractEvent::operator=(const ContractEvent&) = default;
ContractEvent& ContractEvent::operator=(ContractEvent&&) noexcept = default;
ContractEvent::~ContractEvent() = default;
bool operator==(const ContractEvent& a, const ContractEvent& b) {
  return static_cast<const ContractEvent::variant&>(a) == static_cast<const ContractEvent::variant&>(b);
}

PackageEvent::PackageEvent(const PackageEvent&) = default;
PackageEvent::PackageEvent(PackageEvent&&) noexcept = default;
PackageEvent& PackageEvent::operator=(const PackageEvent&) = default;
PackageEvent& PackageEvent::operator=(PackageEvent&&) noexcept = default;
PackageEvent::~PackageEvent() = default;
bool operator==(const PackageEvent& a, const PackageEvent& b) {
  return static_cast<const PackageEvent::variant&>(a) == static_cast<const PackageEvent::variant&>(b);
}

MonitoringEvent::MonitoringEvent(const MonitoringEvent&) = default;
MonitoringEvent::MonitoringEvent(MonitoringEvent&&) noexcept = default;
MonitoringEvent& MonitoringEvent::operator=(const MonitoringEvent&) = default;
MonitoringEvent& MonitoringEvent::operator=(MonitoringEvent&&) noexcept = default;
MonitoringEvent::~MonitoringEvent() = default;
bool operator==(const MonitoringEvent& a, const MonitoringEvent& b) {
  return static_cast<const MonitoringEvent::variant&>(a) == static_cast<const MonitoringEvent::variant&>(b);
}

}  // namespace careledger::model
