// SPDX-License-Identifier: Apache-2.0
#include "libs/loader/loader.h"

#include <string.h>

#include "abi/limits.h"
#include "libs/elf_image/elf_image.h"
#include "libs/loader/plan.h"
#include "libs/nexus/capability.h"
#include "libs/nexus/memory.h"
#include "libs/nexus/process.h"
#include "libs/nexus/task.h"

enum {
    READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE,
};

// A VMO that is filled here and then given away.
struct filling {
    uint32_t vmo;
    uint8_t *memory;
};

// The process it is for pays.
static enum abi_error begin_filling(uint32_t process, uint64_t pages, struct filling *filling) {
    uint32_t vmo = 0;
    enum abi_error error = nexus_vmo_create_for(process, pages, &vmo);
    if (error != ABI_OK) {
        return error;
    }
    uint64_t address = 0;
    error = nexus_vmo_map(0, vmo, 0, 0, pages, READ_WRITE, &address);
    if (error != ABI_OK) {
        (void)!nexus_capability_close(vmo);
        return error;
    }
    *filling = (struct filling){.vmo = vmo, .memory = (uint8_t *)address};
    return ABI_OK;
}

// Takes it out of the caller's space and maps it into the process. What the process holds of it is a child of the caller's
// capability with just these rights, so that nobody can write to what the process only reads or executes.
static enum abi_error give_away(const struct filling *filling, uint32_t process, uint64_t address, uint64_t pages,
                                uint32_t rights, uint64_t *mapped) {
    enum abi_error error = nexus_vmo_unmap(0, (uint64_t)filling->memory);
    if (error == ABI_OK && (rights & ABI_RIGHT_EXECUTE) != 0) {
        error = nexus_vmo_seal(filling->vmo);
    }
    if (error == ABI_OK) {
        error = nexus_vmo_map(process, filling->vmo, address, 0, pages, rights, mapped);
    }
    (void)!nexus_capability_close(filling->vmo);
    return error;
}

static enum abi_error load_piece(uint32_t process, const struct loader_piece *piece) {
    struct filling filling;
    enum abi_error error = begin_filling(process, piece->pages, &filling);
    if (error != ABI_OK) {
        return error;
    }
    loader_piece_fill(piece, filling.memory);
    uint64_t mapped = 0;
    return give_away(&filling, process, piece->address, piece->pages, piece->rights, &mapped);
}

static enum abi_error grant_all(uint32_t process, const struct loader_program *program, struct start_record *record) {
    for (size_t i = 0; i < program->grant_count; i++) {
        const struct loader_grant *grant = &program->grants[i];
        uint32_t there = 0;
        enum abi_error error = nexus_process_grant(process, grant->handle, grant->rights, grant->grantable, &there);
        if (error == ABI_OK) {
            error = start_record_add(record, grant->name, there);
        }
        if (error != ABI_OK) {
            return error;
        }
    }
    return ABI_OK;
}

// The record lies at the top, and the stack begins below it. The kernel chooses the place, with free pages around it; after the
// program's own pages, whose places are given.
static enum abi_error load_stack(uint32_t process, uint64_t pages, const struct start_record *record,
                                 uint64_t *record_address) {
    if (pages == 0) {
        return ABI_EINVAL;
    }
    struct filling filling;
    enum abi_error error = begin_filling(process, pages, &filling);
    if (error != ABI_OK) {
        return error;
    }
    uint64_t offset = pages * ABI_PAGE_BYTES - sizeof(*record);
    memcpy(filling.memory + offset, record, sizeof(*record));
    uint64_t bottom = 0;
    error = give_away(&filling, process, 0, pages, READ_WRITE, &bottom);
    if (error == ABI_OK) {
        *record_address = bottom + offset;
    }
    return error;
}

static enum abi_error load(uint32_t process, const struct loader_program *program, uint64_t entry,
                           const struct loader_plan *plan, uint32_t *task) {
    enum abi_error error = ABI_OK;
    for (uint32_t i = 0; error == ABI_OK && i < plan->count; i++) {
        error = load_piece(process, &plan->pieces[i]);
    }
    struct start_record record = {.ticks_per_second = program->ticks_per_second};
    memcpy(record.arguments, program->arguments, sizeof(record.arguments));
    if (error == ABI_OK) {
        error = grant_all(process, program, &record);
    }
    uint64_t record_address = 0;
    if (error == ABI_OK) {
        error = load_stack(process, program->stack_pages, &record, &record_address);
    }
    if (error == ABI_OK && program->supervisor != 0) {
        error = nexus_process_supervise(process, program->supervisor);
    }
    if (error == ABI_OK) {
        error = program->is_suspended ? nexus_task_create_suspended(process, entry, record_address, record_address,
                                                                    program->harts, program->authority, task)
                                      : nexus_task_create(process, entry, record_address, record_address,
                                                          program->harts, program->authority, task);
    }
    return error;
}

// As abi/trace.h wants it.
static uint64_t label_of(const char *name) {
    uint64_t label = 0;
    for (uint32_t i = 0; name != NULL && i < LOADER_LABEL_LETTERS && name[i] != '\0'; i++) {
        label |= (uint64_t)(uint8_t)name[i] << i * 8;
    }
    return label;
}

enum abi_error loader_spawn(const struct loader_program *program, struct loader_process *spawned) {
    // What is outside user space at its other end is the kernel's to say when it is mapped.
    const uint64_t end = UINT64_MAX / ABI_PAGE_BYTES * ABI_PAGE_BYTES;
    struct elf_image image;
    if (elf_image_read(program->file, program->bytes, ABI_PAGE_BYTES, end, &image) != ELF_IMAGE_OK) {
        return ABI_EINVAL;
    }
    struct loader_plan plan;
    enum abi_error error = loader_plan_make(&image, &plan);
    if (error != ABI_OK) {
        return error;
    }
    uint32_t process = 0;
    error = nexus_process_create(&program->limits, label_of(program->name), &process);
    if (error != ABI_OK) {
        return error;
    }
    uint32_t task = 0;
    error = load(process, program, image.entry, &plan, &task);
    if (error != ABI_OK) {
        // Nothing runs in it yet; what it holds goes with it.
        (void)!nexus_process_kill(process, 0);
        (void)!nexus_capability_close(process);
        return error;
    }
    *spawned = (struct loader_process){.process = process, .task = task};
    return ABI_OK;
}

enum abi_error loader_map_archive(uint32_t vmo, size_t bytes, const void **archive) {
    uint64_t pages = bytes / ABI_PAGE_BYTES + (bytes % ABI_PAGE_BYTES != 0 ? 1 : 0);
    if (pages == 0) {
        return ABI_EINVAL;
    }
    uint64_t address = 0;
    enum abi_error error = nexus_vmo_map(0, vmo, 0, 0, pages, ABI_RIGHT_READ, &address);
    if (error == ABI_OK) {
        *archive = (const void *)address;
    }
    return error;
}
