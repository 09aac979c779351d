set -e
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export CARGO_TARGET_DIR=${NEEDLEDROP_TARGET_DIR:-$PWD/target}
[ -n "${NEEDLEDROP_BUILT:-}" ] || cargo build --quiet --profile dist -p needledrop -p bench-loader

name=needledrop_${PGDB#bench_}
server=${PG_URL%/*}
if ! psql -qAtc 'SELECT 1' "$server/$name" >/dev/null 2>&1; then
    psql -qc "DROP DATABASE IF EXISTS ${name}_part" -c "CREATE DATABASE ${name}_part" "$server/postgres"
    "$CARGO_TARGET_DIR/dist/bench-loader" "$W/tsv-$SCALE" "$server/${name}_part"
    psql -qc "ALTER DATABASE ${name}_part RENAME TO $name" "$server/postgres"
fi
exec "$CARGO_TARGET_DIR/dist/needledrop" serve --database "$server/$name" --listen 127.0.0.1:5122
