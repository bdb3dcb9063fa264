#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# boot_check.sh TRACE_VIEW TRANSCRIPT: the picture of a boot to the prompt names every program that was started.
set -euo pipefail

folder=$(dirname "$2")
"$1" --svg "$folder/boot.svg" --json "$folder/boot.json" "$2"
for program in init auditd policyd consoled execd timed shell; do
    if ! grep -q "<title>$program\( [0-9]*\)\?, at " "$folder/boot.svg" ||
        ! grep -q "\"ph\":\"X\".*\"name\":\"$program\( [0-9]*\)\?\"" "$folder/boot.json"; then
        echo "FAILED: $program runs nowhere in the timeline" >&2
        exit 1
    fi
done
