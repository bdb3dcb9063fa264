// SPDX-License-Identifier: Apache-2.0
// One run of a machine against a script: starts it, feeds the dialogue, and always ends it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "testing/qemu/diagnostic.h"
#include "testing/qemu/dialogue.h"
#include "testing/qemu/script.h"
#include "testing/qemu/transcript.h"

#ifdef __cplusplus
extern "C" {
#endif

enum session_outcome {
    SESSION_PASSED,
    SESSION_FAILED,        // the guest said or did something else than the script
    SESSION_HOST_TIMEOUT,  // the host's patience ended: never a verdict on the guest, always an error
    SESSION_ERROR,         // QEMU could not be started or driven
};

struct session_options {
    const char *const *argv;   // QEMU and its arguments, NULL at the end
    uint32_t timeout_seconds;  // 0: none
    bool typed_ahead;          // the machine is created stopped, and typing is done before it starts
    bool hold;                 // with typed_ahead: somebody else lets it run
    bool show;                 // copies the transcript to standard output while it grows
};

enum session_limits {
    SESSION_ERRORS_BYTES = 8192,
    // What QEMU buffers of typed input without the guest's help: hw/char/serial.c's one byte, which the firmware throws
    // away when it switches the FIFO on, and chardev/char-mux.c's MUX_BUFFER_SIZE. See README.md.
    SESSION_TYPED_AHEAD_BYTES = 32,
};

struct session_result {
    enum session_outcome outcome;
    struct diagnostic reason;  // unless passed
    struct process_exit exit;  // when the machine was started
    struct transcript transcript;
    char errors[SESSION_ERRORS_BYTES];  // the beginning of what QEMU itself said, NUL-terminated
};

// Runs the machine until it ends, the timeout passes, or the dialogue has failed and a moment for the rest of the guest's
// last words has passed. The process is gone on return.
// Without a script (null) a machine that ends has passed; the caller judges result->transcript and result->exit.
void session_run(const struct session_options *options, const struct script *script, struct session_result *result);

#ifdef __cplusplus
}
#endif
