#!/bin/bash
# install_copy.sh - programs outside the tree build and run against an installed copy of Leaf.
#
# C and C++17, through pkg-config and through CMake, with the shared and with the static library.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$LEAF_SOURCE_DIR/tests/install
prefix=$work/usr

cmake --install "$LEAF_BUILD_DIR" --prefix "$prefix" >"$work/log"
for file in lib/*/libleaf.so.0 lib/*/libleaf.a lib/*/pkgconfig/leaf.pc lib/*/cmake/leaf/leafConfig.cmake; do
	ls "$prefix"/${file/\*\//} >/dev/null 2>&1 || ls "$prefix"/$file >/dev/null
done
lib=$(dirname "$(ls "$prefix"/lib/libleaf.so "$prefix"/lib/*/libleaf.so 2>/dev/null | head -n 1)")

# Only headers under include/leaf/ are installed.
other=$(find "$prefix/include" -type f ! -path "$prefix/include/leaf/*" 2>/dev/null || true)
[ -z "$other" ] || { echo "headers outside include/leaf: $other"; exit 1; }

# Everything that the shared library exports is in a public header.
for name in $(nm -D --defined-only "$lib/libleaf.so" | awk '{ sub("@.*", "", $3); print $3 }' | grep -v '^LEAF_0'); do
	grep -q -r -w "$name" "$prefix/include/leaf" || { echo "exported, but in no public header: $name"; exit 1; }
done

cp "$here"/user_program.c "$here"/user_program.cc "$work"
cd "$work"
export PKG_CONFIG_PATH=$lib/pkgconfig

# try WHAT COMMAND…: the program ran and said what it should.
try() {
	local what=$1
	shift
	LEAF_LOG=trace "$@" >out 2>err || { cat out err; echo "$what: failed"; exit 1; }
	grep -q '^user program done$' out || { cat out err; echo "$what: unexpected output"; exit 1; }
	grep -q '::outside number=41$' err || { cat out err; echo "$what: no span in the log"; exit 1; }
	echo "$what: fine"
}

flags=$(pkg-config --cflags leaf)
shared=$(pkg-config --libs leaf)
static=$(pkg-config --static --libs leaf)
for compiler in gcc clang; do
	$compiler -Wall -Wextra -Werror $flags user_program.c -o c_shared $shared
	$compiler -Wall -Wextra -Werror $flags user_program.c -o c_static -Wl,-Bstatic $static -Wl,-Bdynamic
	try "$compiler, pkg-config, shared" env LD_LIBRARY_PATH="$lib" ./c_shared
	try "$compiler, pkg-config, static" ./c_static
done
for compiler in g++ clang++; do
	$compiler -std=c++17 -Wall -Wextra -Werror $flags user_program.cc -o cc_shared $shared
	try "$compiler, pkg-config, shared" env LD_LIBRARY_PATH="$lib" ./cc_shared
done
gcc $flags user_program.c -o all_static -static $static
try "gcc, fully static" ./all_static

cp "$here/user_package.cmake" CMakeLists.txt
unset CMAKE_C_COMPILER_LAUNCHER CMAKE_CXX_COMPILER_LAUNCHER # ccache makes paths relative
cmake -S . -B build -G Ninja -DCMAKE_PREFIX_PATH="$prefix" >>log
cmake --build build >>log || { cat log; exit 1; }
for program in c_shared c_static cc_shared cc_static; do
	try "CMake, $program" "build/$program"
	grep -qE '^ user_program\.cc?::outside number=41$' err || { cat err; echo "CMake, $program: the target is not below the source folder"; exit 1; }
done
