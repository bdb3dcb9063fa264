// SPDX-License-Identifier: Apache-2.0
#include "kernel/trap/fault_decode.h"

#include <stddef.h>

#include "abi/object.h"

enum cause_layout {
    CAUSE_INTERRUPT_BIT = 63,
};

struct cause {
    const char *text;  // null: the specification reserves the code, or it never reaches supervisor mode
    enum trap_class class_of;
    bool has_address;
};

static const struct cause interrupts[] = {
    [1] = {"software interrupt", TRAP_SOFTWARE, false},
    [5] = {"timer interrupt", TRAP_TIMER, false},
    [9] = {"external interrupt", TRAP_EXTERNAL, false},
    // Never enabled.
    [13] = {"counter overflow interrupt", TRAP_UNKNOWN, false},
};

static const struct cause exceptions[] = {
    [0] = {"instruction address misaligned", TRAP_FAULT, true},
    [1] = {"instruction access fault", TRAP_FAULT, true},
    [2] = {"illegal instruction", TRAP_FAULT, false},
    // A watchpoint leaves its address in stval, an ebreak may leave zero: that would mislead.
    [3] = {"breakpoint", TRAP_FAULT, false},
    [4] = {"load address misaligned", TRAP_FAULT, true},
    [5] = {"load access fault", TRAP_FAULT, true},
    [6] = {"store address misaligned", TRAP_FAULT, true},
    [7] = {"store access fault", TRAP_FAULT, true},
    [8] = {"system call", TRAP_SYSTEM_CALL, false},
    [12] = {"instruction page fault", TRAP_FAULT, true},
    [13] = {"load page fault", TRAP_FAULT, true},
    [15] = {"store page fault", TRAP_FAULT, true},
    [18] = {"software check", TRAP_FAULT, false},
    [19] = {"hardware error", TRAP_UNKNOWN, false},
};

static const struct cause unknown = {"unknown cause", TRAP_UNKNOWN, false};

static const struct cause *find_cause(uint64_t scause) {
    uint64_t code = scause & ~(UINT64_C(1) << CAUSE_INTERRUPT_BIT);
    bool is_interrupt = code != scause;
    const struct cause *causes = is_interrupt ? interrupts : exceptions;
    size_t count =
        is_interrupt ? sizeof(interrupts) / sizeof(interrupts[0]) : sizeof(exceptions) / sizeof(exceptions[0]);
    return code < count && causes[code].text != NULL ? &causes[code] : &unknown;
}

enum trap_class trap_classify(uint64_t scause) {
    return find_cause(scause)->class_of;
}

const char *trap_cause_text(uint64_t scause) {
    return find_cause(scause)->text;
}

bool trap_is_illegal_instruction(uint64_t scause) {
    enum { ILLEGAL_INSTRUCTION = 2 };
    return scause == ILLEGAL_INSTRUCTION;
}

uint32_t trap_missing_right(uint64_t scause) {
    enum { FETCH = 12, LOAD = 13, STORE = 15 };
    switch (scause) {
        case FETCH:
            return ABI_RIGHT_EXECUTE;
        case LOAD:
            return ABI_RIGHT_READ;
        case STORE:
            return ABI_RIGHT_WRITE;
        default:
            return 0;
    }
}

bool trap_has_address(uint64_t scause) {
    return find_cause(scause)->has_address;
}
