// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/trace_command.h"

#include <string.h>

#include "libs/nexus/nexus.h"
#include "libs/trace_dump/trace_dump.h"
#include "apps/shell/complain.h"

// Of the trace that was turned on last; at first that of the boot.
static struct trace_dump_start start;

void command_trace(const struct command_call *call) {
    const char *word = call->arguments[0];
    uint32_t stats_read = 0;
    if (!find_authority(call, "stats_read", &stats_read)) {
        return;
    }
    enum abi_error error = ABI_OK;
    if (strcmp(word, "on") == 0) {
        error = trace_dump_begin(stats_read, &start);
    } else if (strcmp(word, "off") == 0) {
        error = nexus_trace_control(stats_read, false);
    } else if (strcmp(word, "dump") == 0) {
        error = trace_dump_print(stats_read, &start);
    } else {
        complain_of_argument(call, word, "on, off or dump");
    }
    if (error != ABI_OK) {
        complain_of_authority(call, "stats_read", error);
    }
}
