// SPDX-License-Identifier: Apache-2.0
// check_timeline JSON SVG HARTS: succeeds when the one is JSON in which every hart ran a task and flows have both ends, and the other
// well-formed XML with a row for every hart and a task in it.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include "expat.h"
#include "nlohmann/json.hpp"

namespace {

using Json = nlohmann::json;

std::string Read(const char *name) {
    std::ifstream file(name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

bool Expect(bool is_so, const std::string &what) {
    if (!is_so) {
        std::fprintf(stderr, "FAILED: %s\n", what.c_str());
    }
    return is_so;
}

bool CheckJson(const std::string &text, size_t harts) {
    const Json json = Json::parse(text, nullptr, false);
    if (!Expect(!json.is_discarded() && json.contains("traceEvents"), "the one file is JSON with events")) {
        return false;
    }
    std::map<int, double> ends;
    std::set<int> begun;
    std::set<int> ended;
    bool is_sound = true;
    for (const Json &event : json["traceEvents"]) {
        const std::string phase = event["ph"];
        if (phase == "X") {
            const double begin = event["ts"];
            const double end = begin + event["dur"].get<double>();
            const auto before = ends.find(event["tid"]);
            is_sound &= Expect(before == ends.end() || begin + 1e-6 >= before->second, "no slice is over another");
            if (event["cat"] == "task") {
                ends[event["tid"]] = end;
            }
        } else if (phase == "s") {
            begun.insert(event["id"].get<int>());
        } else if (phase == "f") {
            ended.insert(event["id"].get<int>());
        }
    }
    is_sound &= Expect(ends.size() == harts, "every hart ran a task: " + std::to_string(ends.size()) + " did");
    return Expect(!begun.empty() && begun == ended, "there are flows, and each has both ends") && is_sound;
}

struct Picture {
    std::string row;                   // the group that is open
    std::map<std::string, int> tasks;  // by row
};

void Begin(void *user, const XML_Char *name, const XML_Char **attributes) {
    auto *picture = static_cast<Picture *>(user);
    for (; *attributes != nullptr; attributes += 2) {
        const std::string attribute = attributes[0];
        if (std::string(name) == "g" && attribute == "id") {
            picture->row = attributes[1];
        }
        if (attribute == "class" && std::string(attributes[1]) == "task") {
            picture->tasks[picture->row]++;
        }
    }
}

bool CheckSvg(const std::string &text, size_t harts) {
    Picture picture;
    XML_Parser parser = XML_ParserCreate(nullptr);
    XML_SetUserData(parser, &picture);
    XML_SetElementHandler(parser, Begin, nullptr);
    const bool is_xml = XML_Parse(parser, text.data(), static_cast<int>(text.size()), 1) == XML_STATUS_OK;
    XML_ParserFree(parser);
    bool is_sound = Expect(is_xml, "the other file is well-formed XML");
    for (size_t hart = 0; hart < harts; hart++) {
        const std::string row = "hart-" + std::to_string(hart);
        is_sound &= Expect(picture.tasks.count(row) != 0, "there are tasks in the row " + row);
    }
    return is_sound;
}

}  // namespace

int main(int argc, char **argv) {
    const size_t harts = argc == 4 ? std::strtoul(argv[3], nullptr, 10) : 0;
    if (!Expect(harts != 0, "JSON, SVG and the number of harts are given")) {
        return EXIT_FAILURE;
    }
    const bool is_json_sound = CheckJson(Read(argv[1]), harts);
    return CheckSvg(Read(argv[2]), harts) && is_json_sound ? EXIT_SUCCESS : EXIT_FAILURE;
}
