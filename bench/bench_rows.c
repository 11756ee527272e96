/* bench_rows.c - the tables of bench_rows.h. */
#include "bench/bench_rows.h"

#include <string.h>

/* Words that several rows share. $LEAF_ROOT and $LEAF_BUILD_DIR are set by the driver. */
#define LEAF_HEADER "$LEAF_ROOT/include/leaf/trace.h"
#define LEAF_NEEDS LEAF_HEADER " $LEAF_BUILD_DIR/libleaf.a"
#define LEAF_INCLUDE "-I$LEAF_ROOT/include -DLEAF_PROFILE_FLAME=1"
#define LEAF_STATIC "$LEAF_BUILD_DIR/libleaf.a -lpthread -ldl -lrt"
#define LEAF_SHARED "-L$LEAF_BUILD_DIR -Wl,-rpath,$LEAF_BUILD_DIR -lleaf"
#define LEAF_ROW                                                                                   \
	.hook = "leaf_fn.h", .defines = LEAF_INCLUDE,                                              \
	.lua_flags = "-finstrument-functions -include leaf/cyg.h", .needs = LEAF_NEEDS
#define LEAF_BUILD LEAF_ROW, .link = LEAF_STATIC
#define LEAF_BUILD_SHARED LEAF_ROW, .link = LEAF_SHARED
#define LEAF_ROW_BARE .hook = "leaf_fn_bare.h", .defines = LEAF_INCLUDE, .needs = LEAF_NEEDS
#define LEAF_BUILD_BARE LEAF_ROW_BARE, .link = LEAF_STATIC
/* Everything is listened to, but not by the text log. */
#define LEAF_ALL "LEAF_LOG=trace LEAF_LOG_FILE=/dev/null LEAF_TEXT_FILTER=off "
#define FLOOR_TREE(defs) .units = "floor_tree.c floor_time.c", .defines = defs
/* uftrace replaces return addresses, which _longjmp does not survive: Lua with setjmp and longjmp. */
#define PLAIN_LONGJMP "-include peer_longjmp.h"
#define UFTRACE(options)                                                                           \
	.wrap = "uftrace record --no-event " options "-d uftrace.data", .needs = "uftrace",        \
	.proof = "uftrace.data", .no_instr = 1, .slow_start = 1
#define LTTNG(events, preload)                                                                     \
	.wrap = "$LEAF_ROOT/bench/peer_lttng_session " events " " preload,                         \
	.needs = "lttng lttng-sessiond", .proof = "lttng-trace", .no_instr = 1, .slow_start = 1
#define LEAF_LZ4 LEAF_STATIC " -Wl,--push-state,--no-as-needed,-llz4,--pop-state"
#define TRACY_VIEWER(more)                                                                         \
	.env = LEAF_ALL "LEAF_FLAME=off " more, .wrap = "$LEAF_ROOT/bench/tracy_viewer",           \
	.proof = "wire", .no_instr = 1

const struct bench_row bench_rows[] = {
#define ROW(row_name, ...) { .name = row_name, __VA_ARGS__ },
#include "bench/rows.def"
};
const size_t bench_n_rows = sizeof(bench_rows) / sizeof(bench_rows[0]);

const struct bench_target bench_targets[] = {
#define TARGET(row, works, measure, limit, against) { row, works, measure, limit, against },
#include "bench/targets.def"
};
const size_t bench_n_targets = sizeof(bench_targets) / sizeof(bench_targets[0]);

const struct bench_work_info bench_works[BENCH_WORKS] = {
	[WORK_FLAT] = { "flat", "calls of a tiny function with two int arguments" },
	[WORK_FIB] = { "fib", "recursive fib(25), two int arguments" },
	[WORK_LUA] = { "lua", "Lua from its Debian source package, every C function hooked" },
};

int bench_row_find(const char *name)
{
	for (size_t i = 0; name && i < bench_n_rows; i++)
		if (!strcmp(bench_rows[i].name, name))
			return (int)i;
	return -1;
}

const char *bench_measure_name(enum bench_measure measure)
{
	static const char *const names[] = {
		[M_NS] = "ns",		 [M_INSTR] = "instr",	   [M_FLOOR] = "x floor",
		[M_MORE] = "ns more",	 [M_PEER] = "x cheaper",   [M_BYTES] = "bytes",
		[M_SLOW] = "x base",	 [M_SAME] = "differences", [M_TRUTH] = "% distance",
		[M_MEMORY] = "x memory", [M_THREADS] = "% loss",   [M_SIZE] = "x file size",
	};

	return names[measure];
}

int bench_measure_rises(enum bench_measure measure)
{
	return measure == M_PEER;
}
