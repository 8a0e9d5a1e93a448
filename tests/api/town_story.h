// One story of a town in which everything that can be asked for is, once, as people would: what the tests of
// methods, events and closed lists walk through.
#pragma once

#include "tests/api/api.h"

namespace careledger::api {

// Four weeks of January 2017, in the fields of a question.
inline const std::string kPeriod = " from_date: '2017-01-02' to_date: '2017-02-01'";

// Of the town that api.h describes, with what comes before it.
std::vector<Step> Story();

}  // namespace careledger::api
