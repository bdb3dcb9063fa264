// SPDX-License-Identifier: Apache-2.0
// Asking consoled. `consoled` is the capability of that name; every request is made once. Errors: what consoled answers (protocol.h), or why it
// did not, as `ask` (libs/service/ask.h).
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "services/consoled/protocol.h"

#ifdef __cplusplus
extern "C" {
#endif

enum consoled_client_limits {
    CONSOLED_CLIENT_READ_MILLISECONDS = 500,
    // One that has ended is started again in the meantime.
    CONSOLED_CLIENT_OPEN_MILLISECONDS = 2000,
};

// notification: SEND has to be grantable. *held_it: whether the caller held the terminal before.
ABI_MUST_USE enum abi_error consoled_client_open(uint32_t consoled, uint32_t notification, uint64_t bits,
                                                 bool *held_it);

// room: 1 to CONSOLED_READ_MAX.
ABI_MUST_USE enum abi_error consoled_client_read(uint32_t consoled, char *bytes, uint32_t room, uint32_t *count,
                                                 uint32_t *lost);

ABI_MUST_USE enum abi_error consoled_client_close(uint32_t consoled);

// *identity: of the program that holds the terminal, or 0.
ABI_MUST_USE enum abi_error consoled_client_who(uint32_t consoled, uint64_t *identity);

#ifdef __cplusplus
}
#endif
