# SPDX-License-Identifier: MIT
# usage: zsh -f completion.zsh SCRIPT, with pufactl in the PATH: what is offered where.  The parts of
# zsh that would draw it say what they were given.
compadd() { print -rl -- ${@:#-*} }
_describe() { print -rl -- "${(@)${(@P)2}%%:*}" }
_directories() { print directories }
_files() { print files }
_hosts() { print hosts }
_message() { print -r -- "message ${@[-1]}" }
_values() { print -rl -- ${@[5,-1]} }
compset() { PREFIX=${PREFIX#*=} }
functions[_complete]="$(<$1)"
integer failed=0

offers() {
	local -a words=(pufactl ${(z)1}) said
	local PREFIX
	integer CURRENT
	[[ $1 != *' ' && -n $1 ]] || words+=('')
	CURRENT=$#words
	PREFIX=$words[-1]
	said=(${(f)"$(_complete)"})
	shift
	local want
	for want in "$@"; do
		if [[ $want == !* ]]; then
			(( ! ${said[(Ie)${want#!}]} )) && continue
		else
			(( ${said[(Ie)$want]} )) && continue
		fi
		print -r -- "FAILED: pufactl ${words[2,-1]}: $want, of: $said"
		failed=1
	done
}

for verb in ${${(f)"$(pufactl --completion)"}%% *}; do
	if [[ $verb == */* ]]; then
		offers "${verb%%/*} " ${verb#*/}
	else
		offers '' $verb
	fi
	offers "${verb/\// } --" --json --help
done
offers '' '!log/export'
offers 'log --' --follow --kind '!--sqlite'
offers 'log export --' --sqlite '!--follow'
offers '--config ' files
offers 'plan -c ' files
offers 'plan --config=' files
offers 'plan --playlists ' directories
offers 'status -H ' hosts
offers 'log --kind ' incident play
offers 'check ' files
offers 'log verify ' directories
offers 'when ' 'message EXPR'
offers 'incidents ' seen
offers 'incidents seen ' all
exit $failed
