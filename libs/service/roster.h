// SPDX-License-Identifier: Apache-2.0
// Which programs run now: one page that execd writes and services read that hold things for clients, so that they learn of a
// client's end without being called. After a change execd signals the notification "clients" of those that it started. The page is init's: it
// is the same for all who come after each other.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

enum roster_limits {
    ROSTER_ENTRIES = 64,
    ROSTER_CHANGED = 1,  // bit of the notification
};

// The page. Each word is an identity (libs/service/identity.h) that runs, or 0. Written by execd (release) before it signals, read by
// services (acquire); a word changes from an identity to 0 only after that program's process is gone, all of it.
struct roster {
    _Atomic uint64_t running[ROSTER_ENTRIES];
};
