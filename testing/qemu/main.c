// SPDX-License-Identifier: Apache-2.0
// Boots a machine on QEMU and holds its console against a script. See README.md.
#include "testing/qemu/runner.h"

int main(int argc, char *argv[]) {
    return (int)runner_main(argc, (const char *const *)argv);
}
