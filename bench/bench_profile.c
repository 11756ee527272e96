/* bench_profile.c - see bench_profile.h. */
#include "bench/bench_profile.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/bench_exec.h"

struct bench_weight *bench_weights_entry(struct bench_weights *w, const char *function, size_t len)
{
	size_t short_len = 0;

	while (short_len < len && function[short_len] != '.')
		short_len++;
	for (size_t i = 0; i < w->n; i++)
		if (!strncmp(w->at[i].function, function, short_len) &&
		    !w->at[i].function[short_len])
			return &w->at[i];
	if (w->n == w->cap) {
		w->cap = w->cap ? 2 * w->cap : 64;
		w->at = realloc(w->at, w->cap * sizeof(*w->at));
		if (!w->at)
			abort();
	}
	w->at[w->n] = (struct bench_weight){ .function = bench_text("%.*s", (int)short_len,
								    function) };
	return &w->at[w->n++];
}

void bench_weights_release(struct bench_weights *w)
{
	for (size_t i = 0; i < w->n; i++)
		free(w->at[i].function);
	free(w->at);
	memset(w, 0, sizeof(*w));
}

static double total(const struct bench_weights *w)
{
	double sum = 0;

	for (size_t i = 0; i < w->n; i++)
		sum += w->at[i].weight;
	return sum;
}

static double share_of(const struct bench_weights *w, const char *function, double sum)
{
	for (size_t i = 0; i < w->n; i++)
		if (!strcmp(w->at[i].function, function))
			return w->at[i].weight / sum;
	return 0;
}

double bench_weights_distance(const struct bench_weights *a, const struct bench_weights *b)
{
	double sum_a = total(a), sum_b = total(b), common = 0;

	for (size_t i = 0; i < a->n; i++)
		common += fmin(a->at[i].weight / sum_a, share_of(b, a->at[i].function, sum_b));
	return sum_a > 0 && sum_b > 0 ? (1 - common) * 100 : (double)NAN;
}

int bench_weights_read_folded(struct bench_weights *w, const char *path)
{
	FILE *f = fopen(path, "r");
	char *line = NULL;
	size_t cap = 0;

	if (!f)
		return 0;
	while (getline(&line, &cap, f) > 0) {
		char *number = strrchr(line, ' '), *frame = strrchr(line, ';'), *part;

		if (!number || !frame || frame > number)
			continue;
		frame++;
		*number = '\0';
		while ((part = strstr(frame, "::")))
			frame = part + 2;
		bench_weights_entry(w, frame, strlen(frame))->weight += atof(number + 1);
	}
	free(line);
	fclose(f);
	return w->n > 0;
}

/* Function names by address, sorted by address. */
struct symbol {
	uint64_t address;
	char *name;
};

struct symbols {
	struct symbol *at;
	size_t n;
};

static int by_address(const void *a, const void *b)
{
	uint64_t x = ((const struct symbol *)a)->address, y = ((const struct symbol *)b)->address;

	return (x > y) - (x < y);
}

static const char *name_at(const struct symbols *symbols, uint64_t address)
{
	struct symbol key = { address, NULL };
	const struct symbol *found = bsearch(&key, symbols->at, symbols->n, sizeof(key),
					     by_address);

	return found ? found->name : NULL;
}

static void symbols_add(struct symbols *symbols, uint64_t address, char *name)
{
	symbols->at = realloc(symbols->at, (symbols->n + 1) * sizeof(*symbols->at));
	if (!symbols->at)
		abort();
	symbols->at[symbols->n++] = (struct symbol){ address, name };
}

static void symbols_release(struct symbols *symbols)
{
	for (size_t i = 0; i < symbols->n; i++)
		free(symbols->at[i].name);
	free(symbols->at);
}

static struct symbols read_symbols(const char *program)
{
	char *command = bench_text("nm '%s'", program), *line, *rest = NULL;
	struct symbols symbols = { NULL, 0 };
	struct bench_output output;

	bench_sh(&output, NULL, 60, command);
	for (line = strtok_r(output.out, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		unsigned long long address;
		char kind, name[128];

		if (sscanf(line, "%llx %c %127s", &address, &kind, name) == 3 &&
		    strchr("tTwW", kind))
			symbols_add(&symbols, address, bench_text("%s", name));
	}
	if (symbols.n)
		qsort(symbols.at, symbols.n, sizeof(*symbols.at), by_address);
	bench_output_release(&output);
	free(command);
	return symbols;
}

int bench_weights_read_floor(struct bench_weights *w, const char *path, const char *program)
{
	struct symbols symbols = read_symbols(program);
	FILE *f = fopen(path, "r");
	unsigned long long address;
	double self, calls, made;

	while (f && fscanf(f, "%llx %lf %lf %lf", &address, &self, &calls, &made) == 4) {
		const char *name = name_at(&symbols, address);
		struct bench_weight *entry;

		if (!name)
			continue;
		entry = bench_weights_entry(w, name, strlen(name));
		entry->weight += self;
		entry->calls += calls;
		entry->made += made;
	}
	if (f)
		fclose(f);
	symbols_release(&symbols);
	return w->n > 0;
}

void bench_weights_correct(struct bench_weights *w, double share)
{
	double cost = total(w) * share, calls = 0;

	for (size_t i = 0; i < w->n; i++)
		calls += w->at[i].calls;
	for (size_t i = 0; i < w->n && calls > 0; i++) {
		struct bench_weight *entry = &w->at[i];

		entry->weight -= cost / calls * (entry->calls + entry->made) / 2;
		if (entry->weight < 0)
			entry->weight = 0;
	}
}

/* The innermost function at each address that perf saw inside the program, by addr2line. */
static struct symbols innermost(const char *program, const char *addresses)
{
	char *command = bench_text("sort -u '%s' | addr2line -a -f -i -e '%s'", addresses, program);
	struct symbols symbols = { NULL, 0 };
	char *line, *rest = NULL;
	struct bench_output output;
	uint64_t address = 0;
	int due = 0;

	bench_sh(&output, NULL, 300, command);
	for (line = strtok_r(output.out, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		if (!strncmp(line, "0x", 2)) {
			address = strtoull(line, NULL, 16);
			due = 1;
		} else if (due) {
			due = 0;
			if (*line != '?')
				symbols_add(&symbols, address, bench_text("%s", line));
		}
	}
	if (symbols.n)
		qsort(symbols.at, symbols.n, sizeof(*symbols.at), by_address);
	bench_output_release(&output);
	free(command);
	return symbols;
}

long bench_weights_read_perf(struct bench_weights *a, struct bench_weights *b, const char *data,
			     const char *program)
{
	/*
	 * One line a frame, innermost first, empty lines between samples. perf gives offsets into the
	 * file; the linker puts a program of a fixed address at 4 MiB.
	 */
	static const char only[] =
		"index($2, program) {a = $1; while (length(a) < 6) a = 0 a; "
		"print (length(a) == 6 && a < \"400000\" ? \"4\" substr(a, 2) : a); "
		"next} NF == 0 {print \"\"}";
	char *chains = bench_text("%s.chains", data), *addresses = bench_text("%s.addresses", data);
	struct symbols symbols;
	char line[256];
	int found = 0;
	long n = 0;
	FILE *f;

	bench_do("perf script -i '%s' --no-inline -F ip,dso 2>/dev/null |"
		 "awk -v program='%s' '%s' >'%s'",
		 data, program, only, chains);
	bench_do("grep . '%s' >'%s'", chains, addresses);
	symbols = innermost(program, addresses);
	f = fopen(chains, "r");
	while (f && fgets(line, sizeof(line), f)) {
		const char *name = found ? NULL : name_at(&symbols, strtoull(line, NULL, 16));

		if (*line == '\n')
			found = 0;
		if (name) {
			found = 1;
			bench_weights_entry(n++ % 2 ? b : a, name, strlen(name))->weight++;
		}
	}
	if (f)
		fclose(f);
	symbols_release(&symbols);
	free(chains);
	free(addresses);
	return n;
}
