// SPDX-License-Identifier: Apache-2.0
// All commands of the console.
#pragma once

#include "apps/console/command.h"
#include "apps/console/line_complete.h"

const struct command_table *table_commands(void);

// Their names, for completion.
const struct line_words *table_words(void);
