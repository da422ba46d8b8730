#!/usr/bin/env bash
# Installs what tkw needs to be built: a C compiler, pkg-config and the headers of
# libxml2. Does nothing when they are there. Says what it does. sudo only when not root.
set -euo pipefail

need=()
command -v cc >/dev/null 2>&1 || command -v gcc >/dev/null 2>&1 || need+=(compiler)
command -v pkg-config >/dev/null 2>&1 || need+=(pkg-config)
if ! command -v pkg-config >/dev/null 2>&1 || ! pkg-config --exists libxml-2.0; then need+=(libxml2); fi

if ! command -v go >/dev/null 2>&1; then
  echo "deps: Go is missing. Install Go $(sed -n 's/^go //p' "$(dirname "$0")/../go.mod") or later from https://go.dev/dl/ and try again." >&2
  exit 1
fi
[ ${#need[@]} -eq 0 ] && exit 0

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

echo "deps: missing ${need[*]}" >&2
if command -v apt-get >/dev/null 2>&1; then
  echo "deps: installing gcc, libc6-dev, pkg-config and libxml2-dev with apt-get" >&2
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends gcc libc6-dev pkg-config libxml2-dev >/dev/null
elif command -v dnf >/dev/null 2>&1; then
  echo "deps: installing gcc, pkgconf and libxml2-devel with dnf" >&2
  as_root dnf install -y -q gcc pkgconf-pkg-config libxml2-devel
elif command -v apk >/dev/null 2>&1; then
  echo "deps: installing gcc, musl-dev, pkgconf and libxml2-dev with apk" >&2
  as_root apk add --quiet gcc musl-dev pkgconf libxml2-dev
elif command -v brew >/dev/null 2>&1; then
  echo "deps: installing pkg-config and libxml2 with brew" >&2
  brew install --quiet pkg-config libxml2
  echo "deps: if pkg-config does not find libxml2: export PKG_CONFIG_PATH=\"$(brew --prefix libxml2)/lib/pkgconfig\"" >&2
else
  echo "deps: no known package manager (apt-get, dnf, apk, brew); install a C compiler, pkg-config and the headers of libxml2 by hand" >&2
  exit 1
fi
