// SPDX-License-Identifier: Apache-2.0
// A call and an answer with the message page: the short way if it is open, else the general one.
#include "kernel/arch/cpu.h"
#include "kernel/ipc/ipc.h"
#include "kernel/ipc/page_path.h"
#include "kernel/syscall/ipc_result.h"
#include "kernel/syscall/syscall.h"

struct system_call_result system_call_ipc_call_page(uint64_t endpoint, uint64_t word0, uint64_t word1, uint64_t word2,
                                                    uint64_t word3, uint64_t word4, uint64_t word5) {
    const uint64_t words[ABI_MESSAGE_WORDS] = {word0, word1, word2, word3, word4, word5};
    struct cpu *cpu = cpu_current();
    if (ipc_page_call(cpu, endpoint, words)) {
        return ipc_result(cpu, (struct ipc_outcome){.error = ABI_OK, .is_in_frame = true});
    }
    user_frame_set_words(&cpu->current->frame, words);
    return ipc_result(cpu, ipc_send(cpu, endpoint, IPC_CALL | IPC_PAGE));
}

struct system_call_result system_call_ipc_reply_receive_page(uint64_t endpoint, uint64_t word0, uint64_t word1,
                                                             uint64_t word2, uint64_t word3, uint64_t word4,
                                                             uint64_t word5) {
    const uint64_t words[ABI_MESSAGE_WORDS] = {word0, word1, word2, word3, word4, word5};
    struct cpu *cpu = cpu_current();
    struct ipc_outcome outcome;
    if (!ipc_page_reply_receive(cpu, endpoint, words, &outcome)) {
        user_frame_set_words(&cpu->current->frame, words);
        outcome = ipc_reply_receive(cpu, endpoint, IPC_PAGE);
    }
    return ipc_result(cpu, outcome);
}
