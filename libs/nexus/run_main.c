// SPDX-License-Identifier: Apache-2.0
// Runs main and ends the process.
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "libs/nexus/begin.h"
#include "libs/nexus/process.h"

int main(void);

// The C library's exit ends here.
_Noreturn void _exit(int status);

_Noreturn void _exit(int status) {
    (void)fflush(stdout);
    nexus_process_exit((uint32_t)status);
}

// In place of the C library's, which raises a signal: a failed assert ends like a fault.
_Noreturn void abort(void) {
    _exit(ABI_STATUS_FAULT);
}

void nexus_run_main(const struct start_record *record, struct abi_message *page) {
    nexus_start_keep(record, page);
    nexus_thread_keep_page(page);
    _exit(main());
}
