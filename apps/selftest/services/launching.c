// SPDX-License-Identifier: Apache-2.0
// init and execd: who runs, with what, and who does not.
#include <stdint.h>

#include "abi/task.h"
#include "libs/nexus/nexus.h"
#include "libs/recipe/recipe.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/services/guest.h"
#include "apps/selftest/services/steps.h"
#include "apps/selftest/services/world.h"
#include "kernel/selftest/marker_call.h"

// The sloth is there not to be ready, and the shell is one of the services' clients.
void prove_services_ready(void) {
    struct execd_status_answer status;
    uint32_t services = 0;
    uint32_t running = 0;
    for (uint32_t recipe = 1; world_status(recipe, &status); recipe++) {
        if (status.kind == RECIPE_SERVICE && recipe != world_recipe("sloth") && recipe != world_recipe("shell")) {
            services++;
            running += status.state == EXECD_RUNNING ? 1 : 0;
        }
    }
    const struct wire_header nonsense = {.bytes = sizeof(nonsense)};
    const uint32_t endpoints[] = {world.execd, world.policyd, world.auditd, world.consoled, world.timed};
    uint32_t answered = 0;
    for (uint32_t i = 0; i < sizeof(endpoints) / sizeof(endpoints[0]); i++) {
        struct ask_answer answer;
        answered += world_ask(endpoints[i], &nonsense, sizeof(nonsense), &answer) == ABI_EINVAL ? 1 : 0;
    }
    emit(MARKER_services_ready, "services=%u running=%u answered=%u", services, running, answered);
}

void prove_init_keeps_nothing(void) {
    uint64_t worth = nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_FIRST_PROGRAM, 0, 0, 0).value;
    emit(MARKER_init_keeps_nothing, "all=%u usable=%u grantable=%u",
         (unsigned)(worth >> MARKER_CALL_ALL_SHIFT & 0xffff), (unsigned)(worth >> MARKER_CALL_USABLE_SHIFT & 0xffff),
         (unsigned)(worth >> MARKER_CALL_GRANTABLE_SHIFT & 0xffff));
}

// Its first instructions would have been executed with something else, had execd applied the recipe late.
void prove_recipe_applied(void) {
    struct abi_task_info info;
    struct abi_process_info process;
    if (nexus_task_info(0, 0, &info) != ABI_OK || nexus_process_info(0, &process) != ABI_OK) {
        world_fail("the kernel does not tell about the witness", 0);
    }
    emit(MARKER_recipe_applied, "class=%u shares=%u calls=%u timers=%u", info.base_class, info.shares,
         (unsigned)info.limits.control_calls, (unsigned)process.limits.timers);
}

// A service that never says that it is ready is given up, and what needs it is not started.
void prove_unready(void) {
    struct execd_status_answer sloth;
    struct execd_status_answer follower;
    uint32_t waited = 0;
    do {
        world_pause();
        if (!world_status(world_recipe("sloth"), &sloth) || !world_status(world_recipe("follower"), &follower)) {
            world_fail("execd does not tell about the sloth", 0);
        }
        waited++;
    } while (sloth.state == EXECD_STARTING && waited < 10);
    emit(MARKER_test_reject_unready, "state=%u reason=%u follower=%u follower_reason=%u", (unsigned)sloth.state,
         (unsigned)sloth.reason, (unsigned)follower.state, (unsigned)follower.reason);
}

void prove_launch(void) {
    uint32_t status = world_run_guest(GUEST_EXIT);
    uint32_t crashed = world_run_guest(GUEST_CRASH);
    struct execd_status_answer guest;
    if (!world_status(world_recipe("guest"), &guest)) {
        world_fail("execd does not tell about the guest", 0);
    }
    emit(MARKER_app_ends, "status=%u crashed=%u reason=%u", status, crashed == UINT32_MAX ? 1 : 0,
         (unsigned)guest.reason);
}

// Somebody asks execd for what policyd has to decide, again and again: each decision is written down, and auditd takes only so many. Others are
// started nevertheless.
void prove_request_flood(void) {
    world_pause();
    uint32_t decided = world_run_guest(GUEST_FLOOD);
    uint32_t other = world_run_guest(GUEST_RECORD);
    emit(MARKER_test_reject_request_flood, "sent=%u limit=%u decided=%u other=%u", GUEST_REQUESTS, EXECD_DEMANDS_OF_ONE,
         decided, other);
}
