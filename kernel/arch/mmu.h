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

// What mmu_set_satp takes: a root table and the number of its address space (ASID); 0 is that of the kernel's own root.
uint64_t mmu_satp(uint64_t root_physical, uint64_t number);

// Translation through that root table on this hart from now on. Nothing is forgotten by it.
void mmu_set_satp(uint64_t satp);

// How many bits of an address-space number this hart keeps beside its translations; it may be none.
uint32_t mmu_number_bits(void);

// Forgets translations of this hart: all; those of the user half of one address space; those of one page of it.
void mmu_flush_all(void);
void mmu_flush_space(uint64_t number);
void mmu_flush_page(uint64_t number, uint64_t address);

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
