# SPDX-License-Identifier: MIT
# Completion of pufactl for bash, from the program's own table of verbs and options.

_pufactl()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
	local table word verb= options

	table=$(pufactl --completion 2>/dev/null) || return
	COMPREPLY=()

	case $previous in
	--by)
		mapfile -t COMPREPLY < <(compgen -W "board law month node" -- "$current")
		return
		;;
	--format)
		mapfile -t COMPREPLY < <(compgen -W "csv json markdown text" -- "$current")
		return
		;;
	--log | --profiles | --playlists)
		mapfile -t COMPREPLY < <(compgen -d -- "$current")
		return
		;;
	-c | --config | -o | --output | --csv | --hosts | --sqlite | --svg)
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
		;;
	-H | --host)
		mapfile -t COMPREPLY < <(compgen -A hostname -- "$current")
		return
		;;
	--kind)
		mapfile -t COMPREPLY < <(compgen -W "clock damage dark day gap incident lost missed order \
			play recovered set start stop text" -- "$current")
		return
		;;
	--urgency)
		mapfile -t COMPREPLY < <(compgen -W "1 2 3" -- "$current")
		return
		;;
	--address | --addresses | --articles | --at | --baud | --board | --boards | --count | --for | --from | --ics | \
		--law | --lines | -n | --notice | --profile | --protocol | --revision | --since | --timeout | --to | --until | --year)
		return
		;;
	esac

	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		if [[ -n $verb ]]; then
			! grep -q "^$verb/$word " <<<"$table" || verb+=/$word
		elif grep -q "^$word " <<<"$table"; then
			verb=$word
		fi
	done
	if [[ $current == -* ]]; then
		options=$(awk -v verb="$verb" '$1 == verb || verb == "" { for (i = 2; i <= NF; i++) print $i }' \
			<<<"$table" | sort -u)
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
	elif [[ -z $verb ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(awk '$1 !~ "/" { print $1 }' <<<"$table")" -- "$current")
	elif grep -q "^$verb/" <<<"$table"; then
		mapfile -t COMPREPLY < <(compgen -W "$(sed -n "s:^$verb/\([^ ]*\) .*:\1:p" <<<"$table")" -- "$current")
	elif [[ $verb == log/verify ]]; then
		mapfile -t COMPREPLY < <(compgen -d -- "$current")
	elif [[ $verb == check || $verb == diff || $verb == fit || $verb == encode || $verb == export || $verb == import || $verb == import-holidays ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	elif [[ $verb == notice/clear && $previous == clear ]]; then
		mapfile -t COMPREPLY < <(compgen -W all -- "$current")
	elif [[ $verb == incidents && $previous == incidents ]]; then
		mapfile -t COMPREPLY < <(compgen -W seen -- "$current")
	elif [[ $verb == incidents && $previous == seen ]]; then
		mapfile -t COMPREPLY < <(compgen -W all -- "$current")
	fi
}

complete -o filenames -F _pufactl pufactl
