// SPDX-License-Identifier: Apache-2.0
// The walk over the nodes of a tree that may say anything. It ends, opens no more nodes than there is room for, and hands on nothing that
// is not inside the structure block. libfdt is trusted: here are functions that answer anything that it promises, and state what it asks for.
// What a node says, and what refers to other nodes, are the subjects of node_proof.c and link_proof.c.
#include "kernel/boot/devicetree.h"

#include <libfdt.h>
#include <stddef.h>

#include "kernel/boot/devicetree_reader.h"
#include "testing/proofs/proof.h"

enum {
    LEVELS_MAX = 2,
    RESERVED_MAX = 2,
    STRUCTURE_BYTES = 28,  // a node more than may be inside of another one, or the root with a property
    TREE_BYTES = FDT_V17_SIZE + STRUCTURE_BYTES,
    FDT_ERRORS = FDT_ERR_MAX,
    PROPERTY_BYTES = sizeof(struct fdt_property),
};
_Static_assert(DEVICETREE_READER_LEVELS_MAX == LEVELS_MAX && DEVICETREE_RESERVED_MAX == RESERVED_MAX, "scaled");

static uint8_t tree[TREE_BYTES];
static uint32_t readable;
static int reservations;
static int next_offset;  // where the walk has to go on
static bool header_good;
static bool ended;
static bool complete;
static uint32_t depth_read;  // of the node that was read last
static bool linked;
static struct boot_info gathered;  // what the walk has when everything is linked

static int any_error(void) {
    return -1 - (int)any_below(FDT_ERRORS);
}

static uint32_t structure_begin(void) {
    return fdt_off_dt_struct(tree);
}

static bool is_block(uint32_t offset, uint32_t bytes) {
    uint32_t all = fdt_totalsize(tree);
    return offset >= FDT_V17_SIZE && offset <= all && bytes <= all - offset;
}

int fdt_check_header(const void *fdt) {
    PROVE(fdt == tree && readable >= FDT_V17_SIZE, "no header is read that is cut off");
    bool refused = nondet_bool();
    if (refused || fdt_totalsize(tree) < FDT_V17_SIZE || fdt_totalsize(tree) > INT32_MAX ||
        !is_block(fdt_off_mem_rsvmap(tree), 0) || !is_block(structure_begin(), fdt_size_dt_struct(tree))) {
        return any_error();
    }
    header_good = true;
    return 0;
}

static void check_tree(const void *fdt) {
    PROVE(fdt == tree && header_good, "no tree is read whose header is not good");
    PROVE(fdt_totalsize(tree) <= readable, "the tree ends where memory does");
}

int fdt_num_mem_rsv(const void *fdt) {
    check_tree(fdt);
    reservations = nondet_bool() ? (int)any_below(INT32_MAX) : any_error();
    return reservations;
}

int fdt_get_mem_rsv(const void *fdt, int n, uint64_t *address, uint64_t *size) {
    check_tree(fdt);
    PROVE(n >= 0 && n < reservations, "a reservation that there is");
    if (nondet_bool()) {
        return any_error();
    }
    *address = nondet_uint64();
    *size = nondet_uint64();
    SUPPOSE(*size != 0);  // an empty one is the end of the list
    return 0;
}

const char *fdt_get_string(const void *fdt, int stroffset, int *lenp) {
    check_tree(fdt);
    PROVE(lenp == NULL, "no length is asked for");
    (void)stroffset;
    return nondet_bool() ? "" : NULL;
}

// How many bytes of the block a tag takes; 0 when it is not whole, or none.
static uint32_t bytes_of_tag(uint32_t tag, const uint8_t *at, uint32_t left) {
    uint32_t name = any_below(STRUCTURE_BYTES);
    switch (tag) {
        case FDT_BEGIN_NODE:
            return name < left - FDT_TAGSIZE && at[FDT_TAGSIZE + name] == '\0' ? FDT_TAGSIZE + name + 1 : 0;
        case FDT_PROP: {
            uint32_t length = left < PROPERTY_BYTES ? 0 : fdt32_ld(&((const struct fdt_property *)at)->len);
            return left >= PROPERTY_BYTES && length <= left - PROPERTY_BYTES ? PROPERTY_BYTES + length : 0;
        }
        case FDT_END_NODE:
        case FDT_NOP:
        case FDT_END:
            return FDT_TAGSIZE;
        default:
            return 0;
    }
}

uint32_t fdt_next_tag(const void *fdt, int startoffset, int *nextoffset) {
    check_tree(fdt);
    PROVE(startoffset >= 0 && startoffset == next_offset, "goes on where the last tag ended");
    PROVE(!ended, "nothing is read behind the end or an error");
    uint32_t block = fdt_size_dt_struct(tree);
    uint32_t offset = (uint32_t)startoffset;
    uint32_t left = offset > block ? 0 : block - offset;
    const uint8_t *at = left < FDT_TAGSIZE ? tree : tree + structure_begin() + offset;
    uint32_t tag = left < FDT_TAGSIZE ? FDT_END : fdt32_ld((const fdt32_t *)at);
    uint32_t bytes = left < FDT_TAGSIZE ? 0 : bytes_of_tag(tag, at, left);
    if (tag == FDT_PROP && left >= 2 * FDT_TAGSIZE) {
        uint32_t length = fdt32_ld(&((const struct fdt_property *)at)->len);
        PROVE((uint64_t)length + PROPERTY_BYTES + offset <= INT32_MAX,
              "an offset of which libfdt can tell the next one");
    }
    bool refused = nondet_bool();
    ended = refused || bytes == 0 || tag == FDT_END;
    if (refused || bytes == 0) {
        *nextoffset = any_error();
        return FDT_END;
    }
    complete = tag == FDT_END;
    *nextoffset = next_offset = (int)((offset + bytes + FDT_TAGSIZE - 1) / FDT_TAGSIZE * FDT_TAGSIZE);
    return tag;
}

enum property_id property_find(const char *name) {
    PROVE(name != NULL, "a name that there is");
    return (enum property_id)any_below(PROPERTY_COUNT + 1);
}

enum devicetree_error devicetree_reader_add_reserved(struct boot_info *info, struct physical_range range) {
    PROVE(range.bytes != 0 && range.bytes <= UINT64_MAX - range.base, "no reservation wraps");
    if (info->reserved_count == DEVICETREE_RESERVED_MAX) {
        return DEVICETREE_TOO_MANY_RESERVED;
    }
    info->reserved[info->reserved_count++] = range;
    return DEVICETREE_OK;
}

static bool is_in_structure(const uint8_t *data, uint32_t bytes) {
    const uint8_t *block = tree + structure_begin();
    size_t at = (size_t)(data - block);
    return data >= block && at <= fdt_size_dt_struct(tree) && bytes <= fdt_size_dt_struct(tree) - at;
}

static enum devicetree_error any_result(void) {
    return (enum devicetree_error)any_below(DEVICETREE_ERROR_COUNT);
}

enum devicetree_error devicetree_reader_read_node(struct devicetree_reader *reader) {
    PROVE(reader->depth >= 1 && reader->depth <= LEVELS_MAX, "no more open nodes than there is room for");
    PROVE(reader->depth <= depth_read + 1, "read after the node around it");
    PROVE(is_in_structure((const uint8_t *)reader->name, 1), "the name lies in the structure block");
    uint32_t id = any_below(PROPERTY_COUNT);
    struct property property = reader->properties[id];
    PROVE(property.data == NULL ? property.bytes == 0 : is_in_structure(property.data, property.bytes),
          "a property lies in the structure block");
    depth_read = reader->depth;
    reader->info.hart_count = nondet_uint32();
    reader->info.memory_count = nondet_uint32();
    reader->info.timebase_hz = nondet_uint64();
    return any_result();
}

enum devicetree_error devicetree_reader_link(struct devicetree_reader *reader) {
    PROVE(complete && reader->depth == 0, "linked when the tree is complete");
    PROVE(reader->info.hart_count != 0 && reader->info.memory_count != 0 && reader->info.timebase_hz != 0,
          "linked when there is what every machine has");
    PROVE(reader->info.tree_bytes == fdt_totalsize(tree), "the size of the tree");
    enum devicetree_error error = any_result();
    linked = error == DEVICETREE_OK;
    gathered = reader->info;
    return error;
}

static bool is_same(const struct boot_info *a, const struct boot_info *b) {
    return a->tree_bytes == b->tree_bytes && a->hart_count == b->hart_count && a->memory_count == b->memory_count &&
           a->reserved_count == b->reserved_count && a->timebase_hz == b->timebase_hz;
}

void prove_walk_is_bounded(void) {
    readable = any_below(TREE_BYTES + 1);
    __CPROVER_havoc_object(tree);
    struct boot_info info;
    const struct boot_info before = info;

    enum devicetree_error error = devicetree_read(tree, readable, &info);

    bool good = error == DEVICETREE_OK;
    PROVE((uint32_t)error < DEVICETREE_ERROR_COUNT, "an error with a text");
    PROVE(good == linked, "good exactly when everything is");
    PROVE(IMPLIES(!good, is_same(&info, &before)), "untouched unless good");
    PROVE(IMPLIES(good, is_same(&info, &gathered)), "what was gathered");
    REACHED();
}
