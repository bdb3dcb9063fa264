// SPDX-License-Identifier: Apache-2.0
// Notifications, and the interrupts of devices that signal them. Contracts: abi/syscall.h.
#pragma once

#include "libs/nexus/call.h"

ABI_MUST_USE static inline enum abi_error nexus_notification_create(uint32_t *notification) {
    return nexus_result_number(nexus_call(ABI_SYS_NOTIFICATION_CREATE, 0, 0, 0, 0), notification);
}

ABI_MUST_USE static inline enum abi_error nexus_notification_signal(uint32_t notification, uint64_t bits) {
    return (enum abi_error)nexus_call(ABI_SYS_NOTIFICATION_SIGNAL, notification, bits, 0, 0).error;
}

// Units: deadline as in abi/message.h.
ABI_MUST_USE static inline enum abi_error nexus_notification_wait(uint32_t notification, uint64_t deadline,
                                                                  uint64_t *bits) {
    return nexus_result_value(nexus_call(ABI_SYS_NOTIFICATION_WAIT, notification, deadline, 0, 0), bits);
}

ABI_MUST_USE static inline enum abi_error nexus_irq_bind(uint32_t irq, uint32_t notification, uint64_t bits) {
    return (enum abi_error)nexus_call(ABI_SYS_IRQ_BIND, irq, notification, bits, 0).error;
}

ABI_MUST_USE static inline enum abi_error nexus_irq_complete(uint32_t irq) {
    return (enum abi_error)nexus_call(ABI_SYS_IRQ_COMPLETE, irq, 0, 0, 0).error;
}
