# SPDX-License-Identifier: Apache-2.0
#
# For browser_test.sh and browser_sabotage_test.sh: `look FOLDER` opens what is in the folder, timeline.svg, .html and .json, in a headless browser
# and prints what look.html says, then the errors that its console shows. Nothing of the machine is asked for: the font is ours, too.
trace_view=$PWD/$1
browser=$PWD/$2
font=$PWD/$3

make_pages() {
    mkdir -p "$1"
    "$trace_view" --svg "$1/timeline.svg" --html "$1/timeline.html" --json "$1/timeline.json" "$2"
    cp tools/trace_view/look.html "$1/look.html"
}

look() {
    local home=$TEST_TMPDIR/home
    mkdir -p "$home"
    cat > "$home/fonts.conf" << END
<?xml version="1.0"?>
<fontconfig><dir>$(dirname "$font")</dir><cachedir>$home/fonts</cachedir></fontconfig>
END
    # Files may read files: the three are opened by a fourth. Time is the page's own, so nothing waits for a clock.
    HOME=$home FONTCONFIG_FILE=$home/fonts.conf "$browser" --no-sandbox --no-zygote --disable-gpu --disable-breakpad \
        --browser-subprocess-path="$browser" --user-data-dir="$home/data" --allow-file-access-from-files \
        --enable-logging=stderr --virtual-time-budget=60000 --dump-dom "file://$(realpath "$1")/look.html" \
        > "$TEST_TMPDIR/dom" 2> "$TEST_TMPDIR/said" || echo "FAILED: the browser ended with status $?"
    sed -n '/<pre id="verdict">/,/<\/pre>/p' "$TEST_TMPDIR/dom" | sed 's/.*<pre id="verdict">//; s/<\/pre>.*//; /^$/d'
    sed -n 's/.*CONSOLE[^]]*\] \(.*\)/FAILED: console: \1/p' "$TEST_TMPDIR/said"
}
