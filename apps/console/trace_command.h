// SPDX-License-Identifier: Apache-2.0
// The console's command "trace".
#pragma once

#include <stdint.h>

// Does what the words after "trace" ask for: "on", "off" or "dump". `stats` is a capability of the kind ABI_OBJECT_STATS_READ.
void trace_command(uint32_t stats, const char *words);
