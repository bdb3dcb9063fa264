// SPDX-License-Identifier: Apache-2.0
#include "kernel/ipc/transfer.h"

#include <string.h>

#include "kernel/ipc/message.h"
#include "kernel/ipc/wait.h"
#include "kernel/memory/memory.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/trap/fault_record.h"

static struct abi_message *page_of(const struct task *task) {
    return memory_at(task->message_physical);
}

static enum abi_error check_capability(struct process *process, const struct abi_message_capability *sent) {
    struct handle handle;
    enum abi_error error = handle_find(process, sent->handle, HANDLE_ANY, &handle);
    if (error != ABI_OK) {
        return error;
    }
    if (handle.slot->kind == ABI_OBJECT_REPLY) {
        return ABI_EBADF;
    }
    error = handle_lock(&handle, 0);
    if (error == ABI_OK) {
        error = capability_check_child(capabilities, handle.slot, sent->rights, sent->grantable, true);
        handle_unlock(&handle);
    }
    return error;
}

static enum abi_error reserve_slots(struct task *task, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        uint32_t slot = 0;
        if (!capability_take_slot(task->process, &slot)) {
            wait_give_slots(task);
            return fault_is(FAULT_full_table_unreported) ? ABI_OK : ABI_ENOSPC;
        }
        task->cargo.slots[i] = (uint8_t)slot;
        task->cargo.accept = (uint8_t)(i + 1);
    }
    return ABI_OK;
}

void transfer_prepare_none(struct task *task) {
    task->cargo.bytes = 0;
    task->cargo.capability_count = 0;
    task->cargo.accept = 0;
    task->slow = 0;
}

enum abi_error transfer_prepare(struct task *task, bool accepts, uint64_t *deadline_ticks) {
    // Once: another task of the process may write to the page at any time.
    struct abi_message header;
    const struct abi_message *page = page_of(task);
    memcpy(&header, page, offsetof(struct abi_message, capabilities));
    if (header.capability_count != 0) {
        memcpy(header.capabilities, page->capabilities, sizeof(header.capabilities));
    }
    enum abi_error error = message_check(&header);
    if (error != ABI_OK && !fault_is(FAULT_header_unchecked)) {
        return error;
    }
    for (uint32_t i = 0; i < header.capability_count; i++) {
        error = check_capability(task->process, &header.capabilities[i]);
        if (error != ABI_OK) {
            return error;
        }
    }
    transfer_prepare_none(task);
    if (accepts) {
        error = reserve_slots(task, header.accept);
        if (error != ABI_OK) {
            return error;
        }
    }
    task->slow = TASK_SLOW_PAGE;
    task->cargo.bytes = header.bytes;
    task->cargo.capability_count = header.capability_count;
    if (header.capability_count != 0) {
        memcpy(task->cargo.capabilities, header.capabilities, sizeof(task->cargo.capabilities));
    }
    *deadline_ticks = header.deadline;
    return ABI_OK;
}

// What arrives. A capability that was closed or revoked since it was checked arrives as none.
static uint32_t move_capability(struct task *sender, struct task *receiver, uint32_t i) {
    const struct abi_message_capability *sent = &sender->cargo.capabilities[i];
    struct handle handle;
    uint32_t arrived = 0;
    if (fault_is(FAULT_capability_dropped) ||
        handle_find(sender->process, sent->handle, HANDLE_ANY, &handle) != ABI_OK ||
        capability_give_into(
            &handle, receiver->process, receiver->cargo.slots[i],
            (struct capability_child){.rights = sent->rights, .grantable = sent->grantable, .is_granted = true},
            &arrived) != ABI_OK) {
        capability_slot_give(&receiver->process->slots, receiver->cargo.slots[i]);
        return 0;
    }
    return arrived;
}

static void move_cargo(struct task *sender, struct task *receiver) {
    if ((receiver->slow & TASK_SLOW_PAGE) == 0) {
        return;
    }
    struct abi_message *page = page_of(receiver);
    bool has_page = sender != NULL && (sender->slow & TASK_SLOW_PAGE) != 0;
    uint32_t count = has_page ? sender->cargo.capability_count : 0;
    uint32_t bytes = has_page ? sender->cargo.bytes : 0;
    if (fault_is(FAULT_message_cut) && bytes != 0) {
        bytes--;
    }
    if (bytes != 0) {
        memcpy(page->data, page_of(sender)->data, bytes);
    }
    for (uint32_t i = 0; i < count; i++) {
        page->capabilities[i] = (struct abi_message_capability){.handle = move_capability(sender, receiver, i)};
    }
    page->bytes = (uint16_t)bytes;
    page->capability_count = (uint8_t)count;
    // The slots behind those that were filled.
    for (uint32_t i = count; i < receiver->cargo.accept; i++) {
        capability_slot_give(&receiver->process->slots, receiver->cargo.slots[i]);
    }
    receiver->cargo.accept = 0;
}

// Sabotage: nothing is left behind, but the path depends on what is free.
static void take_and_give_page(void) {
    uint64_t physical = 0;
    if (memory_take_page(&physical) == ABI_OK) {
        memory_give_page(physical);
    }
}

void transfer_message(struct task *sender, struct task *receiver, uint64_t badge, uint64_t info) {
    uint64_t words[ABI_MESSAGE_WORDS] = {0};
    if ((sender->slow & TASK_SLOW_FAULT) != 0) {
        const struct fault_state state = {
            .scause = sender->fault_cause,
            .stval = sender->fault_address,
            .program_counter = sender->frame.pc,
            .stack_pointer = user_frame_stack_pointer(&sender->frame),
        };
        (void)fault_record_write(&state, words);
    } else {
        user_frame_get_words(&sender->frame, words);
    }
    if (fault_is(FAULT_message_allocates)) {
        take_and_give_page();
    }
    if (fault_is(FAULT_word_lost)) {
        words[ABI_MESSAGE_WORDS - 1] = 0;
    }
    move_cargo(sender, receiver);
    wait_forget_deadline(receiver);
    user_frame_set_message(&receiver->frame, words, badge, info);
}

void transfer_notification(struct task *receiver, uint64_t bits) {
    const uint64_t words[ABI_MESSAGE_WORDS] = {bits};
    move_cargo(NULL, receiver);
    wait_forget_deadline(receiver);
    user_frame_set_message(&receiver->frame, words, 0, message_info(0, ABI_CLASS_IDLE, ABI_MESSAGE_NOTIFICATION));
}
