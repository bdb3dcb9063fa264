// SPDX-License-Identifier: Apache-2.0
// The parts of a 64-bit ELF file that are read here: its headers, as they lie in the file.
// Source: System V ABI (ELF-64), RISC-V ELF psABI.
#pragma once

#include <assert.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum elf_constants {
    ELF_CLASS_64 = 2,
    ELF_DATA_LITTLE_ENDIAN = 1,
    ELF_VERSION_CURRENT = 1,
    ELF_TYPE_EXECUTABLE = 2,
    ELF_MACHINE_RISCV = 243,
    ELF_SEGMENT_LOAD = 1,
    ELF_SEGMENT_DYNAMIC = 2,
    ELF_SEGMENT_INTERPRETER = 3,
    ELF_SEGMENT_THREAD_LOCAL = 7,
    ELF_FLAG_EXECUTE = 1u << 0,
    ELF_FLAG_WRITE = 1u << 1,
};

struct elf_header {
    uint8_t magic[4];
    uint8_t file_class;
    uint8_t data;
    uint8_t identity_version;
    uint8_t identity_rest[9];
    uint16_t type;
    uint16_t machine;
    uint32_t version;
    uint64_t entry;
    uint64_t program_headers_offset;
    uint64_t section_headers_offset;
    uint32_t flags;
    uint16_t header_bytes;
    uint16_t program_header_bytes;
    uint16_t program_header_count;
    uint16_t section_header_bytes;
    uint16_t section_header_count;
    uint16_t section_names_index;
};

struct elf_program_header {
    uint32_t type;
    uint32_t flags;
    uint64_t offset;
    uint64_t virtual_address;
    uint64_t physical_address;
    uint64_t file_bytes;
    uint64_t memory_bytes;
    uint64_t alignment;
};

static_assert(sizeof(struct elf_header) == 64, "the layout of an ELF-64 file header");
static_assert(sizeof(struct elf_program_header) == 56, "the layout of an ELF-64 program header");

#ifdef __cplusplus
}
#endif
