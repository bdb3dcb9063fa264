// SPDX-License-Identifier: Apache-2.0
// Places a thread's memory: thread-local words at the top of its stack, struct nexus_thread below them.
// Source: RISC-V ELF psABI, "Thread Local Storage": tp points at the first word, nothing of the runtime lies above it.
#include "libs/nexus/thread.h"

#include <stdio.h>
#include <string.h>

#include "libs/elf_image/elf_format.h"
#include "libs/nexus/begin.h"
#include "libs/nexus/task.h"

enum thread_layout {
    STACK_ALIGNMENT = 16,
    STACK_BYTES_MIN = 512,  // left for the thread's calls: less cannot be meant
};

// The linker: the program's own ELF header, which is loaded with it.
extern const struct elf_header __ehdr_start;

// What the linker found out about the program's thread-local words; NULL if it has none.
static const struct elf_program_header *thread_local_segment(void) {
    const struct elf_program_header *headers =
        (const void *)((const uint8_t *)&__ehdr_start + __ehdr_start.program_headers_offset);
    for (uint32_t i = 0; i < __ehdr_start.program_header_count; i++) {
        if (headers[i].type == ELF_SEGMENT_THREAD_LOCAL) {
            return &headers[i];
        }
    }
    return NULL;
}

// How far behind tp the words begin: the linker keeps their address modulo their alignment.
static uint64_t words_offset(const struct elf_program_header *segment) {
    return segment->alignment == 0 ? 0 : segment->virtual_address & (segment->alignment - 1);
}

static uint64_t place(const struct elf_program_header *segment, uint64_t stack_top) {
    uint64_t bytes = segment == NULL ? 0 : words_offset(segment) + segment->memory_bytes;
    uint64_t alignment = segment == NULL || segment->alignment < STACK_ALIGNMENT ? STACK_ALIGNMENT : segment->alignment;
    return (stack_top - bytes) & ~(alignment - 1);
}

static void fill(const struct elf_program_header *segment, uint64_t thread_pointer) {
    if (segment != NULL) {
        uint8_t *words = (uint8_t *)thread_pointer + words_offset(segment);
        memcpy(words, (const void *)segment->virtual_address, segment->file_bytes);
        memset(words + segment->file_bytes, 0, segment->memory_bytes - segment->file_bytes);
    }
}

uint64_t nexus_thread_place(uint64_t stack_top) {
    return place(thread_local_segment(), stack_top);
}

void nexus_thread_fill(uint64_t thread_pointer) {
    fill(thread_local_segment(), thread_pointer);
}

void nexus_thread_keep_page(struct abi_message *page) {
    ((struct nexus_thread *)nexus_thread_pointer() - 1)->message_page = page;
    page->deadline = ABI_DEADLINE_NEVER;
    page->bytes = 0;
    page->capability_count = 0;
    page->accept = 0;
    page->reserved = 0;
}

enum abi_error nexus_thread_create(const struct nexus_thread_start *start, uint32_t *id) {
    uint64_t bottom = (uint64_t)start->stack;
    const struct elf_program_header *segment = thread_local_segment();
    uint64_t thread_pointer = place(segment, bottom + start->stack_bytes);
    uint64_t stack_top = thread_pointer - sizeof(struct nexus_thread);
    // Above the top of the stack when the subtractions went below zero.
    if (stack_top > bottom + start->stack_bytes || stack_top < bottom || stack_top - bottom < STACK_BYTES_MIN) {
        return ABI_EINVAL;
    }
    fill(segment, thread_pointer);
    *(struct nexus_thread *)stack_top = (struct nexus_thread){.entry = start->entry, .argument = start->argument};
    uint64_t entry = (uint64_t)nexus_thread_begin;
    return start->is_suspended
               ? nexus_task_create_suspended(0, entry, stack_top, thread_pointer, start->harts, start->authority, id)
               : nexus_task_create(0, entry, stack_top, thread_pointer, start->harts, start->authority, id);
}

void nexus_run_thread(struct abi_message *page) {
    nexus_thread_keep_page(page);
    struct nexus_thread *self = (struct nexus_thread *)nexus_thread_pointer() - 1;
    self->entry(self->argument);
    (void)fflush(stdout);
    nexus_task_exit(0);
}
