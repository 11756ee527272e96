/* bench_run.c - see bench_run.h. */
#include "bench/bench_run.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench/bench_build.h"
#include "bench/bench_exec.h"

const char *bench_out;
int bench_cpu;

void bench_progress(const char *format, ...)
{
	va_list args;

	if (!isatty(2))
		return;
	fprintf(stderr, "\r\033[K");
	if (format) {
		va_start(args, format);
		vfprintf(stderr, format, args);
		va_end(args);
	}
	fflush(stderr);
}

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

static char *command_of(const struct bench_row *row, enum bench_work work, const char *program,
			double amount, int threads, const char *more, const char *front)
{
	char *args = work == WORK_LUA ? bench_text("'%s/bench/work.lua' %.0f", bench_root, amount)
				      : bench_text("%s %.0f", bench_works[work].name, amount);
	char *n = threads ? bench_text(" %d", threads) : bench_text("%s", "");
	char *cpu = threads ? bench_text("%s", "") : bench_text("%d", bench_cpu);
	char *command = bench_text("exec env BENCH_CPU=%s %s %s %s %s '%s' %s%s", cpu,
				   or_empty(row->env), or_empty(more), or_empty(row->wrap),
				   or_empty(front), program, args, n);

	free(cpu);
	free(n);
	free(args);
	return command;
}

/* Reads what the program printed into *said; the reason why it cannot be used, or NULL. */
static char *understand(const struct bench_row *row, const struct bench_output *output,
			const char *dir, struct bench_said *said)
{
	const char *line = strstr(output->out, "BENCH "), *calls = strstr(output->out, "CALLS ");
	const char *memory = strstr(output->out, "MEMORY ");

	memset(said, 0, sizeof(*said));
	said->count = calls ? atof(calls + 6) : (double)NAN;
	said->memory_kib = memory ? atof(memory + 7) : (double)NAN;
	said->bytes = bench_bytes_below(dir);
	if (output->status == 124)
		return bench_text("takes too long");
	if (output->status || !line)
		return bench_text("run failed (status %d): %s", output->status,
				  bench_first_line(*output->err ? output->err : output->out));
	if (sscanf(line, "BENCH %lf %lf %31s", &said->cpu_ns, &said->calls, said->checksum) != 3)
		return bench_text("not understood: %s", bench_first_line(line));
	if (row->proof) {
		char *path = bench_text("%s/%s", dir, row->proof);
		double bytes = bench_bytes_below(path);

		free(path);
		if (bytes <= 0)
			return bench_text("left no %s: %s", row->proof,
					  bench_first_line(output->err));
	}
	return NULL;
}

int bench_run_once(size_t row, enum bench_work work, double amount, int threads, const char *more,
		   const char *front, struct bench_said *said)
{
	struct bench_cell *cell = bench_cell(row, work);
	char *dir = bench_text("%s/run", bench_out);
	char *command = command_of(&bench_rows[row], work, cell->program, amount, threads, more,
				   front);
	struct bench_output output;
	const char *lost;
	char *reason;

	bench_do("rm -rf '%s' && mkdir -p '%s'", dir, dir);
	bench_sh(&output, dir, 900, command);
	reason = understand(&bench_rows[row], &output, dir, said);
	lost = strstr(output.out, "LOST ");
	if (lost && !cell->note)
		cell->note = bench_text("lost %s events in a run", bench_first_line(lost + 5));
	if (reason) {
		free(cell->reason);
		cell->reason = reason;
		cell->n = 0;
	}
	bench_output_release(&output);
	free(command);
	free(dir);
	return !reason;
}

/* Does the same work as the base? Sums are compared for equal amounts only. */
static void sample(size_t row, enum bench_work work, int round)
{
	struct bench_cell *cell = bench_cell(row, work);
	struct bench_said said;

	if (!bench_run_once(row, work, cell->calls, 0, NULL, NULL, &said))
		return;
	cell->t[cell->n] = said.cpu_ns / (work == WORK_LUA ? cell->calls : said.calls);
	cell->round[cell->n++] = round;
	cell->bytes = said.bytes / (work == WORK_LUA ? cell->calls * bench_lua_calls : said.calls);
}

/* The number of calls of a run that takes about run_ms; */
static double amount_for(const struct bench_row *row, enum bench_work work, double run_ms)
{
	double slow = row->slow > 0 ? row->slow : 1;
	double amount = work == WORK_LUA ? run_ms / (BENCH_LUA_ROUND_MS * slow)
					 : run_ms * 1e6 / (row->cost + 1);

	return amount < 1 ? 1 : floor(amount);
}

/* One run of each with the same small amount: the result must be the base's. */
static void check_results(void)
{
	for (int work = 0; work < BENCH_WORKS; work++) {
		double amount = work == WORK_LUA ? 1 : 10007;
		char expected[32] = "";

		for (size_t i = 0; i < bench_n_rows; i++) {
			struct bench_cell *cell = bench_cell(i, (enum bench_work)work);
			struct bench_said said;

			if (!cell->wanted || !cell->program)
				continue;
			bench_progress("checking %s %s", bench_works[work].name,
				       bench_rows[i].name);
			if (!bench_run_once(i, (enum bench_work)work, amount, 0, NULL, NULL,
					    &said)) {
				continue;
			}
			memcpy(cell->checksum, said.checksum, sizeof(cell->checksum));
			if (!i)
				memcpy(expected, said.checksum, sizeof(expected));
			else if (strcmp(expected, said.checksum))
				cell->reason = bench_text("wrong result: %s", said.checksum);
			if (!isnan(said.count))
				bench_lua_calls = said.count;
		}
	}
}

static int takes_part(size_t row, enum bench_work work)
{
	const struct bench_cell *cell = bench_cell(row, work);

	return cell->wanted && cell->program && !cell->reason;
}

void bench_run_rounds(const struct bench_plan *plan)
{
	check_results();
	for (int round = 0; round < plan->rounds; round++)
		for (int work = 0; work < BENCH_WORKS; work++)
			for (size_t i = 0; i < bench_n_rows; i++) {
				const struct bench_row *row = &bench_rows[i];
				int every = (plan->rounds + plan->slow_rounds - 1) /
					    plan->slow_rounds;

				if (!takes_part(i, (enum bench_work)work) ||
				    (row->slow_start && round % every))
					continue;
				bench_progress("round %d of %d: %s %s", round + 1, plan->rounds,
					       bench_works[work].name, row->name);
				bench_cell(i, (enum bench_work)work)->calls = amount_for(
					row, (enum bench_work)work, plan->run_ms);
				sample(i, (enum bench_work)work, round);
			}
	bench_progress(NULL);
}

/* Instructions that callgrind counted in the file it left. */
static double instructions_in(const char *dir)
{
	char *command = bench_text(
		"sed -n 's/^\\(totals\\|summary\\): //p' '%s/callgrind' | head -n 1", dir);
	struct bench_output output;
	double n;

	bench_sh(&output, NULL, 30, command);
	n = *output.out ? atof(output.out) : (double)NAN;
	bench_output_release(&output);
	free(command);
	return n;
}

static double count_instructions(size_t row, enum bench_work work)
{
	struct bench_cell *cell = bench_cell(row, work);
	char *dir = bench_text("%s/run", bench_out);
	double amount = work == WORK_LUA ? 1 : 30000, n = NAN;
	struct bench_said said;
	char *front = bench_text("valgrind -q --tool=callgrind --callgrind-out-file=callgrind%s",
				 work == WORK_LUA ? "" : " --toggle-collect=bench_work");

	if (bench_run_once(row, work, amount, 0, NULL, front, &said)) {
		n = instructions_in(dir) / (work == WORK_LUA ? bench_lua_calls : said.calls);
	} else {
		/* Not fatal: the times stand. */
		cell->note = cell->reason;
		cell->reason = NULL;
	}
	free(front);
	free(dir);
	return n;
}

void bench_run_instr(const struct bench_plan *plan)
{
	if (!plan->instr || bench_do("command -v valgrind"))
		return;
	for (int work = 0; work < plan->instr; work++)
		for (size_t i = 0; i < bench_n_rows; i++) {
			struct bench_cell *cell = bench_cell(i, (enum bench_work)work);
			int n = cell->n;

			if (!takes_part(i, (enum bench_work)work) || bench_rows[i].no_instr)
				continue;
			bench_progress("counting instructions: %s %s", bench_works[work].name,
				       bench_rows[i].name);
			cell->instr = count_instructions(i, (enum bench_work)work);
			cell->n = n;
		}
	bench_progress(NULL);
}

void bench_run_memory(const struct bench_plan *plan)
{
	for (size_t i = 0; plan->memory_calls > 0 && i < bench_n_rows; i++) {
		struct bench_cell *cell = bench_cell(i, WORK_FLAT);
		struct bench_said few, many;

		if (!bench_rows[i].memory || !takes_part(i, WORK_FLAT))
			continue;
		bench_progress("memory after %.0e calls: %s", plan->memory_calls,
			       bench_rows[i].name);
		if (bench_run_once(i, WORK_FLAT, 1e6, 0, NULL, NULL, &few) &&
		    bench_run_once(i, WORK_FLAT, plan->memory_calls, 0, NULL, NULL, &many)) {
			cell->memory = many.memory_kib / few.memory_kib;
			cell->size = many.bytes / few.bytes;
		}
	}
	bench_progress(NULL);
}

void bench_run_threads(const struct bench_plan *plan)
{
	int rounds = plan->rounds < 7 ? plan->rounds : 7;
	double ones[BENCH_ROUNDS], twos[BENCH_ROUNDS];

	if (!plan->threads || sysconf(_SC_NPROCESSORS_ONLN) < 2)
		return;
	for (size_t i = 0; i < bench_n_rows; i++) {
		struct bench_cell *cell = bench_cell(i, WORK_FLAT);
		double calls = amount_for(&bench_rows[i], WORK_FLAT, fmax(plan->run_ms, 150));
		struct bench_said one, two;
		int n = 0;

		if (!bench_rows[i].threads || !takes_part(i, WORK_FLAT))
			continue;
		bench_progress("threads: %s", bench_rows[i].name);
		for (int round = 0; round < rounds; round++)
			if (bench_run_once(i, WORK_FLAT, calls, 1, NULL, NULL, &one) &&
			    bench_run_once(i, WORK_FLAT, calls, 2, NULL, NULL, &two))
				ones[n] = one.cpu_ns, twos[n++] = two.cpu_ns;
		/* The least of each: what others do to this machine only adds. */
		cell->threads = (bench_value_of(twos, n).min / bench_value_of(ones, n).min - 1) *
				100;
	}
	bench_progress(NULL);
}
