// SPDX-License-Identifier: Apache-2.0
// The programs that execd knows.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "services/execd/protocol.h"

// Errors: EBADF (there is none), as execd_client_status.
ABI_MUST_USE enum abi_error programs_find(uint32_t execd, const char *name, struct execd_status_answer *program);

// The name of the recipe of that number, "kernel" for 0; its number if execd is not here or does not know. It stays until the next call.
const char *programs_name(uint32_t recipe);

// What is known of the recipe of that number, from 1. Errors: as execd_client_status.
ABI_MUST_USE enum abi_error programs_read(uint32_t execd, uint32_t recipe, struct execd_status_answer *program);

// How many there are. Errors: as execd_client_status.
ABI_MUST_USE enum abi_error programs_count(uint32_t execd, uint32_t *count);

// Why it ended the last time.
void programs_print_end(const struct execd_status_answer *program);

// A line for each, and one above them; at most `lines` programs. Nothing where execd is not here.
void programs_draw(uint32_t lines, const char *line_end);

// All of them. Errors: as execd_client_status.
ABI_MUST_USE enum abi_error programs_list(uint32_t execd);
