// SPDX-License-Identifier: Apache-2.0
// The system calls. A call is an `ecall` in user mode with the number in a7 and the arguments in a0 to a6; it returns an
// enum abi_error in a0 and a value in a1. It is a function call to the compiler: s0-s11, ra, sp, gp, tp and the
// floating-point state survive, every other integer register comes back zero, unless the call says otherwise.
//
// Read by people and by tools/reference, which writes docs/syscalls.md from it. Of each call:
//   name(arguments) -> what comes back in a1; then what it does, and the lines
//   Rights: what a handle must be and allow. Where an argument is a process, 0 is the caller's own, without a handle.
//   Errors: beyond those that "Rights" implies (EBADF: not a handle of that kind; EPERM: a right is missing).
//   Blocks: when the task may have to wait. Absent: never.
//   Limits: what it takes from a budget.
// Any number that is no call is ENOSYS. A call that returns an error has changed nothing, unless it says otherwise.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum abi_syscall {
    // task_self() -> id of the calling task
    // Ids are never zero, and no id is used twice.
    ABI_SYS_TASK_SELF = 0,

    // task_yield()
    // Lets an equal task of this hart run.
    ABI_SYS_TASK_YIELD = 1,

    // task_exit(status)
    // Ends the calling task; does not return. The status of a process is that of its last task. The end of the first program is a
    // panic: nobody is left to talk to.
    ABI_SYS_TASK_EXIT = 2,

    // task_create(process, entry, stack_top, argument, harts, authority, options) -> id
    // Starts a task at `entry` with sp = stack_top, a0 = argument and a1 = the address of its message page; all other
    // registers are zero. `harts` names the cpus it may run on, one bit each, cut to those that are online; 0 means those of
    // the caller. It is scheduled as the caller is, but never at PerfBurst; in another process at Normal and with the default
    // shares at most. options: bits of enum abi_task_option.
    // Rights: process PROCESS, MANAGE. authority SCHED_SETAFFINITY, USE, where harts are named; else it is ignored.
    // Errors: EINVAL (entry or stack_top outside user space, entry odd, stack_top not 16-byte aligned, bits that are no options,
    // none of the harts is online), EPIPE (the process is dead), ENOSPC, ENOMEM.
    // Limits: one task and one page of the process.
    ABI_SYS_TASK_CREATE = 3,

    // task_park()
    // Waits for a permit and consumes it. At most one permit is kept.
    // Blocks: until task_unpark.
    ABI_SYS_TASK_PARK = 4,

    // task_unpark(id)
    // Gives a task of the caller's process its permit.
    // Errors: EBADF (no such live task in the caller's process).
    ABI_SYS_TASK_UNPARK = 5,

    // console_write(log, text, bytes)
    // Writes the bytes as one piece, never interleaved with another writer's.
    // Rights: log LOG, SEND.
    // Errors: EINVAL (bytes above ABI_CONSOLE_WRITE_MAX_BYTES), EFAULT.
    ABI_SYS_CONSOLE_WRITE = 6,

    // console_read(log, buffer, bytes) -> bytes read, at least 1
    // Rights: log LOG, RECEIVE.
    // Errors: EINVAL (bytes 0 or above ABI_CONSOLE_READ_MAX_BYTES), EFAULT (no input is lost), EBUSY (another task is
    // waiting for input).
    // Blocks: until there is input.
    ABI_SYS_CONSOLE_READ = 7,

    // machine_info(stats, struct abi_machine_info *out)
    // Rights: stats STATS_READ, USE.
    // Errors: EFAULT.
    ABI_SYS_MACHINE_INFO = 8,

    // hart_statistics(stats, cpu, struct abi_hart_statistics *out)
    // Rights: stats STATS_READ, USE.
    // Errors: EINVAL (cpu not below the number of harts of the machine), EFAULT.
    ABI_SYS_HART_STATISTICS = 9,

    // power_off(power, status)
    // Stops the machine; status 0 is success. Does not return unless it is refused.
    // Rights: power POWER, USE.
    // Errors: EINVAL (status above 255).
    ABI_SYS_POWER_OFF = 10,

    // capability_derive(handle, rights, grantable, badge) -> handle
    // A child of the capability in the caller's own table, with at most its rights. A badge other than 0 is set on a child of an
    // endpoint that has none, and inherited by all that is derived from the child.
    // Rights: any kind but REPLY. MANAGE to set a badge.
    // Errors: EINVAL (bits that are no rights; a badge for another kind, or for a capability that has one), EPERM (rights
    // or grantable beyond the parent's), EPIPE (the parent is being revoked), ELOOP (the tree is too deep), ENOSPC (no free slot).
    // Limits: one slot.
    ABI_SYS_CAPABILITY_DERIVE = 11,

    // capability_close(handle)
    // Gives the capability up. What was derived from it belongs to its parent from then on; mappings that were made through
    // it are taken down, and tasks of this process that wait through it are woken with EPIPE. Whoever closes the last capability of an
    // object ends the object; a REPLY that is closed wakes its caller with EPIPE.
    // Rights: any kind, none.
    ABI_SYS_CAPABILITY_CLOSE = 12,

    // capability_revoke(handle)
    // Closes everything that was derived from the capability, in all processes, and stays itself. While that is under way
    // nothing new is derived from it.
    // Rights: any kind but REPLY, none.
    ABI_SYS_CAPABILITY_REVOKE = 13,

    // capability_info(handle, struct abi_capability_info *out)
    // Rights: any kind, none.
    // Errors: EFAULT.
    ABI_SYS_CAPABILITY_INFO = 14,

    // endpoint_create() -> handle
    // With every right and no badge.
    // Errors: ENOSPC (no free slot, or no endpoint left).
    // Limits: one endpoint, one slot.
    ABI_SYS_ENDPOINT_CREATE = 15,

    // endpoint_bind(endpoint, notification)
    // From now on whoever receives from the endpoint also gets what is signalled to the notification. notification 0: no more. The binding
    // ends with the capability to the endpoint that it was made through.
    // Rights: endpoint ENDPOINT, RECEIVE and MANAGE. notification NOTIFICATION, RECEIVE.
    // Errors: EBUSY (the endpoint has another notification, or the notification another endpoint or a waiter).
    ABI_SYS_ENDPOINT_BIND = 16,

    // ipc_call(endpoint, six words) -> six words
    // Sends the words in a1 to a6 to whoever receives from the endpoint, and waits for the answer, which comes back in a1 to a6;
    // a7 and t0 come back as abi/message.h says. Until then the receiver runs at the caller's class if that is higher.
    // Rights: endpoint ENDPOINT, SEND.
    // Errors: EPIPE (the receiver went away or dropped the call; or the endpoint did), ELOOP (the caller is itself waited for along
    // the chain of calls, or the chain has more than ABI_CALL_DEPTH_MAX hops).
    // Blocks: until the answer.
    ABI_SYS_IPC_CALL = 17,

    // ipc_reply_receive(endpoint, six words) -> six words
    // ipc_reply, whose result does not matter, and ipc_receive in one.
    // Rights: endpoint ENDPOINT, RECEIVE. Without it nothing is answered.
    // Errors: as ipc_receive.
    // Blocks: until a message or a notification arrives.
    ABI_SYS_IPC_REPLY_RECEIVE = 18,

    // ipc_receive(endpoint) -> six words
    // The next message: of the highest class, then of the one that waited longest. a7 is the badge of the sender's capability,
    // t0 tells who and what it was (abi/message.h). A call that was received before and not answered or saved is dropped.
    // Rights: endpoint ENDPOINT, RECEIVE.
    // Errors: EPIPE (the endpoint went away).
    // Blocks: until a message or a notification arrives.
    ABI_SYS_IPC_RECEIVE = 19,

    // ipc_reply(0, six words)
    // Answers the call that this task received last.
    // Errors: EBADF (no call waits for an answer), EPIPE (the caller went away meanwhile).
    ABI_SYS_IPC_REPLY = 20,

    // ipc_send(endpoint, six words)
    // As ipc_call, without an answer.
    // Rights: endpoint ENDPOINT, SEND.
    // Errors: EPIPE (the endpoint went away).
    // Blocks: until the message is received.
    ABI_SYS_IPC_SEND = 21,

    // ipc_call_page(endpoint, six words) -> six words
    // As ipc_call, with the data, capabilities and deadline that the task's message page says (struct abi_message). The
    // call gets those of the answer there.
    // Rights: as ipc_call. Each capability that is sent: any kind but REPLY.
    // Errors: as ipc_call; EINVAL (the message page says what its comments exclude), EBADF, EPERM, EPIPE, ELOOP (a
    // capability that is sent, as process_grant), ENOSPC (the receiver or this process lacks the slots; nothing was sent), EAGAIN
    // (the deadline is 0 and nobody was waiting), ETIMEDOUT.
    // Blocks: until the answer or the deadline.
    ABI_SYS_IPC_CALL_PAGE = 22,

    // ipc_reply_receive_page(endpoint, six words) -> six words
    // As ipc_reply_receive, with the message page: its data and capabilities are those of the answer, its deadline and `accept` those
    // of what is received.
    // Rights: as ipc_reply_receive; each capability that is sent: any kind but REPLY.
    // Errors: as ipc_receive_page; for the answer as ipc_reply_page, and then nothing was received.
    // Blocks: until a message or a notification arrives, or the deadline.
    ABI_SYS_IPC_REPLY_RECEIVE_PAGE = 23,

    // ipc_receive_page(endpoint) -> six words
    // As ipc_receive, with data and capabilities into the task's message page. Who does not receive this way gets no data, and a
    // sender of capabilities gets ENOSPC.
    // Rights: as ipc_receive.
    // Errors: as ipc_receive; EINVAL, ENOSPC (slots for `accept` capabilities), EAGAIN, ETIMEDOUT as ipc_call_page.
    // Blocks: until a message or a notification arrives, or the deadline.
    ABI_SYS_IPC_RECEIVE_PAGE = 24,

    // ipc_reply_page(0, six words)
    // As ipc_reply, with data and capabilities from the message page.
    // Rights: each capability that is sent: any kind but REPLY.
    // Errors: as ipc_reply; EINVAL, EBADF, EPERM, ELOOP as ipc_call_page, ENOSPC (the caller does not accept that many): the call
    // still waits for an answer then.
    ABI_SYS_IPC_REPLY_PAGE = 25,

    // ipc_send_page(endpoint, six words)
    // As ipc_send, with the message page.
    // Rights: as ipc_call_page.
    // Errors: as ipc_send and ipc_call_page.
    // Blocks: until the message is received or the deadline.
    ABI_SYS_IPC_SEND_PAGE = 26,

    // reply_save() -> handle
    // Puts the call that this task received last into a slot, as a REPLY capability, so that it can receive others meanwhile.
    // Errors: EBADF (no call waits for an answer), ENOSPC (no free slot).
    // Limits: one slot.
    ABI_SYS_REPLY_SAVE = 27,

    // reply_to(reply, six words)
    // As ipc_reply, for a call that was saved; the handle is gone afterwards.
    // Rights: reply REPLY, USE.
    // Errors: EPIPE (the caller went away meanwhile; the handle is gone, too).
    ABI_SYS_REPLY_TO = 28,

    // reply_to_page(reply, six words)
    // As ipc_reply_page, for a call that was saved.
    // Rights: as reply_to and ipc_reply_page.
    // Errors: as ipc_reply_page and reply_to.
    ABI_SYS_REPLY_TO_PAGE = 29,

    // notification_create() -> handle
    // Errors: ENOSPC (no free slot, or no notification left).
    // Limits: one notification, one slot.
    ABI_SYS_NOTIFICATION_CREATE = 30,

    // notification_signal(notification, bits)
    // Adds the bits to those that are set.
    // Rights: notification NOTIFICATION, SEND.
    // Errors: EINVAL (no bits).
    ABI_SYS_NOTIFICATION_SIGNAL = 31,

    // notification_wait(notification, deadline) -> the bits that were set
    // Waits until a bit is set, takes all and clears them. Deadlines are as in abi/message.h.
    // Rights: notification NOTIFICATION, RECEIVE.
    // Errors: EBUSY (it is bound to an endpoint), EPIPE (it went away), EAGAIN (the deadline is 0 and no bit is set), ETIMEDOUT.
    // Blocks: until a bit is set or the deadline.
    ABI_SYS_NOTIFICATION_WAIT = 32,

    // irq_bind(irq, notification, bits)
    // From now on the interrupt signals the bits; it does so once, and again after irq_complete. notification 0: no more, and
    // the device counts as served. A binding outlasts the process that made it: whoever takes over from a driver that is gone
    // binds notification 0 first.
    // Rights: irq IRQ, USE. notification NOTIFICATION, SEND.
    // Errors: EINVAL (no bits), EBUSY (it is bound already).
    ABI_SYS_IRQ_BIND = 33,

    // irq_complete(irq)
    // The device has been served: it may interrupt again.
    // Rights: irq IRQ, USE.
    // Errors: EAGAIN (it has not interrupted since).
    ABI_SYS_IRQ_COMPLETE = 34,

    // timer_create(notification, bits) -> handle
    // A timer that signals the bits when it expires.
    // Rights: notification NOTIFICATION, SEND.
    // Errors: EINVAL (no bits), ENOSPC (no free slot, or no timer left).
    // Limits: one timer, one slot.
    ABI_SYS_TIMER_CREATE = 35,

    // timer_set(timer, deadline)
    // It expires then, once; what was set before is forgotten. ABI_DEADLINE_NEVER: it does not.
    // Rights: timer TIMER, USE.
    ABI_SYS_TIMER_SET = 36,

    // clock_read() -> time in ticks
    // Of the machine's time base, rounded down to ABI_COARSE_CLOCK_MILLISECONDS unless the task uses the clock.
    ABI_SYS_CLOCK_READ = 37,

    // clock_use(clock)
    // From now on the calling task may read time, cycle and instret, and its deadlines are precise.
    // Rights: clock CLOCK, USE.
    ABI_SYS_CLOCK_USE = 38,

    // vmo_create(process, pages) -> handle
    // Memory, all zero, that the process pays for. With every right; the handle is the caller's.
    // Rights: process PROCESS, MANAGE.
    // Errors: EINVAL (0 pages or more than ABI_VMO_PAGES_MAX), EPIPE (the process is dead), ENOSPC (no free slot, or no VMO left),
    // ENOMEM.
    // Limits: one VMO, its pages and the one that lists them of the process, one slot.
    ABI_SYS_VMO_CREATE = 39,

    // vmo_seal(vmo)
    // Makes it executable and read-only for ever.
    // Rights: vmo VMO, MANAGE.
    // Errors: EBUSY (it is mapped writable somewhere).
    ABI_SYS_VMO_SEAL = 40,

    // vmo_map(process, vmo, address, first_page, pages, rights) -> address
    // Maps pages of a VMO or of device registers. address 0: a place with a free page on either side is chosen. Into another process
    // it puts a capability to the VMO as well, a child of the caller's with just those rights: a mapping ends with the capability of its process.
    // Rights: process PROCESS, MANAGE. vmo VMO or MMIO, the rights that are asked for; to map into another process, grantable.
    // Errors: EINVAL (the address is not page-aligned, free, or in user space; pages outside the VMO; rights other than READ, alone or with
    // one of WRITE and EXECUTE; EXECUTE of device registers), EBUSY (WRITE of a sealed VMO, EXECUTE of one that is not), EPIPE
    // (the process is dead), ENOSPC (no place, no mapping or no slot left), ENOMEM.
    // Limits: one mapping, until it is taken down; the page tables it needs, which stay for the next one until the process is gone,
    // also when the call is refused for want of more.
    ABI_SYS_VMO_MAP = 41,

    // vmo_unmap(process, address)
    // Takes down the mapping that begins there. No hart reaches it any more when the call returns.
    // Rights: process PROCESS, MANAGE.
    // Errors: EINVAL (no mapping begins there).
    ABI_SYS_VMO_UNMAP = 42,

    // vmo_protect(process, address, rights)
    // Changes the rights of the mapping that begins there; what is taken away is gone on every hart when the call returns.
    // Rights: process PROCESS, MANAGE. The capability that the mapping was made through, the rights.
    // Errors: EINVAL (no mapping begins there; rights as vmo_map), EBUSY as vmo_map.
    ABI_SYS_VMO_PROTECT = 43,

    // process_create(const struct abi_process_limits *limits, label) -> handle
    // An empty process. What it may use is taken from what the caller may, until it is gone. With every right. The label is any number:
    // what traces call its tasks (abi/trace.h), and nothing else.
    // Errors: EFAULT, EINVAL (reserved is not 0), ENOSPC (a budget but that of pages does not hold as much; no free slot), ENOMEM (pages do not suffice).
    // Limits: one process, and everything in *limits; one slot.
    ABI_SYS_PROCESS_CREATE = 44,

    // process_grant(process, handle, rights, grantable) -> handle there
    // Gives a child of the caller's capability to another process: at most what is grantable.
    // Rights: process PROCESS, MANAGE. handle any kind but REPLY.
    // Errors: EINVAL (bits that are no rights; the caller's own process), EPERM, EPIPE (the capability is being revoked; the process is
    // dead), ELOOP, ENOSPC (no free slot there).
    // Limits: one slot there.
    ABI_SYS_PROCESS_GRANT = 45,

    // process_supervise(process, endpoint)
    // Faults of its tasks are calls to the endpoint from now on (abi/process.h); without one, a task that faults ends. The badge of the
    // endpoint's capability is the caller's to choose.
    // Rights: process PROCESS, MANAGE. endpoint ENDPOINT, SEND.
    // Errors: EPIPE (the process is dead), EBUSY (it has a supervisor).
    ABI_SYS_PROCESS_SUPERVISE = 46,

    // process_kill(process, status)
    // Ends all its tasks; no instruction of them is executed when the call returns. What it held comes back soon after, and then
    // whoever watches is told.
    // Rights: process PROCESS, MANAGE.
    // Errors: EINVAL (status above 2^32 - 1).
    ABI_SYS_PROCESS_KILL = 47,

    // process_watch(process, notification, bits)
    // Signals the bits when everything the process held has come back; at once if it has.
    // Rights: process PROCESS, MANAGE. notification NOTIFICATION, SEND.
    // Errors: EINVAL (no bits), EBUSY (it is watched already).
    ABI_SYS_PROCESS_WATCH = 48,

    // process_info(process, struct abi_process_info *out)
    // Rights: process PROCESS, READ.
    // Errors: EFAULT.
    ABI_SYS_PROCESS_INFO = 49,

    // task_open(process, id) -> handle
    // A capability to one task of it, with every right.
    // Rights: process PROCESS, MANAGE.
    // Errors: EINVAL (no such live task there), ENOSPC (no free slot).
    // Limits: one slot.
    ABI_SYS_TASK_OPEN = 50,

    // task_kill(task)
    // Ends it; no instruction of it is executed when the call returns. One that has ended already is no error.
    // Rights: task TASK, MANAGE.
    ABI_SYS_TASK_KILL = 51,

    // task_join(id)
    // Waits until no task of the caller's process has that id, and what it took from the budget is back, unless a capability to it keeps that.
    // Errors: EINVAL (the caller's own id).
    // Blocks: until then.
    ABI_SYS_TASK_JOIN = 52,

    // task_set_class(task, class, authority)
    // Changes the base class. task 0 is the caller. A task may lower its own; everything else takes `authority`.
    // Rights: task TASK, MANAGE. authority SCHED_SETQOS, USE, where it is needed; else it is ignored.
    // Errors: EINVAL (no class of enum abi_class; the task has ended), EBUSY (its limits).
    // Limits: one control call of the caller, changed or not.
    ABI_SYS_TASK_SET_CLASS = 53,

    // audit_read(audit, first_sequence, struct abi_audit_record *out, count) -> number of records
    // The records from that sequence number on, or from the oldest that is still there, at most `count`. Nothing is taken off; 0
    // records: nothing was written since.
    // Rights: audit AUDIT_READ, USE.
    // Errors: EINVAL (count 0 or above ABI_AUDIT_READ_MAX), EFAULT.
    ABI_SYS_AUDIT_READ = 54,

    // trace_control(stats, on)
    // 1: every hart writes down what it does from now on. 0: no hart does; what was written stays. Other harts notice soon, not at once.
    // Rights: stats STATS_READ, USE.
    // Errors: EINVAL (neither).
    ABI_SYS_TRACE_CONTROL = 55,

    // trace_read(stats, cpu, position, struct abi_trace_record *out, count) -> number of records
    // What that hart wrote from that position on, or from the oldest that is still there, at most `count`. Nothing is taken off; 0
    // records: nothing was written since.
    // Rights: stats STATS_READ, USE.
    // Errors: EINVAL (cpu not below the number of harts of the machine, count 0 or above ABI_TRACE_READ_MAX), EFAULT.
    ABI_SYS_TRACE_READ = 56,

    // task_set_shares(task, shares, authority)
    // Changes its part of the time that its class has on its hart. task 0 is the caller. A task may lower its own; everything else
    // takes `authority`.
    // Rights: task TASK, MANAGE. authority SCHED_SETSHARES, USE, where it is needed; else it is ignored.
    // Errors: EINVAL (shares 0 or above ABI_SHARES_MAX; the task has ended), EBUSY (its limits).
    // Limits: one control call of the caller, changed or not.
    ABI_SYS_TASK_SET_SHARES = 57,

    // task_set_placement(task, placement, harts, authority)
    // Changes where it runs. task 0 is the caller. ABI_PLACEMENT_HARTS: on these cpus, one bit each, cut to those that are online. Any other
    // placement: on the part of the cpus it was given last that is for that; `harts` is ignored. A task may narrow its own by a placement
    // that names no harts; everything else takes `authority`. It runs nowhere else any more when the call returns.
    // Rights: task TASK, MANAGE. authority SCHED_SETAFFINITY, USE, where it is needed; else it is ignored.
    // Errors: EINVAL (no placement of enum abi_placement; no cpu is left; the task has ended), EBUSY (its limits).
    // Limits: one control call of the caller, changed or not.
    ABI_SYS_TASK_SET_PLACEMENT = 58,

    // task_set_limits(task, const struct abi_task_limits *limits, authority)
    // What the task may use up from now on. Tasks that it creates have no more than the defaults. task 0 is the caller.
    // Rights: task TASK, MANAGE. authority SCHED_SETQOS, USE.
    // Errors: EFAULT, EINVAL (a limit out of its bounds; the task has ended).
    ABI_SYS_TASK_SET_LIMITS = 59,

    // task_info(task, stats, struct abi_task_info *out)
    // task 0 is the caller, which is told nothing of harts and needs no capability.
    // Rights: task TASK, none. stats STATS_READ, USE, for any task but 0; else it is ignored.
    // Errors: EFAULT, EINVAL (the task has ended).
    ABI_SYS_TASK_INFO = 60,

    // task_resume(task)
    // Gives the task its permit, as task_unpark does: how one that was created suspended begins.
    // Rights: task TASK, MANAGE.
    // Errors: EINVAL (the task has ended).
    ABI_SYS_TASK_RESUME = 61,

    ABI_SYS_COUNT
};

#ifdef __cplusplus
}
#endif
