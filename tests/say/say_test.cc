// Answers of the API as people, spreadsheets and programs read them.
#include "proto/say/say.h"

#include <gtest/gtest.h>

#include <sstream>

#include "careledger/v1/contract_service.pb.h"
#include "careledger/v1/directory_service.pb.h"
#include "careledger/v1/invoice_service.pb.h"
#include "careledger/v1/kpi_service.pb.h"
#include "careledger/v1/ledger_service.pb.h"
#include "careledger/v1/package_service.pb.h"
#include "careledger/v1/trail_service.pb.h"
#include "careledger/v1/types.pb.h"
#include "proto/say/history_point.h"
#include "proto/say/table.h"

namespace careledger::say {
namespace {

std::string Said(const google::protobuf::Message& answer, Output output, const std::string& section = {},
                 const std::vector<std::string>& columns = {}) {
  std::ostringstream out;
  Say(answer, output, out, {section, columns});
  return out.str();
}

void SetPoint(v1::AnswerPoint& point) {
  point.set_statement("position on 30 November 2016, as known on 12 December 2016");
  point.set_known_position(81234);
  point.set_on("2016-11-30");
  point.set_mark("simulated clock");
}

v1::GetInvoiceResponse Invoice() {
  v1::GetInvoiceResponse invoice;
  SetPoint(*invoice.mutable_as_of());
  invoice.set_provider_id("beech");
  invoice.set_provider_name("Beech Care");
  invoice.set_visits(2);
  invoice.set_lines(2);
  invoice.set_payable_minutes(75);
  invoice.set_total_pence(202'750);
  auto& lot = *invoice.add_lots();
  lot.set_contract_id("home-care");
  lot.set_lot_id("lot-1");
  lot.set_visits(2);
  lot.set_payable_minutes(75);
  lot.set_total_pence(202'750);
  for (const int minutes : {30, 45}) {
    auto& line = *invoice.add_invoice_lines();
    line.set_service_date("2016-11-07");
    line.set_external_id("v" + std::to_string(minutes));
    line.set_payable_minutes(static_cast<std::uint32_t>(minutes));
    line.set_rate("16.22");
    line.set_amount_pence(minutes == 30 ? -811 : 123'456'789);
    // A detail, which a table leaves out.
    line.mutable_arithmetic()->set_check_in("2016-11-07T08:00:00+00:00");
  }
  return invoice;
}

// What nobody knows is not told as none.
TEST(Say, LeavesBlankWhatAnotherFieldSaysBetter) {
  v1::ListPackagesResponse list;
  list.add_entries()->set_package_id("k-1");
  list.mutable_entries(0)->set_weekly_minutes(210);
  list.add_entries()->set_package_id("k-2");
  list.mutable_entries(1)->set_weekly_hours("not computable");
  const std::vector<std::string> columns = {"package_id", "weekly_minutes", "weekly_hours"};
  EXPECT_EQ(
      Said(list, Output::kCsv, "entries", columns),
      "package_id,weekly_minutes,weekly_hours,as_of.statement,as_of.known_position,as_of.on,as_of.mark\n"
      "k-1,210,,,,,\nk-2,,not computable,,,,\n");
}

TEST(Say, PrintsAnInvoiceForPeople) {
  EXPECT_EQ(
      Said(Invoice(), Output::kTable),
      "position on 30 November 2016, as known on 12 December 2016; #81234; simulated clock\n"
      "\n"
      "provider id         beech\n"
      "provider name       Beech Care\n"
      "visits              2\n"
      "lines               2\n"
      "payable minutes     75\n"
      "total               £2,027.50\n"
      "held visits         0\n"
      "unallocated visits  0\n"
      "\n"
      "lots (1)\n"
      "contract id  lot id  visits  payable minutes      total\n"
      "-----------  ------  ------  ---------------  ---------\n"
      "home-care    lot-1        2               75  £2,027.50\n"
      "\n"
      "invoice lines (2)\n"
      "service date  external id  planned minutes  actual minutes  payable minutes   rate         amount\n"
      "------------  -----------  ---------------  --------------  ---------------  -----  -------------\n"
      "2016-11-07    v30                        0               0               30  16.22         -£8.11\n"
      "2016-11-07    v45                        0               0               45  16.22  £1,234,567.89\n");
}

TEST(Say, PrintsThePagedListAsCsvUnlessAnotherIsNamed) {
  const std::string lines = Said(Invoice(), Output::kCsv);
  EXPECT_TRUE(lines.starts_with("service_date,package_id,")) << lines;
  EXPECT_NE(lines.find(",-811,"), std::string::npos) << "pence stay whole pence: " << lines;
  EXPECT_NE(lines.find(",arithmetic.check_in,"), std::string::npos) << "details are for programs: " << lines;
  EXPECT_NE(lines.find(",2016-11-07T08:00:00+00:00,"), std::string::npos) << lines;
  EXPECT_NE(lines.find(",as_of.statement,as_of.known_position,as_of.on,as_of.mark\n"), std::string::npos);
  EXPECT_NE(lines.find(",\"position on 30 November 2016, as known on 12 December 2016\",81234,2016-11-30,"
                       "simulated clock\n"),
            std::string::npos);
  EXPECT_EQ(
      Said(Invoice(), Output::kCsv, "lots"),
      "contract_id,lot_id,visits,payable_minutes,total_pence,payable_to,as_of.statement,as_of.known_position,"
      "as_of.on,as_of.mark\n"
      "home-care,lot-1,2,75,202750,,\"position on 30 November 2016, as known on 12 December 2016\",81234,"
      "2016-11-30,simulated clock\n");
  EXPECT_TRUE(
      Said(Invoice(), Output::kCsv, "summary").starts_with("provider_id,provider_name,period,visits,"));
  EXPECT_EQ(Sections(*Invoice().GetDescriptor()),
            (std::vector<std::string>{"lots", "retainers", "invoice_lines"}));
  EXPECT_EQ(MainSection(*Invoice().GetDescriptor()), "invoice_lines");
  EXPECT_EQ(MainSection(*v1::GetHeadResponse::descriptor()), kSummary);
}

TEST(Say, PrintsTheColumnsThatWereChosen) {
  const std::string lots = Said(Invoice(), Output::kTable, "lots", {"total_pence", "lot_id"});
  EXPECT_NE(lots.find("lots (1)\n    total  lot id\n---------  ------\n£2,027.50  lot-1\n"),
            std::string::npos)
      << lots;
  EXPECT_NE(lots.find("payable minutes   rate "), std::string::npos) << "the other list is as ever: " << lots;
  EXPECT_EQ(Said(Invoice(), Output::kCsv, "lots", {"total_pence", "lot_id"}).substr(0, 27),
            "total_pence,lot_id,as_of.st");
  EXPECT_EQ(Said(Invoice(), Output::kCsv, "", {"all"}), Said(Invoice(), Output::kCsv));
  const std::string all = Said(Invoice(), Output::kTable, "", {"all"});
  EXPECT_NE(all.find("2016-11-07T08:00:00+00:00"), std::string::npos) << "details too: " << all;
  EXPECT_EQ(all.find("deliverer"), std::string::npos) << "but nothing that is empty everywhere: " << all;
  EXPECT_NE(Said(Invoice(), Output::kTable, "", {"deliverer_id", "rate"}).find("deliverer id   rate\n"),
            std::string::npos)
      << "unless it was named";
  const std::vector<std::string> names = ColumnNames(*Invoice().GetDescriptor(), "lots");
  EXPECT_EQ(names, (std::vector<std::string>{"contract_id", "lot_id", "visits", "payable_minutes",
                                             "total_pence", "payable_to"}));
}

// A KPI table of a council fits a terminal; everything else is in CSV, JSON and the columns asked for.
TEST(Say, KeepsKpisWithinATerminal) {
  v1::GetKpiResponse answer;
  auto& row = *answer.add_rows();
  row.set_contract_id("htlah");
  row.set_lot_id("L01");
  row.set_provider_id("H06");
  for (int i = 0; i < row.GetDescriptor()->field_count(); ++i) {
    const auto* field = row.GetDescriptor()->field(i);
    if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_UINT64) {
      row.GetReflection()->SetUInt64(&row, field, 1'802'445);
    }
  }
  row.set_punctuality("100.0 %");
  row.set_missed_share("1.4 %");
  row.set_delivered_share("85.9 %");
  *answer.mutable_total() = row;
  std::istringstream table(Said(answer, Output::kTable));
  for (std::string line; std::getline(table, line);) EXPECT_LE(line.size(), 140U) << line;
  const std::string csv = Said(answer, Output::kCsv);
  EXPECT_EQ(std::count(csv.begin(), csv.begin() + static_cast<std::ptrdiff_t>(csv.find('\n')), ','),
            row.GetDescriptor()->field_count() - 1 + 4)
      << csv;
}

// So does an invoice with its explanations, and a trail with what was recorded and by whom.
TEST(Say, PutsExplanationsUnderTheirLines) {
  v1::GetInvoiceResponse invoice = Invoice();
  for (auto& line : *invoice.mutable_invoice_lines()) {
    line.set_package_id("K00001");
    line.set_person_id("P00001");
    line.set_carer_id("C0001");
    line.set_lot_id("lot-1");
    line.set_status("delivered");
    line.set_explanation(
        "52 min; outside tolerance of 5; bounded to 45; rounded to 45: 45 x 18.00 / 60 = 13.5000 -> £13.50");
  }
  const std::string lines = Said(invoice, Output::kTable);
  EXPECT_NE(lines.find("-£8.11\n    explanation: 52 min; outside tolerance of 5;"), std::string::npos)
      << lines;
  v1::GetTrailResponse trail;
  auto& entry = *trail.add_entries();
  entry.set_position(203512);
  entry.set_record_time("2016-11-07T06:00:00.000000Z");
  entry.set_effective_date("2016-11-07");
  entry.set_event_type("PackageTransferred");
  entry.set_what(std::string(20, 'w') + " " + std::string(180, 'x'));
  entry.set_actor("careledger://leicestershire/contract-manager/manager-1");
  entry.set_role("contract-manager");
  entry.set_authentication("mtls");
  EXPECT_NE(Said(trail, Output::kTable).find("contract-manager  mtls\n    what: wwww"), std::string::npos)
      << Said(trail, Output::kTable);
  EXPECT_NE(Said(trail, Output::kTable)
                .find("\n    actor: careledger://leicestershire/contract-manager/manager-1\n"),
            std::string::npos);
  EXPECT_EQ(Said(trail, Output::kCsv).find("explanation: "), std::string::npos) << "a column as ever";
  std::istringstream table(lines);
  for (std::string line; std::getline(table, line);) EXPECT_LE(DisplayWidth(line), 140U) << line;
}

TEST(Say, TellsWhatTheVisitsOfATrailAreOf) {
  v1::GetTrailResponse trail;
  trail.set_kind("package");
  trail.set_visits_of("no period asked for");
  EXPECT_EQ(Said(trail, Output::kTable), "kind  package\n\nentries: none\n\nvisits: no period asked for\n");
  trail.add_visits()->set_external_id("v1");
  trail.set_visits_of("2017-01-02 to 2017-01-31");
  EXPECT_NE(Said(trail, Output::kTable).find("\nvisits (1), 2017-01-02 to 2017-01-31\nexternal id\n"),
            std::string::npos)
      << Said(trail, Output::kTable);
  EXPECT_TRUE(Said(trail, Output::kCsv, "summary").starts_with("kind,id,visits_of,"))
      << "for programs a value";
}

TEST(Say, FlattensAReceipt) {
  v1::AwardLotResponse answer;
  answer.mutable_receipt()->set_stream_id("contract-home-care");
  answer.mutable_receipt()->set_position(7);
  answer.mutable_receipt()->set_statement("recorded LotAwarded at position 7");
  EXPECT_EQ(Said(answer, Output::kTable),
            "recorded LotAwarded at position 7\n"
            "\n"
            "receipt.stream id        contract-home-care\n"
            "receipt.stream revision  0\n"
            "receipt.position         7\n");
  EXPECT_EQ(
      Said(answer, Output::kCsv),
      "receipt.stream_id,receipt.stream_revision,receipt.position,receipt.record_time,receipt.leaf_hash,"
      "receipt.already_recorded,receipt.records,receipt.statement\n"
      "contract-home-care,0,7,,,false,0,recorded LotAwarded at position 7\n");
}

TEST(Say, PrintsAnEmptyListAsNone) {
  v1::ListContractsResponse answer;
  EXPECT_EQ(Said(answer, Output::kTable), "contracts: none\n");
  EXPECT_EQ(Said(answer, Output::kCsv).find('\n'), Said(answer, Output::kCsv).size() - 1)
      << "the heading only";
}

TEST(Say, PutsATotalUnderItsTable) {
  v1::GetKpiResponse answer;
  answer.add_rows()->set_contract_id("home-care");
  answer.mutable_rows(0)->set_packages(4);
  answer.mutable_total()->set_packages(4);
  const std::string table = Said(answer, Output::kTable);
  EXPECT_NE(table.find("rows (1)\n"), std::string::npos) << table;
  EXPECT_NE(table.find("\ntotal "), std::string::npos) << table;
  EXPECT_EQ(table.find("total.packages"), std::string::npos) << table;
  const std::string csv = Said(answer, Output::kCsv);
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 2) << "a sum is no row of data: " << csv;
}

TEST(Say, NamesBothPointsOfAComparison) {
  v1::CompareKpiResponse answer;
  SetPoint(*answer.mutable_earlier());
  SetPoint(*answer.mutable_later());
  answer.mutable_later()->set_known_position(90000);
  const std::string table = Said(answer, Output::kTable);
  EXPECT_TRUE(table.starts_with("earlier: position on 30 November 2016")) << table;
  EXPECT_NE(table.find("\nlater: position on 30 November 2016, as known on 12 December 2016; #90000"),
            std::string::npos);
  EXPECT_NE(Said(answer, Output::kCsv).find("earlier.known_position"), std::string::npos);
}

TEST(Say, CannotMoveATerminalsCursorNorRunAFormula) {
  v1::ListLotsResponse answer;
  answer.add_lots()->set_name(
      "=cmd()\x1b[2J\xC2\x9B"
      "2J\nx");
  const std::string table = Said(answer, Output::kTable);
  EXPECT_EQ(table.find('\x1b'), std::string::npos);
  EXPECT_EQ(table.find("\xC2\x9B"), std::string::npos);
  EXPECT_NE(Said(answer, Output::kCsv).find("\"'=cmd()"), std::string::npos);
}

TEST(Say, WritesJsonWithTheNamesOfTheApi) {
  v1::GetHeadResponse head;
  head.set_position(7);
  const std::string json = Said(head, Output::kJson);
  EXPECT_NE(json.find("\"ledger_id\": \"\""), std::string::npos) << "values that are empty too: " << json;
  EXPECT_NE(json.find("\"position\": \"7\""), std::string::npos) << json;
}

TEST(Say, StreamsRowsUnderOneHeading) {
  std::ostringstream out;
  Sayer sayer(Output::kTable, out);
  v1::ReadEventsResponse answer;
  answer.add_events()->set_position(1);
  answer.mutable_events(0)->set_event_type("LotAwarded");
  answer.mutable_events(0)->set_record("\xFF\xFE");
  sayer.Add(answer);
  answer.mutable_events(0)->set_position(2);
  sayer.Add(answer);
  EXPECT_EQ(out.str(),
            "position  stream revision  event type\n"
            "--------  ---------------  ----------\n"
            "       1                0  LotAwarded\n"
            "       2                0  LotAwarded\n");
  answer.mutable_events(0)->set_actor("manager-1");
  sayer.Add(answer);
  EXPECT_NE(out.str().find("\n\nposition  stream revision  event type  actor\n"), std::string::npos)
      << "a column that was left out has news: " << out.str();
}

TEST(Say, StreamsCsvUnderOneHeadingAndJsonByLine) {
  v1::ReadEventsResponse answer;
  answer.add_events()->set_position(1);
  answer.mutable_events(0)->set_record("\x01\xAB");
  std::ostringstream csv, json;
  Sayer csv_sayer(Output::kCsv, csv), json_sayer(Output::kJson, json);
  for (int i = 0; i < 2; ++i) {
    csv_sayer.Add(answer);
    json_sayer.Add(answer);
  }
  EXPECT_EQ(
      csv.str(),
      "position,record_time,stream_id,stream_revision,event_type,effective_date,actor,role,authentication,"
      "request_id,event,record\n1,,,0,,,,,,,,01ab\n1,,,0,,,,,,,,01ab\n");
  const std::string lines = json.str();
  EXPECT_EQ(std::count(lines.begin(), lines.end(), '\n'), 2) << lines;
}

TEST(Say, WritesListsInsideRows) {
  v1::ListImportsResponse answer;
  auto& import = *answer.add_imports();
  import.set_file_reference("week-1");
  import.add_refusals()->set_row(12);
  EXPECT_NE(Said(answer, Output::kTable).find("refusals\n"), std::string::npos);
  EXPECT_NE(Said(answer, Output::kCsv).find("\"[{\"\"row\"\":\"\"12\"\""), std::string::npos)
      << Said(answer, Output::kCsv);
}

TEST(Words, AreThoseOfTheCommandLine) {
  EXPECT_EQ(EnumWord(*v1::VisitStatus_descriptor()->FindValueByName("VISIT_STATUS_CANCELLED_IN_TIME")),
            "cancelled-in-time");
  EXPECT_EQ(EnumWord(*v1::DayType_descriptor()->FindValueByNumber(0)), "");
}

TEST(Words, OfReasonsAreWithoutTheirPrefixForPeople) {
  v1::TransferPackagesResponse answer;
  answer.add_refusals()->set_package_id("K1");
  answer.mutable_refusals(0)->set_reason("REJECTION_REASON_PACKAGE_ENDED");
  EXPECT_NE(Said(answer, Output::kTable).find("\nK1          package-ended\n"), std::string::npos)
      << Said(answer, Output::kTable);
  EXPECT_NE(Said(answer, Output::kCsv).find("K1,REJECTION_REASON_PACKAGE_ENDED\n"), std::string::npos)
      << Said(answer, Output::kCsv);
}

TEST(Money, IsWrittenInPounds) {
  EXPECT_EQ(Pounds(0), "£0.00");
  EXPECT_EQ(Pounds(5), "£0.05");
  EXPECT_EQ(Pounds(-99), "-£0.99");
  EXPECT_EQ(Pounds(99'999), "£999.99");
  EXPECT_EQ(Pounds(100'000), "£1,000.00");
  EXPECT_EQ(Pounds(-123'456'789), "-£1,234,567.89");
  EXPECT_EQ(Pounds(std::numeric_limits<long long>::min()), "-£92,233,720,368,547,758.08");
}

TEST(HistoryPoint, IsLookedAtForItsShape) {
  const auto fault = [](const std::string& known_at, const std::string& on) {
    v1::HistoryPoint point;
    point.set_known_at(known_at);
    point.set_on(on);
    return Fault(point).has_value();
  };
  for (const char* good : {"", "2020-03-31", "2020-03-31T17:00", "2020-03-31T17:00:01.5+01:00", "#81234"}) {
    EXPECT_FALSE(fault(good, "")) << good;
  }
  for (const char* bad : {"31/03/2020", "2020-3-31", "81234", "#", "#1x", "yesterday", "2020-03-31Tnoon"}) {
    EXPECT_TRUE(fault(bad, "")) << bad;
  }
  EXPECT_FALSE(fault("", "2020-03-31"));
  EXPECT_TRUE(fault("", "2020-03-31T17:00"));
}

}  // namespace
}  // namespace careledger::say
