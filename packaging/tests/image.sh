#!/bin/bash
# Starts the files of the image as a container engine would: read-only, as the user 65532, with a folder for data.
# packaging/test.sh runs it, in namespaces of its own.
set -euo pipefail
image=$1
fail() { echo "Failed: $*" >&2; exit 1; }
ip link set lo up
root=$(mktemp -d)
mount -t tmpfs tmpfs "$root"
cp -a "$image/root/." "$root"
mkdir "$root/data" "$root/proc"
mount -t proc proc "$root/proc"
mount -t tmpfs -o uid=65532,gid=65532,mode=700 tmpfs "$root/data"
mount -o remount,ro "$root"
mapfile -t environment < <(sed -n 's/^ENV //p' "$(dirname "$0")/../Containerfile")
portico() {
	env -i PATH="$PATH" "${environment[@]}" PORTICO_PUBLIC_URL=http://localhost:3000 \
		PORTICO_SMTP_URL=smtp://127.0.0.1:9 PORTICO_MAIL_FROM=sign-in@company.example PORTICO_SECRET_KEY="${key:-}" \
		chroot --userspec 65532:65532 "$root" /portico "$@"
}
key=$(portico secret generate)
portico healthcheck 2>/dev/null && fail "the health check succeeds without a server"
portico serve >/dev/null &
for _ in {1..100}; do
	if portico healthcheck 2>/dev/null; then
		[ -e "$root/data/portico.db" ] || fail "the database is not in /data"
		[ "$(stat --format %u "$root/data/portico.db")" = 65532 ] || fail "the server does not run as 65532"
		exit 0
	fi
	sleep 0.1
done
fail "the server does not start"
