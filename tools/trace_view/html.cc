// SPDX-License-Identifier: Apache-2.0
#include "tools/trace_view/html.h"

#include "tools/trace_view/svg.h"
#include "tools/trace_view/trace_json.h"

namespace trace_view {

namespace {

const char kBegin[] = R"(<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Neuron: a timeline</title>
<style>
body { font: 13px sans-serif; color: #1f2937; margin: 12px }
td, th { padding: 2px 14px 2px 0; text-align: right; font-variant-numeric: tabular-nums }
td:first-child, th:first-child { text-align: left }
</style>
</head>
<body>
)";

// Microseconds by task and hart, of the slices that are tasks.
const char kScript[] = R"(<script>
const events = JSON.parse(document.getElementById('trace').textContent).traceEvents;
const harts = events.filter((event) => event.name === 'thread_name');
const times = new Map();
for (const event of events) {
    if (event.ph === 'X' && event.cat === 'task') {
        const row = times.get(event.name) || new Map();
        row.set(event.tid, (row.get(event.tid) || 0) + event.dur);
        times.set(event.name, row);
    }
}
function addRow(table, tag, cells) {
    const row = table.insertRow();
    for (const cell of cells) {
        row.appendChild(document.createElement(tag)).textContent = cell;
    }
}
const table = document.getElementById('who');
addRow(table, 'th', ['µs', ...harts.map((hart) => hart.args.name)]);
for (const [name, row] of times) {
    addRow(table, 'td', [name, ...harts.map((hart) => row.has(hart.tid) ? row.get(hart.tid).toFixed(1) : '')]);
}
</script>
)";

}  // namespace

std::string MakeHtml(const Timeline &timeline) {
    // Names of programs have no '<' in them (TaskName), so no text ends the element that it is in.
    return kBegin + MakeSvg(timeline) +
           "<table id=\"who\"></table>\n<script id=\"trace\" type=\"application/json\">\n" + MakeJson(timeline) +
           "</script>\n" + kScript + "</body>\n</html>\n";
}

}  // namespace trace_view
