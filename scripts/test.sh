#!/usr/bin/env bash
# Everything that must be green: format, vet, lint, tests with the race detector (a real
# browser and axe among them), the mirror, and foreign readers of the reports.
set -euo pipefail
cd "$(dirname "$0")/.."
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

say "foreign readers of the reports"
if [ -d scripts/consumers/node_modules ] || npm ci --silent --prefix scripts/consumers --no-audit --no-fund --ignore-scripts; then
  ./scripts/consumers.sh
else
  skipped+=("npm readers of junit.xml and CTRF (npm could not install them)")
fi

for what in ${skipped[@]+"${skipped[@]}"}; do echo "NOT RUN: $what" >&2; done
say "all green${skipped[*]:+, except what was not run}"
echo "   in all: $SECONDS s" >&2
