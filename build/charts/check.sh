#!/usr/bin/env bash
# Lints, renders and type-checks charts/healthcare; needs node and npm, and the network only for the first run.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

if ! cmp -s package-lock.json node_modules/.lock; then
  npm ci --silent --no-progress >&2
  cp package-lock.json node_modules/.lock
fi
exec node check.mjs
