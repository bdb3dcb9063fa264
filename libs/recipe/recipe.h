// SPDX-License-Identifier: Apache-2.0
// Recipes: how each program of an image is started, within which limits, and with what. They are written in TOML, compiled and checked when
// the image is built (tools/recipes), and checked again by whoever reads them in the running system. Pure.
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/object.h"
#include "abi/process.h"
#include "abi/task.h"

#ifdef __cplusplus
extern "C" {
#endif

enum recipe_limits {
    RECIPE_MAGIC = 0x3150434e,  // "NCP1"
    RECIPE_VERSION = 1,
    RECIPES_MAX = 64,
    RECIPE_NAME_BYTES = 24,  // with its NUL
    RECIPE_CALLS_MAX = 8,
    RECIPE_NEEDS_MAX = 8,
    RECIPE_CAPABILITIES_MAX = 12,
    RECIPE_RESTARTS_MAX = 10000,
    RECIPE_MILLISECONDS_MAX = 60000,
    RECIPE_STACK_PAGES_MAX = 64,
    RECIPE_PAGES_MAX = 1 << 20,   // 4 GiB
    RECIPE_MINT_NAME_BYTES = 19,  // with its NUL, of one of kind "boot" that serves: execd gets "<name>.mint"
};

enum recipe_kind {
    RECIPE_BOOT = 0,     // init starts it
    RECIPE_SERVICE = 1,  // execd starts it when it starts itself
    RECIPE_APP = 2,      // execd starts it when somebody asks, or with the services if it says "autostart"
    RECIPE_KIND_COUNT
};

enum recipe_restart {
    RECIPE_RESTART_NEVER = 0,
    RECIPE_RESTART_ON_FAILURE = 1,  // any end but exit status 0
    RECIPE_RESTART_ALWAYS = 2,
    RECIPE_RESTART_COUNT
};

// What a program can be given besides endpoints, under these names (nexus_start_handle).
enum recipe_capability_name {
    RECIPE_CAPABILITY_CLOCK = 1,              // "clock"
    RECIPE_CAPABILITY_SCHED_SETQOS = 2,       // "sched_setqos"
    RECIPE_CAPABILITY_SCHED_SETAFFINITY = 3,  // "sched_setaffinity"
    RECIPE_CAPABILITY_SCHED_SETSHARES = 4,    // "sched_setshares"
    RECIPE_CAPABILITY_STATS_READ = 5,         // "stats_read"
    RECIPE_CAPABILITY_AUDIT_READ = 6,         // "audit_read"
    RECIPE_CAPABILITY_LOG = 7,                // "log"
    RECIPE_CAPABILITY_POWER = 8,              // "power"
    RECIPE_CAPABILITY_ARCHIVE = 9,            // "archive"
    RECIPE_CAPABILITY_ROSTER = 10,            // "roster", libs/service/roster.h; from execd with "clients"
    RECIPE_CAPABILITY_TERMINAL = 11,          // "terminal", services/consoled/protocol.h
    RECIPE_CAPABILITY_COUNT
};

struct recipe_capability {
    uint8_t name;       // enum recipe_capability_name
    uint8_t rights;     // enum abi_right bits
    uint8_t grantable;  // enum abi_right bits
    uint8_t reserved;
};

// A recipe's number is its place in the table, from 1. Strings end with a NUL and are zero behind it; lists are zero behind their end.
struct recipe {
    char name[RECIPE_NAME_BYTES];      // of the program's file in the archive, too
    uint64_t harts;                    // with ABI_PLACEMENT_HARTS
    struct abi_process_limits limits;  // pages 0: what is left; for execd only
    struct abi_task_limits task_limits;
    uint32_t stack_pages;
    uint32_t ready_milliseconds;    // it has to say that it is ready; 0: it says nothing
    uint32_t backoff_milliseconds;  // before the first restart; doubles with each
    uint32_t backoff_max_milliseconds;
    uint32_t restarts;                     // at most, in each window; one more and it is given up
    uint32_t restart_window_milliseconds;  // 0: ever
    uint16_t shares;
    uint16_t shares_max;  // that it may ask for
    uint8_t kind;         // enum recipe_kind
    uint8_t autostart;
    uint8_t serves;     // it has an endpoint, "endpoint"
    uint8_t essential;  // without it the system stops
    uint8_t restart;    // enum recipe_restart
    uint8_t class_;     // enum abi_class
    uint8_t class_max;  // that it may ask for
    uint8_t placement;  // enum abi_placement
    uint8_t call_count;
    uint8_t need_count;
    uint8_t capability_count;
    uint8_t reserved;
    uint8_t calls[RECIPE_CALLS_MAX];  // numbers of recipes that serve: it gets an endpoint of that name
    uint8_t needs[RECIPE_NEEDS_MAX];  // numbers of recipes that must be ready first
    struct recipe_capability capabilities[RECIPE_CAPABILITIES_MAX];
};

struct recipe_table {
    uint32_t magic;
    uint16_t version;
    uint16_t count;
    struct recipe recipes[];
};

static_assert(sizeof(struct recipe_table) == 8 && sizeof(struct recipe) == 184, "no padding");

// Checks a table, which may be hostile, in every way that the compiler of recipes does: all that whoever has it needs to rely on.
// - Each field is within its range, and what is not in use is zero; `data` is aligned to 8 and has the table's size.
// - Names are [a-z0-9_], each is there once, and none is that of a file or of a handle that stands for something else.
// - No recipe calls or needs itself, not over others either, or one of a kind that is started after its own. Who is called serves.
// - What not all may: an app is not essential and names no harts; one of kind "boot" starts in class Normal with the usual shares
//   anywhere, and one of them may have all the memory that is left; no other kind reads the console, or writes the roster or gives it away.
// Errors: EINVAL; *table is untouched.
ABI_MUST_USE enum abi_error recipe_table_read(const void *data, size_t bytes, const struct recipe_table **table);

// The number of the recipe of that name; 0: there is none.
uint32_t recipe_find(const struct recipe_table *table, const char *name);

// NULL for a number that no recipe has.
const struct recipe *recipe_at(const struct recipe_table *table, uint32_t number);

// The class of a program whose recipe names none, and the highest that no rule has to allow: a person waits for what a person starts,
// so an app is Interactive, but for one that starts by itself.
enum abi_class recipe_usual_class(const struct recipe *recipe);

// The name under which a program finds such a capability; NULL for none.
const char *recipe_capability_text(uint32_t name);

// The rights that such a capability can have in a recipe of that kind, enum abi_right bits; 0 for none. Who reads the console and who
// writes the roster is started by init.
uint8_t recipe_capability_rights(uint32_t name, uint32_t kind);

// Those of them that it can give away.
uint8_t recipe_capability_grantable(uint32_t name, uint32_t kind);

// Whether that name stands for something else where programs and handles are found by their names.
bool recipe_name_is_reserved(const char *name);

#ifdef __cplusplus
}
#endif
