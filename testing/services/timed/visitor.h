// SPDX-License-Identifier: Apache-2.0
// A client that takes what it gets, and is then ended from outside.
#pragma once

enum visitor_constants {
    VISITOR_BIT_DONE = 2,  // of the notification "done": it has 64 timers
    VISITOR_STATUS_WRONG = 9,
};
