#!/bin/bash
# What a running pufad with five boards takes: memory, and how often it wakes up.
# usage: bench-daemon.sh PID
set -euo pipefail
span=30

switches() {
	cat /proc/"$1"/task/*/status | awk '/^voluntary_ctxt/ { n += $2 } END { print n }'
}

before=$(switches "$1")
cpu=$(awk '{ print $14 + $15 }' "/proc/$1/stat")
sleep "$span"
after=$(switches "$1")
cpu=$(($(awk '{ print $14 + $15 }' "/proc/$1/stat") - cpu))

awk '/^VmRSS|^RssAnon|^RssFile/ { printf "pufad, five boards: %s %.1f MiB\n", $1, $2 / 1024 }' "/proc/$1/status"
echo "pufad, five boards: $((after - before)) wake-ups of all threads and $cpu ticks of CPU in $span s"
