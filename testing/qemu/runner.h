// SPDX-License-Identifier: Apache-2.0
// The runner: options to verdict, with a report for a person.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

// The runner's exit status. A host timeout has its own: it says nothing about the guest.
enum runner_status {
    RUNNER_PASSED = 0,
    RUNNER_FAILED = 1,
    RUNNER_USAGE = 2,
    RUNNER_HOST_TIMEOUT = 3,
    RUNNER_ERROR = 4,
};

enum runner_status runner_main(int argc, const char *const argv[]);

#ifdef __cplusplus
}
#endif
