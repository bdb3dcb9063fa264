// SPDX-License-Identifier: Apache-2.0
// Where tasks may run, and since when: what the witness of the stress trial holds the trace against. Pure.
//
// Whoever changes the harts of a task reads the clock, ends the task's epoch with that time, makes the call, reads the clock again, and
// begins the next epoch with that. So the harts of an epoch are those of the task at every time strictly between its ends: the call before
// had returned, after which the task runs nowhere else, and the call behind had not been made. A record at such a
// time that the task is switched to, or calls somebody, on another hart is a violation; at any other time it says nothing and is not judged.
// (A switch is written before its hart agrees that the task is stopped, and so before a change returns; and between the beginning of a call
// and its record the hart does not agree to anything.)
// The reader looks for the epoch when it has the record. An epoch that it finds open then was open at the time of the record, or the
// record is of the task's old harts: had the change been made first, what the other hart writes down because of it would come behind the
// store that ended the epoch.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum stress_harts_sizes { STRESS_EPOCHS = 8 };

struct stress_epoch {
    _Atomic uint32_t version;  // odd while the others are written; as of a sequence lock
    _Atomic uint32_t task;     // id; 0: not used yet
    _Atomic uint64_t harts;    // set, one bit each
    _Atomic uint64_t begin;    // ticks
    _Atomic uint64_t end;      // ticks; UINT64_MAX while it lasts (release; read last)
};

// The last epochs of the tasks that one worker, or its helper, has been. One writer at a time, any readers.
struct stress_epochs {
    _Atomic uint32_t count;  // that were ever begun; the writers' (their own lock orders it)
    uint32_t reserved;
    struct stress_epoch ring[STRESS_EPOCHS];
};

enum stress_judgement {
    STRESS_UNKNOWN,  // there is no epoch that this falls into
    STRESS_INSIDE,
    STRESS_OUTSIDE,
};

// The next epoch; the last one should have ended, or been of another task.
void stress_epoch_begin(struct stress_epochs *epochs, uint32_t task, uint64_t harts, uint64_t begin);

// Ends the last epoch.
void stress_epoch_end(struct stress_epochs *epochs, uint64_t end);

// Did the task run on that hart as it may, at that time?
enum stress_judgement stress_epochs_judge(const struct stress_epochs *epochs, uint32_t task, uint32_t cpu,
                                          uint64_t time);

// Of a task: the harts that were named for it last, and those of them where it may run.
struct stress_harts {
    uint64_t home;
    uint64_t allowed;
};

// What task_set_placement makes of it, on a machine of `count` harts that are all online (enum abi_placement). False: no hart is left, which
// is refused, and *task is untouched.
bool stress_harts_place(struct stress_harts *task, uint32_t placement, uint64_t named, uint32_t count);

#ifdef __cplusplus
}
#endif
