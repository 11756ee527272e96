/* project.c - what a project says in its .leaf.toml. */
#include "config/project.h"

#include "base/file.h"
#include "config/suggest.h"
#include "config/toml.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum project_kind {
#define K(kind, type, said) PROJECT_##kind,
#include "config/project_kinds.def"
};

static const char *const kinds_said[] = {
#define K(kind, type, said) [PROJECT_##kind] = said,
#include "config/project_kinds.def"
};

/* A row of project.def: where its value goes. */
static const struct row {
	const char *table, *key, *meaning;
	enum project_kind kind;
	size_t offset; /* in struct project */
} rows[] = {
#define C(table, field, kind, key, meaning)                                                        \
	{ #table, key, meaning, PROJECT_##kind,                                                    \
	  offsetof(struct project, table) + offsetof(struct project_##table, field) },
#include "config/project.def"
};

enum { N_ROWS = sizeof rows / sizeof *rows };

bool project_row(struct project_row *out, size_t i)
{
	if (i >= N_ROWS)
		return false;
	*out = (struct project_row){ rows[i].table, rows[i].key, kinds_said[rows[i].kind],
				     rows[i].meaning };
	return true;
}

void project_release(struct project *project)
{
	leaf__arena_release(&project->arena);
	*project = (struct project){ 0 };
}

/* ---- values ---- */

/* A file while it is read. */
struct reading {
	struct project *project;
	const struct toml *toml;
};

static leaf_err no_memory(const struct reading *reading)
{
	return leaf_fail(LEAF_E_NOMEM, "no memory to read '%s'", reading->toml->name);
}

static leaf_err wrong_kind(const struct reading *reading, const struct row *row,
			   const struct toml_value *value)
{
	return toml_fail(reading->toml, value->at, LEAF_E_SYNTAX, "'%s' is %s, not %s", row->key,
			 kinds_said[row->kind], toml_kind_said(value->kind));
}

/* A string value's text, without NULs in it. */
static leaf_err take_text(const struct reading *reading, const char **out, const struct row *row,
			  const struct toml_value *value)
{
	if (value->kind != TOML_STRING)
		return wrong_kind(reading, row, value);
	if (strlen(value->text) != value->len)
		return toml_fail(reading->toml, value->at, LEAF_E_SYNTAX, "a NUL stands in '%s'",
				 row->key);
	*out = leaf__arena_strndup(&reading->project->arena, value->text, value->len);
	return *out ? LEAF_E_OK : no_memory(reading);
}

static leaf_err take_flag(const struct reading *reading, struct project_flag *out,
			  const struct row *row, const struct toml_value *value)
{
	if (value->kind != TOML_BOOLEAN)
		return wrong_kind(reading, row, value);
	*out = (struct project_flag){ true, value->boolean };
	return LEAF_E_OK;
}

static leaf_err take_number(const struct reading *reading, struct project_number *out,
			    const struct row *row, const struct toml_value *value)
{
	if (value->kind != TOML_INTEGER)
		return wrong_kind(reading, row, value);
	if (value->integer < 0 || value->integer > UINT32_MAX)
		return toml_fail(reading->toml, value->at, LEAF_E_SYNTAX, "'%s' is %s", row->key,
				 kinds_said[row->kind]);
	*out = (struct project_number){ true, (uint32_t)value->integer };
	return LEAF_E_OK;
}

static leaf_err take_level(const struct reading *reading, const char **out, const struct row *row,
			   const struct toml_value *value)
{
	static const char *const levels[] = { "error", "warn", "info", "debug", "trace" };
	const char *text = "";
	LEAF_TRY(take_text(reading, &text, row, value));
	for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
		if (!strcmp(levels[i], text)) {
			*out = levels[i];
			return LEAF_E_OK;
		}
	}
	return toml_fail(reading->toml, value->at, LEAF_E_SYNTAX, "'%s' is %s, not '%s'", row->key,
			 kinds_said[row->kind], text);
}

static size_t count(const struct toml_value *value)
{
	size_t n = 0;
	for (const struct toml_value *one = value->first; one; one = one->next)
		n++;
	return n;
}

static leaf_err take_list(const struct reading *reading, struct project_list *out,
			  const struct row *row, const struct toml_value *value)
{
	bool one = value->kind == TOML_STRING;
	if (!one && value->kind != TOML_ARRAY)
		return wrong_kind(reading, row, value);
	size_t n = one ? 1 : count(value);
	const char **items = leaf__arena_alloc(&reading->project->arena, (n + 1) * sizeof *items);
	if (!items)
		return no_memory(reading);
	const struct toml_value *item = one ? value : value->first;
	for (size_t i = 0; i < n; i++, item = item->next)
		LEAF_TRY(take_text(reading, &items[i], row, item));
	*out = (struct project_list){ items, n };
	return LEAF_E_OK;
}

static leaf_err take_map(const struct reading *reading, struct project_map *out,
			 const struct row *row, const struct toml_value *value)
{
	if (value->kind != TOML_TABLE)
		return wrong_kind(reading, row, value);
	size_t n = count(value);
	struct project_pair *items = leaf__arena_alloc(&reading->project->arena,
						       (n + 1) * sizeof *items);
	if (!items)
		return no_memory(reading);
	const struct toml_value *entry = value->first;
	for (size_t i = 0; i < n; i++, entry = entry->next) {
		if (strlen(entry->key) != entry->key_len || !entry->key_len)
			return toml_fail(reading->toml, entry->key_at, LEAF_E_SYNTAX,
					 "this is no key for '%s'", row->key);
		LEAF_TRY(take_text(reading, &items[i].value, row, entry));
		items[i].key = leaf__arena_strndup(&reading->project->arena, entry->key,
						   entry->key_len);
		if (!items[i].key)
			return no_memory(reading);
	}
	*out = (struct project_map){ items, n };
	return LEAF_E_OK;
}

/* The words of a command with blanks between them. */
static const char *join(const struct reading *reading, const struct project_list *words)
{
	size_t len = 1;
	for (size_t i = 0; i < words->n; i++)
		len += strlen(words->items[i]) + 1;
	char *said = leaf__arena_alloc(&reading->project->arena, len), *to = said;
	for (size_t i = 0; said && i < words->n; i++) {
		if (i)
			*to++ = ' ';
		to = stpcpy(to, words->items[i]);
	}
	return said;
}

static leaf_err take_command(const struct reading *reading, struct project_command *out,
			     const struct row *row, const struct toml_value *value)
{
	struct project_list words = { 0 };
	LEAF_TRY(take_list(reading, &words, row, value));
	if (!words.n || !*words.items[0])
		return toml_fail(reading->toml, value->at, LEAF_E_SYNTAX, "'%s' is empty",
				 row->key);
	const char *said = join(reading, &words);
	const char *const *argv = words.items;
	if (said && value->kind == TOML_STRING) {
		const char **shell = leaf__arena_alloc(&reading->project->arena, 4 * sizeof *shell);
		if (!shell)
			return no_memory(reading);
		shell[0] = "sh";
		shell[1] = "-c";
		shell[2] = words.items[0];
		argv = shell;
	}
	*out = (struct project_command){ argv, said };
	return said ? LEAF_E_OK : no_memory(reading);
}

static leaf_err take_value(const struct reading *reading, const struct row *row,
			   const struct toml_value *value)
{
	void *out = (char *)reading->project + row->offset;
	switch (row->kind) {
	case PROJECT_FLAG:
		return take_flag(reading, out, row, value);
	case PROJECT_NUMBER:
		return take_number(reading, out, row, value);
	case PROJECT_WORD:
		return take_text(reading, out, row, value);
	case PROJECT_LEVEL:
		return take_level(reading, out, row, value);
	case PROJECT_LIST:
		return take_list(reading, out, row, value);
	case PROJECT_MAP:
		return take_map(reading, out, row, value);
	case PROJECT_COMMAND:
		break;
	}
	return take_command(reading, out, row, value);
}

/* ---- keys ---- */

/* 'key' is none of the known ones; 'table' is NULL among the tables themselves. */
static leaf_err unknown(const struct reading *reading, const struct toml_value *entry,
			const char *table)
{
	struct suggest suggest = { .word = entry->key };
	for (size_t i = 0; i < N_ROWS; i++) {
		if (!table)
			suggest_offer(&suggest, rows[i].table);
		else if (!strcmp(rows[i].table, table))
			suggest_offer(&suggest, rows[i].key);
	}
	return toml_fail(reading->toml, entry->key_at, LEAF_E_SYNTAX,
			 "there is no %s '%s'%s%s%s%s%s%s", table ? "key" : "table", entry->key,
			 table ? " in [" : "", table ? table : "", table ? "]" : "",
			 suggest.best ? "; did you mean '" : "", suggest.best ? suggest.best : "",
			 suggest.best ? "'?" : "");
}

static const struct row *find_row(const char *table, const char *key)
{
	for (size_t i = 0; i < N_ROWS; i++) {
		if (!strcmp(rows[i].table, table) && (!key || !strcmp(rows[i].key, key)))
			return &rows[i];
	}
	return NULL;
}

static leaf_err take_table(const struct reading *reading, const struct toml_value *table)
{
	if (!find_row(table->key, NULL))
		return unknown(reading, table, NULL);
	if (table->kind != TOML_TABLE)
		return toml_fail(reading->toml, table->at, LEAF_E_SYNTAX, "'%s' is a table, not %s",
				 table->key, toml_kind_said(table->kind));
	for (const struct toml_value *entry = table->first; entry; entry = entry->next) {
		const struct row *row = find_row(table->key, entry->key);
		if (!row)
			return unknown(reading, entry, table->key);
		LEAF_TRY(take_value(reading, row, entry));
	}
	return LEAF_E_OK;
}

/* ---- files ---- */

/* The folder of a path; "." if it names none. */
static char *folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	if (!slash)
		return strdup(".");
	return strndup(path, slash == path ? 1 : (size_t)(slash - path));
}

static leaf_err note_place(struct project *out, const char *path)
{
	char *folder = folder_of(path);
	char *absolute = folder ? realpath(folder, NULL) : NULL;
	const char *known = absolute ? absolute : folder;
	out->path = leaf__arena_strndup(&out->arena, path, strlen(path));
	if (known)
		out->folder = leaf__arena_strndup(&out->arena, known, strlen(known));
	free(folder);
	free(absolute);
	return out->path && out->folder
		       ? LEAF_E_OK
		       : leaf_fail(LEAF_E_NOMEM, "no memory for the name of '%s'", path);
}

leaf_err project_read(struct project *out, const char *path, const char *text, size_t len)
{
	struct toml toml = { 0 };
	LEAF_TRY(toml_parse(&toml, path, text, len));
	struct reading reading = { out, &toml };
	leaf_err err = note_place(out, path);
	const struct toml_value *table = toml.root->first;
	for (; table && err == LEAF_E_OK; table = table->next)
		err = take_table(&reading, table);
	toml_release(&toml);
	if (err != LEAF_E_OK)
		project_release(out);
	return err;
}

leaf_err project_load_file(struct project *out, const char *path)
{
	struct leaf__buf text = { 0 };
	leaf_err err = leaf__file_read(&text, path, TOML_MAX);
	if (err == LEAF_E_OK)
		err = project_read(out, path, text.data ? text.data : "", text.len);
	leaf__buf_release(&text);
	return err;
}

/* Write folder/name to path [cap]; false if it does not fit. */
static bool name_in(char *path, size_t cap, const char *folder, const char *name)
{
	bool slash = *folder && folder[strlen(folder) - 1] == '/';
	int len = snprintf(path, cap, "%s%s%s", folder, slash ? "" : "/", name);
	return len >= 0 && (size_t)len < cap;
}

/* Go one folder up; false at the top. */
static bool go_up(char *folder)
{
	char *slash = strrchr(folder, '/');
	if (!slash || !folder[1])
		return false;
	slash[slash == folder] = 0;
	return true;
}

/* Find the file for an absolute folder, which is changed: *found is its path in path [cap]. */
static leaf_err find(char *path, size_t cap, bool *found, char *folder)
{
	struct stat st;
	*found = false;
	do {
		if (!name_in(path, cap, folder, PROJECT_NAME))
			return leaf_fail(LEAF_E_LIMIT, "the path '%s' is too long", folder);
		*found = !stat(path, &st);
		if (*found || !name_in(path, cap, folder, ".git") || !lstat(path, &st))
			return LEAF_E_OK;
	} while (go_up(folder));
	return LEAF_E_OK;
}

leaf_err project_load(struct project *out, const char *folder)
{
	char path[8192];
	bool found;
	char *absolute = realpath(folder, NULL);
	if (!absolute)
		return leaf_fail(LEAF_E_IO, "cannot find the folder '%s': %s", folder,
				 strerror(errno));
	leaf_err err = find(path, sizeof path, &found, absolute);
	free(absolute);
	if (err != LEAF_E_OK || !found)
		return err;
	return project_load_file(out, path);
}
