#!/usr/bin/env bash
# Runs every fuzz target of the repository, one after another, each for some seconds
# (default 10): scripts/fuzz.sh [SECONDS] [PATTERN]. The targets are found in the source,
# so that none is forgotten; PATTERN picks some by name (an extended regular expression).
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${1:-10}
pattern=${2:-.}
failed=()
ran=0
while IFS=: read -r file line; do
  target=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*)\(.*/\1/' <<<"$line")
  [[ $target =~ $pattern ]] || continue
  folder=./$(dirname "$file")
  began=$SECONDS
  ran=$((ran + 1))
  # What is new is made smaller by ten tries, not for a minute, which is the default: a slow
  # target would do nothing else.
  if out=$(go test "$folder" -run '^$' -fuzz "^$target\$" -fuzztime "${seconds}s" -fuzzminimizetime 10x -parallel 2 2>&1); then
    last=$(grep -oE 'execs: [0-9]+|new interesting: [0-9]+' <<<"$out" | tail -2 | paste -sd ' ' || true)
    # A target that came to nothing must not look like success.
    if ! grep -qE 'execs: [1-9]' <<<"$last"; then
      failed+=("$folder $target")
      last="NOTHING WAS FUZZED"
    fi
    echo "$folder $target: $((SECONDS - began)) s, $last"
  else
    failed+=("$folder $target")
    echo "$folder $target: FAILED after $((SECONDS - began)) s"
    tail -40 <<<"$out"
  fi
done < <(git ls-files -co --exclude-standard '*_test.go' | sort | xargs grep -HE '^func Fuzz[A-Za-z0-9_]*\(f \*testing\.F\)')
echo "$ran targets, ${#failed[@]} failed"
# A pattern that picks nothing must not look like success.
[ "$ran" -gt 0 ] && [ "${#failed[@]}" -eq 0 ]
