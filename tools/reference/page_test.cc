// SPDX-License-Identifier: Apache-2.0
// What the page says of small sound headers.
#include "tools/reference/page.h"

#include <gtest/gtest.h>

#include <string>

#include "tools/reference/book_fixture.h"

namespace {

std::string PageOf(BookFixture fixture) {
    EXPECT_EQ(fixture.Read(), "");
    return fixture.Page();
}

// From one heading to before the next of any rank.
std::string Section(const std::string &page, const std::string &heading) {
    size_t begin = page.find("\n" + heading + "\n");
    EXPECT_NE(begin, std::string::npos) << heading;
    size_t end = page.find("\n#", begin + 1);
    return page.substr(begin + 1, end == std::string::npos ? end : end - begin - 1);
}

TEST(Page, SaysEverythingOfACall) {
    EXPECT_EQ(Section(PageOf({}), "### vmo_map"),
              "### vmo_map\n\n"
              "```text\nvmo_map(vmo, first_page) -> address\n```\n\n"
              "As [`task_self`](#task_self), of struct [`abi_page`](#struct-abi_page); not as `vmo_map`.\n\n"
              "- **Number:** 1, `ABI_SYS_VMO_MAP`\n"
              "- **Rights:** vmo `VMO` or `MMIO`, `READ`. Each that is sent: any kind.\n"
              "- **Errors:** [`EINVAL`](#errors) (`EXECUTE` and NONSENSE in brackets), [`EPIPE`](#errors), as "
              "[`task_self`](#task_self).\n"
              "- **Blocks:** until then.\n"
              "- **Limits:** one of \\*limits.\n");
}

TEST(Page, SaysWhatIsNotThere) {
    EXPECT_EQ(Section(PageOf({}), "### task_self"), "### task_self\n\n"
                                                    "```text\ntask_self() -> id\n```\n\n"
                                                    "Never zero, see `a\\|b` and x\\*y.\n\n"
                                                    "- **Number:** 0, `ABI_SYS_TASK_SELF`\n"
                                                    "- **Rights:** none.\n"
                                                    "- **Errors:** none.\n"
                                                    "- **Blocks:** never.\n"
                                                    "- **Limits:** none.\n");
    BookFixture fixture;
    fixture.Replace(BOOK_SYSCALL, "    // Errors: EINVAL (EXECUTE and NONSENSE in brackets), EPIPE, as task_self.\n",
                    "");
    EXPECT_NE(Section(PageOf(std::move(fixture)), "### vmo_map").find("- **Errors:** those that the rights imply.\n"),
              std::string::npos);
}

TEST(Page, BeginsWithTheFormAndTheContents) {
    const std::string page = PageOf({});
    EXPECT_EQ(page.substr(0, page.find("\n\n<!-- Written by")), "# System calls");
    EXPECT_NE(page.find("-->\n\nThe calls.\n\nOf each:\n\n- name(arguments) -&gt; value\n- Rights: what it takes.\n\n"
                        "And no more.\n\n## Contents\n\n"
                        "- [Tasks](#tasks): [`task_self`](#task_self)\n"
                        "- [Console and machine](#console-and-machine)\n"),
              std::string::npos)
        << page;
    EXPECT_NE(page.find("\n- [Notifications, interrupts and time](#notifications-interrupts-and-time)\n"
                        "- [Memory](#memory): [`vmo_map`](#vmo_map)\n"),
              std::string::npos);
}

TEST(Page, ListsErrorsKindsAndRights) {
    const std::string page = PageOf({});
    EXPECT_EQ(Section(page, "### enum abi_error"), "### enum abi_error\n\n"
                                                   "| Name | Value | Meaning |\n|---|---|---|\n"
                                                   "| `ABI_OK` | `0` | |\n"
                                                   "| `ABI_EINVAL` | `1` | a value is wrong |\n"
                                                   "| `ABI_EPIPE` | `2` | gone |\n");
    EXPECT_EQ(Section(page, "### enum abi_object_kind"), "### enum abi_object_kind\n\n"
                                                         "| Name | Value | Meaning |\n|---|---|---|\n"
                                                         "| `ABI_OBJECT_VMO` | `1` | |\n"
                                                         "| | | The rest are devices. |\n"
                                                         "| `ABI_OBJECT_MMIO` | `2` | registers |\n");
    EXPECT_EQ(Section(page, "### enum abi_right"), "### enum abi_right\n\n"
                                                   "| Name | Value | Meaning |\n|---|---|---|\n"
                                                   "| `ABI_RIGHT_READ` | `1 << 0` | `VMO`: map \\| look |\n"
                                                   "| `ABI_RIGHT_EXECUTE` | `1 << 1` | |\n");
    EXPECT_EQ(page.find("ABI_MUST_USE"), std::string::npos) << "what is for the compiler is not for people";
}

TEST(Page, ListsStructuresAndConstants) {
    const std::string page = PageOf({});
    EXPECT_EQ(Section(page, "## The message page"), "## The message page\n\nThe page.\n\n"
                                                    "From [abi/message.h](../abi/message.h).\n");
    EXPECT_EQ(Section(page, "### ABI_NEVER"),
              "### ABI_NEVER\n\nWhen it never comes, see [`abi/error.h`](#errors).\n\n`UINT64_MAX`\n");
    EXPECT_EQ(Section(page, "### struct abi_page"),
              "### struct abi_page\n\nWhat stands there.\n\n"
              "| Field | Meaning |\n|---|---|\n"
              "| `uint64_t deadline` | in |\n"
              "| `uint8_t data[ABI_BYTES]` | in: to send; out: [`EPIPE`](#errors) |\n"
              "| `uint32_t reserved` | |\n");
}

// Each link within the page names a heading of it.
TEST(Page, LinksLeadSomewhere) {
    const std::string page = PageOf({});
    size_t links = 0;
    for (size_t at = page.find("](#"); at != std::string::npos; at = page.find("](#", at + 1)) {
        const std::string anchor = page.substr(at + 3, page.find(')', at) - at - 3);
        bool found = false;
        for (size_t line = page.find("\n#"); line != std::string::npos && !found; line = page.find("\n#", line + 1)) {
            std::string heading;
            for (char c : page.substr(page.find(' ', line) + 1, page.find('\n', line + 1) - page.find(' ', line) - 1)) {
                if (c == ' ' || c == '_' || std::isalnum(static_cast<unsigned char>(c)) != 0) {
                    heading += c == ' ' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
                }
            }
            found = heading == anchor;
        }
        EXPECT_TRUE(found) << anchor;
        links++;
    }
    EXPECT_GT(links, 20u);
}

}  // namespace
