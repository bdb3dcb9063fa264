// SPDX-License-Identifier: Apache-2.0
#include "libs/loader/plan.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "abi/limits.h"
#include "abi/object.h"

namespace {

constexpr uint64_t PAGE = ABI_PAGE_BYTES;
constexpr uint64_t VMO_PAGES = ABI_VMO_PAGES_MAX;
constexpr uint64_t ADDRESS = 0x10000;

// Bytes that are not zero and differ from their neighbours.
std::vector<uint8_t> Data(size_t bytes) {
    std::vector<uint8_t> data(bytes);
    for (size_t i = 0; i < bytes; i++) {
        data[i] = static_cast<uint8_t>(i % 251 + 1);
    }
    return data;
}

elf_image Image(const std::vector<elf_segment> &segments) {
    elf_image image = {};
    image.segment_count = static_cast<uint32_t>(segments.size());
    for (size_t i = 0; i < segments.size(); i++) {
        image.segments[i] = segments[i];
    }
    return image;
}

TEST(LoaderPlan, GivesEachSegmentItsRights) {
    std::vector<uint8_t> data = Data(8);
    loader_plan plan;
    elf_image image = Image({{0x10000, 1, 0, data.data(), 8, false, false},
                             {0x11000, 1, 0, data.data(), 8, false, true},
                             {0x12000, 1, 0, data.data(), 8, true, false}});
    ASSERT_EQ(loader_plan_make(&image, &plan), ABI_OK);
    ASSERT_EQ(plan.count, 3u);
    EXPECT_EQ(plan.pieces[0].rights, uint32_t{ABI_RIGHT_READ});
    EXPECT_EQ(plan.pieces[1].rights, uint32_t{ABI_RIGHT_READ | ABI_RIGHT_EXECUTE});
    EXPECT_EQ(plan.pieces[2].rights, uint32_t{ABI_RIGHT_READ | ABI_RIGHT_WRITE});
}

struct Shape {
    uint64_t pages;
    uint64_t data_offset;
    uint64_t data_bytes;
    uint32_t pieces;
};

// Whatever the shape, the pieces next to each other are the segment, and none is too large for a VMO.
TEST(LoaderPlan, PiecesTogetherAreTheSegment) {
    const Shape shapes[] = {
        {1, 0, PAGE, 1},
        {1, 100, 0, 1},
        {2, PAGE - 1, 2, 1},
        {VMO_PAGES, 7, VMO_PAGES * PAGE - 7, 1},
        {VMO_PAGES + 1, 7, VMO_PAGES * PAGE - 7, 2},
        {VMO_PAGES + 1, 7, VMO_PAGES * PAGE - 6, 2},
        {VMO_PAGES + 1, 0, (VMO_PAGES + 1) * PAGE, 2},
        {3 * VMO_PAGES, 4095, 5, 3},
        {2 * VMO_PAGES + 5, 4095, 2 * VMO_PAGES * PAGE, 3},
    };
    for (const Shape &shape : shapes) {
        SCOPED_TRACE(testing::Message() << shape.pages << " pages, " << shape.data_bytes << " bytes");
        std::vector<uint8_t> data = Data(shape.data_bytes);
        elf_image image = Image({{ADDRESS, shape.pages, shape.data_offset, data.data(), data.size(), true, false}});
        loader_plan plan;
        ASSERT_EQ(loader_plan_make(&image, &plan), ABI_OK);
        EXPECT_EQ(plan.count, shape.pieces);
        std::vector<uint8_t> memory;
        for (uint32_t i = 0; i < plan.count; i++) {
            const loader_piece &piece = plan.pieces[i];
            EXPECT_EQ(piece.address, ADDRESS + memory.size());
            ASSERT_TRUE(piece.pages >= 1 && piece.pages <= VMO_PAGES);
            std::vector<uint8_t> filled(piece.pages * PAGE);
            loader_piece_fill(&piece, filled.data());
            memory.insert(memory.end(), filled.begin(), filled.end());
        }
        std::vector<uint8_t> expected(shape.pages * PAGE);
        std::copy(data.begin(), data.end(), expected.begin() + static_cast<ptrdiff_t>(shape.data_offset));
        EXPECT_TRUE(memory == expected);
    }
}

TEST(LoaderPlan, HoldsSoManyPiecesAndNoMore) {
    std::vector<uint8_t> data = Data(1);
    loader_plan plan;
    elf_image image = Image({{ADDRESS, LOADER_PIECES_MAX * VMO_PAGES, 0, data.data(), 1, true, false}});
    ASSERT_EQ(loader_plan_make(&image, &plan), ABI_OK);
    EXPECT_EQ(plan.count, uint32_t{LOADER_PIECES_MAX});
    image.segments[0].page_count++;
    EXPECT_EQ(loader_plan_make(&image, &plan), ABI_ENOSPC);
}

}  // namespace
