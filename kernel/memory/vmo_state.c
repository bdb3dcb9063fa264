// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/vmo_state.h"

enum vmo_rights {
    ONLY_READ = ABI_RIGHT_READ,
    READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE,
    READ_EXECUTE = ABI_RIGHT_READ | ABI_RIGHT_EXECUTE,
};

void vmo_state_init(struct vmo_state *state, bool device) {
    *state = (struct vmo_state){.device = device};
}

enum abi_error vmo_state_check(const struct vmo_state *state, uint32_t rights) {
    switch (rights) {
        case ONLY_READ:
            return ABI_OK;
        case READ_WRITE:
            return state->sealed || state->sealing ? ABI_EBUSY : ABI_OK;
        case READ_EXECUTE:
            if (state->device) {
                return ABI_EINVAL;
            }
            return state->sealed ? ABI_OK : ABI_EBUSY;
        default:
            return ABI_EINVAL;
    }
}

static void count(struct vmo_state *state, uint32_t rights) {
    state->mappings++;
    state->writable_mappings += (rights & ABI_RIGHT_WRITE) != 0;
    state->executable_mappings += (rights & ABI_RIGHT_EXECUTE) != 0;
}

enum abi_error vmo_state_add(struct vmo_state *state, uint32_t rights) {
    enum abi_error error = vmo_state_check(state, rights);
    if (error == ABI_OK) {
        count(state, rights);
    }
    return error;
}

// How many mappings are counted with exactly these rights.
static uint32_t counted(const struct vmo_state *state, uint32_t rights) {
    switch (rights) {
        case ONLY_READ:
            return state->mappings - state->writable_mappings - state->executable_mappings;
        case READ_WRITE:
            return state->writable_mappings;
        case READ_EXECUTE:
            return state->executable_mappings;
        default:
            return 0;
    }
}

bool vmo_state_remove(struct vmo_state *state, uint32_t rights) {
    if (counted(state, rights) == 0) {
        return false;
    }
    state->mappings--;
    state->writable_mappings -= (rights & ABI_RIGHT_WRITE) != 0;
    state->executable_mappings -= (rights & ABI_RIGHT_EXECUTE) != 0;
    return true;
}

enum abi_error vmo_state_change(struct vmo_state *state, uint32_t from, uint32_t to) {
    enum abi_error error = vmo_state_check(state, to);
    if (error != ABI_OK) {
        return error;
    }
    if (!vmo_state_remove(state, from)) {
        return ABI_EINVAL;
    }
    count(state, to);
    return ABI_OK;
}

enum abi_error vmo_state_seal_begin(struct vmo_state *state) {
    if (state->device) {
        return ABI_EINVAL;
    }
    if (state->writable_mappings != 0) {
        return ABI_EBUSY;
    }
    state->sealing = !state->sealed;
    return ABI_OK;
}

bool vmo_state_seal_end(struct vmo_state *state) {
    if (!state->sealing && !state->sealed) {
        return false;
    }
    state->sealing = false;
    state->sealed = true;
    return true;
}
