// SPDX-License-Identifier: Apache-2.0
// Reads what the kernel needs from a flattened device tree that may be hostile: every count is bounded, every
// range is checked, nothing is followed outside the blob.
// Pure: no globals, no arch. Runs once, on the boot hart.
// Source: Devicetree Specification 0.4; Linux bindings of riscv cpus, sifive,plic-1.0.0, ns16550a, virtio,mmio,
// riscv,aclint-sswi (QEMU), sifive,test0, google,goldfish-rtc.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/error.h"
#include "abi/limits.h"
#include "kernel/memory/physical_range.h"
#include "kernel/percpu/cpu_id.h"

#ifdef __cplusplus
extern "C" {
#endif

enum devicetree_limits {
    DEVICETREE_BYTES_MAX = 1 << 20,
    DEVICETREE_MEMORY_MAX = 8,
    DEVICETREE_RESERVED_MAX = 16,
    DEVICETREE_VIRTIO_MAX = 8,
    DEVICETREE_COMMAND_LINE_MAX = 512,
    DEVICETREE_SEED_MAX = 64,
};

struct device_range {
    bool present;
    struct physical_range range;
};

struct boot_hart {
    struct hart_id hart;
    uint32_t plic_context;  // valid when has_plic_context: the context that raises its supervisor external interrupt
    uint32_t sswi_index;    // valid when has_sswi: index of its setssip register
    bool has_plic_context;
    bool has_sswi;
    bool sstc;  // "sstc" is in its isa string
};

struct boot_virtio {
    struct physical_range range;
    uint32_t irq;  // 1 .. plic_sources, or 0 when it does not interrupt the PLIC
};

struct boot_info {
    uint64_t tree_bytes;  // size of the blob itself, at most DEVICETREE_BYTES_MAX
    uint32_t hart_count;  // 1 .. ABI_HARTS_MAX, device-tree order
    struct boot_hart harts[ABI_HARTS_MAX];
    uint32_t memory_count;  // sorted by base, disjoint
    struct physical_range memory[DEVICETREE_MEMORY_MAX];
    uint32_t reserved_count;  // memory reservation block and /reserved-memory, as found
    struct physical_range reserved[DEVICETREE_RESERVED_MAX];
    struct device_range uart;
    uint32_t uart_irq;  // 1 .. plic_sources, or 0 when it does not interrupt the PLIC
    struct device_range plic;
    uint32_t plic_sources;  // riscv,ndev, at most 1023
    struct device_range sswi;
    struct device_range test_device;  // sifive,test0
    struct device_range rtc;          // google,goldfish-rtc: for user programs, as virtio
    uint32_t rtc_irq;                 // 1 .. plic_sources, or 0 when it does not interrupt the PLIC
    uint64_t timebase_hz;             // never 0
    struct device_range initrd;       // present when chosen has linux,initrd-start/end; bytes may be 0
    uint32_t virtio_count;
    struct boot_virtio virtio[DEVICETREE_VIRTIO_MAX];
    char command_line[DEVICETREE_COMMAND_LINE_MAX];  // NUL-terminated, "" when absent
    uint32_t seed_bytes;
    uint8_t seed[DEVICETREE_SEED_MAX];  // rng-seed, cut to DEVICETREE_SEED_MAX
};

// Why a tree was refused; devicetree_error_text gives the line a person reads.
enum devicetree_error {
    DEVICETREE_OK = 0,
    DEVICETREE_BAD_HEADER,     // not a device tree, wrong version, truncated or larger than the limit
    DEVICETREE_BAD_STRUCTURE,  // the blocks are inconsistent, a property occurs twice, or nodes lie too deep
    DEVICETREE_NO_HARTS,
    DEVICETREE_TOO_MANY_HARTS,
    DEVICETREE_DUPLICATE_HART,
    DEVICETREE_BAD_HART,  // a cpu node without a usable reg
    DEVICETREE_NO_MEMORY,
    DEVICETREE_BAD_MEMORY,  // an empty, wrapping or malformed range, or too many of them
    DEVICETREE_OVERLAPPING_MEMORY,
    DEVICETREE_TOO_MANY_RESERVED,
    DEVICETREE_BAD_DEVICE,  // a known device has malformed registers or interrupts, lies in memory or behind
                            // a bus that translates addresses; or there are too many virtio devices
    DEVICETREE_NO_TIMEBASE,
    DEVICETREE_BAD_INITRD,         // the range wraps, ends before it starts, or lies outside memory
    DEVICETREE_LONG_COMMAND_LINE,  // or not terminated
    DEVICETREE_ERROR_COUNT
};

// Reads the blob of at most `readable_bytes` bytes. *info is written only on success. Disabled nodes are skipped; of
// several devices of one kind the first counts (all of virtio). Takes about 4 KiB of stack.
// Errors: see enum devicetree_error.
ABI_MUST_USE enum devicetree_error devicetree_read(const void *blob, size_t readable_bytes, struct boot_info *info);

// A static string for a person, never null.
const char *devicetree_error_text(enum devicetree_error error);

#ifdef __cplusplus
}
#endif
