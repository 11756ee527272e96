/* solver.c - dlopen of libleafrt-NAME.so beside this library. */
#include "leafrt/solver.h"

#include "leafrt/expr.h"
#include "leafrt/rt_config.h"

#include <dlfcn.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const struct smt_host host = { .at = expr_at,
				      .table = expr_table_value,
				      .count = expr_count };

static const struct smt_solver *load(void)
{
	Dl_info own;
	char path[PATH_MAX];
	if (!dladdr(&host, &own) || !own.dli_fname)
		return NULL;
	const char *slash = strrchr(own.dli_fname, '/');
	snprintf(path, sizeof path, "%.*slibleafrt-%s.so",
		 slash ? (int)(slash - own.dli_fname) + 1 : 0, own.dli_fname, rt_config.solver);
	void *object = dlopen(path, RTLD_NOW | RTLD_LOCAL);
	smt_open *open = NULL;
	if (object)
		*(void **)&open = dlsym(object, "leaf_smt_open");
	const struct smt_solver *solver = open ? open(&host) : NULL;
	if (!solver)
		fprintf(stderr, "leaf: no solver: %s\n", object ? path : dlerror());
	return solver;
}

enum smt_answer solver_ask(const struct smt_term *terms, size_t n, uint8_t *input)
{
	static const struct smt_solver *solver;
	static bool tried;
	if (!tried)
		solver = load();
	tried = true;
	return solver ? solver->ask(terms, n, (unsigned)rt_config.solver_ms, input) : SMT_UNKNOWN;
}
