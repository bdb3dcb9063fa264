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
                       "\"unit\": \"instructions\", \"target\": 380}\n");
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

}  // namespace
