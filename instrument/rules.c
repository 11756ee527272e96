/* rules.c - which functions get a line, and why others do not. */
#include "instrument/rules.h"

#include <fnmatch.h>
#include <string.h>

static bool matches_any(const char *const *globs, size_t n, const char *name)
{
	for (size_t i = 0; i < n; i++) {
		if (!fnmatch(globs[i], name, 0))
			return true;
	}
	return false;
}

static bool rules_is_wanted(const struct rules_options *options, const char *name, size_t len)
{
	char copy[1024];
	if (!options->n_include_fn && !options->n_exclude_fn)
		return true;
	if (len >= sizeof copy)
		len = sizeof copy - 1;
	memcpy(copy, name, len);
	copy[len] = 0;
	if (options->n_include_fn && !matches_any(options->include_fn, options->n_include_fn, copy))
		return false;
	return !matches_any(options->exclude_fn, options->n_exclude_fn, copy);
}

static unsigned rules_lines(const char *text, const struct cfuncs_fn *fn)
{
	unsigned lines = 1;
	for (uint32_t i = fn->brace; i < fn->end; i++)
		lines += text[i] == '\n';
	return lines;
}

/* The rows of the table, in order; the text is only looked at if the options ask for it. */
enum rules_why rules_judge(const struct cfuncs *file, const struct cfuncs_fn *fn,
			   const struct rules_given *given, const struct rules_options *options)
{
#define R(name, json, meaning, condition)                                                          \
	if (condition)                                                                             \
		return RULES_##name;
#include "instrument/rules.def"
	return RULES_TAKEN;
}

const char *rules_json(enum rules_why why)
{
	static const char *const names[] = {
		[RULES_TAKEN] = "taken",
#define R(name, json, meaning, condition) [RULES_##name] = json,
#include "instrument/rules.def"
	};
	return names[why];
}

const char *rules_meaning(enum rules_why why)
{
	static const char *const meanings[] = {
		[RULES_TAKEN] = "it is instrumented",
#define R(name, json, meaning, condition) [RULES_##name] = meaning,
#include "instrument/rules.def"
	};
	return meanings[why];
}
