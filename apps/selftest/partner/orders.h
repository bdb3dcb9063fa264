// SPDX-License-Identifier: Apache-2.0
// What the selftest and its partner, the program of the second processes, agree on.
#pragma once

// The first number of the start record. The second one is the role's.
enum partner_role {
    PARTNER_EXIT = 1,  // ends with the second number as its status
    PARTNER_ECHO,      // answers calls to "orders": words and bytes inverted, the capabilities sent back
    PARTNER_PUPPET,    // does what the messages to "orders" say, and sends what came of it to "reports"
};

// The first word of an order. The report's words are an error code, then what the comment says.
enum partner_order {
    ORDER_CALL = 1,      // number, four arguments: a system call -> its value
    ORDER_MAP,           // vmo, first page, pages, rights -> where it chose
    ORDER_READ,          // address -> the 64 bits there
    ORDER_WRITE,         // address, value
    ORDER_EXECUTE,       // address
    ORDER_LANDING,       // -> where the execution of something that faults can go on
    ORDER_ILLEGAL,       // an illegal instruction
    ORDER_BREAKPOINT,    // a breakpoint
    ORDER_MISALIGNED,    // address of a word, odd: an atomic access
    ORDER_READ_TIME,     // -> the counter
    ORDER_READ_CYCLE,    // -> the counter
    ORDER_READ_INSTRET,  // -> the counter
    ORDER_FILL_TABLE,    // capability, most: derives from it until no slot is free -> how many
    ORDER_EMPTY_TABLE,   // how many of those it closes -> the error of the last one
    ORDER_RECEIVE,       // endpoint -> kind, first word, badge
    ORDER_RECEIVE_PAGE,  // endpoint, capabilities it accepts, deadline -> capabilities that came, bytes, first handle, first word
    ORDER_CALL_PAGE,    // endpoint, capabilities it accepts, deadline: calls with its page
    ORDER_SERVE,        // endpoint: receives and answers with the words inverted -> the first word
    ORDER_KEEP_CALL,    // endpoint: receives and saves the call, or else answers it -> handle, error of the answer
    ORDER_HOLD_CALL,    // endpoint: receives, reports, and never goes on
    ORDER_WATCH,        // address, board: reports, then reads there until the board says so, and once more
    ORDER_WATCH_WRITE,  // address, board: the same, but writes
    ORDER_IDLER,        // -> where a task can begin that only waits
    ORDER_OVERFLOWER,   // -> where a task can begin that fills its stack and goes on
    ORDER_CALL_OUT,     // endpoint, word: calls -> the first word of the answer
    ORDER_SHOOT,  // process, vmo, pages, board, enum shooter -> how often it has unmapped the pages from that process
};

// Two that unmap from each other's spaces at the same time, SHOOTING_ROUNDS times. On the board each has its own word.
enum shooter { SHOOTER_FIRST, SHOOTER_SECOND, SHOOTERS };

enum shooting { SHOOTING_ROUNDS = 16 };

// Two words in memory that both processes have.
enum partner_board {
    BOARD_READS,  // the partner counts: it has read or written so often since it reported
    BOARD_STOP,   // the other side: stop reading
};
