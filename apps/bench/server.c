// SPDX-License-Identifier: Apache-2.0
// The other end of the benchmark's calls. Its loops are as short as a server's can be, so that a round trip is the
// kernel's.
#include "apps/bench/server.h"

#include <stdint.h>

#include "libs/nexus/nexus.h"

// The words stay where they are. The kernel clears what it need not keep, so the loop's own values are in callee-saved
// registers: no other is left to the compiler.
static uint64_t echo(uint64_t number, uint64_t endpoint) {
    register uint64_t a0 __asm__("a0");
    __asm__ volatile("1: mv a0, %[endpoint]\n"
                     "   mv a7, %[number]\n"
                     "   ecall\n"
                     "   beqz a0, 1b\n"
                     : "=&r"(a0)
                     : [endpoint] "r"(endpoint), [number] "r"(number)
                     : "ra", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3", "t4", "t5", "t6",
                       "memory");
    return a0;
}

static uint64_t stamp(uint64_t endpoint) {
    register uint64_t a0 __asm__("a0");
    __asm__ volatile("1: mv a0, %[endpoint]\n"
                     "   mv a7, %[number]\n"
                     "   rdinstret a2\n"
                     "   ecall\n"
                     "   rdinstret a1\n"
                     "   beqz a0, 1b\n"
                     : "=&r"(a0)
                     : [endpoint] "r"(endpoint), [number] "r"((uint64_t)ABI_SYS_IPC_REPLY_RECEIVE)
                     : "ra", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "t0", "t1", "t2", "t3", "t4", "t5", "t6",
                       "memory");
    return a0;
}

// Without a call to answer, an answer does not matter, so that a loop may begin with one. The status is why it ended.
int server_run(enum server_role role) {
    uint32_t endpoint = nexus_start_handle(SERVER_ENDPOINT);
    switch (role) {
        case SERVER_ECHO:
            return (int)echo(ABI_SYS_IPC_REPLY_RECEIVE, endpoint);
        case SERVER_ECHO_PAGE:
            return (int)echo(ABI_SYS_IPC_REPLY_RECEIVE_PAGE, endpoint);
        case SERVER_STAMP: {
            enum abi_error error = nexus_clock_use(nexus_start_handle(SERVER_CLOCK));
            return error == ABI_OK ? (int)stamp(endpoint) : (int)error;
        }
        default:
            return ABI_EINVAL;
    }
}
