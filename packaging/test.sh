#!/bin/bash
# Tries what `make package` has made as an administrator would: checks the compose files, starts the image's files, and
# installs, upgrades and purges the Debian package in an empty Debian 12. Not in `make test`: it downloads a Debian and
# has to be root. `make package-test` runs it.
set -euo pipefail
cd "$(dirname "$0")/.."
packaging=$PWD/packaging release=$PWD/target/package/release
say() { printf '▸ %s\n' "$*"; }
fail() { echo "Failed: $*" >&2; exit 1; }
[ "$(id -u)" = 0 ] || fail "run this as root: it makes a folder with a Debian in it"
[ -e "$release/SHA256SUMS" ] || fail "there are no packages. Run: make package"
(cd "$release" && sha256sum --quiet --check SHA256SUMS) || fail "the checksums are wrong"

say "Checking the compose files"
if command -v docker-compose >/dev/null; then
	copy=$(mktemp -d)
	cp -r packaging/compose/. "$copy"
	for folder in "$copy"/*/; do
		(cd "$folder" && docker-compose config --quiet) || fail "docker-compose refuses $folder"
	done
	rm -rf "$copy"
else
	say "docker-compose is missing, so the compose files were NOT checked. Debian has it: apt install docker-compose"
fi
if command -v lintian >/dev/null; then
	say "Checking the Debian package with lintian"
	lintian --allow-root --fail-on error --tag-display-limit 0 "$release"/portico_*.deb
fi

# What follows runs without a network, with processes and mounts of its own. Nothing of it is left afterwards.
isolated() { unshare --net --mount --pid --fork --kill-child --propagation private -- "$@"; }
say "Starting the files of the image"
isolated "$packaging/tests/image.sh" "$PWD/target/package/image"

tree=${PORTICO_TEST_DEBIAN:-/var/tmp/portico-debian-12}
if [ ! -e "$tree/complete" ]; then
	say "Making an empty Debian 12 in $tree (one to three minutes)"
	rm -rf "$tree"
	# Without a mirror, debootstrap takes its own default.
	debootstrap --variant minbase bookworm "$tree" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} >/dev/null
	# The download is not part of the five minutes.
	chroot "$tree" apt-get update -qq
	chroot "$tree" env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --download-only --no-install-suggests ca-certificates caddy libgcc-s1 >/dev/null
	touch "$tree/complete"
fi
copy=$(mktemp -d /var/tmp/portico-test.XXXXXX)
trap 'rm -rf "$copy"' EXIT
cp -a "$tree/." "$copy"
isolated "$packaging/tests/debian.sh" "$copy" "$release" "$packaging"
say "The packages work"
