// SPDX-License-Identifier: Apache-2.0
// Memory is writable or executable, never both, and device registers are never executable.
#include "libs/nexus/nexus.h"
#include "apps/selftest/emit.h"
#include "apps/selftest/proofs.h"
#include "apps/selftest/tally.h"

enum {
    READ_WRITE = ABI_RIGHT_READ | ABI_RIGHT_WRITE,
    READ_EXECUTE = ABI_RIGHT_READ | ABI_RIGHT_EXECUTE,
    ALL_THREE = READ_WRITE | ABI_RIGHT_EXECUTE,
};

static const uint32_t RETURN_INSTRUCTION = 0x00008067;  // jalr zero, 0(ra)

static uint64_t map(uint32_t vmo, uint32_t rights, uint64_t *mapped) {
    return nexus_vmo_map(0, vmo, 0, 0, 1, rights, mapped);
}

// A VMO with one instruction in it, still mapped writable.
static uint64_t write_code(uint32_t *vmo, struct tally *tally) {
    uint64_t mapped = 0;
    (void)tally_expect(tally, nexus_vmo_create(1, vmo), ABI_OK);
    if (tally_expect(tally, map(*vmo, READ_WRITE, &mapped), ABI_OK)) {
        *(volatile uint32_t *)mapped = RETURN_INSTRUCTION;
    }
    return mapped;
}

void prove_seal(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t vmo = 0;
    uint64_t writable = write_code(&vmo, &tally);
    (void)tally_expect(&tally, nexus_vmo_seal(vmo), ABI_EBUSY);
    if (tally.first_wrong == 0) {
        *(volatile uint32_t *)writable = RETURN_INSTRUCTION;  // it still is
        (void)tally_expect(&tally, nexus_vmo_unmap(0, writable), ABI_OK);
        (void)tally_expect(&tally, nexus_vmo_seal(vmo), ABI_OK);
        uint64_t code = 0;
        if (tally_expect(&tally, map(vmo, READ_EXECUTE, &code), ABI_OK)) {
            ((void (*)(void))code)();
        }
    }
    emit(MARKER_test_reject_seal_writable, "%s", tally_text(&tally));
    (void)!nexus_capability_close(vmo);
}

// Not sealed: never executable. Sealed: never writable again.
void prove_wx_alias(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t vmo = 0;
    uint32_t child = 0;
    uint64_t mapped = 0;
    uint64_t code = 0;
    uint64_t writable = write_code(&vmo, &tally);
    (void)tally_expect(&tally, map(vmo, ALL_THREE, &mapped), ABI_EINVAL);
    (void)tally_expect(&tally, map(vmo, READ_EXECUTE, &mapped), ABI_EBUSY);
    (void)tally_expect(&tally, nexus_vmo_unmap(0, writable), ABI_OK);
    // No writable mapping is left, but there may be one again.
    (void)tally_expect(&tally, map(vmo, READ_EXECUTE, &mapped), ABI_EBUSY);
    (void)tally_expect(&tally, nexus_vmo_seal(vmo), ABI_OK);
    (void)tally_expect(&tally, map(vmo, READ_EXECUTE, &code), ABI_OK);
    (void)tally_expect(&tally, map(vmo, READ_WRITE, &mapped), ABI_EBUSY);
    (void)tally_expect(&tally, map(vmo, ALL_THREE, &mapped), ABI_EINVAL);
    (void)tally_expect(&tally, nexus_vmo_unmap(0, code), ABI_OK);
    (void)tally_expect(&tally, map(vmo, READ_WRITE, &mapped), ABI_EBUSY);
    (void)tally_expect(&tally, nexus_capability_derive(vmo, ALL_THREE, 0, 0, &child), ABI_OK);
    (void)tally_expect(&tally, map(child, READ_WRITE, &mapped), ABI_EBUSY);
    emit(MARKER_test_reject_wx_alias, "%s", tally_text(&tally));
    (void)!nexus_capability_close(child);
    (void)!nexus_capability_close(vmo);
}

// The same with a mapping that is there.
void prove_wx_protect(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t vmo = 0;
    uint64_t constant = 0;
    uint64_t writable = write_code(&vmo, &tally);
    (void)tally_expect(&tally, nexus_vmo_protect(0, writable, READ_EXECUTE), ABI_EBUSY);
    (void)tally_expect(&tally, nexus_vmo_protect(0, writable, ALL_THREE), ABI_EINVAL);
    (void)tally_expect(&tally, map(vmo, ABI_RIGHT_READ, &constant), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_unmap(0, writable), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_protect(0, constant, READ_EXECUTE), ABI_EBUSY);
    (void)tally_expect(&tally, nexus_vmo_seal(vmo), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_protect(0, constant, READ_EXECUTE), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_protect(0, constant, READ_WRITE), ABI_EBUSY);
    (void)tally_expect(&tally, nexus_vmo_protect(0, constant, ALL_THREE), ABI_EINVAL);
    emit(MARKER_test_reject_wx_protect, "%s", tally_text(&tally));
    (void)!nexus_capability_close(vmo);
}

static uint32_t any_registers(void) {
    const struct abi_boot *boot = nexus_boot();
    for (uint32_t i = 0; i < boot->device_count; i++) {
        if (boot->devices[i].mmio != 0) {
            return boot->devices[i].mmio;
        }
    }
    return 0;
}

void prove_exec_mmio(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint32_t registers = any_registers();
    uint64_t other = 0;
    struct abi_capability_info info = {0};
    (void)tally_expect(&tally, nexus_capability_info(registers, &info), ABI_OK);
    (void)tally_expect(&tally, info.kind, ABI_OBJECT_MMIO);
    (void)tally_expect(&tally, map(registers, READ_EXECUTE, &other), ABI_EINVAL);
    (void)tally_expect(&tally, map(registers, ALL_THREE, &other), ABI_EINVAL);
    (void)tally_expect(&tally, nexus_vmo_seal(registers), ABI_EBADF);
    emit(MARKER_test_reject_exec_mmio, "%s", tally_text(&tally));
}

void prove_exec_mmio_protect(uint32_t harts) {
    (void)harts;
    struct tally tally = {0};
    uint64_t mapped = 0;
    (void)tally_expect(&tally, map(any_registers(), READ_WRITE, &mapped), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_protect(0, mapped, READ_EXECUTE), ABI_EINVAL);
    (void)tally_expect(&tally, nexus_vmo_protect(0, mapped, ABI_RIGHT_READ), ABI_OK);
    (void)tally_expect(&tally, nexus_vmo_unmap(0, mapped), ABI_OK);
    emit(MARKER_test_reject_exec_mmio_protect, "%s", tally_text(&tally));
}
