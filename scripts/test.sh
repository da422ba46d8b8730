#!/usr/bin/env bash
# Everything that must be green: format, vet, lint, tests with the race detector (a real
# browser and axe among them), the mirror, third-party readers of the reports, a short fuzzing of
# what no test reaches, runs killed at random instants, and crowds beside a client. With
# --long every attack runs at its full length besides, which takes some hours.
set -euo pipefail
cd "$(dirname "$0")/.."
long=false
case ${1:-} in
"") ;;
--long) long=true ;;
*)
  echo "usage: scripts/test.sh [--long]" >&2
  exit 2
  ;;
esac
./scripts/deps.sh

# One version for everybody, so that a new release of the linter breaks nobody's build.
LINT=v2.15.0

# say names the stage that begins, and how long the one before took.
stage="" began=0
say() {
  [ -z "$stage" ] || echo "   $stage: $((SECONDS - began)) s" >&2
  stage=$1 began=$SECONDS
  echo "== $*" >&2
}

# Chromium and npm packages may be out of reach where Go modules are not. What is then
# left out is said at once and again at the end.
skipped=()

say "browser and axe for the tests of the report"
./scripts/browser-deps.sh || skipped+=("tests in a browser (scripts/browser-deps.sh could not install it)")

say "gofmt"
unformatted=$(gofmt -l $(git ls-files '*.go'))
if [ -n "$unformatted" ]; then
  echo "not gofmt-ed: $unformatted" >&2
  exit 1
fi

say "go vet"
go vet ./...

say "lint"
bin="$(go env GOPATH)/bin"
if ! "$bin/golangci-lint" version 2>/dev/null | grep -q "${LINT#v}"; then
  echo "installing golangci-lint $LINT (once)" >&2
  GOFLAGS=-mod=mod go install "github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$LINT"
fi
"$bin/golangci-lint" run ./...

say "tests"
# The ten minutes that go test grants a package are not enough on a busy machine.
go test -race -timeout 90m ./...

say "the mirror"
go build -o bin/tkw ./cmd/tkw
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
./bin/tkw scenarios lint
./bin/tkw demo --quiet --out "$out/demo"
for half in "$out"/demo/*/; do ./bin/tkw verify "$half"; done

say "third-party readers of the reports"
if [ -d scripts/consumers/node_modules ] || npm ci --silent --prefix scripts/consumers --no-audit --no-fund --ignore-scripts; then
  ./scripts/consumers.sh
else
  skipped+=("npm readers of junit.xml and CTRF (npm could not install them)")
fi

# The targets that stand for chains of parts; the others run over their seeds with the tests.
say "fuzzing, 10 s a target"
./scripts/fuzz.sh 10 "$(paste -sd '|' scripts/fuzz-short.txt)"

say "runs that are killed"
go build -o bin/ ./scripts/attack/...
./bin/crash -n 100 ./bin/tkw

# The bound of a second is for an idle machine; here it is seen that nobody is shut out.
say "crowds beside a client"
./bin/starve -quick -within 15s ./bin/tkw

if $long; then
  say "what messages cost"
  ./bin/cost ./bin/tkw
  ./bin/cost -every "$out/demo" ./bin/tkw
  say "what a client waits beside every crowd"
  ./bin/starve ./bin/tkw
  say "1,000 runs that are killed"
  ./bin/crash -n 1000 ./bin/tkw
  say "mutated messages under the address sanitizer"
  ./scripts/asan.sh
  say "fuzzing, a minute for every target"
  ./scripts/fuzz.sh 60
  say "a soak of 30 minutes"
  ./bin/starve -soak 30m ./bin/tkw
fi

for what in ${skipped[@]+"${skipped[@]}"}; do echo "NOT RUN: $what" >&2; done
say "all green${skipped[*]:+, except what was not run}"
echo "   in all: $SECONDS s" >&2
