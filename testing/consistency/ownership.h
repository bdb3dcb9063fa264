// SPDX-License-Identifier: Apache-2.0
// What docs/ownership.md says of shared words, ranks of locks, inter-processor interrupts and limits, and what the sources declare.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace ownership {

// Fields by struct; what is declared outside of any under "". Of a source, all of them, and those that are _Atomic or GUARDED_BY.
struct Declarations {
    std::map<std::string, std::set<std::string>> all;
    std::map<std::string, std::set<std::string>> shared;
};

void AddDeclarations(const std::string &source, Declarations *declarations);

// Enumerators of an enum (by its name, or "" for all) that have a number: name and value.
std::map<std::string, std::string> Constants(const std::string &source, const std::string &name);

// Enumerators with what their comment says before its colon.
std::map<std::string, std::string> Classes(const std::string &source, const std::string &name);

// Ranks of locks with their places in the order, from 1.
std::map<std::string, std::string> Ranks(const std::string &source);

// The tables of the page, by the heading above them: cells by row, without the two lines at its top.
using Rows = std::vector<std::vector<std::string>>;
std::map<std::string, Rows> Tables(const std::string &page);

// Names that stand as code in the first cells. One that stands there twice is a finding.
std::set<std::string> Names(const Rows &rows, std::vector<std::string> *findings);

// What is in one set and not in the other.
void Compare(const std::string &what, const std::set<std::string> &declared, const std::set<std::string> &listed,
             std::vector<std::string> *findings);

// All of it. `sources` are the files of kernel/ and abi/ by path.
std::vector<std::string> Check(const std::map<std::string, std::string> &sources, const std::string &page);

}  // namespace ownership
