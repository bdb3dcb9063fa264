// SPDX-License-Identifier: Apache-2.0
// What is refused, and where it says so: the sound headers are doctored in one way at a time.
#include "tools/reference/book.h"

#include <gtest/gtest.h>

#include <string>

#include "tools/reference/book_fixture.h"

namespace {

struct Doctored {
    const char *name;
    book_header header;
    const char *from;
    const char *to;
    const char *refusal;
};

void CheckAll(std::initializer_list<Doctored> rows) {
    for (const Doctored &row : rows) {
        SCOPED_TRACE(row.name);
        BookFixture fixture;
        fixture.Replace(row.header, row.from, row.to);
        EXPECT_EQ(fixture.Read(), row.refusal);
    }
}

TEST(Book, SoundHeadersAreRead) {
    EXPECT_EQ(BookFixture().Read(), "");
}

TEST(Book, ACallBeginsWithItsSignature) {
    const char *of_the_call =
        "abi/syscall.h:11: the comment of ABI_SYS_TASK_SELF does not begin with a signature: name(arguments) -> value";
    CheckAll({
        {"no signature", BOOK_SYSCALL, "    // task_self() -> id\n", "", of_the_call},
        {"no brackets", BOOK_SYSCALL, "task_self() -> id", "task_self -> id", of_the_call},
        {"not closed", BOOK_SYSCALL, "task_self() -> id", "task_self( -> id", of_the_call},
        {"prose before it", BOOK_SYSCALL, "task_self() -> id", "The task_self() -> id", of_the_call},
        {"prose behind it", BOOK_SYSCALL, "task_self() -> id", "task_self() is the id", of_the_call},
        {"an arrow to nowhere", BOOK_SYSCALL, "task_self() -> id", "task_self() -> ", of_the_call},
        {"no comment", BOOK_SYSCALL, "    // task_self() -> id\n    // Never zero, see `a|b` and x*y.\n", "",
         of_the_call},
        {"a comment of nobody", BOOK_SYSCALL, "x*y.\n", "x*y.\n\n",
         "abi/syscall.h:14: the comment of ABI_SYS_TASK_SELF does not begin with a signature: name(arguments) -> value"},
    });
}

TEST(Book, ACallIsNamedAsItsConstant) {
    CheckAll({
        {"another name", BOOK_SYSCALL, "task_self() -> id", "task_own() -> id",
         "abi/syscall.h:11: the comment of ABI_SYS_TASK_SELF is about task_own"},
        {"a longer name", BOOK_SYSCALL, "task_self() -> id", "task_self_id() -> id",
         "abi/syscall.h:11: the comment of ABI_SYS_TASK_SELF is about task_self_id"},
        {"another constant", BOOK_SYSCALL, "ABI_SYS_VMO_MAP = 1", "ABI_SYS_VMO_UNMAP = 1",
         "abi/syscall.h:15: the comment of ABI_SYS_VMO_UNMAP is about vmo_map"},
        {"another prefix", BOOK_SYSCALL, "ABI_SYS_VMO_MAP = 1", "ABI_VMO_MAP = 1",
         "abi/syscall.h:15: the comment of ABI_VMO_MAP is about vmo_map"},
    });
}

TEST(Book, RightsNameKindsAndRights) {
    CheckAll({
        {"an unknown kind", BOOK_SYSCALL, "vmo VMO or MMIO", "vmo VMOS or MMIO",
         "abi/syscall.h:18: vmo_map: VMOS is no kind and no right of abi/object.h"},
        {"an unknown right", BOOK_SYSCALL, "MMIO, READ", "MMIO, SEE",
         "abi/syscall.h:18: vmo_map: SEE is no kind and no right of abi/object.h"},
        {"on the line below", BOOK_SYSCALL, "any kind.\n", "any kind but REPLY.\n",
         "abi/syscall.h:18: vmo_map: REPLY is no kind and no right of abi/object.h"},
        {"a kind that is gone", BOOK_OBJECT, "ABI_OBJECT_MMIO", "ABI_OBJECT_DEVICE",
         "abi/syscall.h:18: vmo_map: MMIO is no kind and no right of abi/object.h"},
        {"a count is no kind", BOOK_SYSCALL, "vmo VMO or MMIO", "vmo VMO or KIND_COUNT",
         "abi/syscall.h:18: vmo_map: KIND_COUNT is no kind and no right of abi/object.h"},
        {"no kind at all", BOOK_SYSCALL, "vmo VMO or MMIO, READ. Each\n    // that is sent: any kind.", "whatever",
         "abi/syscall.h:18: vmo_map: the rights name no kind"},
        {"those of no call", BOOK_SYSCALL, "any kind.\n", "as task_create.\n",
         "abi/syscall.h:18: vmo_map: task_create is no call"},
    });
}

TEST(Book, ErrorsNameErrors) {
    CheckAll({
        {"an unknown error", BOOK_SYSCALL, "EPIPE, as", "EPIPES, as",
         "abi/syscall.h:20: vmo_map: EPIPES is no error of abi/error.h"},
        {"an error that is gone", BOOK_ERROR, "ABI_EPIPE = 2", "ABI_EBADF = 2",
         "abi/syscall.h:20: vmo_map: EPIPE is no error of abi/error.h"},
        {"success is none", BOOK_SYSCALL, "EPIPE, as", "OK, as",
         "abi/syscall.h:20: vmo_map: OK is no error of abi/error.h"},
        {"a right is none, outside of brackets", BOOK_SYSCALL, "EPIPE, as", "EXECUTE, as",
         "abi/syscall.h:20: vmo_map: EXECUTE is no error of abi/error.h"},
        {"behind brackets in brackets", BOOK_SYSCALL, "(EXECUTE and", "(EXECUTE (really)) LATE (and",
         "abi/syscall.h:20: vmo_map: LATE is no error of abi/error.h"},
        {"no error at all", BOOK_SYSCALL, "EINVAL (EXECUTE and NONSENSE in brackets), EPIPE, as task_self.",
         "none to speak of (EINVAL).", "abi/syscall.h:20: vmo_map: the errors name none"},
        {"those of no call", BOOK_SYSCALL, "as task_self.\n    // Blocks", "as task_create.\n    // Blocks",
         "abi/syscall.h:20: vmo_map: task_create is no call"},
    });
}

TEST(Book, DescriptionsHaveKnownParts) {
    CheckAll({
        {"a misspelt label", BOOK_SYSCALL,
         "Limits:", "Limit:", "abi/syscall.h:22: \"Limit:\" is no part of a description"},
        {"a label twice", BOOK_SYSCALL, "Limits:", "Blocks:", "abi/syscall.h:22: a second \"Blocks:\""},
        {"a topic that nobody knows", BOOK_SYSCALL, "    ABI_SYS_COUNT",
         "    // disk_read()\n    ABI_SYS_DISK_READ = 2,\n",
         "abi/syscall.h:25: disk_read: tools/reference/call.c knows no topic for that first word"},
    });
    BookFixture fixture;
    fixture.Replace(BOOK_SYSCALL, "until then", std::string(CALL_PART_BYTES, 'x'));
    EXPECT_EQ(fixture.Read(), "abi/syscall.h:21: the description is too long");
}

TEST(Book, HeadersHaveTheFormThatIsRead) {
    CheckAll({
        {"no calls", BOOK_SYSCALL, "enum abi_syscall", "enum abi_call",
         "abi/syscall.h:1: there is no enum abi_syscall"},
        {"no errors", BOOK_ERROR, "enum abi_error", "enum abi_errno", "abi/error.h:1: there is no enum abi_error"},
        {"no kinds", BOOK_OBJECT, "enum abi_object_kind", "enum abi_kind",
         "abi/object.h:1: there is no enum abi_object_kind"},
        {"no rights", BOOK_OBJECT, "enum abi_right", "enum abi_rights", "abi/object.h:1: there is no enum abi_right"},
        {"a number left out", BOOK_SYSCALL, "ABI_SYS_VMO_MAP = 1,", "ABI_SYS_VMO_MAP,",
         "abi/syscall.h:23: an enumerator has a name and a value on one line"},
        {"something behind a name", BOOK_OBJECT, "ABI_OBJECT_KIND_COUNT", "ABI_OBJECT_KIND_COUNT 7",
         "abi/object.h:13: an enumerator has a name and a value on one line"},
        {"an enum on one line", BOOK_OBJECT, "enum abi_right {", "enum abi_right { ABI_RIGHT_SEND = 4,",
         "abi/object.h:16: the members of an enum or a structure begin on a line of their own"},
        {"a field on two lines", BOOK_MESSAGE, "uint32_t reserved;", "uint32_t\nreserved;",
         "abi/message.h:14: a field is declared on one line"},
        {"a function", BOOK_MESSAGE, "#define ABI_NEVER UINT64_MAX", "int never(void);",
         "abi/message.h:6: neither an enum nor a structure nor a constant"},
        {"no end", BOOK_MESSAGE, "};\n", "", "abi/message.h:14: the file ends inside an enum or a structure"},
    });
    std::string fields;
    for (int i = 0; i < HEADER_MEMBERS_MAX; i++) {
        fields += "    uint32_t field;\n";
    }
    BookFixture members;
    members.Replace(BOOK_MESSAGE, "    uint32_t reserved;\n", fields);
    EXPECT_EQ(members.Read(), "abi/message.h:268: too many members");
    std::string macros;
    for (int i = 0; i < HEADER_DECLARATIONS_MAX; i++) {
        macros += "#define ABI_X 1\n";
    }
    BookFixture declarations;
    declarations.Replace(BOOK_LIMITS, "#pragma once\n", macros + "#define ABI_Y 1\n");
    EXPECT_EQ(declarations.Read(), "abi/limits.h:35: too many declarations");
    std::string calls;
    for (int i = 0; i < CALLS_MAX - 1; i++) {
        calls += "// task_one()\nABI_SYS_TASK_ONE = 3,\n";
    }
    BookFixture many;
    many.Replace(BOOK_SYSCALL, "    ABI_SYS_COUNT", calls);
    EXPECT_EQ(many.Read(), "abi/syscall.h:278: too many calls");
}

}  // namespace
