// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/elf_sizes.h"

#include <elf.h>

#include <cstring>
#include <vector>

#include "gtest/gtest.h"

namespace {

struct Section {
    uint64_t flags;
    uint32_t type;
    uint64_t size;
};

std::vector<char> MakeElf(const std::vector<Section> &sections) {
    Elf64_Ehdr header = {};
    std::memcpy(header.e_ident, ELFMAG, SELFMAG);
    header.e_ident[EI_CLASS] = ELFCLASS64;
    header.e_ident[EI_DATA] = ELFDATA2LSB;
    header.e_shoff = sizeof(header);
    header.e_shentsize = sizeof(Elf64_Shdr);
    header.e_shnum = static_cast<uint16_t>(sections.size());
    std::vector<char> file(sizeof(header) + sections.size() * sizeof(Elf64_Shdr));
    std::memcpy(file.data(), &header, sizeof(header));
    for (size_t i = 0; i < sections.size(); i++) {
        Elf64_Shdr section = {};
        section.sh_flags = sections[i].flags;
        section.sh_type = sections[i].type;
        section.sh_size = sections[i].size;
        std::memcpy(file.data() + sizeof(header) + i * sizeof(section), &section, sizeof(section));
    }
    return file;
}

TEST(ElfSizesTest, SortsSectionsByWhatTheyAreInMemory) {
    std::vector<char> file = MakeElf({
        {0, SHT_NULL, 0},
        {SHF_ALLOC | SHF_EXECINSTR, SHT_PROGBITS, 1},
        {SHF_ALLOC, SHT_PROGBITS, 20},
        {SHF_ALLOC, SHT_PROGBITS, 40},
        {SHF_ALLOC | SHF_WRITE, SHT_PROGBITS, 300},
        {SHF_ALLOC | SHF_WRITE, SHT_NOBITS, 4000},
        {0, SHT_PROGBITS, 50000},
    });
    elf_sizes sizes = {};
    ASSERT_TRUE(elf_sizes_read(file.data(), file.size(), &sizes));
    EXPECT_EQ(sizes.text_bytes, 1u);
    EXPECT_EQ(sizes.rodata_bytes, 60u);
    EXPECT_EQ(sizes.data_bytes, 300u);
    EXPECT_EQ(sizes.bss_bytes, 4000u);
}

TEST(ElfSizesTest, RefusesWhatIsCutOffOrNotElf) {
    const std::vector<char> whole = MakeElf({{SHF_ALLOC, SHT_PROGBITS, 1}});
    elf_sizes sizes = {};
    ASSERT_TRUE(elf_sizes_read(whole.data(), whole.size(), &sizes));
    EXPECT_FALSE(elf_sizes_read(whole.data(), whole.size() - 1, &sizes));
    EXPECT_FALSE(elf_sizes_read(whole.data(), sizeof(Elf64_Ehdr) - 1, &sizes));
    EXPECT_FALSE(elf_sizes_read(MakeElf({}).data(), sizeof(Elf64_Ehdr), &sizes));
    for (size_t at : {size_t{0}, size_t{EI_CLASS}, size_t{EI_DATA}}) {
        std::vector<char> other = whole;
        other[at] = 'x';
        EXPECT_FALSE(elf_sizes_read(other.data(), other.size(), &sizes)) << at;
    }
}

}  // namespace
