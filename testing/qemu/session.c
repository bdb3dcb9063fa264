// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "testing/qemu/session.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "testing/qemu/control.h"
#include "testing/qemu/process.h"

enum session_constants {
    MS_PER_S = 1000,
    LAST_WORDS_MS = 2000,  // for a panic report after the line that failed the run; decides nothing
    CHUNK_BYTES = 65536,
};

// Thrown away by the firmware: see SESSION_TYPED_AHEAD_BYTES.
static const char SACRIFICE = 0;

struct session {
    const struct session_options *options;
    const struct script *script;
    struct session_result *result;
    struct process process;
    struct dialogue dialogue;
    long long deadline_ms;
    size_t error_bytes;
    bool overflowed;
    bool input_closed;
};

static void end_with(struct session *session, enum session_outcome outcome, const char *reason) {
    session->result->outcome = outcome;
    diagnostic_set(&session->result->reason, "%s", reason);
}

static bool set_nonblocking(int descriptor) {
    int flags = fcntl(descriptor, F_GETFL);
    return flags >= 0 && fcntl(descriptor, F_SETFL, flags | O_NONBLOCK) == 0;
}

static bool write_all(int descriptor, const char *data, size_t bytes) {
    while (bytes != 0) {
        ssize_t written = write(descriptor, data, bytes);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        data += written;
        bytes -= (size_t)written;
    }
    return true;
}

// Types what the script says next. A machine that has gone meanwhile is noticed elsewhere.
static void type_due_input(struct session *session) {
    for (;;) {
        dialogue_advance(&session->dialogue);
        const char *text = dialogue_input(&session->dialogue);
        if (text == NULL) {
            return;
        }
        const char enter = SCRIPT_ENTER;
        if (!session->input_closed) {
            session->input_closed = !write_all(session->process.input, text, strlen(text)) ||
                                    !write_all(session->process.input, &enter, sizeof(enter));
        }
        dialogue_sent(&session->dialogue);
    }
}

static void take_output(struct session *session, const char *data, size_t bytes) {
    if (session->options->show) {
        (void)fwrite(data, 1, bytes, stdout);
        (void)fflush(stdout);
    }
    if (!transcript_append(&session->result->transcript, data, bytes)) {
        session->overflowed = true;
        return;
    }
    type_due_input(session);
}

static void take_errors(struct session *session, const char *data, size_t bytes) {
    size_t room = SESSION_ERRORS_BYTES - 1 - session->error_bytes;
    size_t taken = bytes < room ? bytes : room;
    memcpy(session->result->errors + session->error_bytes, data, taken);
    session->error_bytes += taken;
    session->result->errors[session->error_bytes] = 0;
}

// Reads everything there is without waiting. False when the other side has closed.
static bool drain(struct session *session, int descriptor, void (*take)(struct session *, const char *, size_t)) {
    char chunk[CHUNK_BYTES];
    for (;;) {
        ssize_t count = read(descriptor, chunk, sizeof(chunk));
        if (count > 0) {
            take(session, chunk, (size_t)count);
        } else if (count == 0) {
            return false;
        } else if (errno != EINTR) {
            return true;
        }
        if (session->overflowed) {
            return true;
        }
    }
}

static int milliseconds_left(long long deadline_ms) {
    if (deadline_ms == LLONG_MAX) {
        return -1;
    }
    long long left = deadline_ms - control_now_ms();
    if (left <= 0) {
        return 0;
    }
    return left < INT_MAX ? (int)left : INT_MAX;
}

// What can end the talking.
enum talk_end { TALK_MACHINE_ENDED, TALK_FAILED, TALK_TIMED_OUT };

static bool is_readable(const struct pollfd *poll_result) {
    return (poll_result->revents & (POLLIN | POLLHUP | POLLERR)) != 0;
}

static enum talk_end talk(struct session *session) {
    enum { OUTPUT, ERRORS, EXIT, COUNT };
    struct pollfd waits[COUNT] = {
        [OUTPUT] = {.fd = session->process.output, .events = POLLIN},
        [ERRORS] = {.fd = session->process.errors, .events = POLLIN},
        [EXIT] = {.fd = session->process.exit_notice, .events = POLLIN},
    };
    long long deadline_ms = session->deadline_ms;
    bool failed = false;
    for (;;) {
        int ready = poll(waits, COUNT, milliseconds_left(deadline_ms));
        if (ready < 0) {
            continue;  // a signal
        }
        if (ready == 0) {
            return failed ? TALK_FAILED : TALK_TIMED_OUT;
        }
        if (is_readable(&waits[OUTPUT]) && !drain(session, session->process.output, take_output)) {
            waits[OUTPUT].fd = -1;  // closed: poll passes over negative numbers
        }
        if (is_readable(&waits[ERRORS]) && !drain(session, session->process.errors, take_errors)) {
            waits[ERRORS].fd = -1;
        }
        if (session->overflowed) {
            return TALK_FAILED;
        }
        if (is_readable(&waits[EXIT])) {
            return TALK_MACHINE_ENDED;
        }
        if (session->dialogue.failed && !failed) {
            failed = true;
            long long patience_ms = control_now_ms() + LAST_WORDS_MS;
            deadline_ms = patience_ms < deadline_ms ? patience_ms : deadline_ms;
        }
    }
}

static void judge(struct session *session, enum talk_end end, struct process_exit exit) {
    if (end == TALK_TIMED_OUT) {
        end_with(session, SESSION_HOST_TIMEOUT, "the machine did not end in the time the host allows");
        const struct dialogue *dialogue = &session->dialogue;
        if (session->script != NULL && dialogue->step < session->script->step_count) {
            const struct script_step *step = &session->script->steps[dialogue->step];
            diagnostic_set(
                &session->result->reason,
                "the machine did not end in the time the host allows; it was waited for script line %u, %s \"%s\"",
                step->line, script_step_text(step->kind), step->pattern.text);
        }
        return;
    }
    if (session->overflowed) {
        end_with(session, SESSION_FAILED, "the transcript is too long");
        return;
    }
    if (end == TALK_MACHINE_ENDED) {
        dialogue_end(&session->dialogue, exit);
    }
    if (session->dialogue.failed) {
        end_with(session, SESSION_FAILED, session->dialogue.reason.text);
        return;
    }
    session->result->outcome = SESSION_PASSED;
}

static bool type_ahead(struct session *session) {
    char input[1 + SESSION_TYPED_AHEAD_BYTES + 1] = {SACRIFICE};
    size_t bytes = 0;
    if (!script_collect_input(session->script, input + 1, sizeof(input) - 1, &bytes) ||
        bytes > SESSION_TYPED_AHEAD_BYTES) {
        end_with(session, SESSION_ERROR, "the script sends more than QEMU buffers (README.md): type it live");
        return false;
    }
    bool timed_out = false;
    session->input_closed = !write_all(session->process.input, input, 1 + bytes);
    if (!control_start_machine(session->process.control, session->process.input, session->options->hold,
                               session->deadline_ms, &timed_out, &session->result->reason)) {
        session->result->outcome = timed_out ? SESSION_HOST_TIMEOUT : SESSION_ERROR;
        return false;
    }
    return true;
}

static void run_started(struct session *session) {
    if (!set_nonblocking(session->process.output) || !set_nonblocking(session->process.errors)) {
        end_with(session, SESSION_ERROR, "fcntl failed");
        process_kill(&session->process);
        (void)process_finish(&session->process);
        return;
    }
    if (session->options->typed_ahead && !type_ahead(session)) {
        process_kill(&session->process);
        (void)drain(session, session->process.errors, take_errors);
        (void)process_finish(&session->process);
        return;
    }
    type_due_input(session);
    enum talk_end end = talk(session);
    if (end != TALK_MACHINE_ENDED) {
        process_kill(&session->process);
    }
    // All that the machine wrote before it ended is in the pipes already.
    if (!session->overflowed) {
        (void)drain(session, session->process.output, take_output);
        (void)drain(session, session->process.errors, take_errors);
    }
    session->result->exit = process_finish(&session->process);
    judge(session, end, session->result->exit);
}

void session_run(const struct session_options *options, const struct script *script, struct session_result *result) {
    struct session session = {.options = options, .script = script, .result = result, .deadline_ms = LLONG_MAX};
    result->outcome = SESSION_ERROR;
    result->reason.text[0] = 0;
    result->transcript.bytes = 0;
    result->errors[0] = 0;
    (void)signal(SIGPIPE, SIG_IGN);
    if (options->timeout_seconds != 0) {
        session.deadline_ms = control_now_ms() + (long long)options->timeout_seconds * MS_PER_S;
    }
    dialogue_start(&session.dialogue, script, &result->transcript, options->typed_ahead);
    if (process_start(options->argv, &session.process, &result->reason)) {
        run_started(&session);
    }
}
