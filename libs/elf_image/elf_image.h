// SPDX-License-Identifier: Apache-2.0
// Checks a statically linked RISC-V user program and lists what to map. Pure. The kernel uses it for the first
// program only, libs/loader for all others.
// Source: System V ABI (ELF-64), RISC-V ELF psABI.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

enum elf_image_limits {
    ELF_IMAGE_SEGMENTS_MAX = 8,
};

// One PT_LOAD segment. Page-aligned start; the pages of two segments never overlap.
struct elf_segment {
    uint64_t address;  // page-aligned virtual address of the first page
    uint64_t page_count;
    uint64_t data_offset;  // where in the first page the file bytes begin (below ABI_PAGE_BYTES)
    const uint8_t *data;   // file bytes, inside the image
    uint64_t data_bytes;   // the rest of the pages is zero
    bool writable;
    bool executable;  // never together with writable
};

struct elf_image {
    uint64_t entry;  // inside an executable segment
    uint32_t segment_count;
    struct elf_segment segments[ELF_IMAGE_SEGMENTS_MAX];
};

enum elf_image_error {
    ELF_IMAGE_OK = 0,
    ELF_IMAGE_TRUNCATED,      // header, program headers or a segment's bytes lie outside the file
    ELF_IMAGE_NOT_ELF,        // magic, class, byte order or version
    ELF_IMAGE_WRONG_MACHINE,  // not RISC-V
    ELF_IMAGE_NOT_STATIC,     // not ET_EXEC, or it asks for an interpreter or a dynamic section
    ELF_IMAGE_BAD_SEGMENT,    // wraps, outside user space, file size above memory size, misaligned, none at all
    ELF_IMAGE_OVERLAP,        // two segments share a page
    ELF_IMAGE_WRITE_EXECUTE,  // a segment both writable and executable
    ELF_IMAGE_TOO_MANY,       // more than ELF_IMAGE_SEGMENTS_MAX
    ELF_IMAGE_BAD_ENTRY,      // the entry point is not in an executable segment, or odd
    ELF_IMAGE_ERROR_COUNT
};

// Reads the image, which may lie at any alignment; empty segments are left out. User space is [user_begin, user_end). *image is written only on success.
ABI_MUST_USE enum elf_image_error elf_image_read(const void *file, size_t bytes, uint64_t user_begin, uint64_t user_end,
                                                 struct elf_image *image);

const char *elf_image_error_text(enum elf_image_error error);

#ifdef __cplusplus
}
#endif
