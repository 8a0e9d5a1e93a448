// An explanation is data: from the fields of a line, and nothing else, its minutes and its pence come out
// again, by arithmetic that is this file's own.
#include <map>
#include <set>

#include "absl/time/time.h"
#include "careledger/v1/invoice_service.pb.h"
#include "tests/api/api.h"

namespace careledger::api {
namespace {

using Integer = long long;

Integer Rounded(Integer numerator, Integer denominator, v1::Rounding rounding) {
  const Integer whole = numerator / denominator, rest = numerator % denominator;
  switch (rounding) {
    case v1::ROUNDING_DOWN:
      return whole;
    case v1::ROUNDING_UP:
      return whole + (rest > 0 ? 1 : 0);
    case v1::ROUNDING_HALF_UP:
      return whole + (2 * rest >= denominator ? 1 : 0);
    default:
      ADD_FAILURE() << "a rounding that the line does not name";
      return 0;
  }
}

Integer MinutesBetween(const std::string& in, const std::string& out) {
  absl::Time from, to;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, in, &from, &error)) << in << ": " << error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, out, &to, &error)) << out << ": " << error;
  return absl::ToInt64Minutes(to - from);
}

// "16.225" pounds as 162,250 of £0.0001.
Integer RateOf(const std::string& text) {
  const std::size_t dot = text.find('.');
  std::string decimals = dot == std::string::npos ? "" : text.substr(dot + 1);
  decimals.resize(4, '0');
  return std::stoll(text.substr(0, dot)) * 10'000 + std::stoll(decimals);
}

struct Computed {
  Integer actual = 0, payable = 0, pence = 0;
  std::string steps;  // Which ones did something.
};

Computed Again(const v1::InvoiceLine& line) {
  const v1::LineArithmetic& a = line.arithmetic();
  const Integer plan = line.planned_minutes();
  Computed c;
  c.actual = c.payable = MinutesBetween(a.check_in(), a.check_out());
  if (a.adjusted()) c.steps += "adjusted ";
  if (a.has_tolerance_minutes() && std::abs(c.actual - plan) <= Integer{a.tolerance_minutes()}) {
    c.payable = plan;
    c.steps += "tolerated ";
  } else {
    if (a.has_cap_over_minutes() && c.payable > plan + a.cap_over_minutes()) {
      c.payable = plan + a.cap_over_minutes();
      c.steps += "capped ";
    }
    if (a.has_floor_under_minutes() && c.payable < plan - Integer{a.floor_under_minutes()}) {
      c.payable = plan - a.floor_under_minutes();
      c.steps += "floored ";
    }
    if (a.has_round_to_minutes()) {
      const Integer step = a.round_to_minutes();
      const Integer before = c.payable;
      c.payable = Rounded(c.payable, step, a.minute_rounding()) * step;
      if (c.payable != before) c.steps += "rounded ";
    }
  }
  Integer minutes = 0, sum = 0;
  for (const v1::RatePart& part : a.parts()) {
    minutes += part.minutes();
    sum += Integer{part.minutes()} * RateOf(part.rate());
  }
  EXPECT_EQ(minutes, c.payable) << "the parts are the payable minutes";
  if (a.parts_size() > 1) c.steps += "parted ";
  // £0.0001 x minutes / 60 / 100 is pence.
  c.pence = Rounded(sum, 6'000, a.price_rounding());
  if (sum % 6'000 != 0) c.steps += v1::Rounding_Name(a.price_rounding()) + " ";
  return c;
}

const std::string kAuthority = " authority { reference: 'R' decision_maker: 'D' date: '2016-06-17' }";

// From the date on.
Step Policy(const std::string& date, const std::string& steps) {
  return {"manager-1", "ContractService.SetPaymentPolicy",
          "contract_id: 'new' effective_date: '" + date + "' " + steps + kAuthority};
}
// By ann and perhaps bob; "08:00 08:25" are check-in and check-out, on the day or (in October) the next.
std::string Visit(const std::string& day, const std::string& in, const std::string& out, bool two = false) {
  const auto attended = [&](const char* carer) {
    return std::string("attendances { carer_id: '") + carer + "' check_in: '" + in + "' check_out: '" + out +
           "' } ";
  };
  const std::string start = in.substr(11) > "20" ? "T22:00" : "T08:00";
  return "visits { external_id: 'v-" + day +
         "' sequence: 1 person_id: 'h-1' service: 'home-care' planned_start: '" + day + start +
         "' planned_minutes: 60 status: VISIT_STATUS_DELIVERED " + attended("ann") +
         (two ? attended("bob") : "") + "} ";
}
std::string Morning(const std::string& day, const std::string& in, const std::string& out, bool two = false) {
  return Visit(day, day + "T" + in, day + "T" + out, two);
}

TEST(Explanation, IsDataThatGivesTheSamePence) {
  // Given a contract whose policy has other steps each week of December 2016, a bank holiday, and visits of
  // an hour's plan
  Api api;
  api.Do(Town());
  api.Do(
      {{"manager-1", "LedgerService.AdoptCalendar", "calendar: 'england' bank_holidays: '2016-12-27'"},
       {"manager-1", "ContractService.SetRates",
        "contract_id: 'new' effective_date: '2016-11-07' lines { service: 'home-care' day_type: "
        "DAY_TYPE_BANK_HOLIDAY rate: '32.4401' }" +
            kAuthority},
       Policy("2016-12-05", "tolerance_minutes: 15 cap_over_minutes: 15 floor_under_minutes: 15"),
       Policy("2016-12-12",
              "round_to_minutes: 15 minute_rounding: ROUNDING_DOWN price_rounding: ROUNDING_UP"),
       Policy("2016-12-19",
              "round_to_minutes: 5 minute_rounding: ROUNDING_HALF_UP price_rounding: ROUNDING_DOWN"),
       Policy("2016-12-26", "cap_over_minutes: 30"),
       {"broker-1", "PackageService.RequestPackage",
        "package_id: 'k-1' person_id: 'h-1' service: 'home-care' client_group: 'older-people' funder: "
        "'council' "
        "waiting_in: 'community' reason: 'new' contract_id: 'new' lot_id: 'L1' plan: 'Mon-Sun 08:00 60 x2; "
        "Mon-Sun "
        "22:00 60' effective_date: '2016-11-07'"},
       {"broker-1", "PackageService.AwardPackage",
        "package_id: 'k-1' contract_id: 'new' lot_id: 'L1' provider_id: 'ash' effective_date: '2016-11-07'"},
       {"feed-ash", "VisitService.RecordVisits",
        "provider_id: 'ash' source: 'ecm' " + Morning("2016-11-28", "08:00", "08:47") +  // No policy.
            Morning("2016-11-29", "08:00:30", "09:02:29", true) +  // 61 minutes, seconds cut.
            Morning("2016-11-30", "08:00", "08:10") +              // Adjusted below.
            Morning("2016-12-05", "08:00", "08:52") +              // Within tolerance.
            Morning("2016-12-06", "08:00", "08:10") +              // Outside; the floor pays 45, not plan.
            Morning("2016-12-07", "08:00", "09:58") +              // Capped at 75.
            Morning("2016-12-12", "08:00", "08:59") + Morning("2016-12-13", "08:00", "09:01", true) +
            Morning("2016-12-19", "08:00", "08:53") + Morning("2016-12-20", "08:01", "08:54") +
            // Boxing Day into the bank holiday: 2 hours, of which an hour and a half counts.
            Visit("2016-12-26", "2016-12-26T23:00", "2016-12-27T01:00") +
            Morning("2016-12-27", "08:00", "08:07")},
       {"finance-1", "VisitService.AdjustVisit",
        "source: 'ecm' external_id: 'v-2016-11-30' carer_id: 'ann' check_in: '2016-11-30T08:00' check_out: "
        "'2016-11-30T08:55' reason: 'telephoned'"}});

  // when the invoice is asked for, then every line's figures are those of its data,
  const Answer answer = api.Ask({"finance-1", "InvoiceService.GetInvoice",
                                 "provider_id: 'ash' from_date: '2016-11-28' to_date: '2017-01-01'"});
  ASSERT_TRUE(answer.status.ok()) << answer.status;
  const auto& invoice = static_cast<const v1::GetInvoiceResponse&>(*answer.messages.at(0));
  std::map<std::string, Integer> minutes;
  std::set<std::string> steps;
  Integer total = 0;
  for (const v1::InvoiceLine& line : invoice.invoice_lines()) {
    SCOPED_TRACE(line.ShortDebugString());
    const Computed again = Again(line);
    EXPECT_EQ(again.actual, line.actual_minutes());
    EXPECT_EQ(again.payable, line.payable_minutes());
    EXPECT_EQ(again.pence, line.amount_pence());
    EXPECT_GT(line.arithmetic().parts(0).rate_position(), 0U);
    total += again.pence;
    minutes[line.service_date()] = again.payable;
    for (std::size_t at = 0, end; (end = again.steps.find(' ', at)) != std::string::npos; at = end + 1) {
      steps.insert(again.steps.substr(at, end - at));
    }
  }
  EXPECT_EQ(invoice.invoice_lines_size(), 14);
  EXPECT_EQ(total, invoice.total_pence());

  // and together they went through every step there is.
  EXPECT_EQ(steps, (std::set<std::string>{"adjusted", "tolerated", "capped", "floored", "rounded", "parted",
                                          "ROUNDING_HALF_UP", "ROUNDING_UP", "ROUNDING_DOWN"}));
  EXPECT_EQ(minutes, (std::map<std::string, Integer>{{"2016-11-28", 47},
                                                     {"2016-11-29", 61},
                                                     {"2016-11-30", 55},
                                                     {"2016-12-05", 60},
                                                     {"2016-12-06", 45},
                                                     {"2016-12-07", 75},
                                                     {"2016-12-12", 45},
                                                     {"2016-12-13", 60},
                                                     {"2016-12-19", 55},
                                                     {"2016-12-20", 55},
                                                     {"2016-12-26", 90},
                                                     {"2016-12-27", 7}}));

  // And other data give other pence.
  v1::InvoiceLine spoilt = invoice.invoice_lines(0);
  spoilt.mutable_arithmetic()->mutable_parts(0)->set_rate("17.22");
  EXPECT_NE(Again(spoilt).pence, spoilt.amount_pence());
}

}  // namespace
}  // namespace careledger::api
