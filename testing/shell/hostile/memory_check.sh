#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# memory_check.sh TRANSCRIPT: what is free after each time that the app was killed which was killed first is the same, but for page tables,
# whose number depends on where things come to lie.
set -euo pipefail

awk '
    { sub(/\r$/, "") }
    /kill: .* is ended/ {
        sub(/^.*kill: /, "")
        if (app == "") app = $1
        killed = $1 == app
    }
    /^free +[0-9]+ KiB$/ && killed {
        killed = 0
        if (count++ == 0) first = $2
        difference = $2 - first
        if (difference < -64 || difference > 64) {
            print "free memory was " first " KiB, and is " $2
            wrong = 1
        }
    }
    END {
        if (count < 3) print "memory was looked at " count + 0 " times after an app was killed"
        exit wrong || count < 3
    }
' "$1"
