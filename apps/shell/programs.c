// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/programs.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "abi/limits.h"
#include "libs/nexus/nexus.h"
#include "libs/service/ask.h"
#include "libs/service/identity.h"
#include "apps/shell/names.h"
#include "services/execd/client.h"

enum programs_units { KIB_PER_PAGE = ABI_PAGE_BYTES / 1024 };

static enum abi_error read_program(uint32_t execd, uint32_t recipe, struct execd_status_answer *program,
                                   uint32_t *recipes) {
    enum abi_error error = execd_client_status(execd, recipe, ASK_PATIENCE_MILLISECONDS, program, recipes);
    program->name[sizeof(program->name) - 1] = 0;
    return error;
}

enum abi_error programs_find(uint32_t execd, const char *name, struct execd_status_answer *program) {
    uint32_t recipes = 1;
    for (uint32_t recipe = 1; recipe <= recipes; recipe++) {
        struct execd_status_answer answer;
        enum abi_error error = read_program(execd, recipe, &answer, &recipes);
        if (error != ABI_OK) {
            return error;
        }
        if (strcmp(answer.name, name) == 0) {
            *program = answer;
            return ABI_OK;
        }
    }
    return ABI_EBADF;
}

enum abi_error programs_read(uint32_t execd, uint32_t recipe, struct execd_status_answer *program) {
    uint32_t recipes = 0;
    return read_program(execd, recipe, program, &recipes);
}

enum abi_error programs_count(uint32_t execd, uint32_t *count) {
    struct execd_status_answer answer;
    return read_program(execd, 1, &answer, count);
}

const char *programs_name(uint32_t recipe) {
    static struct execd_status_answer answer;
    uint32_t execd = nexus_start_handle("execd");
    uint32_t recipes = 0;
    if (recipe == IDENTITY_KERNEL) {
        return "kernel";
    }
    if (execd == 0 || read_program(execd, recipe, &answer, &recipes) != ABI_OK) {
        (void)snprintf(answer.name, sizeof(answer.name), "recipe %" PRIu32, recipe);
    }
    return answer.name;
}

void programs_print_end(const struct execd_status_answer *program) {
    printf("%s", name_of_reason(program->reason));
    if (program->reason == EXECD_REASON_EXIT || program->reason == EXECD_REASON_FAULT) {
        printf(" %" PRIu32, program->detail);
    }
}

static void print_heading(const char *line_end) {
    printf("program           state     class        shares    KiB  restarts  last end%s", line_end);
}

static void print_program(const struct execd_status_answer *program, const char *line_end) {
    printf("%-16s  %-8s  %-11s  %6" PRIu16 " %6" PRIu32 " %9" PRIu32, program->name, name_of_state(program->state),
           name_of_class(program->class_), program->shares, program->pages * KIB_PER_PAGE, program->restarts);
    if (program->reason != EXECD_REASON_NONE) {
        printf("  ");
        programs_print_end(program);
    }
    printf("%s", line_end);
}

static enum abi_error print_programs(uint32_t execd, uint32_t lines, const char *line_end) {
    uint32_t recipes = 1;
    for (uint32_t recipe = 1; recipe <= recipes && recipe <= lines; recipe++) {
        struct execd_status_answer program;
        enum abi_error error = read_program(execd, recipe, &program, &recipes);
        if (error != ABI_OK) {
            return error;
        }
        if (recipe == 1) {
            print_heading(line_end);
        }
        print_program(&program, line_end);
    }
    return ABI_OK;
}

void programs_draw(uint32_t lines, const char *line_end) {
    uint32_t execd = nexus_start_handle("execd");
    if (execd != 0 && print_programs(execd, lines, line_end) != ABI_OK) {
        printf("execd does not answer%s", line_end);
    }
}

enum abi_error programs_list(uint32_t execd) {
    return print_programs(execd, UINT32_MAX, "\n");
}
