// SPDX-License-Identifier: Apache-2.0
// What a child is told, and what it says when it ends.
#pragma once

enum cycles_child {
    CYCLES_ARGUMENT_WAITS = 0,  // index of the start argument: it waits to be ended
    CYCLES_CHILD_STATUS = 7,
};
