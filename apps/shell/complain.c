// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/complain.h"

#include <stdio.h>

#include "libs/nexus/nexus.h"
#include "apps/shell/names.h"

bool find_authority(const struct command_call *call, const char *name, uint32_t *handle) {
    *handle = nexus_start_handle(name);
    if (*handle == 0) {
        printf("%s: the shell lacks the capability %s\n", call->command->name, name);
        printf("  caps lists what it has; its recipe says what it is given\n");
    }
    return *handle != 0;
}

bool find_shown_authority(const struct command_call *call, const char *name, uint32_t *handle) {
    struct abi_capability_info info;
    if (!find_authority(call, name, handle)) {
        return false;
    }
    bool may_be_shown = nexus_capability_info(*handle, &info) == ABI_OK && (info.grantable & ABI_RIGHT_USE) != 0;
    if (!may_be_shown) {
        printf("%s: the shell must not show its capability %s to a service\n", call->command->name, name);
        printf("  its recipe says what it is given, and whether it may grant that\n");
    }
    return may_be_shown;
}

bool find_service(const struct command_call *call, const char *name, uint32_t *handle) {
    *handle = nexus_start_handle(name);
    if (*handle == 0) {
        printf("%s: %s is not here\n", call->command->name, name);
        printf("  this image has no services, or the shell's recipe does not call it\n");
    }
    return *handle != 0;
}

void complain_of_authority(const struct command_call *call, const char *name, enum abi_error error) {
    if (error == ABI_EPERM) {
        printf("%s: the shell's capability %s lacks the right\n", call->command->name, name);
        printf("  caps lists its rights; its recipe says what it is given\n");
    } else {
        printf("%s: %s: %s\n", call->command->name, name, name_of_error(error));
    }
}

static const char *next_step(enum abi_error error) {
    switch (error) {
        case ABI_EPERM:
            return "audit tells what happened; policy explain, which rule decided";
        case ABI_EBUSY:
            return "ps tells what runs; try again a little later";
        case ABI_EAGAIN:
            return "too much is going on; try again";
        case ABI_ETIMEDOUT:
        case ABI_EPIPE:
        case ABI_EIO:
            return "audit tells what happened to it; it may have been started again by now";
        case ABI_ENOMEM:
        case ABI_ENOSPC:
            return "mem tells what is left, ps who uses it; kill ends a program";
        default:
            return "audit tells what happened";
    }
}

void complain_of_service(const struct command_call *call, const char *name, enum abi_error error) {
    printf("%s: %s: %s\n", call->command->name, name, name_of_error(error));
    printf("  %s\n", next_step(error));
}

void complain_of_argument(const struct command_call *call, const char *argument, const char *choices) {
    printf("%s: not \"%.20s\": it takes %s\n", call->command->name, argument, choices);
}
