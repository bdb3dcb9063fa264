// SPDX-License-Identifier: Apache-2.0
#include "testing/qemu/report.h"

#include <stdio.h>

static void print_lines(const struct transcript *transcript, size_t offset) {
    while (offset < transcript->bytes) {
        char line[TRANSCRIPT_LINE_BYTES];
        (void)transcript_read_line(transcript, offset, line, &offset);
        (void)fprintf(stderr, "  | %s\n", line);
    }
}

static void print_replay(const char *replay) {
    (void)fprintf(stderr, "replay: %s\n", replay);
}

static const char *outcome_text(enum session_outcome outcome) {
    switch (outcome) {
        case SESSION_PASSED:
            return "PASSED";
        case SESSION_FAILED:
            return "FAILED";
        case SESSION_HOST_TIMEOUT:
            return "HOST TIMEOUT (no verdict on the guest)";
        case SESSION_ERROR:
            return "ERROR OF THE HARNESS";
    }
    return "?";
}

void report_failure(const struct session_result *result, const char *replay) {
    (void)fprintf(stderr, "transcript, the last %d lines:\n", REPORT_TAIL_LINES);
    print_lines(&result->transcript, transcript_tail(&result->transcript, REPORT_TAIL_LINES));
    if (result->errors[0] != 0) {
        (void)fprintf(stderr, "QEMU said:\n%s\n", result->errors);
    }
    (void)fprintf(stderr, "%s: %s\n", outcome_text(result->outcome), result->reason.text);
    print_replay(replay);
}

void report_verdict(const struct session_result *result, const char *replay) {
    (void)printf("%s\n  again with: %s\n", result->reason.text, replay);
    (void)fflush(stdout);
}

void report_difference(const struct transcript *one, const struct transcript *other, size_t offset,
                       const char *replay) {
    char first[TRANSCRIPT_LINE_BYTES];
    char again[TRANSCRIPT_LINE_BYTES];
    size_t next = 0;
    (void)transcript_read_line(one, offset, first, &next);
    (void)transcript_read_line(other, offset, again, &next);
    (void)fprintf(stderr, "FAILED: two runs of one machine differ, first in the line\n  | %s\n  | %s\n", first, again);
    print_replay(replay);
}
