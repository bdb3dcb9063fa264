// SPDX-License-Identifier: Apache-2.0
// What refers from one node to another is followed last. Whatever the nodes said: each hart has its own place in the interrupt controllers,
// devices lie outside of memory and the boot archive in it, or the tree is refused.
#include "kernel/boot/devicetree_reader.h"
#include "testing/proofs/devicetree/property_contract.h"
#include "testing/proofs/devicetree/reader_validity.h"
#include "testing/proofs/proof.h"

enum {
    HARTS_MAX = 2,
    MEMORY_MAX = 2,
    RESERVED_MAX = 2,
    VIRTIO_MAX = 1,
    PLIC_BASE = 0x200000,
    PLIC_STRIDE = 0x1000,
    SSWI_STRIDE = 4,
    TARGETS_BYTES = 27,  // three lines of two cells, and one that is cut off
};
_Static_assert(ABI_HARTS_MAX == HARTS_MAX && DEVICETREE_MEMORY_MAX == MEMORY_MAX &&
                   DEVICETREE_RESERVED_MAX == RESERVED_MAX && DEVICETREE_VIRTIO_MAX == VIRTIO_MAX,
               "scaled");

static struct devicetree_reader reader;
static struct boot_info before;

static void any_reader(void) {
    const uint8_t *block = __CPROVER_allocate(TARGETS_BYTES, 0);
    __CPROVER_havoc_object(&reader);
    reader.plic_targets = contract_property(block, TARGETS_BYTES);
    reader.sswi_targets = contract_property(block, TARGETS_BYTES);
    SUPPOSE(is_info_valid(&reader));
    // What the walk looks at before it follows anything.
    SUPPOSE(reader.info.hart_count != 0 && reader.info.memory_count != 0 && reader.info.timebase_hz != 0);
    SUPPOSE(reader.info.tree_bytes <= DEVICETREE_BYTES_MAX);
    before = reader.info;
}

static bool is_apart(struct physical_range a, struct physical_range b) {
    return a.base < b.base ? a.bytes <= b.base - a.base : b.bytes <= a.base - b.base;
}

static bool is_inside(struct physical_range inner, struct physical_range outer) {
    return inner.base >= outer.base && inner.bytes <= outer.bytes &&
           inner.base - outer.base <= outer.bytes - inner.bytes;
}

static bool is_archive_inside(const struct boot_info *info) {
    bool inside = !info->initrd.present;
    for (uint32_t i = 0; i < MEMORY_MAX; i++) {
        inside |= i < info->memory_count && is_inside(info->initrd.range, info->memory[i]);
    }
    return inside;
}

void prove_links_are_followed(void) {
    any_reader();

    enum devicetree_error error = devicetree_reader_link(&reader);

    const struct boot_info *info = &reader.info;
    bool good = error == DEVICETREE_OK;
    uint32_t hart = any_below(HARTS_MAX);
    uint32_t other = any_below(HARTS_MAX);
    uint32_t memory = any_below(MEMORY_MAX);
    uint32_t virtio = any_below(VIRTIO_MAX);
    const struct boot_hart *one = &info->harts[hart];
    const struct boot_hart *two = &info->harts[other];
    bool are_two = good && hart < other && other < info->hart_count;
    bool is_there = good && virtio < info->virtio_count;
    PROVE(good || error == DEVICETREE_BAD_DEVICE || error == DEVICETREE_BAD_INITRD, "one of these errors");
    PROVE(IMPLIES(are_two && one->has_plic_context && two->has_plic_context, one->plic_context != two->plic_context),
          "no PLIC context for two harts");
    PROVE(IMPLIES(are_two && one->has_sswi && two->has_sswi, one->sswi_index != two->sswi_index),
          "no SSWI register for two harts");
    PROVE(IMPLIES(good && hart < info->hart_count && one->has_plic_context,
                  PLIC_BASE + (one->plic_context + UINT64_C(1)) * PLIC_STRIDE <= info->plic.range.bytes),
          "a context that the PLIC has");
    PROVE(IMPLIES(good && hart < info->hart_count && one->has_sswi,
                  (one->sswi_index + UINT64_C(1)) * SSWI_STRIDE <= info->sswi.range.bytes),
          "a register that the SSWI has");
    PROVE(IMPLIES(is_there, info->virtio[virtio].irq <= info->plic_sources), "interrupts that the PLIC has");
    PROVE(IMPLIES(is_there && memory < info->memory_count, is_apart(info->virtio[virtio].range, info->memory[memory])),
          "no device in memory");
    PROVE(IMPLIES(good, is_archive_inside(info)), "the archive lies in memory");
    PROVE(info->hart_count == before.hart_count && info->harts[hart].hart.value == before.harts[hart].hart.value &&
              info->memory_count == before.memory_count && is_same_range(info->memory[memory], before.memory[memory]) &&
              info->virtio_count == before.virtio_count,
          "what was found stays");
    REACHED();
}
