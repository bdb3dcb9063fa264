// SPDX-License-Identifier: Apache-2.0
// The witness: an app that execd starts like any other, which tries the services and has the markers of boot "services" printed.
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/services/on_demand.h"
#include "apps/selftest/services/steps.h"
#include "apps/selftest/services/world.h"

// In the order of testing/markers/marker_table.h.
static void (*const steps[])(void) = {
    prove_services_ready,   prove_asked_once,       prove_init_keeps_nothing, prove_recipe_applied,
    prove_unready,          prove_launch,           prove_policy_allow,       prove_policy_deny,
    prove_policy_spoof,     prove_policy_malformed, prove_policy_unpolicied,  prove_policy_oversized,
    prove_policy_audit,     prove_recipe_bound,     prove_shares_bound,       prove_timers_coalesced,
    prove_class_in_payload, prove_timers_on_time,   prove_timer_limit,        prove_timers_forgotten,
    prove_audit_reader,     prove_refusal_written,  prove_log_text,           prove_audit_complete,
    prove_audit_flood,      prove_audit_eviction,   prove_request_flood,      prove_terminal_of_another,
    prove_garbage_answered, prove_fields_answered,
};

enum step_counts {
    STEPS = sizeof(steps) / sizeof(steps[0]),
    STEPS_ON_DEMAND = STEPS - 3,  // the last ones hold the terminal, which is the shell's then
};

int main(void) {
    world_find_as("witness");
    bool is_on_demand = on_demand_begin();
    size_t count = is_on_demand ? STEPS_ON_DEMAND : STEPS;
    for (size_t i = 0; i < count; i++) {
        // A full audit has gaps from then on, and people may ask again.
        if (!is_on_demand || steps[i] != prove_audit_eviction) {
            steps[i]();
        }
    }
    if (is_on_demand) {
        return on_demand_end();
    }
    (void)!nexus_power_off(world.power, 0);
    return 1;
}
