#!/usr/bin/env bash
# What action.yml runs: reads its inputs from INPUT_*, installs Referee if need be, and checks. Works with the bash 3.2 of macOS.
set -euo pipefail
# Words of inputs are no file patterns.
set -f

# Splits $1 into the array `words`: at line ends if it has any, so that a path may hold spaces, and at spaces otherwise.
split() {
    words=()
    local line
    if [[ $1 != *$'\n'* ]]; then
        # shellcheck disable=SC2206 # Splitting is the point.
        words=($1)
        return
    fi
    while IFS= read -r line || [[ -n $line ]]; do
        line="${line%$'\r'}"
        if [[ -n ${line// /} ]]; then
            words+=("$line")
        fi
    done <<<"$1"
}

# Puts the version asked for on the PATH, in a folder of its own.
install_referee() {
    local version="${INPUT_VERSION:-}" python=python3 folder
    if [[ -z $version ]] && command -v referee >/dev/null; then
        return
    fi
    if [[ -n $version && ! $version =~ ^v?[0-9][0-9A-Za-z.+-]*$ ]]; then
        echo "::error title=referee::\`version\` is not a version, like 0.1.0"
        exit 2
    fi
    version="${version#v}"
    command -v python3 >/dev/null || python=python
    folder="${RUNNER_TEMP:-${TMPDIR:-/tmp}}/referee-${version:-newest}"
    if [[ ! -d $folder ]]; then
        "$python" -m venv "$folder"
    fi
    local programs="$folder/bin"
    [[ -d $programs ]] || programs="$folder/Scripts"
    if ! "$programs/python" -m pip install --quiet --disable-pip-version-check "referee${version:+==$version}"; then
        echo "::error title=referee::Referee ${version:-} could not be installed"
        exit 2
    fi
    PATH="$programs:$PATH"
}

install_referee

options=(check)
split "${INPUT_FORMAT:-github}"
for format in "${words[@]+"${words[@]}"}"; do
    options+=("--format=$format")
done
if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
    options+=("--format=markdown=$GITHUB_STEP_SUMMARY")
fi
if [[ -n ${INPUT_FAIL_ON:-} ]]; then
    options+=("--fail-on=$INPUT_FAIL_ON")
fi
since="${INPUT_SINCE:-}"
if [[ $since == auto ]]; then
    since="${GITHUB_BASE_REF:+origin/$GITHUB_BASE_REF}"
fi
if [[ -n $since ]]; then
    options+=("--since=$since")
fi
split "${INPUT_ARGS:-}"
options+=("${words[@]+"${words[@]}"}")
split "${INPUT_PATHS:-}"
options+=(-- "${words[@]+"${words[@]}"}")

status=0
referee "${options[@]}" || status=$?
if [[ -n ${GITHUB_OUTPUT:-} ]]; then
    echo "exit-code=$status" >>"$GITHUB_OUTPUT"
fi
exit "$status"
