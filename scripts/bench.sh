#!/usr/bin/env bash
# Prints the figures that tkw promises, each with its target, and the machine.
# Takes about a minute. Nothing else should run meanwhile.
set -euo pipefail
cd "$(dirname "$0")/.."
./scripts/deps.sh

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
go build -o "$work/tkw" ./cmd/tkw
go build -o "$work/bench" ./scripts/bench
tkw=$work/tkw
bench=$work/bench

say() { printf '\n== %s\n' "$*"; }
cpu=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo 2>/dev/null | head -n 1)
cpu=${cpu:-$(sysctl -n machdep.cpu.brand_string 2>/dev/null || echo 'unknown processor')}
echo "machine: $cpu, $(getconf _NPROCESSORS_ONLN) cores, $(uname -sr), $(go env GOVERSION), libxml2 $(pkg-config --modversion libxml-2.0)"

say "(a) judgement of a getPatientDetails response, one core (target: judge/whole at most 300 µs)"
# The best of several short rounds: what else runs on the machine only ever adds.
go test -run '^$' -bench 'DetailsResponse|Start' -benchtime 0.3s -count 6 -cpu 1 ./harness/judge/check >"$work/judge.txt" || { cat "$work/judge.txt" >&2; exit 1; }
awk '/^Benchmark/ {
    if (!($1 in best)) { order[++n] = $1; best[$1] = $3 } else if ($3 < best[$1]) best[$1] = $3
  }
  END {
    for (i = 1; i <= n; i++) printf "%-52s %10.1f µs\n", order[i], best[order[i]] / 1000
    p = "BenchmarkDetailsResponse/"; whole = best[p "judge/whole"]; plain = best[p "plain/parse+xsd"]
    printf "share beyond plain parse and schemas: %.0f of %.0f µs (%.0f %%)\n", (whole - plain) / 1000, whole / 1000, 100 * (whole - plain) / whole
  }' "$work/judge.txt"

"$bench" messages "$work/one" 6
message=$work/one/00005.xml # the first response
say "(b) tkw validate of one file from a cold start (target: at most 100 ms)"
"$bench" cost -n 20 "$tkw" validate "$message"
if command -v hyperfine >/dev/null; then
  hyperfine --shell=none --warmup 2 --runs 20 "$tkw validate $message" 2>/dev/null | grep -E 'Time|Range'
fi

say "(c) tkw serve with full checks, load on the same machine (target: at least 2000 requests/s, p99 under 25 ms)"
GOMAXPROCS=2 "$bench" load "$tkw"

say "(d) the mirror (target: 260 scenarios in at most 10 s)"
count() {
  local n=0 role
  for role in provider client; do
    n=$((n + $("$tkw" scenarios list --role "$role" --format json "$@" | grep -c '"id":')))
  done
  echo "$n"
}
some=(--service 'verifyNHSNumber,getNHSNumber')
echo -n "$(count "${some[@]}") scenarios: " && "$bench" cost "$tkw" demo --quiet "${some[@]}" --out "$work/some"
echo -n "all $(count) scenarios: " && "$bench" cost "$tkw" demo --quiet --out "$work/all"

say "(e) peak memory (target: under 150 MB, and flat)"
for n in 100 1000 3000; do
  "$bench" messages "$work/messages-$n" "$n"
  echo -n "tkw validate, $n files: " && "$bench" cost "$tkw" validate "$work/messages-$n"
done
echo "tkw demo: see (d); tkw serve: see (c)"

# Each figure stands beside a floor of the same run, so it means the same on any machine.
say "(f) what must not grow, as ratios"
go test -run '^$' -bench '^(BenchmarkLocationOfSiblings|BenchmarkSelfTest|BenchmarkJudge)$' -benchtime 0.3s -count 3 -cpu 1 ./harness/judge/xmlengine >"$work/ratios.txt" &&
  go test -run '^$' -bench '^BenchmarkScenarios$' -benchtime 0.3s -count 3 -cpu 1 ./reports/html >>"$work/ratios.txt" || { cat "$work/ratios.txt" >&2; exit 1; }
awk '/^Benchmark/ { if (!($1 in best) || $3 < best[$1]) best[$1] = $3 }
  function ratio(what, figure, floor, target) { printf "%-72s %5.1f (target: at most %g)\n", what, figure / floor, target }
  END {
    l = "BenchmarkLocationOfSiblings/"; s = "BenchmarkScenarios/"
    ratio("place of one of 100,000 siblings / of 1,000", best[l "100000"] / 100, best[l "1000"], 8)
    ratio("scenario in a report of 1,000 / of 100", best[s "1000"] / 10, best[s "100"], 2)
    ratio("self-test at the start / parsing and judging one small message", best["BenchmarkSelfTest"], best["BenchmarkJudge"], 15)
  }' "$work/ratios.txt"
