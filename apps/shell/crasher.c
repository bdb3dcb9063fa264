// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/crasher.h"

#include <stdint.h>
#include <stdio.h>

#include "abi/limits.h"
#include "libs/archive/archive.h"
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "apps/shell/files.h"

enum crasher_sizes {
    PROCESS_PAGES = 128,
    PROCESS_VMOS = 16,  // segments and stack
    STACK_PAGES = 4,
};

// By the name it has in the archive, which depends on who starts it: the kernel or execd.
static const char *const OWN_NAMES[] = {"shell", "init"};

void crash(void) {
    // A number of the start record that nobody set, so that the compiler cannot know that it is zero.
    volatile uint32_t *nothing = (volatile uint32_t *)nexus_start_argument(1);
    *nothing = 1;
}

static enum abi_error find_program(struct archive_file *file) {
    const void *archive = NULL;
    size_t archive_bytes = 0;
    enum abi_error error = files_map(&archive, &archive_bytes);
    if (error != ABI_OK) {
        return error;
    }
    for (size_t i = 0; i < sizeof(OWN_NAMES) / sizeof(OWN_NAMES[0]); i++) {
        if (archive_find(archive, archive_bytes, OWN_NAMES[i], file) == ARCHIVE_OK) {
            return ABI_OK;
        }
    }
    return ABI_EINVAL;
}

// Its end is told, not guessed: the process ends with the last handle, so that is kept until then.
static enum abi_error wait_for_end(uint32_t process) {
    uint32_t notification = 0;
    enum abi_error error = nexus_notification_create(&notification);
    if (error != ABI_OK) {
        return error;
    }
    error = nexus_process_watch(process, notification, 1);
    uint64_t bits = 0;
    if (error == ABI_OK) {
        error = nexus_notification_wait(notification, ABI_DEADLINE_NEVER, &bits);
    }
    (void)!nexus_capability_close(notification);
    return error;
}

static enum abi_error run_crasher(void) {
    struct archive_file file;
    enum abi_error error = find_program(&file);
    if (error != ABI_OK) {
        return error;
    }
    const struct loader_program program = {.name = "crash",
                                           .file = file.data,
                                           .bytes = file.bytes,
                                           .limits = {.pages = PROCESS_PAGES, .tasks = 1, .vmos = PROCESS_VMOS},
                                           .arguments = {[SHELL_JOB_ARGUMENT] = SHELL_JOB_CRASH},
                                           .stack_pages = STACK_PAGES};
    struct loader_process crasher;
    error = loader_spawn(&program, &crasher);
    if (error != ABI_OK) {
        return error;
    }
    error = wait_for_end(crasher.process);
    (void)!nexus_capability_close(crasher.process);
    return error;
}

void start_crasher(void) {
    enum abi_error error = run_crasher();
    if (error != ABI_OK) {
        printf("crash: error %d\n", (int)error);
    }
}
