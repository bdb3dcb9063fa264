// SPDX-License-Identifier: Apache-2.0
// Memory is never writable and executable at the same time, through whatever mappings: an invariant of every state, kept by every
// operation with every argument. So it holds after any number of them; there is no bound.
#include "kernel/memory/vmo_state.h"

#include "testing/proofs/proof.h"

// More mappings than a machine has (ABI_PROCESSES_MAX * ABI_MAPPINGS_PER_PROCESS): the counts do not wrap.
enum { MAPPINGS_MAX = 1 << 24 };

static bool is_valid(const struct vmo_state *state) {
    uint64_t special = (uint64_t)state->writable_mappings + state->executable_mappings;
    return special <= state->mappings && IMPLIES(state->sealed || state->sealing, state->writable_mappings == 0) &&
           IMPLIES(state->executable_mappings != 0, state->sealed) && !(state->sealed && state->sealing) &&
           IMPLIES(state->device, !state->sealed && !state->sealing);
}

static struct vmo_state any_state(void) {
    struct vmo_state state;
    state.sealed = nondet_bool();
    state.sealing = nondet_bool();
    state.device = nondet_bool();
    SUPPOSE(is_valid(&state) && state.mappings < MAPPINGS_MAX);
    return state;
}

static bool is_equal(const struct vmo_state *a, const struct vmo_state *b) {
    return a->mappings == b->mappings && a->writable_mappings == b->writable_mappings &&
           a->executable_mappings == b->executable_mappings && a->sealed == b->sealed && a->sealing == b->sealing &&
           a->device == b->device;
}

void prove_fresh_state_is_valid(void) {
    struct vmo_state state;
    bool device = nondet_bool();

    vmo_state_init(&state, device);

    PROVE(is_valid(&state), "a fresh state is valid");
    PROVE(state.mappings == 0 && state.device == device, "nothing is mapped");
    REACHED();
}

void prove_operations_keep_it_valid(void) {
    struct vmo_state state = any_state();
    struct vmo_state before = state;
    uint32_t operation = any_below(5);
    uint32_t rights = nondet_uint32();
    uint32_t from = nondet_uint32();
    bool done = false;
    switch (operation) {
        case 0:
            done = vmo_state_add(&state, rights) == ABI_OK;
            break;
        case 1:
            done = vmo_state_remove(&state, rights);
            break;
        case 2:
            done = vmo_state_change(&state, from, rights) == ABI_OK;
            break;
        case 3:
            done = vmo_state_seal_begin(&state) == ABI_OK;
            break;
        default:
            done = vmo_state_seal_end(&state);
            break;
    }

    PROVE(is_valid(&state), "a valid state stays valid");
    PROVE(state.writable_mappings == 0 || state.executable_mappings == 0, "never writable and executable");
    PROVE(IMPLIES(!done, is_equal(&state, &before)), "what is refused changes nothing");
    PROVE(IMPLIES(before.sealed, state.sealed), "sealed for ever");
    PROVE(state.device == before.device, "a device stays one");
    uint32_t grown = operation == 0 && done;
    uint32_t shrunk = operation == 1 && done;
    PROVE(state.mappings == before.mappings + grown - shrunk, "each mapping is counted once");
    REACHED();
}

void prove_rights_are_refused(void) {
    struct vmo_state state = any_state();
    uint32_t rights = nondet_uint32();
    bool writes = (rights & ABI_RIGHT_WRITE) != 0;
    bool executes = (rights & ABI_RIGHT_EXECUTE) != 0;

    bool allowed = vmo_state_check(&state, rights) == ABI_OK;

    PROVE(IMPLIES(writes && executes, !allowed), "not both at once");
    PROVE(IMPLIES(writes && (state.sealed || state.sealing), !allowed), "no writing once it is being sealed");
    PROVE(IMPLIES(executes && (!state.sealed || state.device), !allowed),
          "no executing before it is sealed, and never of a device");
    PROVE(IMPLIES(allowed, (rights & ABI_RIGHT_READ) != 0), "nothing without reading");
    uint32_t known = ABI_RIGHT_READ | ABI_RIGHT_WRITE | ABI_RIGHT_EXECUTE;
    PROVE(IMPLIES((rights & ~known) != 0, !allowed), "no other right means anything");
    REACHED();
}
