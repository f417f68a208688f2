#!/bin/sh
# Runs a command once Chromium, age and hledger are there: sh tests/with_browser.sh COMMAND...
# Without them the command still runs; the tests that need them say themselves what they miss.
set -u

has_chromium() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

missing() {
    has_chromium || printf '%s ' chromium
    for name in age hledger; do
        command -v "$name" >/dev/null 2>&1 || printf '%s ' "$name"
    done
}

if [ $# -eq 0 ]; then
    echo "usage: sh tests/with_browser.sh COMMAND [ARGUMENT...]" >&2
    exit 2
fi

wanted=$(missing)
if [ -n "$wanted" ]; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        log=$(mktemp "${TMPDIR:-/tmp}/waystation-browser.XXXXXX")
        echo "with_browser: installing $wanted, log in $log" >&2
        {
            # One package a word, on purpose.
            apt-get update -qq &&
                DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $wanted
        } >"$log" 2>&1 </dev/null
    fi
    wanted=$(missing)
    [ -z "$wanted" ] || echo "with_browser: missing: $wanted; install it, or run this as root" >&2
fi

exec "$@"
