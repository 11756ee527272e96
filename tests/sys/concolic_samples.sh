#!/bin/bash
# concolic_samples.sh - from each sample's seed, generation by generation, all that it says is found is found.
set -u
leafcc=$LEAF_BUILD_DIR/bin/leafcc
[ -x "$leafcc" ] || exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
status=0
clang=$(command -v clang-14 || command -v clang)

# The values of a key in a sample's head comment.
told() { sed -n "s|^ \* $1: ||p" "$2"; }

# Run all inputs of a generation, take their outputs as the next; stop when nothing new comes.
explore() {
	local program=$1 todo=$2 next seen=" " hash folder
	for _ in 1 2 3 4; do
		next=
		for input in $todo; do
			folder=$(mktemp -d -p "$work")
			{ LEAF_INPUT=$input LEAF_OUT=$folder "$program" "$input"; } >/dev/null 2>&1
			for new in "$folder"/*.bin; do
				[ -f "$new" ] || continue
				hash=$(sha1sum <"$new")
				case $seen in *"$hash"*) continue ;; esac
				seen="$seen$hash "
				next="$next $new"
				cp "$new" "$work/corpus/$(echo "$hash" | cut -c1-16)"
			done
		done
		[ -n "$next" ] || return
		todo=$next
	done
}

for source in "$LEAF_SOURCE_DIR"/samples/concolic/*.c; do
	name=$(basename "$source" .c)
	"$clang" -O1 -o native "$source" || exit 1
	for flags in "-O0" "-O2" "-O2 -fleaf-stage=early"; do
		rm -rf corpus
		mkdir corpus
		told seed "$source" | tr -d '\n' >corpus/seed
		# shellcheck disable=SC2086
		if ! "$leafcc" $flags -fleaf-verify -o woven "$source"; then
			echo "$name $flags: does not compile"
			status=1
			continue
		fi
		explore ./woven "$PWD/corpus/seed" 2>/dev/null
		crashed=no
		for input in corpus/*; do
			{ ./native "$input"; } 2>/dev/null || [ $? -lt 128 ] || crashed=yes
		done >said
		while read -r line; do
			grep -qxF "$line" said && continue
			echo "$name $flags: did not find '$line' ($(ls corpus | wc -l) inputs)"
			status=1
		done < <(told finds "$source")
		[ -z "$(told crashes "$source")" ] || [ $crashed = yes ] || { echo "$name $flags: no crash found"; status=1; }
	done
done
exit $status
