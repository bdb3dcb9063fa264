// SPDX-License-Identifier: Apache-2.0
// The files of the boot archive.
#pragma once

#include <stddef.h>

#include "abi/error.h"
#include "apps/shell/command.h"

// The archive in memory; the first time it is mapped, for ever.
// Errors: EBADF (the shell was not given it), as loader_map_archive.
ABI_MUST_USE enum abi_error files_map(const void **archive, size_t *bytes);

void command_ls(const struct command_call *call);
void command_cat(const struct command_call *call);
