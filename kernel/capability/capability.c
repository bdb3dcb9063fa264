// SPDX-License-Identifier: Apache-2.0
#include "kernel/capability/capability.h"

#include <stdatomic.h>

_Static_assert((ABI_CAPABILITIES_MAX & (ABI_CAPABILITIES_MAX - 1)) == 0, "a handle's slot is its low bits");
_Static_assert((uint32_t)CAPABILITY_SLOTS <= (uint32_t)CAPABILITY_NONE, "every slot has an index");

enum slot_words {
    WORD_BITS = 64,
    WORDS = ABI_CAPABILITIES_MAX / WORD_BITS,
    GENERATION_MAX = (1 << 23) - 1,  // so that no handle looks negative: ipc/fast.h compares them sign-extended
};

static bool take_lowest(struct capability_slots *slots, uint32_t *slot) {
    for (uint32_t word = 0; word < WORDS; word++) {
        uint64_t taken = atomic_load_explicit(&slots->taken[word], memory_order_relaxed);
        while (taken != UINT64_MAX) {
            uint64_t lowest = ~taken & (taken + 1);
            if (atomic_compare_exchange_weak_explicit(&slots->taken[word], &taken, taken | lowest, memory_order_acquire,
                                                      memory_order_relaxed)) {
                *slot = word * WORD_BITS + (uint32_t)__builtin_ctzll(lowest);
                return true;
            }
        }
    }
    return false;
}

bool capability_slot_take(struct capability_slots *slots, uint32_t *slot) {
    if (!take_lowest(slots, slot)) {
        return false;
    }
    // Pairs with the fence of capability_slots_close.
    atomic_thread_fence(memory_order_seq_cst);
    if (atomic_load_explicit(&slots->is_closed, memory_order_relaxed) != 0) {
        capability_slot_give(slots, *slot);
        return false;
    }
    return true;
}

void capability_slots_close(struct capability_slots *slots) {
    atomic_store_explicit(&slots->is_closed, 1, memory_order_relaxed);
    // Pairs with the fence of capability_slot_take.
    atomic_thread_fence(memory_order_seq_cst);
}

bool capability_slots_next(const struct capability_slots *slots, uint32_t from, uint32_t *slot) {
    uint64_t mask = UINT64_MAX << from % WORD_BITS;
    for (uint32_t word = from / WORD_BITS; word < WORDS; word++) {
        uint64_t taken = atomic_load_explicit(&slots->taken[word], memory_order_acquire) & mask;
        if (taken != 0) {
            *slot = word * WORD_BITS + (uint32_t)__builtin_ctzll(taken);
            return true;
        }
        mask = UINT64_MAX;
    }
    return false;
}

void capability_slots_init(struct capability_slots *slots) {
    for (uint32_t word = 0; word < WORDS; word++) {
        atomic_store_explicit(&slots->taken[word], 0, memory_order_relaxed);
    }
    atomic_store_explicit(&slots->is_closed, 0, memory_order_relaxed);
}

void capability_slot_give(struct capability_slots *slots, uint32_t slot) {
    uint64_t bit = UINT64_C(1) << slot % WORD_BITS;
    atomic_fetch_and_explicit(&slots->taken[slot / WORD_BITS], ~bit, memory_order_release);
}

uint32_t capability_slots_taken(const struct capability_slots *slots) {
    uint32_t count = 0;
    for (uint32_t word = 0; word < WORDS; word++) {
        count += (uint32_t)__builtin_popcountll(atomic_load_explicit(&slots->taken[word], memory_order_relaxed));
    }
    return count;
}

static bool is_within(uint64_t bits, uint64_t limit) {
    return (bits & ~limit) == 0;
}

// At most CAPABILITY_DEPTH_MAX steps.
static bool is_closed_above(const struct capability *all, const struct capability *slot) {
    while (!slot->closed_below && slot->parent != CAPABILITY_NONE) {
        slot = &all[slot->parent];
    }
    return slot->closed_below;
}

enum abi_error capability_check_child(const struct capability *all, const struct capability *parent, uint64_t rights,
                                      uint64_t grantable, bool to_another_process) {
    if (!is_within(rights | grantable, ABI_RIGHT_ALL)) {
        return ABI_EINVAL;
    }
    uint8_t limit = to_another_process ? parent->grantable : parent->rights;
    if (!is_within(rights, limit) || !is_within(grantable, parent->grantable)) {
        return ABI_EPERM;
    }
    if (is_closed_above(all, parent)) {
        return ABI_EPIPE;
    }
    return parent->depth + 1 < CAPABILITY_DEPTH_MAX ? ABI_OK : ABI_ELOOP;
}

static void link_below(struct capability *all, uint16_t index, uint16_t parent) {
    struct capability *child = &all[index];
    child->parent = parent;
    child->previous_sibling = CAPABILITY_NONE;
    child->next_sibling = CAPABILITY_NONE;
    if (parent != CAPABILITY_NONE) {
        child->next_sibling = all[parent].first_child;
        all[parent].first_child = index;
    }
    if (child->next_sibling != CAPABILITY_NONE) {
        all[child->next_sibling].previous_sibling = index;
    }
}

static void unlink(struct capability *all, uint16_t index) {
    struct capability *child = &all[index];
    if (child->previous_sibling != CAPABILITY_NONE) {
        all[child->previous_sibling].next_sibling = child->next_sibling;
    } else if (child->parent != CAPABILITY_NONE) {
        all[child->parent].first_child = child->next_sibling;
    }
    if (child->next_sibling != CAPABILITY_NONE) {
        all[child->next_sibling].previous_sibling = child->previous_sibling;
    }
}

uint32_t capability_insert(struct capability *all, struct capability_index index, struct capability_content content,
                           struct capability_index parent) {
    struct capability *slot = &all[index.value];
    uint32_t generation = (uint32_t)slot->badge == GENERATION_MAX ? 1 : (uint32_t)slot->badge + 1;
    uint32_t handle = generation * ABI_CAPABILITIES_MAX + capability_slot_of(index);
    slot->kind = (uint8_t)content.kind;
    slot->rights = content.rights;
    slot->grantable = content.grantable;
    slot->closed_below = 0;
    slot->depth = parent.value == CAPABILITY_NONE ? 0 : (uint8_t)(all[parent.value].depth + 1) & INT8_MAX;
    slot->object = content.object;
    slot->badge = content.badge;
    slot->first_child = CAPABILITY_NONE;
    link_below(all, index.value, parent.value);
    atomic_store_explicit(&slot->handle, handle, memory_order_release);
    return handle;
}

void capability_remove(struct capability *all, struct capability_index index) {
    struct capability *slot = &all[index.value];
    unlink(all, index.value);
    slot->kind = ABI_OBJECT_NONE;
    slot->object = NULL;
    slot->badge = atomic_load_explicit(&slot->handle, memory_order_relaxed) / ABI_CAPABILITIES_MAX;
    atomic_store_explicit(&slot->handle, 0, memory_order_release);
}

bool capability_pass_children_up(struct capability *all, struct capability_index index, uint32_t most) {
    struct capability *slot = &all[index.value];
    for (uint32_t passed = 0; passed < most && slot->first_child != CAPABILITY_NONE; passed++) {
        uint16_t child = slot->first_child;
        unlink(all, child);
        link_below(all, child, slot->parent);
    }
    return slot->first_child == CAPABILITY_NONE;
}

struct capability_index capability_leaf_below(struct capability *all, struct capability_index index) {
    uint16_t leaf = CAPABILITY_NONE;
    for (uint16_t next = all[index.value].first_child; next != CAPABILITY_NONE; next = all[next].first_child) {
        leaf = next;
    }
    return (struct capability_index){leaf};
}

struct capability_index capability_index_of(const struct capability *all, const struct capability *capability) {
    return (struct capability_index){(uint16_t)(capability - all)};
}

uint32_t capability_process_of(struct capability_index index) {
    return index.value / ABI_CAPABILITIES_MAX;
}

uint32_t capability_slot_of(struct capability_index index) {
    return index.value % ABI_CAPABILITIES_MAX;
}
