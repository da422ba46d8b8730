#!/usr/bin/env bash
# Installs what the browser tests of the reports need: Chromium from the system's
# packages and axe-core from npm. Does nothing for what is there. sudo only when not
# root. Without these the tests skip, and say so.
set -euo pipefail
cd "$(dirname "$0")/.."

# One version for everybody, so that new rules of the checker break nobody's build.
AXE=4.14.1

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

need=()
if [ -z "${TKW_CHROMIUM:-}" ] && ! command -v chromium >/dev/null 2>&1 && ! command -v chromium-browser >/dev/null 2>&1 &&
  ! command -v google-chrome >/dev/null 2>&1; then
  need+=(chromium)
fi
command -v npm >/dev/null 2>&1 || need+=(npm)
if [ ${#need[@]} -gt 0 ]; then
  if ! command -v apt-get >/dev/null 2>&1; then
    echo "browser-deps: missing ${need[*]}; install by hand, and set TKW_CHROMIUM where chromium has another name" >&2
    exit 1
  fi
  echo "browser-deps: installing ${need[*]} with apt-get" >&2
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${need[@]}" >/dev/null
fi

have=$(sed -n '0,/"version"/s/.*"version": "\([0-9.]*\)".*/\1/p' node_modules/axe-core/package.json 2>/dev/null || true)
if [ "$have" != "$AXE" ]; then
  echo "browser-deps: installing axe-core $AXE into node_modules" >&2
  npm install --silent --no-save --no-package-lock --ignore-scripts --no-audit --no-fund "axe-core@$AXE"
fi
