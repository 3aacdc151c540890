#!/bin/bash
# Makes everything that belongs to a release in target/package/release: the Debian package, the image, the program, the
# compose files, the list of all dependencies (an SBOM in CycloneDX), and their checksums. `make package` runs it after
# the release build.
set -euo pipefail
cd "$(dirname "$0")/.."
work=target/package release=target/package/release program=$PWD/target/release/portico
say() { printf '▸ %s\n' "$*"; }

version=$(sed -n '/^\[workspace.package\]/,/^\[w/s/^version = "\(.*\)"/\1/p' Cargo.toml)
# A commit may have several tags; one that is a version has to be this one.
tags=$(git tag --points-at HEAD --list 'v[0-9]*' 2>/dev/null || true)
if [ -n "$tags" ] && ! grep -qxF "v$version" <<<"$tags"; then
	echo "The tag of this commit is $tags, but Cargo.toml has version $version. Make them equal." >&2
	exit 1
fi
# Times in the packages, so that two builds of one commit are the same.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null || date +%s)
export SOURCE_DATE_EPOCH

rm -rf "$work"
mkdir -p "$release" "$work/man" "$work/completions"
(
	# No settings: neither of this folder nor of the environment.
	cd "$work"
	portico() { env -i "$program" "$@"; }
	portico man --directory man
	portico completions bash >completions/portico
	portico completions zsh >completions/_portico
	portico completions fish >completions/portico.fish
)
maintainer=$(sed -n 's/^maintainer = "\(.*\)"/\1/p' server/Cargo.toml)
cat >"$work/changelog" <<EOF
portico ($version-1) unstable; urgency=medium

  * What changed: /usr/share/doc/portico/CHANGELOG.md

 -- $maintainer  $(date --utc --rfc-email --date "@$SOURCE_DATE_EPOCH")
EOF

say "Making the Debian package"
cargo deb --quiet --package server --no-build --no-strip --output "$release/"
say "Making the image"
packaging/image.sh "$program" "$version" "$release"
say "Listing the dependencies"
# Beside Cargo.toml is the only place where this tool writes.
cargo cyclonedx --quiet --quiet --manifest-path server/Cargo.toml --format json --spec-version 1.5 --describe binaries
mv server/portico_bin.cdx.json "$release/portico-$version-sbom.cdx.json"
# It also describes the client.
rm -f frontend/*.cdx.json
install -m 755 "$program" "$release/portico-$version-$(uname -m)-linux-gnu"
tar --create --gzip --sort name --owner 0 --group 0 --mtime "@$SOURCE_DATE_EPOCH" --directory packaging \
	--file "$release/portico-$version-compose.tar.gz" compose
(cd "$release" && sha256sum -- * >../SHA256SUMS && mv ../SHA256SUMS .)
say "The packages are in $release:"
ls -sh1 "$release"
