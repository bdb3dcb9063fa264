// SPDX-License-Identifier: Apache-2.0
// What holds of the trees of capabilities between two operations: supposed of an arbitrary state, and proven of what an operation leaves.
#pragma once

#include "kernel/capability/capability.h"
#include "testing/proofs/proof.h"

enum capability_validity {
    // Slots that the proof has: a parent and a child with a sibling on either side. No code looks at more at once.
    SLOTS = 4,
    VALID_GENERATION_MAX = (1 << 23) - 1,
};

// Both ends of each link agree, and levels grow downwards, so there is no ring of parents.
static inline bool is_slot_linked(const struct capability *all, uint32_t index) {
    const struct capability *slot = &all[index];
    bool valid = true;
    if (slot->parent != CAPABILITY_NONE) {
        valid &= slot->parent < SLOTS && all[slot->parent % SLOTS].handle != 0 &&
                 all[slot->parent % SLOTS].depth < slot->depth;
        valid &= slot->previous_sibling != CAPABILITY_NONE || all[slot->parent % SLOTS].first_child == index;
    } else {
        valid &= slot->previous_sibling == CAPABILITY_NONE && slot->next_sibling == CAPABILITY_NONE;
    }
    if (slot->previous_sibling != CAPABILITY_NONE) {
        const struct capability *previous = &all[slot->previous_sibling % SLOTS];
        valid &= slot->previous_sibling < SLOTS && previous->handle != 0 && previous->next_sibling == index &&
                 previous->parent == slot->parent;
    }
    if (slot->next_sibling != CAPABILITY_NONE) {
        const struct capability *next = &all[slot->next_sibling % SLOTS];
        valid &= slot->next_sibling < SLOTS && next->handle != 0 && next->previous_sibling == index &&
                 next->parent == slot->parent;
    }
    if (slot->first_child != CAPABILITY_NONE) {
        const struct capability *child = &all[slot->first_child % SLOTS];
        valid &= slot->first_child < SLOTS && child->handle != 0 && child->parent == index &&
                 child->previous_sibling == CAPABILITY_NONE;
    }
    return valid;
}

// What a capability allows, by itself or through others: no more than what it was derived from.
static inline bool is_slot_narrower(const struct capability *all, uint32_t index) {
    const struct capability *slot = &all[index];
    if (slot->parent == CAPABILITY_NONE) {
        return true;
    }
    const struct capability *parent = &all[slot->parent % SLOTS];
    return (slot->grantable & ~parent->grantable) == 0 && (slot->rights & ~(parent->rights | parent->grantable)) == 0;
}

// Generations count up to where a handle would look negative.
static inline bool is_generation_valid(const struct capability *slot) {
    uint64_t generation = slot->handle == 0 ? slot->badge : slot->handle / ABI_CAPABILITIES_MAX;
    return generation <= VALID_GENERATION_MAX && (slot->handle == 0 || generation != 0);
}

static inline bool are_slots_valid(const struct capability *all) {
    bool valid = true;
    for (uint32_t i = 0; i < SLOTS; i++) {
        valid &= is_generation_valid(&all[i]);
        valid &= all[i].handle == 0 || (is_slot_linked(all, i) && is_slot_narrower(all, i));
    }
    return valid;
}

// Siblings in a ring that no parent points into would pass for linked. `rank` tells that there is none; the proof chooses it.
static inline bool are_siblings_ranked(const struct capability *all, const uint8_t rank[SLOTS]) {
    bool ranked = true;
    for (uint32_t i = 0; i < SLOTS; i++) {
        uint16_t next = all[i].next_sibling;
        ranked &= all[i].handle == 0 || next == CAPABILITY_NONE || rank[next % SLOTS] > rank[i];
    }
    return ranked;
}

// Is `above` on the way from `index` to its root?
static inline bool is_below(const struct capability *all, uint32_t index, uint32_t above) {
    uint32_t at = index;
    for (uint32_t i = 0; i < SLOTS && all[at].parent != CAPABILITY_NONE; i++) {
        at = all[at].parent % SLOTS;
        if (at == above) {
            return true;
        }
    }
    return false;
}
