#!/bin/bash
# build_ways.sh - under `leaf build` every way to call a compiler sees the header and links the library.
set -u
[ -n "$LEAF_SANITIZE" ] && exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/a tree" && cd "$work/a tree" || exit 1
export DISTCC_HOSTS=localhost DISTCC_DIR=$work/distcc
unset "${!LEAF_LOG@}" CC CFLAGS C_INCLUDE_PATH COMPILER_PATH LD_RUN_PATH
status=0
passed=0

cat >main.c <<'END'
#include <stdio.h>
#include <stdlib.h>
int add(int, int);
int main(int argc, char **argv)
{
	printf("%d\n", add(argc, atoi(argv[argc - 1])));
	return 0;
}
END
printf 'int add(int, int);\nint add(int a, int b)\n{\n\treturn a + b;\n}\n' >add.c
printf 'extern "C" int add(int, int);\nint main() { return add(2, 5) - 7; }\n' >user.cc
git init -q . && git add . && leaf instrument fix >/dev/null

# what the program logs: way KIND WANTED COMMANDS builds it and compares; KIND is what -v says of the program
way() {
	local kind=$1 wanted=$2 got
	rm -rf prog ./*.o ./*.a ./*.so rsp
	if ! leaf build -v -- sh -ec "$3" >said 2>&1; then
		echo "$3: failed"
		cat said
		status=1
		return
	fi
	grep -q "/prog: $kind" said || { echo "$3: is not said to be '$kind'"; cat said; status=1; }
	got=$(LEAF_LOG=trace LEAF_LOG_FORMAT=timer=off LEAF_FLAME=off ./prog 5 2>&1 | sed 's/0x[0-9a-f]*/P/' | tr '\n' ';')
	if [ "$got" = "$wanted" ]; then
		passed=$((passed + 1))
	else
		echo "$3: printed '$got'"
		status=1
	fi
}
both=" main::main argc=2, argv=P;   add::add a=2, b=5;7;"
shared="linked with Leaf's shared library"
static="linked with Leaf's static library"

for cc in gcc clang cc c99 c89 gcc-12 x86_64-linux-gnu-gcc x86_64-linux-gnu-gcc-12 clang-14 "ccache gcc"; do
	# shellcheck disable=SC2086
	set -- $cc
	command -v "$1" >/dev/null || continue
	way "$shared" "$both" "$cc main.c add.c -o prog"
	[ $# != 1 ] || way "$shared" "$both" "$(command -v "$1") main.c add.c -o prog"
	way "$shared" "$both" "$cc -c main.c; $cc -c add.c -MD -MF dep; $cc main.o add.o -o prog"
done
for cc in gcc clang; do
	way "$static" "$both" "$cc -static main.c add.c -o prog"
	way "$shared" "$both" "$cc -flto -O2 main.c add.c -o prog -fuse-ld=$([ $cc = gcc ] && echo bfd || echo lld)"
	way "$shared" "$both" "$cc -fuse-ld=gold main.c add.c -o prog"
	way "$shared" "$both" "$cc -fPIC -shared add.c -o libadd.so; $cc main.c -L. -ladd -Wl,-rpath,. -o prog"
	way "$shared" "$both" "$cc -fPIC -shared -Wl,--no-undefined -Wl,-z,defs add.c -o libadd.so
		$cc main.c -L. -ladd -Wl,-rpath,. -o prog"
	way "$shared" "$both" "$cc -c main.c add.c; ar rcs libx.a add.o; $cc main.o -L. -lx -o prog"
	way "$static" "$both" "$cc -c main.c add.c; ar rcs libx.a add.o; $cc -static main.o -L. -lx -o prog"
	way "$shared" "$both" "$cc -c main.c add.c; ar rcsT libx.a main.o add.o; $cc libx.a -o prog"
	way "$shared" "$both" "$cc -c main.c add.c; echo 'main.o add.o -o prog' >rsp; $cc @rsp"
	way "$static" "$both" "$cc -c main.c add.c; echo 'main.o add.o -static -o prog' >rsp; $cc @rsp"
	way "$shared" "$both" "$cc -c main.c add.c; $cc -r main.o add.o -o both.o; $cc both.o -o prog"
	way "$shared" "$both" "$cc -O2 -Wall -Wextra -Werror main.c add.c -o prog -Wl,--as-needed -Wl,--fatal-warnings"
	way "$shared" "$both" "$cc -fsanitize=address,undefined main.c add.c -o prog"
	way "$shared" "$both" "$cc -x c - -c -o add.o <add.c; $cc main.c add.o -o prog"
	way "$shared" "$both" "$cc -E main.c -o main.i; $cc -S -x cpp-output main.i; $cc -c main.s; $cc main.o add.c -o prog"
	way "$shared" "$both" "$cc -no-pie -fno-pic main.c add.c -o prog -Wl,-Bstatic -Wl,-Bdynamic"
	way "$shared" " main::main argc=2, argv=P;7;" "$cc -c main.c; env -u C_INCLUDE_PATH $cc -c add.c; $cc main.o add.o -o prog"
done
way "$static" "$both" "gcc -static-pie -fPIE main.c add.c -o prog"
way "$shared" " add::add a=2, b=5;" "gcc -c add.c; g++ user.cc add.o -o prog"
way "left alone: linked without the C library" "" \
	"gcc -c add.c; gcc -nostdlib -nostartfiles -Wl,-e,add -shared add.o -o prog; echo '#!/bin/true' >prog; chmod +x prog"

command -v distcc >/dev/null && way "$shared" "$both" "distcc gcc -c main.c; gcc -c add.c; distcc gcc main.o add.o -o prog"
if command -v musl-gcc >/dev/null; then
	for kind in "" -static; do
		way "left alone: for another machine or another C library" "7;" "musl-gcc $kind main.c add.c -o prog"
	done
fi

# A program that brings Leaf's library itself, by another name: as Leaf does.
cp "$LEAF_BUILD_DIR/kit/lib/libleaf.a" "$work/runtime.a"
way "left alone: Leaf's library is in it already" "$both" \
	"gcc -c main.c add.c; gcc main.o add.o -o prog -Wl,--whole-archive '$work/runtime.a' -Wl,--no-whole-archive -pthread"

# What a build reads of its compiler is the same, but for the kit's own folder.
volatile=(-e 's/cc[A-Za-z0-9]{6}\.//g' -e 's/(main|add)-[0-9a-f]{6}//g' -e 's,[^ ]*/bin/ld\>,ld,')
same() {
	"$@" >without 2>&1
	leaf build -q -- "$@" >with 2>&1
	sed -i -E "${volatile[@]}" without with
	diff without with >differs && passed=$((passed + 1)) && return
	echo "differs under leaf build: $*"
	cat differs
	status=1
}
git checkout -q .
same gcc --version
same gcc -Wl,--version
same clang -Wl,--version
same gcc -dumpmachine
same gcc -print-file-name=libc.a
same gcc -print-libgcc-file-name
same gcc -E -dM main.c
same gcc -M main.c
same clang -MM main.c
same gcc nothing_there.c
same gcc nothing_there.o
same gcc main.c
same clang main.c -lnothing_there
same gcc -fuse-ld=bfd main.c
gcc main.c add.c -o before && leaf build -q -- gcc main.c add.c -o after && cmp before after || status=1
echo "$passed ways lead there"
exit $status
