// SPDX-License-Identifier: Apache-2.0
#include "libs/elf_image/elf_image.h"

#include <string.h>

#include "abi/limits.h"
#include "libs/elf_image/elf_format.h"

struct user_space {
    uint64_t begin;
    uint64_t end;
};

static bool is_inside(uint64_t offset, uint64_t bytes, uint64_t whole_bytes) {
    return offset <= whole_bytes && bytes <= whole_bytes - offset;
}

static enum elf_image_error check_header(const struct elf_header *header, size_t bytes) {
    static const uint8_t magic[4] = {0x7f, 'E', 'L', 'F'};
    if (memcmp(header->magic, magic, sizeof(magic)) != 0 || header->file_class != ELF_CLASS_64 ||
        header->data != ELF_DATA_LITTLE_ENDIAN || header->identity_version != ELF_VERSION_CURRENT ||
        header->version != ELF_VERSION_CURRENT) {
        return ELF_IMAGE_NOT_ELF;
    }
    if (header->machine != ELF_MACHINE_RISCV) {
        return ELF_IMAGE_WRONG_MACHINE;
    }
    if (header->type != ELF_TYPE_EXECUTABLE) {
        return ELF_IMAGE_NOT_STATIC;
    }
    if (header->program_header_count == 0 || header->program_header_bytes != sizeof(struct elf_program_header)) {
        return ELF_IMAGE_BAD_SEGMENT;
    }
    uint64_t table_bytes = header->program_header_count * sizeof(struct elf_program_header);
    return is_inside(header->program_headers_offset, table_bytes, bytes) ? ELF_IMAGE_OK : ELF_IMAGE_TRUNCATED;
}

static bool is_aligned(const struct elf_program_header *header) {
    uint64_t mask = header->alignment - 1;  // an alignment of 0 or 1 means none
    return header->alignment == 0 ||
           ((header->alignment & mask) == 0 && ((header->virtual_address - header->offset) & mask) == 0);
}

// Lays the segment out in whole pages.
static enum elf_image_error read_segment(const struct elf_program_header *header, struct user_space space,
                                         struct elf_segment *segment) {
    uint64_t in_page = header->virtual_address % ABI_PAGE_BYTES;
    uint64_t first_page = header->virtual_address - in_page;
    if (header->file_bytes > header->memory_bytes || !is_aligned(header) || first_page < space.begin ||
        !is_inside(header->virtual_address, header->memory_bytes, space.end)) {
        return ELF_IMAGE_BAD_SEGMENT;
    }
    // Neither sum wraps: in_page is at most the address, and address and size together end in user space.
    uint64_t page_count = (in_page + header->memory_bytes - 1) / ABI_PAGE_BYTES + 1;
    if (page_count > (space.end - first_page) / ABI_PAGE_BYTES) {
        return ELF_IMAGE_BAD_SEGMENT;
    }
    segment->address = first_page;
    segment->page_count = page_count;
    segment->data_offset = in_page;
    segment->data_bytes = header->file_bytes;
    segment->writable = (header->flags & ELF_FLAG_WRITE) != 0;
    segment->executable = (header->flags & ELF_FLAG_EXECUTE) != 0;
    return segment->writable && segment->executable ? ELF_IMAGE_WRITE_EXECUTE : ELF_IMAGE_OK;
}

static bool shares_page(const struct elf_segment *a, const struct elf_segment *b) {
    return a->address < b->address + b->page_count * ABI_PAGE_BYTES &&
           b->address < a->address + a->page_count * ABI_PAGE_BYTES;
}

static enum elf_image_error add_segment(const uint8_t *file, size_t bytes, const struct elf_program_header *header,
                                        struct user_space space, struct elf_image *image) {
    if (!is_inside(header->offset, header->file_bytes, bytes)) {
        return ELF_IMAGE_TRUNCATED;
    }
    struct elf_segment segment = {.data = file + header->offset};
    enum elf_image_error error = read_segment(header, space, &segment);
    if (error != ELF_IMAGE_OK) {
        return error;
    }
    for (uint32_t i = 0; i < image->segment_count; i++) {
        if (shares_page(&image->segments[i], &segment)) {
            return ELF_IMAGE_OVERLAP;
        }
    }
    if (image->segment_count == ELF_IMAGE_SEGMENTS_MAX) {
        return ELF_IMAGE_TOO_MANY;
    }
    image->segments[image->segment_count++] = segment;
    return ELF_IMAGE_OK;
}

static enum elf_image_error add_program_header(const uint8_t *file, size_t bytes,
                                               const struct elf_program_header *header, struct user_space space,
                                               struct elf_image *image) {
    switch (header->type) {
        case ELF_SEGMENT_DYNAMIC:
        case ELF_SEGMENT_INTERPRETER:
            return ELF_IMAGE_NOT_STATIC;
        case ELF_SEGMENT_LOAD:
            // Linkers leave a segment empty when nothing went into it.
            if (header->memory_bytes == 0 && header->file_bytes == 0) {
                return ELF_IMAGE_OK;
            }
            return add_segment(file, bytes, header, space, image);
        default:
            return ELF_IMAGE_OK;
    }
}

// Zeros after the file's bytes are no instructions.
static bool is_entry_good(const struct elf_image *image) {
    for (uint32_t i = 0; i < image->segment_count; i++) {
        const struct elf_segment *segment = &image->segments[i];
        uint64_t offset = image->entry - segment->address - segment->data_offset;
        if (segment->executable && offset < segment->data_bytes) {
            return image->entry % 2 == 0;
        }
    }
    return false;
}

enum elf_image_error elf_image_read(const void *file, size_t bytes, uint64_t user_begin, uint64_t user_end,
                                    struct elf_image *image) {
    struct elf_header header;
    if (bytes < sizeof(header)) {
        return ELF_IMAGE_TRUNCATED;
    }
    memcpy(&header, file, sizeof(header));  // the file may lie at any address
    enum elf_image_error error = check_header(&header, bytes);
    struct elf_image found = {.entry = header.entry};
    for (uint32_t i = 0; error == ELF_IMAGE_OK && i < header.program_header_count; i++) {
        struct elf_program_header program_header;
        memcpy(&program_header, (const uint8_t *)file + header.program_headers_offset + i * sizeof(program_header),
               sizeof(program_header));
        error = add_program_header(file, bytes, &program_header, (struct user_space){user_begin, user_end}, &found);
    }
    if (error != ELF_IMAGE_OK) {
        return error;
    }
    if (found.segment_count == 0) {
        return ELF_IMAGE_BAD_SEGMENT;
    }
    if (!is_entry_good(&found)) {
        return ELF_IMAGE_BAD_ENTRY;
    }
    *image = found;
    return ELF_IMAGE_OK;
}

static const char *const error_texts[ELF_IMAGE_ERROR_COUNT] = {
    [ELF_IMAGE_OK] = "no error",
    [ELF_IMAGE_TRUNCATED] = "it is truncated",
    [ELF_IMAGE_NOT_ELF] = "it is not a 64-bit little-endian ELF file",
    [ELF_IMAGE_WRONG_MACHINE] = "it is not for RISC-V",
    [ELF_IMAGE_NOT_STATIC] = "it is not statically linked",
    [ELF_IMAGE_BAD_SEGMENT] = "a segment is malformed, or there is none",
    [ELF_IMAGE_OVERLAP] = "two segments share a page",
    [ELF_IMAGE_WRITE_EXECUTE] = "a segment is both writable and executable",
    [ELF_IMAGE_TOO_MANY] = "it has too many segments",
    [ELF_IMAGE_BAD_ENTRY] = "its entry point is not in an executable segment",
};

const char *elf_image_error_text(enum elf_image_error error) {
    return (uint32_t)error < ELF_IMAGE_ERROR_COUNT ? error_texts[error] : "unknown error";
}
