// SPDX-License-Identifier: Apache-2.0
#include "kernel/trap/fault_record.h"

#include "abi/process.h"
#include "kernel/trap/fault_decode.h"

enum fault_word {
    WORD_FAULT,
    WORD_PROGRAM_COUNTER,
    WORD_ADDRESS,
    WORD_STACK_POINTER,
    WORD_CAUSE,
    WORD_UNUSED,
    WORD_COUNT
};
_Static_assert((uint32_t)WORD_COUNT == (uint32_t)ABI_MESSAGE_WORDS, "each word is written");

// Zero, which is no fault, for all others. An access fault is a page that cannot be used that way, too, whatever stands behind
// it: the task need not know the machine's memory map.
static const uint8_t faults[] = {
    [0] = ABI_FAULT_MISALIGNED, [1] = ABI_FAULT_EXECUTE,    [2] = ABI_FAULT_ILLEGAL_INSTRUCTION,
    [3] = ABI_FAULT_BREAKPOINT, [4] = ABI_FAULT_MISALIGNED, [5] = ABI_FAULT_READ,
    [6] = ABI_FAULT_MISALIGNED, [7] = ABI_FAULT_WRITE,      [12] = ABI_FAULT_EXECUTE,
    [13] = ABI_FAULT_READ,      [15] = ABI_FAULT_WRITE,
};

bool fault_record_write(const struct fault_state *state, uint64_t words[ABI_MESSAGE_WORDS]) {
    uint8_t fault = state->scause < sizeof(faults) ? faults[state->scause] : 0;
    if (fault == 0) {
        return false;
    }
    words[WORD_FAULT] = fault;
    words[WORD_PROGRAM_COUNTER] = state->program_counter;
    words[WORD_ADDRESS] = trap_has_address(state->scause) ? state->stval : 0;
    words[WORD_STACK_POINTER] = state->stack_pointer;
    words[WORD_CAUSE] = state->scause;
    words[WORD_UNUSED] = 0;
    return true;
}
