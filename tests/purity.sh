#!/bin/sh
# The schedule floor may call nothing but arithmetic, memory and strings of libc, and those functions
# of libm that sunrise and sunset need: of their arguments alone, too.
# usage: purity.sh ARCHIVE
set -eu
allowed='^(mem(cpy|move|set|cmp|chr)|str(len|cmp|ncmp|chr|rchr|n?len)|calloc|malloc|realloc|free|qsort|bsearch|sin|cos|sincos|atan2|floor|__popcountdi2|__stack_chk_fail|__(asan|ubsan|tsan|sanitizer)_.*|_+GLOBAL_.*)$'
nm "$1" | awk 'NF >= 2 && $(NF-1) ~ /^[TDBRVW]$/ { print $NF }' | sort -u >"${TMPDIR:-/tmp}/defined.$$"
trap 'rm -f "${TMPDIR:-/tmp}/defined.$$"' EXIT
bad=$(nm -u "$1" | awk '$1 == "U" { print $2 }' | sort -u |
	grep -vxFf "${TMPDIR:-/tmp}/defined.$$" | grep -vE "$allowed" || true)
[ -z "$bad" ] && exit 0
echo "the schedule floor calls:" $bad
exit 1
