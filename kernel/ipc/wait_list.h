// SPDX-License-Identifier: Apache-2.0
// A list of waiting tasks, by class and then first come. Pure but for struct task; the caller holds the list's lock.
#pragma once

#include <stddef.h>

#include "kernel/selftest/fault.h"
#include "kernel/task/task.h"

struct wait_list {
    struct task *first;
    struct task *last;
};

// Behind all of its class and above. Scans from the end: past those of lower classes.
static inline void wait_list_insert(struct wait_list *list, struct task *task) {
    struct task *before = list->last;
    while (before != NULL && before->class_ < task->class_ && !fault_is(FAULT_waiters_unordered)) {
        before = before->link.previous;
    }
    struct task *after = before == NULL ? list->first : before->link.next;
    task->link = (struct wait_link){.next = after, .previous = before, .is_linked = true};
    *(before == NULL ? &list->first : &before->link.next) = task;
    *(after == NULL ? &list->last : &after->link.previous) = task;
}

static inline void wait_list_remove(struct wait_list *list, struct task *task) {
    *(task->link.previous == NULL ? &list->first : &task->link.previous->link.next) = task->link.next;
    *(task->link.next == NULL ? &list->last : &task->link.next->link.previous) = task->link.previous;
    task->link.is_linked = false;
}
