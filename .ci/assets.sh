#!/bin/sh
# Brings the npm packages of static/ to what the lock names, then builds the assets.
# Nothing is fetched while the lock is the one last installed; build.mjs itself skips
# the work when its inputs are unchanged.
set -eu
cd "$(dirname "$0")/../static"

for tool in node npm; do
	command -v "$tool" >/dev/null 2>&1 ||
		{ echo "approdo: $tool is missing: install Node.js 20 or newer, it builds the style sheets." >&2; exit 1; }
done

if ! cmp -s package-lock.json node_modules/.installed-lock; then
	echo "approdo: installing the npm packages of static/" >&2
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	cp package-lock.json node_modules/.installed-lock
fi
exec node build.mjs
