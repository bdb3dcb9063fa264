// SPDX-License-Identifier: Apache-2.0
// Starts a program as a new process. The kernel knows no file format but that of the first program; everything here is done
// with calls that any process may make.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/process.h"
#include "libs/nexus/start_record.h"

#ifdef __cplusplus
extern "C" {
#endif

// A capability of the caller that the program gets; it finds it with nexus_start_handle(name).
struct loader_grant {
    const char *name;
    uint32_t handle;     // the caller's
    uint32_t rights;     // enum abi_right bits
    uint32_t grantable;  // enum abi_right bits
};

enum loader_limits { LOADER_LABEL_LETTERS = 8 };

struct loader_program {
    const char *name;  // what traces call it: its first LOADER_LABEL_LETTERS; NULL: nothing
    const void *file;  // a static ELF file, at any address
    size_t bytes;
    struct abi_process_limits limits;
    const struct loader_grant *grants;
    size_t grant_count;                          // at most START_RECORD_CAPABILITIES_MAX
    uint64_t arguments[START_RECORD_ARGUMENTS];  // nexus_start_argument
    uint64_t stack_pages;                        // of the first task; at least 1. An unmapped page lies on either side
    uint32_t supervisor;                         // an endpoint, as process_supervise; or 0
    uint32_t authority;                          // as task_create
    uint64_t harts;                              // as task_create
    uint64_t ticks_per_second;                   // nexus_ticks_per_second of the program
    bool is_suspended;                           // its first task begins with task_resume
};

struct loader_process {
    uint32_t process;  // handle, the caller's to close: the process ends with its last handle
    uint32_t task;     // id of its first task
};

// All or nothing: after an error there is no process, and the caller has the handles and mappings it had before.
// Errors: EINVAL (the file is no program, see elf_image_read; a name of a grant is not as start_record_add wants it; no stack),
// ENOSPC (too many grants, too large a segment); else as the calls of abi/syscall.h that it takes.
ABI_MUST_USE enum abi_error loader_spawn(const struct loader_program *program, struct loader_process *spawned);

// Maps an archive read-only, for archive_find of libs/archive; it stays mapped.
// Errors: EINVAL (no bytes), else as vmo_map.
ABI_MUST_USE enum abi_error loader_map_archive(uint32_t vmo, size_t bytes, const void **archive);

#ifdef __cplusplus
}
#endif
