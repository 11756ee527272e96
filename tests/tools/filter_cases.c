/* filter_cases.c - replay a table of filter cases: filter_cases FILE.tsv [--compat] [--pure]. */
/*
 * The columns about the text are asked of the parser, the probes are played through the library
 * with real spans and events (--pure: through the functions of trace/filter.h alone). Prints each
 * cell that differs and a closing line with counts.
 * Exit status: 0 all cells agree, 1 some differ, 2 the file is not such a table.
 */
#include "tests/tools/filter_file.h"
#include "tests/tools/filter_live.h"
#include "tests/tools/filter_pure.h"

static int live_prober(void *ctx, const char *text, const char *column, char *out)
{
	if (pure_parse_column(text, column, *(unsigned *)ctx, out, FILE_CELL))
		return 1;
	const char *cell = live_probe(text, column);
	if (cell)
		snprintf(out, FILE_CELL, "%s", cell);
	return cell != NULL;
}

int main(int argc, char **argv)
{
	struct file_counts counts = { 0 };
	const char *path = NULL;
	unsigned flags = 0;
	int pure = 0, fine = 1;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--compat") == 0)
			flags |= LEAF__FILTER_COMPAT;
		else if (strcmp(argv[i], "--pure") == 0)
			pure = 1;
		else if (!path && argv[i][0] != '-')
			path = argv[i];
		else
			fine = 0;
	}
	if (!path || !fine) {
		fprintf(stderr, "usage: filter_cases FILE.tsv [--compat] [--pure]\n");
		return 2;
	}
	if (!pure && !live_start(flags != 0)) {
		fprintf(stderr, "filter_cases: the tracer does not start\n");
		return 2;
	}
	if (!file_replay(path, pure ? pure_prober : live_prober, &flags, &counts)) {
		fprintf(stderr, "filter_cases: cannot read '%s' as a table of filter cases\n",
			path);
		return 2;
	}
	printf("%u rows, %u cells: %u rows with %u cells differ\n", counts.rows, counts.cells,
	       counts.bad_rows, counts.bad_cells);
	return counts.bad_cells != 0;
}
