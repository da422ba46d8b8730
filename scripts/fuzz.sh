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

# fuzz lets one target run for some seconds; it sets out and last. 1 is a target that fails;
# 2 one that came to nothing, or that go test fails although no input does: where the time
# ends at a bad moment, with "context deadline exceeded" (golang/go#75804, until Go 1.27).
fuzz() {
  local code=0
  # What is new is made smaller by ten tries, not for a minute, which is the default: a slow
  # target would do nothing else.
  out=$(go test "$1" -run '^$' -fuzz "^$2\$" -fuzztime "$3s" -fuzzminimizetime 10x -parallel 2 2>&1) || code=1
  last=$(grep -oE 'execs: [0-9]+|new interesting: [0-9]+' <<<"$out" | tail -2 | paste -sd ' ' || true)
  if [ "$code" -ne 0 ]; then
    grep -q 'Failing input written' <<<"$out" && return 1
    grep -qx '    context deadline exceeded' <<<"$out" && return 2
    return 1
  fi
  grep -qE 'execs: [1-9]' <<<"$last" || return 2
}

while IFS=: read -r file line; do
  target=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*)\(.*/\1/' <<<"$line")
  [[ $target =~ $pattern ]] || continue
  folder=./$(dirname "$file")
  began=$SECONDS
  ran=$((ran + 1))
  code=0
  fuzz "$folder" "$target" "$seconds" || code=$?
  if [ "$code" -eq 2 ]; then
    # On a busy machine the time may pass while packs are compiled. More of it must do.
    code=0
    fuzz "$folder" "$target" $((3 * seconds)) || code=$?
  fi
  if [ "$code" -eq 0 ]; then
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
