#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# browser_test.sh TRACE_VIEW BROWSER FONT: the timelines of the recordings that are checked in, as a browser shows them.
set -euo pipefail
source tools/trace_view/look.sh

status=0
for recording in boot sample; do
    make_pages "$TEST_TMPDIR/$recording" "tools/trace_view/testdata/$recording.recording"
    said=$(look "$TEST_TMPDIR/$recording")
    echo "$recording: $said"
    if ! [[ $said =~ ^SOUND:\ [1-9][0-9]*\ events$ ]]; then
        tail -n 20 "$TEST_TMPDIR/said"
        status=1
    fi
done
exit $status
