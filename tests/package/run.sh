#!/bin/bash
# SPDX-License-Identifier: MIT
# usage: run.sh PACKAGE NEWER: the package in a minimal Debian root, and an upgrade to the other, which
# is the same with a higher version.  Exit status 77: there is no way to try it here.
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
package=$(readlink -f "$1")
newer=$(readlink -f "$2")

. "$here/../vm/debian.sh"

if [ "$(id -u)" -ne 0 ]; then
	echo "run.sh: a root can only be made as root" >&2
	exit 77
fi

hook='cp "$PACKAGE" "$NEWER" "$INSIDE" "$1/srv/" &&
chroot "$1" sh /srv/inside.sh "/srv/${PACKAGE##*/}" "/srv/${NEWER##*/}"'
status=0
PACKAGE=$package NEWER=$newer INSIDE=$here/inside.sh timeout 170 \
	mmdebstrap --quiet --mode=root --variant=apt --format=null "${options[@]}" \
	--aptopt='Acquire::Languages "none"' --customize-hook="$hook" \
	"$release" - "${sources[@]}" || status=$?
[ $status -eq 0 ] || reachable >/dev/null || exit 77
exit $status
