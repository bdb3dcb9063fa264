// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/address_map.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <vector>

namespace {

constexpr uint64_t kPage = ABI_PAGE_BYTES;
constexpr uint64_t kUserStart = UINT64_C(0x1000);
constexpr uint64_t kUserEnd = UINT64_C(0x3ffffff000);

// A map of pages [1, 1 + range); tests speak of pages.
class AddressMap : public testing::Test {
  protected:
    address_map map_;

    void Init(uint64_t range, uint64_t seed) {
        std::memset(static_cast<void *>(&map_), 0x5a, sizeof(map_));
        address_map_init(&map_, kPage, (1 + range) * kPage, seed);
    }

    mapping *Given(uint64_t page, uint64_t pages) {
        mapping *record = nullptr;
        EXPECT_EQ(address_map_reserve(&map_, page * kPage, pages, &record), ABI_OK);
        return record;
    }

    // The page that the map chooses, 0 for ENOSPC.
    uint64_t Choose(uint64_t pages) {
        mapping *record = nullptr;
        abi_error error = address_map_reserve(&map_, 0, pages, &record);
        if (error != ABI_OK) {
            EXPECT_EQ(error, ABI_ENOSPC);
            EXPECT_EQ(record, nullptr);
            return 0;
        }
        EXPECT_EQ(record->pages, pages);
        EXPECT_EQ(record->state, MAPPING_LIVE);
        EXPECT_EQ(address_map_containing(&map_, record->address), record);
        return record->address / kPage;
    }

    void ExpectRefused(uint64_t address, uint64_t pages, abi_error expected) {
        SCOPED_TRACE(testing::Message() << std::hex << "address " << address << " pages " << pages);
        std::vector<uint8_t> before(reinterpret_cast<uint8_t *>(&map_), reinterpret_cast<uint8_t *>(&map_ + 1));
        mapping *record = nullptr;
        EXPECT_EQ(address_map_reserve(&map_, address, pages, &record), expected);
        EXPECT_EQ(record, nullptr);
        EXPECT_EQ(std::memcmp(before.data(), &map_, sizeof(map_)), 0);
    }
};

TEST_F(AddressMap, TheBaseIsAnyPageOfTheWindow) {
    struct {
        uint64_t range;
        uint64_t seed;
        uint64_t base;
    } const cases[] = {
        {10, 0, 1},
        {10, 9, 10},
        {10, 10, 1},
        {1, UINT64_MAX, 1},
        {ADDRESS_MAP_WINDOW_PAGES, ADDRESS_MAP_WINDOW_PAGES - 1, ADDRESS_MAP_WINDOW_PAGES},
        {ADDRESS_MAP_WINDOW_PAGES + 1, ADDRESS_MAP_WINDOW_PAGES, 1},
        {UINT32_MAX, ADDRESS_MAP_WINDOW_PAGES * 3 + 5, 6},
    };
    for (const auto &c : cases) {
        Init(c.range, c.seed);
        EXPECT_EQ(map_.base, c.base * kPage) << c.range << " " << c.seed;
        EXPECT_EQ(map_.count, 0u);
    }
}

TEST_F(AddressMap, ChoosesTheFirstPlaceFromTheBaseWithAPageFreeOnBothSides) {
    struct {
        const char *what;
        uint64_t range;
        uint64_t base;
        std::map<uint64_t, uint64_t> given;  // page -> pages
        uint64_t pages;
        uint64_t chosen;  // 0: none
    } const cases[] = {
        {"empty, at the base", 20, 7, {}, 3, 7},
        {"at the start a page stays free", 20, 1, {}, 3, 2},
        {"up to one page below the end", 20, 18, {}, 2, 18},
        {"no page left below the end, from the bottom", 20, 18, {}, 3, 2},
        {"the base is the last page", 20, 20, {}, 1, 2},
        {"all but the two pages at the ends", 20, 7, {}, 18, 2},
        {"one page too many", 20, 7, {}, 19, 0},
        {"the whole range", 20, 7, {}, 20, 0},
        {"more than the range", 20, 7, {}, 21, 0},
        {"a page after the one that covers the base", 20, 7, {{6, 3}}, 2, 10},
        {"a page after the one that ends at the base", 20, 7, {{6, 1}}, 2, 8},
        {"one free page below the base is enough", 20, 7, {{5, 1}}, 2, 7},
        {"a gap that just fits", 20, 7, {{10, 1}}, 2, 7},
        {"a gap that is one page short", 20, 7, {{9, 1}}, 2, 11},
        {"a gap of one page", 20, 7, {{7, 1}, {9, 1}}, 1, 11},
        {"neighbours that touch", 20, 7, {{7, 1}, {8, 2}, {10, 1}}, 1, 12},
        {"the second gap", 30, 7, {{7, 1}, {10, 1}, {15, 1}}, 3, 17},
        {"the gap between", 30, 7, {{7, 1}, {10, 1}, {16, 1}}, 3, 12},
        {"wraps into the gap below the base", 20, 10, {{10, 9}}, 7, 2},
        {"wraps into a gap over the base", 20, 10, {{3, 1}, {14, 5}}, 5, 5},
        {"nothing fits", 20, 10, {{3, 1}, {6, 1}, {9, 1}, {12, 1}, {15, 1}, {18, 1}}, 1, 0},
    };
    for (const auto &c : cases) {
        SCOPED_TRACE(c.what);
        Init(c.range, c.base - 1);
        for (const auto &[page, pages] : c.given) {
            Given(page, pages);
        }
        EXPECT_EQ(Choose(c.pages), c.chosen);
    }
}

TEST_F(AddressMap, GivenAddressesMayTouchAndMustNotOverlap) {
    Init(20, 0);
    mapping *middle = Given(8, 4);
    struct {
        uint64_t page;
        uint64_t pages;
        bool fits;
    } const cases[] = {
        {1, 1, true},  {1, 7, true},   {1, 8, false},  {7, 1, true},   {7, 2, false},  {7, 6, false},  {8, 1, false},
        {8, 4, false}, {9, 1, false},  {11, 1, false}, {11, 2, false}, {12, 1, true},  {12, 9, true},  {12, 10, false},
        {20, 1, true}, {20, 2, false}, {21, 1, false}, {22, 1, false}, {1, 20, false}, {1, 21, false},
    };
    for (const auto &c : cases) {
        SCOPED_TRACE(testing::Message() << c.page << " " << c.pages);
        if (c.fits) {
            mapping *record = Given(c.page, c.pages);
            EXPECT_EQ(record->address, c.page * kPage);
            EXPECT_TRUE(address_map_release(&map_, record));
        } else {
            ExpectRefused(c.page * kPage, c.pages, ABI_EINVAL);
        }
    }
    EXPECT_EQ(address_map_at(&map_, 0), middle);
}

TEST_F(AddressMap, RefusesNumbersThatWouldOverflow) {
    address_map_init(&map_, kUserStart, kUserEnd, 0);
    const uint64_t addresses[] = {kUserStart,       kUserEnd - kPage,  kUserEnd,
                                  kUserEnd + kPage, UINT64_C(1) << 63, UINT64_MAX - kPage + 1};
    const uint64_t sizes[] = {kUserEnd / kPage,        UINT64_C(1) << 31,       UINT64_C(1) << 32,
                              UINT64_C(1) << 51,       (UINT64_C(1) << 52) - 1, UINT64_C(1) << 52,
                              (UINT64_C(1) << 52) + 1, UINT64_C(1) << 63,       UINT64_MAX};
    for (uint64_t pages : sizes) {
        for (uint64_t address : addresses) {
            ExpectRefused(address, pages, ABI_EINVAL);
        }
        ExpectRefused(0, pages, ABI_ENOSPC);
    }
    for (uint64_t address : {kUserEnd, kUserEnd + kPage, kUserStart - 1, kUserStart + 1, UINT64_MAX, UINT64_C(1)}) {
        ExpectRefused(address, 1, ABI_EINVAL);
    }
    ExpectRefused(0, 0, ABI_EINVAL);
    ExpectRefused(kUserStart, 0, ABI_EINVAL);
    mapping *record = nullptr;
    EXPECT_EQ(address_map_reserve(&map_, kUserEnd - kPage, 1, &record), ABI_OK);
}

TEST_F(AddressMap, HoldsExactlyAsManyMappingsAsTheLimit) {
    Init(100000, 500);
    for (uint32_t i = 0; i < ABI_MAPPINGS_PER_PROCESS; i++) {
        EXPECT_EQ(Choose(1), 501 + 2 * i);
    }
    ExpectRefused(0, 1, ABI_ENOSPC);
    ExpectRefused(kPage, 1, ABI_ENOSPC);
    ExpectRefused(501 * kPage, 1, ABI_EINVAL);
    mapping *record = address_map_containing(&map_, 521 * kPage);
    ASSERT_NE(record, nullptr);
    EXPECT_TRUE(address_map_release(&map_, record));
    EXPECT_FALSE(address_map_release(&map_, record)) << "twice";
    EXPECT_EQ(Choose(1), 521u);
}

TEST_F(AddressMap, TheAddressesOfADyingMappingAreNotFree) {
    Init(20, 7);
    mapping *record = Given(8, 2);
    record->state = MAPPING_DYING;
    EXPECT_EQ(address_map_containing(&map_, 9 * kPage), record);
    ExpectRefused(9 * kPage, 1, ABI_EINVAL);
    EXPECT_EQ(Choose(1), 11u);
    EXPECT_TRUE(address_map_release(&map_, record));
    EXPECT_EQ(address_map_containing(&map_, 9 * kPage), nullptr);
    EXPECT_EQ(Choose(1), 8u);
}

// Random reservations and releases against a map of page -> record that is looked through from end to end.
class AddressMapModel : public AddressMap, public testing::WithParamInterface<uint32_t> {
  protected:
    static constexpr uint64_t kRange = 700;
    std::map<uint64_t, mapping *> model_;

    bool IsFree(uint64_t page, uint64_t pages, uint64_t margin) {
        for (uint64_t p = page - margin; p < page + pages + margin; p++) {
            if (p < 1 || p > kRange || Owner(p) != nullptr) {
                return false;
            }
        }
        return true;
    }

    mapping *Owner(uint64_t page) {
        for (const auto &[first, record] : model_) {
            if (page >= first && page < first + record->pages) {
                return record;
            }
        }
        return nullptr;
    }

    uint64_t FirstPlace(uint64_t pages) {
        uint64_t base = map_.base / kPage;
        for (uint64_t i = 0; i < kRange; i++) {
            uint64_t page = (base - 1 + i) % kRange + 1;
            if (IsFree(page, pages, 1)) {
                return page;
            }
        }
        return 0;
    }

    void Reserve(uint64_t page, uint64_t pages) {
        bool full = model_.size() == ABI_MAPPINGS_PER_PROCESS;
        uint64_t place = page == 0 ? FirstPlace(pages) : page;
        abi_error expected = page != 0 && !IsFree(page, pages, 0) ? ABI_EINVAL
                             : full || place == 0                 ? ABI_ENOSPC
                                                                  : ABI_OK;
        mapping *record = nullptr;
        ASSERT_EQ(address_map_reserve(&map_, page * kPage, pages, &record), expected);
        if (expected == ABI_OK) {
            ASSERT_EQ(record->address, place * kPage);
            model_[place] = record;
        }
    }

    void ExpectSame() {
        ASSERT_EQ(map_.count, model_.size());
        uint32_t index = 0;
        for (const auto &[page, record] : model_) {
            ASSERT_EQ(address_map_at(&map_, index++), record);
            ASSERT_EQ(record->address, page * kPage);
            ASSERT_EQ(&map_.records[address_map_number(&map_, record)], record);
        }
    }

    void ExpectLookups(uint64_t page) {
        mapping *owner = Owner(page);
        for (uint64_t byte : {UINT64_C(0), UINT64_C(1), kPage - 1}) {
            ASSERT_EQ(address_map_containing(&map_, page * kPage + byte), owner);
        }
    }
};

TEST_P(AddressMapModel, DoesAsTheModel) {
    std::mt19937 random(GetParam());
    Init(kRange, random());
    for (int i = 0; i < 3000; i++) {
        // Phases that fill and phases that empty.
        bool filling = i / 500 % 2 == 0;
        if (!model_.empty() && random() % 4 < (filling ? 1u : 3u)) {
            auto victim = std::next(model_.begin(), static_cast<std::ptrdiff_t>(random() % model_.size()));
            ASSERT_TRUE(address_map_release(&map_, victim->second));
            model_.erase(victim);
        } else {
            ASSERT_NO_FATAL_FAILURE(Reserve(random() % 3 == 0 ? random() % kRange + 1 : 0, random() % 5 + 1));
        }
        ASSERT_NO_FATAL_FAILURE(ExpectSame());
        ASSERT_NO_FATAL_FAILURE(ExpectLookups(random() % (kRange + 2)));
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, AddressMapModel, testing::Range(0u, 8u));

}  // namespace
