// SPDX-License-Identifier: Apache-2.0
#include "apps/stress/witness.h"

#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/stress.h"

enum witness_bounds {
    JUDGED_LEAST = 100,
    LOOKS = 8,  // with the trace on, and then as many with it off
};

void witness_begin(struct witness *witness) {
    *witness = (struct witness){0};
}

static void judge(struct witness *witness, const struct stress_board *board, const struct abi_trace_record *record) {
    enum stress_judgement judgement = STRESS_UNKNOWN;
    for (uint32_t i = 0; i < STRESS_SUBJECTS && judgement == STRESS_UNKNOWN; i++) {
        judgement = stress_epochs_judge(&board->epochs[i], record->task, record->cpu, record->time);
    }
    if (judgement == STRESS_OUTSIDE) {
        printf("\nstress: task %" PRIu32 " at %" PRIu64 "\n", record->task, record->time);
        trial_fail(STRESS_NAME, "a task ran on a hart where it may not", record->task, record->cpu);
    }
    witness->records++;
    witness->judged += judgement == STRESS_INSIDE ? 1 : 0;
}

// The task begins to run there; or runs there, and has since it was last in the kernel.
static bool shows_where(const struct abi_trace_record *record) {
    return record->event == ABI_TRACE_SWITCH || record->event == ABI_TRACE_IPC_CALL;
}

static void look_at(struct witness *witness, const struct stress_board *board, uint32_t cpu) {
    struct abi_trace_record records[ABI_TRACE_READ_MAX];
    // What is written while it reads is left for the next time.
    for (uint32_t left = ABI_TRACE_RECORDS; left != 0; left -= ABI_TRACE_READ_MAX) {
        uint32_t count = 0;
        stress_require("read of the trace", nexus_trace_read(nexus_boot()->stats_read, cpu, witness->positions[cpu],
                                                             records, ABI_TRACE_READ_MAX, &count));
        for (uint32_t i = 0; i < count; i++) {
            witness->missed += records[i].position - witness->positions[cpu];
            witness->positions[cpu] = records[i].position + 1;
            if (shows_where(&records[i])) {
                judge(witness, board, &records[i]);
            }
        }
        if (count < ABI_TRACE_READ_MAX) {
            break;
        }
    }
}

// While it is on, no call takes the fast path.
static void turn(bool on) {
    stress_require("trace", nexus_trace_control(nexus_boot()->stats_read, on));
}

void witness_look(struct witness *witness, const struct stress_board *board) {
    if (witness->looks % LOOKS == 0) {
        turn(witness->looks / LOOKS % 2 == 0);
    }
    witness->looks++;
    for (uint32_t cpu = 0; cpu < trial_harts(); cpu++) {
        look_at(witness, board, cpu);
    }
}

void witness_end(const struct witness *witness) {
    turn(false);
    if (witness->judged < JUDGED_LEAST) {
        trial_fail(STRESS_NAME, "too few records were judged", witness->judged, witness->records);
    }
}
