// SPDX-License-Identifier: Apache-2.0
#include "kernel/memory/quota.h"

#include <stddef.h>

#include "kernel/memory/memory.h"
#include "kernel/process/process.h"
#include "kernel/selftest/fault.h"
#include "kernel/trap/panic.h"

enum abi_error quota_take_pages(struct process *payer, uint32_t count) {
    enum abi_error error = payer == NULL ? ABI_OK : process_pay(payer, BUDGET_PAGES, count);
    return fault_is(FAULT_quota_unchecked) ? ABI_OK : error;
}

void quota_give_pages(struct process *payer, uint32_t count) {
    if (payer != NULL && !budget_give(&payer->budget, BUDGET_PAGES, count) && !fault_is(FAULT_quota_unchecked)) {
        panic("process %u gave back more pages than it took", payer->number);
    }
}

enum abi_error quota_take_zeroed_page(struct process *payer, uint64_t *physical) {
    enum abi_error error = quota_take_pages(payer, 1);
    if (error != ABI_OK) {
        return error;
    }
    error = memory_take_zeroed_page(physical);
    if (error != ABI_OK) {
        quota_give_pages(payer, 1);
    }
    return error;
}

void quota_give_page(struct process *payer, uint64_t physical) {
    memory_give_page(physical);
    quota_give_pages(payer, 1);
}
