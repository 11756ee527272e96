#!/bin/bash
# build_projects.sh - `leaf build` with make, CMake, Meson and autotools: their probes come out the same, their programs trace.
set -u
[ -n "$LEAF_SANITIZE" ] && exit 77
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset "${!LEAF_LOG@}" CC CXX CFLAGS LDFLAGS C_INCLUDE_PATH COMPILER_PATH MAKEFLAGS
export CCACHE_DIR=$work/ccache
status=0

fail() {
	echo "$project: $1"
	status=1
}

# A library with a function, a program, a generator of a source file, and a test, in C and C++.
begin() {
	project=$1
	mkdir -p "$work/$project/src" && cd "$work/$project" || exit 1
	cat >src/scale.c <<-'END'
		#include "scale.h"
		#include "table.h"
		int scale(int n)
		{
			return n * factor;
		}
	END
	printf 'int scale(int n);\n' >src/scale.h
	cat >src/tool.c <<-'END'
		#include <stdio.h>
		#include "scale.h"
		int main(int argc, char **argv)
		{
			(void)argv;
			printf("%d\n", scale(argc));
			return 0;
		}
	END
	cat >src/gen.c <<-'END'
		#include <stdio.h>
		static int factor(void)
		{
			return 7;
		}
		int main(void)
		{
			printf("enum { factor = %d };\n", factor());
			return 0;
		}
	END
	git init -q .
}

# PROGRAM logs the calls
traces() {
	local got
	got=$(LEAF_LOG=trace LEAF_LOG_FORMAT=timer=off LEAF_FLAME=off "$@" 2>&1 | sed 's/0x[0-9a-f]*/P/' | tr '\n' ';')
	[ "$got" = " src::tool::main argc=1, argv=P;   src::scale::scale n=1;7;" ] || fail "prints '$got': $*"
}

# the tree, instrumented
instrumented() {
	git add . && leaf instrument fix >/dev/null
}

build() {
	leaf build "$@" >log 2>&1 || { fail "fails: $*"; tail -n 20 log; }
}

quiet() {
	"$@" >log 2>&1 || { fail "fails: $*"; tail -n 20 log; }
}

# No flame graph of a generator or a probe is left in the tree.
clean() {
	[ -z "$(find . -name '*.folded')" ] || fail "leaves a flame graph"
}

try_make() {
	begin make
	cat >Makefile <<-'END'
		CC = /usr/bin/gcc
		CFLAGS = -O2 -Wall -Werror
		all: ; $(MAKE) -C src tool
		.PHONY: all
	END
	cat >src/Makefile <<-'END'
		CFLAGS += -MD
		tool: tool.o libscale.a ; $(CC) $(LDFLAGS) -o $@ $^
		libscale.a: scale.o ; $(AR) rcs $@ $^
		scale.o: table.h
		table.h: gen ; ./gen >$@
		gen: gen.c ; cc -o $@ gen.c
		-include *.d
	END
	instrumented
	build -- make -j2
	traces src/tool
	clean
	# Header dependencies stay valid.
	quiet make -q
	quiet leaf build -- make
	touch src/scale.c
	build -- make CC="ccache clang"
	traces src/tool
	# Objects from before are not taken out of a cache.
	git clean -qxfd
	quiet make CC="ccache gcc"
	git clean -qxfd
	build -- make CC="ccache gcc"
	traces src/tool
	git clean -qxfd
	build -- make CC="ccache gcc"
	traces src/tool
	git clean -qxfd
	quiet make CC="ccache gcc"
	[ "$(LEAF_LOG=trace src/tool 2>&1)" = 7 ] || fail "traces although built without Leaf"
}

try_cmake() {
	begin cmake
	cat >CMakeLists.txt <<-'END'
		cmake_minimum_required(VERSION 3.13)
		project(scale C)
		include(CheckFunctionExists)
		include(CheckLibraryExists)
		include(CheckCCompilerFlag)
		check_function_exists(strlcpy_no_such HAVE_NOTHING)
		check_function_exists(printf HAVE_PRINTF)
		check_library_exists(m cos "" HAVE_COS)
		check_c_compiler_flag(-Wl,-z,defs HAVE_DEFS)
		add_executable(gen src/gen.c)
		add_custom_command(OUTPUT table.h COMMAND gen >table.h DEPENDS gen)
		add_library(scale SHARED src/scale.c table.h)
		target_include_directories(scale PRIVATE ${CMAKE_BINARY_DIR})
		target_link_options(scale PRIVATE -Wl,--no-undefined)
		add_executable(tool src/tool.c)
		target_link_libraries(tool scale)
	END
	instrumented
	for generator in Ninja "Unix Makefiles"; do
		rm -rf plain built
		quiet cmake -S . -B plain -G "$generator"
		build -- cmake -S . -B built -G "$generator"
		for tree in plain built; do
			grep -E '^(HAVE|CMAKE_[A-Z_]*(COMPILER|LINKER))' $tree/CMakeCache.txt | grep -v '^CMAKE_CACHE' >$tree.probes
		done
		cmp plain.probes built.probes || { fail "probes differ"; diff plain.probes built.probes; }
		build -- cmake --build built -j2
		traces built/tool
		# A build folder that was configured without Leaf.
		build -- cmake --build plain -j2
		traces plain/tool
		clean
	done
}

try_meson() {
	begin meson
	command -v meson >/dev/null || { echo "meson is missing: not tried"; return; }
	cat >meson.build <<-'END'
		project('scale', 'c', default_options: ['warning_level=3', 'werror=true', 'b_lundef=true'])
		gen = executable('gen', 'src/gen.c')
		table = custom_target('table', output: 'table.h', command: gen, capture: true)
		scale = static_library('scale', 'src/scale.c', table)
		tool = executable('tool', 'src/tool.c', link_with: scale)
		test('tool', tool)
	END
	instrumented
	quiet meson setup plain
	build -- meson setup built
	for tree in plain built; do
		grep -E 'linker|C compiler|Compiler for' $tree/meson-logs/meson-log.txt | grep -v liblto_plugin >$tree.probes
	done
	cmp plain.probes built.probes || { fail "probes differ"; diff plain.probes built.probes; }
	build -- ninja -C built
	traces built/tool
	build -- meson test -C plain
	traces plain/tool
	clean
}

try_autotools() {
	begin autotools
	cat >configure.ac <<-'END'
		AC_INIT([scale], [1])
		AC_CONFIG_AUX_DIR([aux])
		AM_INIT_AUTOMAKE([foreign subdir-objects])
		AC_PROG_CC
		m4_ifdef([AM_PROG_AR], [AM_PROG_AR])
		LT_INIT
		AC_CHECK_FUNCS([strlcpy printf memfd_create no_such_function])
		AC_SEARCH_LIBS([cos], [m])
		AC_CHECK_HEADERS([stdio.h no_such_header.h])
		AC_CHECK_SIZEOF([long])
		AC_CONFIG_HEADERS([config.h])
		AC_CONFIG_FILES([Makefile])
		AC_OUTPUT
	END
	cat >Makefile.am <<-'END'
		noinst_PROGRAMS = src/gen
		bin_PROGRAMS = src/tool
		lib_LTLIBRARIES = src/libscale.la
		src_libscale_la_SOURCES = src/scale.c
		src_libscale_la_LDFLAGS = -no-undefined
		nodist_src_libscale_la_SOURCES = src/table.h
		src_tool_SOURCES = src/tool.c
		src_tool_LDADD = src/libscale.la
		AM_CPPFLAGS = -I$(builddir)/src
		BUILT_SOURCES = src/table.h
		src/table.h: src/gen ; src/gen >$@
	END
	mkdir aux
	instrumented
	quiet autoreconf -i
	mkdir plain built
	(cd plain && quiet ../configure)
	(cd built && build -- ../configure)
	cmp plain/config.h built/config.h || fail "probes differ"
	# The linker is the kit's; nothing else may differ.
	for tree in plain built; do
		sed -E -e "s,/autotools/$tree,T,g" -e 's,[^" =]*/bin/ld\>,ld,g' -e '/^# Libtool was configured/d' $tree/libtool >$tree.probes
	done
	cmp plain.probes built.probes || { fail "libtool differs"; diff plain.probes built.probes; }
	(cd built && build -- make -j2 && traces src/tool)
	(cd plain && build -- make -j2 && traces src/tool)
	# From a folder of its own, too.
	(cd built && build -- make install DESTDIR="$work/dest" && LD_LIBRARY_PATH=$work/dest/usr/local/lib traces "$work/dest/usr/local/bin/tool")
	clean
	# What libtool remembers of the linker works without `leaf build`.
	(cd built && make clean >/dev/null && quiet make)
}

for kind in ${*:-make cmake meson autotools}; do
	try_$kind
	echo "$kind: tried"
done
exit $status
