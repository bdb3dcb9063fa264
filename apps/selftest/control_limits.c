// SPDX-License-Identifier: Apache-2.0
// So many scheduling calls in a window and no more, whatever the caller holds.
#include <string.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/contest.h"
#include "apps/selftest/crew.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/refusals.h"
#include "apps/selftest/tally.h"

enum limits_constants {
    CALLER = 0,  // of the crew
    CHILD = 1,
    ATTEMPTS = 10,  // until a window was not over too early, where the host holds the hart up
    FEW_CALLS = 3,
    REFUSED = 4,  // calls after the last one that is allowed
};

static struct {
    uint32_t never;  // notification that nobody signals
    struct tally tally;
} scene;

static void expect(uint64_t got, uint64_t expected) {
    (void)tally_expect(&scene.tally, got, expected);
}

static uint64_t place_oneself(void) {
    return nexus_task_set_placement(0, ABI_PLACEMENT_HARTS, STAGE_HARTS, nexus_boot()->sched_setaffinity);
}

static uint64_t wait_until(uint64_t deadline) {
    uint64_t bits = 0;
    return nexus_notification_wait(scene.never, deadline, &bits);
}

struct window {
    uint32_t allowed;
    uint32_t refused;
    uint64_t begin;   // not after the first call
    uint64_t opened;  // not before it
    uint64_t end;
};

// One more of each kind than there may be.
static struct window fill_window(uint32_t calls) {
    const struct abi_boot *boot = nexus_boot();
    struct window window = {.begin = contest_time()};
    window.allowed += place_oneself() == ABI_OK ? 1 : 0;
    window.opened = contest_time();
    for (uint32_t i = 1; i < calls; i++) {
        window.allowed += place_oneself() == ABI_OK ? 1 : 0;
    }
    window.refused += place_oneself() == ABI_EBUSY ? 1 : 0;
    window.refused += nexus_task_set_placement(0, ABI_PLACEMENT_ANY, 0, 0) == ABI_EBUSY ? 1 : 0;
    window.refused += nexus_task_set_class(0, ABI_CLASS_IDLE, boot->sched_setqos) == ABI_EBUSY ? 1 : 0;
    window.refused += nexus_task_set_shares(0, 1, boot->sched_setshares) == ABI_EBUSY ? 1 : 0;
    window.end = contest_time();
    return window;
}

static void flood(void *argument) {
    (void)argument;
    const uint64_t length = ABI_CONTROL_WINDOW_DEFAULT * contest_millisecond();
    const uint32_t self = nexus_task_self();
    struct abi_audit_record record = {0};
    struct abi_task_info before = {0};
    struct abi_task_info after = {0};
    uint32_t times = 0;
    expect(nexus_clock_use(nexus_boot()->clock), ABI_OK);
    expect(nexus_task_info(0, 0, &before), ABI_OK);
    struct window window = {.allowed = 0};
    for (uint32_t i = 0; i < ATTEMPTS; i++) {
        times = refusals_of(self, ABI_AUDIT_BUDGET_EXCEEDED, &record);
        window = fill_window(ABI_CONTROL_CALLS_DEFAULT);
        if (window.end - window.begin < length) {
            break;
        }
        (void)wait_until(window.end + length);
    }
    expect(window.allowed, ABI_CONTROL_CALLS_DEFAULT);
    expect(window.refused, REFUSED);
    expect(nexus_task_info(0, 0, &after), ABI_OK);
    before.placement = after.placement;  // the calls that were allowed named harts
    expect((uint64_t)memcmp(&before, &after, sizeof(before)), 0);
    expect(refusals_of(self, ABI_AUDIT_BUDGET_EXCEEDED, &record) - times, REFUSED);
    expect(record.count, times + REFUSED);
    expect(record.first, ABI_CONTROL_CALLS_DEFAULT);
    expect(record.second, ABI_CONTROL_WINDOW_DEFAULT);
    expect(record.error, ABI_EBUSY);
    expect(wait_until(window.opened + length), ABI_ETIMEDOUT);
    expect(place_oneself(), ABI_OK);
}

static bool run_as(uint32_t number, void (*entry)(void *)) {
    bool is_started = crew_start(number, entry, NULL, STAGE_HARTS);
    if (is_started) {
        crew_join(number);
    }
    return is_started;
}

static void begin(uint32_t harts) {
    memset(&scene, 0, sizeof(scene));
    contest_prepare(harts, 0, 0);
    expect(nexus_notification_create(&scene.never), ABI_OK);
}

void prove_control_flood(uint32_t harts) {
    begin(harts);
    expect(run_as(CALLER, flood), true);
    emit(MARKER_test_reject_ipi_flood, "%s", tally_text(&scene.tally));
    (void)!nexus_capability_close(scene.never);
}

static const struct abi_task_limits defaults = {ABI_CONTROL_CALLS_DEFAULT, ABI_CONTROL_WINDOW_DEFAULT,
                                                ABI_BURST_DEFAULT, ABI_BURST_WINDOW_DEFAULT};

static void expect_own(const struct abi_task_limits *limits) {
    struct abi_task_info info = {0};
    expect(nexus_task_info(0, 0, &info), ABI_OK);
    expect((uint64_t)memcmp(&info.limits, limits, sizeof(*limits)), 0);
}

static uint64_t set_own(const struct abi_task_limits *limits, uint32_t authority) {
    return nexus_task_set_limits(0, limits, authority);
}

static void expect_defaults(void *argument) {
    (void)argument;
    expect_own(&defaults);
}

static void expect_few(void *argument) {
    (void)argument;
    struct abi_task_info info = {0};
    expect(nexus_task_info(0, 0, &info), ABI_OK);
    expect(info.limits.control_calls, FEW_CALLS);
    expect(info.limits.control_window, ABI_LIMIT_WINDOW_MAX);
    expect(info.limits.burst_milliseconds, 0);
}

// The last that are, the first that are not; who creates tasks has no more by it.
static void try_limits(void *argument) {
    (void)argument;
    const uint32_t authority = nexus_boot()->sched_setqos;
    const struct abi_task_limits most = {ABI_CONTROL_CALLS_MAX, ABI_CONTROL_WINDOW_MIN, ABI_LIMIT_WINDOW_MAX,
                                         ABI_LIMIT_WINDOW_MAX};
    const struct abi_task_limits few = {FEW_CALLS, ABI_LIMIT_WINDOW_MAX, 0, 1};
    const struct abi_task_limits refused[] = {
        {ABI_CONTROL_CALLS_MAX + 1, ABI_CONTROL_WINDOW_MIN, 0, 1},
        {0, ABI_CONTROL_WINDOW_MIN, 0, 1},
        {UINT32_MAX, ABI_CONTROL_WINDOW_MIN, 0, 1},
        {1, ABI_CONTROL_WINDOW_MIN - 1, 0, 1},
        {1, 0, 0, 1},
        {1, ABI_LIMIT_WINDOW_MAX + 1, 0, 1},
        {1, ABI_CONTROL_WINDOW_MIN, 0, 0},
        {1, ABI_CONTROL_WINDOW_MIN, 0, ABI_LIMIT_WINDOW_MAX + 1},
        {1, ABI_CONTROL_WINDOW_MIN, 2, 1},
        {1, ABI_CONTROL_WINDOW_MIN, UINT32_MAX, ABI_LIMIT_WINDOW_MAX},
    };
    expect(set_own(&most, authority), ABI_OK);
    for (uint32_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        expect(set_own(&refused[i], authority), ABI_EINVAL);
        expect_own(&most);
    }
    expect(run_as(CHILD, expect_defaults), true);
    expect(set_own(&few, authority), ABI_OK);
    for (uint32_t i = 0; i < FEW_CALLS; i++) {
        expect(place_oneself(), ABI_OK);
    }
    expect(place_oneself(), ABI_EBUSY);
    expect(run_as(CHILD, expect_few), true);
}

// Nobody gives oneself more, or less, without the authority.
static void try_authority(void *argument) {
    (void)argument;
    struct abi_audit_record record = {0};
    uint32_t unusable = 0;
    expect(nexus_capability_derive(nexus_boot()->sched_setqos, 0, 0, 0, &unusable), ABI_OK);
    expect(set_own(&defaults, 0), ABI_EBADF);
    expect(set_own(&defaults, nexus_boot()->sched_setaffinity), ABI_EBADF);
    expect(set_own(&defaults, unusable), ABI_EPERM);
    expect(refusals_of(nexus_task_self(), ABI_AUDIT_CALL_REFUSED, &record), 1);
    expect(record.first, ABI_SYS_TASK_SET_LIMITS);
    expect_own(&defaults);
    (void)!nexus_capability_close(unusable);
}

void prove_limit_bounds(uint32_t harts) {
    begin(harts);
    expect(run_as(CALLER, try_limits), true);
    expect(run_as(CALLER, try_authority), true);  // and of the first one nothing is left
    emit(MARKER_test_reject_limits_out_of_range, "%s", tally_text(&scene.tally));
    (void)!nexus_capability_close(scene.never);
}
