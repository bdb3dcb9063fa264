// SPDX-License-Identifier: Apache-2.0
// Turns the last dump of a trace in a console recording into a picture, a page for a browser, or JSON for Perfetto:
//   bazel run //tools/trace_view -- [--html FILE] [--json FILE] [--svg FILE] [RECORDING]   (standard input when none is named)
// Names of files are taken from the folder that bazel was started in. A recording that cannot be read leaves everything as it was.
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include "tools/trace_view/html.h"
#include "tools/trace_view/recording.h"
#include "tools/trace_view/svg.h"
#include "tools/trace_view/timeline.h"
#include "tools/trace_view/trace_json.h"

namespace {

constexpr int STATUS_FAILED = 1;
constexpr int STATUS_USAGE = 2;

struct Arguments {
    std::string html;
    std::string json;
    std::string svg;
    std::string recording;  // "": standard input
};

bool ReadArguments(int argc, char **argv, Arguments *arguments) {
    for (int i = 1; i < argc; i++) {
        const std::string argument = argv[i];
        const bool is_option = argument == "--html" || argument == "--json" || argument == "--svg";
        std::string *value = &arguments->recording;
        if (is_option) {
            value = argument == "--html" ? &arguments->html : argument == "--json" ? &arguments->json : &arguments->svg;
            i++;
        }
        if (i == argc || argv[i][0] == 0 || !value->empty() || (!is_option && argument[0] == '-')) {
            return false;
        }
        *value = argv[i];
    }
    return !arguments->html.empty() || !arguments->json.empty() || !arguments->svg.empty();
}

std::string Path(const std::string &name) {
    const char *folder = std::getenv("BUILD_WORKING_DIRECTORY");
    return folder == nullptr || name[0] == '/' ? name : std::string(folder) + "/" + name;
}

bool ReadAll(const std::string &name, std::string *text) {
    std::ifstream file;
    if (!name.empty()) {
        file.open(Path(name), std::ios::binary);
    }
    std::istream &stream = name.empty() ? std::cin : file;
    text->assign(std::istreambuf_iterator<char>(stream), {});
    return name.empty() || (file.is_open() && !file.bad());
}

// Beside the file first: what is there stays until all of the new one is.
bool WriteBeside(const std::string &name, const std::string &text) {
    std::ofstream file(Path(name) + ".new", std::ios::binary | std::ios::trunc);
    file << text;
    file.close();
    return !file.fail();
}

bool MoveOver(const std::string &name) {
    return std::rename((Path(name) + ".new").c_str(), Path(name).c_str()) == 0;
}

int Fail(const std::string &what) {
    std::cerr << what << "\n";
    return STATUS_FAILED;
}

int Write(const std::string &name, const std::string &text) {
    if (!name.empty() && (!WriteBeside(name, text) || !MoveOver(name))) {
        (void)std::remove((Path(name) + ".new").c_str());
        return Fail(name + ": it cannot be written");
    }
    return EXIT_SUCCESS;
}

}  // namespace

int main(int argc, char **argv) {
    Arguments arguments;
    if (!ReadArguments(argc, argv, &arguments)) {
        std::cerr << "usage: trace_view [--html FILE] [--json FILE] [--svg FILE] [RECORDING]\n";
        return STATUS_USAGE;
    }
    const std::string name = arguments.recording.empty() ? "standard input" : arguments.recording;
    std::string recording;
    if (!ReadAll(arguments.recording, &recording)) {
        return Fail(name + ": it cannot be read");
    }
    trace_view::Problem problem;
    const auto dump = trace_view::ReadRecording(recording, &problem);
    if (!dump) {
        return Fail(name + ":" + std::to_string(problem.line) + ": " + problem.text);
    }
    const trace_view::Timeline timeline = trace_view::MakeTimeline(*dump);
    int status = Write(arguments.json, trace_view::MakeJson(timeline));
    if (status == EXIT_SUCCESS) {
        status = Write(arguments.html, trace_view::MakeHtml(timeline));
    }
    return status != EXIT_SUCCESS ? status : Write(arguments.svg, trace_view::MakeSvg(timeline));
}
