// SPDX-License-Identifier: Apache-2.0
#include "libs/elf_image/elf_image.h"

#include <elf.h>
#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "abi/limits.h"

namespace {

constexpr uint64_t PAGE = ABI_PAGE_BYTES;
constexpr uint64_t USER_BEGIN = 0x10000;
constexpr uint64_t USER_END = 0x40000000;
constexpr uint64_t TEXT = 0x10000;
constexpr uint64_t DATA = 0x12000;
constexpr size_t DATA_OFFSET = 0x2468;
constexpr size_t FILE_BYTES = 0x2500;

// A program with text and data; tests change it before they read it.
struct Program {
    Elf64_Ehdr header = {};
    std::vector<Elf64_Phdr> segments;
    size_t file_bytes = FILE_BYTES;

    Program() {
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_ident[EI_CLASS] = ELFCLASS64;
        header.e_ident[EI_DATA] = ELFDATA2LSB;
        header.e_ident[EI_VERSION] = EV_CURRENT;
        header.e_type = ET_EXEC;
        header.e_machine = EM_RISCV;
        header.e_version = EV_CURRENT;
        header.e_entry = TEXT + 0x200;
        header.e_phoff = sizeof(header);
        header.e_ehsize = sizeof(header);
        header.e_phentsize = sizeof(Elf64_Phdr);
        segments.push_back(Load(TEXT, 0, 0x1800, 0x1800, PF_R | PF_X));
        segments.push_back(Load(DATA + DATA_OFFSET % PAGE, DATA_OFFSET, 0x98, 0x2000, PF_R | PF_W));
        header.e_phnum = 2;
    }

    static Elf64_Phdr Load(uint64_t address, uint64_t offset, uint64_t bytes, uint64_t memory_bytes, uint32_t flags) {
        return {PT_LOAD, flags, offset, address, address, bytes, memory_bytes, PAGE};
    }

    void Add(const Elf64_Phdr &segment) {
        segments.push_back(segment);
        header.e_phnum++;
    }

    std::vector<uint8_t> Bytes() const {
        std::vector<uint8_t> bytes(FILE_BYTES);
        for (size_t i = 0; i < bytes.size(); i++) {
            bytes[i] = static_cast<uint8_t>(i * 7);
        }
        std::memcpy(&bytes[0], &header, sizeof(header));
        std::memcpy(&bytes[sizeof(header)], segments.data(), segments.size() * sizeof(segments[0]));
        bytes.resize(file_bytes);
        return bytes;
    }
};

// Reads a copy of exactly that size, at an odd address. The image is checked to be untouched on failure.
class Reading {
  public:
    explicit Reading(const std::vector<uint8_t> &bytes, uint64_t begin = USER_BEGIN, uint64_t end = USER_END)
        : storage_(new uint8_t[bytes.size() + 1]) {
        std::copy(bytes.begin(), bytes.end(), file());
        std::memset(&image, 0x5a, sizeof(image));
        elf_image untouched = image;
        error = elf_image_read(file(), bytes.size(), begin, end, &image);
        if (error != ELF_IMAGE_OK) {
            EXPECT_EQ(std::memcmp(&image, &untouched, sizeof(image)), 0);
        }
    }

    uint8_t *file() {
        return storage_.get() + 1;
    }

    elf_image image;
    elf_image_error error;

  private:
    std::unique_ptr<uint8_t[]> storage_;
};

elf_image_error ErrorOf(const Program &program) {
    return Reading(program.Bytes()).error;
}

TEST(ElfImage, ListsThePagesOfAProgram) {
    Reading reading(Program().Bytes());
    ASSERT_EQ(reading.error, ELF_IMAGE_OK);
    EXPECT_EQ(reading.image.entry, TEXT + 0x200);
    ASSERT_EQ(reading.image.segment_count, 2u);
    const elf_segment &text = reading.image.segments[0];
    EXPECT_EQ(text.address, TEXT);
    EXPECT_EQ(text.page_count, 2u);
    EXPECT_EQ(text.data_offset, 0u);
    EXPECT_EQ(text.data, reading.file());
    EXPECT_EQ(text.data_bytes, 0x1800u);
    EXPECT_FALSE(text.writable);
    EXPECT_TRUE(text.executable);
    const elf_segment &data = reading.image.segments[1];
    EXPECT_EQ(data.address, DATA);
    EXPECT_EQ(data.page_count, 3u);
    EXPECT_EQ(data.data_offset, DATA_OFFSET % PAGE);
    EXPECT_EQ(data.data, reading.file() + DATA_OFFSET);
    EXPECT_EQ(data.data_bytes, 0x98u);
    EXPECT_TRUE(data.writable);
    EXPECT_FALSE(data.executable);
}

TEST(ElfImage, CountsEveryPageASegmentTouches) {
    struct {
        uint64_t in_page;
        uint64_t memory_bytes;
        uint64_t page_count;
    } const cases[] = {
        {0, 1, 1},        {0, PAGE - 1, 1}, {0, PAGE, 1}, {0, PAGE + 1, 2}, {PAGE - 1, 1, 1},
        {PAGE - 1, 2, 2}, {1, PAGE - 1, 1}, {1, PAGE, 2}, {0, 2 * PAGE, 2}, {PAGE - 1, PAGE + 2, 3},
    };
    for (const auto &test : cases) {
        Program program;
        program.segments[1] = Program::Load(DATA + test.in_page, 0, 0, test.memory_bytes, PF_R | PF_W);
        program.segments[1].p_align = 1;
        Reading reading(program.Bytes());
        ASSERT_EQ(reading.error, ELF_IMAGE_OK);
        EXPECT_EQ(reading.image.segments[1].page_count, test.page_count) << test.in_page << "+" << test.memory_bytes;
        EXPECT_EQ(reading.image.segments[1].data_offset, test.in_page);
    }
}

TEST(ElfImage, LeavesOutWhatIsNotLoaded) {
    Program program;
    program.Add(Program::Load(0, 0, 0, 0, PF_R));
    Elf64_Phdr note = Program::Load(0, UINT64_MAX, UINT64_MAX, UINT64_MAX, PF_R | PF_W | PF_X);
    note.p_type = PT_NOTE;
    program.Add(note);
    Reading reading(program.Bytes());
    EXPECT_EQ(reading.error, ELF_IMAGE_OK);
    EXPECT_EQ(reading.image.segment_count, 2u);
}

TEST(ElfImage, TruncatedAnywhereIsRefused) {
    Program program;
    const size_t needed = DATA_OFFSET + 0x98;
    program.file_bytes = needed;
    EXPECT_EQ(ErrorOf(program), ELF_IMAGE_OK);
    for (program.file_bytes = 0; program.file_bytes < needed; program.file_bytes++) {
        ASSERT_EQ(ErrorOf(program), ELF_IMAGE_TRUNCATED) << program.file_bytes;
    }
}

struct Refusal {
    const char *what;
    std::function<void(Program &)> doctor;
    elf_image_error expected;
};

void ExpectRefusals(const std::vector<Refusal> &refusals) {
    for (const Refusal &refusal : refusals) {
        Program program;
        ASSERT_EQ(ErrorOf(program), ELF_IMAGE_OK);
        refusal.doctor(program);
        EXPECT_EQ(ErrorOf(program), refusal.expected) << refusal.what;
    }
}

TEST(ElfImage, RefusesOtherHeaders) {
    ExpectRefusals({
        {"magic 0", [](Program &p) { p.header.e_ident[0] = 'E'; }, ELF_IMAGE_NOT_ELF},
        {"magic 3", [](Program &p) { p.header.e_ident[3] = 'f'; }, ELF_IMAGE_NOT_ELF},
        {"32 bits", [](Program &p) { p.header.e_ident[EI_CLASS] = ELFCLASS32; }, ELF_IMAGE_NOT_ELF},
        {"big endian", [](Program &p) { p.header.e_ident[EI_DATA] = ELFDATA2MSB; }, ELF_IMAGE_NOT_ELF},
        {"identity version", [](Program &p) { p.header.e_ident[EI_VERSION] = 0; }, ELF_IMAGE_NOT_ELF},
        {"version", [](Program &p) { p.header.e_version = 2; }, ELF_IMAGE_NOT_ELF},
        {"machine", [](Program &p) { p.header.e_machine = EM_X86_64; }, ELF_IMAGE_WRONG_MACHINE},
        {"shared object", [](Program &p) { p.header.e_type = ET_DYN; }, ELF_IMAGE_NOT_STATIC},
        {"relocatable", [](Program &p) { p.header.e_type = ET_REL; }, ELF_IMAGE_NOT_STATIC},
        {"interpreter", [](Program &p) { p.Add({PT_INTERP, PF_R, 0, 0, 0, 0, 0, 1}); }, ELF_IMAGE_NOT_STATIC},
        {"dynamic section", [](Program &p) { p.Add({PT_DYNAMIC, PF_R, 0, 0, 0, 0, 0, 8}); }, ELF_IMAGE_NOT_STATIC},
    });
}

TEST(ElfImage, RefusesProgramHeadersThatAreNotThere) {
    const uint64_t table_bytes = 2 * sizeof(Elf64_Phdr);
    ExpectRefusals({
        {"no segment", [](Program &p) { p.header.e_phnum = 0; }, ELF_IMAGE_BAD_SEGMENT},
        {"nothing to load", [](Program &p) { p.segments[0].p_type = p.segments[1].p_type = PT_NULL; },
         ELF_IMAGE_BAD_SEGMENT},
        {"small entries", [](Program &p) { p.header.e_phentsize--; }, ELF_IMAGE_BAD_SEGMENT},
        {"large entries", [](Program &p) { p.header.e_phentsize++; }, ELF_IMAGE_BAD_SEGMENT},
        {"just outside", [=](Program &p) { p.header.e_phoff = FILE_BYTES - table_bytes + 1; }, ELF_IMAGE_TRUNCATED},
        {"wrapping", [=](Program &p) { p.header.e_phoff = UINT64_MAX - table_bytes + 1; }, ELF_IMAGE_TRUNCATED},
        {"last address", [](Program &p) { p.header.e_phoff = UINT64_MAX; }, ELF_IMAGE_TRUNCATED},
        {"too many", [](Program &p) { p.header.e_phnum = UINT16_MAX; }, ELF_IMAGE_TRUNCATED},
    });
}

TEST(ElfImage, ReadsProgramHeadersUpToTheLastByte) {
    Program program;
    std::vector<uint8_t> bytes = program.Bytes();
    const size_t table_bytes = 2 * sizeof(Elf64_Phdr);
    program.header.e_phoff = FILE_BYTES - table_bytes;
    std::memcpy(&bytes[0], &program.header, sizeof(program.header));
    std::memcpy(&bytes[FILE_BYTES - table_bytes], program.segments.data(), table_bytes);
    EXPECT_EQ(Reading(bytes).error, ELF_IMAGE_OK);
}

TEST(ElfImage, RefusesMalformedSegments) {
    ExpectRefusals({
        {"more bytes than memory", [](Program &p) { p.segments[1].p_memsz = 0x97; }, ELF_IMAGE_BAD_SEGMENT},
        {"bytes in no memory", [](Program &p) { p.segments[1].p_memsz = 0; }, ELF_IMAGE_BAD_SEGMENT},
        {"bytes outside", [](Program &p) { p.segments[1].p_filesz = FILE_BYTES - DATA_OFFSET + 1; },
         ELF_IMAGE_TRUNCATED},
        {"offset outside", [](Program &p) { p.segments[1].p_offset += PAGE; }, ELF_IMAGE_TRUNCATED},
        {"offset wraps", [](Program &p) { p.segments[1].p_offset -= 3 * PAGE; }, ELF_IMAGE_TRUNCATED},
        {"file size wraps", [](Program &p) { p.segments[1].p_filesz = p.segments[1].p_memsz = UINT64_MAX; },
         ELF_IMAGE_TRUNCATED},
        {"alignment of 3", [](Program &p) { p.segments[0].p_align = 3; }, ELF_IMAGE_BAD_SEGMENT},
        {"misaligned", [](Program &p) { p.segments[1].p_vaddr += 8; }, ELF_IMAGE_BAD_SEGMENT},
        {"below user space", [](Program &p) { p.segments[0].p_vaddr = TEXT - PAGE; }, ELF_IMAGE_BAD_SEGMENT},
        {"above user space", [](Program &p) { p.segments[1].p_vaddr += USER_END - DATA; }, ELF_IMAGE_BAD_SEGMENT},
        {"in kernel space", [](Program &p) { p.segments[1].p_vaddr |= 0xffffffc000000000; }, ELF_IMAGE_BAD_SEGMENT},
        {"size wraps", [](Program &p) { p.segments[1].p_memsz = UINT64_MAX - DATA; }, ELF_IMAGE_BAD_SEGMENT},
        {"largest size", [](Program &p) { p.segments[1].p_memsz = UINT64_MAX; }, ELF_IMAGE_BAD_SEGMENT},
        {"write and execute", [](Program &p) { p.segments[0].p_flags |= PF_W; }, ELF_IMAGE_WRITE_EXECUTE},
    });
}

TEST(ElfImage, SegmentsMayFillUserSpaceToItsEnd) {
    Program program;
    uint64_t address = program.segments[1].p_vaddr;
    program.segments[1].p_memsz = USER_END - address;
    EXPECT_EQ(ErrorOf(program), ELF_IMAGE_OK);
    program.segments[1].p_memsz++;
    EXPECT_EQ(ErrorOf(program), ELF_IMAGE_BAD_SEGMENT);
}

TEST(ElfImage, WholePagesMustLieInUserSpace) {
    Program program;
    program.header.e_entry = TEXT + 0x200;
    std::vector<uint8_t> bytes = program.Bytes();
    EXPECT_EQ(Reading(bytes, TEXT, DATA + 3 * PAGE).error, ELF_IMAGE_OK);
    EXPECT_EQ(Reading(bytes, TEXT + 1, DATA + 3 * PAGE).error, ELF_IMAGE_BAD_SEGMENT);
    EXPECT_EQ(Reading(bytes, TEXT, DATA + 3 * PAGE - 1).error, ELF_IMAGE_BAD_SEGMENT);
    EXPECT_EQ(Reading(bytes, 0, UINT64_MAX).error, ELF_IMAGE_OK);
}

TEST(ElfImage, LastPageOfTheAddressSpaceDoesNotWrap) {
    Program program;
    program.segments[1] = Program::Load(UINT64_MAX - PAGE + 1, 0, 0, PAGE - 1, PF_R | PF_W);
    EXPECT_EQ(Reading(program.Bytes(), 0, UINT64_MAX).error, ELF_IMAGE_BAD_SEGMENT);
    program.segments[1] = Program::Load(1, 1, 0, UINT64_MAX - 1, PF_R | PF_W);
    EXPECT_EQ(Reading(program.Bytes(), 0, UINT64_MAX).error, ELF_IMAGE_BAD_SEGMENT);
}

TEST(ElfImage, AcceptsAnyAlignmentThatIsKept) {
    for (uint64_t alignment : {uint64_t{0}, uint64_t{1}, uint64_t{8}, 4 * PAGE}) {
        Program program;
        program.segments[0].p_align = alignment;
        EXPECT_EQ(ErrorOf(program), ELF_IMAGE_OK) << alignment;
    }
}

TEST(ElfImage, RefusesSegmentsThatShareAPage) {
    struct {
        uint64_t address;
        uint64_t bytes;
        elf_image_error expected;
    } const cases[] = {
        {TEXT + 2 * PAGE, PAGE, ELF_IMAGE_OK},
        {TEXT + 2 * PAGE - 1, 1, ELF_IMAGE_OVERLAP},
        {TEXT + PAGE, PAGE, ELF_IMAGE_OVERLAP},
        {TEXT, 1, ELF_IMAGE_OVERLAP},
        {TEXT - 1, 1, ELF_IMAGE_OK},
        {TEXT - 1, 2, ELF_IMAGE_OVERLAP},
        {TEXT - PAGE, PAGE, ELF_IMAGE_OK},
        {TEXT - PAGE, PAGE + 1, ELF_IMAGE_OVERLAP},
        {TEXT - PAGE, 8 * PAGE, ELF_IMAGE_OVERLAP},
    };
    for (const auto &test : cases) {
        Program program;
        program.segments[1] = Program::Load(test.address, test.address, 0, test.bytes, PF_R | PF_W);
        program.segments[1].p_offset = 0;
        program.segments[1].p_align = 1;
        EXPECT_EQ(Reading(program.Bytes(), TEXT - PAGE, USER_END).error, test.expected)
            << std::hex << test.address << "+" << test.bytes;
    }
}

TEST(ElfImage, HasALimitOfSegments) {
    Program program;
    while (program.segments.size() < ELF_IMAGE_SEGMENTS_MAX) {
        program.Add(Program::Load(0x100000 + program.segments.size() * PAGE, 0, 0, PAGE, PF_R));
    }
    Reading reading(program.Bytes());
    EXPECT_EQ(reading.error, ELF_IMAGE_OK);
    EXPECT_EQ(reading.image.segment_count, uint32_t{ELF_IMAGE_SEGMENTS_MAX});
    program.Add(Program::Load(0x200000, 0, 0, PAGE, PF_R));
    EXPECT_EQ(ErrorOf(program), ELF_IMAGE_TOO_MANY);
}

TEST(ElfImage, EntryMustBeAnInstructionOfTheFile) {
    struct {
        uint64_t entry;
        elf_image_error expected;
    } const cases[] = {
        {TEXT, ELF_IMAGE_OK},
        {TEXT + 2, ELF_IMAGE_OK},
        {TEXT + 1, ELF_IMAGE_BAD_ENTRY},
        {TEXT + 0x1800 - 2, ELF_IMAGE_OK},
        {TEXT + 0x1800, ELF_IMAGE_BAD_ENTRY},
        {TEXT - 2, ELF_IMAGE_BAD_ENTRY},
        {DATA + DATA_OFFSET % PAGE, ELF_IMAGE_BAD_ENTRY},
        {0, ELF_IMAGE_BAD_ENTRY},
        {UINT64_MAX - 1, ELF_IMAGE_BAD_ENTRY},
    };
    for (const auto &test : cases) {
        Program program;
        program.header.e_entry = test.entry;
        EXPECT_EQ(ErrorOf(program), test.expected) << std::hex << test.entry;
    }
}

TEST(ElfImage, EntryMayNotBeInThePageBeforeTheSegment) {
    Program program;
    program.segments[0] = Program::Load(TEXT + 0x100, 0x100, 0x100, 0x100, PF_R | PF_X);
    program.header.e_entry = TEXT + 0x100;
    EXPECT_EQ(ErrorOf(program), ELF_IMAGE_OK);
    program.header.e_entry = TEXT + 0xfe;
    EXPECT_EQ(ErrorOf(program), ELF_IMAGE_BAD_ENTRY);
}

TEST(ElfImage, EveryErrorHasItsOwnText) {
    std::set<std::string> texts;
    for (int error = 0; error <= ELF_IMAGE_ERROR_COUNT; error++) {
        texts.insert(elf_image_error_text(static_cast<elf_image_error>(error)));
    }
    EXPECT_EQ(texts.size(), size_t{ELF_IMAGE_ERROR_COUNT} + 1);
}

}  // namespace
