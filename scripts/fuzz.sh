#!/usr/bin/env bash
# Runs every fuzz target of the repository, as many at once as there are processors, each
# for some seconds (default 10): scripts/fuzz.sh [SECONDS] [PATTERN]. The targets are found in
# the source, so that none is forgotten; PATTERN picks some by name (an extended regular
# expression).
set -euo pipefail
cd "$(dirname "$0")/.."

# fuzz lets one target run for some seconds; it sets out and last. 1 is a target that fails;
# 2 one that came to nothing, or that go test fails although no input does: where the time
# ends at a bad moment, with "context deadline exceeded" (golang/go#75804, until Go 1.27).
fuzz() {
  local code=0
  # What is new is made smaller by ten tries, not for a minute, which is the default: a slow
  # target would do nothing else.
  out=$(go test "$1" -run '^$' -fuzz "^$2\$" -fuzztime "$3s" -fuzzminimizetime 10x -parallel 1 2>&1) || code=1
  last=$(grep -oE 'execs: [0-9]+|new interesting: [0-9]+' <<<"$out" | tail -2 | paste -sd ' ' || true)
  if [ "$code" -ne 0 ]; then
    grep -q 'Failing input written' <<<"$out" && return 1
    grep -qx '    context deadline exceeded' <<<"$out" && return 2
    return 1
  fi
  grep -qE 'execs: [1-9]' <<<"$last" || return 2
}

# one runs one target and says how it went.
one() {
  local folder=$1 target=$2 seconds=$3 began=$SECONDS code=0
  fuzz "$folder" "$target" "$seconds" || code=$?
  if [ "$code" -eq 2 ]; then
    # On a busy machine the time may pass while packs are compiled. More of it must do.
    code=0
    fuzz "$folder" "$target" $((3 * seconds)) || code=$?
  fi
  if [ "$code" -eq 0 ]; then
    echo "$folder $target: $((SECONDS - began)) s, $last"
    return 0
  fi
  echo "$folder $target: FAILED after $((SECONDS - began)) s"$'\n'"$(tail -40 <<<"$out")"
  return 1
}

if [ "${1:-}" = --one ]; then
  one "$3" "$4" "$2"
  exit
fi

seconds=${1:-10}
if ! [[ $seconds =~ ^[1-9][0-9]*$ ]]; then
  echo "fuzz: $seconds is no number of seconds; scripts/fuzz.sh [SECONDS] [PATTERN]" >&2
  exit 2
fi
pattern=${2:-.}
targets=()
while IFS=: read -r file line; do
  target=$(sed -E 's/^func (Fuzz[A-Za-z0-9_]*)\(.*/\1/' <<<"$line")
  [[ $target =~ $pattern ]] || continue
  targets+=("./$(dirname "$file") $target")
done < <(git ls-files -co --exclude-standard '*_test.go' | sort | xargs grep -HE '^func Fuzz[A-Za-z0-9_]*\(f \*testing\.F\)')
# A pattern that picks nothing must not look like success.
if [ ${#targets[@]} -eq 0 ]; then
  echo "fuzz: no target's name matches $pattern" >&2
  exit 1
fi
code=0
printf '%s\n' "${targets[@]}" | xargs -L 1 -P "$(nproc)" ./scripts/fuzz.sh --one "$seconds" || code=1
echo "${#targets[@]} targets, $([ "$code" -eq 0 ] && echo "none failed" || echo "some FAILED")"
exit "$code"
