// SPDX-License-Identifier: Apache-2.0
#include "services/init/watch.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <string.h>

#include "libs/archive/archive.h"
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "libs/restart/restart.h"
#include "libs/service/boot_roster.h"
#include "libs/service/milliseconds.h"

struct watched {
    const struct recipe *recipe;
    uint32_t process;   // handle, or 0: it does not run
    uint64_t launches;  // so far
    uint32_t status;    // of its last end
    uint64_t start_at;  // milliseconds; MILLISECONDS_NEVER: not any more
    struct restart_account account;
};

static const struct watch_world *world;
static struct watched programs[PLAN_PROGRAMS_MAX];
static uint32_t notification;

static struct boot_roster_entry *entry_of(uint32_t program) {
    return &world->holdings->roster->entries[world->plan->programs[program].recipe - 1];
}

// What execd reads with an acquire.
static void publish(_Atomic uint32_t *word, uint32_t value) {
    atomic_store_explicit(word, value, memory_order_release);
}

// Lets the execd that runs look at that program; without that it tells less of it, and nothing else.
static void show(uint32_t program) {
    uint32_t starter = world->plan->starter;
    if (starter == world->plan->program_count || program == starter || programs[starter].process == 0 ||
        programs[program].process == 0) {
        return;
    }
    uint32_t there = 0;
    enum abi_error error =
        nexus_process_grant(programs[starter].process, programs[program].process, ABI_RIGHT_READ, 0, &there);
    publish(&entry_of(program)->process, error == ABI_OK ? there : 0);
}

static void show_started(uint32_t program) {
    const struct watched *watched = &programs[program];
    publish(&entry_of(program)->restarts, (uint32_t)(watched->launches - 1));
    publish(&entry_of(program)->status, watched->status);
    if (program != world->plan->starter) {
        show(program);
        return;
    }
    for (uint32_t i = 0; i < world->plan->program_count; i++) {
        show(i);
    }
}

// What execd was given is gone with that: handles of an execd that has ended mean nothing, and those of a program that has ended go.
static void hide(uint32_t program) {
    for (uint32_t i = 0; i < world->plan->program_count; i++) {
        if (i == program || program == world->plan->starter) {
            publish(&entry_of(i)->process, 0);
        }
    }
    (void)!nexus_capability_revoke(programs[program].process);
}

static uint32_t running_set(void) {
    uint32_t running = 0;
    for (uint32_t i = 0; i < world->plan->program_count; i++) {
        running |= programs[i].process != 0 ? UINT32_C(1) << i : 0;
    }
    return running;
}

static enum abi_error limits_now(uint32_t program, struct abi_process_limits *limits) {
    struct abi_process_info info;
    enum abi_error error = nexus_process_info(0, &info);
    if (error != ABI_OK) {
        return error;
    }
    const struct abi_process_limits left = {
        .pages = info.limits.pages - info.used.pages,
        .processes = info.limits.processes - info.used.processes,
        .tasks = info.limits.tasks - info.used.tasks,
        .endpoints = info.limits.endpoints - info.used.endpoints,
        .notifications = info.limits.notifications - info.used.notifications,
        .timers = info.limits.timers - info.used.timers,
        .vmos = info.limits.vmos - info.used.vmos,
    };
    return plan_limits_of(world->table, world->plan, program, running_set(), &left, limits);
}

static uint32_t make_grants(const struct plan_program *planned, struct loader_grant *grants) {
    for (uint32_t i = 0; i < planned->grant_count; i++) {
        const struct plan_grant *grant = &planned->grants[i];
        grants[i] = (struct loader_grant){.name = grant->name,
                                          .handle = world->holdings->handles[grant->holding],
                                          .rights = grant->rights,
                                          .grantable = grant->grantable};
    }
    return planned->grant_count;
}

static enum abi_error spawn(uint32_t program, struct loader_process *spawned) {
    struct watched *watched = &programs[program];
    struct archive_file file;
    if (archive_find(world->archive, world->archive_bytes, watched->recipe->name, &file) != ARCHIVE_OK) {
        return ABI_EINVAL;
    }
    struct loader_grant grants[PLAN_GRANTS_MAX];
    struct loader_program description = {.name = watched->recipe->name,
                                         .file = file.data,
                                         .bytes = file.bytes,
                                         .grants = grants,
                                         .grant_count = make_grants(&world->plan->programs[program], grants),
                                         .arguments = {watched->launches, watched->status},
                                         .stack_pages = watched->recipe->stack_pages,
                                         .ticks_per_second = nexus_ticks_per_second()};
    enum abi_error error = limits_now(program, &description.limits);
    return error == ABI_OK ? loader_spawn(&description, spawned) : error;
}

// 0, or why init cannot go on.
static uint32_t decide(struct watched *watched, bool is_failure) {
    watched->start_at = MILLISECONDS_NEVER;
    switch (restart_decide(watched->recipe, &watched->account, milliseconds_now(), is_failure, &watched->start_at)) {
        case RESTART_LATER:
            return 0;
        case RESTART_NOT:
            return watched->recipe->essential ? INIT_ESSENTIAL_ENDED : 0;
        default:
            return watched->recipe->essential ? INIT_ESSENTIAL_LOST : 0;
    }
}

static uint32_t start(uint32_t program) {
    struct watched *watched = &programs[program];
    struct loader_process spawned;
    watched->start_at = MILLISECONDS_NEVER;
    if (spawn(program, &spawned) != ABI_OK) {
        // At boot there is nothing that could get better by waiting.
        return watched->launches == 0 && watched->recipe->essential ? INIT_NOT_STARTED : decide(watched, true);
    }
    watched->process = spawned.process;
    watched->launches++;
    show_started(program);
    enum abi_error error = nexus_process_watch(spawned.process, notification, UINT64_C(1) << program);
    return error == ABI_OK ? 0 : INIT_NOT_WATCHED;
}

static uint32_t start_due(void) {
    uint64_t now = milliseconds_now();
    uint32_t status = 0;
    for (uint32_t i = 0; status == 0 && i < world->plan->program_count; i++) {
        if (programs[i].start_at <= now) {
            status = start(i);
        }
    }
    return status;
}

static uint32_t take_ends(uint64_t bits) {
    uint32_t status = 0;
    for (uint32_t i = 0; status == 0 && i < world->plan->program_count; i++) {
        struct watched *watched = &programs[i];
        if ((bits & UINT64_C(1) << i) == 0 || watched->process == 0) {
            continue;
        }
        struct abi_process_info info = {0};
        (void)!nexus_process_info(watched->process, &info);
        hide(i);
        (void)!nexus_capability_close(watched->process);
        watched->process = 0;
        watched->status = info.status;
        status = decide(watched, info.status != 0);
    }
    return status;
}

static uint64_t next_deadline(void) {
    uint64_t next = MILLISECONDS_NEVER;
    for (uint32_t i = 0; i < world->plan->program_count; i++) {
        next = programs[i].start_at < next ? programs[i].start_at : next;
    }
    return milliseconds_deadline(next);
}

static void begin(void) {
    for (uint32_t i = 0; i < world->plan->program_count; i++) {
        programs[i].recipe = recipe_at(world->table, world->plan->programs[i].recipe);
    }
}

enum init_status watch_run(const struct watch_world *given) {
    world = given;
    begin();
    if (nexus_notification_create(&notification) != ABI_OK) {
        return INIT_NO_CAPABILITY;
    }
    for (;;) {
        uint32_t status = start_due();
        uint64_t bits = 0;
        if (status == 0 && nexus_notification_wait(notification, next_deadline(), &bits) == ABI_OK) {
            status = take_ends(bits);
        }
        if (status != 0) {
            return (enum init_status)status;
        }
    }
}
