// Commands by which a package finds a provider. See commands.h for the rules of these structs.
#pragma once

#include "server/decide/commands.h"

namespace careledger::decide {

struct OfferPackage {
  PackageId package_id;
  ContractId contract_id;
  LotId lot_id;  // Empty: the one it was requested in.
  ProviderId provider_id;
  Date effective_date;  // From when it is to be delivered.
  bool chosen = false;  // The person chose this provider before its tier's turn.
  static constexpr std::string_view kName = "OfferPackage";
  static constexpr Required<4> kRequired = {"package_id", "contract_id", "provider_id", "effective_date"};
  static constexpr auto Fields() {
    return Table(
        F(1, "package_id", &OfferPackage::package_id), F(2, "contract_id", &OfferPackage::contract_id),
        F(3, "lot_id", &OfferPackage::lot_id), F(4, "provider_id", &OfferPackage::provider_id),
        F(5, "effective_date", &OfferPackage::effective_date), F(6, "chosen", &OfferPackage::chosen));
  }
};

struct AcceptOffer {
  PackageId package_id;
  ProviderId provider_id;
  ProviderId deliverer_id;
  static constexpr std::string_view kName = "AcceptOffer";
  static constexpr Required<2> kRequired = {"package_id", "provider_id"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &AcceptOffer::package_id), F(2, "provider_id", &AcceptOffer::provider_id),
                 F(3, "deliverer_id", &AcceptOffer::deliverer_id));
  }
};

struct DeclineOffer {
  PackageId package_id;
  ProviderId provider_id;
  Code reason;
  static constexpr std::string_view kName = "DeclineOffer";
  static constexpr Required<3> kRequired = {"package_id", "provider_id", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &DeclineOffer::package_id),
                 F(2, "provider_id", &DeclineOffer::provider_id), F(3, "reason", &DeclineOffer::reason));
  }
};

struct BeginSearchAgain {
  PackageId package_id;
  ContractId contract_id;
  Date effective_date;  // From when it is to be delivered.
  Code reason;
  static constexpr std::string_view kName = "BeginSearchAgain";
  static constexpr Required<4> kRequired = {"package_id", "contract_id", "effective_date", "reason"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &BeginSearchAgain::package_id),
                 F(2, "contract_id", &BeginSearchAgain::contract_id),
                 F(3, "effective_date", &BeginSearchAgain::effective_date),
                 F(4, "reason", &BeginSearchAgain::reason));
  }
};

struct OpenCompetition {
  PackageId package_id;
  ContractId contract_id;
  LotId lot_id;         // Empty: the one it was requested in.
  Date effective_date;  // From when it is to be delivered.
  Instant closes;
  static constexpr std::string_view kName = "OpenCompetition";
  static constexpr Required<4> kRequired = {"package_id", "contract_id", "effective_date", "closes"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &OpenCompetition::package_id),
                 F(2, "contract_id", &OpenCompetition::contract_id), F(3, "lot_id", &OpenCompetition::lot_id),
                 F(4, "effective_date", &OpenCompetition::effective_date),
                 F(5, "closes", &OpenCompetition::closes));
  }
};

struct PlaceBid {
  PackageId package_id;
  ProviderId provider_id;
  Rate rate;
  static constexpr bool kSealed = true;  // Its digest must not give it away.
  static constexpr std::string_view kName = "PlaceBid";
  static constexpr Required<3> kRequired = {"package_id", "provider_id", "rate"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &PlaceBid::package_id), F(2, "provider_id", &PlaceBid::provider_id),
                 F(3, "rate", &PlaceBid::rate));
  }
};

struct CloseCompetition {
  PackageId package_id;
  static constexpr std::string_view kName = "CloseCompetition";
  static constexpr Required<1> kRequired = {"package_id"};
  static constexpr auto Fields() { return Table(F(1, "package_id", &CloseCompetition::package_id)); }
};

struct ScoreFit {
  PackageId package_id;
  std::vector<FitScore> scores;
  static constexpr std::string_view kName = "ScoreFit";
  static constexpr Required<2> kRequired = {"package_id", "scores"};
  static constexpr auto Fields() {
    return Table(F(1, "package_id", &ScoreFit::package_id), F(2, "scores", &ScoreFit::scores));
  }
};

using SourcingCommand = std::variant<OfferPackage, AcceptOffer, DeclineOffer, OpenCompetition, PlaceBid,
                                     CloseCompetition, ScoreFit, BeginSearchAgain>;

}  // namespace careledger::decide
