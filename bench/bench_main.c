/* bench_main.c - measures what a traced call costs: floors, peers and Leaf, interleaved in one run. */
#include <fnmatch.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "bench/bench_build.h"
#include "bench/bench_exec.h"
#include "bench/bench_report.h"
#include "bench/bench_run.h"
#include "bench/bench_truth.h"

static const char usage[] =
	"usage: bench/measure [options] [ROW...]\n"
	"Measures what a traced call costs, over the bare program; ROW is a name or a pattern, and\n"
	"brings along the rows that it is compared with.\n"
	"  --quick       a look within three minutes\n"
	"  --smoke       a moment: does everything work?\n"
	"  --full        long runs; memory after 10^9 calls\n"
	"  --work=LIST   of flat,fib,lua\n"
	"  --no-instr    do not count instructions\n"
	"  --json        print JSON instead of the table\n"
	"  --list        print the rows and end\n"
	"Results are kept as results.json in the folder of the programs, build/bench/work.\n";

static const struct bench_plan plan_smoke = { .rounds = 1, .slow_rounds = 1, .run_ms = 1 };
static const struct bench_plan plan_quick = { .rounds = 3,
					      .slow_rounds = 1,
					      .run_ms = 25,
					      .instr = WORK_LUA,
					      .truth_s = 2,
					      .memory_calls = 1e7,
					      .threads = 1 };
static const struct bench_plan plan_default = { .rounds = 11,
						.slow_rounds = 3,
						.run_ms = 100,
						.instr = BENCH_WORKS,
						.truth_s = 15,
						.memory_calls = 1e8,
						.threads = 1 };
static const struct bench_plan plan_full = { .rounds = 31,
					     .slow_rounds = 7,
					     .run_ms = 200,
					     .instr = BENCH_WORKS,
					     .truth_s = 30,
					     .memory_calls = 1e9,
					     .threads = 1 };

struct options {
	struct bench_plan plan;
	unsigned works;
	int json;
	char **rows;
	int n_rows;
};

static void list_rows(void)
{
	static const char *const groups[] = { "base", "floor", "peer", "leaf" };

	for (size_t i = 0; i < bench_n_rows; i++)
		printf("%-20s %-6s %s\n", bench_rows[i].name, groups[bench_rows[i].group],
		       bench_rows[i].what);
}

static unsigned read_works(const char *list)
{
	unsigned works = 0;

	for (int i = 0; i < BENCH_WORKS; i++)
		if (strstr(list, bench_works[i].name))
			works |= 1u << i;
	return works;
}

static int read_options(struct options *o, int argc, char **argv)
{
	int instr = 1;

	*o = (struct options){ .plan = plan_default, .works = CALLS | LUA };
	for (int i = 1; i < argc; i++) {
		const char *a = argv[i];

		if (!strcmp(a, "--quick"))
			o->plan = plan_quick;
		else if (!strcmp(a, "--smoke"))
			o->plan = plan_smoke;
		else if (!strcmp(a, "--full"))
			o->plan = plan_full;
		else if (!strcmp(a, "--json"))
			o->json = 1;
		else if (!strcmp(a, "--no-instr"))
			instr = 0;
		else if (!strncmp(a, "--work=", 7))
			o->works = read_works(a + 7);
		else if (!strcmp(a, "--list")) {
			list_rows();
			exit(0);
		} else if (*a == '-') {
			fputs(usage, strcmp(a, "--help") ? stderr : stdout);
			exit(strcmp(a, "--help") ? 2 : 0);
		} else {
			argv[o->n_rows++] = argv[i];
		}
	}
	if (!instr)
		o->plan.instr = 0;
	o->rows = argv;
	return o->works != 0;
}

static void want(size_t row, unsigned works)
{
	for (int work = 0; work < BENCH_WORKS; work++)
		if (bench_rows[row].works & works & 1u << work)
			bench_cell(row, (enum bench_work)work)->wanted = 1;
}

/* A chosen row needs the base, its floor, and what its targets are compared with. */
static void want_with_company(size_t row, unsigned works)
{
	int floor_row = bench_row_find(bench_rows[row].floor);

	want(row, works);
	if (floor_row >= 0)
		want((size_t)floor_row, works);
	for (size_t t = 0; t < bench_n_targets; t++) {
		const struct bench_target *target = &bench_targets[t];

		for (size_t i = 0; i < bench_n_rows; i++)
			if (!strcmp(target->row, bench_rows[row].name) && target->against &&
			    !fnmatch(target->against, bench_rows[i].name, 0))
				want(i, works & target->works);
	}
}

static int choose(const struct options *o)
{
	int chosen = 0;

	want(0, o->works);
	want((size_t)bench_row_find("count"), o->works);
	for (size_t i = 0; i < bench_n_rows; i++)
		for (int p = 0; p < (o->n_rows ? o->n_rows : 1); p++)
			if (!o->n_rows || !fnmatch(o->rows[p], bench_rows[i].name, 0)) {
				chosen++;
				want_with_company(i, o->works);
			}
	return chosen;
}

/* Where the bare program cannot be had, nothing can be compared with it, and no other is tried. */
static void build_one(size_t row, enum bench_work work)
{
	struct bench_cell *cell = bench_cell(row, work), *base = bench_cell(0, work);

	bench_progress("building %s for %s", bench_rows[row].name, bench_works[work].name);
	if (row && !base->program)
		cell->reason = bench_text("%s", base->reason);
	else
		cell->program = bench_build(&bench_rows[row], work, &cell->reason);
}

static void build_all(void)
{
	for (size_t i = 0; i < bench_n_rows; i++)
		for (int work = 0; work < BENCH_WORKS; work++)
			if (bench_cell(i, (enum bench_work)work)->wanted)
				build_one(i, (enum bench_work)work);
	bench_progress(NULL);
}

/* Programs have the last processor to themselves; the driver and recorders use the others. */
static void divide_processors(void)
{
	int n = (int)sysconf(_SC_NPROCESSORS_ONLN);
	cpu_set_t set;

	bench_cpu = n - 1;
	CPU_ZERO(&set);
	for (int i = 0; i < (n > 1 ? n - 1 : 1); i++)
		CPU_SET((size_t)i, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

static void remove_out(void)
{
	if (bench_out)
		bench_do("rm -rf '%s'", bench_out);
}

static void interrupted(int signal_number)
{
	(void)signal_number;
	remove_out();
	_exit(130);
}

/* Recordings go to memory where there is room: a disk's writeback is noise for everybody. */
static const char *choose_out(void)
{
	struct statvfs fs;
	const char *given = getenv("LEAF_BENCH_OUT");

	if (given)
		return bench_text("%s/leaf-bench.%d", given, (int)getpid());
	if (!statvfs("/dev/shm", &fs) && (double)fs.f_bavail * (double)fs.f_bsize > 4e9 &&
	    !access("/dev/shm", W_OK))
		return bench_text("/dev/shm/leaf-bench.%d", (int)getpid());
	return bench_text("%s/out.%d", bench_dir, (int)getpid());
}

static void find_places(void)
{
	const char *root = getenv("LEAF_ROOT"), *leaf = getenv("LEAF_BUILD_DIR");
	const char *work = getenv("LEAF_BENCH_DIR");
	char here[4096];

	bench_root = root ? root : getcwd(here, sizeof(here)) ? bench_text("%s", here) : ".";
	bench_leaf = leaf ? leaf : bench_text("%s/build/bench", bench_root);
	bench_dir = work ? work : bench_text("%s/build/bench/work", bench_root);
	setenv("LEAF_ROOT", bench_root, 1);
	setenv("LEAF_BUILD_DIR", bench_leaf, 1);
	bench_do("mkdir -p '%s'", bench_dir);
	bench_out = choose_out();
	atexit(remove_out);
	signal(SIGINT, interrupted);
	signal(SIGTERM, interrupted);
}

static void write_results(const struct bench_machine *machine, const struct bench_truth *truth)
{
	char *path = bench_text("%s/results.json", bench_dir);
	FILE *f = fopen(path, "w");

	if (f) {
		bench_report_json(f, machine, truth);
		fclose(f);
	}
	free(path);
}

int main(int argc, char **argv)
{
	time_t start = time(NULL);
	struct bench_machine machine;
	struct bench_truth truth;
	struct options o;

	if (!read_options(&o, argc, argv)) {
		fputs(usage, stderr);
		return 2;
	}
	bench_cells_init();
	if (!choose(&o)) {
		fprintf(stderr, "bench: no row of that name; --list shows them\n");
		return 2;
	}
	find_places();
	machine = bench_machine_look();
	build_all();
	divide_processors();
	bench_run_rounds(&o.plan);
	bench_run_threads(&o.plan);
	bench_run_memory(&o.plan);
	truth = bench_run_truth(&o.plan);
	bench_run_instr(&o.plan);
	if (o.json)
		bench_report_json(stdout, &machine, &truth);
	else
		bench_report_table(stdout, &machine, &truth);
	write_results(&machine, &truth);
	fprintf(stderr, "bench: %ld s\n", (long)(time(NULL) - start));
	return 0;
}
