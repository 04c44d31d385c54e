#!/usr/bin/env bash
# Runs Referee beside cat, wc -l and rg (or grep) on the same inputs: a folder of 5,000 migrations and two dumps of 200 MB.
# Usage: benches/compare.sh [FOLDER]    the inputs are written to FOLDER once (default: a folder in the temporary directory).
# Prints wall seconds (the best of 3), MB/s, files/s, peak memory, and how many times as long as wc -l and as the search it took.
set -euo pipefail
cd "$(dirname "$0")/.."

folder=${1:-${TMPDIR:-/tmp}/referee-bench}
[ -e "$folder/complete" ] || cargo bench --quiet --bench check -- generate "$folder" > /dev/null
[ -x target/release/referee ] || cargo build --quiet --release

missing() {
    echo "$1 is not installed: $2"
}

[ -x /usr/bin/time ] || missing 'GNU time' 'no peak memory'

# measure LABEL BYTES FILES COMMAND...: sets best to the seconds
measure() {
    local label=$1 bytes=$2 files=$3 peak='-' seconds
    best=''
    shift 3
    for _ in 1 2 3; do
        if [ -x /usr/bin/time ]; then
            /usr/bin/time -o "$folder/time" -f '%e %M' -- "$@" > /dev/null 2>&1 || true
            peak=$(tail -n 1 "$folder/time" | awk '{ printf "%.0f MB", $2 / 1024 }')
        fi
        local started ended
        started=$(date +%s%N)
        "$@" > /dev/null 2>&1 || true
        ended=$(date +%s%N)
        seconds=$(awk -v from="$started" -v to="$ended" 'BEGIN { printf "%.3f", (to - from) / 1e9 }')
        best=$(printf '%s\n%s\n' "${best:-$seconds}" "$seconds" | sort -n | head -n 1)
    done
    awk -v label="$label" -v seconds="$best" -v bytes="$bytes" -v files="$files" -v peak="$peak" 'BEGIN {
        if (seconds <= 0) seconds = 0.001
        printf "  %-24s %8.3f s %9.0f MB/s %9.0f files/s %9s\n", label, seconds, bytes / seconds / 1e6, files / seconds, peak
    }'
}

# ratio SECONDS YARDSTICK LABEL
ratio() {
    awk -v seconds="$1" -v yardstick="$2" -v label="$3" 'BEGIN {
        if (yardstick <= 0) yardstick = 0.001
        printf "  %-24s %8.1f x %s\n", "", seconds / yardstick, label
    }'
}

if command -v rg > /dev/null; then
    search=(rg -c REFERENCES)
else
    missing rg 'grep stands in for it'
    search=(grep -rc REFERENCES)
fi

for input in migrations copy.sql insert.sql; do
    path=$folder/$input
    bytes=$(find "$path" -type f -print0 | xargs -0 cat | wc -c)
    files=$(find "$path" -type f | wc -l)
    echo "$input: $files files, $((bytes / 1000000)) MB"
    mapfile -t paths < <(find "$path" -type f)
    measure cat "$bytes" "$files" cat "${paths[@]}"
    measure 'wc -l' "$bytes" "$files" wc -l "${paths[@]}"
    lines=$best
    measure "${search[*]}" "$bytes" "$files" "${search[@]}" "$path"
    found=$best
    measure 'referee check' "$bytes" "$files" target/release/referee check "$path"
    ratio "$best" "$lines" 'wc -l'
    ratio "$best" "$found" "${search[0]}"
done
