// SPDX-License-Identifier: Apache-2.0
// Authority is never widened, and what is derived from a capability can always be found and ended: from every valid forest of four
// capabilities.
#include "kernel/capability/capability.h"

#include "testing/proofs/capability/capability_validity.h"
#include "testing/proofs/proof.h"

static struct capability all[SLOTS];
static uint8_t rank[SLOTS];

static void make_slots(void) {
    __CPROVER_havoc_object(all);
    __CPROVER_havoc_object(rank);
    SUPPOSE(are_slots_valid(all) && are_siblings_ranked(all, rank));
}

static bool is_same(const struct capability *a, const struct capability *b) {
    return a->handle == b->handle && a->rights == b->rights && a->grantable == b->grantable && a->object == b->object &&
           a->badge == b->badge && a->kind == b->kind;
}

// Any 64-bit numbers: they come from a register of the caller.
void prove_child_is_narrower(void) {
    make_slots();
    uint32_t parent = any_below(SLOTS);
    SUPPOSE(all[parent].handle != 0 && all[parent].depth < CAPABILITY_DEPTH_MAX);
    uint64_t rights = nondet_uint64();
    uint64_t grantable = nondet_uint64();
    bool to_another = nondet_bool();
    uint32_t above = any_below(SLOTS);

    enum abi_error error = capability_check_child(all, &all[parent], rights, grantable, to_another);

    const struct capability *from = &all[parent];
    bool is_known = ((rights | grantable) & ~(uint64_t)ABI_RIGHT_ALL) == 0;
    uint64_t limit = to_another ? from->grantable : from->rights;
    bool is_allowed = (rights & ~limit) == 0 && (grantable & ~(uint64_t)from->grantable) == 0;
    bool is_closed = from->closed_below || (is_below(all, parent, above) && all[above].closed_below);
    PROVE(IMPLIES(!is_known, error == ABI_EINVAL), "no rights that there are not");
    PROVE(IMPLIES(is_known && !is_allowed, error == ABI_EPERM), "no rights that the parent may not give");
    PROVE(IMPLIES(is_known && is_allowed && is_closed, error == ABI_EPIPE), "nothing below what is being revoked");
    PROVE(IMPLIES(error == ABI_OK, from->depth + 1 < CAPABILITY_DEPTH_MAX), "never deeper than a revocation walks");
    REACHED();
}

static struct capability_content any_content(void) {
    struct capability_content content;
    content.object = all;
    return content;
}

void prove_insert_widens_nothing(void) {
    make_slots();
    struct capability before[SLOTS];
    for (uint32_t i = 0; i < SLOTS; i++) {
        before[i] = all[i];
    }
    uint32_t index = any_below(SLOTS);
    uint32_t other = any_below(SLOTS);
    uint32_t parent = any_below(SLOTS);
    bool is_root = nondet_bool();
    SUPPOSE(all[index].handle == 0 && other != index);
    struct capability_content content = any_content();
    if (!is_root) {
        SUPPOSE(all[parent].handle != 0);
        SUPPOSE(capability_check_child(all, &all[parent], content.rights, content.grantable, nondet_bool()) == ABI_OK);
    }
    struct capability_index below = {is_root ? CAPABILITY_NONE : (uint16_t)parent};

    uint32_t handle = capability_insert(all, (struct capability_index){(uint16_t)index}, content, below);

    PROVE(are_slots_valid(all), "valid trees stay valid, and no authority is widened");
    PROVE(handle != 0 && all[index].handle == handle, "the handle is published");
    PROVE(handle / ABI_CAPABILITIES_MAX != (uint32_t)before[index].badge, "no generation twice in a row");
    PROVE((int32_t)handle > 0, "no handle looks negative");
    PROVE(is_same(&all[other], &before[other]), "no other capability changes");
    PROVE(all[index].rights == content.rights && all[index].parent == below.value, "it is what was asked for");
    REACHED();
}

void prove_remove_mends_links(void) {
    make_slots();
    struct capability before[SLOTS];
    for (uint32_t i = 0; i < SLOTS; i++) {
        before[i] = all[i];
    }
    uint32_t index = any_below(SLOTS);
    uint32_t other = any_below(SLOTS);
    SUPPOSE(all[index].handle != 0 && all[index].first_child == CAPABILITY_NONE && other != index);

    capability_remove(all, (struct capability_index){(uint16_t)index});

    PROVE(are_slots_valid(all), "valid trees stay valid");
    PROVE(all[index].handle == 0, "the handle is gone");
    PROVE(all[index].badge == before[index].handle / ABI_CAPABILITIES_MAX, "its generation is remembered");
    PROVE(is_same(&all[other], &before[other]) && all[other].parent == before[other].parent,
          "no other capability changes");
    REACHED();
}

// One step of a revocation, which goes on while there is a leaf.
void prove_revocation_finds_leaf_below(void) {
    make_slots();
    uint32_t root = any_below(SLOTS);
    SUPPOSE(all[root].handle != 0);

    struct capability_index leaf = capability_leaf_below(all, (struct capability_index){(uint16_t)root});

    bool is_found = leaf.value != CAPABILITY_NONE;
    PROVE(is_found == (all[root].first_child != CAPABILITY_NONE), "found as long as there is one");
    PROVE(IMPLIES(is_found, leaf.value < SLOTS && is_below(all, leaf.value % SLOTS, root)),
          "nothing but what was derived from it");
    PROVE(IMPLIES(is_found, all[leaf.value % SLOTS].first_child == CAPABILITY_NONE), "it has no children");
    REACHED();
}

// A capability is closed, not revoked: what was derived from it stays, below its parent. One child a step; steps go on until none is left.
void prove_children_pass_up(void) {
    make_slots();
    struct capability before[SLOTS];
    for (uint32_t i = 0; i < SLOTS; i++) {
        before[i] = all[i];
    }
    uint32_t index = any_below(SLOTS);
    uint32_t other = any_below(SLOTS);
    SUPPOSE(all[index].handle != 0);

    bool is_done = capability_pass_children_up(all, (struct capability_index){(uint16_t)index}, 1);

    uint16_t parent = before[index].first_child == other ? before[index].parent : before[other].parent;
    PROVE(is_done == (all[index].first_child == CAPABILITY_NONE), "done when no child is left");
    PROVE(IMPLIES(before[other].handle != 0, all[other].parent == parent), "a child goes to its parent, others stay");
    PROVE(is_same(&all[other], &before[other]), "no capability changes");
    PROVE(are_slots_valid(all), "valid trees stay valid, and no authority is widened");
    REACHED();
}
