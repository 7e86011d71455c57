#!/bin/sh
# Installs what a command needs and this machine does not have yet.
#
#   .ci/install.sh server     PostgreSQL server 15 or newer
#   .ci/install.sh browser    Chromium, which prints PDFs, and the fonts of every script
#   .ci/install.sh reader     poppler's pdftotext, which reads CVs and, for the tests, PDFs
#   .ci/install.sh compiler   the C compiler that `go test -race` links with
#
# Checks come first: when everything is there nothing is called and nothing printed.
set -eu

oldest_postgres=15

say() { echo "approdo: $*" >&2; }
stop() { say "$*"; exit 1; }

# become_root finds how to run a command with the rights to install packages.
become_root() {
	if [ "$(id -u)" -eq 0 ]; then
		as_root=""
	elif command -v sudo >/dev/null 2>&1; then
		as_root="sudo"
	else
		stop "missing packages ($*) and no right to install them: run this once as root, or install sudo."
	fi
}

installed() { [ "$(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# packages NAME… installs, and reads the list of packages again only when it must.
packages() {
	command -v apt-get >/dev/null 2>&1 ||
		stop "this machine has no apt-get; install by hand what Debian calls: $*"
	become_root "$@"
	say "installing $*"
	apt_install "$@" 2>/dev/null && return
	{ $as_root apt-get update -qq && apt_install "$@"; } || stop "could not install $*; the lines above say why."
}

apt_install() {
	$as_root env DEBIAN_FRONTEND=noninteractive UCF_FORCE_CONFFOLD=1 \
		apt-get install -y -qq --no-install-recommends -o Dpkg::Use-Pty=0 "$@" >/dev/null
}

# --- PostgreSQL -------------------------------------------------------------

# has_server is true where a server of ours can be started from.
has_server() {
	for postgres in /usr/lib/postgresql/*/bin/postgres "$(command -v postgres || true)"; do
		[ -x "$postgres" ] || continue
		version=$("$postgres" --version | sed 's/[^0-9]*\([0-9]*\).*/\1/')
		[ "${version:-0}" -ge "$oldest_postgres" ] && return 0
	done
	return 1
}

server() {
	has_server && return
	installed postgresql-common || packages postgresql-common
	no_main_cluster
	packages postgresql
	has_server || stop "this distribution's PostgreSQL is older than $oldest_postgres: use Debian 12, Ubuntu 24.04 or newer, or name a server of yours in DATABASE_URL."
}

# no_main_cluster: the program starts a cluster of its own, so the package must not
# create and start one for the whole machine.
no_main_cluster() {
	become_root postgresql
	# shellcheck disable=SC2016 # expanded by the inner shell
	$as_root sh -c '
		conf=/etc/postgresql-common/createcluster.conf
		grep -q "^create_main_cluster" "$conf" 2>/dev/null || echo "create_main_cluster = false" >>"$conf"'
}

# --- Chromium ---------------------------------------------------------------

has_browser() {
	command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 ||
		command -v google-chrome >/dev/null 2>&1
}

browser() {
	missing=""
	has_browser || missing="chromium"
	for font in fonts-noto-core fonts-noto-cjk; do
		installed "$font" || missing="$missing $font"
	done
	# shellcheck disable=SC2086 # a list of names
	[ -z "$missing" ] || packages $missing
	has_browser || stop "the chromium package brought no browser (a snap that cannot run here?): put one named chromium on the PATH."
}

# --- Reading PDFs -----------------------------------------------------------

reader() { command -v pdftotext >/dev/null 2>&1 || packages poppler-utils; }

# --- C compiler -------------------------------------------------------------

compiler() {
	if ! command -v cc >/dev/null 2>&1 || ! [ -e /usr/include/stdlib.h ]; then
		packages gcc libc6-dev
	fi
}

as_root=""
for part in "$@"; do
	case "$part" in
	server | browser | reader | compiler) "$part" ;;
	*) stop "install.sh knows server, browser, reader and compiler, not '$part'." ;;
	esac
done
