// SPDX-License-Identifier: Apache-2.0
// Every instruction of the kernels: none is of floating point but those that save and load a task's registers, and none touches what is the
// firmware's, where the registers of interrupts that cannot be masked are as well.
// Source: RISC-V Unprivileged ISA 20240411, chapters "RV32/64G Instruction Set Listings" and "C" (instruction set listings); Privileged
// Architecture 20240411, "CSR Address Mapping Conventions".
#include <elf.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace {

// The images are a matter of the BUILD file: the same look at one that is broken has to be red.
const char *const kImages[] = {KERNEL_IMAGES};

// kernel/arch/riscv64/float.S
const std::set<std::string> kFloatCode = {"float_save", "float_load", "float_clear"};

struct Instruction {
    std::string where;  // function and offset
    std::string function;
    uint32_t word;
    bool is_short;
};

std::string ReadFile(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    EXPECT_TRUE(file) << path;
    return std::string(std::istreambuf_iterator<char>(file), {});
}

template <typename Record> Record RecordAt(const std::string &bytes, size_t offset) {
    Record record = {};
    EXPECT_LE(offset + sizeof(record), bytes.size());
    std::memcpy(&record, bytes.data() + offset, sizeof(record));
    return record;
}

class Image {
  public:
    explicit Image(const std::string &path) : bytes_(ReadFile(path)), header_(RecordAt<Elf64_Ehdr>(bytes_, 0)) {
        EXPECT_EQ(std::memcmp(header_.e_ident, ELFMAG, SELFMAG), 0) << path;
        for (size_t i = 0; i < header_.e_shnum; i++) {
            Elf64_Shdr section = Section(i);
            if (section.sh_type == SHT_SYMTAB) {
                ReadSymbols(section);
            }
        }
        for (size_t i = 0; i < header_.e_shnum; i++) {
            Elf64_Shdr section = Section(i);
            if (section.sh_type == SHT_PROGBITS && (section.sh_flags & SHF_EXECINSTR) != 0) {
                ReadText(section);
            }
        }
    }

    const std::vector<Instruction> &instructions() const {
        return instructions_;
    }

  private:
    std::string bytes_;
    Elf64_Ehdr header_;
    std::vector<std::pair<uint64_t, std::string>> symbols_;
    std::vector<Instruction> instructions_;

    Elf64_Shdr Section(size_t index) const {
        return RecordAt<Elf64_Shdr>(bytes_, header_.e_shoff + index * header_.e_shentsize);
    }

    void ReadSymbols(const Elf64_Shdr &section) {
        Elf64_Shdr names = Section(section.sh_link);
        for (uint64_t at = 0; at < section.sh_size; at += sizeof(Elf64_Sym)) {
            auto symbol = RecordAt<Elf64_Sym>(bytes_, section.sh_offset + at);
            std::string name = bytes_.c_str() + names.sh_offset + symbol.st_name;
            uint32_t type = ELF64_ST_TYPE(symbol.st_info);
            // Names that begin with '$' or '.' mark kinds of contents and places inside of functions.
            if ((type == STT_FUNC || type == STT_NOTYPE) && !name.empty() && name[0] != '$' && name[0] != '.') {
                symbols_.emplace_back(symbol.st_value, name);
            }
        }
    }

    std::string FunctionAt(uint64_t address, uint64_t *offset) const {
        const std::pair<uint64_t, std::string> *best = nullptr;
        for (const auto &symbol : symbols_) {
            if (symbol.first <= address && (best == nullptr || symbol.first > best->first)) {
                best = &symbol;
            }
        }
        *offset = best == nullptr ? address : address - best->first;
        return best == nullptr ? "" : best->second;
    }

    void ReadText(const Elf64_Shdr &section) {
        for (uint64_t at = 0; at + 2 <= section.sh_size;) {
            uint32_t word = RecordAt<uint16_t>(bytes_, section.sh_offset + at);
            bool is_short = (word & 3) != 3;
            if (!is_short) {
                word = RecordAt<uint32_t>(bytes_, section.sh_offset + at);
            }
            uint64_t offset = 0;
            std::string function = FunctionAt(section.sh_addr + at, &offset);
            instructions_.push_back({function + "+" + std::to_string(offset), function, word, is_short});
            at += is_short ? 2 : 4;
        }
    }
};

bool IsFloat(const Instruction &instruction) {
    if (instruction.is_short) {
        // c.fld, c.fsd, c.fldsp, c.fsdsp
        uint32_t quadrant = instruction.word & 3;
        uint32_t operation = instruction.word >> 13;
        return (quadrant == 0 || quadrant == 2) && (operation == 1 || operation == 5);
    }
    // LOAD-FP, STORE-FP, MADD, MSUB, NMSUB, NMADD, OP-FP
    static const std::set<uint32_t> opcodes = {0x07, 0x27, 0x43, 0x47, 0x4b, 0x4f, 0x53};
    return opcodes.count(instruction.word & 0x7f) != 0;
}

// Of a register of the firmware's mode, which bits 9 and 8 of its number say.
bool IsOfFirmware(const Instruction &instruction) {
    uint32_t operation = instruction.word >> 12 & 7;
    return !instruction.is_short && (instruction.word & 0x7f) == 0x73 && operation % 4 != 0 &&
           (instruction.word >> 28 & 3) == 3;
}

TEST(IntegerOnly, NoInstructionIsOfFloatingPointButThoseOfATasksRegisters) {
    for (const char *path : kImages) {
        const Image image(path);
        size_t of_tasks = 0;
        for (const auto &instruction : image.instructions()) {
            bool is_float = IsFloat(instruction);
            bool is_of_task = kFloatCode.count(instruction.function) != 0;
            EXPECT_FALSE(is_float && !is_of_task) << path << ": " << instruction.where;
            of_tasks += is_float && is_of_task ? 1 : 0;
        }
        // Each register is saved, loaded and cleared: the look sees them where they are.
        EXPECT_GE(of_tasks, 3u * 32) << path;
        EXPECT_GT(image.instructions().size(), 10000u) << path;
    }
}

TEST(IntegerOnly, NoInstructionTouchesARegisterOfTheFirmware) {
    for (const char *path : kImages) {
        const Image image(path);
        size_t of_kernel = 0;
        for (const auto &instruction : image.instructions()) {
            EXPECT_FALSE(IsOfFirmware(instruction)) << path << ": " << instruction.where;
            bool is_status = !instruction.is_short && (instruction.word & 0x7f) == 0x73 &&
                             instruction.word >> 20 == 0x100;  // sstatus
            of_kernel += is_status ? 1 : 0;
        }
        EXPECT_GT(of_kernel, 0u) << path << ": the look sees no register at all";
    }
}

}  // namespace
