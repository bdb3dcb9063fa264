// SPDX-License-Identifier: Apache-2.0
// The rows, by what they are about. Each function measures its rows and prints them; what counts is written beside each
// sample. A failure ends the benchmark. Where a cpu is given, the caller runs on that one and on no other.
#pragma once

#include <stdint.h>

// One task, whatever else there is: null_syscall, yield_self, notify, timer_interrupt.
void rows_of_calls(void);

// What a page more costs: to take it and to fill it with zeros. Units: instructions.
uint64_t rows_page_cost(void);

// map_page, unmap_page, vmo_page.
void rows_of_memory(void);

// shootdown_ipis. Before any other task of this process has run.
void rows_of_shootdown_ipis(void);

// From one task to another on the same hart: yield_other, notify_wake.
void rows_of_switches(uint32_t cpu);

// ipc_call, ipc_reply_receive, ipc_round_trip, with a server in a space of its own. cpu: as server_start (programs.h).
void rows_of_ipc(uint32_t cpu);

// spawn_exit_thread, and how many pages that takes; without an exact counter they are in the number.
void rows_of_threads(void);

// spawn_exit_process, and its pages. After rows_of_threads.
void rows_of_processes(void);

// ipc_pairs: a client and its server on every hart.
void rows_of_pairs(void);

// Between two harts: notify_cross_hart, wake_cross_hart.
void rows_across_harts(uint32_t cpu, uint32_t other);

// shootdown, with a task of this process on every hart.
void rows_of_shootdown(uint32_t cpu);
