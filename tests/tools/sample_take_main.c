/* sample_take_main.c - build and run the instrumented tree of this folder as `leaf profile setup` does: SCRATCH [COMMAND…]. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "flame/flame_view.h"
#include "profile/sample.h"

static void tell(void *closure, const char *name, const char *text)
{
	(void)closure;
	printf("%-6s %s\n", name, text);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	char here[PATH_MAX];
	struct project project = { 0 };
	struct sample sample = { 0 };
	union {
		char **given;
		const char *const *wanted;
	} words = { .given = argv + 2 };
	if (argc < 2 || !getcwd(here, sizeof here))
		return 2;
	leaf_err err = project_load(&project, ".");
	struct sample_job job = { .top = project.folder ? project.folder : here,
				  .here = here,
				  .scratch = argv[1],
				  .project = &project,
				  .argv = argc > 2 ? words.wanted : NULL,
				  .tell = tell };
	if (err == LEAF_E_OK)
		err = sample_take(&sample, &job);
	if (err == LEAF_E_OK)
		err = flame_view_top(stdout, sample.folded, 10, 0, 0);
	if (err != LEAF_E_OK)
		printf("error: %s: %s\n", leaf_err_name(err), leaf_err_text());
	else
		printf("exit %d, %zu files, page %s\n", sample.status, sample.n_files,
		       sample.page[0] ? "written" : "missing");
	sample_release(&sample);
	project_release(&project);
	return err == LEAF_E_OK ? 0 : 1;
}
