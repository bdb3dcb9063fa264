// SPDX-License-Identifier: Apache-2.0
#include "kernel/boot/first_task.h"

#include <stdatomic.h>
#include <string.h>

#include "abi/boot.h"
#include "abi/message.h"
#include "libs/archive/archive.h"
#include "libs/elf_image/elf_image.h"
#include "kernel/arch/cpu.h"
#include "kernel/arch/mmu.h"
#include "kernel/boot/layout_seed.h"
#include "kernel/boot/refuse.h"
#include "kernel/interrupt/irq.h"
#include "kernel/memory/memory.h"
#include "kernel/memory/vmo.h"
#include "kernel/object/grant.h"
#include "kernel/percpu/percpu.h"
#include "kernel/process/process.h"
#include "kernel/scheduler/scheduler.h"
#include "kernel/timer/timer.h"

enum first_task_layout {
    STACK_PAGES = 8,
};

static const char FIRST_PROGRAM[] = "init";

_Static_assert(sizeof(FIRST_PROGRAM) <= sizeof(uint64_t), "its name is its label");

static uint64_t entry_instructions;

static void require(enum abi_error error, const char *what) {
    if (error != ABI_OK) {
        boot_refuse("program \"%s\": no memory for %s", FIRST_PROGRAM, what);
    }
}

static void copy_data(const struct vmo *vmo, const struct elf_segment *segment) {
    uint64_t copied = 0;
    for (uint32_t page = 0; copied < segment->data_bytes; page++) {
        uint64_t offset = page == 0 ? segment->data_offset : 0;
        uint64_t room = ABI_PAGE_BYTES - offset;
        uint64_t left = segment->data_bytes - copied;
        uint64_t bytes = left < room ? left : room;
        memcpy((uint8_t *)memory_at(vmo_page(vmo, page)) + offset, segment->data + copied, bytes);
        copied += bytes;
    }
}

// Memory with a capability of the program's own; the slot and the handle are what space_map asks for.
static struct vmo *create_memory(struct process *process, uint64_t pages, uint32_t *slot, uint32_t *handle) {
    struct vmo *vmo = NULL;
    require(pages > ABI_VMO_PAGES_MAX ? ABI_ENOMEM : vmo_begin(process, (uint32_t)pages, &vmo), "a segment");
    while (!vmo_is_built(vmo)) {
        require(vmo_build_step(vmo), "a segment");
    }
    require(capability_slot_take(&process->slots, slot) ? ABI_OK : ABI_ENOSPC, "capabilities");
    *handle = capability_first(process, *slot, &vmo->object);
    return vmo;
}

static void load_segment(struct process *process, const struct elf_segment *segment) {
    uint32_t slot = 0;
    uint32_t handle = 0;
    struct vmo *vmo = create_memory(process, segment->page_count, &slot, &handle);
    copy_data(vmo, segment);
    if (segment->executable) {
        require(vmo_seal(vmo), "code");
    }
    uint32_t rights =
        ABI_RIGHT_READ | (segment->writable ? ABI_RIGHT_WRITE : 0u) | (segment->executable ? ABI_RIGHT_EXECUTE : 0u);
    uint64_t mapped = 0;
    require(space_map(process, slot, handle, segment->address, 0, segment->page_count, rights, &mapped), "its map");
}

// Where there is room. Returns its end.
static uint64_t map_stack(struct process *process) {
    uint32_t slot = 0;
    uint32_t handle = 0;
    uint64_t mapped = 0;
    (void)create_memory(process, STACK_PAGES, &slot, &handle);
    require(space_map(process, slot, handle, 0, 0, STACK_PAGES, ABI_RIGHT_READ | ABI_RIGHT_WRITE, &mapped), "a stack");
    return mapped + STACK_PAGES * ABI_PAGE_BYTES;
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
    enum elf_image_error error = elf_image_read(file.data, file.bytes, USER_BASE, USER_END, image);
    if (error != ELF_IMAGE_OK) {
        boot_refuse("program \"%s\": %s", FIRST_PROGRAM, elf_image_error_text(error));
    }
}

// --- What it gets

static uint32_t mint(struct process *process, struct object *object, uint8_t rights) {
    uint32_t handle = 0;
    require(capability_mint(process, object, rights, &handle), "capabilities");
    return handle;
}

static uint32_t mint_authority(struct process *process, enum abi_object_kind kind) {
    return mint(process, object_authority(kind), ABI_RIGHT_ALL);
}

// The archive as memory that can be read; none where it does not begin on a page.
static void mint_archive(struct process *process, const struct boot_info *boot, struct abi_boot *record) {
    const struct physical_range *range = &boot->initrd.range;
    struct vmo *vmo = NULL;
    if (range->base % ABI_PAGE_BYTES == 0 && range->bytes <= UINT32_MAX && range->bytes != 0) {
        // The rest of its last page is nobody's: frames are whole pages.
        uint64_t pages = (range->bytes + ABI_PAGE_BYTES - 1) / ABI_PAGE_BYTES;
        require(vmo_create_range(ABI_OBJECT_VMO, range->base, pages * ABI_PAGE_BYTES, &vmo), "the archive");
        record->archive = mint(process, &vmo->object, ABI_RIGHT_READ);
        record->archive_bytes = (uint32_t)range->bytes;
    }
}

static void mint_device(struct process *process, struct physical_range range, uint32_t source,
                        struct abi_boot *boot_record) {
    if (boot_record->device_count == ABI_BOOT_DEVICES_MAX) {
        return;
    }
    struct abi_boot_device *record = &boot_record->devices[boot_record->device_count++];
    struct vmo *registers = NULL;
    record->physical = range.base;
    if (range.base % ABI_PAGE_BYTES == 0 &&
        vmo_create_range(ABI_OBJECT_MMIO, range.base, range.bytes, &registers) == ABI_OK) {
        record->mmio = mint(process, &registers->object, ABI_RIGHT_READ | ABI_RIGHT_WRITE);
    }
    struct irq *irq = NULL;
    if (source != 0 && irq_create(cpu_current(), source, &irq) == ABI_OK) {
        record->irq = mint(process, &irq->object, ABI_RIGHT_ALL);
        object_release(&irq->object);  // from now on it lasts as long as its capabilities
    }
}

static void mint_all(struct process *process, const struct boot_info *boot, struct abi_boot *record) {
    record->ticks_per_second = (uint32_t)timer_rate_hz();
    record->clock = mint_authority(process, ABI_OBJECT_CLOCK);
    record->sched_setqos = mint_authority(process, ABI_OBJECT_SCHED_SETQOS);
    record->sched_setaffinity = mint_authority(process, ABI_OBJECT_SCHED_SETAFFINITY);
    record->sched_setshares = mint_authority(process, ABI_OBJECT_SCHED_SETSHARES);
    record->stats_read = mint_authority(process, ABI_OBJECT_STATS_READ);
    record->audit_read = mint_authority(process, ABI_OBJECT_AUDIT_READ);
    record->log = mint_authority(process, ABI_OBJECT_LOG);
    record->power = mint_authority(process, ABI_OBJECT_POWER);
    mint_archive(process, boot, record);
    for (uint32_t i = 0; i < boot->virtio_count; i++) {
        mint_device(process, boot->virtio[i].range, boot->virtio[i].irq, record);
    }
    if (boot->rtc.present) {
        mint_device(process, boot->rtc.range, boot->rtc_irq, record);
    }
}

// Everything there is: what others get they get from it.
static struct process *create_process(void) {
    const struct abi_process_limits limits = {
        .pages = (uint32_t)(memory_free_bytes() / ABI_PAGE_BYTES),
        .processes = ABI_PROCESSES_MAX - 1,
        .tasks = ABI_TASKS_MAX,
        .endpoints = ABI_ENDPOINTS_MAX,
        .notifications = ABI_NOTIFICATIONS_MAX,
        .timers = ABI_TIMERS_MAX,
        .vmos = ABI_VMOS_MAX - 2 * ABI_BOOT_DEVICES_MAX,  // the kernel's own: the archive and the devices
    };
    struct process *process = NULL;
    require(process_create(NULL, &limits, layout_seed_next(), &process), "its space");
    process->is_first = true;
    memcpy(&process->label, FIRST_PROGRAM, sizeof(FIRST_PROGRAM));
    return process;
}

struct task *first_task_load(const struct boot_info *boot, struct cpu_id home) {
    struct elf_image image;
    layout_seed_init(boot);
    read_program(boot, &image);
    struct process *process = create_process();
    for (uint32_t i = 0; i < image.segment_count; i++) {
        load_segment(process, &image.segments[i]);
    }
    uint64_t stack_top = map_stack(process);
    struct task *task = NULL;
    require(task_create(process, &task), "a task");
    scheduler_inherit(task, NULL, false);
    struct abi_message *page = memory_at(task->message_physical);
    struct abi_boot record = {0};
    mint_all(process, boot, &record);
    _Static_assert(sizeof(record) <= sizeof(page->data), "it fits into a message");
    memcpy(page->data, &record, sizeof(record));
    cpu_flush_instructions();  // the other harts do so when they come online
    task->hart = home.value;
    task->precise_clock = true;
    task->counters = USER_COUNTERS_ALL;
    user_frame_start(&task->frame, image.entry, stack_top, 0, task_message_address(task));
    require(task_start(task), "a task");
    return task;
}

void first_task_set_entry_instructions(uint64_t instructions) {
    entry_instructions = instructions;
}

uint64_t first_task_entry_instructions(void) {
    return entry_instructions;
}
