// SPDX-License-Identifier: Apache-2.0
// Judges a whole boot by the marker table: green, or red with the first thing that is wrong. Pure.
//
// A boot owes, in this order: "KINIT: cpuN online" for each hart; each marker of the boot that a machine of so many harts
// shows, in the order of the table, with its evidence on the very next line; for a boot that ends in a panic, the report; and
// the exit status. Every line that begins like one of these must be one of these, once. Other lines may stand between.
// A boot is red at the first of these that it has not shown when the first thing goes wrong.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "testing/markers/marker.h"
#include "testing/qemu/diagnostic.h"
#include "testing/qemu/dialogue.h"
#include "testing/qemu/transcript.h"

#ifdef __cplusplus
extern "C" {
#endif

enum ladder_finding {
    LADDER_GREEN,
    LADDER_TABLE_IS_WRONG,
    LADDER_UNKNOWN_BOOT,   // the table has nothing for a boot of that name on so many harts
    LADDER_BROKEN_LINE,    // too long, or the transcript ends within it
    LADDER_MIXED_LINE,     // a marker's word behind the beginning of a line
    LADDER_UNDECLARED,     // looks like a marker, and no row of the table has it
    LADDER_OTHER_BOOT,     // a marker of another boot
    LADDER_TOO_FEW_HARTS,  // a marker that a machine with so few harts must not show
    LADDER_TWICE,
    LADDER_OUT_OF_ORDER,   // something else stands where the next one is due
    LADDER_MISSING,        // the machine has ended without it
    LADDER_FAILURE,        // a FAIL line
    LADDER_PANIC,          // a panic that was not expected
    LADDER_FAULT,          // a fault that was not expected, or another alarm
    LADDER_PROOF_MISSING,  // a marker, and no evidence behind it
    LADDER_PROOF_STRAY,    // evidence, and no marker before it
    LADDER_PROOF_MALFORMED,
    LADDER_PROOF_OF_OTHER,  // another marker's id
    LADDER_WRONG_SEQ,
    LADDER_WRONG_NONCE,
    LADDER_EVIDENCE_MISSING,  // a name of the predicate
    LADDER_EVIDENCE_EXTRA,    // a name that the predicate does not have
    LADDER_EVIDENCE_TWICE,
    LADDER_EVIDENCE_FALSE,    // a comparison does not hold
    LADDER_REPORT_TRUNCATED,  // the panic's report has no end
    LADDER_REPORT_MIXED,      // other lines within the report, or lines behind it
    LADDER_WRONG_EXIT,
};

// What stands for the lines of the harts where a marker's id is asked for.
#define LADDER_HARTS "KINIT"

struct ladder_run {
    struct marker_table table;
    const struct transcript *transcript;
    uint32_t harts;
    const char *nonce;
    const char *boot;
    struct process_exit exit;
};

struct ladder_verdict {
    enum ladder_finding finding;
    uint32_t line;           // of the transcript, from 1; 0: nothing was read; behind the last one: its end
    const char *red_marker;  // the first one not shown: an id, LADDER_HARTS, or null when all were shown
    uint32_t red_cpu;        // of LADDER_HARTS
    struct diagnostic text;  // for a person, with the line and the marker in it
};

void ladder_judge(const struct ladder_run *run, struct ladder_verdict *verdict);

#ifdef __cplusplus
}
#endif
