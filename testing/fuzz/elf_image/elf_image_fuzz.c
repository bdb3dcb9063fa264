// SPDX-License-Identifier: Apache-2.0
// Whatever bytes are given as a program: nothing outside them is read, and the segments of an image that is accepted
// can be mapped and filled without any further check.
#include "libs/elf_image/elf_image.h"

#include <stdlib.h>
#include <string.h>

#include "abi/limits.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const uint64_t USER_BEGIN = 0x10000;
static const uint64_t USER_END = UINT64_C(1) << 38;

static void check(bool promise) {
    if (!promise) {
        abort();
    }
}

static void check_segment(const struct elf_segment *segment, const uint8_t *file, size_t size) {
    uint64_t room = (USER_END - segment->address) / ABI_PAGE_BYTES;
    check(segment->address % ABI_PAGE_BYTES == 0 && segment->address >= USER_BEGIN && segment->address < USER_END);
    check(segment->page_count >= 1 && segment->page_count <= room);
    check(segment->data_offset < ABI_PAGE_BYTES);
    check(segment->data_bytes <= segment->page_count * ABI_PAGE_BYTES - segment->data_offset);
    check(segment->data >= file && segment->data <= file + size);
    check(segment->data_bytes <= (size_t)(file + size - segment->data));
    check(!segment->writable || !segment->executable);
}

static void check_image(const struct elf_image *image, const uint8_t *file, size_t size) {
    check(image->segment_count >= 1 && image->segment_count <= ELF_IMAGE_SEGMENTS_MAX && image->entry % 2 == 0);
    bool entry_found = false;
    for (uint32_t i = 0; i < image->segment_count; i++) {
        const struct elf_segment *segment = &image->segments[i];
        check_segment(segment, file, size);
        uint64_t end = segment->address + segment->page_count * ABI_PAGE_BYTES;
        entry_found |= segment->executable && image->entry >= segment->address && image->entry < end;
        for (uint32_t other = 0; other < i; other++) {
            const struct elf_segment *before = &image->segments[other];
            check(end <= before->address || before->address + before->page_count * ABI_PAGE_BYTES <= segment->address);
        }
    }
    check(entry_found);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct elf_image image;
    struct elf_image untouched;
    memset(&image, 0x5a, sizeof(image));
    memset(&untouched, 0x5a, sizeof(untouched));
    uint8_t *file = malloc(size + 1);
    if (file == NULL) {
        return 0;
    }
    // A file in an archive may lie anywhere: at an odd address here.
    memcpy(file + 1, data, size);
    if (elf_image_read(file + 1, size, USER_BEGIN, USER_END, &image) == ELF_IMAGE_OK) {
        check_image(&image, file + 1, size);
    } else {
        check(memcmp(&image, &untouched, sizeof(image)) == 0);
    }
    free(file);
    return 0;
}
