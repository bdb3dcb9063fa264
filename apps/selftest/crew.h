// SPDX-License-Identifier: Apache-2.0
// Threads that help with a step. The steps run on hart 0, and so does the crew unless it is told otherwise: then who runs when is
// decided by classes and by who waits, not by how fast a hart is.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum crew_limits {
    CREW_SIZE = 12,
    CREW_DIRECTOR = CREW_SIZE - 1,
    STAGE_HART = 0,
    STAGE_HARTS = 1 << STAGE_HART,
};

// Starts a thread; `number` is below CREW_SIZE and not in use. harts as task_create. False: it could not be started.
bool crew_start(uint32_t number, void (*entry)(void *), void *argument, uint64_t harts);

// Its task id.
uint32_t crew_id(uint32_t number);

// Waits for its end.
void crew_join(uint32_t number);

// Ends it wherever it is, and waits for its end.
void crew_kill(uint32_t number);

// Returns when every other task of hart 0 waits for something. Context: a task of hart 0 above Idle.
void crew_settle(void);

// The same for another hart, named as a set of one.
void crew_settle_on(uint64_t harts);

// For a step that moves tasks about: does it in a thread of hart 0, CREW_DIRECTOR, that may make as many scheduling calls as anybody may,
// and returns when that is done. The step itself has as many left as before. False: it was not done.
bool crew_direct(void (*entry)(void *), void *argument);

// Where tasks are busy while others have to run: an emulator that runs one hart at a time starts each round of turns at the first one, and a
// hart that is busy leaves nothing of the round to those behind it.
uint32_t crew_last_hart(void);
