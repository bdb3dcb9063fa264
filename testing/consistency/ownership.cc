// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/ownership.h"

#include <regex>
#include <sstream>

namespace ownership {

namespace {

using Findings = std::vector<std::string>;

// Structs that the page lists whole.
const std::map<std::string, std::string> kWhole = {
    {"cpu", "kernel/percpu/percpu.h"},
    {"task", "kernel/task/task.h"},
    {"endpoint", "kernel/ipc/endpoint.h"},
};

// Limits that the page lists: each enum whole.
const std::vector<std::pair<std::string, std::string>> kLimits = {
    {"abi/task.h", "abi_shares"},       {"abi/task.h", "abi_task_limit"},
    {"kernel/ipi/ipi.h", "ipi_limits"}, {"kernel/scheduler/scheduler.h", "scheduler_constants"},
    {"kernel/scheduler/steal.h", ""},
};

// Longer text is code, which the matcher of the library would go through recursively.
constexpr size_t kDeclarationBytesMax = 500;

const std::set<std::string> kHeadings = {"cpu", "task", "endpoint", "Elsewhere", "Ranks", "Reasons", "Limits"};

std::string Code(const std::string &source) {
    std::string code;
    bool continues = false;
    std::istringstream lines(source);
    for (std::string line; std::getline(lines, line);) {
        const bool is_directive = continues || (!line.empty() && line[0] == '#');
        continues = is_directive && !line.empty() && line.back() == '\\';
        if (!is_directive) {
            code += line.substr(0, line.find("//")) + "\n";
        }
    }
    static const std::regex text("\"[^\"\n]*\"");
    return std::regex_replace(code, text, " ");
}

std::string LastName(const std::string &declaration) {
    static const std::regex name("[A-Za-z_]\\w*");
    std::string last;
    for (std::sregex_iterator match(declaration.begin(), declaration.end(), name), end; match != end; ++match) {
        last = match->str();
    }
    return last;
}

// What a declaration declares; "": nothing that is kept.
std::string Declared(const std::string &statement) {
    static const std::regex around("GUARDED_BY\\([^)]*\\)|_Alignas\\([^)]*\\)|\\[[^\\]]*\\]|:[^;]*$");
    std::string text = std::regex_replace(statement, around, " ");
    text = text.substr(0, text.find('='));
    const bool is_other = text.find('(') != std::string::npos || text.find("typedef") != std::string::npos;
    return is_other ? "" : LastName(text);
}

bool IsShared(const std::string &statement) {
    return statement.find("_Atomic ") != std::string::npos || statement.find("GUARDED_BY(") != std::string::npos;
}

// The struct that a brace opens; "": another block.
std::string Opened(const std::string &before) {
    static const std::regex structure("struct\\s+(?:[A-Z_]+(?:\\([^)]*\\))?\\s+)?(\\w+)\\s*$");
    std::smatch match;
    return std::regex_search(before, match, structure) ? match[1].str() : "";
}

// The body of an enum, as it stands.
std::string BodyOf(const std::string &source, const std::string &name) {
    const std::regex head("enum\\s*" + name + "\\s*\\{([^}]*)\\}");
    std::smatch match;
    return std::regex_search(source, match, head) ? match[1].str() : "";
}

const Rows &TableOf(const std::map<std::string, Rows> &tables, const std::string &name) {
    static const Rows none;
    const auto table = tables.find(name);
    return table == tables.end() ? none : table->second;
}

std::set<std::string> Keys(const std::map<std::string, std::string> &map) {
    std::set<std::string> keys;
    for (const auto &entry : map) {
        keys.insert(entry.first);
    }
    return keys;
}

// The second cell of each row is what the source says of the name in the first one.
void CompareSecond(const Rows &rows, const std::map<std::string, std::string> &said, Findings *findings) {
    for (const auto &row : rows) {
        Findings ignored;
        for (const std::string &name : Names({row}, &ignored)) {
            const auto found = said.find(name);
            if (found != said.end() && row[1] != found->second) {
                findings->push_back(name + " is \"" + row[1] + "\" on the page and \"" + found->second +
                                    "\" in the source");
            }
        }
    }
}

void CheckShared(const std::map<std::string, std::string> &sources, const std::map<std::string, Rows> &tables,
                 Findings *findings) {
    Declarations all;
    for (const auto &source : sources) {
        AddDeclarations(source.second, &all);
    }
    for (const auto &whole : kWhole) {
        Declarations own;
        AddDeclarations(sources.count(whole.second) == 0 ? "" : sources.at(whole.second), &own);
        Compare("struct " + whole.first, own.all[whole.first], Names(TableOf(tables, whole.first), findings), findings);
    }
    std::set<std::string> elsewhere;
    for (const auto &group : all.shared) {
        for (const std::string &name : group.second) {
            if (kWhole.count(group.first) == 0) {
                elsewhere.insert(group.first.empty() ? name : group.first + "." + name);
            }
        }
    }
    Compare("elsewhere", elsewhere, Names(TableOf(tables, "Elsewhere"), findings), findings);
}

}  // namespace

void AddDeclarations(const std::string &source, Declarations *declarations) {
    std::vector<std::string> blocks;  // struct names; "-": any other block
    std::string statement;
    for (char c : Code(source)) {
        if (c == '{') {
            const std::string name = Opened(statement);
            const bool is_linkage = statement.find("extern") != std::string::npos;
            blocks.push_back(!name.empty() ? name : (is_linkage && blocks.empty() ? "" : "-"));
            statement.clear();
        } else if (c == '}') {
            if (!blocks.empty()) {
                blocks.pop_back();
            }
            statement.clear();
        } else if (c == ';') {
            const std::string where = blocks.empty() ? "" : blocks.back();
            const std::string name = where == "-" || statement.size() > kDeclarationBytesMax ? "" : Declared(statement);
            if (!name.empty() && !where.empty()) {
                declarations->all[where].insert(name);
            }
            if (!name.empty() && IsShared(statement)) {
                declarations->shared[where].insert(name);
            }
            statement.clear();
        } else {
            statement += c;
        }
    }
}

std::map<std::string, std::string> Constants(const std::string &source, const std::string &name) {
    std::map<std::string, std::string> constants;
    const std::string body = BodyOf(source, name);
    static const std::regex constant("(\\w+) = (\\d+),");
    for (std::sregex_iterator match(body.begin(), body.end(), constant), end; match != end; ++match) {
        constants[(*match)[1]] = (*match)[2];
    }
    return constants;
}

std::map<std::string, std::string> Classes(const std::string &source, const std::string &name) {
    std::map<std::string, std::string> classes;
    const std::string body = BodyOf(source, name);
    static const std::regex reason("(\\w+) = 1u << \\d+,(?:\\s*// ([^:,\\n]*))?");
    for (std::sregex_iterator match(body.begin(), body.end(), reason), end; match != end; ++match) {
        classes[(*match)[1]] = (*match)[2];
    }
    return classes;
}

std::map<std::string, std::string> Ranks(const std::string &source) {
    std::map<std::string, std::string> ranks;
    static const std::regex rank("\\bRANK\\((\\w+), \"");
    for (std::sregex_iterator match(source.begin(), source.end(), rank), end; match != end; ++match) {
        const std::string place = std::to_string(ranks.size() + 1);
        ranks[(*match)[1]] = place;
    }
    return ranks;
}

std::map<std::string, Rows> Tables(const std::string &page) {
    std::map<std::string, Rows> tables;
    std::string heading;
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
        static const std::regex title("^## (?:`struct )?(\\w+).*$");
        std::smatch match;
        if (std::regex_match(line, match, title)) {
            heading = match[1];
        } else if (!line.empty() && line[0] == '|') {
            std::vector<std::string> cells;
            static const std::regex cell("\\| ?([^|]*?) ?(?=\\|)");
            for (std::sregex_iterator at(line.begin(), line.end(), cell), end; at != end; ++at) {
                cells.push_back((*at)[1]);
            }
            tables[heading].push_back(cells);
        }
    }
    for (auto &table : tables) {
        // The names of the columns, and the line below them.
        auto first = table.second.begin();
        for (int head = 0; head < 2 && first != table.second.end(); head++) {
            first++;
        }
        table.second.erase(table.second.begin(), first);
    }
    return tables;
}

std::set<std::string> Names(const Rows &rows, Findings *findings) {
    std::set<std::string> names;
    static const std::regex code("`([^`]+)`");
    for (const auto &row : rows) {
        if (row.size() < 3) {
            findings->push_back("a row has too few cells: " + (row.empty() ? "" : row[0]));
        }
        const std::string first = row.empty() ? "" : row[0];
        for (std::sregex_iterator match(first.begin(), first.end(), code), end; match != end; ++match) {
            if (!names.insert((*match)[1]).second) {
                findings->push_back((*match)[1].str() + " is listed twice");
            }
        }
    }
    return names;
}

void Compare(const std::string &what, const std::set<std::string> &declared, const std::set<std::string> &listed,
             Findings *findings) {
    if (declared.empty()) {
        findings->push_back(what + ": nothing is declared");
    }
    for (const std::string &name : declared) {
        if (listed.count(name) == 0) {
            findings->push_back(what + ": " + name + " is not on the page");
        }
    }
    for (const std::string &name : listed) {
        if (declared.count(name) == 0) {
            findings->push_back(what + ": " + name + " is on the page, and in no source");
        }
    }
}

std::vector<std::string> Check(const std::map<std::string, std::string> &sources, const std::string &page) {
    Findings findings;
    const std::map<std::string, Rows> tables = Tables(page);
    for (const auto &table : tables) {
        if (kHeadings.count(table.first) == 0) {
            findings.push_back("nothing compares the table under " + table.first);
        }
    }
    CheckShared(sources, tables, &findings);
    const auto text = [&](const std::string &path) { return sources.count(path) == 0 ? "" : sources.at(path); };
    const std::map<std::string, std::string> reasons = Classes(text("kernel/ipi/mailbox.h"), "ipi_reason");
    Compare("reasons", Keys(reasons), Names(TableOf(tables, "Reasons"), &findings), &findings);
    CompareSecond(TableOf(tables, "Reasons"), reasons, &findings);
    const std::map<std::string, std::string> ranks = Ranks(text("kernel/sync/lock_rank.h"));
    Compare("ranks", Keys(ranks), Names(TableOf(tables, "Ranks"), &findings), &findings);
    CompareSecond(TableOf(tables, "Ranks"), ranks, &findings);
    std::map<std::string, std::string> limits;
    for (const auto &place : kLimits) {
        const std::map<std::string, std::string> some = Constants(text(place.first), place.second);
        Compare(place.first + " " + place.second, Keys(some), Keys(some), &findings);
        limits.insert(some.begin(), some.end());
    }
    Compare("limits", Keys(limits), Names(TableOf(tables, "Limits"), &findings), &findings);
    CompareSecond(TableOf(tables, "Limits"), limits, &findings);
    return findings;
}

}  // namespace ownership
