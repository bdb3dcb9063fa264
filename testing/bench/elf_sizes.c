// SPDX-License-Identifier: Apache-2.0
#include "testing/bench/elf_sizes.h"

#include <elf.h>
#include <string.h>

static bool read_header(const void *file, size_t bytes, Elf64_Ehdr *header) {
    if (bytes < sizeof(*header)) {
        return false;
    }
    memcpy(header, file, sizeof(*header));
    bool is_elf = memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 && header->e_ident[EI_CLASS] == ELFCLASS64 &&
                  header->e_ident[EI_DATA] == ELFDATA2LSB;
    size_t table_bytes = (size_t)header->e_shnum * sizeof(Elf64_Shdr);
    return is_elf && header->e_shnum != 0 && header->e_shentsize == sizeof(Elf64_Shdr) && header->e_shoff <= bytes &&
           table_bytes <= bytes - header->e_shoff;
}

static void add_section(const Elf64_Shdr *section, struct elf_sizes *sizes) {
    if ((section->sh_flags & SHF_ALLOC) == 0) {
        return;
    }
    if ((section->sh_flags & SHF_EXECINSTR) != 0) {
        sizes->text_bytes += section->sh_size;
    } else if ((section->sh_flags & SHF_WRITE) == 0) {
        sizes->rodata_bytes += section->sh_size;
    } else if (section->sh_type == SHT_NOBITS) {
        sizes->bss_bytes += section->sh_size;
    } else {
        sizes->data_bytes += section->sh_size;
    }
}

bool elf_sizes_read(const void *file, size_t bytes, struct elf_sizes *sizes) {
    Elf64_Ehdr header;
    if (!read_header(file, bytes, &header)) {
        return false;
    }
    *sizes = (struct elf_sizes){0};
    for (size_t i = 0; i < header.e_shnum; i++) {
        Elf64_Shdr section;
        memcpy(&section, (const char *)file + header.e_shoff + i * sizeof(section), sizeof(section));
        add_section(&section, sizes);
    }
    return true;
}
