// SPDX-License-Identifier: Apache-2.0
// A thread of a worker's that is changed while it runs, waits, is ready, or has not begun, and ends by itself or is killed.
#pragma once

#include "apps/stress/worker.h"

enum puppet_bits {
    PUPPET_GO = 1,    // to the puppet: it may end
    PUPPET_GONE = 2,  // to its worker: it ends
};

// The entry of the thread; `argument` is its worker. worker->puppet says what it does.
void puppet_run(void *argument);
