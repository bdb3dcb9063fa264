// SPDX-License-Identifier: Apache-2.0
// What the console says about its commands, to the standard output.
#pragma once

#include "apps/shell/command.h"

#ifdef __cplusplus
extern "C" {
#endif

void command_help_list(const struct command_table *table);

void command_help_of(const struct command *command);

// How it is to be used.
void command_help_usage(const struct command *command);

#ifdef __cplusplus
}
#endif
