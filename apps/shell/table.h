// SPDX-License-Identifier: Apache-2.0
// All commands of the shell.
#pragma once

#include "apps/shell/command.h"
#include "apps/shell/line_complete.h"

const struct command_table *table_commands(void);

// Their names, for completion.
const struct line_words *table_words(void);
