// SPDX-License-Identifier: Apache-2.0
// The server as a program of its own.
#include "libs/nexus/nexus.h"
#include "apps/bench/server.h"

int main(void) {
    return server_run((enum server_role)nexus_start_argument(SERVER_ROLE_ARGUMENT));
}
