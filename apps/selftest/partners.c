// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/partners.h"

#include <string.h>

#include "libs/archive/archive.h"
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"

enum partners_details {
    STACK_PAGES = 4,
    FAULTING_BYTES = 4,  // length of the partner's instructions that may fault
    YIELDS_MAX = 1000,
};

static const void *archive;

static bool find_program(struct archive_file *file) {
    const struct abi_boot *boot = nexus_boot();
    if (archive == NULL && loader_map_archive(boot->archive, boot->archive_bytes, &archive) != ABI_OK) {
        return false;
    }
    return archive_find(archive, boot->archive_bytes, "partner", file) == ARCHIVE_OK;
}

static uint64_t spawn(struct partner *partner, const struct loader_program *program) {
    struct loader_process spawned;
    enum abi_error error = loader_spawn(program, &spawned);
    if (error == ABI_OK) {
        partner->process = spawned.process;
        partner->task = spawned.task;
    }
    return error;
}

uint64_t partner_start_limited(struct partner *partner, enum partner_role role, uint64_t argument, uint64_t harts,
                               const struct abi_process_limits *limits) {
    memset(partner, 0, sizeof(*partner));
    struct archive_file file;
    if (!find_program(&file) || nexus_endpoint_create(&partner->orders) != ABI_OK ||
        nexus_endpoint_create(&partner->reports) != ABI_OK) {
        partner_forget(partner);
        return PARTNER_DID_NOT_START;
    }
    const struct loader_grant grants[] = {
        {.name = "orders", .handle = partner->orders, .rights = ABI_RIGHT_RECEIVE},
        {.name = "reports", .handle = partner->reports, .rights = ABI_RIGHT_SEND},
    };
    const struct loader_program program = {.file = file.data,
                                           .bytes = file.bytes,
                                           .limits = *limits,
                                           .grants = grants,
                                           .grant_count = sizeof(grants) / sizeof(grants[0]),
                                           .arguments = {role, argument},
                                           .stack_pages = STACK_PAGES,
                                           .supervisor = partner->reports,
                                           .authority = nexus_boot()->sched_setaffinity,
                                           .harts = harts};
    uint64_t error = spawn(partner, &program);
    if (error != ABI_OK) {
        partner_forget(partner);
    }
    return error;
}

uint64_t partner_start(struct partner *partner, enum partner_role role, uint64_t argument, uint64_t harts) {
    const struct abi_process_limits limits = {
        .pages = PARTNER_PAGES, .tasks = 2, .endpoints = 2, .notifications = 2, .timers = 2, .vmos = 4};
    return partner_start_limited(partner, role, argument, harts, &limits);
}

void partner_wait_end(const struct partner *partner, struct abi_process_info *info) {
    uint32_t notification = 0;
    if (nexus_notification_create(&notification) != ABI_OK) {
        return;
    }
    uint64_t bits = 0;
    if (nexus_process_watch(partner->process, notification, 1) == ABI_OK) {
        (void)!nexus_notification_wait(notification, ABI_DEADLINE_NEVER, &bits);
    }
    if (info != NULL) {
        (void)!nexus_process_info(partner->process, info);
    }
    (void)!nexus_capability_close(notification);
}

void partner_end(struct partner *partner) {
    if (partner->process != 0) {
        (void)!nexus_process_kill(partner->process, 0);
        partner_wait_end(partner, NULL);
    }
    partner_forget(partner);
}

static uint32_t count_processes(void) {
    struct abi_process_info info = {0};
    return nexus_process_info(0, &info) == ABI_OK ? info.used.processes : 0;
}

// Another hart may still be on its way out of it; what it was allowed is this process's again when it is. In a bounded number of
// yields: the steps that compare show it if it never is.
static void close_process(uint32_t process) {
    uint32_t before = count_processes();
    (void)!nexus_capability_close(process);
    for (uint32_t i = 0; i < YIELDS_MAX && count_processes() >= before; i++) {
        nexus_task_yield();
    }
}

void partner_forget(struct partner *partner) {
    if (partner->process != 0) {
        close_process(partner->process);
    }
    if (partner->orders != 0) {
        (void)!nexus_capability_close(partner->orders);
    }
    if (partner->reports != 0) {
        (void)!nexus_capability_close(partner->reports);
    }
    memset(partner, 0, sizeof(*partner));
}

uint32_t partner_give(const struct partner *partner, uint32_t handle, uint32_t rights, uint32_t grantable) {
    uint32_t there = 0;
    return nexus_process_grant(partner->process, handle, rights, grantable, &there) == ABI_OK ? there : 0;
}

uint64_t puppet_tell(const struct partner *puppet, enum partner_order order, uint64_t first, uint64_t second,
                     uint64_t third, uint64_t fourth, uint64_t fifth) {
    const struct nexus_message message = {.words = {order, first, second, third, fourth, fifth}};
    return nexus_ipc_send(puppet->orders, &message);
}

uint64_t puppet_hear(struct partner *puppet) {
    enum abi_error error = nexus_ipc_receive(puppet->reports, &puppet->report);
    if (error != ABI_OK) {
        return error;
    }
    bool has_faulted = nexus_message_kind(&puppet->report) == ABI_MESSAGE_FAULT;
    return has_faulted ? PARTNER_FAULTED + puppet->report.words[0] : puppet->report.words[0];
}

uint64_t puppet_do(struct partner *puppet, enum partner_order order, uint64_t first, uint64_t second, uint64_t third) {
    uint64_t error = puppet_tell(puppet, order, first, second, third, 0, 0);
    return error == ABI_OK ? puppet_hear(puppet) : error;
}

uint64_t puppet_call(struct partner *puppet, uint64_t number, uint64_t first, uint64_t second, uint64_t third,
                     uint64_t fourth) {
    uint64_t error = puppet_tell(puppet, ORDER_CALL, number, first, second, third, fourth);
    return error == ABI_OK ? puppet_hear(puppet) : error;
}

uint64_t puppet_mend(struct partner *puppet, uint64_t program_counter) {
    uint64_t next = program_counter != 0 ? program_counter : puppet->report.words[1] + FAULTING_BYTES;
    const struct nexus_message answer = {.words = {ABI_FAULT_RESUME, next}};
    enum abi_error error = nexus_ipc_reply(&answer);
    return error == ABI_OK ? puppet_hear(puppet) : error;
}
