// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/page_table.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>

#include "abi/limits.h"

namespace {

constexpr uint64_t kPage = UINT64_C(1) << 12;
constexpr uint64_t kMega = UINT64_C(1) << 21;
constexpr uint64_t kGiga = UINT64_C(1) << 30;
constexpr uint64_t kPhysicalEnd = UINT64_C(1) << 56;

// Bits of an entry as the specification draws them.
enum : uint64_t { kV = 1, kR = 2, kW = 4, kX = 8, kU = 16, kG = 32, kA = 64, kD = 128 };

TEST(PageLevel, MapsFourKibibytesTwoMebibytesOneGibibyte) {
    EXPECT_EQ(page_level_bytes(0), kPage);
    EXPECT_EQ(page_level_bytes(1), kMega);
    EXPECT_EQ(page_level_bytes(2), kGiga);
}

TEST(PageEntryLeaf, EncodesExactlyTheAllowedRights) {
    struct {
        uint32_t flags;
        uint64_t bits;  // 0: refused
    } const rights[] = {
        {0, 0},
        {PAGE_READ, kR | kA},
        {PAGE_WRITE, 0},
        {PAGE_READ | PAGE_WRITE, kR | kW | kA | kD},
        {PAGE_EXECUTE, kX | kA},
        {PAGE_READ | PAGE_EXECUTE, kR | kX | kA},
        {PAGE_WRITE | PAGE_EXECUTE, 0},
        {PAGE_READ | PAGE_WRITE | PAGE_EXECUTE, 0},
    };
    struct {
        uint32_t flags;
        uint64_t bits;
    } const others[] = {
        {0, 0},
        {PAGE_USER, kU},
        {PAGE_GLOBAL, kG},
        {PAGE_USER | PAGE_GLOBAL, kU | kG},
    };
    for (const auto &right : rights) {
        for (const auto &other : others) {
            SCOPED_TRACE(right.flags | other.flags);
            uint64_t entry = 77;
            abi_error error = page_entry_leaf(5 * kPage, 0, right.flags | other.flags, &entry);
            if (right.bits == 0) {
                EXPECT_EQ(error, ABI_EINVAL);
                EXPECT_EQ(entry, 77u);
                continue;
            }
            ASSERT_EQ(error, ABI_OK);
            EXPECT_EQ(entry, UINT64_C(5) << 10 | right.bits | other.bits | kV);
            EXPECT_TRUE(page_entry_is_valid(entry));
            EXPECT_TRUE(page_entry_is_leaf(entry));
            EXPECT_EQ(page_entry_physical(entry), 5 * kPage);
            EXPECT_EQ(page_entry_flags(entry), right.flags | other.flags);
        }
    }
}

TEST(PageEntryRights, IsALeafOfAddressZero) {
    for (uint32_t flags = 0; flags < 32; flags++) {
        uint64_t leaf = 0;
        if (page_entry_leaf(0, 0, flags, &leaf) == ABI_OK) {
            EXPECT_EQ(page_entry_rights(flags), leaf) << flags;
            ASSERT_EQ(page_entry_leaf(0x123456000, 0, flags, &leaf), ABI_OK);
            EXPECT_EQ(page_entry_rights(flags) | page_entry_table(0x123456000), leaf) << flags;
        }
    }
}

TEST(PageEntryLeaf, RefusesUnknownFlags) {
    for (uint32_t bit = 5; bit < 32; bit++) {
        uint64_t entry = 77;
        EXPECT_EQ(page_entry_leaf(0, 0, PAGE_READ | UINT32_C(1) << bit, &entry), ABI_EINVAL) << bit;
        EXPECT_EQ(entry, 77u);
    }
}

TEST(PageEntryLeaf, AcceptsExactlyTheAlignedPhysicalAddresses) {
    struct {
        const char *what;
        uint64_t physical;
        uint32_t level;
        abi_error error;
    } const cases[] = {
        {"zero", 0, 0, ABI_OK},
        {"a page", kPage, 0, ABI_OK},
        {"one byte below a page", kPage - 1, 0, ABI_EINVAL},
        {"one byte above a page", kPage + 1, 0, ABI_EINVAL},
        {"the last page", kPhysicalEnd - kPage, 0, ABI_OK},
        {"above 56 bits", kPhysicalEnd, 0, ABI_EINVAL},
        {"far above 56 bits", UINT64_C(1) << 63, 0, ABI_EINVAL},
        {"two mebibytes", kMega, 1, ABI_OK},
        {"a page below two mebibytes", kMega - kPage, 1, ABI_EINVAL},
        {"a page above two mebibytes", kMega + kPage, 1, ABI_EINVAL},
        {"the last two mebibytes", kPhysicalEnd - kMega, 1, ABI_OK},
        {"above 56 bits, level 1", kPhysicalEnd, 1, ABI_EINVAL},
        {"a gibibyte", kGiga, 2, ABI_OK},
        {"two mebibytes below a gibibyte", kGiga - kMega, 2, ABI_EINVAL},
        {"two mebibytes above a gibibyte", kGiga + kMega, 2, ABI_EINVAL},
        {"the last gibibyte", kPhysicalEnd - kGiga, 2, ABI_OK},
        {"level above the root", 0, 3, ABI_EINVAL},
        {"level far above the root", 0, UINT32_MAX, ABI_EINVAL},
    };
    for (const auto &c : cases) {
        SCOPED_TRACE(c.what);
        uint64_t entry = 77;
        EXPECT_EQ(page_entry_leaf(c.physical, c.level, PAGE_READ, &entry), c.error);
        if (c.error == ABI_OK) {
            EXPECT_EQ(page_entry_physical(entry), c.physical);
        } else {
            EXPECT_EQ(entry, 77u);
        }
    }
}

TEST(PageEntryTable, IsValidAndNoLeaf) {
    for (uint64_t physical : {UINT64_C(0), kPage, kPhysicalEnd - kPage}) {
        uint64_t entry = page_entry_table(physical);
        EXPECT_EQ(entry, physical / kPage << 10 | kV);
        EXPECT_TRUE(page_entry_is_valid(entry));
        EXPECT_FALSE(page_entry_is_leaf(entry));
        EXPECT_EQ(page_entry_physical(entry), physical);
    }
}

TEST(PageEntry, WithoutTheValidBitIsNothing) {
    for (uint64_t entry : {UINT64_C(0), ~UINT64_C(1)}) {
        EXPECT_FALSE(page_entry_is_valid(entry));
        EXPECT_FALSE(page_entry_is_leaf(entry));
    }
}

TEST(PageEntry, WithAnyRightIsALeaf) {
    for (uint64_t right : {kR, kW, kX}) {
        EXPECT_TRUE(page_entry_is_leaf(right | kV)) << right;
    }
    EXPECT_FALSE(page_entry_is_leaf(kU | kG | kA | kD | kV));
}

TEST(PageEntry, PhysicalAddressIgnoresTheBitsAboveIt) {
    EXPECT_EQ(page_entry_physical(UINT64_C(0x3ff) << 54 | kV), 0u);
    EXPECT_EQ(page_entry_physical(~UINT64_C(0)), kPhysicalEnd - kPage);
}

TEST(PageAddress, IsCanonicalWhenTheUpperBitsAreAlike) {
    struct {
        uint64_t address;
        bool canonical;
    } const cases[] = {
        {0, true},
        {UINT64_C(0x0000003fffffffff), true},
        {UINT64_C(0x0000004000000000), false},
        {UINT64_C(0x0000007fffffffff), false},
        {UINT64_C(0x0000008000000000), false},
        {UINT64_C(0x7fffffffffffffff), false},
        {UINT64_C(0x8000000000000000), false},
        {UINT64_C(0xffffff8000000000), false},
        {UINT64_C(0xffffffbfffffffff), false},
        {UINT64_C(0xffffffc000000000), true},
        {UINT64_C(0xffffffffffffffff), true},
    };
    for (const auto &c : cases) {
        EXPECT_EQ(page_address_is_canonical(c.address), c.canonical) << std::hex << c.address;
    }
}

// Physical memory of four page tables, the first at physical address kArena.
class PageTableWalk : public testing::Test {
  protected:
    static constexpr uint64_t kArena = UINT64_C(0x80000000);
    static constexpr uint64_t kRoot = kArena;
    static constexpr uint64_t kMiddle = kArena + kPage;
    static constexpr uint64_t kLow = kArena + 2 * kPage;

    struct alignas(4096) Table {
        std::array<uint64_t, PAGE_TABLE_ENTRIES> entries;
    };
    std::array<Table, 3> tables_ = {};
    uint64_t direct_offset_ = reinterpret_cast<uintptr_t>(tables_.data()) - kArena;

    uint64_t *Entry(uint64_t table, uint64_t index) {
        return &tables_[(table - kArena) / kPage].entries[index];
    }

    page_walk Walk(uint64_t address, uint32_t level, uint64_t **slot) {
        *slot = nullptr;
        return page_table_walk(kRoot, direct_offset_, address, level, slot);
    }
};

TEST_F(PageTableWalk, StopsAtTheRootForGibibytes) {
    uint64_t *slot = nullptr;
    EXPECT_EQ(Walk(5 * kGiga + 7 * kMega, 2, &slot), PAGE_WALK_FOUND);
    EXPECT_EQ(slot, Entry(kRoot, 5));
}

TEST_F(PageTableWalk, NamesTheEntryThatNeedsATableUntilAllAreThere) {
    const uint64_t address = 5 * kGiga + 6 * kMega + 7 * kPage + 8;
    uint64_t *slot = nullptr;
    EXPECT_EQ(Walk(address, 0, &slot), PAGE_WALK_NEEDS_TABLE);
    ASSERT_EQ(slot, Entry(kRoot, 5));
    *slot = page_entry_table(kMiddle);
    EXPECT_EQ(Walk(address, 0, &slot), PAGE_WALK_NEEDS_TABLE);
    ASSERT_EQ(slot, Entry(kMiddle, 6));
    *slot = page_entry_table(kLow);
    EXPECT_EQ(Walk(address, 0, &slot), PAGE_WALK_FOUND);
    EXPECT_EQ(slot, Entry(kLow, 7));
    EXPECT_EQ(Walk(address, 1, &slot), PAGE_WALK_FOUND);
    EXPECT_EQ(slot, Entry(kMiddle, 6));
}

TEST_F(PageTableWalk, FindIsNullUntilAllTablesAreThereAndThenAgrees) {
    const uint64_t address = 5 * kGiga + 6 * kMega + 7 * kPage;
    EXPECT_EQ(page_table_find(kRoot, direct_offset_, address), nullptr);
    *Entry(kRoot, 5) = page_entry_table(kMiddle);
    EXPECT_EQ(page_table_find(kRoot, direct_offset_, address), nullptr);
    uint64_t leaf = 0;
    ASSERT_EQ(page_entry_leaf(0, 1, PAGE_READ, &leaf), ABI_OK);
    *Entry(kMiddle, 6) = leaf;
    EXPECT_EQ(page_table_find(kRoot, direct_offset_, address), nullptr);
    *Entry(kMiddle, 6) = page_entry_table(kLow);
    EXPECT_EQ(page_table_find(kRoot, direct_offset_, address), Entry(kLow, 7));
    EXPECT_EQ(page_table_find(kRoot, direct_offset_, address + 504 * kPage), Entry(kLow, 511));
    EXPECT_EQ(page_table_find(kRoot, direct_offset_, address + 505 * kPage), nullptr);
}

TEST(PageTableRoom, EndsWithTheTable) {
    EXPECT_EQ(page_table_room(0), 512u);
    EXPECT_EQ(page_table_room(kPage), 511u);
    EXPECT_EQ(page_table_room(kMega - kPage), 1u);
    EXPECT_EQ(page_table_room(5 * kGiga + kMega), 512u);
}

TEST_F(PageTableWalk, TellsALeafAboveTheAskedLevel) {
    uint64_t *slot = nullptr;
    ASSERT_EQ(page_entry_leaf(kGiga, 2, PAGE_READ, Entry(kRoot, 5)), ABI_OK);
    for (uint32_t level : {0u, 1u}) {
        EXPECT_EQ(Walk(5 * kGiga, level, &slot), PAGE_WALK_LEAF_ABOVE);
        EXPECT_EQ(slot, Entry(kRoot, 5));
    }
    EXPECT_EQ(Walk(5 * kGiga, 2, &slot), PAGE_WALK_FOUND);
    *Entry(kRoot, 5) = page_entry_table(kMiddle);
    ASSERT_EQ(page_entry_leaf(kMega, 1, PAGE_EXECUTE, Entry(kMiddle, 0)), ABI_OK);
    EXPECT_EQ(Walk(5 * kGiga, 0, &slot), PAGE_WALK_LEAF_ABOVE);
    EXPECT_EQ(slot, Entry(kMiddle, 0));
    EXPECT_EQ(Walk(5 * kGiga, 1, &slot), PAGE_WALK_FOUND);
}

TEST_F(PageTableWalk, FindsTheEntryWhateverIsInIt) {
    *Entry(kRoot, 0) = page_entry_table(kMiddle);
    *Entry(kMiddle, 0) = page_entry_table(kLow);
    uint64_t leaf = 0;
    ASSERT_EQ(page_entry_leaf(kArena, 0, PAGE_READ, &leaf), ABI_OK);
    for (uint64_t content : {UINT64_C(0), leaf}) {
        uint64_t *slot = nullptr;
        *Entry(kLow, 3) = content;
        EXPECT_EQ(Walk(3 * kPage, 0, &slot), PAGE_WALK_FOUND);
        EXPECT_EQ(slot, Entry(kLow, 3));
    }
}

TEST_F(PageTableWalk, IndexesBothEndsOfBothHalves) {
    struct {
        uint64_t address;
        uint64_t root;
        uint64_t middle;
        uint64_t low;
    } const cases[] = {
        {0, 0, 0, 0},
        {kPage - 1, 0, 0, 0},
        {kPage, 0, 0, 1},
        {kMega - 1, 0, 0, 511},
        {kMega, 0, 1, 0},
        {kGiga - 1, 0, 511, 511},
        {kGiga, 1, 0, 0},
        {UINT64_C(0x3fffffffff), 255, 511, 511},
        {UINT64_C(0xffffffc000000000), 256, 0, 0},
        {UINT64_MAX, 511, 511, 511},
    };
    for (const auto &c : cases) {
        SCOPED_TRACE(c.address);
        tables_ = {};
        uint64_t *slot = nullptr;
        *Entry(kRoot, c.root) = page_entry_table(kMiddle);
        *Entry(kMiddle, c.middle) = page_entry_table(kLow);
        EXPECT_EQ(Walk(c.address, 0, &slot), PAGE_WALK_FOUND);
        EXPECT_EQ(slot, Entry(kLow, c.low));
    }
}

// One 4 KiB page at kAddress.
class PageTablePage : public PageTableWalk {
  protected:
    static constexpr uint64_t kAddress = 5 * kGiga + 6 * kMega + 7 * kPage;
    static constexpr uint64_t kPhysical = kPhysicalEnd - 3 * kPage;
    uint64_t *slot_ = Entry(kLow, 7);

    void SetUp() override {
        *Entry(kRoot, 5) = page_entry_table(kMiddle);
        *Entry(kMiddle, 6) = page_entry_table(kLow);
        ASSERT_EQ(page_entry_leaf(kPhysical, 0, PAGE_READ | PAGE_WRITE | PAGE_USER, slot_), ABI_OK);
    }

    // Both functions, and nothing changes.
    void ExpectRefused(uint64_t address) {
        std::array<Table, 3> before = tables_;
        uint64_t physical = 77;
        EXPECT_EQ(page_table_clear(kRoot, direct_offset_, address, &physical), ABI_EINVAL);
        EXPECT_EQ(page_table_set_flags(kRoot, direct_offset_, address, PAGE_READ, &physical), ABI_EINVAL);
        EXPECT_EQ(physical, 77u);
        for (size_t i = 0; i < tables_.size(); i++) {
            EXPECT_EQ(tables_[i].entries, before[i].entries);
        }
    }
};

TEST_F(PageTablePage, ClearTellsWhereThePageWasAndTouchesNothingElse) {
    *Entry(kLow, 6) = *Entry(kLow, 8) = *slot_;
    std::array<Table, 3> expected = tables_;
    expected[2].entries[7] = 0;
    uint64_t physical = 0;
    EXPECT_EQ(page_table_clear(kRoot, direct_offset_, kAddress, &physical), ABI_OK);
    EXPECT_EQ(physical, kPhysical);
    for (size_t i = 0; i < tables_.size(); i++) {
        EXPECT_EQ(tables_[i].entries, expected[i].entries);
    }
    ExpectRefused(kAddress);
}

TEST_F(PageTablePage, SetFlagsReplacesAllFlagsAndKeepsThePage) {
    struct {
        uint32_t flags;
        uint64_t bits;
    } const cases[] = {
        {PAGE_READ | PAGE_USER, kR | kU | kA},
        {PAGE_READ | PAGE_EXECUTE | PAGE_USER, kR | kX | kU | kA},
        {PAGE_READ | PAGE_WRITE, kR | kW | kA | kD},
        {PAGE_READ | PAGE_WRITE | PAGE_USER, kR | kW | kU | kA | kD},
    };
    for (const auto &c : cases) {
        uint64_t physical = 0;
        EXPECT_EQ(page_table_set_flags(kRoot, direct_offset_, kAddress, c.flags, &physical), ABI_OK);
        EXPECT_EQ(physical, kPhysical);
        EXPECT_EQ(*slot_, kPhysical / kPage << 10 | c.bits | kV);
    }
}

TEST_F(PageTablePage, SetFlagsRefusesWhatALeafRefuses) {
    for (uint32_t flags : std::initializer_list<uint32_t>{0, PAGE_WRITE, PAGE_READ | PAGE_WRITE | PAGE_EXECUTE,
                                                          PAGE_USER, PAGE_READ | 32}) {
        uint64_t before = *slot_;
        uint64_t physical = 77;
        EXPECT_EQ(page_table_set_flags(kRoot, direct_offset_, kAddress, flags, &physical), ABI_EINVAL) << flags;
        EXPECT_EQ(*slot_, before);
        EXPECT_EQ(physical, 77u);
    }
}

TEST_F(PageTablePage, RefusesAddressesThatAreNoPage) {
    for (uint64_t address : {kAddress + 1, kAddress - 1, kAddress + kPage / 2, kAddress + kPage, kAddress - kPage,
                             kAddress + kMega, kAddress + kGiga}) {
        SCOPED_TRACE(address);
        ExpectRefused(address);
    }
    // The same indexes, but no address that Sv39 translates.
    ExpectRefused(kAddress | UINT64_C(1) << 39);
    ExpectRefused(kAddress | UINT64_C(1) << 63);
}

TEST_F(PageTablePage, RefusesLeavesAboveAndEntriesThatAreNoLeaf) {
    for (uint64_t entry : {UINT64_C(0), page_entry_table(kArena), *slot_ & ~UINT64_C(1)}) {
        SCOPED_TRACE(entry);
        *slot_ = entry;
        ExpectRefused(kAddress);
    }
    for (uint64_t right : std::initializer_list<uint64_t>{kR, kX, kR | kW}) {
        *Entry(kMiddle, 6) = page_entry_table(kLow) | right;
        ExpectRefused(kAddress);
        *Entry(kMiddle, 6) = page_entry_table(kLow);
        *Entry(kRoot, 5) = page_entry_table(kMiddle) | right;
        ExpectRefused(kAddress);
        *Entry(kRoot, 5) = page_entry_table(kMiddle);
    }
}

TEST_F(PageTablePage, ReachesBothEndsOfBothHalves) {
    for (uint64_t address :
         {UINT64_C(0), UINT64_C(0x3ffffff000), UINT64_C(0xffffffc000000000), UINT64_C(0xfffffffffffff000)}) {
        SCOPED_TRACE(address);
        tables_ = {};
        *Entry(kRoot, address >> 30 & 511) = page_entry_table(kMiddle);
        *Entry(kMiddle, address >> 21 & 511) = page_entry_table(kLow);
        uint64_t *slot = Entry(kLow, address >> 12 & 511);
        ASSERT_EQ(page_entry_leaf(kMega, 0, PAGE_READ, slot), ABI_OK);
        uint64_t physical = 0;
        EXPECT_EQ(page_table_set_flags(kRoot, direct_offset_, address, PAGE_EXECUTE, &physical), ABI_OK);
        EXPECT_EQ(physical, kMega);
        EXPECT_EQ(page_entry_flags(*slot), PAGE_EXECUTE + 0u);
        EXPECT_EQ(page_table_clear(kRoot, direct_offset_, address, &physical), ABI_OK);
        EXPECT_EQ(*slot, 0u);
    }
}

}  // namespace
