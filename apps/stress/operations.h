// SPDX-License-Identifier: Apache-2.0
// What a worker does, at random. Each operation takes what it needs, checks what it gets, and gives everything back.
#pragma once

#include "apps/stress/worker.h"

void operation_call(struct worker *worker);
void operation_page_call(struct worker *worker);
void operation_ring(struct worker *worker);
void operation_answer_bell(struct worker *worker);
void operation_memory(struct worker *worker);
void operation_capability(struct worker *worker);
void operation_timer(struct worker *worker);
void operation_thread(struct worker *worker);
void operation_process(struct worker *worker);
void operation_control(struct worker *worker);
void operation_dip(struct worker *worker);
void operation_puppet(struct worker *worker);
void operation_spin(struct worker *worker);
void operation_yield(struct worker *worker);
