// SPDX-License-Identifier: Apache-2.0
// Endpoints and messages. The functions whose names end in _page send and receive data and capabilities, and mind a deadline, in
// nexus_message_page() (libs/nexus/thread.h). Contracts: abi/syscall.h, abi/message.h.
#pragma once

#include "libs/nexus/call.h"
#include "libs/nexus/message.h"

ABI_MUST_USE static inline enum abi_error nexus_endpoint_create(uint32_t *endpoint) {
    return nexus_result_number(nexus_call(ABI_SYS_ENDPOINT_CREATE, 0, 0, 0, 0), endpoint);
}

ABI_MUST_USE static inline enum abi_error nexus_endpoint_bind(uint32_t endpoint, uint32_t notification) {
    return (enum abi_error)nexus_call(ABI_SYS_ENDPOINT_BIND, endpoint, notification, 0, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_call(uint32_t endpoint, struct nexus_message *message) {
    return nexus_ipc_exchange(ABI_SYS_IPC_CALL, endpoint, message);
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_reply_receive(uint32_t endpoint, struct nexus_message *message) {
    return nexus_ipc_exchange(ABI_SYS_IPC_REPLY_RECEIVE, endpoint, message);
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_receive(uint32_t endpoint, struct nexus_message *message) {
    return nexus_ipc_take(ABI_SYS_IPC_RECEIVE, endpoint, message);
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_reply(const struct nexus_message *message) {
    return nexus_ipc_give(ABI_SYS_IPC_REPLY, 0, message);
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_send(uint32_t endpoint, const struct nexus_message *message) {
    return nexus_ipc_give(ABI_SYS_IPC_SEND, endpoint, message);
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_call_page(uint32_t endpoint, struct nexus_message *message) {
    return nexus_ipc_exchange(ABI_SYS_IPC_CALL_PAGE, endpoint, message);
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_reply_receive_page(uint32_t endpoint,
                                                                       struct nexus_message *message) {
    return nexus_ipc_exchange(ABI_SYS_IPC_REPLY_RECEIVE_PAGE, endpoint, message);
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_receive_page(uint32_t endpoint, struct nexus_message *message) {
    return nexus_ipc_take(ABI_SYS_IPC_RECEIVE_PAGE, endpoint, message);
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_reply_page(const struct nexus_message *message) {
    return nexus_ipc_give(ABI_SYS_IPC_REPLY_PAGE, 0, message);
}

ABI_MUST_USE static inline enum abi_error nexus_ipc_send_page(uint32_t endpoint, const struct nexus_message *message) {
    return nexus_ipc_give(ABI_SYS_IPC_SEND_PAGE, endpoint, message);
}

ABI_MUST_USE static inline enum abi_error nexus_reply_save(uint32_t *reply) {
    return nexus_result_number(nexus_call(ABI_SYS_REPLY_SAVE, 0, 0, 0, 0), reply);
}

ABI_MUST_USE static inline enum abi_error nexus_reply_to(uint32_t reply, const struct nexus_message *message) {
    return nexus_ipc_give(ABI_SYS_REPLY_TO, reply, message);
}

ABI_MUST_USE static inline enum abi_error nexus_reply_to_page(uint32_t reply, const struct nexus_message *message) {
    return nexus_ipc_give(ABI_SYS_REPLY_TO_PAGE, reply, message);
}
