// SPDX-License-Identifier: Apache-2.0
#include "tools/reference/book_fixture.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

#include "tools/reference/page.h"

namespace {

constexpr char kSyscall[] = R"(// SPDX-License-Identifier: Apache-2.0
// The calls.
//
// Of each:
//   name(arguments) -> value
//   Rights: what it takes.
// And no more.
#pragma once

enum abi_syscall {
    // task_self() -> id
    // Never zero, see `a|b` and x*y.
    ABI_SYS_TASK_SELF = 0,

    // vmo_map(vmo, first_page) -> address
    // As task_self, of struct abi_page; not
    // as vmo_map.
    // Rights: vmo VMO or MMIO, READ. Each
    // that is sent: any kind.
    // Errors: EINVAL (EXECUTE and NONSENSE in brackets), EPIPE, as task_self.
    // Blocks: until then.
    // Limits: one of *limits.
    ABI_SYS_VMO_MAP = 1,

    ABI_SYS_COUNT
};
)";

constexpr char kError[] = R"(// SPDX-License-Identifier: Apache-2.0
// The errors.
#pragma once

enum abi_error {
    ABI_OK = 0,
    ABI_EINVAL = 1,  // a value is wrong
    ABI_EPIPE = 2,   // gone
    ABI_ERROR_COUNT
};

// A result that must be looked at.
#define ABI_MUST_USE __attribute__((warn_unused_result))
)";

constexpr char kObject[] = R"(// SPDX-License-Identifier: Apache-2.0
// The objects.
#pragma once

#ifdef __cplusplus
extern "C" {
#endif

enum abi_object_kind {
    ABI_OBJECT_VMO = 1,
    // The rest are devices.
    ABI_OBJECT_MMIO = 2,  // registers
    ABI_OBJECT_KIND_COUNT
};

enum abi_right {
    ABI_RIGHT_READ = 1 << 0,  // VMO: map | look
    ABI_RIGHT_EXECUTE = 1 << 1,
};

#ifdef __cplusplus
}
#endif
)";

constexpr char kMessage[] = R"(// SPDX-License-Identifier: Apache-2.0
// The page.
#pragma once

// When it never comes, see abi/error.h.
#define ABI_NEVER UINT64_MAX

// What stands there.
struct abi_page {
    uint64_t deadline;  // in
    // in: to send;
    // out: EPIPE
    uint8_t data[ABI_BYTES];
    uint32_t reserved;
};
)";

constexpr char kEmpty[] = R"(// SPDX-License-Identifier: Apache-2.0
// Nothing.
#pragma once
)";

}  // namespace

BookFixture::BookFixture() : book_(std::make_unique<book>()) {
    texts_.fill(kEmpty);
    texts_[BOOK_SYSCALL] = kSyscall;
    texts_[BOOK_ERROR] = kError;
    texts_[BOOK_OBJECT] = kObject;
    texts_[BOOK_MESSAGE] = kMessage;
}

void BookFixture::Replace(book_header header, const std::string &from, const std::string &to) {
    std::string &text = texts_[header];
    size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    ASSERT_EQ(text.find(from, at + 1), std::string::npos) << from;
    text.replace(at, from.size(), to);
}

std::string BookFixture::Read() {
    std::array<const char *, BOOK_HEADER_COUNT> begins;
    for (size_t i = 0; i < begins.size(); i++) {
        begins[i] = texts_[i].c_str();
    }
    refusal refusal;
    if (book_read(book_.get(), begins.data(), &refusal)) {
        return "";
    }
    return std::string(refusal.path) + ":" + std::to_string(refusal.line) + ": " + refusal.text;
}

std::string BookFixture::Page() const {
    char *text = nullptr;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    page_write(out, book_.get());
    EXPECT_EQ(std::fclose(out), 0);
    std::string page(text, length);
    std::free(text);
    return page;
}
