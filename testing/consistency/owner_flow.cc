// SPDX-License-Identifier: Apache-2.0
#include "testing/consistency/owner_flow.h"

#include <memory>

#include "testing/consistency/definition.h"
#include "testing/consistency/tree.h"

namespace owner_flow {

namespace {

// Tokens [first, last).
struct Range {
    size_t first;
    size_t last;
};

struct Function {
    const source *from;
    std::string name;
    bool is_static;      // and in no header: called in its own file only
    bool returns_a_cpu;  // a pointer that may be written through
    std::vector<Range> parameters;
    Range body;
};

class Flow {
  public:
    Flow(const Sources &sources, std::set<std::string> alone) : alone_(std::move(alone)) {
        for (const auto &one : sources) {
            tree_add(&tree_, one.first.c_str(), one.second.c_str());
        }
        for (size_t i = 0; i < tree_.count; i++) {
            ReadFunctions(&tree_.items[i]);
        }
    }
    ~Flow() {
        tree_release(&tree_);
    }
    Flow(const Flow &) = delete;
    Flow &operator=(const Flow &) = delete;

    Report Check() {
        Report report;
        for (const Function &function : functions_) {
            for (const std::string &name : PointersOf(function)) {
                if (!WritesThrough(function, name)) {
                    continue;
                }
                report.mutators++;
                std::string why = WhyNotOwn(function, name);
                if (!why.empty()) {
                    report.findings.push_back(Named(function) + " writes through " + name + ": " + why);
                }
            }
        }
        return report;
    }

  private:
    tree tree_ = {};
    const std::set<std::string> alone_;
    std::vector<Function> functions_;
    // Of a parameter: why it may be another hart's. While it is looked at: nothing.
    std::map<std::pair<const Function *, size_t>, std::string> known_;

    static std::string Text(const source *from, size_t index) {
        const token &one = from->tokens.items[index];
        return std::string(one.text, one.length);
    }

    static bool Is(const source *from, size_t index, const char *text) {
        return token_is(&from->tokens, index, text);
    }

    static std::string Named(const Function &function) {
        return std::string(function.from->path) + " " + function.name;
    }

    void ReadFunctions(const source *from) {
        size_t at = 0;
        definition found = {};
        while (!path_ends_with(from->path, ".S") && definition_next(from, &at, &found)) {
            if (found.is_function) {
                AddFunction(from, found);
            }
        }
    }

    void AddFunction(const source *from, const definition &found) {
        Function function = {from, Text(from, found.name), false, false, {}, {}};
        for (size_t i = found.first; i < found.name; i++) {
            function.is_static |= Is(from, i, "static") && path_ends_with(from->path, ".c");
        }
        function.returns_a_cpu = IsPointerToCpu(from, found.name - 3);
        size_t close = token_find_close(&from->tokens, found.name + 1);
        function.parameters = ArgumentsOf(from, found.name + 1);
        function.body = {close + 1, found.last};
        functions_.push_back(function);
    }

    // What stands between the commas of the list that begins there.
    static std::vector<Range> ArgumentsOf(const source *from, size_t open) {
        std::vector<Range> arguments;
        size_t close = token_find_close(&from->tokens, open);
        size_t first = open + 1;
        for (size_t i = open + 1; i < close; i++) {
            if (Is(from, i, "(") || Is(from, i, "[") || Is(from, i, "{")) {
                i = token_find_close(&from->tokens, i);
            } else if (Is(from, i, ",")) {
                arguments.push_back({first, i});
                first = i + 1;
            }
        }
        arguments.push_back({first, close});
        return arguments;
    }

    // "struct cpu *" begins there, and not "const struct cpu *".
    static bool IsPointerToCpu(const source *from, size_t index) {
        return Is(from, index, "struct") && Is(from, index + 1, "cpu") && Is(from, index + 2, "*") &&
               (index == 0 || !Is(from, index - 1, "const"));
    }

    static std::string ParameterName(const Function &function, size_t number) {
        Range range = function.parameters[number];
        for (size_t i = range.first; i + 3 < range.last; i++) {
            if (IsPointerToCpu(function.from, i)) {
                return Text(function.from, i + 3);
            }
        }
        return "";
    }

    // Parameters and locals.
    static std::set<std::string> PointersOf(const Function &function) {
        std::set<std::string> names;
        for (size_t i = 0; i < function.parameters.size(); i++) {
            names.insert(ParameterName(function, i));
        }
        for (size_t i = function.body.first; i + 3 < function.body.last; i++) {
            if (IsPointerToCpu(function.from, i)) {
                names.insert(Text(function.from, i + 3));
            }
        }
        names.erase("");
        return names;
    }

    static bool IsVariable(const source *from, size_t index, const std::string &name) {
        return Is(from, index, name.c_str()) && !Is(from, index - 1, "->") && !Is(from, index - 1, ".");
    }

    // The pointer's own words, "name->a.b[c]", with a store behind them or a counter's function before.
    static bool WritesThrough(const Function &function, const std::string &name) {
        const source *from = function.from;
        for (size_t i = function.body.first; i < function.body.last; i++) {
            if (!IsVariable(from, i, name) || !Is(from, i + 1, "->")) {
                continue;
            }
            if (Is(from, i - 1, "&") && Is(from, i - 2, "(") &&
                (Is(from, i - 3, "counter_increment") || Is(from, i - 3, "counter_write"))) {
                return true;
            }
            size_t at = i + 3;
            while (Is(from, at, ".") || Is(from, at, "[")) {
                at = Is(from, at, ".") ? at + 2 : token_find_close(&from->tokens, at) + 1;
            }
            for (const char *store : {"=", "+=", "-=", "|=", "&="}) {
                if (Is(from, at, store)) {
                    return true;
                }
            }
            if ((Is(from, at, "+") && Is(from, at + 1, "+")) || (Is(from, at, "-") && Is(from, at + 1, "-"))) {
                return true;
            }
        }
        return false;
    }

    static bool IsAsserted(const Function &function, const std::string &name) {
        for (size_t i = function.body.first; i < function.body.last; i++) {
            if (Is(function.from, i, "percpu_assert_owner") && Is(function.from, i + 2, name.c_str()) &&
                Is(function.from, i + 3, ")")) {
                return true;
            }
        }
        return false;
    }

    // Why the variable may be another hart's structure; nothing: it is not.
    std::string WhyNotOwn(const Function &function, const std::string &name) {
        if (alone_.count(Named(function)) != 0 || IsAsserted(function, name)) {
            return "";
        }
        bool is_set = false;
        for (size_t i = function.body.first; i < function.body.last; i++) {
            if (IsVariable(function.from, i, name) && Is(function.from, i + 1, "=")) {
                size_t end = i + 2;
                while (!Is(function.from, end, ";")) {
                    end++;
                }
                std::string why = WhyNotOwnValue(function, {i + 2, end});
                if (!why.empty()) {
                    return why;
                }
                is_set = true;
            }
        }
        for (size_t i = 0; i < function.parameters.size(); i++) {
            if (ParameterName(function, i) == name) {
                return WhyNotOwnParameter(function, i);
            }
        }
        return is_set ? "" : Named(function) + " does not say where it has " + name + " from";
    }

    std::string WhyNotOwnValue(const Function &function, Range value) {
        const source *from = function.from;
        if (value.last - value.first == 1) {
            return WhyNotOwn(function, Text(from, value.first));
        }
        bool is_call =
            Is(from, value.first + 1, "(") && token_find_close(&from->tokens, value.first + 1) + 1 == value.last;
        if (is_call && Is(from, value.first, "cpu_current")) {
            return "";
        }
        const Function *callee = is_call ? Find(from, Text(from, value.first)) : nullptr;
        if (callee != nullptr && callee->returns_a_cpu) {
            return WhyNotOwnResult(*callee);
        }
        return Named(function) + " has it from " + Text(from, value.first);
    }

    std::string WhyNotOwnResult(const Function &function) {
        for (size_t i = function.body.first; i < function.body.last; i++) {
            if (Is(function.from, i, "return")) {
                size_t end = i + 1;
                while (!Is(function.from, end, ";")) {
                    end++;
                }
                std::string why = WhyNotOwnValue(function, {i + 1, end});
                if (!why.empty()) {
                    return why;
                }
            }
        }
        return "";
    }

    // The function that the name means in that file.
    const Function *Find(const source *from, const std::string &name) const {
        const Function *found = nullptr;
        for (const Function &function : functions_) {
            if (function.name == name && (function.from == from || (!function.is_static && found == nullptr))) {
                found = &function;
            }
        }
        return found;
    }

    std::string WhyNotOwnParameter(const Function &function, size_t number) {
        auto [at, is_new] = known_.emplace(std::make_pair(&function, number), "");
        if (is_new) {
            std::string why = WhyNotOwnInCalls(function, number);
            known_[{&function, number}] = why;
            return why;
        }
        return at->second;
    }

    std::string WhyNotOwnInCalls(const Function &function, size_t number) {
        size_t calls = CountInAssembly(function.name);
        for (const Function &caller : functions_) {
            if (Find(caller.from, function.name) != &function) {
                continue;
            }
            for (size_t i = caller.body.first; i < caller.body.last; i++) {
                if (!Is(caller.from, i, function.name.c_str())) {
                    continue;
                }
                if (!Is(caller.from, i + 1, "(")) {
                    return Named(caller) + " hands out " + function.name;
                }
                calls++;
                std::string why = WhyNotOwnValue(caller, ArgumentsOf(caller.from, i + 1).at(number));
                if (!why.empty()) {
                    return why;
                }
            }
        }
        return calls != 0 ? "" : "nobody calls " + Named(function);
    }

    size_t CountInAssembly(const std::string &name) const {
        size_t count = 0;
        for (size_t i = 0; i < tree_.count; i++) {
            const source *from = &tree_.items[i];
            for (size_t at = 0; path_ends_with(from->path, ".S") && at < from->tokens.count; at++) {
                count += Is(from, at, name.c_str()) ? 1 : 0;
            }
        }
        return count;
    }
};

}  // namespace

Report Check(const Sources &sources, const std::set<std::string> &alone) {
    return Flow(sources, alone).Check();
}

}  // namespace owner_flow
