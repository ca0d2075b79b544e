#!/bin/sh
# An upper floor may include a lower one, never the reverse; every include is written from the root.
# usage: floors.sh SOURCE-DIR
cd "$1" || exit 2
bad=0

# folder, and the project's headers that it may include
while read -r folder allowed; do
	found=$(grep -rnE '^#[[:space:]]*include[[:space:]]+"' "$folder" --include='*.[ch]' |
		grep -vE "\"($allowed)[^\"]*\"")
	if [ -n "$found" ]; then
		echo "$found"
		bad=1
	fi
done <<END
include pufa/
daemon/schedule pufa/|schedule/
daemon/config pufa/|schedule/|config/
daemon/playlog pufa/|schedule/|playlog/
drivers pufa/|[a-z_]+[.]h
daemon/service pufa/|schedule/|config/|playlog/|service/
daemon/cli pufa/|schedule/|config/|playlog/|cli/
END

threads=$(grep -rlE '^#include <(pthread|threads)[.]h>' daemon drivers include | grep -v '^daemon/service/worker.c$')
clock=$(grep -rlE 'CLOCK_REALTIME|gettimeofday|[^_a-z]time\(NULL\)' daemon drivers include --include='*.[ch]' |
	grep -vE '^daemon/(service/clock\.[ch]|cli/)')
[ -n "$threads" ] && echo "threads outside the worker: $threads" && bad=1
[ -n "$clock" ] && echo "the wall clock read outside the clock: $clock" && bad=1
exit $bad
