#compdef pufactl
# SPDX-License-Identifier: MIT
# Completion of pufactl for zsh: verbs from the program's own table, and what options and words they
# take from its help.

# What may follow an option, by the word that stands for it in the help.
_pufactl_value() {
	case $1=$2 in
		*=DIR) _directories ;;
		*=FILE) _files ;;
		*=USER@HOST) _hosts ;;
		--kind=*) _values -s , kind clock damage dark day gap incident lost missed play \
			recovered set start stop text ;;
		*) _message -e value "$2: $3" ;;
	esac
}

_pufactl_words() {
	case $1 in
		incidents)
			if [[ ${words[CURRENT-1]} == incidents ]]; then
				compadd -- seen
			else
				compadd -- all
			fi
			;;
		*)
			case $2 in
				*DIR*) _directories ;;
				*(FILE|PATH|PROFILE)*) _files ;;
				*) _message -e word "${2:-nothing more}" ;;
			esac
			;;
	esac
}

_pufactl() {
	setopt local_options extended_glob
	local -a table lines said
	local verb word line previous=${words[CURRENT-1]}

	table=(${(f)"$(pufactl --completion 2>/dev/null)"})
	(( $#table )) || return 1
	for word in ${words[2,CURRENT-1]}; do
		if [[ -n $verb ]]; then
			[[ -z ${(M)table:#$verb/${(b)word} *} ]] || verb+=/$word
		elif [[ -n ${(M)table:#${(b)word} *} ]]; then
			verb=$word
		fi
	done
	lines=(${(f)"$(pufactl ${(s:/:)verb} --help 2>/dev/null)"})

	if [[ $PREFIX == --*=* ]]; then
		previous=${PREFIX%%=*}
		compset -P '*='
	fi
	for line in $lines; do
		[[ $line =~ '^  (-(.), |    )--([a-z-]+)( ([A-Z][^ ]*))? +(.*)$' ]] || continue
		if [[ -n $match[5] && ( $previous == --$match[3] || $previous == -$match[2] ) ]]; then
			_pufactl_value --$match[3] $match[5] $match[6]
			return
		fi
		said+=("--$match[3]:${match[5]:+$match[5]: }$match[6]")
	done
	if [[ $PREFIX == -* ]]; then
		_describe option said
		return
	fi

	# What may come as a second word of a verb, or the verb itself.
	said=()
	for word in ${${table%% *}:#*/*/*}; do
		if [[ -z $verb && $word != */* ]]; then
			line=${(M)lines:#  $word *}
			said+=("$word:${${line#  $word}## #}")
		elif [[ -n $verb && $previous == $verb && $word == $verb/* ]]; then
			said+=(${word#*/})
		fi
	done
	if (( $#said )); then
		_describe verb said
		return
	fi
	[[ -z $verb ]] || _pufactl_words $verb ${${${lines[1]#pufactl ${verb/\// }}%%: *}# }
}

_pufactl "$@"
