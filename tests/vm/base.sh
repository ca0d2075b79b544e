#!/bin/bash
# SPDX-License-Identifier: MIT
# usage: base.sh OUT.tar PACKAGE...: a minimal Debian 12 with the packages, from the sources of
# Debian that this machine uses itself.  Exit status 77: they can not be reached.
set -euo pipefail
out=$1
shift

. "$(dirname "$(readlink -f "$0")")/debian.sh"

# What is never read there, and drivers of what the machine has not got.
for path in share/man share/doc share/locale share/info; do
	options+=(--dpkgopt="path-exclude=/usr/$path/*")
done
for path in sound drivers/{gpu,media,infiniband,staging,iio,hwmon,mtd,isdn} \
	drivers/net/{wireless,ethernet}; do
	options+=(--dpkgopt="path-exclude=/lib/modules/*/kernel/$path/*")
done

# The initrd: what mounts the disk, and no more.
initrd='mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"
printf "MODULES=list\nCOMPRESS=gzip\n" >"$1/etc/initramfs-tools/conf.d/vm"
printf "virtio_pci\nvirtio_blk\next4\n" >"$1/usr/share/initramfs-tools/modules.d/vm"'

mmdebstrap --quiet --variant=required --format=tar "${options[@]}" \
	--aptopt='Acquire::Languages "none"' --essential-hook="$initrd" \
	--include="$(IFS=,; echo "$*")" "$release" "$out.new" "${sources[@]}" || {
	rm -f "$out.new"
	reachable || exit 77
	exit 1
}
mv "$out.new" "$out"
