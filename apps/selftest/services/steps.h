// SPDX-License-Identifier: Apache-2.0
// The steps of the services' ladder, in the order of testing/markers/marker_table.h. Each ends in its marker.
#pragma once

void prove_services_ready(void);
void prove_init_keeps_nothing(void);
void prove_recipe_applied(void);
void prove_unready(void);
void prove_launch(void);
void prove_policy_allow(void);
void prove_policy_deny(void);
void prove_policy_spoof(void);
void prove_policy_malformed(void);
void prove_policy_unpolicied(void);
void prove_policy_oversized(void);
void prove_policy_audit(void);
void prove_recipe_bound(void);
void prove_shares_bound(void);
void prove_timers_coalesced(void);
void prove_timer_limit(void);
void prove_timers_forgotten(void);
void prove_audit_flood(void);
void prove_audit_reader(void);
void prove_log_text(void);
void prove_audit_complete(void);
void prove_terminal_of_another(void);
void prove_garbage_answered(void);
