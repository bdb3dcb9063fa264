// SPDX-License-Identifier: Apache-2.0
// Changing how a task is scheduled, at random and on the record.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/task.h"
#include "apps/stress/harts.h"

struct worker;

enum control_limits {
    // Everybody's least. On a host with other things to do a task pays for the time that its hart stands still, and with one share among
    // thousands it would wait for minutes. The ladder has the extremes, in virtual time.
    CONTROL_SHARES_LEAST = ABI_SHARES_DEFAULT,
};

// A task that others change.
struct subject {
    _Atomic uint32_t handle;  // written when all else is (release); 0: not yet
    _Atomic uint32_t
        is_changing;  // its harts; whoever sets it (acquire) writes `harts` and `epochs`, and clears it (release)
    struct stress_harts harts;
    struct stress_epochs *epochs;
    uint32_t task;  // id
};

// A new subject, which has had these harts since it was created.
void subject_init(struct subject *subject, struct stress_epochs *epochs, uint32_t task, uint64_t harts);

// A class up to that one, shares from CONTROL_SHARES_LEAST, any harts. The caller is `worker`; the subject does not end meanwhile.
void control_class(struct worker *worker, struct subject *subject, uint32_t highest);
void control_shares(struct worker *worker, struct subject *subject);
void control_harts(struct worker *worker, struct subject *subject);

// The last change of its harts: to all of them, and for ever.
void control_free(struct worker *worker, struct subject *subject);

// A set of harts that are there, with one of them at least.
uint64_t control_some_harts(struct worker *worker);
