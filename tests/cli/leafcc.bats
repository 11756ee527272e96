#!/usr/bin/env bats
# leafcc.bats - leafcc in the place of a C compiler: command lines, build systems, what it refuses.

setup() {
	[ -x "$LEAF_BUILD_DIR/bin/leafcc" ] || skip "this build has no engine"
	cd "$BATS_TEST_TMPDIR"
	export LEAF_FLAME=off
	clang=$(leafcc -print-prog-name=clang)
	cat >main.c <<-'END'
		#include <stdio.h>
		#include "part.h"
		int main(void)
		{
			printf("%d\n", part(VALUE));
			return 0;
		}
	END
	cat >part.c <<-'END'
		#include "part.h"
		int part(int x) { return x > 3 ? x * 2 : x; }
	END
	echo 'int part(int x);' >part.h
}

# Does an object or a program call the runtime?
woven() { nm "$1" | grep -q 'U leaf_'; }

@test "objects_archives_and_several_sources_link" {
	leafcc -DVALUE=4 -c main.c part.c
	woven main.o && woven part.o
	ar rc libpart.a part.o
	leafcc main.o -L. -lpart -o one && [ "$(./one)" = 8 ]
	leafcc -D VALUE=5 main.c part.c -o two && [ "$(./two)" = 10 ]
	leafcc -DVALUE=6 main.c part.o && [ "$(./a.out)" = 12 ]
	[ "$(echo *)" = "a.out libpart.a main.c main.o one part.c part.h part.o two" ]
}

@test "a_shared_object_is_loaded_and_needs_the_runtime" {
	leafcc -shared -fPIC -Wl,--no-undefined -o libpart.so part.c
	leafcc -DVALUE=7 main.c -L. -lpart -Wl,-rpath,"$PWD" -o one
	[ "$(./one)" = 14 ]
	readelf -d libpart.so | grep -q libleafrt
	"$clang" -DVALUE=7 main.c -L. -lpart -Wl,-rpath,"$PWD" -o two
	[ "$(./two)" = 14 ]
}

@test "assembly_preprocessed_text_and_standard_input" {
	leafcc -DVALUE=4 -E main.c | grep -q 'part(4)'
	leafcc -S part.c -o - | grep -q leaf_
	leafcc -S part.c && leafcc -DVALUE=4 main.c part.s -o one && [ "$(./one)" = 8 ]
	leafcc -DVALUE=4 -E main.c -o main.i && leafcc -c main.i && woven main.o
	leafcc -x c - -o two <<-'END'
		int main(int argc, char **argv) { return argc > 1 && argv[1][0] == 'a'; }
	END
	woven two && ./two
	run ./two a
	[ "$status" -eq 1 ]
	printf '.globl far\nfar: mov $9, %%eax\nret\n' >far.S
	echo 'int far(void); int main(void) { return far(); }' >near.c
	leafcc -c near.c far.S && leafcc near.o far.o -o three
	run ./three
	[ "$status" -eq 9 ]
}

@test "response_files_and_flags_it_does_not_know" {
	printf -- '-O2 "-DVALUE=4"\n-c\n' >flags
	leafcc @flags main.c && leafcc -c -O2 -pipe -march=x86-64-v2 -fno-plt -fstack-protector-strong -Wall -Wextra \
		-D_FORTIFY_SOURCE=2 -fvisibility=hidden -ffunction-sections -std=gnu11 -g -Wa,--noexecstack part.c
	leafcc @flags -Wl,--gc-sections -Wl,-O1 -Wl,-z,now main.c -o main.o
	leafcc -Wl,--gc-sections -Wl,-O1 -Wl,-z,relro -rdynamic main.o part.o -o one
	[ "$(./one)" = 8 ]
	for level in -O -O0 -O1 -O2 -O3 -O9 -Os -Oz -Og -Ofast; do
		leafcc $level -DVALUE=4 main.c part.c -o one
		[ "$(./one)" = 8 ]
	done
	run leafcc -fno-such-flag -c part.c
	[ "$status" -eq 1 ]
	[[ $output == *no-such-flag* ]]
}

@test "dependencies_are_those_that_clang_writes" {
	mkdir mine theirs
	for flags in '-MD -c part.c' '-MMD -MF x.d -c part.c' '-MD -MT name -MP -c part.c' '-MD -c part.c -o o.o' \
		'-MD -DVALUE=1 main.c part.c -o prog' '-MD -DVALUE=1 main.c part.c' '-MD -MQ $(x) -c part.c'; do
		rm -f mine/* theirs/*
		cp ./*.[ch] mine && cp ./*.[ch] theirs
		(cd mine && leafcc $flags)
		(cd theirs && "$clang" $flags)
		for made in theirs/*.d; do
			cmp "$made" "mine/$(basename "$made")"
		done
		[ "$(ls mine)" = "$(ls theirs)" ]
	done
	leafcc -MM part.c | grep -q 'part.o: part.c part.h'
}

@test "link_time_optimization_keeps_the_calls" {
	"$clang" -flto -DVALUE=4 main.c part.c -o native 2>/dev/null || skip "no linker for it here"
	leafcc -flto -O2 -DVALUE=4 main.c part.c -o one
	[ "$(./one)" = 8 ]
	leafcc -flto=thin -O2 -c -DVALUE=4 main.c part.c && leafcc -flto=thin main.o part.o -o two
	[ "$(./two)" = 8 ]
	woven one && woven two
}

@test "what_it_cannot_do_is_said" {
	run leafcc -static -DVALUE=4 main.c part.c -o one
	[ "$status" -eq 1 ]
	[[ $output == *"static program cannot hold the runtime"* ]]
	run leafcc -fsanitize=address -c part.c
	[ "$status" -eq 0 ]
	[[ $output == *"not instrumented because of '-fsanitize=address'"* ]]
	[[ "$(nm part.o)" != *leaf_* ]]
	run leafcc -fleaf-nothing -c part.c
	[ "$status" -eq 2 ]
	[[ $output == *"no such flag: '-fleaf-nothing'"* ]]
	run leafcc -c broken.c
	[ "$status" -eq 1 ]
	[ "$(leafcc -dumpmachine)" = "$("$clang" -dumpmachine)" ]
	[ "$(leafcc --version)" = "$("$clang" --version)" ]
	leafcc -fsanitize=undefined -DVALUE=4 main.c part.c -o one
	[ "$(./one)" = 8 ]
	LEAFCC_FORCE_NOOP=1 leafcc -c part.c && ! woven part.o
	leafcc -DVALUE=4 -c main.c part.c && leafcc -r main.o part.o -o both.o && leafcc both.o -o two && [ "$(./two)" = 8 ]
	[ -z "$(find "${TMPDIR:-/tmp}" -maxdepth 1 -name 'leafcc-*' -newer main.c -user "$(id -u)" -empty)" ]
}

@test "objects_of_cxx_link_in" {
	command -v "${clang/clang-/clang++-}" >/dev/null || command -v clang++ >/dev/null || skip "no clang++"
	cat >part.cc <<-'END'
		#include <string>
		#include <stdexcept>
		extern "C" int in_c(int (*back)(int), int x);
		static int thrower(int x) { if (x > 2) throw std::runtime_error("big"); return x; }
		extern "C" int part(int x)
		{
			try { return in_c(thrower, x); } catch (const std::exception &e) { return std::string(e.what()).size(); }
		}
	END
	echo 'int in_c(int (*back)(int), int x) { return back(x) + 1; }' >in.c
	leafcc -fexceptions -O1 -DVALUE=4 -c main.c in.c
	leafcc++ -c part.cc
	leafcc++ main.o in.o part.o -o one && [ "$(./one)" = 3 ]
	leafcc main.o in.o part.o -lstdc++ -o two && [ "$(./two)" = 3 ]
	leafcc++ -x c -DVALUE=1 -fexceptions main.c in.c -x c++ part.cc -o three && [ "$(./three)" = 2 ]
	woven three
}

@test "plain_make_builds_with_CC" {
	printf 'CFLAGS = -O2 -DVALUE=4\none: main.o part.o\n\t$(CC) -o $@ $^\n' >Makefile
	CC=leafcc make >/dev/null
	[ "$(./one)" = 8 ]
	make clean >/dev/null 2>&1 || rm -f one ./*.o
	make CC="leafcc -fleaf-level=full" >/dev/null
	[ "$(LEAF_BACKEND=noop ./one)" = 8 ]
}

@test "cmake_builds_with_CC" {
	cat >CMakeLists.txt <<-'END'
		cmake_minimum_required(VERSION 3.20)
		project(shop C CXX)
		include(CheckFunctionExists)
		check_function_exists(memmem HAVE_MEMMEM)
		if(NOT HAVE_MEMMEM)
			message(FATAL_ERROR "memmem")
		endif()
		add_library(part SHARED part.c)
		add_library(other STATIC other.c)
		add_executable(one main.c more.cc)
		target_compile_definitions(one PRIVATE VALUE=4)
		target_link_libraries(one PRIVATE part other)
	END
	echo 'int other(void) { return 1; }' >other.c
	echo 'int more;' >more.cc
	CC=leafcc CXX=leafcc++ cmake -S . -B b >/dev/null
	cmake --build b >/dev/null
	[ "$(b/one)" = 8 ]
	woven b/libpart.so
}

@test "autotools_build_with_CC" {
	command -v autoreconf >/dev/null && command -v libtoolize >/dev/null || skip "no autotools"
	cat >configure.ac <<-'END'
		AC_INIT([shop], [1])
		AM_INIT_AUTOMAKE([foreign])
		AM_PROG_AR
		LT_INIT
		AC_PROG_CC
		AC_CHECK_FUNCS([memmem no_such_function])
		AC_CHECK_SIZEOF([long])
		AC_CONFIG_HEADERS([config.h])
		AC_CONFIG_FILES([Makefile])
		AC_OUTPUT
	END
	cat >Makefile.am <<-'END'
		AM_CPPFLAGS = -DVALUE=4
		lib_LTLIBRARIES = libpart.la
		libpart_la_SOURCES = part.c part.h
		bin_PROGRAMS = one
		one_SOURCES = main.c
		one_LDADD = libpart.la
	END
	autoreconf -fi >/dev/null 2>&1
	./configure CC=leafcc >said 2>&1 || { cat said config.log; false; }
	grep -q 'define HAVE_MEMMEM 1' config.h
	! grep -q 'define HAVE_NO_SUCH_FUNCTION' config.h
	grep -q 'define SIZEOF_LONG 8' config.h
	make >said 2>&1 || { cat said; false; }
	[ "$(./one)" = 8 ]
	woven .libs/libpart.so
}
