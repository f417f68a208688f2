#!/bin/sh
# Runs a command once Chromium is there: sh tests/with_browser.sh COMMAND [ARGUMENT...]
# Without Chromium the command still runs; its browser tests say themselves what they miss.
set -u

has_chromium() {
    for name in chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null 2>&1 && return 0
    done
    return 1
}

if [ $# -eq 0 ]; then
    echo "usage: sh tests/with_browser.sh COMMAND [ARGUMENT...]" >&2
    exit 2
fi

if ! has_chromium; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        log=$(mktemp "${TMPDIR:-/tmp}/waystation-browser.XXXXXX")
        echo "with_browser: installing Chromium, log in $log" >&2
        {
            apt-get update -qq &&
                DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium
        } >"$log" 2>&1 </dev/null
    fi
    has_chromium || echo "with_browser: Chromium is missing; install it, or run this as root" >&2
fi

exec "$@"
