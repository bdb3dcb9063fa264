// SPDX-License-Identifier: Apache-2.0
#include "services/execd/evidence.h"

#include <stdbool.h>
#include <stdio.h>

#include "abi/task.h"
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "kernel/config/kernel_config.h"
#include "kernel/selftest/marker_call.h"

static bool is_of_boot(enum marker marker) {
    return nexus_call(MARKER_CALL_NUMBER, MARKER_CALL_IS_OF_BOOT, (uint64_t)marker, 0, 0).value == 1;
}

static void tell_qos(uint32_t number, const struct recipe *recipe, const struct abi_task_info *info) {
    static bool is_told;
    printf("execd: qos set (svc=%s class=%d shares=%d)\n", recipe->name, recipe->class_, recipe->shares);
    if (!is_told && is_of_boot(MARKER_execd_qos_set)) {
        emit(MARKER_execd_qos_set, "svc=%u class=%u shares=%u now_class=%u now_shares=%u", number, recipe->class_,
             recipe->shares, info->base_class, info->shares);
    }
    is_told = true;
}

static void tell_affinity(uint32_t number, const struct recipe *recipe, const struct abi_task_info *info) {
    static const char *const placements[ABI_PLACEMENT_COUNT] = {"any", "performance", "efficiency", "harts"};
    static bool is_told;
    printf("execd: affinity set (svc=%s policy=%s)\n", recipe->name, placements[recipe->placement]);
    if (!is_told && is_of_boot(MARKER_execd_affinity_set)) {
        emit(MARKER_execd_affinity_set, "svc=%u policy=%u mask=%u now_policy=%u now_mask=%u", number, recipe->placement,
             (unsigned)recipe->harts, info->placement, (unsigned)info->harts);
    }
    is_told = true;
}

void evidence_settings(uint32_t number, const struct recipe *recipe, uint32_t task) {
    if (!KERNEL_SELFTEST) {
        return;
    }
    struct abi_task_info info = {0};
    (void)!nexus_task_info(task, nexus_start_handle("stats_read"), &info);
    if (recipe->class_ != ABI_CLASS_NORMAL || recipe->shares != ABI_SHARES_DEFAULT) {
        tell_qos(number, recipe, &info);
    }
    if (recipe->placement != ABI_PLACEMENT_ANY) {
        tell_affinity(number, recipe, &info);
    }
}
