#!/usr/bin/env bash
# Lets a tkw that was built with the address sanitizer judge damaged messages: those that the
# demo exchanges, changed at random, 500 at a time. scripts/asan.sh [N] [SEED]; prints the
# seed. Takes some minutes; part of `test.sh --long`.
set -euo pipefail
cd "$(dirname "$0")/.."
n=${1:-5000}
seed=${2:-$RANDOM}
work=$(mktemp -d)
echo "asan: $n messages, seed $seed" >&2
# libxml2 keeps what it made at its start until the process ends, which is no leak.
export ASAN_OPTIONS=detect_leaks=0:halt_on_error=1:exitcode=99
# The sanitizer holds freed memory back, so that what is freed does not show in the size of
# the process.
go test -asan -skip AreFreed ./harness/judge/xmlengine
go build -asan -o bin/tkw-asan ./cmd/tkw
# The messages come from the ordinary build: with the sanitizer, the largest take longer than
# their deadlines.
go build -o bin/tkw ./cmd/tkw
./bin/tkw demo --quiet --service verifyNHSNumber,CP-ISNHSQuery,querySCR --out "$work/demo"
go run ./scripts/attack/mutate -n "$n" -seed "$seed" "$work/demo/provider/exchanges" "$work/mutants"

# judged says whether files get a verdict: valid, not valid and not judged are verdicts, and
# anything else is a fault.
judged() {
  local code=0
  ./bin/tkw-asan validate "$@" >"$work/said" 2>&1 || code=$?
  [[ $code == [013] ]]
}

mapfile -t files < <(find "$work/mutants" -type f | sort)
for ((i = 0; i < ${#files[@]}; i += 500)); do
  batch=("${files[@]:i:500}")
  judged "${batch[@]}" && continue
  tail -60 "$work/said"
  for file in "${batch[@]}"; do
    judged "$file" || echo "asan: not judged: $file" >&2
  done
  echo "asan: failed; the messages are in $work/mutants" >&2
  exit 1
done
rm -rf "$work"
echo "asan: ${#files[@]} messages judged" >&2
