#!/bin/bash
# tracy_external.sh - -DLEAF_TRACY=external links a client that find_package finds, and fails clearly where there is none.
set -u
[ -n "$LEAF_SANITIZE" ] && exit 77
case "$LEAF_CC" in *clang*) exit 77 ;; esac # once is enough
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1

configure() {
	cmake -S "$LEAF_SOURCE_DIR" -B build -G Ninja -DCMAKE_C_COMPILER=gcc -Dprofile_tracy=ON "$@" >log 2>&1
}

! configure -DLEAF_TRACY=external || { echo "configured without a client"; exit 1; }
tr -s '\n ' ' ' <log | grep -q "no Tracy client is found. Install one" || { cat log; exit 1; }
rm -rf build
! configure -DLEAF_TRACY=foreign || { echo "configured with a word that means nothing"; exit 1; }
grep -q "native and external are known" log || { cat log; exit 1; }
rm -rf build

# A client in C++ with the calls that are used, which says what it hears.
mkdir -p tracy/include/tracy tracy/lib/cmake/Tracy
cat >tracy/include/tracy/TracyC.h <<'END'
#include <stddef.h>
#include <stdint.h>
#ifndef TRACY_ENABLE
#error "the package's definitions are not there"
#endif
#ifdef __cplusplus
extern "C" {
#endif
struct ___tracy_source_location_data { const char *name, *function, *file; uint32_t line, color; };
struct context { uint32_t id; int32_t active; uint64_t connection; };
typedef struct context TracyCZoneCtx;
TracyCZoneCtx ___tracy_emit_zone_begin(const struct ___tracy_source_location_data *location, int32_t active);
void hear(const char *what, uint64_t number, const char *text, size_t len);
#define TracyCZoneEnd(zone) hear("end", (zone).connection, "", 0)
#define TracyCZoneText(zone, text, len) hear("text", (zone).connection, text, len)
#define TracyCMessage(text, len) hear("message", 0, text, len)
#define TracyCMessageC(text, len, color) hear("message", color, text, len)
#define TracyCAppInfo(text, len) hear("app", 0, text, len)
#define TracyCFrameMarkNamed(name) hear("frame", (name) != 0, name, (name) ? 6 : 0)
#define TracyCPlot(name, value) hear("plot", (uint64_t)((value) * 10), name, 4)
#define TracyCSetThreadName(name) hear("thread", 0, name, 11)
#define TracyCAlloc(at, size) hear("alloc", size, "", (at) == 0)
#define TracyCFree(at) hear("free", 0, "", (at) == 0)
#ifdef __cplusplus
}
#endif
END
cat >client.cc <<'END'
#include <cstdint>
#include <iostream>
#include <string>
#include <tracy/TracyC.h>
static uint64_t last = 1000;
extern "C" TracyCZoneCtx ___tracy_emit_zone_begin(const struct ___tracy_source_location_data *at, int32_t active)
{
	std::cout << "begin " << at->function << "\n";
	return context{ 1, active, ++last };
}
extern "C" void hear(const char *what, uint64_t number, const char *text, size_t len)
{
	std::cout << what << " " << number << " " << std::string(text ? text : "", len) << "\n";
}
END
${CXX:-g++} -fPIC -DTRACY_ENABLE -Itracy/include -c client.cc -o client.o && ar rcs tracy/lib/libTracyClient.a client.o || exit 1
cat >tracy/lib/cmake/Tracy/TracyConfig.cmake <<'END'
get_filename_component(top "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
add_library(Tracy::TracyClient STATIC IMPORTED)
set_target_properties(Tracy::TracyClient PROPERTIES IMPORTED_LOCATION ${top}/lib/libTracyClient.a
	IMPORTED_LINK_INTERFACE_LANGUAGES CXX INTERFACE_COMPILE_DEFINITIONS TRACY_ENABLE
	INTERFACE_INCLUDE_DIRECTORIES ${top}/include)
END
configure -DLEAF_TRACY=external -DTracy_ROOT="$work/tracy" -DCMAKE_C_FLAGS_RELEASE=-O0 || { cat log; exit 1; }
cmake --build build -j 2 --target leaf_static leaf_shared \
	CMakeFiles/leaf_tools.dir/leaf/cmd_record_tracy.c.o >log 2>&1 || { tail -n 30 log; exit 1; }
! nm build/libleaf.a 2>/dev/null | grep -q 'leaf__tracy_' || { echo "the own client is there too"; exit 1; }
ninja -C build -t commands leaf_kit_static | grep -c 'trace/tracy_net[.]c[.]o -c' | grep -qx 1 || { echo "the kit has not the own client"; exit 1; }
sed -n '/STREQUAL/,/endif/p' build/leafConfig.cmake | tr -d '\n\t' | grep -q '"Tracy::TracyClient" STREQUAL "")find_dependency(Tracy)' ||
	{ echo "users of the CMake package are not told of Tracy"; exit 1; }
cat >program.c <<'END'
#include <leaf/trace.h>
int main(void)
{
	int thing;
	LEAF_SPAN(LEAF_LEVEL_INFO, "outer", LEAF_AS(n, 7));
	{
		LEAF_SPAN(LEAF_LEVEL_INFO, "inner");
		LEAF_INFO("said", LEAF_AS(a, 1));
	}
	LEAF_ERROR("shouted");
	LEAF_PLOT("load", 0.5);
	LEAF_FRAME("screen");
	LEAF_FRAME("");
	leaf_alloc(&thing, 16);
	leaf_free(&thing);
	leaf_thread_name("main thread");
	leaf_app_info("program 1");
	return 0;
}
END
cat >want <<'END'
begin outer
text 1001 n=7
begin inner
message 0 said, a=1
end 1002 
message 16728128 shouted
plot 5 load
frame 1 screen
frame 0 
alloc 16 
free 0 
thread 0 main thread
app 0 program 1
end 1001 
END

# With the static library and the shared one, which brings the client with it.
gcc -I"$LEAF_SOURCE_DIR/include" program.c build/libleaf.a tracy/lib/libTracyClient.a -lstdc++ -pthread -o program || exit 1
LEAF_FLAME=off ./program >heard || exit 1
diff want heard || exit 1
gcc -I"$LEAF_SOURCE_DIR/include" program.c -Lbuild -lleaf -Wl,-rpath,"$work/build" -pthread -o program || exit 1
LEAF_FLAME=off ./program >heard || exit 1
diff want heard
