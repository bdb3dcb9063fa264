// SPDX-License-Identifier: Apache-2.0
// Memory that the attacker and who started it share. The attacker hands no address of it to the kernel, so what stands there was
// written by its code. It may lose the mapping like any other, and then faults.
#pragma once

#include <stdint.h>

#include "abi/limits.h"

enum attack_sizes {
    ATTACK_LANES = 4,  // threads of the attacker
    ATTACK_LINE_BYTES = 64,
};

// Each written by its own thread only (relaxed). Read by the parent while the attacker lives only to see whether it moves, and for
// what it says once the attacker's end was signalled, which orders it.
struct attack_lane {
    _Alignas(ATTACK_LINE_BYTES) _Atomic uint64_t calls;  // that came back
    _Atomic uint64_t violation;                          // enum attack_violation of the first one, or 0
    _Atomic uint64_t number;                             // of that call
    _Atomic uint64_t value;                              // what was wrong
};

struct attack_board {
    // Written by the parent before it signals "go".
    _Alignas(ATTACK_LINE_BYTES) uint32_t own_process;  // handle, in the attacker's table
    struct attack_lane lanes[ATTACK_LANES];
};

_Static_assert(sizeof(struct attack_board) <= ABI_PAGE_BYTES, "one page");

// What no call may do, whatever it was given (abi/syscall.h).
enum attack_violation {
    ATTACK_NO_VIOLATION = 0,
    ATTACK_UNKNOWN_ERROR,          // the error is none of enum abi_error
    ATTACK_UNKNOWN_CALL_ANSWERED,  // a number that is no call was not ENOSYS
    ATTACK_CALL_MISSING,           // one that is a call was
    ATTACK_REGISTER_LOST,          // s0-s11, gp or tp did not survive
    ATTACK_REGISTER_LEFT,          // a register came back with something in it
    ATTACK_VIOLATION_COUNT
};

// The attacker's numbers, nexus_start_argument.
enum attack_arguments {
    ATTACK_ARGUMENT_SEED = 0,
    ATTACK_ARGUMENT_STREAM = 1,  // lane n has the stream ATTACK_ARGUMENT_STREAM + n
    ATTACK_ARGUMENT_CALLS = 2,   // of each lane
};
