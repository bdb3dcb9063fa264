// SPDX-License-Identifier: Apache-2.0
// Offsets that assembly needs; user.c asserts each against the C layout. Usable from assembly and C.
#pragma once

// struct task
#define TASK_FRAME 32

// struct user_frame, from the begin of its struct task
#define FRAME_PC TASK_FRAME
#define FRAME_X(n) (TASK_FRAME + 8 + 8 * (n))
#define FRAME_RA FRAME_X(1)
#define FRAME_SP FRAME_X(2)
#define FRAME_GP FRAME_X(3)
#define FRAME_TP FRAME_X(4)
#define FRAME_T0 FRAME_X(5)
#define FRAME_T1 FRAME_X(6)
#define FRAME_A0 FRAME_X(10)
#define FRAME_A1 FRAME_X(11)
#define FRAME_A7 FRAME_X(17)
#define FRAME_KIND FRAME_X(32)

// struct cpu
#define CPU_CURRENT 0
#define CPU_STACK_TOP 8
#define CPU_EXIT_WORK 16
#define CPU_SCRATCH 24
#define CPU_EMERGENCY_TOP 32
#define CPU_IN_EMERGENCY 40

// struct kernel_frame, on the emergency stack
#define KERNEL_FRAME_BYTES 272
#define KERNEL_FRAME_PC 0
#define KERNEL_FRAME_X(n) (8 * (n))

// struct hart_start_record
#define START_SATP 0
#define START_CPU 8
#define START_STACK_TOP 16
#define START_ENTRY 24
#define START_HART 32

// Entries of system_call_table; those past the last call answer "no such call".
#define SYSTEM_CALL_SLOTS 64
