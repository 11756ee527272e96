/* filter_cases.c - replay a table of filter cases: filter_cases FILE.tsv [--compat]. */
/*
 * Prints each cell that differs and a closing line with counts.
 * Exit status: 0 all cells agree, 1 some differ, 2 the file is not such a table.
 */
#include "tests/tools/filter_file.h"
#include "tests/tools/filter_pure.h"

int main(int argc, char **argv)
{
	struct file_counts counts = { 0 };
	const char *path = NULL;
	unsigned flags = 0;
	for (int i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--compat") == 0)
			flags |= LEAF__FILTER_COMPAT;
		else if (!path && argv[i][0] != '-')
			path = argv[i];
		else
			path = NULL, i = argc;
	}
	if (!path) {
		fprintf(stderr, "usage: filter_cases FILE.tsv [--compat]\n");
		return 2;
	}
	if (!file_replay(path, pure_prober, &flags, &counts)) {
		fprintf(stderr, "filter_cases: cannot read '%s' as a table of filter cases\n",
			path);
		return 2;
	}
	printf("%u rows, %u cells: %u rows with %u cells differ\n", counts.rows, counts.cells,
	       counts.bad_rows, counts.bad_cells);
	return counts.bad_cells != 0;
}
