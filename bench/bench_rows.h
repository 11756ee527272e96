/* bench_rows.h - what is measured: rows.def, targets.def and works.def as C data. */
#ifndef BENCH_ROWS_H
#define BENCH_ROWS_H

#include <stddef.h>

/* The workloads; a row says in which of them it takes part. */
enum bench_work { WORK_FLAT, WORK_FIB, WORK_LUA, BENCH_WORKS };
enum { FLAT = 1 << WORK_FLAT, FIB = 1 << WORK_FIB, LUA = 1 << WORK_LUA, CALLS = FLAT | FIB };

enum bench_group { GROUP_BASE, GROUP_FLOOR, GROUP_PEER, GROUP_LEAF };

/* What a profile file looks like that a row leaves behind. */
enum bench_profile { PROFILE_NONE, PROFILE_FLOOR, PROFILE_FOLDED };

struct bench_row {
	const char *name;
	const char *what; /* one line for a reader of the table */
	enum bench_group group;
	unsigned works;

	/* How the workload is built. Everything has a NULL default. */
	const char *hook;      /* header that is force-included into the functions' source */
	const char *cflags;    /* for the functions' source */
	const char *lua_flags; /* for Lua's sources; default: cflags, hook as compiler hooks */
	const char *units;     /* C files of bench/ to link, compiled without hooks */
	const char *defines;   /* for the functions' source, Lua's sources and the units */
	const char *link;      /* at the end of the link line; $LEAF_BUILD_DIR is known */

	/* How it is run, in an empty folder of its own. */
	const char *wrap; /* command in front of the program */
	const char *env;  /* "NAME=value NAME=value" */
	const char *
		needs; /* commands, or paths with a '/', that must be there; else "not available" */
	const char *proof; /* a file that must not be empty afterwards */

	double cost;	/* rough ns per call, to choose the number of calls */
	double slow;	/* rough slow-down of Lua, for the same; 0: 1 */
	int slow_start; /* setting it up takes seconds: fewer rounds */
	int no_instr;	/* callgrind cannot run it */
	int threads;	/* measured with 1 and 2 threads as well */
	int memory;	/* memory after few and after many calls */

	enum bench_profile profile; /* of a Lua run, for "how true"; file name in profile_file */
	const char *profile_file;
	const char *profile_env; /* in addition to env, for that run only */

	const char *floor; /* row that it is compared with */
};

enum bench_measure {
	M_NS,	 /* ns per call over the base */
	M_INSTR, /* instructions per call over the base */
	M_FLOOR, /* ns over the ns of the row 'against' */
	M_MORE,	 /* ns less the ns of the row 'against' */
	M_PEER, /* ns of the cheapest row that matches 'against' over the ns of this row; at least */
	M_BYTES,   /* bytes written per call */
	M_SLOW,	   /* run time over the base's run time */
	M_SAME,	   /* functions whose machine code differs from the base's */
	M_TRUTH,   /* distance from the reference profile, percent */
	M_MEMORY,  /* memory after many calls over that after few */
	M_THREADS, /* loss per thread with two threads, percent */
	M_SIZE	   /* bytes of the row's files after many calls over that after few */
};

struct bench_target {
	const char *row;
	unsigned works;
	enum bench_measure measure;
	double limit;
	const char *against; /* row name or pattern, for M_FLOOR and M_PEER */
};

struct bench_work_info {
	const char *name;
	const char *what;
};

extern const struct bench_row bench_rows[];
extern const size_t bench_n_rows;
extern const struct bench_target bench_targets[];
extern const size_t bench_n_targets;
extern const struct bench_work_info bench_works[BENCH_WORKS];

/* Index of the row called name, or -1. */
int bench_row_find(const char *name);

/* The short name of a measure, with its sign and unit: "%s" takes the limit. */
const char *bench_measure_name(enum bench_measure measure);

/* True if more is better. */
int bench_measure_rises(enum bench_measure measure);

#endif
