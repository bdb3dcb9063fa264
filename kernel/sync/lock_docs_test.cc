// SPDX-License-Identifier: Apache-2.0
// The table of locks in docs/kernel.md is the order that the kernel enforces.
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "kernel/sync/lock_order.h"

namespace {

std::vector<std::string> LocksOfThePage() {
    std::ifstream page("docs/kernel.md");
    std::vector<std::string> locks;
    bool in_table = false;
    for (std::string line; std::getline(page, line);) {
        if (line == "| Lock | Guards |") {
            in_table = true;
        } else if (in_table && line.rfind("| ", 0) == 0) {
            locks.push_back(line.substr(2, line.find(" |", 2) - 2));
        } else if (in_table && line.rfind("|---", 0) != 0) {
            break;
        }
    }
    return locks;
}

TEST(LockDocs, ListEveryLockInTheOrderOfTheRanks) {
    std::vector<std::string> ranks;
    for (uint32_t rank = 0; rank < LOCK_RANK_COUNT; rank++) {
        ranks.push_back(lock_rank_text(static_cast<lock_rank>(rank)));
    }
    EXPECT_EQ(LocksOfThePage(), ranks);
}

}  // namespace
