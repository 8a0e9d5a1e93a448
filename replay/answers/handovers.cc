// Whom each exiting provider of a mobilisation hands over to.
#include "replay/projections/handovers.h"

#include "replay/answers/answers.h"
#include "replay/answers/known.h"
#include "replay/answers/mobilisation_of.h"
#include "replay/answers/page.h"

namespace careledger::answers {

using namespace model;
using namespace projections;

namespace {

void Fill(const HandoverFigures& figures, v1::ProviderHandover* out) {
  const NotReady not_ready(figures.not_ready);
  out->set_people(figures.people);
  out->set_packages(figures.packages);
  out->set_weekly_hours(HoursAWeek(figures.minutes));
  out->set_to_move(figures.to_move);
  out->set_ready(figures.ready);
  out->set_not_ready(not_ready.packages);
  out->set_not_assessed(figures.not_assessed);
  out->set_why_not(not_ready.why);
  out->set_moved(figures.moved);
  out->set_moved_hours(HoursAWeek(figures.moved_minutes));
  out->set_not_moved(figures.not_moved);
  out->set_not_moved_hours(HoursAWeek(figures.not_moved_minutes));
  out->set_lost(figures.lost);
  out->set_weekly_minutes(figures.minutes);
  out->set_moved_minutes(figures.moved_minutes);
  out->set_not_moved_minutes(figures.not_moved_minutes);
}

void Fill(const IncomingProvider& incoming, bool of_group, v1::IncomingProvider* out) {
  out->set_provider_id(incoming.provider_id.str());
  out->set_exiting_providers(incoming.exiting_providers);
  out->set_people(incoming.figures.people);
  out->set_packages(incoming.figures.packages);
  out->set_weekly_hours(HoursAWeek(incoming.figures.minutes));
  out->set_moved(incoming.figures.moved);
  out->set_not_moved(incoming.figures.not_moved);
  out->set_lost(incoming.figures.lost);
  out->set_lots(incoming.lots);
  if (of_group) {
    out->set_staff_eligible(std::string(kNotByGroup));
    out->set_staff_transferring(std::string(kNotByGroup));
    out->set_staff_opted_out(std::string(kNotByGroup));
    return;
  }
  Staff staff{.lots = incoming.lots};
  for (const StaffTransferDeclared* stated : incoming.staff) staff.Add(*stated);
  FillStaff(staff, out);
}

absl::Status CheckPair(const View& view, const v1::ListHandoversRequest& request) {
  for (const auto& [field, id] : {std::pair("from_provider_id", &request.from_provider_id()),
                                  std::pair("to_provider_id", &request.to_provider_id())}) {
    if (!id->empty() && view.provider(ProviderId(*id)) == nullptr)
      return NotKnown(view, field, "provider", *id);
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status Answer(const View& view, const Mark& mark, const v1::ListHandoversRequest& request,
                    v1::ListHandoversResponse* out) {
  auto pager = Pager::Start(request.page(), view.point());
  if (!pager.ok()) return pager.status();
  if (const auto known = CheckPair(view, request); !known.ok()) return known;
  const auto mobilisation = MobilisationNamed(view, request.contract_id(), request.client_group());
  if (!mobilisation.ok()) return mobilisation.status();
  FillPoint(view.point(), mark, out->mutable_as_of());
  out->set_contract_id(request.contract_id());
  const Handovers handovers = HandoversOf(*mobilisation, {.from = ProviderId(request.from_provider_id()),
                                                          .to = ProviderId(request.to_provider_id())});
  std::size_t index = 0;
  for (const ProviderHandover& pair : handovers.rows) {
    if (!pager->Take(KeyAt(index++))) continue;
    v1::ProviderHandover* row = out->add_handovers();
    row->set_from_provider_id(pair.from.str());
    row->set_to_provider_id(pair.to.str());
    Fill(pair.figures, row);
  }
  Fill(handovers.total, out->mutable_handovers_total());
  for (const IncomingProvider& incoming : handovers.incoming)
    Fill(incoming, !request.client_group().empty(), out->add_incoming());
  out->set_next_page_token(pager->next_token());
  return absl::OkStatus();
}

}  // namespace careledger::answers
