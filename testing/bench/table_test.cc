// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/table.h"

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "gtest/gtest.h"

namespace {

class TableTest : public ::testing::Test {
  protected:
    void Add(const char *line) {
        row read = {};
        ASSERT_EQ(row_read(line, &read), ROW_READ) << line;
        ASSERT_TRUE(table_add(table_.get(), &read)) << line;
    }
    uint32_t Print(const char *text, bool json) {
        char reason[TARGETS_REASON_BYTES];
        EXPECT_TRUE(targets_read(text, targets_.get(), reason)) << reason;
        char *output = nullptr;
        char *errors = nullptr;
        size_t output_bytes = 0;
        size_t errors_bytes = 0;
        FILE *output_file = open_memstream(&output, &output_bytes);
        FILE *errors_file = open_memstream(&errors, &errors_bytes);
        uint32_t faults = table_print(table_.get(), targets_.get(), json, output_file, errors_file);
        std::fclose(output_file);
        std::fclose(errors_file);
        output_ = output;
        errors_ = errors;
        std::free(output);
        std::free(errors);
        return faults;
    }
    bool Printed(const std::string &part) {
        return output_.find(part) != std::string::npos;
    }

    std::unique_ptr<table> table_ = std::make_unique<table>();
    std::unique_ptr<targets> targets_ = std::make_unique<targets>();
    std::string output_;
    std::string errors_;
};

TEST_F(TableTest, PrintsOneJsonObjectALine) {
    Add("BENCH: row=ipc harts=1 words=0 min=371 median=372 max=373 unit=instructions");
    EXPECT_EQ(Print("ipc 1 words=0 380 instructions\n", true), 0u);
    EXPECT_EQ(output_, "{\"row\": \"ipc\", \"words\": 0, \"harts\": 1, \"min\": 371, \"median\": 372, \"max\": 373, "
                       "\"unit\": \"instructions\", \"target\": 380, \"verdict\": \"met\"}\n");
    EXPECT_EQ(Print("ipc 1 words=0 371 instructions\n", true), 0u);
    EXPECT_TRUE(Printed("\"target\": 371, \"verdict\": \"missed\"}\n")) << output_;
}

TEST_F(TableTest, JsonLeavesOutWhatARowDoesNotHave) {
    const elf_sizes sizes = {1, 2, 3, 4};
    ASSERT_TRUE(table_add_sizes(table_.get(), &sizes));
    EXPECT_EQ(Print("kernel_text - - - bytes\nkernel_rodata - - - bytes\nkernel_text_rodata - - - bytes\n"
                    "kernel_data - - - bytes\nkernel_bss - - - bytes\n",
                    true),
              0u)
        << errors_;
    EXPECT_TRUE(
        Printed("{\"row\": \"kernel_text_rodata\", \"min\": 3, \"median\": 3, \"max\": 3, \"unit\": \"bytes\"}\n"))
        << output_;
    EXPECT_TRUE(Printed("{\"row\": \"kernel_bss\", \"min\": 4,")) << output_;
}

TEST_F(TableTest, JudgesByTheMedianUpToTheTarget) {
    struct {
        const char *targets;
        const char *verdict;
    } const cases[] = {
        {"x 1 - 10 i\n", "  met\n"},
        {"x 1 - 9 i\n", "  missed\n"},
        {"x 1 - - i\n", "  no target\n"},
    };
    Add("BENCH: row=x harts=1 min=1 median=10 max=99 unit=i");
    for (const auto &one : cases) {
        EXPECT_EQ(Print(one.targets, false), 0u);
        EXPECT_TRUE(Printed(one.verdict)) << output_;
    }
}

TEST_F(TableTest, ARelativeTargetIsMeasuredByTheRowBefore) {
    const struct {
        uint64_t median;
        const char *verdict;
    } cases[] = {{100, "  met\n"}, {210, "  met\n"}, {211, "  missed\n"}};
    for (const auto &one : cases) {
        *table_ = table{};
        const std::string median = std::to_string(one.median);
        Add("BENCH: row=calls harts=1 pairs=1 min=200 median=200 max=200 unit=i");
        Add(("BENCH: row=calls harts=4 pairs=4 min=" + median + " median=" + median + " max=" + median + " unit=i")
                .c_str());
        EXPECT_EQ(Print("calls 1 pairs=1 - i\ncalls 4 pairs=4 +5% i\n", false), 0u) << errors_;
        EXPECT_TRUE(Printed(" 210" + std::string(one.verdict))) << output_;
    }
}

TEST_F(TableTest, ARelativeTargetNeedsTheRowBefore) {
    Add("BENCH: row=calls harts=4 pairs=4 min=1 median=1 max=1 unit=i");
    EXPECT_EQ(Print("calls 1 pairs=1 - i\ncalls 4 pairs=4 +5% i\n", false), 1u);
    EXPECT_EQ(errors_, "not measured: calls pairs=1 harts=1\n");
    EXPECT_TRUE(Printed("  no target\n")) << output_;
}

TEST_F(TableTest, CountsRowsThatAreMissingUnlistedOrInAnotherUnit) {
    Add("BENCH: row=x harts=1 min=1 median=1 max=1 unit=i");
    EXPECT_EQ(Print("x 1 - - i\ny 1 - - i\n", true), 1u);
    EXPECT_EQ(errors_, "not measured: y  harts=1\n");
    EXPECT_EQ(Print("", true), 1u);
    EXPECT_EQ(errors_, "no line in the targets: x  harts=1\n");
    EXPECT_EQ(Print("x 1 - - bytes\n", true), 1u);
    EXPECT_EQ(errors_, "measured in i, the target is in bytes: x\n");
}

TEST_F(TableTest, TakesARowOnce) {
    Add("BENCH: row=x harts=1 min=1 median=1 max=1 unit=i");
    row again = {};
    ASSERT_EQ(row_read("BENCH: row=x harts=1 min=2 median=2 max=2 unit=i", &again), ROW_READ);
    EXPECT_FALSE(table_add(table_.get(), &again));
}

class BaselineTest : public TableTest {
  protected:
    uint32_t Compare(const std::string &text) {
        char reason[TARGETS_REASON_BYTES];
        EXPECT_TRUE(targets_read(text.c_str(), targets_.get(), reason)) << reason;
        char *errors = nullptr;
        size_t errors_bytes = 0;
        FILE *errors_file = open_memstream(&errors, &errors_bytes);
        uint32_t faults = table_compare(table_.get(), targets_.get(), errors_file);
        std::fclose(errors_file);
        errors_ = errors;
        std::free(errors);
        return faults;
    }
};

TEST_F(BaselineTest, TwoPercentAreAllowedAndNoMore) {
    const struct {
        uint64_t before;
        uint64_t after;
        uint32_t faults;
    } cases[] = {
        {1000, 1000, 0},
        {1000, 1020, 0},
        {1000, 1021, 1},
        {1000, 980, 0},
        {1000, 979, 1},
        {49, 49, 0},
        {49, 50, 1},
        {50, 51, 0},
        {0, 0, 0},
        {0, 1, 1},
        {1, 0, 1},
        {UINT64_MAX, UINT64_MAX, 0},
        {UINT64_MAX, UINT64_MAX / 2, 1},
    };
    for (const auto &test : cases) {
        *table_ = table{};
        const std::string after = std::to_string(test.after);
        Add(("BENCH: row=ipc harts=1 min=" + after + " median=" + after + " max=" + after + " unit=bytes").c_str());
        EXPECT_EQ(Compare("ipc 1 - " + std::to_string(test.before) + " bytes\n"), test.faults)
            << test.before << " " << test.after;
        if (test.faults != 0) {
            EXPECT_NE(errors_.find(test.after > test.before ? "worse" : "better"), std::string::npos) << errors_;
        }
    }
}

TEST_F(BaselineTest, BothHaveTheSameRows) {
    Add("BENCH: row=ipc harts=1 min=5 median=5 max=5 unit=instructions");
    EXPECT_EQ(Compare("ipc 1 - 5 instructions\n"), 0u);
    EXPECT_EQ(Compare(""), 1u);
    EXPECT_EQ(Compare("ipc 1 - - instructions\n"), 1u);
    EXPECT_EQ(Compare("other 1 - 5 instructions\nipc 1 - +5% instructions\n"), 2u);
    EXPECT_EQ(Compare("ipc 1 - 5 bytes\n"), 1u);
    EXPECT_EQ(Compare("ipc 1 - 5 instructions\nyield 1 - 5 instructions\n"), 1u);
    EXPECT_EQ(Compare("ipc 2 - 5 instructions\n"), 2u);
}

TEST_F(BaselineTest, WhatIsPrintedIsReadAgain) {
    Add("BENCH: row=ipc harts=1 words=4 min=5 median=6 max=7 unit=instructions");
    Add("BENCH: row=yield harts=4 min=5 median=8 max=9 unit=instructions");
    char reason[TARGETS_REASON_BYTES];
    ASSERT_TRUE(targets_read("ipc 1 words=4 - instructions\nyield 4 - - instructions\n", targets_.get(), reason));
    char *output = nullptr;
    size_t output_bytes = 0;
    FILE *output_file = open_memstream(&output, &output_bytes);
    table_print_baseline(table_.get(), targets_.get(), output_file);
    std::fclose(output_file);
    EXPECT_EQ(Compare(output), 0u) << output;
    std::free(output);
}

}  // namespace
