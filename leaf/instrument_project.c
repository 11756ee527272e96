/* instrument_project.c - the choices of a project's .leaf.toml, added to those of a command line. */
#include "leaf/instrument_project.h"

#include <string.h>
#include <sys/stat.h>

leaf_err instrument_find_project(struct project *out, const char *path)
{
	struct stat st;
	const char *slash = strrchr(path, '/');
	bool folder = !stat(path, &st) && S_ISDIR(st.st_mode);
	char before[4096] = ".";
	if (folder)
		return project_load(out, path);
	size_t len = slash ? (size_t)(slash - path) + (slash == path) : 0;
	if (len >= sizeof before)
		return leaf_fail(LEAF_E_LIMIT, "the path '%s' is too long", path);
	if (len) {
		memcpy(before, path, len);
		before[len] = 0;
	}
	if (stat(before, &st))
		return LEAF_E_OK; /* that there is no such file will be said of itself */
	return project_load(out, before);
}

leaf_err instrument_take(struct walk_options *options, const char *reason, leaf_err code,
			 const char *from)
{
	for (int why = 0; why < SOURCES_N; why++) {
		if (sources_is_optional((enum sources_why)why) &&
		    !strcmp(sources_json((enum sources_why)why), reason)) {
			options->sources.take |= 1u << why;
			return LEAF_E_OK;
		}
	}
	return leaf_fail(code, "%s does not know '%s'; see --help", from, reason);
}

const char *instrument_level(const char *word)
{
	static const char *const levels[][2] = { { "error", "ERROR" },
						 { "warn", "WARN" },
						 { "info", "INFO" },
						 { "debug", "DEBUG" },
						 { "trace", "TRACE" } };
	for (size_t i = 0; word && i < sizeof levels / sizeof *levels; i++) {
		if (!strcmp(word, levels[i][0]))
			return levels[i][1];
	}
	return NULL;
}

/* The strings of one list behind those of another. */
static leaf_err add_list(struct leaf__arena *arena, const char *const **items, size_t *n,
			 const struct project_list *more)
{
	if (!more->n)
		return LEAF_E_OK;
	const char **both = leaf__arena_alloc(arena, (*n + more->n) * sizeof *both);
	if (!both)
		return leaf_fail(LEAF_E_NOMEM, "no memory for a list");
	for (size_t i = 0; i < *n; i++)
		both[i] = (*items)[i];
	for (size_t i = 0; i < more->n; i++)
		both[*n + i] = more->items[i];
	*items = both;
	*n += more->n;
	return LEAF_E_OK;
}

static leaf_err add_files(struct walk_options *options, const struct project *project)
{
	const struct project_instrument *says = &project->instrument;
	options->sources.project = (struct sources_project){
		.folder = project->folder,
		.only = says->path.items,
		.n_only = says->path.n,
		.exclude = says->exclude.items,
		.n_exclude = says->exclude.n,
	};
	for (size_t i = 0; i < says->take.n; i++)
		LEAF_TRY(instrument_take(options, says->take.items[i], LEAF_E_SYNTAX,
					 "'take' in " PROJECT_NAME));
	return LEAF_E_OK;
}

static leaf_err add_functions(struct rules_options *rules, const struct project_instrument *says,
			      struct leaf__arena *arena)
{
	if (!rules->n_include_fn) {
		rules->include_fn = says->include_fn.items;
		rules->n_include_fn = says->include_fn.n;
	}
	if (!rules->min_lines)
		rules->min_lines = says->min_lines.value;
	rules->static_inline |= says->static_inline.on;
	rules->headers |= says->headers.on || says->static_inline.on;
	return add_list(arena, &rules->exclude_fn, &rules->n_exclude_fn, &says->exclude_fn);
}

static leaf_err add_targets(struct walk_options *options, const struct project_map *targets,
			    struct leaf__arena *arena)
{
	if (options->forms.target || !targets->n)
		return LEAF_E_OK;
	struct walk_target *rows = leaf__arena_alloc(arena, targets->n * sizeof *rows);
	if (!rows)
		return leaf_fail(LEAF_E_NOMEM, "no memory for %zu targets", targets->n);
	for (size_t i = 0; i < targets->n; i++)
		rows[i] = (struct walk_target){ targets->items[i].key, targets->items[i].value };
	options->targets = rows;
	options->n_targets = targets->n;
	return LEAF_E_OK;
}

leaf_err instrument_add_project(struct walk_options *options, const struct project *project,
				struct leaf__arena *arena)
{
	const struct project_instrument *says = &project->instrument;
	struct forms_options *forms = &options->forms;
	if (!project->folder)
		return LEAF_E_OK;
	LEAF_TRY(add_files(options, project));
	LEAF_TRY(add_functions(&options->rules, says, arena));
	LEAF_TRY(add_targets(options, &says->targets, arena));
	LEAF_TRY(add_list(arena, &forms->skip_args, &forms->n_skip_args, &says->skip_arg));
	if (!forms->target)
		forms->target = says->target;
	if (!forms->level)
		forms->level = instrument_level(says->level);
	forms->ret |= says->ret.on;
	forms->no_args |= says->args.given && !says->args.on;
	return LEAF_E_OK;
}
