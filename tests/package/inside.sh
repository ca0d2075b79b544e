#!/bin/sh
# SPDX-License-Identifier: MIT
# usage: inside.sh PACKAGE NEWER, as root in a Debian root without a service manager: what an
# administrator does with the package, from the first installation to the purge.
set -eu
package=$1
newer=$2
export DEBIAN_FRONTEND=noninteractive LC_ALL=C.UTF-8
work=$(mktemp -d /srv/work.XXXXXX)
failed=0
wanted=/etc/systemd/system/multi-user.target.wants/pufa.service

check() {
	what=$1
	shift
	if "$@" >"$work/said" 2>&1; then
		echo "ok: $what"
	else
		echo "FAILED: $what" >&2
		cat "$work/said" >&2
		failed=1
	fi
}

is() {
	[ "$1" = "$2" ] || { echo "is '$1', should be '$2'"; return 1; }
}

without() {
	! "$@"
}

# What dpkg, apt and the user database keep of every package is theirs.
files() {
	find / -xdev \( -path /proc -o -path /sys -o -path /dev -o -path /run -o -path /srv -o -path /tmp \
		-o -path /var/lib/dpkg -o -path /var/lib/apt -o -path /var/cache -o -path /var/log \) -prune \
		-o -printf '%M %u:%g %p\n' | grep -vE ' /etc/(passwd|group|shadow|gshadow)-?$| /etc/\.pwd\.lock$' |
		sort
}

modes() {
	dpkg -L pufa | while read -r path; do
		stat -c '%A %U:%G %n' "$path"
	done | grep -vE '^(drwxr-xr-x|-rw-r--r--) root:root |^-rwxr-xr-x root:root /usr/s?bin/pufa'
}

state() {
	dpkg-query -W -f '${db:Status-Status} ${Version}' pufa
}

version() {
	dpkg-deb -f "$1" Version
}

# The service as its user on the bus, by the policy that was installed.  Whoever started the bus and
# the service ends them.
on_the_bus() {
	mkdir -p /run/dbus
	dbus-daemon --system --fork --print-pid=3 3>"$work/bus.pid"
	mkdir -p /run/pufa && chown pufa:pufa /run/pufa
	setpriv --reuid pufa --regid pufa --init-groups env RUNTIME_DIRECTORY=/run/pufa \
		STATE_DIRECTORY=/var/lib/pufa /usr/sbin/pufad >"$work/pufad.log" 2>&1 &
	pufad=$!
	tries=0
	until pufactl status >"$work/status" 2>&1 || [ $tries -ge 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	check "pufad runs as its user, and answers" grep -q south-gate "$work/status"
	check "anybody may ask it" setpriv --reuid nobody --regid nogroup --clear-groups pufactl status
	check "nobody may change it" without setpriv --reuid nobody --regid nogroup --clear-groups \
		pufactl reload
	# The bus asks the user database who is in the group.
	useradd -r -M -g nogroup -G pufa operator
	check "the group pufa may" setpriv --reuid operator --regid nogroup --init-groups pufactl reload
	userdel operator
	kill "$pufad"
	wait "$pufad" || true
	kill "$(cat "$work/bus.pid")"
	check "it keeps its log" ls /var/lib/pufa/log
	rm -rf /run/dbus /run/pufa
}

# What it depends on, and nothing else; then dpkg has no objection.
apt-get satisfy -qq -y --no-install-recommends "$(dpkg-deb -f "$package" Depends)" >"$work/apt" 2>&1 || {
	cat "$work/apt" >&2
	exit 1
}
systemd-tmpfiles --create >/dev/null 2>&1 || true
files >"$work/before"

check "it installs" dpkg -i "$package"
check "it is installed" is "$(state)" "installed $(version "$package")"
check "files are root's, and nobody else writes them" without modes
check "the site's directory" is "$(stat -c '%a %U:%G' /etc/pufa)" "755 root:root"
check "the state's directory" is "$(stat -c '%a %U:%G' /var/lib/pufa)" "750 pufa:pufa"
check "its user opens serial ports" is "$(id -nG pufa | tr ' ' '\n' | sort | xargs)" "dialout pufa"
check "without a site it is not enabled" without [ -e $wanted ]
check "it knows its makes, playlists and calendar" \
	pufactl check --at 2026-06-01 /usr/share/doc/pufa/examples/pufa.cfg
check "its words are in the journal's catalogue" \
	sh -c 'journalctl --list-catalog 1df2bb9f7b61470da1f3b488d01917fa | grep -q pufa -i'
for page in man1/pufactl.1 man5/pufa.cfg.5 man7/pufa-calendar.7 man7/pufa-field.7 man8/pufad.8; do
	check "page $page" gzip -t /usr/share/man/$page.gz
done
for shell in bash-completion/completions/pufactl zsh/vendor-completions/_pufactl; do
	check "completion $shell" test -s /usr/share/$shell
done
check "pufad says what is missing" sh -c 'pufad 2>&1 | grep -q "/etc/pufa/pufa.cfg"'

# The operator's own.
sed 's/civil-code/宪法/; s/"ntp"/"system"/; s/filler =/clock = "system"; filler =/' \
	/usr/share/doc/pufa/examples/pufa.cfg | sed 's/宪法/constitution/' >/etc/pufa/pufa.cfg
cp -R /usr/share/pufa/playlists /etc/pufa/playlists
echo '# 我们自己改的' >>/etc/pufa/playlists/constitution.cfg
rm /etc/pufa/playlists/criminal-law.cfg
cp /usr/share/pufa/playlists/criminal-law.cfg /etc/pufa/playlists/our-criminal-law.cfg
check "a site of its own" pufactl check --at 2026-06-01
check "it is enabled" systemctl enable pufa
on_the_bus
find /etc/pufa /var/lib/pufa -type f -exec sha256sum {} + | sort >"$work/ours"
ours() {
	find /etc/pufa /var/lib/pufa -type f -exec sha256sum {} + | sort | diff "$work/ours" -
}

check "an upgrade" dpkg -i "$newer"
check "it is the newer one" is "$(state)" "installed $(version "$newer")"
check "what the operator wrote is as it was" ours
check "it is enabled as before" [ -e $wanted ]

check "a removal" dpkg -r pufa
check "programs are gone" without [ -e /usr/sbin/pufad ]
check "a removal keeps what the operator wrote, and the log" ours

check "it comes back" dpkg -i "$newer"
check "with what was there" ours
check "and enabled" [ -e $wanted ]
check "its files are right again" pufactl check --at 2026-06-01

check "a purge" dpkg -P pufa
files >"$work/after"
check "a purge leaves nothing" diff "$work/before" "$work/after"
check "dpkg knows nothing of it" without dpkg-query -W pufa

# A machine that runs: its service manager writes down what it is asked.
mkdir -p /run/systemd/system /etc/pufa
mv /usr/sbin/policy-rc.d "$work/policy" 2>/dev/null || true
cat >/usr/local/bin/systemctl <<END
#!/bin/sh
echo "\$*" >>$work/asked
END
chmod 755 /usr/local/bin/systemctl
asked() {
	grep -qx -- "$1" "$work/asked" || { cat "$work/asked"; return 1; }
	rm "$work/asked"
}
check "while it runs" dpkg -i "$package"
check "an upgrade then" dpkg -i "$newer"
check "starts it anew" asked ".*restart .*pufa.service.*"
check "a removal then" dpkg -r pufa
check "stops it" asked ".*stop .*pufa.service.*"
rm -r /usr/local/bin/systemctl /run/systemd
mv "$work/policy" /usr/sbin/policy-rc.d 2>/dev/null || true
check "a purge after it" dpkg -P pufa
files >"$work/after"
check "that leaves nothing" diff "$work/before" "$work/after"

# An image's: the site is there before the package.
mkdir -p /etc/pufa
cp "$work/ours" /etc/pufa/pufa.cfg
check "onto a site that is there" dpkg -i "$package"
check "it is enabled at once" [ -e $wanted ]
check "a purge without a removal before it" dpkg -P pufa
files >"$work/after"
check "that leaves nothing either" diff "$work/before" "$work/after"
rm -rf "$work"
exit $failed
