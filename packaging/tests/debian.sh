#!/bin/bash
# Installs, sets up, upgrades, removes and purges the Debian package in a folder with an empty Debian 12.
# packaging/test.sh runs it, in namespaces of its own and without a network.
set -euo pipefail
tree=$1 release=$2 packaging=$3
say() { printf '▸ %s\n' "$*"; }
fail() {
	echo "Failed: $*" >&2
	tail "$tree"/var/log/{portico,caddy}.log >&2
	exit 1
}
ip link set lo up
mount --rbind /dev "$tree/dev"
mount -t proc proc "$tree/proc"
inside() {
	env -i HOME=/root PATH=/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive \
		chroot "$tree" "$@"
}
ask() {
	curl --silent --insecure --header 'Accept: text/html' --resolve '*:443:127.0.0.1' --output /dev/null "$@"
}

say "From an empty Debian 12 to a guarded application, with the typed lines of five_minutes.sh"
echo '127.0.0.1 localhost' >"$tree/etc/hosts"
install -m 755 "$packaging/tests/systemctl" "$tree/usr/local/bin/systemctl"
cp "$release"/portico_*.deb "$packaging/five_minutes.sh" "$tree/root"
[ "$(grep -c '^[^#]' "$tree/root/five_minutes.sh")" -le 10 ] || fail "these are more than ten lines"
began=$SECONDS
inside bash -ec 'cd /root && . ./five_minutes.sh' || fail "the typed lines"
(caddy respond --listen 127.0.0.1:8080 "the application" >/dev/null 2>&1 &)
[ "$(ask --write-out '%{http_code}' https://sign-in.company.example/sign-in)" = 200 ] || fail "there is no sign-in page"
led=$(ask --write-out '%{http_code} %{redirect_url}' https://app.company.example/)
[[ $led == 30[237]' https://sign-in.company.example/'* ]] || fail "the application is not guarded: $led"
told=$(ask --write-out '%{http_code}' https://sign-in.company.example/forward-auth/caddy)
[ "$told" = 403 ] || fail "visitors reach what only proxies may ask: $told"
took=$((SECONDS - began))
[ "$took" -le 300 ] || fail "it took $took seconds"
say "That took $took seconds without the download"

for file in usr/bin/portico usr/share/man/man1/portico.1.gz usr/share/bash-completion/completions/portico \
	usr/lib/systemd/system/portico.socket usr/share/portico/portico.example.toml; do
	[ -e "$tree/$file" ] || fail "the package has no /$file"
done
[ "$(stat --format '%a %U' "$tree/etc/portico/portico.toml")" = '600 root' ] || fail "others can read the settings"

say "Upgrading, removing and purging it"
inside systemctl stop portico
settings=$(sha256sum <"$tree/etc/portico/portico.toml")
newer=$tree/root/newer
dpkg-deb --raw-extract "$tree"/root/portico_*.deb "$newer"
sed -i 's/^Version: .*/&+1/' "$newer/DEBIAN/control"
echo '# Another first line' >>"$newer/etc/portico/portico.toml"
dpkg-deb --build --root-owner-group "$newer" "$tree/root/portico.deb" >/dev/null
inside dpkg --install --force-confdef --force-confold /root/portico.deb >/dev/null
[ "$settings" = "$(sha256sum <"$tree/etc/portico/portico.toml")" ] || fail "the upgrade changed the settings"
inside portico organisation list | grep -q Company || fail "the upgrade lost the database"
inside dpkg --remove portico >/dev/null
[ -e "$tree/var/lib/portico/portico.db" ] || fail "the removal deleted the database"
inside dpkg --purge portico >/dev/null
left=$(find "$tree"/{etc,usr,var,run} -xdev -name '*portico*' ! -path "$tree/var/log/*" ! -path "$tree/var/cache/*" \
	! -path "$tree/run/credentials*")
[ -z "$left" ] || fail "the purge left: $left"
