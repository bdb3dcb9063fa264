#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# Makes a script of testing/qemu from a page with transcripts: reads the page, writes the script. In blocks that begin with ```console, what
# follows "neuron> " is typed, and every other line must come just so: with other numbers, and with gaps as wide as those take. "..." stands for
# lines that are left out. A line too many is noticed at the next command, which must come right behind the last line of the one before.
#
# transcript_script.sh [EXACT]: in lines that match the extended regular expression numbers must be those of the page, too.
set -euo pipefail
export LC_ALL=C

exec awk -v exact="${1:-}" '
    # The line as an extended regular expression.
    function shape(line) {
        is_exact = exact != "" && line ~ exact
        gsub(/[][.*+?(){}|^$\\]/, "\\\\&", line)
        if (is_exact) return line
        gsub(/0x[0-9a-f]+/, "\001", line)
        gsub(/[0-9]+/, "[0-9]+", line)
        gsub(/\001/, "0x[0-9a-f]+", line)
        sub(/^ +/, "[ ]*", line)
        gsub(/  +/, " +", line)
        # What moves the cursor about is left out of the page.
        return "(\\\\x1b\\[(H|2J))*" line "(\\\\x1b\\[K)?"
    }

    BEGIN {
        print "forbid-regex .{80}.*"
        print "expect-regex Neuron: .*"
        print "prompt \"neuron> \""
        directive = "next"
    }
    /^```/ { inside = $0 == "```console"; next }
    !inside { next }
    /^neuron> / {
        command = substr($0, length("neuron> ") + 1)
        print "send " command
        # The first prompt has been taken.
        print directive " " (commands++ == 0 ? "" : "neuron> ") command
        directive = "next"
        next
    }
    /^\.\.\.$/ { directive = "expect"; next }
    { print directive "-regex " shape($0); directive = "next" }
    END {
        print "exit 0"
        exit commands == 0
    }'
