#!/bin/sh
# Fails when a Go file is not written the way gofmt writes it, and names it.
set -eu
cd "$(dirname "$0")/.."
ugly=$(gofmt -l app cmd views locales migrations static/*.go)
[ -z "$ugly" ] || { echo "approdo: run 'make fmt', these are not formatted:" >&2; echo "$ugly" >&2; exit 1; }
