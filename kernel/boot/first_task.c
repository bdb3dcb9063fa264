// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/first_task.h"

#include <string.h>

#include "kernel/arch/cpu.h"
#include "kernel/arch/mmu.h"
#include "kernel/boot/archive.h"
#include "kernel/boot/elf_image.h"
#include "kernel/boot/refuse.h"
#include "kernel/memory/memory.h"

enum first_task_layout {
    STACK_PAGES = 4,
};

static const char FIRST_PROGRAM[] = "init";

static struct space first_space;
static uint64_t entry_instructions;

static enum abi_error load_segment(const struct elf_segment *segment) {
    uint64_t copied = 0;
    for (uint64_t page = 0; page < segment->page_count; page++) {
        uint64_t physical = 0;
        enum abi_error error = space_map_page(&first_space, segment->address + page * ABI_PAGE_BYTES, segment->writable,
                                              segment->executable, &physical);
        if (error != ABI_OK) {
            return error;
        }
        uint64_t offset = page == 0 ? segment->data_offset : 0;
        uint64_t room = ABI_PAGE_BYTES - offset;
        uint64_t left = segment->data_bytes - copied;
        uint64_t bytes = left < room ? left : room;
        memcpy((uint8_t *)memory_at(physical) + offset, segment->data + copied, bytes);
        copied += bytes;
    }
    return ABI_OK;
}

// Below the end of user space, which stays unmapped like the page below the stack.
static enum abi_error map_stack(void) {
    for (uint64_t page = 1; page <= STACK_PAGES; page++) {
        uint64_t physical = 0;
        enum abi_error error = space_map_page(&first_space, USER_END - page * ABI_PAGE_BYTES, true, false, &physical);
        if (error != ABI_OK) {
            return error;
        }
    }
    return ABI_OK;
}

static void read_program(const struct boot_info *boot, struct elf_image *image) {
    if (!boot->initrd.present) {
        boot_refuse("no boot archive was given");
    }
    struct archive_file file;
    enum archive_error archive_error =
        archive_find(memory_at(boot->initrd.range.base), boot->initrd.range.bytes, FIRST_PROGRAM, &file);
    if (archive_error != ARCHIVE_OK) {
        boot_refuse("boot archive: %s (looking for \"%s\")", archive_error_text(archive_error), FIRST_PROGRAM);
    }
    // The stack lies above everything a program may occupy.
    enum elf_image_error error =
        elf_image_read(file.data, file.bytes, USER_BASE, USER_END - (STACK_PAGES + 1) * ABI_PAGE_BYTES, image);
    if (error != ELF_IMAGE_OK) {
        boot_refuse("program \"%s\": %s", FIRST_PROGRAM, elf_image_error_text(error));
    }
}

struct task *first_task_load(const struct boot_info *boot, struct cpu_id home) {
    struct elf_image image;
    read_program(boot, &image);
    enum abi_error error = space_init(&first_space);
    for (uint32_t i = 0; error == ABI_OK && i < image.segment_count; i++) {
        error = load_segment(&image.segments[i]);
    }
    if (error == ABI_OK) {
        error = map_stack();
    }
    struct task *task = NULL;
    if (error == ABI_OK) {
        error = task_create(&first_space, home, &task);
    }
    if (error != ABI_OK) {
        boot_refuse("no memory for program \"%s\"", FIRST_PROGRAM);
    }
    cpu_flush_instructions();  // the other harts do so when they come online
    task->is_first = true;
    task->precise_clock = true;
    user_frame_start(&task->frame, image.entry, USER_END, 0);
    return task;
}

void first_task_set_entry_instructions(uint64_t instructions) {
    entry_instructions = instructions;
}

uint64_t first_task_entry_instructions(void) {
    return entry_instructions;
}
