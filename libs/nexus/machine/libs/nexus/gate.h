// SPDX-License-Identifier: Apache-2.0
// The one way into the kernel, and tp. Contract: abi/syscall.h. host/libs/nexus/gate.h stands for it in tests.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "libs/nexus/message.h"
#include "libs/nexus/result.h"

// What a call leaves behind in no case: the last of a list of clobbers.
#define NEXUS_GATE_CLOBBERS "t1", "t2", "t3", "t4", "t5", "t6", "memory"

// Four arguments. The kernel clears every register that may hold kernel values, hence the clobbers.
static inline struct nexus_result nexus_call(uint64_t number, uint64_t first, uint64_t second, uint64_t third,
                                             uint64_t fourth) {
    register uint64_t a0 __asm__("a0") = first;
    register uint64_t a1 __asm__("a1") = second;
    register uint64_t a2 __asm__("a2") = third;
    register uint64_t a3 __asm__("a3") = fourth;
    register uint64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a7)
                     :
                     : "a4", "a5", "a6", "t0", NEXUS_GATE_CLOBBERS);
    return (struct nexus_result){.error = a0, .value = a1};
}

static inline struct nexus_result nexus_call_six(uint64_t number, uint64_t first, uint64_t second, uint64_t third,
                                                 uint64_t fourth, uint64_t fifth, uint64_t sixth) {
    register uint64_t a0 __asm__("a0") = first;
    register uint64_t a1 __asm__("a1") = second;
    register uint64_t a2 __asm__("a2") = third;
    register uint64_t a3 __asm__("a3") = fourth;
    register uint64_t a4 __asm__("a4") = fifth;
    register uint64_t a5 __asm__("a5") = sixth;
    register uint64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a7)
                     :
                     : "a6", "t0", NEXUS_GATE_CLOBBERS);
    return (struct nexus_result){.error = a0, .value = a1};
}

static inline struct nexus_result nexus_call_seven(uint64_t number, uint64_t first, uint64_t second, uint64_t third,
                                                   uint64_t fourth, uint64_t fifth, uint64_t sixth, uint64_t seventh) {
    register uint64_t a0 __asm__("a0") = first;
    register uint64_t a1 __asm__("a1") = second;
    register uint64_t a2 __asm__("a2") = third;
    register uint64_t a3 __asm__("a3") = fourth;
    register uint64_t a4 __asm__("a4") = fifth;
    register uint64_t a5 __asm__("a5") = sixth;
    register uint64_t a6 __asm__("a6") = seventh;
    register uint64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6), "+r"(a7)
                     :
                     : "t0", NEXUS_GATE_CLOBBERS);
    return (struct nexus_result){.error = a0, .value = a1};
}

// Words out, words in. *message is written on success only.
ABI_MUST_USE static inline enum abi_error nexus_ipc_exchange(uint64_t number, uint32_t handle,
                                                             struct nexus_message *message) {
    register uint64_t a0 __asm__("a0") = handle;
    register uint64_t a1 __asm__("a1") = message->words[0];
    register uint64_t a2 __asm__("a2") = message->words[1];
    register uint64_t a3 __asm__("a3") = message->words[2];
    register uint64_t a4 __asm__("a4") = message->words[3];
    register uint64_t a5 __asm__("a5") = message->words[4];
    register uint64_t a6 __asm__("a6") = message->words[5];
    register uint64_t a7 __asm__("a7") = number;
    register uint64_t t0 __asm__("t0");
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6), "+r"(a7), "=r"(t0)
                     :
                     : NEXUS_GATE_CLOBBERS);
    if (a0 == ABI_OK) {
        *message = (struct nexus_message){.words = {a1, a2, a3, a4, a5, a6}, .badge = a7, .info = t0};
    }
    return (enum abi_error)a0;
}

// Words in only. *message is written on success only.
ABI_MUST_USE static inline enum abi_error nexus_ipc_take(uint64_t number, uint32_t handle,
                                                         struct nexus_message *message) {
    register uint64_t a0 __asm__("a0") = handle;
    register uint64_t a1 __asm__("a1");
    register uint64_t a2 __asm__("a2");
    register uint64_t a3 __asm__("a3");
    register uint64_t a4 __asm__("a4");
    register uint64_t a5 __asm__("a5");
    register uint64_t a6 __asm__("a6");
    register uint64_t a7 __asm__("a7") = number;
    register uint64_t t0 __asm__("t0");
    __asm__ volatile("ecall"
                     : "+r"(a0), "=r"(a1), "=r"(a2), "=r"(a3), "=r"(a4), "=r"(a5), "=r"(a6), "+r"(a7), "=r"(t0)
                     :
                     : NEXUS_GATE_CLOBBERS);
    if (a0 == ABI_OK) {
        *message = (struct nexus_message){.words = {a1, a2, a3, a4, a5, a6}, .badge = a7, .info = t0};
    }
    return (enum abi_error)a0;
}

// Words out only.
ABI_MUST_USE static inline enum abi_error nexus_ipc_give(uint64_t number, uint32_t handle,
                                                         const struct nexus_message *message) {
    register uint64_t a0 __asm__("a0") = handle;
    register uint64_t a1 __asm__("a1") = message->words[0];
    register uint64_t a2 __asm__("a2") = message->words[1];
    register uint64_t a3 __asm__("a3") = message->words[2];
    register uint64_t a4 __asm__("a4") = message->words[3];
    register uint64_t a5 __asm__("a5") = message->words[4];
    register uint64_t a6 __asm__("a6") = message->words[5];
    register uint64_t a7 __asm__("a7") = number;
    __asm__ volatile("ecall"
                     : "+r"(a0), "+r"(a1), "+r"(a2), "+r"(a3), "+r"(a4), "+r"(a5), "+r"(a6), "+r"(a7)
                     :
                     : "t0", NEXUS_GATE_CLOBBERS);
    return (enum abi_error)a0;
}

static inline void *nexus_thread_pointer(void) {
    return __builtin_thread_pointer();
}
