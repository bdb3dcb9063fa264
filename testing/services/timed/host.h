// SPDX-License-Identifier: Apache-2.0
// What execd would do: timed and other clients as processes of their own, badges, and the roster.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "libs/loader/loader.h"

enum host_constants {
    HOST_SELF = 1,     // recipe of this program
    HOST_VISITOR = 2,  // of the other client
    HOST_STRANGER = 3,
    HOST_BIT_ENDED = 1,
};

void require(const char *what, enum abi_error error);

// Starts timed; this program is on the roster.
void host_start_timed(void);

// What timed has written down since it was started, as far as it got through: nobody listens until host_listen.
struct host_records {
    uint64_t registered;
    uint64_t refused;
    uint64_t malformed;
};

// From now on there is an auditd, which takes what it is told.
void host_listen(void);

struct host_records host_heard(void);

// Ends it, all of it.
void host_kill_timed(void);

// An endpoint of timed's for who has that recipe.
uint32_t host_endpoint(uint32_t recipe);

// Puts it on the roster, starts it, and waits until it has signalled its bit.
struct loader_process host_start_visitor(void);

// Ends it, all of it, and takes it off the roster.
void host_kill_visitor(const struct loader_process *visitor);
