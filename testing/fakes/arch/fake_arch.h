// SPDX-License-Identifier: Apache-2.0
// The hardware for host tests of the kernel's thin files: a firmware that answers as told, a clock that advances by itself,
// memory that is the process's own, harts that remember translations until they are told to forget them. Power-off ends the process
// with the status, so tests can expect it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"

#ifdef __cplusplus
extern "C" {
#endif

struct cpu;

struct fake_firmware {
    bool has_hart_control;
    enum abi_error start_result;  // what firmware_start_hart answers
    bool started_hart_comes_online;
    uint32_t start_count;   // how often it was asked
    uint64_t started_hart;  // the last one
    uint32_t ipi_count;
};

extern struct fake_firmware fake_firmware;

// What the interrupt controller keeps of one source of devices: below FAKE_SOURCES.
struct fake_source {
    uint64_t contexts;  // that it interrupts, one bit each
    bool is_pending;    // set by a test: the device interrupts
    bool is_claimed;    // handed out and not completed: it is not handed out again
};

enum fake_limits { FAKE_SOURCES = 16 };

struct fake_source *fake_source(uint32_t source);

// What the hardware of one hart keeps, by cpu number.
struct fake_hart {
    uint64_t satp;
    uint32_t instruction_fences;  // how often it fetched anew
    bool is_raised;               // a software interrupt is pending
    uint64_t counters;            // that its user code may read
};

struct fake_hart *fake_hart(uint32_t cpu);

// How many bits of an address-space number the harts keep: 16, unless a test says otherwise.
extern uint32_t fake_number_bits;

// What the serial port has received and nobody has read; advances. Null: nothing.
extern const char *fake_serial_input;
extern bool fake_serial_interrupts;  // as serial_set_receive_interrupt was told last

// The user's memory is none: copies to it and from it fail.
extern bool fake_user_memory_is_bad;

// Where the other harts get their turn: called when a hart pauses or gives its turn up. Null: nothing happens then.
extern void (*fake_turn)(void);

// Called when a hart sleeps: something has to give it work then, or it sleeps for ever. Null: nothing happens.
extern void (*fake_sleep)(void);

// An access of user code on this hart: through what the hart remembers, or else through the tables that its satp leads to, which it
// remembers then. `right` is one of enum page_flags. The physical address of the page, or 0: a page fault.
uint64_t fake_user_access(uint64_t address, uint32_t right);

// Units: time-base ticks that each look at the clock takes.
extern uint64_t fake_clock_step_ticks;

// Text of the fake kernel image: this process's own.
uint64_t fake_text_begin(void);
uint64_t fake_text_end(void);

// Fresh state; the machine gets a memory arena that page frames and the direct map come from.
void fake_arch_reset(void);

// Physical range of the arena.
uint64_t fake_memory_base(void);
uint64_t fake_memory_bytes(void);

// Makes the calling thread that hart.
void fake_become(struct cpu *cpu);

#ifdef __cplusplus
}
#endif
