/* bench_report.c - see bench_report.h. */
#include "bench/bench_report.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A number in 'width' columns with a sensible number of digits, or a dash. */
static void put(FILE *f, int width, double value)
{
	if (isnan(value))
		fprintf(f, " %*s", width, "-");
	else
		fprintf(f, " %*.*f", width, fabs(value) < 99.95 ? 2 : 0, value);
}

static double ratio_to_floor(const struct bench_row *row, enum bench_work work, double ns)
{
	int floor_row = bench_row_find(row->floor);

	return floor_row > 0 ? ns / bench_ns((size_t)floor_row, work).median : (double)NAN;
}

static const char *verdict(double value, int met)
{
	return isnan(value) ? "not measured" : met ? "met" : "MISSED";
}

/* The targets of this row and workload; says how many there are. */
static int put_targets(FILE *f, size_t row, enum bench_work work)
{
	int n = 0, met;

	for (size_t i = 0; i < bench_n_targets; i++) {
		const struct bench_target *t = &bench_targets[i];
		double value;

		if (strcmp(t->row, bench_rows[row].name) || !(t->works & 1u << work))
			continue;
		value = bench_target_value(t, work, &met);
		fprintf(f, "%s", n++ ? "; " : "  ");
		if (!isnan(value))
			fprintf(f, "%.*f ", fabs(value) < 99.95 ? 2 : 0, value);
		fprintf(f, "%s%s%s (%s %g) %s", bench_measure_name(t->measure),
			t->against && t->measure == M_PEER ? " than " : "",
			t->against && t->measure == M_PEER ? t->against : "",
			bench_measure_rises(t->measure) ? ">=" : "<=", t->limit,
			verdict(value, met));
	}
	return n;
}

static void put_row(FILE *f, size_t i, enum bench_work work)
{
	const struct bench_row *row = &bench_rows[i];
	const struct bench_cell *cell = bench_cell(i, work);
	struct bench_value ns = bench_ns(i, work);

	fprintf(f, "  %-20s", row->name);
	if (cell->reason) {
		fprintf(f, " not available: %s\n", cell->reason);
		return;
	}
	put(f, 7, ns.median);
	put(f, 7, ns.min);
	put(f, 7, ns.max);
	put(f, 7, bench_slow(i, work).median);
	put(f, 7, bench_instr(i, work));
	put(f, 6, cell->bytes);
	put(f, 7, ratio_to_floor(row, work, ns.median));
	if (!put_targets(f, i, work))
		fprintf(f, "  %s", row->what);
	if (cell->note)
		fprintf(f, " [%s]", cell->note);
	fprintf(f, "\n");
}

static void put_work(FILE *f, enum bench_work work)
{
	fprintf(f, "\n%s: %s; base %.2f ns", bench_works[work].name, bench_works[work].what,
		bench_total(0, work).median);
	if (!isnan(bench_cell(0, work)->instr))
		fprintf(f, ", %.1f instructions", bench_cell(0, work)->instr);
	fprintf(f, " per call");
	if (work == WORK_LUA)
		fprintf(f, ", %.0f calls in one round of the script", bench_lua_calls);
	fprintf(f, "\n  %-20s %7s %7s %7s %7s %7s %6s %7s\n", "over the base, per call", "ns",
		"min", "max", "x base", "instr", "bytes", "x floor");
	for (size_t i = 1; i < bench_n_rows; i++)
		if (bench_cell(i, work)->wanted && bench_rows[i].group != GROUP_BASE)
			put_row(f, i, work);
}

static void put_beside(FILE *f, const struct bench_truth *truth)
{
	int head = 0;

	for (size_t i = 0; i < bench_n_rows; i++) {
		const struct bench_cell *flat = bench_cell(i, WORK_FLAT),
					*lua = bench_cell(i, WORK_LUA);

		if (isnan(flat->threads) && isnan(flat->memory) && isnan(lua->truth))
			continue;
		if (!head++)
			fprintf(f, "\n  %-20s %9s %9s %9s %9s %9s\n", "beside the calls",
				"2 threads", "memory", "files", "truth", "overhead");
		fprintf(f, "  %-20s", bench_rows[i].name);
		put(f, 8, flat->threads);
		fprintf(f, "%%");
		put(f, 8, flat->memory);
		fprintf(f, "x");
		put(f, 8, flat->size);
		fprintf(f, "x");
		put(f, 8, lua->truth);
		fprintf(f, "%%");
		put(f, 8, lua->overhead);
		fprintf(f, "%%\n");
	}
	if (head)
		fprintf(f,
			"  2 threads: loss per thread. memory, files: after many calls over after 10^6.\n"
			"  truth: distance of self times from perf's profile of the bare program.\n");
	if (truth->reason)
		fprintf(f, "  no reference profile: %s\n", truth->reason);
	else
		fprintf(f, "  reference: %ld samples, its two halves are %.1f %% apart.\n",
			truth->samples, truth->halves);
}

static void put_summary(FILE *f)
{
	int met_n = 0, missed = 0, unknown = 0, met;

	for (size_t i = 0; i < bench_n_targets; i++)
		for (int work = 0; work < BENCH_WORKS; work++) {
			double value;

			if (!(bench_targets[i].works & 1u << work))
				continue;
			value = bench_target_value(&bench_targets[i], (enum bench_work)work, &met);
			*(isnan(value) ? &unknown : met ? &met_n : &missed) += 1;
		}
	fprintf(f, "\ntargets: %d met, %d missed, %d not measured\n", met_n, missed, unknown);
}

void bench_report_table(FILE *f, const struct bench_machine *m, const struct bench_truth *truth)
{
	fprintf(f, "%s, %d processors; %s; %s\n", m->cpu, m->processors, m->kernel, m->compiler);
	fprintf(f, "time-stamp counter %s; perf: cpu-clock %s, hardware counters %s; load %.2f%s\n",
		m->tsc_invariant ? "invariant" : "not known to be invariant",
		m->perf_clock ? "yes" : "no", m->perf_counters ? "yes" : "no", m->load,
		m->load > 0.5 ? ": the machine was not idle, figures are noisy" : "");
	for (int work = 0; work < BENCH_WORKS; work++)
		if (bench_cell(0, (enum bench_work)work)->wanted)
			put_work(f, (enum bench_work)work);
	put_beside(f, truth);
	put_summary(f);
}

static void json_text(FILE *f, const char *name, const char *text)
{
	fprintf(f, "\"%s\":", name);
	if (!text) {
		fprintf(f, "null");
		return;
	}
	fputc('"', f);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			fputc('\\', f);
		if ((unsigned char)*text >= ' ')
			fputc(*text, f);
	}
	fputc('"', f);
}

static void json_number(FILE *f, const char *name, double value)
{
	if (isfinite(value))
		fprintf(f, ",\"%s\":%.6g", name, value);
	else
		fprintf(f, ",\"%s\":null", name);
}

static void json_cell(FILE *f, size_t i, enum bench_work work)
{
	const struct bench_row *row = &bench_rows[i];
	const struct bench_cell *cell = bench_cell(i, work);
	struct bench_value ns = bench_ns(i, work);
	static const char *const groups[] = { "base", "floor", "peer", "leaf" };

	fprintf(f, "{");
	json_text(f, "row", row->name);
	fprintf(f, ",\"group\":\"%s\",\"work\":\"%s\",", groups[row->group],
		bench_works[work].name);
	json_text(f, "what", row->what);
	fprintf(f, ",");
	json_text(f, "unavailable", cell->reason);
	fprintf(f, ",");
	json_text(f, "note", cell->note);
	json_number(f, "samples", cell->n);
	json_number(f, "ns", ns.median);
	json_number(f, "ns_min", ns.min);
	json_number(f, "ns_max", ns.max);
	json_number(f, "ns_total", bench_total(i, work).median);
	json_number(f, "times_base", bench_slow(i, work).median);
	json_number(f, "instructions", bench_instr(i, work));
	json_number(f, "bytes", cell->bytes);
	fprintf(f, ",");
	json_text(f, "floor", row->floor);
	json_number(f, "times_floor", ratio_to_floor(row, work, ns.median));
	json_number(f, "truth_percent", cell->truth);
	json_number(f, "truth_overhead_percent", cell->overhead);
	json_number(f, "memory_ratio", cell->memory);
	json_number(f, "file_ratio", cell->size);
	json_number(f, "thread_loss_percent", cell->threads);
	fprintf(f, "}");
}

static void json_targets(FILE *f)
{
	int n = 0, met;

	for (size_t i = 0; i < bench_n_targets; i++)
		for (int work = 0; work < BENCH_WORKS; work++) {
			const struct bench_target *t = &bench_targets[i];
			double value;

			if (!(t->works & 1u << work))
				continue;
			value = bench_target_value(t, (enum bench_work)work, &met);
			fprintf(f, "%s\n{", n++ ? "," : "");
			json_text(f, "row", t->row);
			fprintf(f, ",\"work\":\"%s\",", bench_works[work].name);
			json_text(f, "measure", bench_measure_name(t->measure));
			fprintf(f, ",");
			json_text(f, "against", t->against);
			json_number(f, "limit", t->limit);
			json_number(f, "value", value);
			fprintf(f, ",\"met\":%s}", isnan(value) ? "null" : met ? "true" : "false");
		}
}

void bench_report_json(FILE *f, const struct bench_machine *m, const struct bench_truth *truth)
{
	int n = 0;

	fprintf(f, "{\"machine\":{");
	json_text(f, "cpu", m->cpu);
	fprintf(f, ",");
	json_text(f, "kernel", m->kernel);
	fprintf(f, ",");
	json_text(f, "compiler", m->compiler);
	fprintf(f,
		",\"processors\":%d,\"tsc_invariant\":%s,\"perf_cpu_clock\":%s,"
		"\"perf_counters\":%s",
		m->processors, m->tsc_invariant ? "true" : "false",
		m->perf_clock ? "true" : "false", m->perf_counters ? "true" : "false");
	json_number(f, "load", m->load);
	fprintf(f, "},\n\"reference\":{");
	json_text(f, "unavailable", truth->reason);
	json_number(f, "samples", (double)truth->samples);
	json_number(f, "halves_percent", truth->halves);
	json_number(f, "floor_corrected_percent", truth->corrected);
	fprintf(f, "},\n\"rows\":[");
	for (int work = 0; work < BENCH_WORKS; work++)
		for (size_t i = 0; i < bench_n_rows; i++)
			if (bench_cell(i, (enum bench_work)work)->wanted) {
				fprintf(f, "%s\n", n++ ? "," : "");
				json_cell(f, i, (enum bench_work)work);
			}
	fprintf(f, "],\n\"targets\":[");
	json_targets(f);
	fprintf(f, "]}\n");
}
