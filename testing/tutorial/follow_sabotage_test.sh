#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# follow_sabotage_test.sh FOLLOW TRANSCRIPT_SCRIPT: a small page is followed in a small clone, whose build and whose machine are stand-ins. Each
# way in which a page can be wrong is tried, and has to be found.
set -uo pipefail

follow=$PWD/$1
transcript_script=$PWD/$2
failures=0

# The build wants two files and an entry in a list. The machine prints "hello: 5", so that is what the script has to want.
make_clone() {
    rm -rf "$TEST_TMPDIR/clone"
    mkdir -p "$TEST_TMPDIR/clone/images" "$TEST_TMPDIR/clone/bin/images"
    cd "$TEST_TMPDIR/clone" || exit 1
    printf 'kernel=$runfiles/kernel.elf\narchive=system.cpio\n' > bin/images/virt_qemu.sh
    printf 'first\nsecond\nthird\nsecond\n' > images/list
    cat > bazelw << 'END'
#!/bin/bash
case $1 in
    info) echo "$PWD/bin" ;;
    test) cat apps/hello/main.c && printf 'Executed 1 of 1\nall  well\n' ;;
    build) cat apps/hello/main.c apps/hello/hello.toml && grep -qx hello images/list || { echo "FAILED: not listed" && exit 1; } ;;
esac
END
    cat > "$TEST_TMPDIR/runner" << 'END'
#!/bin/bash
booted=$PWD/bin/images/virt_qemu.sh.runfiles/neuron
[[ " $* " == *" --kernel=$booted/kernel.elf --initrd=$booted/system.cpio "* ]] || exit 2
all="$*"
script=${all##*--script=}
grep -qx 'next-regex hello: 5' "${script%% *}"
END
    chmod +x bazelw "$TEST_TMPDIR/runner"
}

page='words
```c apps/hello/main.c
int main(void);

```
```toml apps/hello/hello.toml
kind
```
```c
not a file
```
```console
$ ./bazelw build //images:virt_qemu
...
FAILED: not listed
```
```diff images/list
 second
-third
+hello
 second
```
```console
$ ./bazelw test //x
...
Executed 0 of 1
all well
$ ./bazelw run //images:virt_qemu
...
neuron> run hello
hello: 5
neuron> poweroff
bye
```'

# follow_page TEXT: its status; what it says is in the log.
follow_page() {
    make_clone
    printf '%s\n' "$1" > "$TEST_TMPDIR/page.md"
    bash "$follow" "$TEST_TMPDIR/runner" qemu firmware "$transcript_script" "$TEST_TMPDIR/page.md" "$TEST_TMPDIR/clone" \
        > "$TEST_TMPDIR/log" 2>&1
}

fail() {
    echo "FAILED: $*"
    cat "$TEST_TMPDIR/log"
    failures=$((failures + 1))
}

# doctored WHAT FINDING OLD NEW: the page with NEW instead of OLD is refused, and the finding says why.
doctored() {
    local text=${page/"$3"/"$4"}
    [ "$text" != "$page" ] || fail "$1: the page is the same"
    if follow_page "$text"; then
        fail "$1: the page is followed"
    elif ! grep -qE "page\.md:[0-9]+: $2" "$TEST_TMPDIR/log"; then
        fail "$1: it is refused for something else"
    fi
}

follow_page "$page" || fail 'the page as it is'
[ "$(cat "$TEST_TMPDIR/clone/images/list")" = $'first\nsecond\nhello\nsecond' ] || fail "the edit: $(cat images/list)"
[ "$(cat "$TEST_TMPDIR/clone/apps/hello/main.c" && echo .)" = $'int main(void);\n\n.' ] || fail 'the file'
[ "$(tail -n 1 "$TEST_TMPDIR/log")" = '5 blocks followed' ] || fail 'the count of blocks'

doctored 'a file is missing' 'this fails with status 1' '```c apps/hello/main.c' '```c'
doctored 'a file has another name' 'the image cannot be built' 'apps/hello/hello.toml' 'apps/hello/other.toml'
doctored 'a file is there already' 'there is a file images/list' 'apps/hello/hello.toml' 'images/list'
doctored 'a file is elsewhere' '\.\./list is not in the clone' 'apps/hello/hello.toml' '../list'
doctored 'an edit of what is not there' 'images/list has no such lines' '-third' '-fourth'
doctored 'an edit of what is there twice' 'images/list has such lines more than once' $' second\n-third\n+hello\n second' $'+hello\n second'
doctored 'an edit of no file' 'there is no file images/lost' 'diff images/list' 'diff images/lost'
doctored 'an edit without a sign' 'a line of a diff' ' second' 'second'
doctored 'the edit is another' 'the image cannot be built' '+hello' '+hullo'
doctored 'a command that fails' 'this fails with status 1' $'...\nFAILED: not listed' '...'
doctored 'a command that does not fail' 'this does not fail' 'all well' 'FAILED: all'
doctored 'a line that does not come' 'missing: and more' 'all well' $'all well\nand more'
doctored 'another line' 'unexpected: all  well' 'all well' 'all ill'
doctored 'a line too many' 'unexpected: all  well' $'\nall well' ''
doctored 'another transcript' 'the machine does not do' 'hello: 5' 'hello: 6'
doctored 'lines before the prompt' 'what the machine prints before' $'virt_qemu\n...\nneuron' $'virt_qemu\nready\nneuron'
doctored 'a command that boots nothing' 'only this boots' 'run //images:virt_qemu' 'run //images:other'
doctored 'a transcript without a command' 'a transcript begins with a command' '$ ./bazelw test' './bazelw test'
doctored 'a block without an end' 'a block has no end' $'bye\n```' 'bye'
if follow_page 'words'; then
    fail 'a page with nothing to follow is followed'
fi
exit $failures
