// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/command_help.h"

#include <stdio.h>
#include <string.h>

enum help_layout { NAME_COLUMNS = 23 };

static const char *gap_of(const struct command *command) {
    return command->arguments[0] == 0 ? "" : " ";
}

void command_help_list(const struct command_table *table) {
    for (uint32_t i = 0; i < table->count; i++) {
        const struct command *command = &table->commands[i];
        int used = (int)(strlen(command->name) + strlen(gap_of(command)) + strlen(command->arguments));
        int missing = used < NAME_COLUMNS ? NAME_COLUMNS - used : 0;
        printf("%s%s%s%*s  %s\n", command->name, gap_of(command), command->arguments, missing, "", command->summary);
    }
}

void command_help_usage(const struct command *command) {
    printf("usage: %s%s%s\n", command->name, gap_of(command), command->arguments);
}

void command_help_of(const struct command *command) {
    printf("%s: %s\n", command->name, command->summary);
    command_help_usage(command);
    printf("%s", command->details);
}
