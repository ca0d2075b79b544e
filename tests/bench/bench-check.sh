#!/bin/bash
# How long `pufactl check` takes over 10,000 messages: the median of seven runs.
# usage: bench-check.sh BUILD-DIR
set -euo pipefail
here=$(dirname "$(readlink -f "$0")")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

mkdir "$dir/playlists"
cat >"$dir/pufa.cfg" <<END
site = { name = "bench"; filler = "many"; clock = "system"; };
lines = ( { name = "wire"; serial = "/dev/ttyS1"; baud = 9600; framing = "8N1"; } );
boards = ( { name = "board"; line = "wire"; address = 1; profile = "modbus-gbk-2x8"; } );
END
awk 'BEGIN {
	print "playlist = { name = \"many\"; title = \"多\"; law = \"中华人民共和国民法典\"; };\nmessages = ("
	for (i = 1; i <= 10000; i++)
		printf "  { article = \"%d\"; text = \"第%d号提示，法律面前人人平等\"; }%s\n", i % 1000 + 1, i, i < 10000 ? "," : ""
	print ");"
}' >"$dir/playlists/many.cfg"

TIMEFORMAT=%R
for _ in 1 2 3 4 5 6 7; do
	{ time "$1/pufactl" check --profiles "$here/../../drivers/profiles" "$dir/pufa.cfg" \
		>"$dir/said" 2>&1; } 2>>"$dir/times" || { cat "$dir/said" >&2; exit 1; }
done
sort -n "$dir/times" | awk 'NR == 4 { printf "check of 10,000 messages: %s s (median of 7)\n", $1 }'
