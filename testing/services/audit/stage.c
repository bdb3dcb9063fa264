// SPDX-License-Identifier: Apache-2.0
#include "testing/services/audit/stage.h"

#include "libs/nexus/nexus.h"
#include "libs/service/identity.h"
#include "libs/trial/trial.h"
#include "testing/services/audit/tables.h"

enum stage_limits { PAGES = 256, STACK_PAGES = 4, VMOS = 16, ENDED = 1 };

static uint32_t auditd_endpoint;
static uint32_t policyd_endpoint;
static uint32_t auditd_process;

void stage_expect(const char *what, uint64_t is, uint64_t should_be) {
    if (is != should_be) {
        trial_fail(STAGE_NAME, what, is, should_be);
    }
}

static uint32_t badged(uint32_t endpoint, uint32_t recipe) {
    uint32_t derived = 0;
    trial_require(
        STAGE_NAME, "badge",
        nexus_capability_derive(endpoint, ABI_RIGHT_SEND, ABI_RIGHT_SEND, identity_make(recipe, 0), &derived));
    return derived;
}

static uint32_t start(const char *name, const struct loader_grant *grants, size_t count) {
    struct loader_program program = {
        .limits = {.pages = PAGES, .tasks = 1, .vmos = VMOS},
        .grants = grants,
        .grant_count = count,
        .stack_pages = STACK_PAGES,
        .ticks_per_second = nexus_ticks_per_second(),
    };
    struct loader_process spawned = {0};
    trial_require(STAGE_NAME, name, trial_find_program(name, &program));
    trial_require(STAGE_NAME, name, loader_spawn(&program, &spawned));
    return spawned.process;
}

static uint32_t start_policyd(uint32_t archive) {
    const struct loader_grant grants[] = {
        {"endpoint", policyd_endpoint, ABI_RIGHT_RECEIVE | ABI_RIGHT_MANAGE, 0},
        {"auditd", badged(auditd_endpoint, TABLES_POLICYD), ABI_RIGHT_SEND, 0},
        {"archive", archive, ABI_RIGHT_READ, 0},
        {"log", nexus_start_handle("log"), ABI_RIGHT_SEND, 0},
    };
    return start("policyd", grants, sizeof(grants) / sizeof(grants[0]));
}

void stage_begin(void) {
    trial_require(STAGE_NAME, "endpoint", nexus_endpoint_create(&auditd_endpoint));
    trial_require(STAGE_NAME, "endpoint", nexus_endpoint_create(&policyd_endpoint));
    const struct loader_grant grants[] = {
        {"endpoint", auditd_endpoint, ABI_RIGHT_RECEIVE | ABI_RIGHT_MANAGE, 0},
        {"audit_read", nexus_start_handle("audit_read"), ABI_RIGHT_USE, 0},
        {"log", nexus_start_handle("log"), ABI_RIGHT_SEND, 0},
    };
    auditd_process = start("auditd", grants, sizeof(grants) / sizeof(grants[0]));
    (void)start_policyd(nexus_start_handle("archive"));
}

struct stage_client stage_client_of(uint32_t recipe) {
    return (struct stage_client){
        .recipe = recipe, .auditd = badged(auditd_endpoint, recipe), .policyd = badged(policyd_endpoint, recipe)};
}

// Waits until a process has ended.
static uint32_t status_of(uint32_t process) {
    uint32_t notification = 0;
    uint64_t bits = 0;
    struct abi_process_info info;
    trial_require(STAGE_NAME, "notification", nexus_notification_create(&notification));
    trial_require(STAGE_NAME, "watch", nexus_process_watch(process, notification, ENDED));
    trial_require(STAGE_NAME, "end", nexus_notification_wait(notification, trial_patience(), &bits));
    trial_require(STAGE_NAME, "status", nexus_process_info(process, &info));
    return info.status;
}

void stage_end_auditd(void) {
    trial_require(STAGE_NAME, "kill", nexus_process_kill(auditd_process, 0));
    (void)status_of(auditd_process);
}

uint32_t stage_policyd_without_archive(void) {
    uint32_t vmo = 0;
    trial_require(STAGE_NAME, "page", nexus_vmo_create(1, &vmo));
    return status_of(start_policyd(vmo));
}
