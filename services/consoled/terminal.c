// SPDX-License-Identifier: Apache-2.0
#include "services/consoled/terminal.h"

#include "libs/fault/fault.h"

// The one place where it is decided whose the terminal is.
static bool holds(const struct terminal *terminal, uint64_t identity) {
    if (fault_is(FAULT_terminal_of_anybody)) {
        return true;
    }
    return terminal->holder != 0 && terminal->holder == identity;
}

enum abi_error terminal_open(struct terminal *terminal, uint64_t identity, uint32_t notification, uint64_t bits,
                             bool holder_runs, uint32_t *closed) {
    if (terminal->holder != 0 && holder_runs && !holds(terminal, identity)) {
        return ABI_EBUSY;
    }
    *closed = terminal->notification;
    terminal->holder = identity;
    terminal->notification = notification;
    terminal->bits = bits;
    return ABI_OK;
}

uint32_t terminal_drop(struct terminal *terminal) {
    uint32_t notification = terminal->notification;
    terminal->holder = 0;
    terminal->notification = 0;
    terminal->bits = 0;
    return notification;
}

enum abi_error terminal_close(struct terminal *terminal, uint64_t identity, uint32_t *closed) {
    if (!holds(terminal, identity)) {
        return ABI_EPERM;
    }
    *closed = terminal_drop(terminal);
    return ABI_OK;
}

enum abi_error terminal_read(struct terminal *terminal, uint64_t identity, char *bytes, uint32_t room, uint32_t *count,
                             uint32_t *lost) {
    if (!holds(terminal, identity)) {
        return ABI_EPERM;
    }
    uint32_t taken = terminal->count < room ? terminal->count : room;
    for (uint32_t i = 0; i < taken; i++) {
        bytes[i] = terminal->bytes[(terminal->head + i) % CONSOLED_KEPT_MAX];
    }
    terminal->head = (terminal->head + taken) % CONSOLED_KEPT_MAX;
    terminal->count -= taken;
    *count = taken;
    *lost = terminal->lost;
    terminal->lost = 0;
    return ABI_OK;
}

void terminal_typed(struct terminal *terminal, const char *bytes, uint32_t count) {
    uint32_t room = CONSOLED_KEPT_MAX - terminal->count;
    uint32_t kept = count < room ? count : room;
    for (uint32_t i = 0; i < kept; i++) {
        terminal->bytes[(terminal->head + terminal->count + i) % CONSOLED_KEPT_MAX] = bytes[i];
    }
    terminal->count += kept;
    uint32_t lost = count - kept;
    terminal->lost = lost < UINT32_MAX - terminal->lost ? terminal->lost + lost : UINT32_MAX;
}

bool terminal_has_news(const struct terminal *terminal) {
    return terminal->holder != 0 && (terminal->count != 0 || terminal->lost != 0);
}
