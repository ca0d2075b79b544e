#!/bin/sh
# Says which files and functions are over the budget of 500 and 60 lines.  It prints; it never fails.
# usage: sizes.sh SOURCE-DIR
cd "$1" || exit 2
find include daemon drivers tests -name '*.[ch]' -print | sort | while read -r f; do
	awk -v f="$f" '
		/^[a-zA-Z_].*\)$/ { name = $0; start = 0 }
		/^\{/ { start = NR }
		/^\}/ && start { if (NR - start > 61) print f ":" start ": " NR - start - 1 " lines: " name; start = 0 }
		END { if (NR > 500) print f ": " NR " lines" }' "$f"
done
