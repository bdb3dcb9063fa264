// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "testing/qemu/runner.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "testing/qemu/command.h"
#include "testing/qemu/control.h"
#include "testing/qemu/judge.h"
#include "testing/qemu/options.h"
#include "testing/qemu/report.h"
#include "testing/qemu/session.h"

enum { SCRIPT_FILE_BYTES_MAX = 1 << 18, MS_PER_S = 1000 };

// Everything a run needs that is too large for a stack.
struct runner {
    int argument_count;
    const char *const *arguments;
    struct options options;
    long long deadline_ms;
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

static bool read_script_text(struct runner *runner, struct diagnostic *diagnostic) {
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

static bool read_script(struct runner *runner, struct diagnostic *diagnostic) {
    const struct options *options = &runner->options;
    struct script_variables variables = {.harts = options->harts, .memory_mib = options->memory_mib};
    (void)snprintf(variables.nonce, sizeof(variables.nonce), "%08x", options->nonce);
    return read_script_text(runner, diagnostic) &&
           script_parse(runner->script_text, &variables, &runner->script, diagnostic);
}

static bool prepare(struct runner *runner, int argc, const char *const argv[], struct diagnostic *diagnostic) {
    struct options *options = &runner->options;
    runner->argument_count = argc;
    runner->arguments = argv;
    if (!options_parse(argc, argv, options, diagnostic)) {
        return false;
    }
    if (!options->has_nonce && getrandom(&options->nonce, sizeof(options->nonce), 0) != sizeof(options->nonce)) {
        diagnostic_set(diagnostic, "no random numbers: %s", strerror(errno));
        return false;
    }
    runner->deadline_ms = control_now_ms() + (long long)options->timeout_seconds * MS_PER_S;
    return options->script == NULL || read_script(runner, diagnostic);
}

// What all boots together have left; never 0, which would be no limit.
static uint32_t seconds_left(const struct runner *runner) {
    long long left_ms = runner->deadline_ms - control_now_ms();
    return left_ms < MS_PER_S ? 1 : (uint32_t)(left_ms / MS_PER_S);
}

static enum judge_outcome run_once(struct runner *runner, struct session_result *result) {
    const struct options *options = &runner->options;
    struct session_options session = {
        .argv = runner->command.arguments,
        .timeout_seconds = options->gdb ? 0 : seconds_left(runner),
        .typed_ahead = options->typed_ahead,
        .hold = options->gdb,
        .show = options->show,
    };
    session_run(&session, options->script == NULL ? NULL : &runner->script, result);
    if (options->boot != NULL) {
        return judge_boot(options, result);
    }
    return result->outcome == SESSION_PASSED ? JUDGE_AGREED : JUDGE_WRONG;
}

// Repeats the run and compares. True when every transcript is the first one's.
static enum runner_status repeat(struct runner *runner, uint32_t runs) {
    for (uint32_t run = 2; run <= runs; run++) {
        (void)run_once(runner, &runner->again);
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

static bool prepare_seed(struct runner *runner, uint32_t seed) {
    struct options *options = &runner->options;
    struct diagnostic diagnostic;
    options->seed = seed;
    command_describe_replay(options, runner->argument_count, runner->arguments, runner->replay, sizeof(runner->replay));
    if (!command_build(options, &runner->command, &diagnostic)) {
        (void)fprintf(stderr, "qemu_runner: %s\n", diagnostic.text);
        return false;
    }
    return true;
}

// The boot of one seed. *outcome is what the first run was.
static enum runner_status run_seed(struct runner *runner, enum judge_outcome *outcome) {
    const struct options *options = &runner->options;
    *outcome = run_once(runner, &runner->first);
    struct diagnostic diagnostic;
    if (options->transcript != NULL && !write_transcript(options->transcript, &runner->first.transcript, &diagnostic)) {
        (void)fprintf(stderr, "%s\n", diagnostic.text);
        return RUNNER_ERROR;
    }
    if (options->boot != NULL) {
        report_verdict(&runner->first, runner->replay);
    }
    if (options->any_seed && *outcome == JUDGE_NOT_RED) {
        return RUNNER_FAILED;
    }
    if (*outcome != JUDGE_AGREED) {
        report_failure(&runner->first, runner->replay);
        return status_of(runner->first.outcome);
    }
    // What a hunt has found is worth nothing when the line that it prints does not show it again.
    return repeat(runner, options->any_seed && options->runs == 1 ? 2 : options->runs);
}

static enum runner_status run(struct runner *runner) {
    const struct options *options = &runner->options;
    if (options->gdb) {
        (void)fprintf(stderr, "waiting for a debugger: gdb-multiarch -ex 'target remote :%d' %s\n", OPTIONS_GDB_PORT,
                      options->kernel);
    }
    for (uint32_t i = 0; i < options->seed_count; i++) {
        if (!prepare_seed(runner, options->seeds[i])) {
            return RUNNER_USAGE;
        }
        enum judge_outcome outcome = JUDGE_WRONG;
        enum runner_status status = run_seed(runner, &outcome);
        bool goes_on = options->any_seed ? outcome == JUDGE_NOT_RED : status == RUNNER_PASSED;
        if (!goes_on) {
            return status;
        }
    }
    if (options->any_seed) {
        report_failure(&runner->first, runner->replay);
        return RUNNER_FAILED;
    }
    return RUNNER_PASSED;
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
