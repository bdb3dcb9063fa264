// SPDX-License-Identifier: Apache-2.0
// The runner's command line. Pure.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "testing/qemu/diagnostic.h"
#include "testing/qemu/script.h"

#ifdef __cplusplus
extern "C" {
#endif

enum options_limits {
    OPTIONS_APPENDS_MAX = 16,
    OPTIONS_LOADS_MAX = 8,
    OPTIONS_HARTS_MAX = 512,  // what QEMU's virt machine offers
    OPTIONS_MEMORY_MIB_MAX = 65536,
    OPTIONS_SEED_MAX = 1000000,
    OPTIONS_SEEDS_MAX = 1024,
    OPTIONS_NUMBER_BYTES = 16,
    OPTIONS_RUNS_MAX = 100,
    OPTIONS_TIMEOUT_SECONDS_MAX = 86400,
    OPTIONS_GDB_PORT = 1234,
};

enum options_mode {
    // One host thread runs all harts in turn; virtual nanoseconds are instructions executed; `seed` bounds a turn.
    OPTIONS_DETERMINISTIC,
    // A host thread for each hart.
    OPTIONS_PARALLEL,
};

// Strings point into the arguments; null when not given.
struct options {
    const char *qemu;
    const char *firmware;
    const char *kernel;
    const char *initrd;
    const char *devicetree;
    const char *machine;  // properties of the machine, e.g. "aclint=on"
    const char *script;
    const char *boot;        // instead of a script: judged by the marker table
    const char *red;         // where that boot must be red; null: green
    const char *transcript;  // where to write it
    const char *label;       // of the test, for the line that replays it
    uint32_t append_count;
    const char *appends[OPTIONS_APPENDS_MAX];
    uint32_t load_count;
    const char *loads[OPTIONS_LOADS_MAX];  // "ELF" or "FILE@ADDRESS"
    uint32_t harts;
    uint32_t memory_mib;
    enum options_mode mode;
    uint32_t seed_count;
    uint32_t seeds[OPTIONS_SEEDS_MAX];  // microseconds of virtual time
    uint32_t seed;                      // of the boot under way, at first seeds[0]
    bool any_seed;
    uint32_t nonce;
    bool has_nonce;
    uint32_t runs;
    uint32_t timeout_seconds;
    bool typed_ahead;
    bool show;
    bool gdb;
};

// Reads argv[1] and what follows; of an option given twice the later one counts, --append and --load add up.
// Errors: false and a diagnostic.
bool options_parse(int argc, const char *const argv[], struct options *options, struct diagnostic *diagnostic);

// The lines that explain every option.
const char *options_usage(void);

#ifdef __cplusplus
}
#endif
