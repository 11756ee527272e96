/* flame_load.c - folded files into trees, for every `leaf flame` command. */
#include "leaf/flame_load.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "flame/flame_view.h"
#include "flame/stacks_read.h"
#include "leaf/progress.h"

/* Bytes that have not been reported yet; the progress line counts mebibytes. */
struct watch {
	struct progress progress;
	size_t bytes;
};

static void tick(void *closure, size_t bytes)
{
	struct watch *watch = closure;
	watch->bytes += bytes;
	progress_add(&watch->progress, watch->bytes >> 20);
	watch->bytes &= (1u << 20) - 1;
}

static uint64_t size_of(const char *path)
{
	struct stat about;
	return stat(path, &about) == 0 && S_ISREG(about.st_mode) ? (uint64_t)about.st_size >> 20
								 : 0;
}

static leaf_err read_one(struct stacks *stacks, struct cli_call *call, const char *path,
			 bool skip_bad, bool calls_only)
{
	struct watch watch = { .bytes = 0 };
	struct stacks_reading reading = {
		.skip_bad = skip_bad, .calls_only = calls_only, .tick = tick, .closure = &watch
	};
	progress_begin(&watch.progress, call, "reading", "MiB", size_of(path));
	leaf_err err = stacks_read(stacks, path, &reading);
	progress_end(&watch.progress);
	if (err == LEAF_E_OK && reading.n_bad)
		cli_note(call, "'%s': %llu line%s left out; the first is line %llu: %s", path,
			 (unsigned long long)reading.n_bad, CLI_S(reading.n_bad),
			 (unsigned long long)reading.first_bad, reading.first_why);
	return err;
}

leaf_err flame_load_more(struct stacks *stacks, struct cli_call *call, const char *path,
			 const struct flame_load *how)
{
	LEAF_TRY(read_one(stacks, call, path, how->skip_bad, false));
	if (how->unit)
		stacks->unit = how->unit == 1 ? STACKS_NS : STACKS_SAMPLES;
	return LEAF_E_OK;
}

static leaf_err load_calls(struct stacks *stacks, struct cli_call *call, const char *path,
			   const struct flame_load *how)
{
	enum stacks_unit unit = stacks->unit;
	char *companion = NULL;
	leaf_err err = LEAF_E_OK;
	if (!how->stats && strcmp(path, "-") != 0)
		companion = flame_view_companion(path);
	if (how->stats ? *how->stats != 0 : companion != NULL)
		err = read_one(stacks, call, how->stats ? how->stats : companion, how->skip_bad,
			       true);
	free(companion);
	stacks->unit = unit;
	return err;
}

leaf_err flame_load(struct stacks *stacks, struct cli_call *call, const char *path,
		    const struct flame_load *how)
{
	leaf_err err = stacks_init(stacks);
	if (err == LEAF_E_OK)
		err = flame_load_more(stacks, call, path, how);
	if (err == LEAF_E_OK)
		err = load_calls(stacks, call, path, how);
	if (err == LEAF_E_OK && how->collapse)
		err = stacks_collapse(stacks);
	if (err == LEAF_E_OK && stacks->nodes.n == 1)
		err = leaf_fail(LEAF_E_SYNTAX, "there are no stacks in '%s'", path);
	if (err != LEAF_E_OK)
		stacks_release(stacks);
	return err;
}

const char *flame_file(const struct cli_call *call)
{
	return call->n_operands ? call->operands[0] : "tracing.folded";
}

const char *flame_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!strcmp(path, "-"))
		return "standard input";
	return slash ? slash + 1 : path;
}

char *flame_beside(struct cli_call *call, const char *path, const char *name)
{
	const char *slash = strcmp(path, "-") != 0 ? strrchr(path, '/') : NULL;
	size_t folder = slash ? (size_t)(slash + 1 - path) : 0, len = strlen(name);
	char *made = leaf__arena_alloc(call->arena, folder + len + 1);
	if (!made)
		return NULL;
	memcpy(made, path, folder);
	memcpy(made + folder, name, len + 1);
	return made;
}

int flame_width(FILE *out)
{
	struct winsize size;
	int fd = fileno(out);
	const char *columns = getenv("COLUMNS");
	if (fd < 0 || !isatty(fd))
		return 0;
	long width = columns ? strtol(columns, NULL, 10) : 0;
	if (width <= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0)
		width = size.ws_col;
	return width <= 0 ? 80 : width < 40 ? 40 : width > 1000 ? 1000 : (int)width;
}
