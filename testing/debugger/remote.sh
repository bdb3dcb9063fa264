# SPDX-License-Identifier: Apache-2.0
#
# What a debugger says to a machine: GDB's remote serial protocol, "Debugging with GDB", appendix E. The connection is descriptor 3.

fail() {
    echo "FAILED: $*" >&2
    exit 1
}

# Until somebody listens; Bazel's own patience ends it.
connect() {
    until { exec 3<> "/dev/tcp/localhost/$1"; } 2> /dev/null; do
        kill -0 "$2" 2> /dev/null || fail "nobody waits for a debugger"
    done
}

# checksum TEXT: two digits, in $sum.
checksum() {
    local text=$1 all=0 i letter
    for ((i = 0; i < ${#text}; i++)); do
        printf -v letter '%d' "'${text:i:1}"
        all=$((all + letter))
    done
    printf -v sum '%02x' $((all % 256))
}

# send TEXT: as a packet, with its checksum.
send() {
    checksum "$1"
    printf '$%s#%s' "$1" "$sum" >&3
}

# The next packet, in $reply; its checksum is looked at and it is acknowledged.
receive() {
    local said
    IFS= read -r -d '$' -u 3 _ || fail "the connection ends"
    IFS= read -r -d '#' -u 3 reply || fail "the connection ends in a packet"
    IFS= read -r -N 2 -u 3 said
    checksum "$reply"
    [ "$said" = "$sum" ] || fail "a torn packet: $reply#$said"
    printf '+' >&3
}

ask() {
    send "$1"
    receive
}

# The program counter, which comes behind the 32 registers of RISC-V, lowest byte first, as a number of 16 digits in $pc.
read_pc() {
    ask g
    [[ $reply =~ ^[0-9a-f]{528}$ ]] || fail "no registers: $reply"
    pc=
    local i
    for ((i = 32 * 16 + 14; i >= 32 * 16; i -= 2)); do
        pc+=${reply:i:2}
    done
}

# start IMAGE ARGUMENTS...: the machine behind pipes: descriptor 4 types, 5 reads its console.
start() {
    local folder=$TEST_TMPDIR
    mkfifo "$folder/typed" "$folder/console"
    "$@" < "$folder/typed" > "$folder/console" 2> "$folder/said" &
    machine=$!
    exec 4> "$folder/typed" 5< "$folder/console"
}

# Reads the console up to the prompt.
await_prompt() {
    local part=
    until [[ $part == *neuron ]]; do
        IFS= read -r -d '>' -u 5 part || fail "the console ends before the prompt: $part"
    done
}
