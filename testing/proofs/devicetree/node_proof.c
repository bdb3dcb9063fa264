// SPDX-License-Identifier: Apache-2.0
// Whatever a node says, to a reader that has gathered anything before: what is gathered is valid afterwards, or the node is refused; and
// nothing that was gathered is lost. The bytes of properties come from functions that keep the contract of property.h.
#include "kernel/boot/devicetree_reader.h"

#include "testing/proofs/devicetree/property_contract.h"
#include "testing/proofs/devicetree/reader_validity.h"
#include "testing/proofs/proof.h"

enum {
    HARTS_MAX = 3,
    MEMORY_MAX = 3,
    RESERVED_MAX = 3,
    VIRTIO_MAX = 2,
    LEVELS_MAX = 4,
    LINE_MAX = 4,
    SEED_MAX = 4,
    NAME_BYTES = 17,   // a letter more than the longest name that is looked for, or its NUL
    ISA_BYTES = 8,     // the extension that is looked for, and more
    BLOCK_BYTES = 68,  // of a property: a range more than there is room for, and a cell
};
_Static_assert(ABI_HARTS_MAX == HARTS_MAX && DEVICETREE_MEMORY_MAX == MEMORY_MAX &&
                   DEVICETREE_RESERVED_MAX == RESERVED_MAX && DEVICETREE_VIRTIO_MAX == VIRTIO_MAX &&
                   DEVICETREE_READER_LEVELS_MAX == LEVELS_MAX && DEVICETREE_COMMAND_LINE_MAX == LINE_MAX &&
                   DEVICETREE_SEED_MAX == SEED_MAX,
               "scaled");

static struct devicetree_reader reader;
static struct devicetree_reader before;
static char name[NAME_BYTES];

static void any_node(const uint8_t *block) {
    __CPROVER_havoc_object(name);
    SUPPOSE(name[NAME_BYTES - 1] == '\0');
    reader.name = name;
    for (uint32_t id = 0; id < PROPERTY_COUNT; id++) {
        reader.properties[id] = contract_property(block, BLOCK_BYTES);
    }
}

// With so many nodes open, of which the innermost has not been read yet.
static void any_reader(uint32_t depth) {
    const uint8_t *block = __CPROVER_allocate(BLOCK_BYTES, 0);
    __CPROVER_havoc_object(&reader);
    any_node(block);
    reader.plic_targets = contract_property(block, BLOCK_BYTES);
    reader.sswi_targets = contract_property(block, BLOCK_BYTES);
    reader.depth = depth;
    SUPPOSE(is_info_valid(&reader) && are_levels_valid(&reader, depth - 1));
}

static bool is_same(struct property a, struct property b) {
    return a.data == b.data && a.bytes == b.bytes;
}

static bool is_device_kept(struct device_range now, struct device_range then) {
    return !then.present || (now.present && is_same_range(now.range, then.range));
}

static bool is_memory_kept(struct physical_range range) {
    bool found = false;
    for (uint32_t i = 0; i < MEMORY_MAX; i++) {
        found |= i < reader.info.memory_count && is_same_range(reader.info.memory[i], range);
    }
    return found;
}

// What was found before the node.
static void prove_kept(void) {
    const struct boot_info *now = &reader.info;
    const struct boot_info *then = &before.info;
    uint32_t hart = any_below(HARTS_MAX);
    uint32_t memory = any_below(MEMORY_MAX);
    uint32_t reserved = any_below(RESERVED_MAX);
    uint32_t virtio = any_below(VIRTIO_MAX);
    PROVE(IMPLIES(hart < then->hart_count,
                  hart < now->hart_count && now->harts[hart].hart.value == then->harts[hart].hart.value),
          "no hart is lost");
    PROVE(IMPLIES(memory < then->memory_count, is_memory_kept(then->memory[memory])), "no memory is lost");
    PROVE(IMPLIES(reserved < then->reserved_count,
                  reserved < now->reserved_count && is_same_range(now->reserved[reserved], then->reserved[reserved])),
          "no reservation is lost");
    PROVE(IMPLIES(virtio < then->virtio_count,
                  virtio < now->virtio_count && is_same_range(now->virtio[virtio].range, then->virtio[virtio].range)),
          "no virtio device is lost");
    PROVE(is_device_kept(now->uart, then->uart) && is_device_kept(now->plic, then->plic) &&
              is_device_kept(now->sswi, then->sswi) && is_device_kept(now->test_device, then->test_device) &&
              is_device_kept(now->rtc, then->rtc),
          "the first device counts");
}

static void prove_node(void) {
    before = reader;

    enum devicetree_error error = devicetree_reader_read_node(&reader);

    bool good = error == DEVICETREE_OK;
    const struct boot_info *info = &reader.info;
    PROVE((uint32_t)error < DEVICETREE_ERROR_COUNT, "an error with a text");
    PROVE(info->hart_count <= HARTS_MAX, "no more harts than there is room for");
    PROVE(info->memory_count <= MEMORY_MAX, "no more memory than there is room for");
    PROVE(info->reserved_count <= RESERVED_MAX, "no more reservations than there is room for");
    PROVE(info->virtio_count <= VIRTIO_MAX, "no more virtio devices than there is room for");
    PROVE(IMPLIES(good, are_harts_valid(&reader)), "no hart twice");
    PROVE(IMPLIES(good, is_memory_valid(info)), "memory is sorted and apart");
    PROVE(IMPLIES(good, is_reserved_valid(info)), "reservations are ranges");
    PROVE(IMPLIES(good, are_devices_valid(&reader)), "devices are ranges");
    PROVE(IMPLIES(good, is_virtio_valid(&reader)), "virtio devices are ranges");
    PROVE(IMPLIES(good, is_chosen_valid(info)), "the command line ends, the archive does not wrap");
    PROVE(are_levels_valid(&reader, reader.depth), "each kind of node where the tree has it");
    PROVE(reader.depth == before.depth && reader.blob == before.blob, "the walk is left alone");
    PROVE(is_same(reader.plic_targets, before.plic_targets) ||
              is_same(reader.plic_targets, before.properties[PROPERTY_INTERRUPTS_EXTENDED]),
          "targets of the PLIC are a property");
    PROVE(is_same(reader.sswi_targets, before.sswi_targets) ||
              is_same(reader.sswi_targets, before.properties[PROPERTY_INTERRUPTS_EXTENDED]),
          "targets of the SSWI are a property");
    prove_kept();
}

// A node inside of one of that kind.
static void prove_node_inside(uint32_t depth, enum devicetree_level_kind kind) {
    any_reader(depth);
    SUPPOSE(reader.levels[depth - 2].kind == kind);
    // What is supposed of it, as a constant: the other kinds are not looked at.
    reader.levels[depth - 2].kind = kind;
    prove_node();
}

void prove_root_is_read(void) {
    any_reader(1);
    prove_node();
    REACHED();
}

// A node directly below the root, in three cases: it says to be memory that is used, or not used, or does not. The first is any name; those
// that have a meaning are told before anything of that is looked at, so for the others, in which there is more to solve, it has none.
static void any_top_node(enum contract_answer is_memory) {
    any_reader(2);
    SUPPOSE(reader.levels[0].kind == DEVICETREE_LEVEL_OTHER);
    contract_is_memory = is_memory;
}

void prove_memory_is_read(void) {
    any_top_node(CONTRACT_YES);
    contract_is_other = CONTRACT_YES;
    prove_node();
    REACHED();
}

void prove_disabled_memory_is_read(void) {
    any_top_node(CONTRACT_YES);
    SUPPOSE(reader.properties[PROPERTY_STATUS].data != NULL);
    contract_is_other = CONTRACT_NO;
    reader.name = "node";
    prove_node();
    PROVE(reader.info.memory_count == before.info.memory_count, "disabled memory is left out");
    REACHED();
}

void prove_top_device_is_read(void) {
    any_top_node(CONTRACT_NO);
    reader.name = "node";
    prove_node();
    REACHED();
}

void prove_hart_is_read(void) {
    contract_text_bytes = ISA_BYTES;
    prove_node_inside(3, DEVICETREE_LEVEL_CPUS);
    REACHED();
}

void prove_hart_controller_is_read(void) {
    prove_node_inside(4, DEVICETREE_LEVEL_CPU);
    REACHED();
}

void prove_reservation_is_read(void) {
    prove_node_inside(3, DEVICETREE_LEVEL_RESERVED_MEMORY);
    REACHED();
}

void prove_device_is_read(void) {
    prove_node_inside(LEVELS_MAX, DEVICETREE_LEVEL_OTHER);
    REACHED();
}
