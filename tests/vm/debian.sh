# SPDX-License-Identifier: MIT
# Sourced by what makes a Debian root with mmdebstrap, from the sources of Debian that this machine
# uses itself.  Sets release, sources, and options, those by which it reaches them.

release=$(. /etc/os-release && echo "$VERSION_CODENAME")
debian_sources() {
	apt-get indextargets --format '$(ORIGIN) $(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
		awk '$1 == "Debian" { print "deb", $2, $3, $4 }' | sort -u
}
mapfile -t sources < <(debian_sources)
if [ ${#sources[@]} -eq 0 ] && [ "$(id -u)" -eq 0 ]; then
	apt-get update -q >/dev/null
	mapfile -t sources < <(debian_sources)
fi
if [ ${#sources[@]} -eq 0 ]; then
	echo "${0##*/}: this machine has no lists of Debian's packages; apt-get update" >&2
	exit 1
fi

options=()
while IFS= read -r option; do
	options+=(--aptopt="$option")
done < <(apt-config dump | grep -E '^Acquire::(https?::Proxy |Check-)' || true)

# Is it we, or the network?
reachable() {
	local empty
	empty=$(mktemp -d)
	trap 'rm -rf "$empty"' RETURN
	mkdir -p "$empty/lists/partial" "$empty/cache/archives/partial"
	printf '%s\n' "${sources[@]}" >"$empty/sources"
	apt-get update -q --error-on=any -o Dir::Etc::SourceList="$empty/sources" \
		-o Dir::Etc::SourceParts=/dev/null -o Dir::State::Lists="$empty/lists" \
		-o Dir::Cache="$empty/cache" -o APT::Sandbox::User=""
}
