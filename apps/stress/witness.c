// SPDX-License-Identifier: Apache-2.0
#include "apps/stress/witness.h"

#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/stress/stress.h"

enum witness_bounds { JUDGED_LEAST = 100 };

void witness_begin(struct witness *witness) {
    *witness = (struct witness){0};
    stress_require("trace", nexus_trace_control(nexus_boot()->stats_read, true));
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
    witness->switches++;
    witness->judged += judgement == STRESS_INSIDE ? 1 : 0;
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
            if (records[i].event == ABI_TRACE_SWITCH) {
                judge(witness, board, &records[i]);
            }
        }
        if (count < ABI_TRACE_READ_MAX) {
            break;
        }
    }
}

void witness_look(struct witness *witness, const struct stress_board *board) {
    for (uint32_t cpu = 0; cpu < trial_harts(); cpu++) {
        look_at(witness, board, cpu);
    }
}

void witness_end(const struct witness *witness) {
    stress_require("end of the trace", nexus_trace_control(nexus_boot()->stats_read, false));
    if (witness->judged < JUDGED_LEAST) {
        trial_fail(STRESS_NAME, "too few switches were judged", witness->judged, witness->switches);
    }
}
