// SPDX-License-Identifier: Apache-2.0
// An app to be started by a person: without an argument it waits until it is ended, else it says so and ends with that status.
#include <inttypes.h>
#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "services/execd/protocol.h"

int main(void) {
    uint64_t argument = nexus_start_argument(EXECD_ARGUMENT);
    printf("sample: started with %" PRIu64 "\n", argument);
    while (argument == 0) {
        nexus_task_park();
    }
    return (int)argument;
}
