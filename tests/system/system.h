// What tests of the real programs have in common: questions, refusals, events, and a history to look back on.
#pragma once

#include <string>
#include <vector>

#include "tests/system/world.h"

namespace careledger::system_test {

inline constexpr const char* kAuthority =
    " --authority-reference A1 --authority-decision-maker Cabinet --authority-date 2016-06-17";
inline constexpr const char* kWeeks = " --from-date 2016-11-07 --to-date 2016-11-21";

inline bool Contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

inline std::string Digests(const Json& answer) {
  std::string all = answer["position"].text();
  for (const Json& model : answer["digests"].items()) {
    all += "\n" + model["read_model"].text() + " " + model["digest"].text() + " " + model["rows"].text();
  }
  return all;
}

class System : public World {
 protected:
  long long Position() { return Ask("careledger ledger head", "auditor-1")["position"].number(); }

  // What a command is refused with, and that it is told in words.
  void ExpectExit(int code, const std::string& command, const std::string& part,
                  const std::string& as = "manager-1") {
    const Ended ended = Run(command, as);
    EXPECT_EQ(ended.code, code) << command << "\n" << ended;
    EXPECT_TRUE(Contains(ended.err, part)) << command << "\nshould say: " << part << "\n" << ended;
    EXPECT_EQ(ended.out, "") << "data beside an error: " << command;
  }

  std::vector<Json> Events(const std::string& flags) {
    std::vector<Json> events;
    const Ended ended = Run("careledger event list --output json " + flags, "auditor-1");
    EXPECT_EQ(ended.code, 0) << ended;
    std::size_t start = 0;
    for (std::size_t end; (end = ended.out.find('\n', start)) != std::string::npos; start = end + 1) {
      const Json message = Json::Parse(ended.out.substr(start, end - start));
      events.insert(events.end(), message["events"].items().begin(), message["events"].items().end());
    }
    return events;
  }

  void Export(const std::string& file) {
    const Ended ended = Run("careledger log export " + file, "auditor-1");
    ASSERT_EQ(ended.code, 0) << ended;
  }

  // Another contract, under which R002 has no room and R001 and R003 may be asked for any package.
  void OpenMarket() {
    Write("market.toml",
          "contract = 'market'\ntitle = 'Help'\ncommissioner = 'council'\n[term]\nstart = 2016-09-01\n"
          "last_day = 2020-08-31\n[authority]\nreference = 'r'\ndecision_maker = 'd'\n"
          "date = 2016-08-01\n[[tiers]]\ntier = 'all'\nscope = 'contract'\nrule = 'direct-award'\n"
          "[admission]\nproviders = 'open'\n");
    (void)Ask("careledger contract apply market.toml --from 2016-09-01");
    for (const std::string provider : {"R001", "R002", "R003"}) {
      (void)Ask("careledger contract admit --contract-id market --provider-id " + provider +
                " --tier all --effective-date 2016-09-01" + kAuthority);
    }
    (void)Ask(
        "careledger provider declare-capacity --contract-id market --provider-id R002 --capacity none "
        "--effective-date 2016-09-01");
  }

  // Raises the rates of R002 by 2.5 % from 14 November, proposed by one and approved by another; the preview.
  Json Uplift() {
    (void)Ask(
        std::string(
            "careledger rate propose --change-id uplift --contract-id homecare --effective-date 2016-11-14 "
            "--uplift-percent 2.5 --provider-id R002") +
            kAuthority,
        "finance-1");
    Json preview = Ask("careledger rate preview --change-id uplift", "finance-1");
    (void)Ask("careledger rate approve --change-id uplift --preview-position " +
                  preview["as_of"]["known_position"].text() + " --preview-digest " + preview["digest"].text(),
              "finance-2");
    return preview;
  }

  // What a contract manager notes down of the fortnight, one record of it corrected.
  void WatchProviders() {
    const auto note = [&](const std::string& command) {
      return Ask("careledger " + command + " --contract-id homecare", "manager-1");
    };
    (void)note(
        std::string("information schedule --item staffing --every weekly --due-days 2 --effective-date "
                    "2016-11-07") +
        kAuthority);
    (void)note(
        "information receive --provider-id R001 --item staffing --period-start 2016-11-07 --received-date "
        "2016-11-14 --document r-1");
    const Json complaints = note(
        "feedback report --provider-id R001 --kind complaint --count 3 --date 2016-11-14 --document c-1");
    (void)note(
        "feedback report --provider-id R001 --kind complaint --count 2 --date 2016-11-14 --document c-1 "
        "--corrects-position " +
        complaints["receipt"]["position"].text());
    (void)note(
        "rating record --provider-id R002 --body regulator --rating requires-improvement --published-date "
        "2016-11-10 --document report-7");
    (void)note("volume declare --provider-id R002 --minimum-weekly-minutes 6000 --effective-date 2016-11-07");
    (void)note(
        "action agree --action-id a-1 --provider-id R003 --owner commissioning --date 2016-11-10 --due-date "
        "2016-11-18");
  }

  // Corrections of every kind after the files: the history that questions about the past must not see.
  void CorrectThings() {
    (void)Ask("careledger ledger move-clock --to 2016-11-22T09:00", "admin");
    (void)Ask(
        "careledger visit adjust --source ecm-R001 --external-id 1 --carer-id C0001 --check-in "
        "2016-11-07T07:05 "
        "--check-out 2016-11-07T07:35 --reason telephoned",
        "finance-1");
    (void)Ask("careledger visit void --source ecm-R001 --external-id 2 --reason duplicate", "finance-1");
    (void)Ask("careledger package suspend --package-id K00002 --effective-date 2016-11-10 --reason hospital",
              "broker-1");
    (void)Ask("careledger person died --person-id P00003 --date 2016-11-12", "broker-1");
    (void)Ask("careledger package end --package-id K00001 --effective-date 2016-11-16 --reason moved",
              "broker-1");
    (void)Uplift();
    (void)Ask("careledger provider register --provider-id R004 --name Four --form sole");
  }
};

}  // namespace careledger::system_test
