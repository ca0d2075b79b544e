#!/bin/bash
# SPDX-License-Identifier: MIT
# usage: base.sh OUT.tar PACKAGE...: a minimal Debian 12 with the packages, from the sources of
# Debian that this machine uses itself.  Exit status 77: they can not be reached.
set -euo pipefail
out=$1
shift

release=$(. /etc/os-release && echo "$VERSION_CODENAME")
debian_sources() {
	apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		awk '$1 == "Debian" { print "deb", $2, $3, $4 }' | sort -u
}
mapfile -t sources < <(debian_sources)
if [ ${#sources[@]} -eq 0 ] && [ "$(id -u)" -eq 0 ]; then
	apt-get update -q >/dev/null
	mapfile -t sources < <(debian_sources)
fi
if [ ${#sources[@]} -eq 0 ]; then
	echo "base.sh: this machine has no lists of Debian's packages; apt-get update" >&2
	exit 1
fi

options=()
# What is never read there, and drivers of what the machine has not got.
for path in share/man share/doc share/locale share/info; do
	options+=(--dpkgopt="path-exclude=/usr/$path/*")
done
for path in sound drivers/{gpu,media,infiniband,staging,iio,hwmon,mtd,isdn} \
	drivers/net/{wireless,ethernet}; do
	options+=(--dpkgopt="path-exclude=/lib/modules/*/kernel/$path/*")
done
# How this machine reaches its sources.
while IFS= read -r option; do
	options+=(--aptopt="$option")
done < <(apt-config dump | grep -E '^Acquire::(https?::Proxy |Check-)' || true)

# The initrd: what mounts the disk, and no more.
initrd='mkdir -p "$1/etc/initramfs-tools/conf.d" "$1/usr/share/initramfs-tools/modules.d"
printf "MODULES=list\nCOMPRESS=gzip\n" >"$1/etc/initramfs-tools/conf.d/vm"
printf "virtio_pci\nvirtio_blk\next4\n" >"$1/usr/share/initramfs-tools/modules.d/vm"'

# Is it we, or the network?
reachable() {
	local empty
	empty=$(mktemp -d)
	trap 'rm -rf "$empty"' RETURN
	mkdir -p "$empty/lists/partial" "$empty/cache/archives/partial"
	printf '%s\n' "${sources[@]}" >"$empty/sources"
	apt-get update -q --error-on=any -o Dir::Etc::SourceList="$empty/sources" \
		-o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$empty/lists" \
		-o Dir::Cache="$empty/cache" -o APT::Sandbox::User=""
}

mmdebstrap --quiet --variant=required --format=tar "${options[@]}" \
	--aptopt='Acquire::Languages "none"' --essential-hook="$initrd" \
	--include="$(IFS=,; echo "$*")" "$release" "$out.new" "${sources[@]}" || {
	rm -f "$out.new"
	reachable || exit 77
	exit 1
}
mv "$out.new" "$out"
