// SPDX-License-Identifier: Apache-2.0
// Second processes, from the program "partner" of the boot archive.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/process.h"
#include "libs/nexus/message.h"
#include "apps/selftest/partner/orders.h"

struct partner {
    uint32_t process;
    uint32_t task;                // id of its first task
    uint32_t orders;              // endpoint: what it receives
    uint32_t reports;             // endpoint: what it sends, and what the kernel sends when it faults
    struct nexus_message report;  // the last one
};

enum partner_constants {
    PARTNER_PAGES = 96,
    // Added to an enum abi_fault where an error code is due: the partner has faulted instead of answering.
    PARTNER_FAULTED = 256,
    PARTNER_DID_NOT_START = 512,
};

// Starts one in that role, on those harts, with enough for itself and a little more. Returns an error code.
uint64_t partner_start(struct partner *partner, enum partner_role role, uint64_t argument, uint64_t harts);
uint64_t partner_start_limited(struct partner *partner, enum partner_role role, uint64_t argument, uint64_t harts,
                               const struct abi_process_limits *limits);

// Waits until everything that it held has come back. info is NULL or gets what is left.
void partner_wait_end(const struct partner *partner, struct abi_process_info *info);

// The same for one that does not end by itself; and gives up what this side has of it.
void partner_end(struct partner *partner);

// Gives up what this side has of one that has ended.
void partner_forget(struct partner *partner);

// A child of this side's capability; 0: it could not be given.
uint32_t partner_give(const struct partner *partner, uint32_t handle, uint32_t rights, uint32_t grantable);

// Tells a puppet, without waiting for what comes of it.
uint64_t puppet_tell(const struct partner *puppet, enum partner_order order, uint64_t first, uint64_t second,
                     uint64_t third, uint64_t fourth, uint64_t fifth);

// Waits for what comes of it: the error of its report, or PARTNER_FAULTED + fault.
uint64_t puppet_hear(struct partner *puppet);

// Both.
uint64_t puppet_do(struct partner *puppet, enum partner_order order, uint64_t first, uint64_t second, uint64_t third);

// Has it make a system call with four arguments.
uint64_t puppet_call(struct partner *puppet, uint64_t number, uint64_t first, uint64_t second, uint64_t third,
                     uint64_t fourth);

// Lets one that has faulted go on there, and waits for what comes of the order. 0 is the next instruction.
uint64_t puppet_mend(struct partner *puppet, uint64_t program_counter);
