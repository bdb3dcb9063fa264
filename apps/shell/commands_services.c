// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/commands_services.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "apps/shell/complain.h"
#include "apps/shell/input.h"
#include "apps/shell/names.h"
#include "apps/shell/programs.h"
#include "services/execd/client.h"
#include "services/timed/client.h"

enum services_patience {
    LAUNCH_MILLISECONDS = 5000,  // execd asks policyd, and copies the program
};

enum services_bit { ENDED_BIT = INPUT_BIT << 1 };

void command_ps(const struct command_call *call) {
    uint32_t execd = 0;
    if (!find_service(call, "execd", &execd)) {
        return;
    }
    enum abi_error error = programs_list(execd);
    if (error != ABI_OK) {
        complain_of_service(call, "execd", error);
    }
}

static void say_end(uint32_t execd, const char *name) {
    struct execd_status_answer program;
    if (programs_find(execd, name, &program) == ABI_OK) {
        printf("run: %s: ", name);
        programs_print_end(&program);
        printf("\n");
    }
}

// Ctrl-C ends it, and whatever else is typed stays for later.
static void wait_for_end(const struct command_call *call, uint32_t execd, const char *name, uint64_t launch) {
    for (uint64_t bits = 0; (bits & ENDED_BIT) == 0;) {
        enum abi_error error = ABI_OK;
        if (input_take_cancel()) {
            printf("^C\n");
            error = execd_client_kill(execd, launch, 0, 0, LAUNCH_MILLISECONDS);
        }
        if (error == ABI_OK) {
            error = input_wait(ABI_DEADLINE_NEVER, &bits);
        }
        if (error != ABI_OK) {
            complain_of_service(call, "execd", error);
            return;
        }
    }
    say_end(execd, name);
}

// Starts it and waits for its end, unless it is to stay behind. False: there is no such app, and nothing was said.
static bool run_app(const struct command_call *call, struct execd_client_program *program, bool stays_behind) {
    if (!stays_behind) {
        program->notification = input_notification();
        program->bits = ENDED_BIT;
    }
    uint32_t execd = 0;
    uint64_t launch = 0;
    if (!find_service(call, "execd", &execd)) {
        return true;
    }
    enum abi_error error = execd_client_launch(execd, program, LAUNCH_MILLISECONDS, &launch);
    if (error == ABI_EINVAL) {
        return false;
    }
    if (error != ABI_OK) {
        complain_of_service(call, "execd", error);
    } else if (stays_behind) {
        printf("run: %s is started; kill %s ends it\n", program->name, program->name);
    } else {
        wait_for_end(call, execd, program->name, launch);
    }
    return true;
}

static void run_named(const struct command_call *call, struct execd_client_program *program, bool stays_behind) {
    if (!run_app(call, program, stays_behind)) {
        printf("%s: there is no app %s; ps lists the programs\n", call->command->name, program->name);
    }
}

void command_run(const struct command_call *call) {
    bool stays_behind = strcmp(call->arguments[call->count - 1], "&") == 0;
    uint32_t numbers = call->count - 1 - (stays_behind ? 1 : 0);
    struct execd_client_program program = {.name = call->arguments[0]};
    if (numbers > 1 || (numbers == 1 && !command_number(call->arguments[1], 0, UINT64_MAX, &program.argument))) {
        complain_of_argument(call, call->arguments[1], "a number for the program");
        return;
    }
    run_named(call, &program, stays_behind);
}

void command_bench(const struct command_call *call) {
    struct execd_client_program program = {.name = "bench"};
    run_named(call, &program, false);
}

void command_selftest(const struct command_call *call) {
    enum { ON_DEMAND = 1 };  // apps/selftest/services/on_demand.c
    struct execd_client_program program = {.name = "witness", .argument = ON_DEMAND};
    if (!run_app(call, &program, false)) {
        printf("selftest: this image has none. bazel run //images:virt_selftest boots one that\n"
               "  has; bazel test //... proves everything\n");
    }
}

// Waits until nothing of it is left.
static enum abi_error end_whole(uint32_t execd, uint64_t launch) {
    enum abi_error error = execd_client_kill(execd, launch, input_notification(), ENDED_BIT, LAUNCH_MILLISECONDS);
    for (uint64_t bits = 0; error == ABI_OK && (bits & ENDED_BIT) == 0;) {
        error = input_wait(ABI_DEADLINE_NEVER, &bits);
    }
    return error;
}

void command_kill(const struct command_call *call) {
    uint32_t execd = 0;
    if (!find_service(call, "execd", &execd)) {
        return;
    }
    struct execd_status_answer program;
    enum abi_error error = programs_find(execd, call->arguments[0], &program);
    if (error == ABI_OK) {
        error = end_whole(execd, program.launch);
    }
    if (error == ABI_EBADF) {
        printf("kill: no program %s runs; ps lists the programs\n", call->arguments[0]);
    } else if (error != ABI_OK) {
        complain_of_service(call, "execd", error);
    } else {
        printf("kill: %s is ended\n", program.name);
    }
}

// How the shell itself is scheduled now. No capability is needed for that.
static bool read_own(const struct command_call *call, struct abi_task_info *own) {
    enum abi_error error = nexus_task_info(0, 0, own);
    if (error != ABI_OK) {
        printf("%s: the shell itself: %s\n", call->command->name, name_of_error(error));
    }
    return error == ABI_OK;
}

static void print_own(const struct abi_task_info *own) {
    printf("shell  class %s  shares %" PRIu16 "  placement %s\n", name_of_class(own->base_class), own->shares,
           name_of_placement(own->placement));
}

static struct execd_client_wish wish_of(const struct abi_task_info *own) {
    // Named harts cannot be wished for.
    uint8_t placement = own->placement == ABI_PLACEMENT_HARTS ? (uint8_t)ABI_PLACEMENT_ANY : own->placement;
    return (struct execd_client_wish){.class_ = own->base_class, .placement = placement, .shares = own->shares};
}

static void ask_for(const struct command_call *call, struct execd_client_wish wish) {
    uint32_t execd = 0;
    if (!find_service(call, "execd", &execd)) {
        return;
    }
    enum abi_error error = execd_client_escalate(execd, wish, LAUNCH_MILLISECONDS);
    struct abi_task_info own;
    if (error != ABI_OK) {
        complain_of_service(call, "execd", error);
    } else if (read_own(call, &own)) {
        print_own(&own);
    }
}

void command_qos(const struct command_call *call) {
    struct abi_task_info own;
    if (!read_own(call, &own)) {
        return;
    }
    if (call->count == 0) {
        print_own(&own);
        return;
    }
    struct execd_client_wish wish = wish_of(&own);
    uint32_t class_ = class_of_name(call->arguments[0]);
    if (class_ == UINT32_MAX) {
        complain_of_argument(call, call->arguments[0], "idle, normal, interactive or perfburst");
        return;
    }
    wish.class_ = (uint8_t)class_;
    ask_for(call, wish);
}

void command_shares(const struct command_call *call) {
    struct abi_task_info own;
    if (!read_own(call, &own)) {
        return;
    }
    if (call->count == 0) {
        print_own(&own);
        return;
    }
    struct execd_client_wish wish = wish_of(&own);
    uint64_t shares = 0;
    if (!command_number(call->arguments[0], 1, ABI_SHARES_MAX, &shares)) {
        complain_of_argument(call, call->arguments[0], "a number from 1 to 1000");
        return;
    }
    wish.shares = (uint16_t)shares;
    ask_for(call, wish);
}

void command_affinity(const struct command_call *call) {
    struct abi_task_info own;
    if (!read_own(call, &own)) {
        return;
    }
    if (call->count == 0) {
        print_own(&own);
        return;
    }
    struct execd_client_wish wish = wish_of(&own);
    uint32_t placement = placement_of_name(call->arguments[0]);
    if (placement == UINT32_MAX || placement == ABI_PLACEMENT_HARTS) {
        complain_of_argument(call, call->arguments[0], "any, performance or efficiency");
        return;
    }
    wish.placement = (uint8_t)placement;
    ask_for(call, wish);
}

static enum abi_error read_timers(uint32_t timed, struct timed_client_totals *totals) {
    struct timed_client client;
    enum abi_error error = timed_client_open(timed, &client);
    if (error != ABI_OK) {
        return error;
    }
    error = timed_client_query(&client, nexus_start_handle("stats_read"), totals);
    if (error == ABI_EPERM) {
        // It must not be shown to others: then without what takes it.
        error = timed_client_query(&client, 0, totals);
    }
    timed_client_close(&client);
    return error;
}

void command_timers(const struct command_call *call) {
    uint32_t timed = 0;
    if (!find_service(call, "timed", &timed)) {
        return;
    }
    struct timed_client_totals totals;
    enum abi_error error = read_timers(timed, &totals);
    if (error != ABI_OK) {
        complain_of_service(call, "timed", error);
        return;
    }
    printf("timers of the shell    %9" PRIu64 "\n", totals.of_process);
    printf("timers of all          %9" PRIu64 "\n", totals.all);
    printf("expired so far         %9" PRIu64 "\n", totals.expiries);
    printf("interrupts for that    %9" PRIu64 "\n", totals.interrupts);
}

void command_caps(const struct command_call *call) {
    (void)call;
    const struct start_record *record = nexus_start_record();
    printf("capability              kind          rights   grantable  badge\n");
    for (uint64_t i = 0; i < record->capability_count; i++) {
        const struct start_record_capability *capability = &record->capabilities[i];
        struct abi_capability_info info;
        char rights[NAME_RIGHTS_BYTES];
        char grantable[NAME_RIGHTS_BYTES];
        if (nexus_capability_info(capability->handle, &info) != ABI_OK) {
            continue;
        }
        name_rights(info.rights, rights);
        name_rights(info.grantable, grantable);
        printf("%-22s  %-12s  %-7s  %-9s  %" PRIu64 "\n", capability->name, name_of_kind(info.kind), rights, grantable,
               info.badge);
    }
}
