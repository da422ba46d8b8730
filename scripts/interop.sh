#!/usr/bin/env bash
# Lets foreign software meet tkw, both ways. Not part of test.sh: it installs software.
#   1. Debian's zeep and npm's soap call every PDS operation of `tkw serve`.
#   2. `tkw run --role provider` drives a small provider in Python that answers oddly.
# Prints a line for each call; exit code 1 when anything failed.
#   STACKS="zeep"   only this client (default "zeep npm")
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
stacks=${STACKS:-zeep npm}
python=/usr/bin/python3 # Debian's own, since that one sees Debian's packages

work=$(mktemp -d)
pids=()
cleanup() {
  for pid in "${pids[@]}"; do
    kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true
  done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

say() { echo "== $*"; }
as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }
install() {
  echo "interop: installing $* with apt-get" >&2
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null
}
# first_line FILE PID waits for the first line that a server writes.
first_line() {
  for _ in $(seq 100); do
    if [ -s "$1" ] && head -n 1 "$1" | grep .; then return; fi
    kill -0 "$2" 2>/dev/null || break
    sleep 0.1
  done
  echo "interop: the server did not start:" >&2
  cat "$work"/*.log >&2
  return 1
}

./scripts/deps.sh
for stack in $stacks; do
  case $stack in
  zeep) "$python" -c 'import zeep' 2>/dev/null || install python3-zeep ;;
  npm) command -v npm >/dev/null || install nodejs npm ;;
  *)
    echo "interop: there is no stack $stack; there are zeep and npm" >&2
    exit 2
    ;;
  esac
done
[ -x "$python" ] || install python3

go build -o "$work/tkw" ./cmd/tkw
failed=0

"$work/tkw" serve --listen 127.0.0.1:0 2>"$work/serve.log" >/dev/null &
pids+=($!)
url=$(first_line "$work/serve.log" $! | grep -o 'http://[0-9.:]*/')

for stack in $stacks; do
  say "$stack calls tkw serve at $url"
  case $stack in
  zeep) "$python" scripts/interop/client.py scripts/interop/pds.wsdl "$url" || failed=1 ;;
  npm)
    # One version, so that a new release breaks nobody's run.
    (cd "$work" && echo '{"private": true}' >package.json && npm install --silent --no-audit --no-fund soap@1.13.0)
    (cd "$work" && node "$root/scripts/interop/client.mjs" "$root/scripts/interop/pds.wsdl" "$url") || failed=1
    ;;
  esac
done

"$python" scripts/interop/server.py >"$work/server.out" 2>"$work/server.log" &
pids+=($!)
url=$(first_line "$work/server.out" $!)
say "tkw run drives a foreign provider at $url"
"$work/tkw" run --role provider --endpoint "$url" --scenario 'PDS-VER-*' --tag positive --capability large-messages --out "$work/run" >"$work/run.log" 2>&1 || failed=1
# Of the JUnit report: a line for each scenario.
"$python" - "$work/run/junit.xml" <<'PY' || failed=1
import sys
import xml.etree.ElementTree as ET
cases = list(ET.parse(sys.argv[1]).getroot().iter("testcase"))
worst = 0
for case in cases:
    bad = next((e for e in case if e.tag in ("failure", "error", "skipped")), None)
    worst |= bad is not None
    said = "conforms" if bad is None else (bad.get("message") or bad.text or bad.tag).strip()
    print(f"{'PASS' if bad is None else 'FAIL'}  {case.get('name'):<70} {said}")
sys.exit(worst or not cases)
PY
[ -s "$work/server.log" ] && cat "$work/server.log" >&2

if [ "$failed" -ne 0 ]; then
  echo "interop: something failed; what tkw said:" >&2
  tail -n 40 "$work/serve.log" "$work/run.log" >&2
  exit 1
fi
say "all of it understood"
