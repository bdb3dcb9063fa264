// SPDX-License-Identifier: Apache-2.0
#include "tools/recipes/recipe_file.h"

#include <algorithm>
#include <cstring>

#include "abi/limits.h"
#include "abi/object.h"

namespace recipes {

namespace {

constexpr uint32_t KIB_PER_PAGE = ABI_PAGE_BYTES / 1024;

enum defaults : uint32_t {
    MEMORY_KIB = 512,
    STACK_KIB = 16,
    VMOS = 16,  // segments and stack
    READY_MILLISECONDS = 1000,
    BACKOFF_MILLISECONDS = 100,
    BACKOFF_MAX_MILLISECONDS = 5000,
    RESTARTS = 10,
};

const std::vector<std::string> KINDS = {"boot", "service", "app"};
const std::vector<std::string> PLACEMENTS = {"any", "performance", "efficiency"};
const std::vector<std::string> RESTARTS_WHEN = {"never", "on-failure", "always"};

const std::vector<std::string> KEYS = {
    "kind",
    "class",
    "class_max",
    "shares",
    "shares_max",
    "placement",
    "harts",
    "memory_kib",
    "memory",
    "stack_kib",
    "limits",
    "calls",
    "control_calls",
    "needs",
    "burst_ms",
    "control_window_ms",
    "ready_ms",
    "restart",
    "backoff_ms",
    "restarts",
    "burst_window_ms",
    "serves",
    "essential",
    "backoff_max_ms",
    "autostart",
    "capabilities",
    "restart_window_ms",
};

struct Right {
    const char *text;
    uint8_t bit;
};

const Right RIGHTS[] = {{"read", ABI_RIGHT_READ},
                        {"write", ABI_RIGHT_WRITE},
                        {"send", ABI_RIGHT_SEND},
                        {"receive", ABI_RIGHT_RECEIVE},
                        {"use", ABI_RIGHT_USE}};

void CheckName(const std::string &name, const recipe &made, Fields &fields) {
    const char *letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
    size_t most = (made.kind == RECIPE_BOOT && made.serves ? RECIPE_MINT_NAME_BYTES : RECIPE_NAME_BYTES) - 1;
    if (name.empty() || name.size() > most || name.find_first_not_of(letters) != std::string::npos) {
        fields.Error("", "a recipe has the name of its file, and " + Quoted(name) + " is not 1 to " +
                             std::to_string(most) + " of a-z, 0-9 and _");
    } else if (recipe_name_is_reserved(name.c_str()) || name == "all" || name == "apps" || name == "services") {
        fields.Error("", "a recipe has the name of its file, and " + Quoted(name) + " stands for something else");
    }
}

void ReadKind(Fields &fields, recipe &made) {
    if (!fields.Has("kind")) {
        fields.Error("kind", "there is no \"kind\"", "kind = " + Alternatives(KINDS));
    }
    made.kind = static_cast<uint8_t>(fields.Choice("kind", KINDS).value_or(RECIPE_SERVICE));
    made.serves = fields.Switch("serves").value_or(false);
    made.essential = fields.Switch("essential").value_or(false);
    made.autostart = fields.Switch("autostart").value_or(made.kind != RECIPE_APP);
    if (made.essential && made.kind == RECIPE_APP) {
        fields.Error("essential", "an app is not essential");
    }
    if (!made.autostart && made.kind != RECIPE_APP) {
        fields.Error("autostart", "only an app waits until somebody starts it");
    }
}

void ReadScheduling(Fields &fields, recipe &made) {
    uint32_t first = fields.Choice("class", ClassNames()).value_or(recipe_usual_class(&made));
    uint32_t most = fields.Choice("class_max", ClassNames()).value_or(first);
    if (most < first) {
        fields.Error("class_max", "\"class_max\" is below the class that it starts at, " + Quoted(ClassNames()[first]));
    }
    made.class_ = static_cast<uint8_t>(first);
    made.class_max = static_cast<uint8_t>(most);
    uint32_t shares = fields.Number("shares", 1, ABI_SHARES_MAX).value_or(ABI_SHARES_DEFAULT);
    uint32_t shares_max = fields.Number("shares_max", 1, ABI_SHARES_MAX).value_or(shares);
    if (shares_max < shares) {
        fields.Error("shares_max", "\"shares_max\" is below the shares that it starts with, " + std::to_string(shares));
    }
    made.shares = static_cast<uint16_t>(shares);
    made.shares_max = static_cast<uint16_t>(shares_max);
}

// Nobody decides for init, so it applies nothing.
void CheckPlain(Fields &fields, const recipe &made) {
    if (made.kind != RECIPE_BOOT) {
        return;
    }
    if (made.class_ != ABI_CLASS_NORMAL) {
        fields.Error("class", "one of kind \"boot\" starts in class \"Normal\"");
    }
    if (made.shares != ABI_SHARES_DEFAULT) {
        fields.Error("shares", "one of kind \"boot\" starts with " + std::to_string(ABI_SHARES_DEFAULT) + " shares");
    }
    if (made.placement != ABI_PLACEMENT_ANY) {
        fields.Error(fields.Has("harts") ? "harts" : "placement", "one of kind \"boot\" starts anywhere");
    }
}

void ReadPlacement(Fields &fields, recipe &made) {
    made.placement = static_cast<uint8_t>(fields.Choice("placement", PLACEMENTS).value_or(ABI_PLACEMENT_ANY));
    if (!fields.Has("harts")) {
        return;
    }
    made.harts = fields.BitSet("harts", ABI_HARTS_MAX - 1).value_or(1);
    made.placement = ABI_PLACEMENT_HARTS;
    if (fields.Has("placement")) {
        fields.Error("harts", "\"harts\" and \"placement\" exclude each other");
    }
    if (made.kind == RECIPE_APP) {
        fields.Error("harts", "an app names no harts; it says what for: placement = " + Alternatives(PLACEMENTS));
    }
}

uint32_t ReadPages(Fields &fields, const std::string &key, uint32_t usual, uint32_t most_pages) {
    uint32_t kib = fields.Number(key, KIB_PER_PAGE, most_pages * KIB_PER_PAGE).value_or(usual);
    if (kib % KIB_PER_PAGE != 0) {
        fields.Error(key, Quoted(key) + " is " + std::to_string(kib) + ", and must be whole pages of 4 KiB");
    }
    return kib / KIB_PER_PAGE;
}

void ReadMemory(Fields &fields, recipe &made) {
    made.stack_pages = ReadPages(fields, "stack_kib", STACK_KIB, RECIPE_STACK_PAGES_MAX);
    made.limits.pages = ReadPages(fields, "memory_kib", MEMORY_KIB, RECIPE_PAGES_MAX);
    if (fields.Choice("memory", {"rest"})) {
        made.limits.pages = 0;
        if (fields.Has("memory_kib")) {
            fields.Error("memory", "\"memory\" and \"memory_kib\" exclude each other");
        }
        if (made.kind != RECIPE_BOOT) {
            fields.Error("memory", "only one of kind \"boot\" can have all the memory that is left");
        }
    } else if (made.limits.pages <= made.stack_pages) {
        fields.Error(fields.Has("memory_kib") ? "memory_kib" : "stack_kib", "its stack takes all of its memory");
    }
}

void ReadLimits(const std::string &path, Fields &fields, recipe &made, Diagnostics &diagnostics) {
    made.limits.tasks = 1;
    made.limits.vmos = VMOS;
    const Value *table = fields.Table("limits");
    if (table == nullptr) {
        return;
    }
    Fields limits(path, *table, "[limits]", {"tasks", "endpoints", "notifications", "timers", "vmos", "processes"},
                  diagnostics);
    made.limits.tasks = limits.Number("tasks", 1, ABI_TASKS_MAX).value_or(1);
    made.limits.endpoints = limits.Number("endpoints", 0, ABI_ENDPOINTS_MAX).value_or(0);
    made.limits.notifications = limits.Number("notifications", 0, ABI_NOTIFICATIONS_MAX).value_or(0);
    made.limits.timers = limits.Number("timers", 0, ABI_TIMERS_MAX).value_or(0);
    made.limits.vmos = limits.Number("vmos", 0, ABI_VMOS_MAX).value_or(VMOS);
    made.limits.processes = limits.Number("processes", 0, ABI_PROCESSES_MAX).value_or(0);
}

void ReadTaskLimits(Fields &fields, recipe &made) {
    made.task_limits = {
        fields.Number("control_calls", 1, ABI_CONTROL_CALLS_MAX).value_or(ABI_CONTROL_CALLS_DEFAULT),
        fields.Number("control_window_ms", ABI_CONTROL_WINDOW_MIN, ABI_LIMIT_WINDOW_MAX)
            .value_or(ABI_CONTROL_WINDOW_DEFAULT),
        fields.Number("burst_ms", 0, ABI_LIMIT_WINDOW_MAX).value_or(ABI_BURST_DEFAULT),
        fields.Number("burst_window_ms", 1, ABI_LIMIT_WINDOW_MAX).value_or(ABI_BURST_WINDOW_DEFAULT),
    };
    if (made.task_limits.burst_milliseconds > made.task_limits.burst_window) {
        fields.Error(fields.Has("burst_ms") ? "burst_ms" : "burst_window_ms",
                     "\"burst_ms\" is more than its window, " + std::to_string(made.task_limits.burst_window));
    }
}

void ReadLife(Fields &fields, recipe &made) {
    uint32_t restart = made.kind == RECIPE_APP ? RECIPE_RESTART_NEVER : RECIPE_RESTART_ALWAYS;
    made.restart = static_cast<uint8_t>(fields.Choice("restart", RESTARTS_WHEN).value_or(restart));
    made.ready_milliseconds = fields.Number("ready_ms", 0, RECIPE_MILLISECONDS_MAX)
                                  .value_or(made.kind == RECIPE_SERVICE ? READY_MILLISECONDS : 0);
    made.backoff_milliseconds = fields.Number("backoff_ms", 0, RECIPE_MILLISECONDS_MAX).value_or(BACKOFF_MILLISECONDS);
    made.backoff_max_milliseconds =
        fields.Number("backoff_max_ms", 0, RECIPE_MILLISECONDS_MAX)
            .value_or(std::max<uint32_t>(BACKOFF_MAX_MILLISECONDS, made.backoff_milliseconds));
    if (made.backoff_milliseconds > made.backoff_max_milliseconds) {
        fields.Error("backoff_max_ms",
                     "\"backoff_max_ms\" is below \"backoff_ms\", " + std::to_string(made.backoff_milliseconds));
    }
    made.restarts = fields.Number("restarts", 0, RECIPE_RESTARTS_MAX).value_or(RESTARTS);
    made.restart_window_milliseconds =
        fields.Number("restart_window_ms", 0, RECIPE_MILLISECONDS_MAX).value_or(RECIPE_MILLISECONDS_MAX);
}

uint8_t RightBit(const std::string &text) {
    for (const Right &right : RIGHTS) {
        if (text == right.text) {
            return right.bit;
        }
    }
    return 0;
}

// The words that a capability's list may have.
std::vector<std::string> RightNames(uint8_t rights, bool can_grant) {
    std::vector<std::string> texts;
    for (const Right &right : RIGHTS) {
        if ((rights & right.bit) != 0) {
            texts.push_back(right.text);
        }
    }
    if (can_grant) {
        texts.push_back("grant");
    }
    return texts;
}

void ReadRights(Fields &table, const std::string &key, uint32_t name, recipe &made, Diagnostics &diagnostics) {
    std::optional<std::vector<Word>> words = table.Words(key);
    if (!words) {
        return;
    }
    uint8_t rights = recipe_capability_rights(name, made.kind);
    std::vector<std::string> possible = RightNames(rights, recipe_capability_grantable(name, made.kind) != 0);
    recipe_capability capability = {static_cast<uint8_t>(name), 0, 0, 0};
    bool grants = false;
    for (const Word &word : *words) {
        if (std::find(possible.begin(), possible.end(), word.text) == possible.end()) {
            diagnostics.Error(word.place, Quoted(key) + " cannot have " + Quoted(word.text) + ", only " +
                                              Alternatives(possible) + Suggestion(word.text, possible));
            capability.rights = rights;  // one error is enough
        }
        capability.rights = static_cast<uint8_t>(capability.rights | RightBit(word.text));
        grants = grants || word.text == "grant";
    }
    capability.grantable = grants ? capability.rights : uint8_t{0};
    if (capability.rights == 0) {
        table.Error(key, "nothing is said of what it may do with " + Quoted(key) + ": " +
                             Alternatives(RightNames(rights, false)));
    }
    made.capabilities[made.capability_count++] = capability;
}

void ReadCapabilities(const std::string &path, Fields &fields, Draft &draft, Diagnostics &diagnostics) {
    const Value *table = fields.Table("capabilities");
    if (table == nullptr) {
        return;
    }
    static_assert(RECIPE_CAPABILITY_COUNT - 1 <= RECIPE_CAPABILITIES_MAX, "a recipe can have each");
    std::vector<std::string> names = CapabilityNames();
    Fields capabilities(path, *table, "[capabilities]", names, diagnostics);
    for (uint32_t name = 1; name < RECIPE_CAPABILITY_COUNT; name++) {
        const std::string &key = names[name - 1];
        if (!capabilities.Has(key)) {
            continue;
        }
        ReadRights(capabilities, key, name, draft.made, diagnostics);
        draft.capability_places[name] = capabilities.At(key);
    }
}

std::vector<Word> ReadNames(Fields &fields, const std::string &key, uint32_t most) {
    std::vector<Word> words = fields.Words(key).value_or(std::vector<Word>());
    if (words.size() > most) {
        fields.Error(key, Quoted(key) + " has " + std::to_string(words.size()) + " names, and must have at most " +
                              std::to_string(most));
        words.resize(most);
    }
    return words;
}

std::string NameOf(const std::string &path) {
    size_t begin = path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1;
    return path.substr(begin, path.rfind(".toml") - begin);
}

}  // namespace

const std::vector<std::string> &ClassNames() {
    static const std::vector<std::string> names = {"Idle", "Normal", "Interactive", "PerfBurst"};
    return names;
}

std::vector<std::string> CapabilityNames() {
    std::vector<std::string> names;
    for (uint32_t name = 1; name < RECIPE_CAPABILITY_COUNT; name++) {
        names.push_back(recipe_capability_text(name));
    }
    return names;
}

Draft ReadRecipe(const Source &source, Diagnostics &diagnostics) {
    Draft draft = {};
    draft.name = NameOf(source.path);
    draft.place = {source.path, 1};
    std::optional<Value> table = ParseToml(source, diagnostics);
    if (!table) {
        return draft;
    }
    Fields fields(source.path, *table, "a recipe", KEYS, diagnostics);
    draft.is_read = true;
    recipe &made = draft.made;
    ReadKind(fields, made);
    CheckName(draft.name, made, fields);
    std::strncpy(made.name, draft.name.c_str(), sizeof(made.name) - 1);
    ReadScheduling(fields, made);
    ReadPlacement(fields, made);
    CheckPlain(fields, made);
    ReadMemory(fields, made);
    ReadLimits(source.path, fields, made, diagnostics);
    ReadTaskLimits(fields, made);
    ReadLife(fields, made);
    ReadCapabilities(source.path, fields, draft, diagnostics);
    draft.calls = ReadNames(fields, "calls", RECIPE_CALLS_MAX);
    draft.needs = ReadNames(fields, "needs", RECIPE_NEEDS_MAX);
    draft.class_place = fields.At(fields.Has("class_max") ? "class_max" : "class");
    draft.shares_place = fields.At(fields.Has("shares_max") ? "shares_max" : "shares");
    draft.harts_place = fields.At("harts");
    draft.calls_place = fields.At(fields.Has("control_calls") ? "control_calls" : "control_window_ms");
    draft.memory_place = fields.At("memory");
    return draft;
}

}  // namespace recipes
