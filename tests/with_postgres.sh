#!/bin/sh
# Runs a command beside a PostgreSQL server that is thrown away: sh tests/with_postgres.sh COMMAND...
# It listens on the loopback alone and trusts whoever asks there. WAYSTATION_DATABASE_URL names an
# empty database on it, WAYSTATION_TEST_POSTGRES_URL the server, for who makes databases of their own.
# Where PostgreSQL cannot be had nothing is run.
set -eu

programs() {
    ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin /opt/homebrew/opt/postgresql*/bin 2>/dev/null |
        sort -V | tail -1
}

if [ $# -eq 0 ]; then
    echo "usage: sh tests/with_postgres.sh COMMAND [ARGUMENT...]" >&2
    exit 2
fi

bin=$(programs)
if [ -z "$bin" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    log=$(mktemp "${TMPDIR:-/tmp}/waystation-postgres.XXXXXX")
    echo "with_postgres: installing postgresql, log in $log" >&2
    {
        apt-get update -qq &&
            DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql
    } >"$log" 2>&1 </dev/null || true
    bin=$(programs)
fi
if [ -z "$bin" ]; then
    echo "with_postgres: PostgreSQL is missing; install it, or run this as root" >&2
    # Where changes are judged, that want is a failure.
    [ -n "${CI:-}" ] && exit 1
    echo "with_postgres: nothing was run on the second database" >&2
    exit 0
fi

folder=$(mktemp -d)
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
if [ "$(id -u)" = 0 ]; then
    # The server refuses to run as root.
    chown postgres:postgres "$folder"
    as() { (cd / && setpriv --reuid=postgres --regid=postgres --init-groups env LC_ALL=C.UTF-8 "$@"); }
else
    as() { (cd / && env LC_ALL=C.UTF-8 "$@"); }
fi
stop() {
    as "$bin/pg_ctl" -D "$folder/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$folder"
}
trap stop EXIT
trap 'exit 130' INT TERM

as "$bin/initdb" -D "$folder/data" -U waystation -A trust -E UTF8 --no-locale --no-sync >/dev/null
# What a crash would cost is of no account here; that two test workers write at once is.
as "$bin/pg_ctl" -D "$folder/data" -w -t 30 -l "$folder/log" -o "-c listen_addresses=127.0.0.1 -p $port \
    -c unix_socket_directories='' -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    -c shared_buffers=256MB -c jit=off" start >/dev/null
"$bin/psql" -h 127.0.0.1 -p "$port" -U waystation -d postgres -qc 'create database waystation'
WAYSTATION_DATABASE_URL="postgresql://waystation@127.0.0.1:$port/waystation"
WAYSTATION_TEST_POSTGRES_URL="postgresql://waystation@127.0.0.1:$port/postgres"
# The server's own programs, pg_dump among them, are of its version.
PATH="$bin:$PATH"
export WAYSTATION_DATABASE_URL WAYSTATION_TEST_POSTGRES_URL PATH

# Not by exec: the server has to be stopped behind it.
"$@"
