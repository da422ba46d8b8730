#!/usr/bin/env bash
# Builds tkw and lets it play both sides against each other: a newcomer's first command.
set -euo pipefail
cd "$(dirname "$0")/.."
./scripts/deps.sh
echo "building ./bin/tkw (the first time, this fetches and compiles the libraries)" >&2
go build -o bin/tkw ./cmd/tkw
exec ./bin/tkw demo "$@"
