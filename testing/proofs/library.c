// SPDX-License-Identifier: Apache-2.0
// What the code under proof calls and CBMC has no word of its own for. Its own library stays out: to read it, it would start the
// compiler of the machine. Whatever else is called and not part of a proof is a violated property ("no body for callee").
#include <stdint.h>
#include <string.h>

void __atomic_thread_fence(int order);

// CBMC calls it from each of its atomic operations. They are sequentially consistent, so there is nothing left to order.
void __atomic_thread_fence(int order) {
    (void)order;
}

// The functions of <string.h>, as the standard describes them: byte by byte, so that each access is checked, and with loops that count
// against the bounds of the proof.
int memcmp(const void *left, const void *right, size_t bytes) {
    const uint8_t *a = left;
    const uint8_t *b = right;
    for (size_t i = 0; i < bytes; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i] ? -1 : 1;
        }
    }
    return 0;
}

void *memcpy(void *to, const void *from, size_t bytes) {
    uint8_t *a = to;
    const uint8_t *b = from;
    for (size_t i = 0; i < bytes; i++) {
        a[i] = b[i];
    }
    return to;
}
