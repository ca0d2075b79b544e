# SPDX-License-Identifier: MIT
# Completion of pufactl for bash, from the program's own table of verbs and options.

_pufactl()
{
	local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
	local table word verb= options

	table=$(pufactl --completion 2>/dev/null) || return
	COMPREPLY=()

	case $previous in
	--profiles | --playlists)
		mapfile -t COMPREPLY < <(compgen -d -- "$current")
		return
		;;
	-c | --config | -o | --output)
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
		return
		;;
	-H | --host)
		mapfile -t COMPREPLY < <(compgen -A hostname -- "$current")
		return
		;;
	--address | --addresses | --articles | --at | --baud | --count | --for | --from | --ics | --law | --notice | --profile | --protocol | --revision | --to | --year)
		return
		;;
	esac

	for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
		if grep -q "^$word " <<<"$table"; then
			verb=$word
			break
		fi
	done
	if [[ $current == -* ]]; then
		options=$(awk -v verb="$verb" '$1 == verb || verb == "" { for (i = 2; i <= NF; i++) print $i }' \
			<<<"$table" | sort -u)
		mapfile -t COMPREPLY < <(compgen -W "$options" -- "$current")
	elif [[ -z $verb ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$(awk '{ print $1 }' <<<"$table")" -- "$current")
	elif [[ $verb == check || $verb == fit || $verb == encode || $verb == import || $verb == import-holidays ]]; then
		mapfile -t COMPREPLY < <(compgen -f -- "$current")
	elif [[ $verb == incidents && $previous == incidents ]]; then
		mapfile -t COMPREPLY < <(compgen -W seen -- "$current")
	elif [[ $verb == incidents && $previous == seen ]]; then
		mapfile -t COMPREPLY < <(compgen -W all -- "$current")
	fi
}

complete -o filenames -F _pufactl pufactl
