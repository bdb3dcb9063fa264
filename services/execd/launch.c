// SPDX-License-Identifier: Apache-2.0
#include "services/execd/launch.h"

#include <string.h>

#include "libs/archive/archive.h"
#include "libs/fault/fault.h"
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "services/execd/evidence.h"
#include "services/execd/permission.h"
#include "services/execd/supply.h"

static enum abi_error set_qos(uint32_t task, const struct recipe *recipe) {
    if (fault_is(FAULT_qos_not_set)) {
        return ABI_OK;
    }
    enum abi_error error =
        nexus_task_set_class(task, (enum abi_class)recipe->class_, nexus_start_handle("sched_setqos"));
    return error == ABI_OK ? nexus_task_set_shares(task, recipe->shares, nexus_start_handle("sched_setshares")) : error;
}

static enum abi_error set_placement(uint32_t task, const struct recipe *recipe) {
    if (recipe->placement == ABI_PLACEMENT_ANY || fault_is(FAULT_affinity_not_set)) {
        return ABI_OK;
    }
    return nexus_task_set_placement(task, (enum abi_placement)recipe->placement, recipe->harts,
                                    nexus_start_handle("sched_setaffinity"));
}

// The task has not begun.
static enum abi_error set_up(uint32_t task, const struct recipe *recipe) {
    enum abi_error error = set_qos(task, recipe);
    if (error == ABI_OK) {
        error = set_placement(task, recipe);
    }
    if (error == ABI_OK && !fault_is(FAULT_recipe_not_applied)) {
        error = nexus_task_set_limits(task, &recipe->task_limits, nexus_start_handle("sched_setqos"));
    }
    return error;
}

static enum abi_error begin(const struct loader_process *spawned, const struct launch *launch) {
    uint32_t task = 0;
    enum abi_error error = nexus_task_open(spawned->process, spawned->task, &task);
    if (error != ABI_OK) {
        return error;
    }
    error = set_up(task, launch->recipe);
    if (error == ABI_OK) {
        error = nexus_process_watch(spawned->process, launch->notification, launch->bits);
    }
    if (error == ABI_OK) {
        evidence_settings(launch->number, launch->recipe, task);
        supply_write_roster(launch->number, launch->identity);
        error = nexus_task_resume(task);
    }
    (void)!nexus_capability_close(task);
    return error;
}

static enum abi_error spawn(const struct archive_file *file, const struct launch *launch, const struct supply *supply,
                            struct loader_process *spawned) {
    struct loader_program program = {.name = launch->recipe->name,
                                     .file = file->data,
                                     .bytes = file->bytes,
                                     .limits = launch->recipe->limits,
                                     .grants = supply->grants,
                                     .grant_count = supply->grant_count,
                                     .stack_pages = launch->recipe->stack_pages,
                                     .supervisor = supply->supervisor,
                                     .ticks_per_second = nexus_ticks_per_second(),
                                     .is_suspended = true};
    memcpy(program.arguments, launch->arguments, sizeof(launch->arguments));
    enum abi_error error = loader_spawn(&program, spawned);
    if (error != ABI_OK) {
        return error;
    }
    error = begin(spawned, launch);
    if (error != ABI_OK) {
        supply_write_roster(launch->number, 0);
        (void)!nexus_process_kill(spawned->process, 0);
        (void)!nexus_capability_close(spawned->process);
    }
    return error;
}

static enum abi_error may_start(const struct launch *launch, struct launched *launched) {
    struct checks checks;
    checks_of_recipe(launch->recipe, &checks);
    uint32_t denied = 0;
    enum abi_error error = permission_ask_all(launch->number, &checks, &denied);
    if (error == ABI_EPERM) {
        *launched = (struct launched){.reason = EXECD_REASON_DENIED, .detail = denied, .is_final = true};
    }
    return error;
}

static enum abi_error load(const struct launch_archive *archive, const struct launch *launch,
                           struct launched *launched) {
    struct archive_file file;
    if (archive_find(archive->data, archive->bytes, launch->recipe->name, &file) != ARCHIVE_OK) {
        return ABI_EINVAL;
    }
    struct supply supply;
    struct loader_process spawned = {0};
    enum abi_error error = supply_make(launch->number, launch->identity, &supply);
    if (error == ABI_OK) {
        error = spawn(&file, launch, &supply, &spawned);
    }
    supply_release(&supply, error == ABI_OK);
    launched->process = spawned.process;
    launched->task = spawned.task;
    launched->clients = supply.clients;
    return error;
}

enum abi_error launch_program(const struct launch_archive *archive, const struct launch *launch,
                              struct launched *launched) {
    *launched = (struct launched){.reason = EXECD_REASON_NO_PROGRAM};
    enum abi_error error = may_start(launch, launched);
    if (error == ABI_OK) {
        error = load(archive, launch, launched);
    }
    if (launched->reason == EXECD_REASON_NO_PROGRAM) {
        launched->detail = error;
        launched->is_final = error == ABI_EINVAL || error == ABI_EBADF;
    }
    return error;
}
