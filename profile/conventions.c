/* conventions.c - guess how a project is built and run, where .leaf.toml does not say so. */
#include "profile/conventions.h"

#include <ctype.h>
#include <glob.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/file.h"

enum { MAKEFILE_MAX = 4 << 20, NAMES_MAX = 300 };

static const struct rule {
	const char *file, *text, *target, *command;
} builds[] = {
#define BUILD(file_, text_, command_)                                                              \
	{ .file = file_, .text = text_, .target = "", .command = command_ },
#define RUN(file_, target_, command_)
#include "profile/conventions.def"
}, runs[] = {
#define BUILD(file_, text_, command_)
#define RUN(file_, target_, command_)                                                              \
	{ .file = file_, .text = "", .target = target_, .command = command_ },
#include "profile/conventions.def"
};

/* ---- texts ---- */

/* A word for the shell, in quotes if it needs them. */
static leaf_err add_word(struct leaf__buf *out, const char *word)
{
	static const char plain[] =
		"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+./,:@%=";
	if (word[strspn(word, plain)] == 0 && *word)
		return leaf__buf_puts(out, word);
	LEAF_TRY(leaf__buf_puts(out, "'"));
	for (; *word; word++)
		LEAF_TRY(*word == '\'' ? leaf__buf_puts(out, "'\\''")
				       : leaf__buf_add(out, word, 1));
	return leaf__buf_puts(out, "'");
}

/* A command of the table with its letters replaced; 'found' is inside the project's folder. */
static leaf_err fill_in(struct leaf__buf *out, const char *command, const char *found,
			const struct conventions_place *place)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	char folder[PATH_MAX];
	const char *slash = strrchr(found, '/');
	snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - found) : 1,
		 slash ? found : ".");
	for (; *command; command++) {
		char letter = *command == '%' ? *++command : 0;
		if (letter == 's')
			LEAF_TRY(add_word(out, place->scratch));
		else if (letter == 'p')
			LEAF_TRY(add_word(out, place->folder));
		else if (letter == 'd')
			LEAF_TRY(add_word(out, folder));
		else if (letter == 'f')
			LEAF_TRY(add_word(out, found));
		else if (letter == 'j')
			LEAF_TRY(leaf__buf_printf(out, "%ld", processors > 0 ? processors : 1));
		else
			LEAF_TRY(leaf__buf_add(out, command, 1));
	}
	return LEAF_E_OK;
}

static leaf_err keep(const char **out, struct leaf__arena *arena, const struct leaf__buf *text)
{
	*out = leaf__arena_strndup(arena, text->data ? text->data : "", text->len);
	return *out ? LEAF_E_OK : leaf_fail(LEAF_E_NOMEM, "out of memory for a command");
}

/* ---- files ---- */

/* The folder with what is special in patterns escaped. */
static leaf_err add_literal(struct leaf__buf *out, const char *path)
{
	for (; *path; path++) {
		if (strchr("*?[]\\", *path))
			LEAF_TRY(leaf__buf_puts(out, "\\"));
		LEAF_TRY(leaf__buf_add(out, path, 1));
	}
	return LEAF_E_OK;
}

/*
 * The first file that fits the rule's pattern: *found is a path from the project's folder, or an absolute one in
 * 'scratch'; empty if there is none.
 */
static leaf_err find_file(struct leaf__buf *found, const char *pattern,
			  const struct conventions_place *place)
{
	struct leaf__buf full = { 0 };
	bool apart = strncmp(pattern, "%s/", 3) == 0;
	const char *top = apart ? place->scratch : place->folder;
	glob_t paths;
	leaf_err err = add_literal(&full, top);
	if (err == LEAF_E_OK)
		err = leaf__buf_printf(&full, "/%s", apart ? pattern + 3 : pattern);
	if (err == LEAF_E_OK && glob(full.data, 0, NULL, &paths) == 0) {
		err = leaf__buf_puts(found, paths.gl_pathv[0] + (apart ? 0 : strlen(top) + 1));
		globfree(&paths);
	}
	leaf__buf_release(&full);
	return err;
}

/* Whether a line of the Makefile begins a rule with the target: "check:", "test check: all", not "check :=". */
static bool line_has_target(const char *line, const char *end, const char *target)
{
	const char *colon = memchr(line, ':', (size_t)(end - line));
	size_t len = strlen(target);
	if (!colon || isspace((unsigned char)*line) || *line == '#' || *line == '.' ||
	    (colon + 1 < end &&
	     (colon[1] == '=' || (colon[1] == ':' && colon + 2 < end && colon[2] == '='))))
		return false;
	for (const char *at = line; at + len <= colon; at++) {
		bool begins = at == line || isspace((unsigned char)at[-1]);
		bool ends = at + len == colon || isspace((unsigned char)at[len]);
		if (begins && ends && memcmp(at, target, len) == 0)
			return memchr(line, '=', (size_t)(colon - line)) == NULL;
	}
	return false;
}

/* The path of a file that find_file() found; false if it is too long. */
static bool full_path(char path[PATH_MAX], const struct conventions_place *place, const char *found)
{
	int len = found[0] == '/' ? snprintf(path, PATH_MAX, "%s", found)
				  : snprintf(path, PATH_MAX, "%s/%s", place->folder, found);
	return len < PATH_MAX;
}

static bool has_target(const char *makefile, const char *target)
{
	struct leaf__buf text = { 0 };
	bool found = false;
	if (leaf__file_read(&text, makefile, MAKEFILE_MAX) == LEAF_E_OK) {
		const char *at = text.data, *end = at + text.len;
		while (at < end && !found) {
			const char *line_end = memchr(at, '\n', (size_t)(end - at));
			line_end = line_end ? line_end : end;
			found = line_has_target(at, line_end, target);
			at = line_end + 1;
		}
	}
	leaf__buf_release(&text);
	return found;
}

static bool holds(const char *path, const char *words)
{
	struct leaf__buf text = { 0 };
	bool found = !*words || (leaf__file_read(&text, path, MAKEFILE_MAX) == LEAF_E_OK &&
				 text.len && memmem(text.data, text.len, words, strlen(words)));
	leaf__buf_release(&text);
	return found;
}

/* Whether the project's own 'configure' has run in its folder. */
static bool is_configured(const struct conventions_place *place)
{
	static const char *const traces[] = { "config.status", "config.log", "configure.log" };
	char path[PATH_MAX];
	for (size_t i = 0; i < sizeof traces / sizeof *traces; i++)
		if (full_path(path, place, traces[i]) && access(path, F_OK) == 0)
			return true;
	return false;
}

/* Whether 'found' is all that the rule asks for. */
static bool fits(const struct rule *rule, const struct conventions_place *place, const char *found)
{
	char path[PATH_MAX];
	bool configure = strcmp(rule->file, "configure") == 0;
	bool script = configure || strcmp(rule->file, "autogen.sh") == 0;
	if (!full_path(path, place, found) || !holds(path, rule->text))
		return false;
	if (*rule->target)
		return has_target(path, rule->target);
	/* A script has to be one, and not only data of that name. */
	return !script || (access(path, X_OK) == 0 && !(configure && is_configured(place)));
}

static leaf_err make_one(struct convention *out, struct leaf__arena *arena, const struct rule *rule,
			 const char *found, const struct conventions_place *place)
{
	struct leaf__buf line = { 0 }, because = { 0 };
	leaf_err err = fill_in(&line, rule->command, found, place);
	if (err == LEAF_E_OK)
		err = *rule->target ? leaf__buf_printf(&because, "'%s' has a target '%s'", found,
						       rule->target)
				    : leaf__buf_printf(&because, "there is '%s'", found);
	if (err == LEAF_E_OK)
		err = keep(&out->line, arena, &line);
	if (err == LEAF_E_OK)
		err = keep(&out->because, arena, &because);
	leaf__buf_release(&line);
	leaf__buf_release(&because);
	return err;
}

/* The first rule that fits; out->line stays NULL if none does. */
static leaf_err choose(struct convention *out, struct leaf__arena *arena, const struct rule *rules,
		       size_t n, const struct conventions_place *place)
{
	struct leaf__buf found = { 0 };
	leaf_err err = LEAF_E_OK;
	*out = (struct convention){ 0 };
	for (size_t i = 0; i < n && err == LEAF_E_OK && !out->line; i++) {
		leaf__buf_clear(&found);
		err = find_file(&found, rules[i].file, place);
		if (err == LEAF_E_OK && found.len && fits(&rules[i], place, found.data))
			err = make_one(out, arena, &rules[i], found.data, place);
	}
	leaf__buf_release(&found);
	return err;
}

leaf_err conventions_build(struct convention *out, struct leaf__arena *arena,
			   const struct conventions_place *place)
{
	LEAF_TRY(choose(out, arena, builds, sizeof builds / sizeof *builds, place));
	if (out->line)
		return LEAF_E_OK;
	return leaf_fail(
		LEAF_E_NOTFOUND,
		"cannot tell how this is built: there is no Makefile, CMakeLists.txt, meson.build or "
		"configure; write 'build = \"COMMAND\"' under '[profile]' into .leaf.toml");
}

/* ---- programs ---- */

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

/* libtool puts a script that runs it beside the folder that a program is in. */
static leaf_err add_program(struct leaf__buf *line, const char *path)
{
	static const char hidden[] = "/.libs/";
	const char *at = strstr(path, hidden);
	struct leaf__buf script = { 0 };
	leaf_err err = LEAF_E_OK;
	if (at && at + sizeof hidden - 1 == base_name(path))
		err = leaf__buf_printf(&script, "%.*s/%s", (int)(at - path), path, base_name(path));
	if (err == LEAF_E_OK)
		err = add_word(line,
			       script.len && access(script.data, X_OK) == 0 ? script.data : path);
	leaf__buf_release(&script);
	return err;
}

/* Programs that are still there; *named is the one called like the folder, *n counts them. */
static const char *list_programs(struct leaf__buf *names, size_t *n, const char **named,
				 const struct conventions_place *place)
{
	char folder[PATH_MAX];
	const char *last = NULL;
	bool known = realpath(place->folder, folder) != NULL;
	*n = 0;
	*named = NULL;
	for (size_t i = 0; i < place->n_programs; i++) {
		const char *path = place->programs[i];
		bool again = false;
		for (size_t k = 0; k < i; k++)
			again = again || strcmp(place->programs[k], path) == 0;
		if (again || access(path, X_OK) != 0)
			continue;
		if (known && strcmp(base_name(path), base_name(folder)) == 0)
			*named = path;
		if (names->len < NAMES_MAX &&
		    leaf__buf_printf(names, "%s%s", *n ? ", " : "", base_name(path)))
			names->len = NAMES_MAX;
		last = path;
		++*n;
	}
	return last;
}

static leaf_err run_program(struct convention *out, struct leaf__arena *arena, const char *path,
			    const char *because)
{
	struct leaf__buf line = { 0 };
	leaf_err err = add_program(&line, path);
	if (err == LEAF_E_OK)
		err = keep(&out->line, arena, &line);
	out->because = because;
	leaf__buf_release(&line);
	return err;
}

leaf_err conventions_run(struct convention *out, struct leaf__arena *arena,
			 const struct conventions_place *place)
{
	struct leaf__buf names = { 0 };
	const char *named;
	size_t n;
	LEAF_TRY(choose(out, arena, runs, sizeof runs / sizeof *runs, place));
	if (out->line)
		return LEAF_E_OK;
	const char *last = list_programs(&names, &n, &named, place);
	leaf_err err;
	if (n == 1)
		err = run_program(out, arena, last, "it is the only program that was linked");
	else if (named)
		err = run_program(out, arena, named, "it is called as the folder is");
	else
		err = leaf_fail(
			LEAF_E_NOTFOUND,
			"cannot tell what to run%s%s; give it after '--', or write 'run = \"COMMAND\"' "
			"under '[profile]' into .leaf.toml",
			n ? ": there are " : "", n ? names.data : "");
	leaf__buf_release(&names);
	return err;
}
