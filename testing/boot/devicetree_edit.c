// SPDX-License-Identifier: Apache-2.0
#include "testing/boot/devicetree_edit.h"

#include <errno.h>
#include <libfdt.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    WORD_BYTES = 128,
    ROOM_BYTES = 1 << 14,  // for what edits add
    CELL_BYTES = 4,
};

static bool refuse(char reason[DEVICETREE_EDIT_REASON_BYTES], const char *edit, const char *why) {
    (void)snprintf(reason, DEVICETREE_EDIT_REASON_BYTES, "%s: %s", edit, why);
    return false;
}

// Copies the next word and returns what follows it; null when there is none or it is too long.
static const char *next_word(const char *text, char word[WORD_BYTES]) {
    text += strspn(text, " ");
    size_t length = strcspn(text, " ");
    if (length == 0 || length >= WORD_BYTES) {
        return NULL;
    }
    memcpy(word, text, length);
    word[length] = 0;
    return text + length;
}

static bool read_number(const char *word, uint64_t most, uint64_t *number) {
    char *end = NULL;
    errno = 0;
    unsigned long long value = strtoull(word, &end, 0);
    if (word[0] < '0' || word[0] > '9' || *end != 0 || errno != 0 || value > most) {
        return false;
    }
    *number = value;
    return true;
}

static const char *delete_node(struct devicetree_blob *blob, int node, const char *rest) {
    (void)rest;
    int error = fdt_del_node(blob->data, node);
    return error == 0 ? NULL : fdt_strerror(error);
}

static const char *delete_property(struct devicetree_blob *blob, int node, const char *rest) {
    char name[WORD_BYTES];
    if (next_word(rest, name) == NULL) {
        return "which property?";
    }
    int error = fdt_delprop(blob->data, node, name);
    return error == 0 ? NULL : fdt_strerror(error);
}

static const char *set_cells(struct devicetree_blob *blob, int node, const char *rest) {
    char name[WORD_BYTES];
    rest = next_word(rest, name);
    if (rest == NULL) {
        return "which property?";
    }
    fdt32_t cells[DEVICETREE_EDIT_CELLS_MAX];
    int count = 0;
    char word[WORD_BYTES];
    for (const char *next = next_word(rest, word); next != NULL; next = next_word(next, word)) {
        uint64_t number = 0;
        if (count == DEVICETREE_EDIT_CELLS_MAX || !read_number(word, UINT32_MAX, &number)) {
            return "not a list of cells";
        }
        cells[count++] = cpu_to_fdt32((uint32_t)number);
    }
    int error = fdt_setprop(blob->data, node, name, cells, count * CELL_BYTES);
    return error == 0 ? NULL : fdt_strerror(error);
}

static const char *set_text(struct devicetree_blob *blob, int node, const char *rest) {
    char name[WORD_BYTES];
    rest = next_word(rest, name);
    if (rest == NULL) {
        return "which property?";
    }
    int error = fdt_setprop_string(blob->data, node, name, rest + strspn(rest, " "));
    return error == 0 ? NULL : fdt_strerror(error);
}

static const char *add_node(struct devicetree_blob *blob, const char *path) {
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return "not a path";
    }
    int parent = slash == path ? 0 : fdt_path_offset_namelen(blob->data, path, (int)(slash - path));
    int error = parent < 0 ? parent : fdt_add_subnode(blob->data, parent, slash + 1);
    return error >= 0 ? NULL : fdt_strerror(error);
}

static const char *truncate_blob(struct devicetree_blob *blob, const char *word) {
    uint64_t bytes = 0;
    if (!read_number(word, blob->bytes, &bytes)) {
        return "not a size below the blob's";
    }
    blob->bytes = (size_t)bytes;
    return NULL;
}

static const char *poke(struct devicetree_blob *blob, const char *word, const char *rest) {
    char byte[WORD_BYTES];
    uint64_t offset = 0;
    uint64_t value = 0;
    if (blob->bytes == 0 || !read_number(word, blob->bytes - 1, &offset) || next_word(rest, byte) == NULL ||
        !read_number(byte, UINT8_MAX, &value)) {
        return "not an offset in the blob and a byte";
    }
    blob->data[offset] = (char)value;
    return NULL;
}

static const char *edit_node(struct devicetree_blob *blob, const char *verb, const char *path, const char *rest) {
    static const struct {
        const char *verb;
        const char *(*apply)(struct devicetree_blob *blob, int node, const char *rest);
    } verbs[] = {
        {"delete-node", delete_node},
        {"delete-property", delete_property},
        {"set-cells", set_cells},
        {"set-text", set_text},
    };
    for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
        if (strcmp(verb, verbs[i].verb) == 0) {
            int node = fdt_path_offset(blob->data, path);
            return node < 0 ? fdt_strerror(node) : verbs[i].apply(blob, node, rest);
        }
    }
    return "no such edit";
}

static const char *apply(struct devicetree_blob *blob, const char *edit) {
    char verb[WORD_BYTES];
    char word[WORD_BYTES];
    const char *rest = next_word(edit, verb);
    rest = rest == NULL ? NULL : next_word(rest, word);
    if (rest == NULL) {
        return "too few words";
    }
    if (strcmp(verb, "truncate") == 0) {
        return truncate_blob(blob, word);
    }
    if (strcmp(verb, "poke") == 0) {
        return poke(blob, word, rest);
    }
    const char *why = strcmp(verb, "add-node") == 0 ? add_node(blob, word) : edit_node(blob, verb, word, rest);
    blob->bytes = fdt_totalsize(blob->data);
    return why;
}

bool devicetree_edit_begin(struct devicetree_blob *blob, char reason[DEVICETREE_EDIT_REASON_BYTES]) {
    int error = blob->bytes < sizeof(struct fdt_header) ? -FDT_ERR_TRUNCATED : fdt_check_full(blob->data, blob->bytes);
    if (error == 0) {
        error = fdt_pack(blob->data);
    }
    if (error == 0) {
        uint32_t size = fdt_totalsize(blob->data) + ROOM_BYTES;
        error = size > sizeof(blob->data) ? -FDT_ERR_NOSPACE : fdt_open_into(blob->data, blob->data, (int)size);
    }
    if (error != 0) {
        return refuse(reason, "the tree to start from", fdt_strerror(error));
    }
    blob->bytes = fdt_totalsize(blob->data);
    return true;
}

bool devicetree_edit_apply(struct devicetree_blob *blob, const char *edit, char reason[DEVICETREE_EDIT_REASON_BYTES]) {
    const char *why = apply(blob, edit);
    return why == NULL || refuse(reason, edit, why);
}
