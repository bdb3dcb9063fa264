#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# transcript_script_test.sh TRANSCRIPT_SCRIPT: a small page, and the script that comes of it; a page without transcripts is refused.
set -euo pipefail

make=$1

page='words
```sh
not this
```
```console
neuron> mem
free  12 KiB (0x1f)
neuron> help
...
  last
```
neuron> nor this
```console
neuron> poweroff
bye
```'

want='forbid-regex .{80}.*
expect-regex Neuron: .*
prompt "neuron> "
send mem
next mem
next-regex (\\x1b\[(H|2J))*free +[0-9]+ KiB \(0x[0-9a-f]+\)(\\x1b\[K)?
send help
next neuron> help
expect-regex (\\x1b\[(H|2J))*[ ]*last(\\x1b\[K)?
send poweroff
next neuron> poweroff
next-regex (\\x1b\[(H|2J))*bye(\\x1b\[K)?
exit 0'

diff <(echo "$want") <(echo "$page" | "$make")
[ "$(printf '```console\nneuron> mem\nfree 12\nrun: 12 (a)\n```\n' | "$make" '^run: ' | tail -n 3)" = 'next-regex (\\x1b\[(H|2J))*free [0-9]+(\\x1b\[K)?
next-regex run: 12 \(a\)
exit 0' ]
if echo "words" | "$make" > /dev/null; then
    echo "a page without transcripts makes a script" >&2
    exit 1
fi
