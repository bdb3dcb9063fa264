// SPDX-License-Identifier: Apache-2.0
// The benchmark's other programs, in processes of their own.
#pragma once

#include <stdint.h>

#include "libs/archive/archive.h"
#include "apps/bench/server.h"

struct server {
    uint32_t endpoint;  // to call it
    uint32_t process;
};

// Finds a file of the boot archive, which is mapped first if it is not.
void programs_find(const char *name, struct archive_file *file);

enum server_cpu { SERVER_ANY_CPU = UINT32_MAX };

// Starts a server that runs on this cpu only, or wherever it is put; it may not have begun when this returns. A failure ends the benchmark.
void server_start(struct server *server, enum server_role role, uint32_t cpu);
void server_end(const struct server *server);
