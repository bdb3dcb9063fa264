// SPDX-License-Identifier: Apache-2.0
// What the witness asks the services with, and what it knows of them.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "libs/service/ask.h"
#include "services/auditd/protocol.h"
#include "services/execd/protocol.h"

// Handles that the recipe gives.
struct world {
    uint32_t execd;
    uint32_t policyd;
    uint32_t auditd;
    uint32_t consoled;
    uint32_t timed;
    uint32_t power;
    uint32_t stats_read;
    uint32_t audit_read;
    uint32_t own_recipe;  // number
};

extern struct world world;

// Finds all of it, for the program of that name; ends the machine if something is missing.
void world_find_as(const char *name);

// A request without or with a capability to prove something by. As ask().
enum abi_error world_ask(uint32_t endpoint, const void *request, uint16_t bytes, struct ask_answer *answer);
enum abi_error world_ask_with(uint32_t endpoint, const void *request, uint16_t bytes, uint32_t capability,
                              struct ask_answer *answer);

// What execd tells of the recipe with that number. False: there is none.
bool world_status(uint32_t recipe, struct execd_status_answer *status);

// The number of the recipe of that name; 0: there is none.
uint32_t world_recipe(const char *name);

// Starts the app `guest` with that argument and waits for its end. Returns its exit status, or UINT32_MAX if it was not started or
// did not end by itself.
uint32_t world_run_guest(uint64_t argument);

// Records of that sender (recipe) and event, each counted as often as it happened; both may be AUDITD_ANY.
uint64_t world_count_records(uint16_t sender, uint16_t event);

// Asks consoled for what was typed. Returns its answer, which is ABI_OK for who holds the terminal.
enum abi_error world_read_terminal(void);

// Ends execd, and with it the caller a moment later; ends the machine if that does not come.
_Noreturn void world_end_execd(void);

// Until the windows of all rate limits have passed.
void world_pause(void);

// Prints why, and ends the machine.
_Noreturn void world_fail(const char *what, uint64_t number);
