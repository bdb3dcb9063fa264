// SPDX-License-Identifier: Apache-2.0
// The translation hardware. Tables are built by kernel/memory; this file installs and flushes.
// Context: any, interrupts off. Source: RISC-V Privileged Architecture, "satp", "SFENCE.VMA".
#pragma once

#include <stdint.h>

// The virtual address layout of the kernel (Sv39, upper half).
#define KERNEL_DIRECT_BASE UINT64_C(0xffffffc000000000)  // physical memory, read-write, never executable
#define KERNEL_DIRECT_BYTES UINT64_C(0x2000000000)       // 128 GiB
#define KERNEL_STACKS_BASE UINT64_C(0xffffffe000000000)  // per hart: guard, stack, guard, emergency stack
#define KERNEL_DEVICE_BASE UINT64_C(0xfffffff000000000)  // device registers
#define KERNEL_IMAGE_BASE UINT64_C(0xffffffff80200000)   // as linked

// User space is [USER_BASE, USER_END): the first page stays unmapped, so does the last one below the hole.
#define USER_BASE UINT64_C(0x1000)
#define USER_END UINT64_C(0x3ffffff000)

// Translation through this root table on this hart from now on; the address-space number is 0.
void mmu_set_root(uint64_t root_physical);

// Forgets every translation of this hart.
void mmu_flush_all(void);

// The physical range the kernel was loaded to, and the addresses where its parts begin; page-aligned.
struct kernel_image {
    uint64_t physical_base;
    uint64_t text;    // virtual, read and execute
    uint64_t rodata;  // virtual, read
    uint64_t data;    // virtual, read and write, to the end
    uint64_t end;
};
struct kernel_image mmu_kernel_image(void);

// The root table that was built before translation was switched on. Virtual address in the kernel image.
uint64_t *mmu_kernel_root(void);
uint64_t mmu_kernel_root_physical(void);
