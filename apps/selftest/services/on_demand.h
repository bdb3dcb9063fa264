// SPDX-License-Identifier: Apache-2.0
// The witness, started by a person: "selftest" at the prompt. Nobody on the host judges what it emits then, so it does that itself, by the predicates
// of the same table.
#pragma once

#include <stdbool.h>

// Was it started that way? Then what is emitted from now on is judged.
bool on_demand_begin(void);

// Says how much of it holds, and returns the status of the program.
int on_demand_end(void);
