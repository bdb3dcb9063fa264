// SPDX-License-Identifier: Apache-2.0
// The services of the trial, and those who ask them: one program with the badges of several.
#pragma once

#include <stdint.h>

#include "abi/error.h"

#define STAGE_NAME "audit trial"

// What one client has. Endpoints have its badge.
struct stage_client {
    uint32_t recipe;
    uint32_t auditd;
    uint32_t policyd;
};

// Starts auditd and policyd; both are about to serve when somebody is answered.
void stage_begin(void);

struct stage_client stage_client_of(uint32_t recipe);

// Ends auditd; who asks it waits in vain from now on.
void stage_end_auditd(void);

// Starts a policyd whose archive is a page of zeros, and returns what it ends with.
uint32_t stage_policyd_without_archive(void);

// Fails unless both are the same.
void stage_expect(const char *what, uint64_t is, uint64_t should_be);
