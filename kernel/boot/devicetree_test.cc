// SPDX-License-Identifier: Apache-2.0
// Whole trees: as QEMU makes them, and as nobody should.
#include <gtest/gtest.h>
#include <libfdt.h>

#include <cstdint>
#include <cstring>
#include <set>
#include <string>
#include <vector>

#include "kernel/boot/devicetree.h"
#include "kernel/boot/devicetree_fixture.h"

namespace {

using devicetree_fixture::Big;
using devicetree_fixture::Cells;
using devicetree_fixture::FOUR_HARTS;
using devicetree_fixture::FOUR_HARTS_SSWI;
using devicetree_fixture::Load;
using devicetree_fixture::RangeList;
using devicetree_fixture::Ranges;
using devicetree_fixture::ReadBytes;
using devicetree_fixture::Result;
using devicetree_fixture::Tree;

void ExpectVirtMachine(const boot_info &info) {
    EXPECT_EQ(Ranges(info.memory, info.memory_count), (RangeList{{0x80000000, 0x8000000}}));
    EXPECT_EQ(Ranges(info.reserved, info.reserved_count), (RangeList{{0x80000000, 0x80000}}));
    EXPECT_TRUE(info.uart.present);
    EXPECT_EQ(info.uart.range.base, 0x10000000u);
    EXPECT_EQ(info.uart.range.bytes, 0x100u);
    EXPECT_EQ(info.uart_irq, 10u);
    EXPECT_TRUE(info.plic.present);
    EXPECT_EQ(info.plic.range.base, 0xc000000u);
    EXPECT_EQ(info.plic.range.bytes, 0x600000u);
    EXPECT_EQ(info.plic_sources, 96u);
    EXPECT_TRUE(info.test_device.present);
    EXPECT_EQ(info.test_device.range.base, 0x100000u);
    EXPECT_TRUE(info.rtc.present);
    EXPECT_EQ(info.rtc.range.base, 0x101000u);
    EXPECT_EQ(info.rtc.range.bytes, 0x1000u);
    EXPECT_EQ(info.rtc_irq, 11u);
    EXPECT_EQ(info.timebase_hz, 10000000u);
    EXPECT_EQ(info.seed_bytes, 32u);
    ASSERT_EQ(info.virtio_count, 8u);
    for (uint32_t i = 0; i < info.virtio_count; i++) {
        EXPECT_EQ(info.virtio[i].range.base, 0x10008000u - i * 0x1000);
        EXPECT_EQ(info.virtio[i].range.bytes, 0x1000u);
        EXPECT_EQ(info.virtio[i].irq, 8 - i);
    }
    for (uint32_t i = 0; i < info.hart_count; i++) {
        EXPECT_EQ(info.harts[i].hart.value, i);
        EXPECT_TRUE(info.harts[i].sstc);
        EXPECT_TRUE(info.harts[i].has_plic_context);
        EXPECT_EQ(info.harts[i].plic_context, 2 * i + 1);
        EXPECT_EQ(info.harts[i].has_sswi, info.sswi.present);
    }
}

TEST(Devicetree, ReadsQemuVirtWithOneHart) {
    std::string bytes = Load("virt_1_hart");
    Result result = ReadBytes(bytes);
    ASSERT_EQ(result.error, DEVICETREE_OK);
    EXPECT_EQ(result.info.tree_bytes, bytes.size());
    EXPECT_EQ(result.info.hart_count, 1u);
    EXPECT_FALSE(result.info.sswi.present);
    EXPECT_FALSE(result.info.initrd.present);
    EXPECT_STREQ(result.info.command_line, "");
    ExpectVirtMachine(result.info);
}

TEST(Devicetree, ReadsQemuVirtWithFourHarts) {
    Result result = ReadBytes(Load(FOUR_HARTS));
    ASSERT_EQ(result.error, DEVICETREE_OK);
    EXPECT_EQ(result.info.hart_count, 4u);
    EXPECT_FALSE(result.info.sswi.present);
    EXPECT_TRUE(result.info.initrd.present);
    EXPECT_EQ(result.info.initrd.range.base, 0x84200000u);
    EXPECT_EQ(result.info.initrd.range.bytes, 0x200u);
    EXPECT_STREQ(result.info.command_line, "nonce=5f1c fault=none");
    ExpectVirtMachine(result.info);
}

TEST(Devicetree, ReadsQemuVirtWithSupervisorSoftwareInterruptDevice) {
    Result result = ReadBytes(Load(FOUR_HARTS_SSWI));
    ASSERT_EQ(result.error, DEVICETREE_OK);
    EXPECT_EQ(result.info.hart_count, 4u);
    EXPECT_TRUE(result.info.sswi.present);
    EXPECT_EQ(result.info.sswi.range.base, 0x2f00000u);
    EXPECT_EQ(result.info.sswi.range.bytes, 0x4000u);
    for (uint32_t i = 0; i < 4; i++) {
        EXPECT_EQ(result.info.harts[i].sswi_index, i);
    }
    ExpectVirtMachine(result.info);
}

constexpr size_t HEADER_WORDS = 10;

void SetWord(std::string &blob, size_t offset, uint32_t value) {
    blob.replace(offset, 4, Big({value}));
}

uint32_t Word(const std::string &blob, size_t offset) {
    return fdt32_ld(reinterpret_cast<const fdt32_t *>(blob.data() + offset));
}

TEST(Devicetree, TruncatedAnywhereIsRefused) {
    std::string blob = Load(FOUR_HARTS_SSWI);
    for (size_t bytes = 0; bytes < blob.size(); bytes++) {
        ASSERT_EQ(ReadBytes(blob.substr(0, bytes)).error, DEVICETREE_BAD_HEADER) << bytes;
    }
    EXPECT_EQ(ReadBytes(blob + "more").error, DEVICETREE_OK);
}

TEST(Devicetree, TruncatedAnywhereWithATotalSizeToMatchIsRefused) {
    std::string blob = Load(FOUR_HARTS_SSWI);
    for (uint32_t bytes = HEADER_WORDS * 4; bytes < blob.size(); bytes += 4) {
        std::string cut = blob.substr(0, bytes);
        SetWord(cut, 4, bytes);
        ASSERT_NE(ReadBytes(cut).error, DEVICETREE_OK) << bytes;
    }
}

TEST(Devicetree, HasALimitOfBytes) {
    Tree tree;
    std::string blob = tree.Pack();
    blob.resize(DEVICETREE_BYTES_MAX + 8);
    SetWord(blob, 4, DEVICETREE_BYTES_MAX);
    EXPECT_EQ(ReadBytes(blob).error, DEVICETREE_OK);
    SetWord(blob, 4, DEVICETREE_BYTES_MAX + 1);
    EXPECT_EQ(ReadBytes(blob).error, DEVICETREE_BAD_HEADER);
}

TEST(Devicetree, RefusesAMisalignedBlob) {
    std::string blob = Load(FOUR_HARTS);
    std::vector<uint64_t> storage(blob.size() / 8 + 2);
    boot_info info;
    for (size_t shift = 0; shift < 8; shift++) {
        char *at = reinterpret_cast<char *>(storage.data()) + shift;
        std::memcpy(at, blob.data(), blob.size());
        EXPECT_EQ(devicetree_read(at, blob.size(), &info), shift == 0 ? DEVICETREE_OK : DEVICETREE_BAD_HEADER);
    }
}

TEST(Devicetree, RefusesOtherHeaders) {
    const std::string blob = Load(FOUR_HARTS_SSWI);
    const uint32_t bytes = static_cast<uint32_t>(blob.size());
    struct {
        const char *what;
        size_t offset;
        uint32_t value;
    } const cases[] = {
        {"magic", 0, 0xd00dfeee},
        {"unfinished tree", 0, ~0xd00dfeedu},
        {"total size 0", 4, 0},
        {"total size one too large", 4, bytes + 1},
        {"total size negative", 4, 0x80000000},
        {"structure outside", 8, bytes + 4},
        {"structure misaligned", 8, Word(blob, 8) + 2},
        {"structure wraps", 8, 0xfffffffc},
        {"structure in the header", 8, 4},
        {"strings outside", 12, bytes},
        {"reservations outside", 16, bytes + 8},
        {"reservations misaligned", 16, Word(blob, 16) + 4},
        {"version 16", 20, 16},
        {"version 2", 20, 2},
        {"too new to be read", 24, 18},
        {"strings wrap", 32, 0xffffffff},
        {"structure too long", 36, bytes},
        {"structure size wraps", 36, 0xffffffff},
    };
    for (const auto &test : cases) {
        std::string doctored = blob;
        SetWord(doctored, test.offset, test.value);
        EXPECT_EQ(ReadBytes(doctored).error, DEVICETREE_BAD_HEADER) << test.what;
    }
    std::string newer = blob;
    SetWord(newer, 20, 18);
    EXPECT_EQ(ReadBytes(newer).error, DEVICETREE_OK);
}

// A tree of the given structure block, and one name, "reg", in its strings block.
std::string Handmade(const Cells &structure, const Cells &reservations = {0, 0, 0, 0}) {
    std::string strings("reg\0", 4);
    uint32_t reservations_at = HEADER_WORDS * 4;
    uint32_t structure_at = reservations_at + static_cast<uint32_t>(reservations.size()) * 4;
    uint32_t structure_bytes = static_cast<uint32_t>(structure.size()) * 4;
    uint32_t strings_at = structure_at + structure_bytes;
    return Big({FDT_MAGIC, strings_at + 4, structure_at, strings_at, reservations_at, 17, 16, 0, 4, structure_bytes}) +
           Big(reservations) + Big(structure) + strings;
}

TEST(Devicetree, RefusesInconsistentStructure) {
    constexpr uint32_t BEGIN = FDT_BEGIN_NODE, END_NODE = FDT_END_NODE, PROP = FDT_PROP, NOP = FDT_NOP, END = FDT_END;
    constexpr uint32_t NAME = 0x61000000;  // "a"
    struct {
        const char *what;
        Cells structure;
        devicetree_error expected;
    } const cases[] = {
        // The first two are well-formed: what is missing is found afterwards.
        {"empty root", {BEGIN, 0, END_NODE, END}, DEVICETREE_NO_HARTS},
        {"everything",
         {NOP, BEGIN, 0, NOP, PROP, 0, 0, NOP, BEGIN, NAME, END_NODE, END_NODE, NOP, END},
         DEVICETREE_NO_HARTS},
        {"no root", {END}, DEVICETREE_NO_HARTS},
        {"nothing", {}, DEVICETREE_BAD_STRUCTURE},
        {"no end", {BEGIN, 0, END_NODE}, DEVICETREE_BAD_STRUCTURE},
        {"root not closed", {BEGIN, 0, END}, DEVICETREE_BAD_STRUCTURE},
        {"closed twice", {BEGIN, 0, END_NODE, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"two roots", {BEGIN, 0, END_NODE, BEGIN, 0, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"root with a name", {BEGIN, NAME, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"unknown tag", {BEGIN, 0, 5, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"name without end", {BEGIN, 0x61616161}, DEVICETREE_BAD_STRUCTURE},
        {"property outside", {PROP, 0, 0, BEGIN, 0, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"property after the root", {BEGIN, 0, END_NODE, PROP, 0, 0, END}, DEVICETREE_BAD_STRUCTURE},
        {"property after a node",
         {BEGIN, 0, BEGIN, NAME, END_NODE, PROP, 0, 0, END_NODE, END},
         DEVICETREE_BAD_STRUCTURE},
        {"property twice", {BEGIN, 0, PROP, 0, 0, PROP, 0, 0, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"property cut off", {BEGIN, 0, PROP, 0}, DEVICETREE_BAD_STRUCTURE},
        {"property too long", {BEGIN, 0, PROP, 9, 0, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"property to the end", {BEGIN, 0, PROP, 8, 0, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"property of 2 GiB", {BEGIN, 0, PROP, 0x7fffffff, 0, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"property just below 2 GiB", {BEGIN, 0, PROP, 0x7fffffee, 0, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"property of 4 GiB", {BEGIN, 0, PROP, 0xffffffff, 0, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"name at the last byte", {BEGIN, 0, PROP, 0, 3, END_NODE, END}, DEVICETREE_NO_HARTS},
        {"name outside", {BEGIN, 0, PROP, 0, 4, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
        {"name far outside", {BEGIN, 0, PROP, 0, 0xffffffff, END_NODE, END}, DEVICETREE_BAD_STRUCTURE},
    };
    for (const auto &test : cases) {
        EXPECT_EQ(ReadBytes(Handmade(test.structure)).error, test.expected) << test.what;
    }
}

TEST(Devicetree, ReservationBlockMustEnd) {
    Cells structure = {FDT_BEGIN_NODE, 0, FDT_END_NODE, FDT_END};
    EXPECT_EQ(ReadBytes(Handmade(structure, {0, 1, 0, 1, 0, 0, 0, 0})).error, DEVICETREE_NO_HARTS);
    // Without its end it runs on through the structure block, which has no range of size 0 either, to the end of the blob.
    EXPECT_EQ(ReadBytes(Handmade(structure, {0, 1, 0, 1})).error, DEVICETREE_BAD_STRUCTURE);
}

TEST(Devicetree, NodesHaveALimitOfDepth) {
    auto nested = [](uint32_t depth) {
        Cells structure = {FDT_BEGIN_NODE, 0};
        for (uint32_t i = 1; i < depth; i++) {
            structure.insert(structure.end(), {FDT_BEGIN_NODE, 0x61000000});
        }
        structure.insert(structure.end(), depth, FDT_END_NODE);
        structure.push_back(FDT_END);
        return Handmade(structure);
    };
    EXPECT_EQ(ReadBytes(nested(16)).error, DEVICETREE_NO_HARTS);
    EXPECT_EQ(ReadBytes(nested(17)).error, DEVICETREE_BAD_STRUCTURE);
    EXPECT_EQ(ReadBytes(nested(50000)).error, DEVICETREE_BAD_STRUCTURE);
}

// Whatever a single word says instead, the tree is refused or what was read keeps the promises (see ReadBytes).
TEST(Devicetree, AnyWordMayBeAnything) {
    const std::string blob = Load(FOUR_HARTS_SSWI);
    for (size_t offset = 0; offset + 4 <= blob.size(); offset += 4) {
        uint32_t word = Word(blob, offset);
        for (uint32_t value : {0u, 1u, 2u, 3u, 4u, 9u, ~0u, 0x7fffffffu, 0x80000000u, word + 1, word - 1, word << 8}) {
            std::string doctored = blob;
            SetWord(doctored, offset, value);
            ReadBytes(doctored);
        }
    }
}

TEST(Devicetree, EveryErrorHasItsOwnText) {
    std::set<std::string> texts;
    for (int error = 0; error <= DEVICETREE_ERROR_COUNT; error++) {
        texts.insert(devicetree_error_text(static_cast<devicetree_error>(error)));
    }
    EXPECT_EQ(texts.size(), size_t{DEVICETREE_ERROR_COUNT} + 1);
}

}  // namespace
