// SPDX-License-Identifier: Apache-2.0
#include "apps/shell/files.h"

#include <stdbool.h>
#include <stdio.h>

#include "abi/limits.h"
#include "libs/archive/archive.h"
#include "libs/loader/loader.h"
#include "libs/nexus/nexus.h"
#include "apps/shell/complain.h"

static const void *mapped;
static size_t mapped_bytes;

enum abi_error files_map(const void **archive, size_t *bytes) {
    uint32_t vmo = nexus_start_handle("archive");
    struct abi_capability_info info;
    enum abi_error error = nexus_capability_info(vmo, &info);
    if (error == ABI_OK && mapped == NULL) {
        mapped_bytes = (size_t)info.pages * ABI_PAGE_BYTES;
        error = loader_map_archive(vmo, mapped_bytes, &mapped);
    }
    if (error == ABI_OK) {
        *archive = mapped;
        *bytes = mapped_bytes;
    }
    return error;
}

static bool open_archive(const struct command_call *call, const void **archive, size_t *bytes) {
    uint32_t vmo = 0;
    if (!find_authority(call, "archive", &vmo)) {
        return false;
    }
    enum abi_error error = files_map(archive, bytes);
    if (error != ABI_OK) {
        complain_of_authority(call, "archive", error);
    }
    return error == ABI_OK;
}

void command_ls(const struct command_call *call) {
    const void *archive = NULL;
    size_t bytes = 0;
    if (!open_archive(call, &archive, &bytes)) {
        return;
    }
    struct archive_entry entry;
    enum archive_error error = ARCHIVE_OK;
    for (uint32_t number = 0; error == ARCHIVE_OK; number++) {
        error = archive_entry_at(archive, bytes, number, &entry);
        if (error == ARCHIVE_OK) {
            printf("%-24s  %8zu\n", entry.name, entry.bytes);
        }
    }
    if (error != ARCHIVE_NO_FILE) {
        printf("ls: the archive: %s\n", archive_error_text(error));
    }
}

// Anything else could drive the terminal.
static bool is_text(const struct archive_file *file) {
    for (size_t i = 0; i < file->bytes; i++) {
        if ((file->data[i] < ' ' || file->data[i] > '~') && file->data[i] != '\n') {
            return false;
        }
    }
    return true;
}

// Lines that are too long for the screen are cut into pieces.
static void print_text(const struct archive_file *file) {
    uint32_t column = 0;
    for (size_t i = 0; i < file->bytes; i++) {
        char byte = (char)file->data[i];
        if (byte != '\n' && column == LINE_COLUMNS - 1) {
            printf("\n");
            column = 0;
        }
        printf("%c", byte);
        column = byte == '\n' ? 0 : column + 1;
    }
    if (column != 0) {
        printf("\n");
    }
}

void command_cat(const struct command_call *call) {
    const void *archive = NULL;
    size_t bytes = 0;
    const char *name = call->arguments[0];
    if (!open_archive(call, &archive, &bytes)) {
        return;
    }
    struct archive_file file;
    enum archive_error error = archive_find(archive, bytes, name, &file);
    if (error != ARCHIVE_OK) {
        printf("cat: the archive: %s; ls lists them\n", archive_error_text(error));
    } else if (!is_text(&file)) {
        printf("cat: %s is no text\n", name);
    } else {
        print_text(&file);
    }
}
