// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include "testing/qemu/control.h"

#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>

enum control_limits {
    ANSWER_BYTES = 8192,
    ROUNDS_MAX = 10000,  // QEMU takes one typed byte in a round or two; it never takes what its buffers cannot hold
};

enum { MS_PER_S = 1000, NS_PER_MS = 1000000 };

struct control {
    int socket;
    long long deadline_ms;
    bool timed_out;
    size_t bytes;
    char answer[ANSWER_BYTES];
};

long long control_now_ms(void) {
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (long long)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

// Receives up to the end of a line that contains the word; asynchronous events and other answers are passed over.
static bool wait_for(struct control *control, const char *word) {
    control->bytes = 0;
    for (;;) {
        struct pollfd wait = {.fd = control->socket, .events = POLLIN};
        long long left = control->deadline_ms - control_now_ms();
        if (left <= 0 || poll(&wait, 1, (int)left) == 0) {
            control->timed_out = true;
            return false;
        }
        char byte = 0;
        if (control->bytes + 1 >= ANSWER_BYTES || recv(control->socket, &byte, 1, 0) != 1) {
            return false;
        }
        control->answer[control->bytes++] = byte;
        if (byte == '\n') {
            control->answer[control->bytes] = 0;
            if (strstr(control->answer, word) != NULL) {
                return true;
            }
            control->bytes = 0;
        }
    }
}

static bool request(struct control *control, const char *command) {
    size_t length = strlen(command);
    return send(control->socket, command, length, MSG_NOSIGNAL) == (ssize_t)length && wait_for(control, "\"return\"");
}

// QEMU reads the pipe and answers requests in one thread, so an answer after the pipe has run dry says that the
// bytes are in the machine.
static bool wait_until_read(struct control *control, int input) {
    for (int round = 0; round < ROUNDS_MAX; round++) {
        int left = 0;
        if (ioctl(input, FIONREAD, &left) != 0 || !request(control, "{\"execute\":\"query-status\"}\n")) {
            return false;
        }
        if (left == 0) {
            return true;
        }
    }
    return false;
}

bool control_start_machine(int control_socket, int input, bool hold, long long deadline_ms, bool *timed_out,
                           struct diagnostic *diagnostic) {
    struct control control = {.socket = control_socket, .deadline_ms = deadline_ms};
    bool started = wait_for(&control, "\"QMP\"") && request(&control, "{\"execute\":\"qmp_capabilities\"}\n") &&
                   wait_until_read(&control, input) && (hold || request(&control, "{\"execute\":\"cont\"}\n"));
    *timed_out = control.timed_out;
    if (!started) {
        diagnostic_set(diagnostic, "QEMU did not take what was typed ahead and start; it said \"%.*s\"",
                       (int)control.bytes, control.answer);
    }
    return started;
}
