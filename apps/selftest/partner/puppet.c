// SPDX-License-Identifier: Apache-2.0
#include "apps/selftest/partner/puppet.h"

#include <stdatomic.h>
#include <stdbool.h>

#include "libs/nexus/nexus.h"
#include "apps/selftest/partner/orders.h"
#include "apps/selftest/partner/shoot.h"
#include "apps/selftest/partner/touch.h"

// What was derived to fill the table.
static uint32_t filling[ABI_CAPABILITIES_MAX];
static uint32_t filling_count;

static void send_report(const uint64_t *words) {
    struct nexus_message report = {.words = {words[0], words[1], words[2], words[3], words[4], words[5]}};
    (void)!nexus_ipc_send(nexus_start_handle("reports"), &report);
}

static void fill_table(uint32_t handle, uint64_t most, uint64_t *report) {
    while (filling_count < ABI_CAPABILITIES_MAX && filling_count < most) {
        report[0] = nexus_capability_derive(handle, 0, 0, 0, &filling[filling_count]);
        if (report[0] != ABI_OK) {
            break;
        }
        filling_count++;
    }
    report[1] = filling_count;
}

static void empty_table(uint64_t count, uint64_t *report) {
    for (uint64_t i = 0; i < count && filling_count > 0; i++) {
        report[1] = nexus_capability_close(filling[--filling_count]);
    }
}

static void receive_plain(uint32_t endpoint, uint64_t *report) {
    struct nexus_message message;
    report[0] = nexus_ipc_receive(endpoint, &message);
    if (report[0] == ABI_OK) {
        report[1] = nexus_message_kind(&message);
        report[2] = message.words[0];
        report[3] = message.badge;
    }
}

static void receive_page(const uint64_t *order, uint64_t *report) {
    struct abi_message *page = nexus_message_page();
    page->bytes = 0;
    page->capability_count = 0;
    page->accept = (uint8_t)order[2];
    page->deadline = order[3];
    struct nexus_message message;
    report[0] = nexus_ipc_receive_page((uint32_t)order[1], &message);
    if (report[0] == ABI_OK) {
        report[1] = page->capability_count;
        report[2] = page->bytes;
        report[3] = page->capabilities[0].handle;
        report[4] = message.words[0];
    }
    page->accept = 0;
}

static void call_page(const uint64_t *order, uint64_t *report) {
    struct abi_message *page = nexus_message_page();
    page->bytes = 0;
    page->capability_count = 0;
    page->accept = (uint8_t)order[2];
    page->deadline = order[3];
    struct nexus_message message = {.words = {0}};
    report[0] = nexus_ipc_call_page((uint32_t)order[1], &message);
    page->accept = 0;
}

static void serve(uint32_t endpoint, uint64_t *report) {
    struct nexus_message message;
    report[0] = nexus_ipc_receive(endpoint, &message);
    if (report[0] != ABI_OK) {
        return;
    }
    report[1] = message.words[0];
    for (uint32_t i = 0; i < ABI_MESSAGE_WORDS; i++) {
        message.words[i] = ~message.words[i];
    }
    report[0] = nexus_ipc_reply(&message);
}

static void keep_call(uint32_t endpoint, uint64_t *report) {
    struct nexus_message message;
    uint32_t reply = 0;
    report[0] = nexus_ipc_receive(endpoint, &message);
    if (report[0] == ABI_OK) {
        report[0] = nexus_reply_save(&reply);
        // What cannot be saved can still be answered.
        report[2] = report[0] == ABI_OK ? ABI_OK : nexus_ipc_reply(&message);
    }
    report[1] = reply;
}

static void hold_call(uint32_t endpoint, uint64_t *report) {
    struct nexus_message message;
    report[0] = nexus_ipc_receive(endpoint, &message);
    send_report(report);
    for (;;) {
        nexus_task_park();
    }
}

static void call_out(uint32_t endpoint, uint64_t word, uint64_t *report) {
    struct nexus_message message = {.words = {word}};
    report[0] = nexus_ipc_call(endpoint, &message);
    report[1] = report[0] == ABI_OK ? message.words[0] : 0;
}

// On this side a reader that never waits: what another hart takes away has to be taken away from a hart that is looking.
static void watch(uint64_t address, _Atomic uint64_t *board, uint64_t *report) {
    report[1] = touch_read(address);
    send_report(report);
    while (atomic_load_explicit(&board[BOARD_STOP], memory_order_acquire) == 0) {
        report[1] = touch_read(address);
        atomic_fetch_add_explicit(&board[BOARD_READS], 1, memory_order_release);
    }
    report[1] = touch_read(address);
}

static void watch_writing(uint64_t address, _Atomic uint64_t *board, uint64_t *report) {
    touch_write(address, 0);
    send_report(report);
    uint64_t writes = 0;
    while (atomic_load_explicit(&board[BOARD_STOP], memory_order_acquire) == 0) {
        touch_write(address, ++writes);
        atomic_fetch_add_explicit(&board[BOARD_READS], 1, memory_order_release);
    }
    touch_write(address, ++writes);
}

// A task without a stack of its own to speak of.
_Noreturn static void idle_for_ever(void) {
    for (;;) {
        nexus_task_park();
    }
}

// False: none of these.
static bool touch(const uint64_t *order, uint64_t *report) {
    switch (order[0]) {
        case ORDER_READ:
            report[1] = touch_read(order[1]);
            return true;
        case ORDER_WRITE:
            touch_write(order[1], order[2]);
            return true;
        case ORDER_EXECUTE:
            touch_execute(order[1]);
            return true;
        case ORDER_LANDING:
            report[1] = (uint64_t)touch_landing;
            return true;
        case ORDER_ILLEGAL:
            touch_illegal();
            return true;
        case ORDER_BREAKPOINT:
            touch_breakpoint();
            return true;
        case ORDER_MISALIGNED:
            touch_atomic(order[1]);
            return true;
        case ORDER_READ_TIME:
            report[1] = touch_time();
            return true;
        case ORDER_READ_CYCLE:
            report[1] = touch_cycle();
            return true;
        case ORDER_READ_INSTRET:
            report[1] = touch_instret();
            return true;
        default:
            return false;
    }
}

// False: none of these.
static bool exchange(const uint64_t *order, uint64_t *report) {
    uint32_t endpoint = (uint32_t)order[1];
    switch (order[0]) {
        case ORDER_RECEIVE:
            receive_plain(endpoint, report);
            return true;
        case ORDER_RECEIVE_PAGE:
            receive_page(order, report);
            return true;
        case ORDER_CALL_PAGE:
            call_page(order, report);
            return true;
        case ORDER_SERVE:
            serve(endpoint, report);
            return true;
        case ORDER_KEEP_CALL:
            keep_call(endpoint, report);
            return true;
        case ORDER_HOLD_CALL:
            hold_call(endpoint, report);
            return true;
        case ORDER_WATCH:
            watch(order[1], (_Atomic uint64_t *)order[2], report);
            return true;
        case ORDER_WATCH_WRITE:
            watch_writing(order[1], (_Atomic uint64_t *)order[2], report);
            return true;
        case ORDER_IDLER:
            report[1] = (uint64_t)idle_for_ever;
            return true;
        case ORDER_OVERFLOWER:
            report[1] = (uint64_t)touch_overflow;
            return true;
        case ORDER_CALL_OUT:
            call_out(endpoint, order[2], report);
            return true;
        case ORDER_SHOOT:
            shoot(order, report);
            return true;
        default:
            return false;
    }
}

static void obey(const uint64_t *order, uint64_t *report) {
    if (touch(order, report) || exchange(order, report)) {
        return;
    }
    struct nexus_result result = {.error = ABI_ENOSYS};
    switch (order[0]) {
        case ORDER_CALL:
            result = nexus_call(order[1], order[2], order[3], order[4], order[5]);
            break;
        case ORDER_MAP:
            result = nexus_call_six(ABI_SYS_VMO_MAP, 0, order[1], 0, order[2], order[3], order[4]);
            break;
        case ORDER_FILL_TABLE:
            fill_table((uint32_t)order[1], order[2], report);
            return;
        case ORDER_EMPTY_TABLE:
            empty_table(order[1], report);
            return;
        default:
            break;
    }
    report[0] = result.error;
    report[1] = result.value;
}

int puppet_obey(void) {
    uint32_t orders = nexus_start_handle("orders");
    for (;;) {
        struct nexus_message order;
        enum abi_error error = nexus_ipc_receive(orders, &order);
        if (error != ABI_OK) {
            return (int)error;
        }
        uint64_t report[ABI_MESSAGE_WORDS] = {ABI_OK};
        obey(order.words, report);
        send_report(report);
    }
}
