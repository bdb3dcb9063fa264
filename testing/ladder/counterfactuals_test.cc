// SPDX-License-Identifier: Apache-2.0
// The list of counterfactual tests against the tables: nothing is forgotten, nothing is made up.
#include <fstream>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "testing/faults/fault_table.h"
#include "testing/markers/ladder.h"
#include "testing/markers/marker.h"

namespace {

#define FAULT_NAME(id, breaks) #id,
const char *const kFaults[] = {FAULT_TABLE(FAULT_NAME)};

// No row of the marker table speaks of the lines of the harts.
const char kHartsRow[] = LADDER_HARTS " hart_not_started ladder";

std::set<std::string> Tested() {
    std::set<std::string> rows;
    std::ifstream list("testing/ladder/counterfactuals.script");
    for (std::string line; std::getline(list, line);) {
        EXPECT_TRUE(rows.insert(line).second) << "twice: " << line;
    }
    return rows;
}

std::set<std::string> Declared() {
    std::set<std::string> rows = {kHartsRow};
    marker_table table = marker_table_declared();
    for (uint32_t i = 0; i < table.count; i++) {
        const marker &row = table.markers[i];
        rows.insert(std::string(row.id) + " " + row.fault + " " + row.boot);
    }
    return rows;
}

TEST(CounterfactualsTest, EveryMarkerHasItsTestAndNoOtherTestExists) {
    EXPECT_EQ(Tested(), Declared());
}

TEST(CounterfactualsTest, EverySwitchExtinguishesAMarker) {
    for (const char *fault : kFaults) {
        bool used = false;
        for (const auto &row : Declared()) {
            used = used || row.find(std::string(" ") + fault + " ") != std::string::npos;
        }
        EXPECT_EQ(used, std::string(fault) != "none") << fault;
    }
}

}  // namespace
