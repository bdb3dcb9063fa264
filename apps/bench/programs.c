// SPDX-License-Identifier: Apache-2.0
#include "apps/bench/programs.h"

#include <stddef.h>

#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "apps/bench/measure.h"

enum programs_sizes {
    SERVER_PAGES = 64,
    SERVER_STACK_PAGES = 2,
};

// Mapped once, for ever.
static const void *archive;
static size_t archive_bytes;

void programs_find(const char *name, struct archive_file *file) {
    if (archive == NULL) {
        const struct abi_boot *boot = nexus_boot();
        uint32_t vmo = nexus_start_handle("archive");
        struct abi_capability_info info = {0};
        measure_require("capability_info", nexus_capability_info(vmo, &info));
        archive_bytes = boot != NULL ? boot->archive_bytes : (size_t)info.pages * ABI_PAGE_BYTES;
        measure_require("archive", loader_map_archive(vmo, archive_bytes, &archive));
    }
    measure_require(name, archive_find(archive, archive_bytes, name, file) == ARCHIVE_OK ? ABI_OK : ABI_EINVAL);
}

void server_start(struct server *server, enum server_role role, uint32_t cpu) {
    struct archive_file file;
    programs_find(SERVER_FILE, &file);
    measure_require("endpoint_create", nexus_endpoint_create(&server->endpoint));
    const struct loader_grant grants[] = {
        {.name = SERVER_ENDPOINT, .handle = server->endpoint, .rights = ABI_RIGHT_RECEIVE},
        {.name = SERVER_CLOCK, .handle = nexus_start_handle("clock"), .rights = ABI_RIGHT_USE},
    };
    const struct loader_program program = {
        .file = file.data,
        .bytes = file.bytes,
        .limits = {.pages = SERVER_PAGES, .tasks = 1, .vmos = 8},
        .grants = grants,
        .grant_count = sizeof(grants) / sizeof(grants[0]),
        .arguments = {[SERVER_ROLE_ARGUMENT] = role, [SERVER_JOB_ARGUMENT] = SERVER_JOB},
        .stack_pages = SERVER_STACK_PAGES,
        .authority = nexus_start_handle("sched_setaffinity"),
        .harts = cpu == SERVER_ANY_CPU ? 0 : UINT64_C(1) << cpu,
    };
    struct loader_process process;
    measure_require("server", loader_spawn(&program, &process));
    server->process = process.process;
}

void server_end(const struct server *server) {
    measure_require("process_kill", nexus_process_kill(server->process, 0));
    measure_require("capability_close", nexus_capability_close(server->process));
    measure_require("capability_close", nexus_capability_close(server->endpoint));
}
