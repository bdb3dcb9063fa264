// SPDX-License-Identifier: Apache-2.0
// A service that never says that it is ready.
#include "libs/nexus/nexus.h"

int main(void) {
    for (;;) {
        nexus_task_park();
    }
}
