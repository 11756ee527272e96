#!/bin/bash
# features_absent.sh - each feature builds alone, and a feature that is off has left no symbol behind.
set -euo pipefail
cd "$LEAF_SOURCE_DIR"
dir=$LEAF_BUILD_DIR/features
mkdir -p "$dir"
status=0

# look FEATURES PATTERN: build with FEATURES; PATTERN must not occur among the symbols.
look() {
	local features=$1 absent=$2 option build file
	local options=()
	for option in $features; do options+=("-D$option=ON"); done
	local name=${features:-none}
	build=$dir/${name// /-}
	{ cmake -S . -B "$build" -G Ninja -DCMAKE_C_COMPILER=gcc "${options[@]}" &&
		cmake --build "$build" -j 2 --target leaf_shared leaf_static; } >"$build.log" 2>&1 || { tail -n 30 "$build.log"; status=1; return; }
	for file in libleaf.a libleaf.so; do
		if nm "$build/$file" | awk '{ print $NF }' | grep -E -i "$absent"; then
			echo "'$file' built with '${features:-no feature}' has the symbols above"
			status=1
		fi
	done
}

# leaf_flame_write is always there; without the feature it says ENOSYS.
flame='^leaf__(sink_)?(flame|tree)(_|$)'
tracy='^leaf__(sink_)?tracy(_|$)'
look '' "$flame|$tracy"
look profile_flame "$tracy"
# Link-time optimization must not lose what assembly refers to.
look 'PROFILE_TRACY LEAF_LTO' "$flame"
exit $status
