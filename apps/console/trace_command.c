// SPDX-License-Identifier: Apache-2.0
#include "apps/console/trace_command.h"

#include <stdio.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "libs/trace_dump/trace_dump.h"

// Of the trace that was turned on last; at first that of the boot.
static struct trace_dump_start start;

void trace_command(uint32_t stats, const char *words) {
    enum abi_error error = ABI_OK;
    if (strcmp(words, "on") == 0) {
        error = trace_dump_begin(stats, &start);
    } else if (strcmp(words, "off") == 0) {
        error = nexus_trace_control(stats, false);
    } else if (strcmp(words, "dump") == 0) {
        error = trace_dump_print(stats, &start);
    } else {
        printf("trace: say trace on, trace off or trace dump\n");
    }
    if (error != ABI_OK) {
        printf("trace: error %d\n", (int)error);
    }
}
