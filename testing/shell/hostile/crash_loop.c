// SPDX-License-Identifier: Apache-2.0
// Faults at once, and is started again.
#include <stdint.h>

#include "libs/nexus/nexus.h"

int main(void) {
    // A number of the start record that is zero, but the compiler cannot know that.
    volatile uint32_t *nothing = (volatile uint32_t *)nexus_start_argument(2);
    *nothing = 1;
    return 0;
}
