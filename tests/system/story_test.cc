// Each council's story against a real server: its commands print what is written.
#include <sstream>

#include "tests/system/world.h"

namespace careledger::system_test {
namespace {

class Story : public World {
 protected:
  // Certificates as ops/demo makes them: for every provider that the council's tables name, or those of the
  // story it goes on from.
  void Check(const std::string& story) {
    const std::string councils = CARELEDGER_SOURCE_DIR "/client/councils/";
    const std::string source = councils + story;
    const auto setting = [&](const std::string& key) {
      const Ended told = Run("sed -n 's/^" + key + ",//p' " + source + "/ledger.csv", "", seconds(10));
      return told.out.substr(0, told.out.find('\n'));
    };
    const std::string council = setting("council");
    const std::string before = setting("follows");
    const std::string folders = source + (before.empty() ? "" : " " + councils + before);
    const Ended made = Run("providers=$(for folder in " + folders +
                               "; do (cd $folder && cat providers.csv incoming.csv exiting.csv 2>/dev/null); "
                               "done | cut -d, -f1 | grep -v provider_id)\n" CARELEDGER_SOURCE_DIR
                               "/ops/certs story-certs " +
                               council + " $providers",
                           "", seconds(120));
    ASSERT_EQ(made.code, 0) << made;
    ServerOptions options;
    options.council = council;
    options.simulated_clock = setting("simulated_clock");
    options.certificates = folder() + "/story-certs";
    Server server = StartServer(options);
    const Ended told = Run("careledger story run " + source + "/story.md --check", "", seconds(900));
    EXPECT_EQ(told.code, 0) << "the story reads otherwise now:\n" << told;
    EXPECT_EQ(server.Stop().code, 0);
  }
};

// Small enough to be worked out by hand; its contract is in its files alone.
TEST_F(Story, Fenmoor2021) { Check("fenmoor-2021"); }

// Nights of deliveries from another system.
TEST_F(Story, Saltwick2022) { Check("saltwick-2022"); }

TEST_F(Story, Cambridgeshire2017) { Check("cambridgeshire-2017"); }

TEST_F(Story, Rutland2016) { Check("rutland-2016"); }

TEST_F(Story, Leeds2015) { Check("leeds-2015"); }

TEST_F(Story, Leicestershire2016) { Check("leicestershire-2016"); }

TEST_F(Story, Leicestershire2019) { Check("leicestershire-2019"); }

}  // namespace
}  // namespace careledger::system_test
