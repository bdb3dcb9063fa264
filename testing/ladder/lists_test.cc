// SPDX-License-Identifier: Apache-2.0
// The lists of the BUILD file against the tables: no boot and no counterfactual is forgotten, none is made up.
#include <fstream>
#include <set>
#include <string>

#include "gtest/gtest.h"
#include "testing/faults/fault_table.h"
#include "testing/markers/ladder.h"
#include "testing/markers/marker.h"

namespace {

using Rows = std::set<std::string>;

#define FAULT_NAME(id, breaks) #id,
const char *const kFaults[] = {FAULT_TABLE(FAULT_NAME)};

// No row of the marker table speaks of the lines of the harts.
const char kHartsRow[] = LADDER_HARTS " hart_not_started ladder";

Rows ReadList(const char *path) {
    Rows rows;
    std::ifstream list(path);
    EXPECT_TRUE(list) << path;
    for (std::string line; std::getline(list, line);) {
        EXPECT_TRUE(rows.insert(line).second) << "twice: " << line;
    }
    return rows;
}

Rows DeclaredCounterfactuals() {
    Rows rows = {kHartsRow};
    marker_table table = marker_table_declared();
    for (uint32_t i = 0; i < table.count; i++) {
        const marker &row = table.markers[i];
        rows.insert(std::string(row.id) + " " + row.fault + " " + row.boot);
    }
    return rows;
}

// The boots beside the ladder, with the least harts that show their markers.
Rows DeclaredOwnBoots() {
    Rows rows;
    marker_table table = marker_table_declared();
    for (uint32_t i = 0; i < table.count; i++) {
        const marker &row = table.markers[i];
        if (std::string(row.boot) != "ladder") {
            rows.insert(std::string(row.boot) + " " + std::to_string(row.least_harts));
        }
    }
    return rows;
}

// Every marker with every switch, in the boot that shows it.
Rows PossibleCounterfactuals() {
    Rows rows = {kHartsRow};
    marker_table table = marker_table_declared();
    for (uint32_t i = 0; i < table.count; i++) {
        for (const char *fault : kFaults) {
            rows.insert(std::string(table.markers[i].id) + " " + fault + " " + table.markers[i].boot);
        }
    }
    return rows;
}

// Says what to add, and where.
void ExpectListed(const Rows &listed, const Rows &declared, const char *list) {
    for (const auto &row : declared) {
        EXPECT_EQ(listed.count(row), 1u) << list << " of testing/ladder/BUILD.bazel lacks: " << row;
    }
}

// Says what to remove, and where.
void ExpectDeclared(const Rows &listed, const Rows &declared, const char *list) {
    for (const auto &row : listed) {
        EXPECT_EQ(declared.count(row), 1u) << list << " of testing/ladder/BUILD.bazel has, and no table does: " << row;
    }
}

// What a marker proves may have more than one part: then it has more switches than the one of its row.
TEST(ListsTest, EveryMarkerHasItsCounterfactualAndNoneIsMadeUp) {
    const Rows listed = ReadList("testing/ladder/counterfactuals.script");
    ExpectListed(listed, DeclaredCounterfactuals(), "COUNTERFACTUALS");
    ExpectDeclared(listed, PossibleCounterfactuals(), "COUNTERFACTUALS");
}

TEST(ListsTest, EveryBootOfItsOwnIsBooted) {
    const Rows listed = ReadList("testing/ladder/own_boots.script");
    ExpectListed(listed, DeclaredOwnBoots(), "OWN_BOOTS");
    ExpectDeclared(listed, DeclaredOwnBoots(), "OWN_BOOTS");
}

// Switches that show in another trial instead: testing/stress, testing/shell/hostile.
bool IsOfAnotherTrial(const std::string &fault) {
    return fault == "affinity_ignored" || fault == "wake_lost" || fault == "patience_endless";
}

TEST(ListsTest, EverySwitchExtinguishesAMarker) {
    const Rows rows = ReadList("testing/ladder/counterfactuals.script");
    for (const char *fault : kFaults) {
        bool used = false;
        for (const auto &row : rows) {
            used = used || row.find(std::string(" ") + fault + " ") != std::string::npos;
        }
        EXPECT_EQ(used, std::string(fault) != "none" && !IsOfAnotherTrial(fault)) << fault;
    }
}

}  // namespace
