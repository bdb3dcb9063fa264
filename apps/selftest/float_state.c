// SPDX-License-Identifier: Apache-2.0
// Two tasks of one hart take turns, each with floating-point registers full of its own values.
#include "abi/limits.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"

enum float_limits {
    REGISTERS = 33,  // f0 to f31 and fcsr
    TURNS = 16,      // of each task
    STACK_BYTES = 4096,
    ROUNDING_SHIFT = 5,  // of fcsr
    ROUNDING_MODES = 5,
};

struct player {
    uint32_t number;
    uint32_t id;         // written by main before the first turn
    uint32_t kept;       // turns after which every register was as before
    uint32_t left_over;  // registers that were not zero at the first use; written by the second player only
};

_Alignas(16) static uint8_t stacks[2][STACK_BYTES];
static struct player players[2];
static uint32_t main_task;

#define ALL_REGISTERS ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n"

// Puts the values into the registers, lets the other one play, and returns what the registers are after its own wait.
static void take_turn(const uint64_t *values, uint64_t *after, uint32_t other) {
    register const uint64_t *in __asm__("s2") = values;
    register uint64_t *out __asm__("s3") = after;
    register uint64_t a0 __asm__("a0") = other;
    register uint64_t a7 __asm__("a7") = ABI_SYS_TASK_UNPARK;
    __asm__ volatile(".option push\n.option arch, +d\n" ALL_REGISTERS "fld f\\n, 8 * \\n(%[in])\n"
                     ".endr\n"
                     "ld t0, 256(%[in])\n"
                     "fscsr t0\n"
                     "ecall\n"
                     "li a7, %[park]\n"
                     "ecall\n" ALL_REGISTERS "fsd f\\n, 8 * \\n(%[out])\n"
                     ".endr\n"
                     "frcsr t0\n"
                     "sd t0, 256(%[out])\n"
                     ".option pop"
                     : "+r"(a0), "+r"(a7)
                     : [in] "r"(in), [out] "r"(out), [park] "i"(ABI_SYS_TASK_PARK)
                     : "a1", "a2", "a3", "a4", "a5", "a6", "t0", "t1", "t2", "t3", "t4", "t5", "t6", "memory");
}

static void read_registers(uint64_t *values) {
    __asm__ volatile(".option push\n.option arch, +d\n" ALL_REGISTERS "fsd f\\n, 8 * \\n(%[out])\n"
                     ".endr\n"
                     "frcsr t0\n"
                     "sd t0, 256(%[out])\n"
                     ".option pop"
                     :
                     : [out] "r"(values)
                     : "t0", "memory");
}

static uint32_t count_nonzero(const uint64_t *values) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < REGISTERS; i++) {
        count += values[i] != 0 ? 1 : 0;
    }
    return count;
}

static uint32_t play_turn(const struct player *self, uint32_t turn, uint32_t other) {
    uint64_t values[REGISTERS];
    uint64_t after[REGISTERS];
    for (uint32_t i = 0; i < REGISTERS - 1; i++) {
        values[i] = (uint64_t)(self->number + 1) << 48 | (uint64_t)(turn + 1) << 32 | (i + 1);
    }
    values[REGISTERS - 1] = (uint64_t)((self->number + turn) % ROUNDING_MODES) << ROUNDING_SHIFT | (self->number + 1);
    take_turn(values, after, other);
    for (uint32_t i = 0; i < REGISTERS; i++) {
        if (values[i] != after[i]) {
            return 0;
        }
    }
    return 1;
}

// The first player's registers are full when the second one looks at its own for the first time.
static void play(void *argument) {
    struct player *self = argument;
    nexus_task_park();
    const struct player *other = &players[1 - self->number];
    if (self->number == 1) {
        uint64_t values[REGISTERS];
        read_registers(values);
        self->left_over = count_nonzero(values);
    }
    for (uint32_t turn = 0; turn < TURNS; turn++) {
        self->kept += play_turn(self, turn, other->id);
    }
    (void)!nexus_task_unpark(self->number == 0 ? other->id : main_task);
}

void prove_float_state(void) {
    main_task = nexus_task_self();
    for (uint32_t number = 0; number < 2; number++) {
        players[number].number = number;
        const struct nexus_thread_start start = {.entry = play,
                                                 .argument = &players[number],
                                                 .stack = stacks[number],
                                                 .stack_bytes = STACK_BYTES,
                                                 .harts = 1,
                                                 .authority = nexus_boot()->sched_setaffinity};
        if (nexus_thread_create(&start, &players[number].id) != ABI_OK) {
            return;
        }
    }
    if (nexus_task_unpark(players[0].id) != ABI_OK) {
        return;
    }
    nexus_task_park();
    emit(MARKER_fpu_context, "registers=%u turns=%u kept=%u", (unsigned)REGISTERS, 2U * TURNS,
         (unsigned)(players[0].kept + players[1].kept));
    emit(MARKER_test_reject_fpu_leak, "registers=%u left_over=%u", (unsigned)REGISTERS, (unsigned)players[1].left_over);
}
