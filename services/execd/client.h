// SPDX-License-Identifier: Apache-2.0
// Asking execd. `execd` is the capability of that name; a request is sent once. Errors: what execd answers (protocol.h), or why it did not,
// as `ask` (libs/service/ask.h).
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "services/execd/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

// That the caller is ready for those who need it.
ABI_MUST_USE enum abi_error execd_client_ready(uint32_t execd, uint32_t milliseconds);

struct execd_client_wish {
    uint8_t class_;     // enum abi_class
    uint8_t placement;  // enum abi_placement
    uint16_t shares;
};

// For the calling task.
ABI_MUST_USE enum abi_error execd_client_escalate(uint32_t execd, struct execd_client_wish wish, uint32_t milliseconds);

// What is to be started; `bits` are signalled to the notification when it has ended. notification 0: nobody is told.
struct execd_client_program {
    const char *name;
    uint64_t argument;
    uint32_t notification;  // SEND has to be grantable
    uint64_t bits;
};

// Errors: EINVAL too where the name is too long.
ABI_MUST_USE enum abi_error execd_client_launch(uint32_t execd, const struct execd_client_program *program,
                                                uint32_t milliseconds, uint64_t *launch);

// `bits` are signalled to the notification when it has ended; as of execd_client_program.
ABI_MUST_USE enum abi_error execd_client_kill(uint32_t execd, uint64_t launch, uint32_t notification, uint64_t bits,
                                              uint32_t milliseconds);

// recipes: how many there are; numbers are from 1.
ABI_MUST_USE enum abi_error execd_client_status(uint32_t execd, uint32_t recipe, uint32_t milliseconds,
                                                struct execd_status_answer *status, uint32_t *recipes);

#ifdef __cplusplus
}
#endif
