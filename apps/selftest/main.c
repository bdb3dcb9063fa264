// SPDX-License-Identifier: Apache-2.0
// Runs the user-mode steps of the ladder and ends the machine.
#include "libs/nexus/nexus.h"
#include "apps/selftest/proofs.h"

int main(void) {
    struct abi_machine_info info;
    if (nexus_machine_info(&info) != ABI_OK) {
        return 1;
    }
    prove_user_sbi_call();
    prove_float_state();
    if (info.harts > 1) {
        prove_forged_sender(info.harts);
    }
    (void)!nexus_power_off(0);
    return 1;
}
