// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cstdint>
#include <cstdio>
#include <set>
#include <thread>
#include <vector>

extern "C" {
#include "kernel/boot/devicetree.h"
#include "kernel/boot/layout_seed.h"
#include "kernel/config/kernel_config.h"
}

namespace {

std::vector<uint64_t> NumbersOf(const std::vector<uint8_t> &seed, size_t count = 8) {
    static boot_info boot;
    boot = {};
    boot.seed_bytes = static_cast<uint32_t>(seed.size());
    for (size_t i = 0; i < seed.size(); i++) {
        boot.seed[i] = seed[i];
    }
    layout_seed_init(&boot);
    std::vector<uint64_t> numbers;
    while (numbers.size() < count) {
        numbers.push_back(layout_seed_next());
    }
    return numbers;
}

TEST(LayoutSeed, TheSameBootGivesTheSameNumbers) {
    const std::vector<uint8_t> seed = {1, 2, 3, 4, 5, 6, 7, 8};
    EXPECT_EQ(NumbersOf(seed), NumbersOf(seed));
}

TEST(LayoutSeed, EveryByteOfTheSeedCountsAndSoDoesTheirOrder) {
    std::set<std::vector<uint64_t>> all;
    std::vector<uint8_t> seed(32, 0);
    all.insert(NumbersOf(seed));
    for (uint8_t &byte : seed) {
        byte = 1;
        all.insert(NumbersOf(seed));
        byte = 0x80;
        all.insert(NumbersOf(seed));
        byte = 0;
    }
    EXPECT_EQ(all.size(), 1 + 2 * seed.size());
    EXPECT_NE(NumbersOf({1, 2}), NumbersOf({2, 1}));
    EXPECT_NE(NumbersOf({}), NumbersOf({0})) << "and their number";
}

TEST(LayoutSeed, TheCommandLineFixesThemInKernelsWithSelftests) {
    static boot_info boot;
    boot = {};
    std::snprintf(boot.command_line, sizeof(boot.command_line), "boot=services layout=7");
    layout_seed_init(&boot);
    EXPECT_EQ(layout_seed_next() == 7, KERNEL_SELFTEST != 0);
    EXPECT_EQ(layout_seed_next() == 7, KERNEL_SELFTEST != 0);
    EXPECT_NE(NumbersOf({}, 2)[0], NumbersOf({}, 2)[1]) << "and not without that word";
}

TEST(LayoutSeed, NumbersDoNotComeTwice) {
    const std::vector<uint64_t> numbers = NumbersOf({}, 10000);
    EXPECT_EQ(std::set<uint64_t>(numbers.begin(), numbers.end()).size(), numbers.size());
    for (uint32_t bit = 0; bit < 64; bit++) {
        uint32_t set = 0;
        for (const uint64_t number : numbers) {
            set += static_cast<uint32_t>(number >> bit & 1);
        }
        EXPECT_NEAR(set, 5000, 300) << bit;
    }
}

// Harts that create processes at once: none gets what another got.
TEST(LayoutSeed, HartsGetDifferentNumbers) {
    constexpr size_t kEach = 2000;
    (void)NumbersOf({9}, 1);
    std::vector<std::vector<uint64_t>> numbers(2);
    std::vector<std::thread> harts;
    for (auto &own : numbers) {
        harts.emplace_back([&own] {
            while (own.size() < kEach) {
                own.push_back(layout_seed_next());
            }
        });
    }
    std::set<uint64_t> all;
    for (size_t i = 0; i < harts.size(); i++) {
        harts[i].join();
        all.insert(numbers[i].begin(), numbers[i].end());
    }
    EXPECT_EQ(all.size(), 2 * kEach);
}

}  // namespace
