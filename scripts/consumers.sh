#!/usr/bin/env bash
# Do readers that are not ours lose anything of junit.xml and the CTRF report?
# Measures it with npm packages (pinned in scripts/consumers) on one run that passes
# and one that fails. test.sh calls this when the packages are installed.
set -euo pipefail
cd "$(dirname "$0")/.."
if [ ! -d scripts/consumers/node_modules ]; then
  echo "installing the readers (once)" >&2
  npm ci --prefix scripts/consumers --no-audit --no-fund --ignore-scripts >&2
fi
[ -x bin/tkw ] || go build -o bin/tkw ./cmd/tkw
out=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server"; rm -rf "$out"' EXIT

./bin/tkw demo --quiet --service verifyNHSNumber --out "$out/demo" >&2
for half in provider client; do
  ./bin/tkw report --quiet --ctrf "$out/demo/$half/ctrf.json" "$out/demo/$half" >&2
  node scripts/consumers/check.mjs "$out/demo/$half"
done

node scripts/consumers/oddserver.mjs "$out/address" &
server=$!
for _ in $(seq 50); do [ -s "$out/address" ] && break; sleep 0.1; done
status=0
./bin/tkw run --quiet --role provider --endpoint "$(cat "$out/address")" --service verifyNHSNumber --out "$out/odd" --ctrf "$out/ctrf.json" >/dev/null 2>&1 || status=$?
if [ "$status" -ne 1 ]; then
  echo "the run against a wrong provider ended with exit code $status, not 1" >&2
  exit 1
fi
mv "$out/ctrf.json" "$out/odd/ctrf.json"
node scripts/consumers/check.mjs "$out/odd"
