#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# browser_sabotage_test.sh TRACE_VIEW BROWSER FONT: a timeline that is harmed in one way at a time is found out by what the browser shows.
set -euo pipefail
source tools/trace_view/look.sh

status=0
# harm WHAT FILE SED FINDING
harm() {
    local folder=$TEST_TMPDIR/$1
    make_pages "$folder" tools/trace_view/testdata/sample.recording
    cp "$folder/$2" "$folder/before"
    sed -i "$3" "$folder/$2"
    if cmp -s "$folder/$2" "$folder/before"; then
        echo "FAILED: $1 changes nothing"
        status=1
    fi
    local said
    said=$(look "$folder")
    if ! grep -qE "^FAILED: $4" <<< "$said"; then
        echo "FAILED: $1 is not found out: $said"
        status=1
    fi
}

harm unclosed timeline.svg 's/<\/g>//' 'timeline.svg is XML'
harm rowless timeline.svg 's/id="hart-1"/id="other"/' 'timeline.svg has a row for hart 1'
harm flat timeline.svg 's/\(class="task"[^>]*\) width="[0-9.]*"/\1 width="0"/' 'timeline.svg hart-[0-9] has its bars in it'
harm barless timeline.svg '0,/class="task"/s//class="tusk"/' 'timeline.svg has a bar for each'
harm headless timeline.svg 's/marker-end: url(#ipi-head)//' 'timeline.svg draws ipi as arrows'
harm arrowless timeline.svg '/class="steal".*title/d' 'timeline.svg has an arrow for each steal'
harm colourless timeline.html 's/class="task" fill="[^"]*"/class="task" fill="none"/' 'timeline.html hart-[0-9] has coloured bars'
harm wide timeline.html 's/viewBox="0 0 [0-9]*/viewBox="0 0 500/' 'timeline.html '
harm cut timeline.json '$d' '.*JSON'
harm lengthless timeline.json 's/"dur":/"duration":/' 'event .* has a length'
harm loose timeline.json 's/"ph":"f"/"ph":"i"/' 'each flow has two ends'
harm unparsed timeline.html 's/"traceEvents":\[/"traceEvents":/' 'console: '
harm silent timeline.html 's/addRow(table, .td./void (/' 'the page says who ran where'
exit $status
