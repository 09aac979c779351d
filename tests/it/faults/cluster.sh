# A PostgreSQL primary and its standbys, which live as long as the tests that started them.
#
#     sh -c "$text" "$text" STANDBYS
#
# Says `ready FOLDER` when all of them answer, or why they cannot be: server 0 is the primary and has its socket in
# FOLDER/0, the standbys follow. Then reads commands, one a line, and says `done` after each:
#
#     kill N      by SIGKILL, with all of its processes: nothing is flushed, no client is told
#     start N     starts it again, and waits until it answers
#     freeze N    stops all of its processes where they are; connections stay open and are silent
#     thaw N      lets them go on
#
# Its input ends however the tests end. Then it stops all servers and removes all.
set -u

standbys=$1
if [ "$(id -u)" = 0 ]; then
    # The server refuses to run as root. Debian's package has made a user for it.
    id postgres >/dev/null 2>&1 || { echo "there is no user \`postgres\` to run the server"; exit 1; }
    exec runuser -u postgres -- sh -c "$0" "$0" "$standbys"
fi

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
[ -n "$bin" ] && PATH="$bin:$PATH"
command -v initdb >/dev/null || { echo "there is no \`initdb\`"; exit 1; }

cd /tmp || exit 1
folder=$(mktemp -d /tmp/needledrop-cluster.XXXXXX) || { echo "cannot make a folder in /tmp"; exit 1; }
chmod 755 "$folder"

server() { head -n 1 "$folder/data$1/postmaster.pid" 2>/dev/null; }
processes() { pid=$(server "$1") && [ -n "$pid" ] && echo "$pid" && pgrep -P "$pid"; }
signal() { kill "-$1" $(processes "$2") 2>/dev/null; }
quit() {
    for number in $(seq 0 "$standbys"); do signal CONT "$number"; done
    for number in $(seq 0 "$standbys"); do pid=$(server "$number") && kill -QUIT "$pid" 2>/dev/null; done
    wait
    rm -rf "$folder"
}
trap '' INT
trap quit EXIT
trap 'exit 1' TERM HUP PIPE

start() {
    # Nothing here outlives a crash of the machine, so nothing waits for a disk.
    postgres -D "$folder/data$1" -k "$folder/$1" -c listen_addresses= -c max_connections=100 -c shared_buffers=32MB \
        -c fsync=off -c full_page_writes=off -c wal_retrieve_retry_interval=200ms -c max_wal_senders=10 \
        -c wal_keep_size=256MB -c max_standby_streaming_delay=0 -c jit=off </dev/null >>"$folder/log$1" 2>&1 &
    tries=0
    until pg_isready -q -h "$folder/$1"; do
        tries=$((tries + 1))
        [ "$tries" -lt 600 ] || { echo "server $1 does not start: $(tail -n 3 "$folder/log$1" | tr '\n' ' ')"; return 1; }
        sleep 0.1
    done
}

mkdir "$folder/0"
initdb -D "$folder/data0" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$folder/log0" 2>&1 ||
    { echo "initdb failed: $(tail -n 3 "$folder/log0" | tr '\n' ' ')"; exit 1; }
start 0 || exit 1
for number in $(seq 1 "$standbys"); do
    mkdir "$folder/$number"
    pg_basebackup -h "$folder/0" -U postgres -D "$folder/data$number" -R -X stream -c fast --no-sync \
        >>"$folder/log$number" 2>&1 || { echo "a standby cannot be made: $(tail -n 3 "$folder/log$number")"; exit 1; }
    start "$number" || exit 1
done
echo "ready $folder"

while read -r command number; do
    case $command in
        kill)
            signal KILL "$number"
            while kill -0 $(server "$number") 2>/dev/null; do sleep 0.05; done
            ;;
        start) start "$number" ;;
        freeze) signal STOP "$number" ;;
        thaw) signal CONT "$number" ;;
    esac
    echo done
done
