// SPDX-License-Identifier: Apache-2.0
// What of a message page the kernel believes: for every header, and without a look behind it.
#include "kernel/ipc/message.h"

#include <stddef.h>

#include "testing/proofs/proof.h"

// As much as the callers copy: what lies behind it is not there.
static _Alignas(8) uint8_t header_bytes[offsetof(struct abi_message, data)];

void prove_check_is_exact(void) {
    __CPROVER_havoc_object(header_bytes);
    const struct abi_message *header = (const struct abi_message *)header_bytes;

    enum abi_error error = message_check(header);

    bool good = header->bytes <= ABI_MESSAGE_MAX_BYTES && header->capability_count <= ABI_MESSAGE_CAPABILITIES &&
                header->accept <= ABI_MESSAGE_CAPABILITIES && header->reserved == 0;
    for (uint32_t i = 0; i < ABI_MESSAGE_CAPABILITIES; i++) {
        const struct abi_message_capability *sent = &header->capabilities[i];
        bool is_right =
            (sent->rights & ~ABI_RIGHT_ALL) == 0 && (sent->grantable & ~ABI_RIGHT_ALL) == 0 && sent->reserved == 0;
        good &= i >= header->capability_count || is_right;
    }
    PROVE(error == ABI_OK || error == ABI_EINVAL, "no other error");
    PROVE((error == ABI_OK) == good, "accepted exactly when every limit is kept");
    REACHED();
}

void prove_info_keeps_its_parts(void) {
    uint32_t task_id = nondet_uint32();
    uint32_t class_ = any_below(ABI_CLASS_COUNT);
    uint32_t kind = any_below(256);

    uint64_t info = message_info(task_id, (enum abi_class)class_, (enum abi_message_kind)kind);

    PROVE((uint32_t)info == task_id, "the sender's id");
    PROVE((info >> ABI_INFO_CLASS_SHIFT & 0xff) == class_, "its class");
    PROVE((info >> ABI_INFO_KIND_SHIFT & 0xff) == kind, "the kind");
    REACHED();
}
