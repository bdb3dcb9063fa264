// SPDX-License-Identifier: Apache-2.0
// A program file is foreign. Whatever its bytes say: nothing outside the file is read, and what is to be mapped lies in user space,
// overlaps nothing, and is never writable and executable.
#include "libs/elf_image/elf_image.h"

#include "abi/limits.h"
#include "libs/elf_image/elf_format.h"
#include "testing/proofs/proof.h"

enum {
    HEADERS = 2,
    FILE_BYTES = sizeof(struct elf_header) + HEADERS * sizeof(struct elf_program_header),
};

static struct {
    struct elf_header header;
    struct elf_program_header program_headers[HEADERS];
} file;
_Static_assert(sizeof(file) == FILE_BYTES, "no holes: what is behind the file is not there");

void prove_image_is_sound(void) {
    __CPROVER_havoc_object(&file);
    uint32_t bytes = any_below(FILE_BYTES + 1);
    uint64_t begin = ABI_PAGE_BYTES;
    uint64_t end = UINT64_C(1) << 38;
    // Where the table lies decides only which bytes are read; that they are inside the file is proven for every place.
    SUPPOSE(file.header.program_headers_offset == sizeof(struct elf_header) ||
            file.header.program_headers_offset > FILE_BYTES - sizeof(struct elf_program_header));
    struct elf_image image;
    image.segment_count = 0;

    enum elf_image_error error = elf_image_read(&file, bytes, begin, end, &image);

    uint32_t one = any_below(HEADERS);
    uint32_t other = any_below(HEADERS);
    const struct elf_segment *segment = &image.segments[one];
    const struct elf_segment *second = &image.segments[other];
    bool good = error == ELF_IMAGE_OK;
    bool has_one = good && one < image.segment_count;
    uint64_t segment_end = segment->address + segment->page_count * ABI_PAGE_BYTES;
    const uint8_t *start = (const uint8_t *)&file;
    PROVE(IMPLIES(good, image.segment_count >= 1 && image.segment_count <= HEADERS), "some segments");
    PROVE(IMPLIES(has_one, segment->address % ABI_PAGE_BYTES == 0 && segment->address >= begin),
          "whole pages of user space");
    PROVE(
        IMPLIES(has_one, segment->page_count != 0 && segment->page_count <= (end - segment->address) / ABI_PAGE_BYTES),
        "to its end");
    PROVE(IMPLIES(has_one, !(segment->writable && segment->executable)), "never writable and executable");
    PROVE(IMPLIES(has_one, segment->data >= start && segment->data_bytes <= bytes - (uint64_t)(segment->data - start)),
          "data inside the file");
    PROVE(IMPLIES(has_one, segment->data_offset + segment->data_bytes <= segment->page_count * ABI_PAGE_BYTES),
          "data inside the pages");
    bool are_two = has_one && other < image.segment_count && one != other;
    PROVE(IMPLIES(are_two, second->address >= segment_end || second->address < segment->address), "no page twice");
    REACHED();
}
