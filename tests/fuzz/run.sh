#!/bin/sh
# Runs every fuzz target over its seeds and then for SECONDS more.
# usage: run.sh BUILD-DIR SECONDS
set -eu
here=$(dirname "$(readlink -f "$0")")
for target in "$1"/tests/fuzz-*; do
	name=${target##*/fuzz-}
	scratch=$(mktemp -d)
	seeds=$here/$name
	[ -d "$seeds" ] || seeds=
	# shellcheck disable=SC2086
	"$target" -max_total_time="$2" -timeout=10 -rss_limit_mb=1024 -print_final_stats=0 \
		-verbosity=0 -artifact_prefix="$PWD/" "$scratch" $seeds
	echo "fuzz-$name: clean"
	rm -rf "$scratch"
done
