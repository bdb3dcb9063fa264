// SPDX-License-Identifier: Apache-2.0
// One pass over the tree: each property is looked at once, each node is read when its properties are complete.
// libfdt's own look-ups walk the tree again for every name, which would cost every boot millions of instructions.
#include "kernel/boot/devicetree.h"

#include <libfdt.h>
#include <string.h>

#include "kernel/boot/devicetree_reader.h"
#include "kernel/boot/property.h"

enum tree_layout {
    TREE_VERSION = 17,
    RESERVATION_ALIGNMENT_BYTES = 8,
};

// libfdt checks that the blob is aligned and that the blocks lie inside it, but not that the blocks are aligned too.
static bool is_header_good(const void *blob, size_t readable_bytes) {
    return readable_bytes >= FDT_V17_SIZE && fdt_check_header(blob) == 0 && fdt_version(blob) >= TREE_VERSION &&
           fdt_totalsize(blob) <= readable_bytes && fdt_totalsize(blob) <= DEVICETREE_BYTES_MAX &&
           fdt_off_mem_rsvmap(blob) % RESERVATION_ALIGNMENT_BYTES == 0 && fdt_off_dt_struct(blob) % FDT_TAGSIZE == 0;
}

static enum devicetree_error read_reservation_block(struct devicetree_reader *reader) {
    int count = fdt_num_mem_rsv(reader->blob);
    if (count < 0) {
        return DEVICETREE_BAD_STRUCTURE;
    }
    enum devicetree_error error = DEVICETREE_OK;
    for (int i = 0; error == DEVICETREE_OK && i < count; i++) {
        struct physical_range range = {0, 0};
        if (fdt_get_mem_rsv(reader->blob, i, &range.base, &range.bytes) != 0 || range.bytes > UINT64_MAX - range.base) {
            return DEVICETREE_BAD_MEMORY;
        }
        error = devicetree_reader_add_reserved(&reader->info, range);
    }
    return error;
}

// Where the structure block has a tag that fdt_next_tag has checked: all of it lies inside the block.
static const void *structure_at(const struct devicetree_reader *reader, int offset) {
    return reader->structure + offset;
}

// The properties of the innermost node are complete.
static enum devicetree_error end_properties(struct devicetree_reader *reader) {
    if (!reader->in_properties) {
        return DEVICETREE_OK;
    }
    reader->in_properties = false;
    return devicetree_reader_read_node(reader);
}

static enum devicetree_error begin_node(struct devicetree_reader *reader, int offset) {
    enum devicetree_error error = end_properties(reader);
    if (error != DEVICETREE_OK) {
        return error;
    }
    bool is_root = reader->depth == 0;
    reader->name = structure_at(reader, offset + (int)FDT_TAGSIZE);
    if ((is_root && (reader->root_seen || reader->name[0] != '\0')) || reader->depth == DEVICETREE_READER_LEVELS_MAX) {
        return DEVICETREE_BAD_STRUCTURE;
    }
    reader->root_seen = true;
    reader->depth++;
    reader->in_properties = true;
    memset(reader->properties, 0, sizeof(reader->properties));
    return DEVICETREE_OK;
}

static enum devicetree_error add_property(struct devicetree_reader *reader, int offset) {
    if (!reader->in_properties) {
        return DEVICETREE_BAD_STRUCTURE;
    }
    const struct fdt_property *property = structure_at(reader, offset);
    const char *name = fdt_get_string(reader->blob, (int)fdt32_ld(&property->nameoff), NULL);
    if (name == NULL) {
        return DEVICETREE_BAD_STRUCTURE;
    }
    enum property_id id = property_find(name);
    if (id == PROPERTY_COUNT) {
        return DEVICETREE_OK;
    }
    if (reader->properties[id].data != NULL) {
        return DEVICETREE_BAD_STRUCTURE;
    }
    reader->properties[id] = (struct property){(const uint8_t *)property->data, fdt32_ld(&property->len)};
    return DEVICETREE_OK;
}

static enum devicetree_error end_node(struct devicetree_reader *reader) {
    if (reader->depth == 0) {
        return DEVICETREE_BAD_STRUCTURE;
    }
    enum devicetree_error error = end_properties(reader);
    reader->depth--;
    return error;
}

// libfdt adds a property's length to its offset before it looks whether the sum still is an offset.
static bool is_length_absurd(const struct devicetree_reader *reader, int offset) {
    if ((uint32_t)offset + 2 * FDT_TAGSIZE > fdt_size_dt_struct(reader->blob)) {
        return false;
    }
    const fdt32_t *words = structure_at(reader, offset);
    return fdt32_ld(&words[0]) == FDT_PROP && fdt32_ld(&words[1]) > DEVICETREE_BYTES_MAX;
}

static enum devicetree_error read_structure_block(struct devicetree_reader *reader) {
    enum devicetree_error error = DEVICETREE_OK;
    int next = 0;
    while (error == DEVICETREE_OK) {
        int offset = next;
        if (is_length_absurd(reader, offset)) {
            return DEVICETREE_BAD_STRUCTURE;
        }
        uint32_t tag = fdt_next_tag(reader->blob, offset, &next);
        if (next < 0) {
            return DEVICETREE_BAD_STRUCTURE;
        }
        switch (tag) {
            case FDT_BEGIN_NODE:
                error = begin_node(reader, offset);
                break;
            case FDT_PROP:
                error = add_property(reader, offset);
                break;
            case FDT_END_NODE:
                error = end_node(reader);
                break;
            case FDT_END:
                return reader->depth == 0 ? DEVICETREE_OK : DEVICETREE_BAD_STRUCTURE;
            default:  // FDT_NOP: libfdt refuses any other
                break;
        }
    }
    return error;
}

static enum devicetree_error check_essentials(const struct boot_info *info) {
    if (info->hart_count == 0) {
        return DEVICETREE_NO_HARTS;
    }
    if (info->memory_count == 0) {
        return DEVICETREE_NO_MEMORY;
    }
    return info->timebase_hz == 0 ? DEVICETREE_NO_TIMEBASE : DEVICETREE_OK;
}

enum devicetree_error devicetree_read(const void *blob, size_t readable_bytes, struct boot_info *info) {
    if (!is_header_good(blob, readable_bytes)) {
        return DEVICETREE_BAD_HEADER;
    }
    struct devicetree_reader reader;
    memset(&reader, 0, sizeof(reader));
    reader.blob = blob;
    reader.structure = (const uint8_t *)blob + fdt_off_dt_struct(blob);
    reader.info.tree_bytes = fdt_totalsize(blob);
    enum devicetree_error error = read_reservation_block(&reader);
    if (error == DEVICETREE_OK) {
        error = read_structure_block(&reader);
    }
    if (error == DEVICETREE_OK) {
        error = check_essentials(&reader.info);
    }
    if (error == DEVICETREE_OK) {
        error = devicetree_reader_link(&reader);
    }
    if (error == DEVICETREE_OK) {
        *info = reader.info;
    }
    return error;
}

static const char *const error_texts[DEVICETREE_ERROR_COUNT] = {
    [DEVICETREE_OK] = "no error",
    [DEVICETREE_BAD_HEADER] = "not a device tree, or truncated",
    [DEVICETREE_BAD_STRUCTURE] = "its structure is inconsistent",
    [DEVICETREE_NO_HARTS] = "it lists no usable hart",
    [DEVICETREE_TOO_MANY_HARTS] = "it lists too many harts",
    [DEVICETREE_DUPLICATE_HART] = "it lists a hart twice",
    [DEVICETREE_BAD_HART] = "a hart has a malformed id",
    [DEVICETREE_NO_MEMORY] = "it lists no memory",
    [DEVICETREE_BAD_MEMORY] = "a memory range is malformed, or there are too many",
    [DEVICETREE_OVERLAPPING_MEMORY] = "memory ranges overlap",
    [DEVICETREE_TOO_MANY_RESERVED] = "it reserves too many memory ranges",
    [DEVICETREE_BAD_DEVICE] = "a device is malformed, or there are too many",
    [DEVICETREE_NO_TIMEBASE] = "it gives no timebase frequency",
    [DEVICETREE_BAD_INITRD] = "the boot archive is not in memory",
    [DEVICETREE_LONG_COMMAND_LINE] = "the command line is too long or not terminated",
};

const char *devicetree_error_text(enum devicetree_error error) {
    return (uint32_t)error < DEVICETREE_ERROR_COUNT ? error_texts[error] : "unknown error";
}
