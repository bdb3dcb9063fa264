// SPDX-License-Identifier: Apache-2.0
#include "kernel/selftest/marker.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "abi/exit_status.h"
#include "kernel/arch/firmware.h"
#include "kernel/boot/command_line.h"
#include "kernel/console/console.h"

enum marker_limits {
    NONCE_BYTES = 33,
    BOOT_BYTES = 48,
    EVIDENCE_BYTES = 160,
};

struct marker_text {
    const char *id;
    const char *source;
    const char *text;
    const char *boot;
};

static const struct marker_text texts[MARKER_COUNT] = {
#define MARKER_TEXT(id, source, text, least_harts, boot, after, invariant, fault, predicate) \
    {#id, #source, text, #boot},
#define PANIC_MARKER_TEXT(id, text, least_harts, boot, invariant, fault) {#id, "KSELFTEST", #id, #boot},
    MARKER_TABLE(MARKER_TEXT, PANIC_MARKER_TEXT)
#undef MARKER_TEXT
#undef PANIC_MARKER_TEXT
};

static char nonce[NONCE_BYTES] = "none";
static char boot_name[BOOT_BYTES];
static uint32_t sequence;

void marker_init(const char *command_line) {
    (void)command_line_text(command_line, "nonce", nonce, sizeof(nonce));
    (void)command_line_text(command_line, "boot", boot_name, sizeof(boot_name));
}

// Source: G. Fowler, L. Noll, K. Vo (FNV-1a).
uint64_t marker_nonce_number(void) {
    uint64_t number = UINT64_C(0xcbf29ce484222325);
    for (const char *character = nonce; *character != 0; character++) {
        number = (number ^ (uint8_t)*character) * UINT64_C(0x100000001b3);
    }
    return number;
}

bool marker_is_of_boot(enum marker marker) {
    return strcmp(texts[marker].boot, boot_name) == 0;
}

void marker_emit(enum marker marker, const char *format, ...) {
    char evidence[EVIDENCE_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(evidence, sizeof(evidence), format, arguments);
    va_end(arguments);
    sequence++;
    console_print("%s: %s ok\n", texts[marker].source, texts[marker].text);
    console_print("PROOF: %s seq=%u nonce=%s %s\n", texts[marker].id, sequence, nonce, evidence);
}

_Noreturn void marker_fail_user_step(const char *why) {
    console_print("SELFTEST: FAIL the step after marker %u\n", sequence);
    console_print("REASON: %s\n", why);
    machine_power_off(ABI_EXIT_PANIC);
}

_Noreturn void marker_fail(enum marker marker, const char *why) {
    console_print("%s: FAIL %s\n", texts[marker].source, texts[marker].text);
    console_print("REASON: %s\n", why);
    machine_power_off(ABI_EXIT_PANIC);
}
