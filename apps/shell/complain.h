// SPDX-License-Identifier: Apache-2.0
// What the console says when something cannot be done: what is missing or who refused it, and what to do next.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "abi/error.h"
#include "apps/shell/command.h"

// The capability of that name. False: this program was not given it, and said so.
bool find_authority(const struct command_call *call, const char *name, uint32_t *handle);

// The same, where a service has to be shown it: it must be grantable.
bool find_shown_authority(const struct command_call *call, const char *name, uint32_t *handle);

// The same for the endpoint of a service.
bool find_service(const struct command_call *call, const char *name, uint32_t *handle);

// A call through an authority failed.
void complain_of_authority(const struct command_call *call, const char *name, enum abi_error error);

// A service refused, or did not answer.
void complain_of_service(const struct command_call *call, const char *name, enum abi_error error);

// An argument that is not understood, and what it can be.
void complain_of_argument(const struct command_call *call, const char *argument, const char *choices);
