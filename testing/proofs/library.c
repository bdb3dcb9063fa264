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

void *memset(void *to, int value, size_t bytes) {
    uint8_t *a = to;
    for (size_t i = 0; i < bytes; i++) {
        a[i] = (uint8_t)value;
    }
    return to;
}

void *memchr(const void *from, int value, size_t bytes) {
    const uint8_t *a = from;
    for (size_t i = 0; i < bytes; i++) {
        if (a[i] == (uint8_t)value) {
            return (void *)&a[i];
        }
    }
    return NULL;
}

size_t strlen(const char *text) {
    size_t length = 0;
    while (text[length] != '\0') {
        length++;
    }
    return length;
}

size_t strnlen(const char *text, size_t bytes) {
    size_t length = 0;
    while (length < bytes && text[length] != '\0') {
        length++;
    }
    return length;
}

int strncmp(const char *left, const char *right, size_t bytes) {
    for (size_t i = 0; i < bytes; i++) {
        if (left[i] != right[i]) {
            return (uint8_t)left[i] < (uint8_t)right[i] ? -1 : 1;
        }
        if (left[i] == '\0') {
            break;
        }
    }
    return 0;
}

int strcmp(const char *left, const char *right) {
    size_t i = 0;
    while (left[i] == right[i] && left[i] != '\0') {
        i++;
    }
    return (int)(uint8_t)left[i] - (int)(uint8_t)right[i];
}

char *strchr(const char *text, int letter) {
    size_t i = 0;
    while (text[i] != (char)letter) {
        if (text[i] == '\0') {
            return NULL;
        }
        i++;
    }
    return (char *)&text[i];
}
