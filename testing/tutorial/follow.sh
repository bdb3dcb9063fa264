#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# follow.sh RUNNER QEMU FIRMWARE TRANSCRIPT_SCRIPT PAGE FOLDER: does what the page says, in the clone that is in the folder, and stops at the
# first thing that is not as it says. In the order of the page:
#
#   ```LANGUAGE PATH   a file to make; there must be none of that name
#   ```diff PATH       lines to take out of a file and to put in; what it had there must be in it once
#   ```console         what is typed behind "$ ", in the folder, and everything that comes of it. Behind "neuron> " it is typed at the machine
#                      that the command has booted. A command must fail if FAILED: begins a line of what comes of it
#
# "..." stands for lines that are left out. Numbers may be others, but for those of lines that hello, count or run print. Blocks of other kinds
# are only read.
set -euo pipefail
export LC_ALL=C

if [ $# -ne 6 ]; then
    sed -n 's/^# \(follow\.sh .*\): does.*/usage: \1/p' "$0" >&2
    exit 2
fi
runner=$(realpath -s "$1")
qemu=$(realpath -s "$2")
firmware=$(realpath -s "$3")
transcript_script=$(realpath -s "$4")
page=$(readlink -f "$5")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# `bazel run` starts programs in a folder of its own.
cd "${BUILD_WORKING_DIRECTORY:-$PWD}"
cd "$6"

boot_command='./bazelw run //images:virt_qemu'

# Where it is on the page, for whoever has to mend it.
line=0
refuse() {
    echo "$page:$line: $*" >&2
    exit 1
}

# Writes each block that something has to be done with: number.kind and number.text.
split_page() {
    awk -v work="$work" '
        /^```/ && inside { inside = 0; next }
        /^```/ {
            inside = 1
            written = $0 == "```console" || NF == 2
            if (written) {
                name = sprintf("%s/%04d", work, FNR)
                print substr($1, 4), $2 > (name ".kind")
                printf "" > (name ".text")
            }
            next
        }
        inside && written { print > (name ".text") }
        END { exit inside }' "$page" || refuse 'a block has no end'
}

make_file() {
    local path=$1 text=$2
    [ ! -e "$path" ] || refuse "there is a file $path already"
    mkdir -p "$(dirname "$path")"
    cp "$text" "$path"
}

edit_file() {
    local path=$1 text=$2 old new content after
    [ -f "$path" ] || refuse "there is no file $path"
    ! grep -qE '^[^ +-]' "$text" || refuse 'a line of a diff begins with a blank, + or -'
    old=$(sed -nE '/^\+/!s/^[ -]?//p' "$text" && echo .)
    new=$(sed -nE '/^-/!s/^[ +]?//p' "$text" && echo .)
    content=$(cat "$path" && echo .)
    # From the end of a line to the end of a line; the dots have kept the last one.
    old=$'\n'${old%.}
    content=$'\n'${content%.}
    after=${content#*"$old"}
    [ "$after" != "$content" ] || refuse "$path has no such lines"
    [ "${after#*"$old"}" = "$after" ] || refuse "$path has such lines more than once"
    content=${content%%"$old"*}$'\n'${new%.}$after
    printf '%s' "${content#$'\n'}" > "$path"
}

# The output has the lines of the page, in their order.
compare() {
    awk -v shown="$1" '
        function shape(text) {
            gsub(/[0-9]+/, "0", text)
            gsub(/[ \t]+/, " ", text)
            return text
        }
        BEGIN {
            while ((getline text < shown) > 0) {
                wanted[++count] = text
            }
            at = 1
        }
        {
            while (wanted[at] == "..." && at <= count) { skips = 1; at++ }
            if (at <= count && shape($0) == shape(wanted[at])) { at++; skips = 0 }
            else if (!skips) { print "unexpected: " $0; failed = 1; exit 1 }
        }
        END {
            while (wanted[at] == "..." && at <= count) at++
            if (!failed && at <= count) { print "missing: " wanted[at]; exit 1 }
        }' "$2"
}

run_command() {
    local command=$1 shown=$2 status=0
    bash -c "$command" < /dev/null > "$work/output" 2>&1 || status=$?
    if grep -q '^FAILED:' "$shown" && [ $status -eq 0 ]; then
        refuse "this does not fail: $command"
    elif ! grep -q '^FAILED:' "$shown" && [ $status -ne 0 ]; then
        cat "$work/output" >&2
        refuse "this fails with status $status: $command"
    fi
    if ! compare "$shown" "$work/output" > "$work/difference"; then
        cat "$work/output" >&2
        refuse "$(cat "$work/difference")"
    fi
}

# Types at the machine what the page types, and holds what comes against it.
boot() {
    local shown=$1 launcher kernel archive
    ./bazelw build //images:virt_qemu > "$work/output" 2>&1 < /dev/null || {
        cat "$work/output" >&2
        refuse 'the image cannot be built'
    }
    launcher=$(./bazelw info bazel-bin 2> "$work/output")/images/virt_qemu.sh || refuse "$(cat "$work/output")"
    # What it would boot.
    kernel=$launcher.runfiles/neuron/$(sed -n 's|^kernel=$runfiles/||p' "$launcher")
    archive=$launcher.runfiles/neuron/$(sed -n 's/^archive=//p' "$launcher")
    [ "$(sed '/^neuron> /,$d' "$shown")" = ... ] || refuse 'what the machine prints before the first prompt is left out: "..."'
    { echo '```console' && sed -n '/^neuron> /,$p' "$shown" && echo '```'; } > "$work/typed"
    "$transcript_script" '^(hello|count|run): ' < "$work/typed" > "$work/script"
    "$runner" "--qemu=$qemu" "--firmware=$firmware" "--kernel=$kernel" "--initrd=$archive" --machine=aclint=on --harts=4 \
        --mode=deterministic --seed=50 --timeout-seconds=100 "--script=$work/script" > "$work/output" 2>&1 || {
        cat "$work/output" >&2
        refuse 'the machine does not do what the page shows'
    }
}

follow_command() {
    local command=$1 shown=$2
    if ! grep -q '^neuron> ' "$shown"; then
        run_command "$command" "$shown"
    elif [ "$command" != "$boot_command" ]; then
        refuse "only this boots a machine: $boot_command"
    else
        boot "$shown"
    fi
}

follow_console() {
    local text=$1 first=$line command='' number=0 typed
    [[ $(head -n 1 "$text") == '$ '* ]] || refuse 'a transcript begins with a command, behind "$ "'
    while IFS= read -r typed || [ -n "$typed" ]; do
        number=$((number + 1))
        if [[ $typed != '$ '* ]]; then
            echo "$typed" >> "$work/shown"
            continue
        fi
        [ -z "$command" ] || follow_command "$command" "$work/shown"
        line=$((first + number))
        command=${typed#'$ '}
        : > "$work/shown"
    done < "$text"
    follow_command "$command" "$work/shown"
}

follow_page() {
    local block kind path done=0
    split_page
    for block in "$work"/*.kind; do
        [ -e "$block" ] || break
        read -r kind path < "$block" || true
        line=$((10#$(basename "${block%.kind}")))
        [[ "/$path/" != *"/../"* && $path != /* ]] || refuse "$path is not in the clone"
        case $kind in
            console) follow_console "${block%.kind}.text" ;;
            diff) edit_file "$path" "${block%.kind}.text" ;;
            *) make_file "$path" "${block%.kind}.text" ;;
        esac
        done=$((done + 1))
    done
    [ $done -gt 0 ] || refuse 'there is nothing to follow'
    echo "$done blocks followed"
}

follow_page
