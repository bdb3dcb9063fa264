// SPDX-License-Identifier: Apache-2.0
// What init tells execd of the programs that init starts: one page that init writes and execd reads ("boot.roster"). Nobody calls init, so
// this is how somebody learns what became of them.
#pragma once

#include <stdatomic.h>
#include <stdint.h>

enum boot_roster_limits { BOOT_ROSTER_ENTRIES = 64 };

// Each word is written by init (release) and read by execd (acquire).
struct boot_roster_entry {
    _Atomic uint32_t process;   // handle that execd has, to look at the process (READ); 0: none, or it is execd itself
    _Atomic uint32_t restarts;  // since the machine started
    _Atomic uint32_t status;    // of its last end
};

// By the numbers of recipes, less 1.
struct boot_roster {
    struct boot_roster_entry entries[BOOT_ROSTER_ENTRIES];
};
