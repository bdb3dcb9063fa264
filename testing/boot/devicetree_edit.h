// SPDX-License-Identifier: Apache-2.0
// Doctors a flattened device tree: small edits, each a line of words. Pure.
//   delete-node PATH
//   delete-property PATH NAME
//   add-node PATH                  below an existing one
//   set-cells PATH NAME NUMBER...  32-bit numbers, as C writes them
//   set-text PATH NAME TEXT        TEXT goes to the end of the edit
//   truncate BYTES                 of the finished blob; its header keeps the size it had
//   poke OFFSET BYTE               in the finished blob
// Source: Devicetree Specification 0.4, chapter 5.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

enum devicetree_edit_limits {
    DEVICETREE_EDIT_BYTES_MAX = 1 << 21,  // QEMU writes trees of 1 MiB, nearly all of it room
    DEVICETREE_EDIT_CELLS_MAX = 64,
    DEVICETREE_EDIT_REASON_BYTES = 256,
};

struct devicetree_blob {
    size_t bytes;  // of data that count; the rest is room
    char data[DEVICETREE_EDIT_BYTES_MAX] __attribute__((aligned(8)));
};

// Replaces the room in a blob that was just read. Errors: false and a reason.
bool devicetree_edit_begin(struct devicetree_blob *blob, char reason[DEVICETREE_EDIT_REASON_BYTES]);

// Applies one edit. Edits of the tree come before truncate and poke. Errors: false and a reason.
bool devicetree_edit_apply(struct devicetree_blob *blob, const char *edit, char reason[DEVICETREE_EDIT_REASON_BYTES]);

#ifdef __cplusplus
}
#endif
