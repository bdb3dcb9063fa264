// SPDX-License-Identifier: Apache-2.0
// How begin.S, thread.c and run_main.c begin a thread together. For nobody else.
#pragma once

#include <stdint.h>

#include "abi/message.h"
#include "libs/nexus/start_record.h"

// Where tp points in a thread whose stack ends there. struct nexus_thread lies below it, and the stack grows down from that.
// Context: the stack may be in use; nothing is written.
uint64_t nexus_thread_place(uint64_t stack_top);

// Gives the thread-local memory its first values.
void nexus_thread_fill(uint64_t thread_pointer);

// Keeps the message page of the calling thread, and makes it one that sends nothing and waits for ever.
void nexus_thread_keep_page(struct abi_message *page);

// Keeps what the program was started with; record is NULL for the first program.
void nexus_start_keep(const struct start_record *record, const struct abi_message *page);

// begin.S: where a thread begins, with tp as its argument.
void nexus_thread_begin(void);

// The C side of it.
_Noreturn void nexus_run_thread(struct abi_message *page);

// The C side of where a program begins.
_Noreturn void nexus_run_main(const struct start_record *record, struct abi_message *page);
