// SPDX-License-Identifier: Apache-2.0
// The system calls, as trap_entry.S finds them. Contracts are in abi/syscall.h. Context: kernel, interrupts off, the
// current task is the caller.
#pragma once

#include <stdint.h>

#include "abi/error.h"
#include "abi/syscall.h"

// Comes back in a0 and a1.
struct system_call_result {
    uint64_t error;  // enum abi_error
    uint64_t value;
};

static inline struct system_call_result call_result(enum abi_error error, uint64_t value) {
    return (struct system_call_result){.error = error, .value = value};
}

// The call is not done: it is made again, with its arguments, when its task runs next.
struct system_call_result call_repeat(enum abi_syscall call, const uint64_t *arguments, uint32_t count);

// Each takes as many argument registers as it needs; trap_entry.S calls them with all of them in place.
struct system_call_result system_call_unknown(void);
struct system_call_result system_call_task_self(void);
struct system_call_result system_call_task_yield(void);
struct system_call_result system_call_task_exit(uint64_t status);
struct system_call_result system_call_task_create(uint64_t process, uint64_t entry, uint64_t stack_top,
                                                  uint64_t argument, uint64_t harts, uint64_t authority,
                                                  uint64_t options);
struct system_call_result system_call_task_park(void);
struct system_call_result system_call_task_unpark(uint64_t id);
struct system_call_result system_call_console_write(uint64_t log, uint64_t text, uint64_t bytes);
struct system_call_result system_call_console_read(uint64_t log, uint64_t buffer, uint64_t bytes);
struct system_call_result system_call_machine_info(uint64_t stats, uint64_t out);
struct system_call_result system_call_hart_statistics(uint64_t stats, uint64_t cpu, uint64_t out);
struct system_call_result system_call_power_off(uint64_t power, uint64_t status);
struct system_call_result system_call_capability_derive(uint64_t handle, uint64_t rights, uint64_t grantable,
                                                        uint64_t badge);
struct system_call_result system_call_capability_close(uint64_t handle);
struct system_call_result system_call_capability_revoke(uint64_t handle);
struct system_call_result system_call_capability_info(uint64_t handle, uint64_t out);
struct system_call_result system_call_endpoint_create(void);
struct system_call_result system_call_endpoint_bind(uint64_t endpoint, uint64_t notification);
struct system_call_result system_call_ipc_call(uint64_t endpoint, uint64_t word0, uint64_t word1, uint64_t word2,
                                               uint64_t word3, uint64_t word4, uint64_t word5);
struct system_call_result system_call_ipc_reply_receive(uint64_t endpoint, uint64_t word0, uint64_t word1,
                                                        uint64_t word2, uint64_t word3, uint64_t word4, uint64_t word5);
struct system_call_result system_call_ipc_receive(uint64_t endpoint);
struct system_call_result system_call_ipc_reply(uint64_t ignored, uint64_t word0, uint64_t word1, uint64_t word2,
                                                uint64_t word3, uint64_t word4, uint64_t word5);
struct system_call_result system_call_ipc_send(uint64_t endpoint, uint64_t word0, uint64_t word1, uint64_t word2,
                                               uint64_t word3, uint64_t word4, uint64_t word5);
struct system_call_result system_call_ipc_call_page(uint64_t endpoint, uint64_t word0, uint64_t word1, uint64_t word2,
                                                    uint64_t word3, uint64_t word4, uint64_t word5);
struct system_call_result system_call_ipc_reply_receive_page(uint64_t endpoint, uint64_t word0, uint64_t word1,
                                                             uint64_t word2, uint64_t word3, uint64_t word4,
                                                             uint64_t word5);
struct system_call_result system_call_ipc_receive_page(uint64_t endpoint);
struct system_call_result system_call_ipc_reply_page(uint64_t ignored, uint64_t word0, uint64_t word1, uint64_t word2,
                                                     uint64_t word3, uint64_t word4, uint64_t word5);
struct system_call_result system_call_ipc_send_page(uint64_t endpoint, uint64_t word0, uint64_t word1, uint64_t word2,
                                                    uint64_t word3, uint64_t word4, uint64_t word5);
struct system_call_result system_call_reply_save(void);
struct system_call_result system_call_reply_to(uint64_t reply, uint64_t word0, uint64_t word1, uint64_t word2,
                                               uint64_t word3, uint64_t word4, uint64_t word5);
struct system_call_result system_call_reply_to_page(uint64_t reply, uint64_t word0, uint64_t word1, uint64_t word2,
                                                    uint64_t word3, uint64_t word4, uint64_t word5);
struct system_call_result system_call_notification_create(void);
struct system_call_result system_call_notification_signal(uint64_t notification, uint64_t bits);
struct system_call_result system_call_notification_wait(uint64_t notification, uint64_t deadline);
struct system_call_result system_call_irq_bind(uint64_t irq, uint64_t notification, uint64_t bits);
struct system_call_result system_call_irq_complete(uint64_t irq);
struct system_call_result system_call_timer_create(uint64_t notification, uint64_t bits);
struct system_call_result system_call_timer_set(uint64_t timer, uint64_t deadline);
struct system_call_result system_call_clock_read(void);
struct system_call_result system_call_clock_use(uint64_t clock);
struct system_call_result system_call_vmo_create(uint64_t process, uint64_t pages);
struct system_call_result system_call_vmo_seal(uint64_t vmo);
struct system_call_result system_call_vmo_map(uint64_t process, uint64_t vmo, uint64_t address, uint64_t first_page,
                                              uint64_t pages, uint64_t rights);
struct system_call_result system_call_vmo_unmap(uint64_t process, uint64_t address);
struct system_call_result system_call_vmo_protect(uint64_t process, uint64_t address, uint64_t rights);
struct system_call_result system_call_process_create(uint64_t limits, uint64_t label);
struct system_call_result system_call_process_grant(uint64_t process, uint64_t handle, uint64_t rights,
                                                    uint64_t grantable);
struct system_call_result system_call_process_supervise(uint64_t process, uint64_t endpoint);
struct system_call_result system_call_process_kill(uint64_t process, uint64_t status);
struct system_call_result system_call_process_watch(uint64_t process, uint64_t notification, uint64_t bits);
struct system_call_result system_call_process_info(uint64_t process, uint64_t out);
struct system_call_result system_call_task_open(uint64_t process, uint64_t id);
struct system_call_result system_call_task_kill(uint64_t task);
struct system_call_result system_call_task_join(uint64_t id);
struct system_call_result system_call_task_set_class(uint64_t task, uint64_t class_, uint64_t authority);
struct system_call_result system_call_task_set_shares(uint64_t task, uint64_t shares, uint64_t authority);
struct system_call_result system_call_task_set_placement(uint64_t task, uint64_t placement, uint64_t harts,
                                                         uint64_t authority);
struct system_call_result system_call_task_set_limits(uint64_t task, uint64_t limits, uint64_t authority);
struct system_call_result system_call_task_info(uint64_t task, uint64_t stats, uint64_t out);
struct system_call_result system_call_task_resume(uint64_t task);
struct system_call_result system_call_audit_read(uint64_t audit, uint64_t first_sequence, uint64_t out, uint64_t count);
struct system_call_result system_call_trace_control(uint64_t stats, uint64_t on);
struct system_call_result system_call_trace_read(uint64_t stats, uint64_t cpu, uint64_t position, uint64_t out,
                                                 uint64_t count);

// Selftest kernels only; see kernel/selftest/marker_call.h.
struct system_call_result system_call_marker(uint64_t marker, uint64_t text, uint64_t bytes);
