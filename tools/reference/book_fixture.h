// SPDX-License-Identifier: Apache-2.0
// Small sound headers of a system interface, for tests to doctor.
#pragma once

#include <array>
#include <memory>
#include <string>

#include "tools/reference/book.h"

class BookFixture {
  public:
    BookFixture();

    // Replaces the one place where `from` stands in the header; anything but one is a failure of the test.
    void Replace(book_header header, const std::string &from, const std::string &to);

    // Reads the headers. Empty when they are sound, else the refusal: "file:line: why".
    std::string Read();

    // What page_write makes of what was read.
    std::string Page() const;

  private:
    std::array<std::string, BOOK_HEADER_COUNT> texts_;
    std::unique_ptr<book> book_;
};
