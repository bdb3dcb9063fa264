// SPDX-License-Identifier: Apache-2.0
// Takes the devices the kernel itself drives into use, as the device tree describes them.
// Context: boot hart, before other harts run. A device that is missing or malformed ends the boot.
#pragma once

#include <stdint.h>

#include "kernel/boot/devicetree.h"

struct cpu;

// Reads the tree through the early map; returns the memory it occupies.
struct physical_range devices_read_tree(uint64_t physical, struct boot_info *boot);

void devices_init(const struct boot_info *boot);

void devices_start_input(const struct boot_info *boot, struct cpu *cpu);
