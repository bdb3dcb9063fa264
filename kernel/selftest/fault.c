// SPDX-License-Identifier: Apache-2.0
#include "kernel/selftest/fault.h"

#include <stdint.h>
#include <string.h>

#include "kernel/boot/command_line.h"
#include "kernel/boot/refuse.h"

enum fault_limits { FAULT_NAME_BYTES = 48 };

enum fault fault_selected;

static const char *const names[FAULT_COUNT] = {
#define FAULT_NAME(id, breaks) #id,
    FAULT_TABLE(FAULT_NAME)
#undef FAULT_NAME
};

void fault_select(const char *command_line) {
    char name[FAULT_NAME_BYTES] = "none";
    (void)command_line_text(command_line, "fault", name, sizeof(name));
    for (uint32_t i = 0; i < FAULT_COUNT; i++) {
        if (strcmp(name, names[i]) == 0) {
            fault_selected = (enum fault)i;
            return;
        }
    }
    boot_refuse("fault switch \"%s\" does not exist", name);
}
