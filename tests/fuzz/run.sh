#!/bin/bash
# SPDX-License-Identifier: MIT
# Runs fuzz targets over their seeds and then for SECONDS more, as many at a time as there are
# processors, and prints a table.  What a target finds is kept in BUILD-DIR/found.
# usage: run.sh BUILD-DIR SECONDS [NAME...]
set -uo pipefail
here=$(dirname "$(readlink -f "$0")")
row='%-16s %12s %9s %9s %7s  %s\n'

# The last number after a word in a log of libFuzzer.
figure() {
	grep -o "$1 *[0-9][0-9]*" "$2" | tail -n 1 | grep -o '[0-9]*$'
}

# One target: its row, and below it whatever has to be looked at.
run_one() {
	local target=$1 seconds=$2 found=$3 name=${1##*/fuzz-} seeds scratch log code verdict=clean file
	seeds=$here/$name
	scratch=$(mktemp -d)
	log=$scratch/log
	mkdir "$scratch/corpus"
	if [ ! -d "$seeds" ]; then
		# shellcheck disable=SC2059
		printf "$row" "$name" - - - - "NO SEEDS: $seeds is missing"
		rm -rf "$scratch"
		return 1
	fi
	timeout $((seconds + 300)) "$target" -max_total_time="$seconds" -timeout=10 \
		-rss_limit_mb=1024 -print_final_stats=1 -artifact_prefix="$found/$name-" \
		"$scratch/corpus" "$seeds" >"$log" 2>&1
	code=$?
	[ "$code" -eq 0 ] || verdict="FAILED, exit code $code"
	# shellcheck disable=SC2059
	printf "$row" "$name" "$(figure number_of_executed_units: "$log")" "$(figure cov: "$log")" \
		"$(figure ft: "$log")" "$(figure corp: "$log")" "$verdict"
	if [ "$code" -ne 0 ]; then
		grep -v '^#[0-9]' "$log" | grep -v '^stat::' | head -n 60
		for file in "$found/$name"-*; do
			[ ! -f "$file" ] || printf 'to see it again: %s %s\n' "$target" "$file"
		done
	fi
	rm -rf "$scratch"
	[ "$code" -eq 0 ]
}

if [ "$1" = --one ]; then
	run_one "$2" "$3" "$4"
	exit
fi

build=$1 seconds=$2
shift 2
if [ $# -gt 0 ]; then
	targets=("${@/#/$build/tests/fuzz-}")
else
	targets=("$build"/tests/fuzz-*)
fi
found=$build/found
rm -rf "$found"
mkdir -p "$found"

# shellcheck disable=SC2059
printf "$row" target executions edges features corpus verdict
printf '%s\0' "${targets[@]}" |
	xargs -0 -P "$(nproc)" -I '{}' "$0" --one '{}' "$seconds" "$found" || exit 1
echo "${#targets[@]} fuzz targets, $seconds s each: all clean"
