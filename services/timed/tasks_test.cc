// SPDX-License-Identifier: Apache-2.0
#include "services/timed/tasks.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>

namespace {

TEST(Tasks, CountsEachTaskAlone) {
    auto tasks = std::make_unique<struct tasks>();
    tasks_add(tasks.get(), 7);
    tasks_add(tasks.get(), 7);
    tasks_add(tasks.get(), 8);
    EXPECT_EQ(tasks_count(tasks.get(), 7), 2u);
    EXPECT_EQ(tasks_count(tasks.get(), 8), 1u);
    EXPECT_EQ(tasks_count(tasks.get(), 9), 0u);
    tasks_remove(tasks.get(), 7);
    tasks_remove(tasks.get(), 8);
    EXPECT_EQ(tasks_count(tasks.get(), 7), 1u);
    EXPECT_EQ(tasks_count(tasks.get(), 8), 0u);
}

// Few ids that fall into each other's way, and many that do not.
TEST(Tasks, CountsLikeAMap) {
    std::mt19937 random(1);
    for (uint32_t ids : {40u, 6000u}) {
        auto tasks = std::make_unique<struct tasks>();
        std::map<uint32_t, uint32_t> model;
        for (uint32_t step = 0; step < 100000; step++) {
            uint32_t task = 1 + random() % ids * (ids == 40 ? TASKS_SLOTS : 1);
            if (random() % 2 == 0 && model[task] < 200) {
                tasks_add(tasks.get(), task);
                model[task]++;
            } else if (model[task] > 0) {
                tasks_remove(tasks.get(), task);
                model[task]--;
            }
            ASSERT_EQ(tasks_count(tasks.get(), task), model[task]);
        }
        for (const auto &[task, count] : model) {
            ASSERT_EQ(tasks_count(tasks.get(), task), count);
        }
    }
}

}  // namespace
