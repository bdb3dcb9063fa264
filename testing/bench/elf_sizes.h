// SPDX-License-Identifier: Apache-2.0
// How large the parts of an ELF image are in memory. Pure.
// Source: System V ABI, ELF-64 object file format.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct elf_sizes {
    uint64_t text_bytes;    // executable
    uint64_t rodata_bytes;  // neither executable nor writable
    uint64_t data_bytes;    // writable, with contents in the file
    uint64_t bss_bytes;     // writable, zero at the start
};

// Adds up the sections that occupy memory. Errors: false when the file is not a well-formed 64-bit little-endian ELF file
// with sections.
bool elf_sizes_read(const void *file, size_t bytes, struct elf_sizes *sizes);

#ifdef __cplusplus
}
#endif
