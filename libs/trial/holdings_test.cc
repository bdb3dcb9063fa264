// SPDX-License-Identifier: Apache-2.0
#include "libs/trial/holdings.h"

#include <cstdint>

#include "gtest/gtest.h"

namespace {

struct Case {
    const char *name;
    void (*change)(holdings *);
};

TEST(Holdings, NamesTheOneThingThatDiffers) {
    const Case cases[] = {
        {"free memory", [](holdings *it) { it->free_bytes++; }},
        {"capabilities", [](holdings *it) { it->process.capabilities++; }},
        {"mappings", [](holdings *it) { it->process.mappings++; }},
        {"pages", [](holdings *it) { it->process.used.pages++; }},
        {"processes", [](holdings *it) { it->process.used.processes++; }},
        {"tasks", [](holdings *it) { it->process.used.tasks++; }},
        {"endpoints", [](holdings *it) { it->process.used.endpoints++; }},
        {"notifications", [](holdings *it) { it->process.used.notifications++; }},
        {"timers", [](holdings *it) { it->process.used.timers++; }},
        {"VMOs", [](holdings *it) { it->process.used.vmos++; }},
    };
    for (const Case &one : cases) {
        holdings before = {};
        holdings after = {};
        one.change(&after);
        uint64_t value_before = 7;
        uint64_t value_after = 7;
        EXPECT_STREQ(holdings_compare(&before, &after, &value_before, &value_after), one.name);
        EXPECT_EQ(value_before, 0U) << one.name;
        EXPECT_EQ(value_after, 1U) << one.name;
    }
}

TEST(Holdings, FindsNothingWhereNothingDiffers) {
    holdings same = {};
    same.free_bytes = 4096;
    same.process.used.vmos = 3;
    uint64_t value_before = 7;
    uint64_t value_after = 7;
    EXPECT_EQ(holdings_compare(&same, &same, &value_before, &value_after), nullptr);
    EXPECT_EQ(value_before, 7U);
    EXPECT_EQ(value_after, 7U);
}

}  // namespace
