# A PostgreSQL server that lives as long as the tests that started it.
#
# Says `socket FOLDER` when it is ready, or why it cannot be. Then reads names of databases to drop, until its input
# ends: that happens however the tests end, be it by a panic or by SIGKILL. Then it stops the server and removes all.
set -u

if [ "$(id -u)" = 0 ] && [ "${1:-}" != again ]; then
    # The server refuses to run as root. Debian's package has made a user for it.
    id postgres >/dev/null 2>&1 || { echo "there is no user \`postgres\` to run the server"; exit 1; }
    exec runuser -u postgres -- sh -c "$0" "$0" again
fi

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] && PATH="$bin:$PATH"
command -v initdb >/dev/null || { echo "there is no \`initdb\`"; exit 1; }

cd /tmp || exit 1
folder=$(mktemp -d /tmp/needledrop-tests.XXXXXX) || { echo "cannot make a folder in /tmp"; exit 1; }
server=
trap '' INT
trap '[ -n "$server" ] && kill -QUIT "$server" 2>/dev/null && wait "$server"; rm -rf "$folder"' EXIT
# PIPE: the tests may end before they are told that the server is ready.
trap 'exit 1' TERM HUP PIPE

# A locale that does not order by code point, so that answers which depend on the locale show themselves. ICU is part
# of the server, whereas locales of the system may not be installed.
locale="--locale=C.UTF-8"
initdb --help | grep -q -e --icu-locale && locale="$locale --locale-provider=icu --icu-locale=en-US"
initdb -D "$folder/data" -U postgres -A trust -E UTF8 $locale --no-sync >"$folder/log" 2>&1 ||
    { echo "initdb failed: $(tail -n 3 "$folder/log" | tr '\n' ' ')"; exit 1; }

# Nothing here outlives a crash, so nothing waits for a disk. No TCP port is taken: the folder holds the socket. The
# time zone is an odd one, for the same reason as the locale.
postgres -D "$folder/data" -k "$folder" -c listen_addresses= -c max_connections=300 -c shared_buffers=64MB \
    -c fsync=off -c full_page_writes=off -c synchronous_commit=off \
    -c timezone=America/St_Johns >>"$folder/log" 2>&1 &
server=$!

tries=0
until pg_isready -q -h "$folder"; do
    tries=$((tries + 1))
    [ "$tries" -lt 300 ] && kill -0 "$server" 2>/dev/null ||
        { echo "the server does not start: $(tail -n 3 "$folder/log" | tr '\n' ' ')"; exit 1; }
    sleep 0.1
done
echo "socket $folder"

while read -r name; do
    dropdb -h "$folder" -U postgres --force "$name" >>"$folder/log" 2>&1
done
