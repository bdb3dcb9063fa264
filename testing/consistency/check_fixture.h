// SPDX-License-Identifier: Apache-2.0
// A small tree and its register in which everything is sound, for tests to doctor.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

class CheckFixture {
  public:
    // Line breaks at the begin of `text` are cut off, so that it can begin on a line of its own.
    void Set(const std::string &path, const std::string &text);
    void Remove(const std::string &path);

    // Replaces the one place where `from` stands in the file; anything but one is a failure of the test.
    void Replace(const std::string &path, const std::string &from, const std::string &to);
    void Append(const std::string &path, const std::string &text);

    // The checker's lines, in order.
    std::vector<std::string> Check() const;

    CheckFixture();

  private:
    std::map<std::string, std::string> files_;
};

struct Doctored {
    const char *name;
    std::function<void(CheckFixture &)> doctor;
    std::vector<std::string> expected;
};

// Doctors a sound tree in each of the ways and wants to read these lines and no others.
void CheckAll(const std::vector<Doctored> &cases);

// Ways to doctor.
std::function<void(CheckFixture &)> Replace(const char *path, const char *from, const char *to);
std::function<void(CheckFixture &)> Set(const char *path, const char *text);

constexpr char kRegister[] = "testing/consistency/register.txt";
constexpr char kMarkers[] = "testing/markers/marker_table.h";
constexpr char kFaults[] = "testing/faults/fault_table.h";
