// SPDX-License-Identifier: Apache-2.0
// What consoled is asked: what was typed, by the one program that holds the terminal. Who that is says the badge and nothing else.
// Nobody waits in consoled: it signals when there is something to read. Writing is not its business: that is the capability "log".
// Requests as libs/service/wire.h says; the first word of an answer is an enum abi_error.
#pragma once

#include <assert.h>
#include <stdint.h>

#include "libs/service/wire.h"

#ifdef __cplusplus
extern "C" {
#endif

enum consoled_version { CONSOLED_VERSION = 1 };

// Errors of every operation: EINVAL (no call; malformed), ENOSYS.
enum consoled_operation {
    // consoled_open, with a NOTIFICATION capability (SEND) -> error; 1 if the sender held the terminal before, or 0
    // The sender holds the terminal until it closes it or ends, and is signalled the bits whenever something was typed; at once if something
    // was before. Who holds it already gives another notification by that.
    // Errors: EINVAL (no such capability came along; no bits), EBUSY (another program that runs holds it).
    CONSOLED_OPEN = 1,
    // consoled_read -> error; bytes of the answer's data; bytes that were lost since the last answer
    // What was typed, oldest first, at most `bytes`; 0: there is nothing more now. Never waits.
    // Errors: EINVAL (bytes 0 or above CONSOLED_READ_MAX), EPERM (the sender does not hold the terminal).
    CONSOLED_READ = 2,
    // consoled_close -> error
    // What was not read stays for the next one.
    // Errors: EPERM (the sender does not hold the terminal).
    CONSOLED_CLOSE = 3,
    // consoled_who -> error; identity of the program that holds the terminal (libs/service/identity.h), or 0
    CONSOLED_WHO = 4,
    CONSOLED_OPERATION_COUNT
};

enum consoled_limits {
    CONSOLED_READ_MAX = 128,
    // Typed and not read, whoever holds the terminal; what comes beyond is lost, and counted.
    CONSOLED_KEPT_MAX = 1024,
};

// Signalled to the notification "terminal" (libs/recipe/recipe.h) by each consoled when it begins: what an earlier one knew is gone, and who
// held the terminal does not hold it any more.
#define CONSOLED_BEGUN (UINT64_C(1) << 63)

struct consoled_open {
    struct wire_header header;
    uint64_t bits;
};

struct consoled_read {
    struct wire_header header;
    uint32_t bytes;
    uint32_t reserved;  // 0
};

struct consoled_close {
    struct wire_header header;
};

struct consoled_who {
    struct wire_header header;
};

static_assert(sizeof(struct consoled_open) == 16 && sizeof(struct consoled_read) == 16, "no padding");

#ifdef __cplusplus
}
#endif
