// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/options.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

const std::vector<std::string> kNeeded = {"--qemu=q", "--firmware=f", "--kernel=k", "--script=s"};

bool Parse(std::vector<std::string> extra, options *result, diagnostic *why) {
    std::vector<const char *> arguments = {"runner"};
    for (const auto &text : kNeeded) {
        arguments.push_back(text.c_str());
    }
    for (const auto &text : extra) {
        arguments.push_back(text.c_str());
    }
    return options_parse(static_cast<int>(arguments.size()), arguments.data(), result, why);
}

TEST(OptionsTest, HasDefaults) {
    options result = {};
    diagnostic why = {};
    ASSERT_TRUE(Parse({}, &result, &why)) << why.text;
    EXPECT_EQ(result.harts, 1u);
    EXPECT_EQ(result.mode, OPTIONS_DETERMINISTIC);
    EXPECT_EQ(result.runs, 1u);
    EXPECT_FALSE(result.has_nonce);
    EXPECT_GT(result.timeout_seconds, 0u);
}

TEST(OptionsTest, TheLaterOneCounts) {
    options result = {};
    diagnostic why = {};
    ASSERT_TRUE(
        Parse({"--harts=2", "--mode=parallel", "--harts=4", "--mode=deterministic", "--nonce=1", "--nonce=5f1c"},
              &result, &why));
    EXPECT_EQ(result.harts, 4u);
    EXPECT_EQ(result.mode, OPTIONS_DETERMINISTIC);
    EXPECT_EQ(result.nonce, 0x5f1cu);
    EXPECT_TRUE(result.has_nonce);
}

TEST(OptionsTest, KeepsTextsAndFlags) {
    options result = {};
    diagnostic why = {};
    std::vector<std::string> given = {"--initrd=i",   "--append=a",    "--append=b",
                                      "--load=l@0x1", "--typed-ahead", "--gdb"};
    ASSERT_TRUE(Parse(given, &result, &why));
    EXPECT_EQ(result.append_count, 2u);
    EXPECT_EQ(result.load_count, 1u);
    EXPECT_TRUE(result.typed_ahead);
    EXPECT_TRUE(result.gdb);
    EXPECT_FALSE(result.show);
}

TEST(OptionsTest, TakesNumbersUpToBothBounds) {
    struct {
        const char *argument;
        bool valid;
    } const cases[] = {
        {"--harts=1", true},
        {"--harts=512", true},
        {"--harts=0", false},
        {"--harts=513", false},
        {"--harts=", false},
        {"--harts=-1", false},
        {"--harts= 1", false},
        {"--harts=1x", false},
        {"--seed=1", true},
        {"--seed=1000000", true},
        {"--seed=0", false},
        {"--seed=1000001", false},
        {"--nonce=ffffffff", true},
        {"--nonce=0", true},
        {"--nonce=100000000", false},
        {"--nonce=-1", false},
        {"--runs=100", true},
        {"--runs=101", false},
        {"--memory-mib=65536", true},
        {"--memory-mib=65537", false},
        {"--timeout-seconds=1", true},
        {"--timeout-seconds=0", false},
        {"--mode=fast", false},
        {"--modes=parallel", false},
        {"--show=1", false},
        {"show", false},
        {"--", false},
    };
    for (const auto &one : cases) {
        options result = {};
        diagnostic why = {};
        EXPECT_EQ(Parse({one.argument}, &result, &why), one.valid) << one.argument;
    }
}

TEST(OptionsTest, HoldsListsUpToTheLimit) {
    options result = {};
    diagnostic why = {};
    EXPECT_TRUE(Parse(std::vector<std::string>(OPTIONS_APPENDS_MAX, "--append=x"), &result, &why));
    EXPECT_FALSE(Parse(std::vector<std::string>(OPTIONS_APPENDS_MAX + 1, "--append=x"), &result, &why));
    EXPECT_TRUE(Parse(std::vector<std::string>(OPTIONS_LOADS_MAX, "--load=x"), &result, &why));
    EXPECT_FALSE(Parse(std::vector<std::string>(OPTIONS_LOADS_MAX + 1, "--load=x"), &result, &why));
}

TEST(OptionsTest, NeedsFourFiles) {
    for (size_t missing = 0; missing < kNeeded.size(); missing++) {
        std::vector<const char *> arguments = {"runner"};
        for (size_t i = 0; i < kNeeded.size(); i++) {
            if (i != missing) {
                arguments.push_back(kNeeded[i].c_str());
            }
        }
        options result = {};
        diagnostic why = {};
        EXPECT_FALSE(options_parse(static_cast<int>(arguments.size()), arguments.data(), &result, &why)) << missing;
    }
}

TEST(OptionsTest, ComparesRunsOnlyInDeterministicMode) {
    options result = {};
    diagnostic why = {};
    EXPECT_TRUE(Parse({"--runs=2"}, &result, &why));
    EXPECT_FALSE(Parse({"--runs=2", "--mode=parallel"}, &result, &why));
}

TEST(OptionsTest, TakesAListOfSeedsAndTheLaterListCounts) {
    options result = {};
    diagnostic why = {};
    ASSERT_TRUE(Parse({}, &result, &why));
    EXPECT_EQ(result.seed_count, 1u);
    EXPECT_EQ(result.seed, result.seeds[0]);
    ASSERT_TRUE(Parse({"--seed=7,3,1000000"}, &result, &why)) << why.text;
    EXPECT_EQ(result.seed_count, 3u);
    EXPECT_EQ(result.seed, 7u);
    EXPECT_EQ(result.seeds[1], 3u);
    EXPECT_EQ(result.seeds[2], 1000000u);
    ASSERT_TRUE(Parse({"--seed=7,3", "--seed=5"}, &result, &why));
    EXPECT_EQ(result.seed_count, 1u);
    EXPECT_EQ(result.seed, 5u);
    for (const char *bad : {"--seed=", "--seed=1,", "--seed=,1", "--seed=1,,2", "--seed=1,0", "--seed=1, 2",
                            "--seed=1,1000001", "--seed=00000000000000001"}) {
        EXPECT_FALSE(Parse({bad}, &result, &why)) << bad;
    }
}

TEST(OptionsTest, HoldsSeedsUpToTheLimit) {
    std::string seeds = "--seed=1";
    for (int i = 1; i < OPTIONS_SEEDS_MAX; i++) {
        seeds += ",1";
    }
    options result = {};
    diagnostic why = {};
    EXPECT_TRUE(Parse({seeds}, &result, &why)) << why.text;
    EXPECT_FALSE(Parse({seeds + ",1"}, &result, &why));
}

TEST(OptionsTest, AsksForAScriptOrABootAndForWhatBelongsToIt) {
    struct {
        std::vector<std::string> arguments;
        bool valid;
    } const cases[] = {
        {{"--script=s"}, true},
        {{"--boot=ladder"}, true},
        {{}, false},
        {{"--script=s", "--boot=ladder"}, false},
        {{"--boot=ladder", "--typed-ahead"}, false},
        {{"--script=s", "--typed-ahead"}, true},
        {{"--boot=ladder", "--red=x"}, true},
        {{"--script=s", "--red=x"}, false},
        {{"--boot=ladder", "--red=x", "--any-seed"}, true},
        {{"--boot=ladder", "--any-seed"}, false},
        {{"--boot=ladder", "--red=x", "--any-seed", "--mode=parallel"}, false},
    };
    for (const auto &one : cases) {
        std::vector<const char *> arguments = {"runner", "--qemu=q", "--firmware=f", "--kernel=k"};
        for (const auto &text : one.arguments) {
            arguments.push_back(text.c_str());
        }
        options result = {};
        diagnostic why = {};
        EXPECT_EQ(options_parse(static_cast<int>(arguments.size()), arguments.data(), &result, &why), one.valid)
            << ::testing::PrintToString(one.arguments);
    }
}

}  // namespace
