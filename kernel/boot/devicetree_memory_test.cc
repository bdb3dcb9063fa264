// SPDX-License-Identifier: Apache-2.0
// Memory, reserved memory, and what the boot loader chose.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "kernel/boot/devicetree.h"
#include "kernel/boot/devicetree_fixture.h"

namespace {

using devicetree_fixture::Cells;
using devicetree_fixture::Doctor;
using devicetree_fixture::ErrorAfter;
using devicetree_fixture::ExpectErrors;
using devicetree_fixture::InfoAfter;
using devicetree_fixture::RangeList;
using devicetree_fixture::Ranges;
using devicetree_fixture::Read;
using devicetree_fixture::Tree;

constexpr char MEMORY[] = "/memory@80000000";

boot_info WithMemory(const Cells &reg) {
    return InfoAfter([&](Tree &tree) {
        tree.RemoveNode("/chosen");
        tree.Set(MEMORY, "reg", reg);
    });
}

TEST(Devicetree, MemoryIsSortedAcrossEntriesAndNodes) {
    boot_info info = InfoAfter([](Tree &tree) {
        tree.RemoveNode("/chosen");
        tree.Set(MEMORY, "reg", {3, 0, 0, 0x1000, 1, 0, 0, 0x1000});
        std::string more = tree.Add("/", "memory@200000000");
        tree.SetText(more, "device_type", "memory");
        tree.Set(more, "reg", {2, 0, 0, 0x1000, 0, 0x80000000, 0, 0x1000});
    });
    EXPECT_EQ(Ranges(info.memory, info.memory_count),
              (RangeList{{0x80000000, 0x1000}, {0x100000000, 0x1000}, {0x200000000, 0x1000}, {0x300000000, 0x1000}}));
}

TEST(Devicetree, MemoryRangesMayTouchAndReachTheTop) {
    EXPECT_EQ(WithMemory({1, 0x1000, 0, 0x1000, 1, 0, 0, 0x1000}).memory_count, 2u);
    EXPECT_EQ(WithMemory({~0u, 0xfffff000, 0, 0xfff}).memory[0].bytes, 0xfffu);
}

TEST(Devicetree, CellsOfTheRootSayHowMemoryIsWritten) {
    boot_info info = InfoAfter([](Tree &tree) {
        tree.RemoveNode("/chosen");
        tree.Set("/", "#address-cells", {1});
        tree.Set("/", "#size-cells", {1});
        tree.Set(MEMORY, "reg", {0x80000000, 0x1000, 0x40000000, 0x2000});
    });
    EXPECT_EQ(Ranges(info.memory, info.memory_count), (RangeList{{0x40000000, 0x2000}, {0x80000000, 0x1000}}));
    info = InfoAfter([](Tree &tree) {
        tree.RemoveNode("/chosen");
        tree.Remove("/", "#address-cells");
        tree.Remove("/", "#size-cells");
        tree.Set(MEMORY, "reg", {0, 0x80000000, 0x1000});
    });
    EXPECT_EQ(Ranges(info.memory, info.memory_count), (RangeList{{0x80000000, 0x1000}}));
}

TEST(Devicetree, MemoryThatIsDisabledOrElsewhereIsSkipped) {
    boot_info info = InfoAfter([](Tree &tree) {
        std::string disabled = tree.Add("/", "memory@0");
        tree.SetText(disabled, "device_type", "memory");
        tree.SetText(disabled, "status", "disabled");
        tree.Set(disabled, "reg", {0, 0, 0, 0});
        std::string inside = tree.Add("/soc", "memory@0");
        tree.SetText(inside, "device_type", "memory");
        tree.Set(inside, "reg", {0, 0, 0, 0});
    });
    EXPECT_EQ(info.memory_count, 1u);
}

TEST(Devicetree, RefusesMemoryThatIsNotSeparateRanges) {
    auto memory = [](const Cells &reg) { return [=](Tree &tree) { tree.Set(MEMORY, "reg", reg); }; };
    ExpectErrors({
        {"no node", [](Tree &tree) { tree.RemoveNode(MEMORY); }, DEVICETREE_NO_MEMORY},
        {"no reg", [](Tree &tree) { tree.Remove(MEMORY, "reg"); }, DEVICETREE_BAD_MEMORY},
        {"empty reg", memory({}), DEVICETREE_BAD_MEMORY},
        {"short reg", memory({0, 1, 0}), DEVICETREE_BAD_MEMORY},
        {"rest of reg", memory({0, 0x80000000, 0, 0x1000, 0}), DEVICETREE_BAD_MEMORY},
        {"empty range", memory({0, 0x80000000, 0, 0}), DEVICETREE_BAD_MEMORY},
        {"second range empty", memory({0, 0x80000000, 0, 0x1000, 1, 0, 0, 0}), DEVICETREE_BAD_MEMORY},
        {"wraps to 0", memory({~0u, 0xfffff000, 0, 0x1000}), DEVICETREE_BAD_MEMORY},
        {"wraps", memory({~0u, ~0u, ~0u, ~0u}), DEVICETREE_BAD_MEMORY},
        {"same range", memory({1, 0, 0, 0x1000, 1, 0, 0, 0x1000}), DEVICETREE_OVERLAPPING_MEMORY},
        {"overlaps the next", memory({1, 0x1000, 0, 0x1000, 1, 0, 0, 0x1001}), DEVICETREE_OVERLAPPING_MEMORY},
        {"overlaps the one before", memory({1, 0, 0, 0x1001, 1, 0x1000, 0, 1}), DEVICETREE_OVERLAPPING_MEMORY},
        {"contains another", memory({1, 0x1000, 0, 1, 1, 0, 0, 0x3000}), DEVICETREE_OVERLAPPING_MEMORY},
        {"cells of 3", [](Tree &tree) { tree.Set("/", "#size-cells", {3}); }, DEVICETREE_BAD_MEMORY},
        {"a size as 3 cells",
         [](Tree &tree) {
             tree.Set("/", "#size-cells", {3});
             tree.Set(MEMORY, "reg", {0, 0x80000000, 0, 0, 0x1000});
         },
         DEVICETREE_BAD_MEMORY},
        {"cells of 0", [](Tree &tree) { tree.Set("/", "#size-cells", {0}); }, DEVICETREE_BAD_MEMORY},
    });
}

TEST(Devicetree, MemoryHasALimitOfRanges) {
    Cells reg;
    for (uint32_t i = 0; i < DEVICETREE_MEMORY_MAX; i++) {
        reg.insert(reg.end(), {i + 1, 0, 0, 0x1000});
    }
    EXPECT_EQ(WithMemory(reg).memory_count, uint32_t{DEVICETREE_MEMORY_MAX});
    reg.insert(reg.end(), {100, 0, 0, 0x1000});
    EXPECT_EQ(ErrorAfter([&](Tree &tree) { tree.Set(MEMORY, "reg", reg); }), DEVICETREE_BAD_MEMORY);
}

TEST(Devicetree, ReservedMemoryComesFromTheBlockAndTheNodes) {
    boot_info info = InfoAfter([](Tree &tree) {
        tree.Reserve(0x84000000, 0x123);
        std::string more = tree.Add("/reserved-memory", "more");
        tree.Set(more, "reg", {0, 0x85000000, 0, 0x1000, 0, 0x85001000, 0, 0x2000});
        tree.Set(tree.Add("/reserved-memory", "anywhere"), "size", {0, 0x1000});
    });
    EXPECT_EQ(Ranges(info.reserved, info.reserved_count),
              (RangeList{{0x84000000, 0x123}, {0x85000000, 0x1000}, {0x85001000, 0x2000}, {0x80000000, 0x80000}}));
}

TEST(Devicetree, ReservedMemoryHasCellsOfItsOwn) {
    boot_info info = InfoAfter([](Tree &tree) {
        tree.Set("/reserved-memory", "#address-cells", {1});
        tree.Set("/reserved-memory", "#size-cells", {1});
        tree.Set("/reserved-memory/mmode_resv0@80000000", "reg", {0x80000000, 0x40000});
    });
    EXPECT_EQ(Ranges(info.reserved, info.reserved_count), (RangeList{{0x80000000, 0x40000}}));
}

TEST(Devicetree, ReservedMemoryHasALimitOfRanges) {
    Tree tree;
    for (uint32_t i = 0; i < DEVICETREE_RESERVED_MAX - 1; i++) {
        tree.Reserve(0x84000000 + i * 0x1000, 0x1000);
    }
    EXPECT_EQ(Read(tree).error, DEVICETREE_OK);
    Tree one_node_more = tree;
    one_node_more.Set(one_node_more.Add("/reserved-memory", "more"), "reg", {0, 0x85000000, 0, 0x1000});
    EXPECT_EQ(Read(one_node_more).error, DEVICETREE_TOO_MANY_RESERVED);
    tree.Reserve(0x86000000, 0x1000);
    tree.Reserve(0x86001000, 0x1000);
    EXPECT_EQ(Read(tree).error, DEVICETREE_TOO_MANY_RESERVED);
}

TEST(Devicetree, RefusesMalformedReservations) {
    constexpr char node[] = "/reserved-memory/mmode_resv0@80000000";
    ExpectErrors({
        {"empty range", [=](Tree &tree) { tree.Set(node, "reg", {0, 0x80000000, 0, 0}); }, DEVICETREE_BAD_MEMORY},
        {"short range", [=](Tree &tree) { tree.Set(node, "reg", {0, 0x80000000, 0}); }, DEVICETREE_BAD_MEMORY},
        {"wrapping range", [](Tree &tree) { tree.Reserve(UINT64_MAX - 0xfff, 0x1000); }, DEVICETREE_BAD_MEMORY},
        {"top range", [](Tree &tree) { tree.Reserve(UINT64_MAX - 0xfff, 0xfff); }, DEVICETREE_OK},
    });
}

constexpr char CHOSEN[] = "/chosen";

TEST(Devicetree, CommandLineHasALimit) {
    std::string longest(DEVICETREE_COMMAND_LINE_MAX - 1, 'c');
    EXPECT_EQ(InfoAfter([&](Tree &tree) { tree.SetText(CHOSEN, "bootargs", longest); }).command_line, longest);
    EXPECT_STREQ(InfoAfter([](Tree &tree) { tree.SetText(CHOSEN, "bootargs", ""); }).command_line, "");
    EXPECT_STREQ(InfoAfter([](Tree &tree) { tree.SetBytes(CHOSEN, "bootargs", ""); }).command_line, "");
    ExpectErrors({
        {"too long", [&](Tree &tree) { tree.SetText(CHOSEN, "bootargs", longest + "c"); },
         DEVICETREE_LONG_COMMAND_LINE},
        {"not terminated", [](Tree &tree) { tree.SetBytes(CHOSEN, "bootargs", "word"); }, DEVICETREE_LONG_COMMAND_LINE},
    });
}

TEST(Devicetree, SeedIsCutToItsLimit) {
    std::string seed;
    for (uint32_t i = 0; i < DEVICETREE_SEED_MAX + 1; i++) {
        seed += static_cast<char>(i + 1);
    }
    for (uint32_t bytes : {0u, 1u, DEVICETREE_SEED_MAX - 1u, DEVICETREE_SEED_MAX + 0u, DEVICETREE_SEED_MAX + 1u}) {
        boot_info info = InfoAfter([&](Tree &tree) { tree.SetBytes(CHOSEN, "rng-seed", seed.substr(0, bytes)); });
        uint32_t kept = std::min(bytes, uint32_t{DEVICETREE_SEED_MAX});
        EXPECT_EQ(info.seed_bytes, kept);
        EXPECT_EQ(std::memcmp(info.seed, seed.data(), kept), 0);
    }
    EXPECT_EQ(InfoAfter([](Tree &tree) { tree.Remove(CHOSEN, "rng-seed"); }).seed_bytes, 0u);
}

Doctor Archive(const Cells &start, const Cells &end) {
    return [=](Tree &tree) {
        tree.Set(CHOSEN, "linux,initrd-start", start);
        tree.Set(CHOSEN, "linux,initrd-end", end);
    };
}

TEST(Devicetree, BootArchiveMayBeEmptyAndFillMemory) {
    boot_info info = InfoAfter(Archive({0x81000000}, {0x81000000}));
    EXPECT_TRUE(info.initrd.present);
    EXPECT_EQ(info.initrd.range.bytes, 0u);
    info = InfoAfter(Archive({0, 0x80000000}, {0, 0x88000000}));
    EXPECT_EQ(info.initrd.range.base, 0x80000000u);
    EXPECT_EQ(info.initrd.range.bytes, 0x8000000u);
    info = InfoAfter([](Tree &) {});
    EXPECT_FALSE(info.initrd.present);
}

TEST(Devicetree, RefusesABootArchiveThatIsNotInMemory) {
    ExpectErrors({
        {"before", Archive({0x7fffffff}, {0x81000000}), DEVICETREE_BAD_INITRD},
        {"behind", Archive({0x87000000}, {0x88000001}), DEVICETREE_BAD_INITRD},
        {"elsewhere", Archive({0x1000}, {0x2000}), DEVICETREE_BAD_INITRD},
        {"empty elsewhere", Archive({0x1000}, {0x1000}), DEVICETREE_BAD_INITRD},
        {"backwards", Archive({0x81000001}, {0x81000000}), DEVICETREE_BAD_INITRD},
        {"huge", Archive({0, 0x81000000}, {~0u, ~0u}), DEVICETREE_BAD_INITRD},
        {"start malformed", Archive({}, {0x81000000}), DEVICETREE_BAD_INITRD},
        {"end malformed", Archive({0x81000000}, {0, 0, 0x82000000}), DEVICETREE_BAD_INITRD},
        {"no start", [](Tree &tree) { tree.Set(CHOSEN, "linux,initrd-end", {0x81000000}); }, DEVICETREE_BAD_INITRD},
        {"no end", [](Tree &tree) { tree.Set(CHOSEN, "linux,initrd-start", {0x81000000}); }, DEVICETREE_BAD_INITRD},
        {"across two ranges",
         [](Tree &tree) {
             tree.Set(MEMORY, "reg", {0, 0x80000000, 0, 0x1000000, 0, 0x81000000, 0, 0x1000000});
             Archive({0x80fff000}, {0x81001000})(tree);
         },
         DEVICETREE_BAD_INITRD},
    });
}

}  // namespace
