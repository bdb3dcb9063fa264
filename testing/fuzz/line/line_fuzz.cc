// SPDX-License-Identifier: Apache-2.0
// Whatever bytes are typed: the cursor stays in the text, the echo within its bound, and the terminal shows the text.
#include <cstdlib>
#include <cstring>
#include <string>

#include "apps/shell/line.h"
#include "apps/shell/terminal_model.h"

namespace {

const char kPrompt[] = "neuron> ";

const char *const kWords[] = {"help", "nx hw dt", "nx hw smp", "shares", "smp", "spin"};

void Check(bool promise) {
    if (!promise) {
        abort();
    }
}

void Print(const line_echo &echo, TerminalModel *terminal) {
    Check(echo.count <= LINE_ECHO_MAX);
    Check(terminal->Print(echo.bytes, echo.count));
}

void CheckEditor(const line_editor &editor, const TerminalModel &terminal) {
    const line_text &text = editor.text;
    Check(text.cursor <= text.length && text.length <= LINE_TEXT_MAX && strlen(text.bytes) == text.length);
    std::string shown = std::string(kPrompt) + text.bytes;
    Check(terminal.Line() == shown.substr(0, shown.find_last_not_of(' ') + 1));
    Check(terminal.Column() == strlen(kPrompt) + text.cursor);
    Check(editor.history.count <= LINE_HISTORY_MAX && editor.back <= editor.history.count);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static line_editor editor;
    static line_echo echo;
    TerminalModel terminal;
    const line_words words = {kWords, sizeof(kWords) / sizeof(kWords[0])};
    const line_context all[] = {{"", words}, {"help ", words}, {"nx ", {kWords, 1}}};
    const line_contexts contexts = {all, sizeof(all) / sizeof(all[0])};
    line_start(&editor, kPrompt, &contexts);
    line_begin(&editor, &echo);
    Print(echo, &terminal);
    for (size_t i = 0; i < size; i++) {
        line_event event = line_take(&editor, static_cast<char>(data[i]), &echo);
        Print(echo, &terminal);
        if (event != LINE_NOTHING) {
            line_begin(&editor, &echo);
            Print(echo, &terminal);
        }
        CheckEditor(editor, terminal);
    }
    return 0;
}
