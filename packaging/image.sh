#!/bin/bash
# Builds the image of a program, with buildah if it is there. Without it, the file tree of the image is made all the
# same: packaging/test.sh starts it, and container engines can import it.
#
# Usage: packaging/image.sh PROGRAM VERSION FOLDER
set -euo pipefail
program=$(realpath "$1") version=$2 folder=$(realpath "$3")
packaging=$(realpath "$(dirname "$0")")
tree=$folder/../image
rm -rf "$tree"
mkdir -p "$tree/root/etc" "$tree/volume"
install -m 755 "$program" "$tree/root/portico"
# The loader and the libraries, at the paths where the loader looks for them, with their licences.
ldd "$program" | grep -o '/[^ ]*' | xargs cp --parents --dereference -t "$tree/root"
cp --parents --dereference -t "$tree/root" /etc/ssl/certs/ca-certificates.crt \
	/usr/share/doc/{libc6,libgcc-s1,ca-certificates}/copyright
install -D -m 644 "$packaging/../LICENSE" "$tree/root/usr/share/doc/portico/copyright"
echo 'portico:x:65532:65532:Portico:/data:/nonexistent' >"$tree/root/etc/passwd"
echo 'portico:x:65532:' >"$tree/root/etc/group"
echo 'hosts: files dns' >"$tree/root/etc/nsswitch.conf"
install -d -m 700 "$tree/volume/data"
find "$tree" -exec touch --no-dereference --date "@${SOURCE_DATE_EPOCH:-0}" {} +
if command -v buildah >/dev/null; then
	# One layer and no command: neither a driver for layers nor isolation is needed. HEALTHCHECK is not part of the OCI
	# format.
	export STORAGE_DRIVER=vfs BUILDAH_ISOLATION=chroot
	buildah build --format docker --timestamp "${SOURCE_DATE_EPOCH:-0}" --tag "portico:$version" \
		--file "$packaging/Containerfile" "$tree" >/dev/null
	buildah push --quiet "portico:$version" "docker-archive:$folder/portico-$version-image.tar:portico:$version"
	buildah rmi "portico:$version" >/dev/null
	gzip --no-name "$folder/portico-$version-image.tar"
	echo "The image is portico-$version-image.tar.gz. To load it: docker load --input FILE"
else
	files=$folder/portico-$version-files.tar
	tar --create --file "$files" --sort name --numeric-owner --owner 0 --group 0 --directory "$tree/root" .
	tar --append --file "$files" --numeric-owner --owner 65532 --group 65532 --directory "$tree/volume" ./data
	gzip --no-name "$files"
	echo "buildah is missing, so there is no image. Its files are portico-$version-files.tar.gz." >&2
fi
