// SPDX-License-Identifier: Apache-2.0
// Random numbers for the layout of address spaces, from the device tree's rng-seed. Not for secrets: whoever knows some can find the
// others.
#pragma once

#include <stdint.h>

struct boot_info;

// Boot hart, once. In kernels with selftests "layout=NUMBER" on the command line makes all numbers that one: then each space is laid out
// like the others, and what two programs of one kind take can be compared page by page.
void layout_seed_init(const struct boot_info *boot);

// Another number each time, on any hart.
uint64_t layout_seed_next(void);
