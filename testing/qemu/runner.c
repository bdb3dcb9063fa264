// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "testing/qemu/runner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "testing/qemu/command.h"
#include "testing/qemu/options.h"
#include "testing/qemu/report.h"
#include "testing/qemu/session.h"

enum { SCRIPT_FILE_BYTES_MAX = 1 << 18 };

// Everything a run needs that is too large for a stack.
struct runner {
    struct options options;
    struct command command;
    struct script script;
    struct session_result first;
    struct session_result again;
    char replay[COMMAND_TEXT_BYTES];
    char script_text[SCRIPT_FILE_BYTES_MAX];
};

static enum runner_status status_of(enum session_outcome outcome) {
    switch (outcome) {
        case SESSION_PASSED:
            return RUNNER_PASSED;
        case SESSION_FAILED:
            return RUNNER_FAILED;
        case SESSION_HOST_TIMEOUT:
            return RUNNER_HOST_TIMEOUT;
        case SESSION_ERROR:
            return RUNNER_ERROR;
    }
    return RUNNER_ERROR;
}

static bool read_script(struct runner *runner, struct diagnostic *diagnostic) {
    FILE *file = fopen(runner->options.script, "rb");
    if (file == NULL) {
        diagnostic_set(diagnostic, "%s: %s", runner->options.script, strerror(errno));
        return false;
    }
    size_t bytes = fread(runner->script_text, 1, sizeof(runner->script_text), file);
    bool whole = feof(file) != 0 && ferror(file) == 0;
    (void)fclose(file);
    if (!whole || memchr(runner->script_text, 0, bytes) != NULL) {
        diagnostic_set(diagnostic, "%s: too long, or not text", runner->options.script);
        return false;
    }
    runner->script_text[bytes] = 0;
    return true;
}

static bool write_transcript(const char *path, const struct transcript *transcript, struct diagnostic *diagnostic) {
    FILE *file = fopen(path, "wb");
    bool written = file != NULL && fwrite(transcript->data, 1, transcript->bytes, file) == transcript->bytes;
    bool closed = file != NULL && fclose(file) == 0;
    if (!written || !closed) {
        diagnostic_set(diagnostic, "%s: cannot be written", path);
    }
    return written && closed;
}

static bool prepare(struct runner *runner, int argc, const char *const argv[], struct diagnostic *diagnostic) {
    struct options *options = &runner->options;
    if (!options_parse(argc, argv, options, diagnostic)) {
        return false;
    }
    if (!options->has_nonce && getrandom(&options->nonce, sizeof(options->nonce), 0) != sizeof(options->nonce)) {
        diagnostic_set(diagnostic, "no random numbers: %s", strerror(errno));
        return false;
    }
    struct script_variables variables = {.harts = options->harts, .memory_mib = options->memory_mib};
    (void)snprintf(variables.nonce, sizeof(variables.nonce), "%08x", options->nonce);
    command_describe_replay(options, argc, argv, runner->replay, sizeof(runner->replay));
    return read_script(runner, diagnostic) &&
           script_parse(runner->script_text, &variables, &runner->script, diagnostic) &&
           command_build(options, &runner->command, diagnostic);
}

static void run_once(struct runner *runner, struct session_result *result) {
    const struct options *options = &runner->options;
    struct session_options session = {
        .argv = runner->command.arguments,
        .timeout_seconds = options->gdb ? 0 : options->timeout_seconds,
        .typed_ahead = options->typed_ahead,
        .hold = options->gdb,
        .show = options->show,
    };
    session_run(&session, &runner->script, result);
}

// Repeats the run and compares. True when every transcript is the first one's.
static enum runner_status repeat(struct runner *runner) {
    for (uint32_t run = 2; run <= runner->options.runs; run++) {
        run_once(runner, &runner->again);
        if (runner->again.outcome != SESSION_PASSED) {
            report_failure(&runner->again, runner->replay);
            return status_of(runner->again.outcome);
        }
        size_t offset = 0;
        if (!transcript_equal(&runner->first.transcript, &runner->again.transcript, &offset)) {
            report_difference(&runner->first.transcript, &runner->again.transcript, offset, runner->replay);
            return RUNNER_FAILED;
        }
    }
    return RUNNER_PASSED;
}

static enum runner_status run(struct runner *runner) {
    const struct options *options = &runner->options;
    if (options->gdb) {
        (void)fprintf(stderr, "waiting for a debugger: gdb-multiarch -ex 'target remote :%d' %s\n", OPTIONS_GDB_PORT,
                      options->kernel);
    }
    run_once(runner, &runner->first);
    struct diagnostic diagnostic;
    if (options->transcript != NULL && !write_transcript(options->transcript, &runner->first.transcript, &diagnostic)) {
        (void)fprintf(stderr, "%s\n", diagnostic.text);
        return RUNNER_ERROR;
    }
    if (runner->first.outcome != SESSION_PASSED) {
        report_failure(&runner->first, runner->replay);
        return status_of(runner->first.outcome);
    }
    return repeat(runner);
}

enum runner_status runner_main(int argc, const char *const argv[]) {
    struct runner *runner = calloc(1, sizeof(*runner));
    if (runner == NULL) {
        return RUNNER_ERROR;
    }
    struct diagnostic diagnostic = {""};
    enum runner_status status = RUNNER_USAGE;
    if (prepare(runner, argc, argv, &diagnostic)) {
        status = run(runner);
    } else {
        (void)fprintf(stderr, "qemu_runner: %s\n%s", diagnostic.text, options_usage());
    }
    script_release(&runner->script);
    free(runner);
    return status;
}
