// SPDX-License-Identifier: Apache-2.0
// As many busy tasks as it may have, at the class of the shell.
#include "testing/shell/hostile/crew.h"

static void spin(void *argument) {
    (void)argument;
    crew_spin();
}

int main(void) {
    crew_begin("spinner");
    (void)crew_start(spin, CREW_MAX);
    crew_spin();
}
