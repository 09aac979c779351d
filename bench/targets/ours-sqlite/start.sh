set -e
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
export CARGO_TARGET_DIR=${NEEDLEDROP_TARGET_DIR:-$PWD/target}
[ -n "${NEEDLEDROP_BUILT:-}" ] || cargo build --quiet --profile dist -p needledrop -p bench-loader

file=$W/needledrop-$SCALE.sqlite
if [ ! -f "$file" ]; then
    "$CARGO_TARGET_DIR/dist/bench-loader" "$W/tsv-$SCALE" "sqlite:$file.part"
    mv "$file.part" "$file"
fi
exec "$CARGO_TARGET_DIR/dist/needledrop" serve --no-seed --database "sqlite:$file" --listen 127.0.0.1:5121
