// SPDX-License-Identifier: Apache-2.0
// The terminal: what was typed and not read yet, and who may read it. Pure; notifications are handles that are the caller's to signal
// and to close.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "services/consoled/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

// Begins all zero: nobody holds it.
struct terminal {
    uint64_t holder;  // an identity, or 0
    uint64_t bits;    // to signal to the notification
    uint32_t notification;
    uint32_t head;   // the oldest byte
    uint32_t count;  // bytes that are kept
    uint32_t lost;   // and that nobody was told of; stays at UINT32_MAX
    char bytes[CONSOLED_KEPT_MAX];
};

// The sender holds it, signalled by the notification; who held it does no more. holder_runs: whether who holds it now still
// runs.
// *closed: the notification that is not needed any more, or 0.
// Errors: EBUSY; nothing is changed, and the notification not taken.
ABI_MUST_USE enum abi_error terminal_open(struct terminal *terminal, uint64_t identity, uint32_t notification,
                                          uint64_t bits, bool holder_runs, uint32_t *closed);

// Nobody holds it; what was typed stays. *closed: as above.
// Errors: EPERM.
ABI_MUST_USE enum abi_error terminal_close(struct terminal *terminal, uint64_t identity, uint32_t *closed);

// Who holds it has ended. Returns the notification that is not needed any more, or 0.
uint32_t terminal_drop(struct terminal *terminal);

// Takes off the oldest bytes, at most `room`, and tells how many were lost since this was last told.
// Errors: EPERM.
ABI_MUST_USE enum abi_error terminal_read(struct terminal *terminal, uint64_t identity, char *bytes, uint32_t room,
                                          uint32_t *count, uint32_t *lost);

// Keeps what was typed, as far as there is room, and counts the rest.
void terminal_typed(struct terminal *terminal, const char *bytes, uint32_t count);

// Whether there is something to tell to whoever holds it.
bool terminal_has_news(const struct terminal *terminal);

#ifdef __cplusplus
}
#endif
