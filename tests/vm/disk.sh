#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: disk.sh BASE.tar TREE... OUT: a disk of the base with the trees laid over it, installed as
# the README says, and its kernel: OUT/disk, OUT/kernel, OUT/initrd.  As root, or under fakeroot.
set -eu
base=$1
shift
for out; do :; done
root=$(mktemp -d "$out/root.XXXXXX")
trap 'rm -rf "$root"' EXIT

tar -xf "$base" -C "$root" --exclude './dev/*'
while [ $# -gt 1 ]; do
	cp -R --preserve=mode,links "$1/." "$root/"
	shift
done
cp -L "$root"/vmlinuz "$out/kernel"
cp -L "$root"/initrd.img "$out/initrd"

echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
echo gateway >"$root/etc/hostname"
echo '/dev/vda / ext4 defaults 0 1' >"$root/etc/fstab"
systemd-sysusers --root="$root"
systemctl --quiet --root="$root" enable vm-agent vm-network pufa
systemctl --quiet --root="$root" mask serial-getty@ttyS0.service getty@tty1.service
# Room for what the machine writes; the file is sparse.
mke2fs -q -t ext4 -L root -d "$root" "$out/disk" 1500M
