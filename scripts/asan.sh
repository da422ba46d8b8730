#!/usr/bin/env bash
# Lets a tkw that was built with the address sanitizer judge damaged messages: those that the
# demo exchanges, changed at random. scripts/asan.sh [N] [SEED]; prints the seed. Takes some
# minutes; part of `test.sh --long`.
set -euo pipefail
cd "$(dirname "$0")/.."
n=${1:-5000}
seed=${2:-$RANDOM}
work=$(mktemp -d)
echo "asan: $n messages, seed $seed" >&2
go build -asan -o bin/tkw-asan ./cmd/tkw
# libxml2 keeps what it made at its start until the process ends, which is no leak.
export ASAN_OPTIONS=detect_leaks=0:halt_on_error=1:exitcode=99
./bin/tkw-asan demo --quiet --service verifyNHSNumber,CP-ISNHSQuery,querySCR --out "$work/demo"
go run ./scripts/attack/mutate -n "$n" -seed "$seed" "$work/demo/provider/exchanges" "$work/mutants"
code=0
./bin/tkw-asan validate "$work/mutants" >"$work/said" 2>&1 || code=$?
# Not valid and not judged are verdicts; anything else is a fault, and its message is kept.
case $code in
1 | 3) rm -rf "$work" ;;
*)
  tail -60 "$work/said"
  echo "asan: exit code $code; the messages are in $work/mutants" >&2
  exit 1
  ;;
esac
