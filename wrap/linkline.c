/* linkline.c - what the command line of a linker asks for, and the same with Leaf's library in it. */
#include "wrap/linkline.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"

enum { RESPONSE_MAX = 64 << 20, NESTING_MAX = 16 };

static void release_words(char **words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(words[i]);
	free(words);
}

void linkline_release(struct linkline *line)
{
	release_words(line->words.items, line->words.n);
	release_words(line->inputs.items, line->inputs.n);
	*line = (struct linkline){ 0 };
}

/* ---- the words ---- */

static leaf_err add_word(struct linkline *line, const char *word, size_t len)
{
	LEAF_TRY(LEAF__VEC_ROOM(&line->words));
	char *own = strndup(word, len);
	if (!own)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for a linker's command line");
	line->words.items[line->words.n++] = own;
	return LEAF_E_OK;
}

static leaf_err add_input(struct linkline *line, const char *path)
{
	LEAF_TRY(LEAF__VEC_ROOM(&line->inputs));
	char *own = strdup(path);
	if (!own)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for a linker's command line");
	line->inputs.items[line->inputs.n++] = own;
	return LEAF_E_OK;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* One word of an @file: quotes of both kinds, and backslashes outside of single quotes. */
static const char *unquote(struct leaf__buf *word, const char *at, const char *end, leaf_err *err)
{
	char quote = 0;
	for (; at < end && (quote || !is_blank(*at)); at++) {
		if (*at == '\\' && quote != '\'' && at + 1 < end)
			at++;
		else if (quote ? *at == quote : *at == '"' || *at == '\'') {
			quote = quote ? 0 : *at;
			continue;
		}
		if (*err == LEAF_E_OK)
			*err = leaf__buf_add(word, at, 1);
	}
	return at;
}

static leaf_err expand(struct linkline *line, const char *word, int depth);

static leaf_err expand_text(struct linkline *line, const struct leaf__buf *text, int depth)
{
	const char *at = text->data, *end = at + text->len;
	struct leaf__buf word = { 0 };
	leaf_err err = LEAF_E_OK;
	while (err == LEAF_E_OK) {
		while (at < end && is_blank(*at))
			at++;
		if (at == end)
			break;
		leaf__buf_clear(&word);
		err = leaf__buf_reserve(&word, 1);
		at = unquote(&word, at, end, &err);
		if (err == LEAF_E_OK) {
			word.data[word.len] = 0;
			err = expand(line, word.data, depth);
		}
	}
	leaf__buf_release(&word);
	return err;
}

static leaf_err expand(struct linkline *line, const char *word, int depth)
{
	struct leaf__buf text = { 0 };
	if (word[0] != '@' || depth == NESTING_MAX ||
	    leaf__file_read(&text, word + 1, RESPONSE_MAX) != LEAF_E_OK)
		return add_word(line, word, strlen(word));
	line->from_file = true;
	leaf_err err = text.len ? expand_text(line, &text, depth + 1) : LEAF_E_OK;
	leaf__buf_release(&text);
	return err;
}

/* ---- what they ask for ---- */

/* What is known while the words are read from left to right. */
struct reading {
	struct linkline *line;
	LEAF__VEC(const char *) folders;
	bool static_only; /* -Bstatic is in force */
	size_t group;	  /* the last --start-group not ended; SIZE_MAX: none */
	leaf_err err;
};

/* Whether word is 'name' with one or two dashes; *value is what stands behind '=', NULL if nothing does. */
static bool is_option(const char *word, const char *name, const char **value)
{
	size_t len = strlen(name);
	if (word[0] != '-')
		return false;
	word += word[1] == '-' ? 2 : 1;
	if (strncmp(word, name, len) != 0 || (word[len] && word[len] != '='))
		return false;
	*value = word[len] ? word + len + 1 : NULL;
	return true;
}

static bool is_any(const char *word, const char *const *names)
{
	const char *value;
	for (; *names; names++)
		if (is_option(word, *names, &value) && !value)
			return true;
	return false;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');
	return slash ? slash + 1 : path;
}

static bool is_leaf(const char *file)
{
	const char *name = base_name(file);
	return strcmp(name, "libleaf.a") == 0 || strncmp(name, "libleaf.so", 10) == 0;
}

/* The compiler's own libraries, which nobody instruments. */
static bool is_own(const char *name)
{
	static const char *const names[] = { "c", "gcc",     "gcc_s", "gcc_eh",
					     "m", "pthread", "dl",    "rt" };
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(name, names[i]) == 0)
			return true;
	return false;
}

/* The file of -lNAME, as an input if it is an archive. */
static void find_library(struct reading *reading, const char *name)
{
	char path[PATH_MAX];
	bool exact = name[0] == ':';
	for (size_t i = 0; i < reading->folders.n; i++) {
		const char *folder = reading->folders.items[i];
		if (!exact && !reading->static_only) {
			snprintf(path, sizeof path, "%s/lib%s.so", folder, name);
			if (access(path, R_OK) == 0)
				return;
		}
		int len = exact ? snprintf(path, sizeof path, "%s/%s", folder, name + 1)
				: snprintf(path, sizeof path, "%s/lib%s.a", folder, name);
		if (len < (int)sizeof path && access(path, R_OK) == 0) {
			reading->err = add_input(reading->line, path);
			return;
		}
	}
}

static void take_library(struct reading *reading, const char *name, size_t at)
{
	struct linkline *line = reading->line;
	if (strcmp(name, "leaf") == 0 || (name[0] == ':' && is_leaf(name + 1)))
		line->names_leaf = true;
	/* The first library of the compiler's that the C library stands behind. */
	if (strcmp(name, "c") == 0 && line->place == 0)
		line->place = reading->group != SIZE_MAX ? reading->group : at;
	if (!is_own(name))
		find_library(reading, name);
}

/* Options whose value is the next word, and does not matter here. */
static bool takes_word(const char *word)
{
	static const char *const names[] = {
		"m", "T",      "script", "soname",     "h",    "Map",  "rpath-link",
		"e", "entry",  "u",	 "undefined",  "z",    "y",    "F",
		"f", "A",      "b",	 "format",     "c",    "G",    "R",
		"Y", "defsym", "plugin", "plugin-opt", "init", "fini", "version-script",
		NULL
	};
	return is_any(word, names);
}

/* An option with a value, in the word itself or the next one; returns how many words it takes, 0: it is none. */
static size_t take_valued(struct reading *reading, size_t at)
{
	struct linkline *line = reading->line;
	const char *word = line->words.items[at], *value;
	const char *next = at + 1 < line->words.n ? line->words.items[at + 1] : "";
	if (is_option(word, "dynamic-linker", &value)) {
		line->interpreter = value ? value : next;
	} else if (is_option(word, "output", &value)) {
		line->output = value ? value : next;
	} else if (is_option(word, "rpath", &value)) {
		line->has_rpath = true;
	} else if (is_option(word, "library", &value)) {
		take_library(reading, value ? value : next, at);
	} else if (is_option(word, "library-path", &value)) {
		reading->err = LEAF__VEC_ROOM(&reading->folders);
		if (reading->err == LEAF_E_OK)
			reading->folders.items[reading->folders.n++] = value ? value : next;
	} else if (takes_word(word)) {
		value = NULL;
	} else {
		return 0;
	}
	return value ? 1 : 2;
}

/* The short options whose value may follow without a space. */
static size_t take_short(struct reading *reading, size_t at)
{
	struct linkline *line = reading->line;
	const char *word = line->words.items[at], *value = word + 2;
	size_t n = 1;
	if (word[0] != '-' || !word[1] || !strchr("oLlI", word[1]))
		return 0;
	if (!*value) {
		value = at + 1 < line->words.n ? line->words.items[at + 1] : "";
		n = 2;
	}
	if (word[1] == 'o')
		line->output = value;
	if (word[1] == 'I')
		line->interpreter = value;
	if (word[1] == 'l')
		take_library(reading, value, at);
	if (word[1] == 'L') {
		reading->err = LEAF__VEC_ROOM(&reading->folders);
		if (reading->err == LEAF_E_OK)
			reading->folders.items[reading->folders.n++] = value;
	}
	return n;
}

static void take_plain(struct reading *reading, size_t at)
{
	static const char *const shared[] = { "shared", "Bshareable", NULL };
	static const char *const partial[] = { "r", "i", "Ur", "relocatable", NULL };
	static const char *const fixed[] = { "static", "Bstatic", "dn", "non_shared", NULL };
	static const char *const dynamic[] = { "Bdynamic", "dy", "call_shared", NULL };
	static const char *const opening[] = { "start-group", "(", NULL };
	static const char *const closing[] = { "end-group", ")", NULL };
	struct linkline *line = reading->line;
	const char *word = line->words.items[at];
	if (word[0] != '-') {
		if (is_leaf(word))
			line->names_leaf = true;
		else
			reading->err = add_input(line, word);
	} else if (is_any(word, shared)) {
		line->shared = true;
	} else if (is_any(word, partial)) {
		line->relocatable = true;
	} else if (is_any(word, fixed)) {
		reading->static_only = true;
	} else if (is_any(word, dynamic)) {
		reading->static_only = false;
	} else if (is_any(word, opening)) {
		reading->group = at;
	} else if (is_any(word, closing)) {
		reading->group = SIZE_MAX;
	}
}

static leaf_err read_words(struct linkline *line)
{
	struct reading reading = { .line = line, .group = SIZE_MAX };
	for (size_t i = 0; i < line->words.n && reading.err == LEAF_E_OK;) {
		size_t n = take_valued(&reading, i);
		if (!n)
			n = take_short(&reading, i);
		if (!n) {
			take_plain(&reading, i);
			n = 1;
		}
		i += n;
	}
	free(reading.folders.items);
	return reading.err;
}

leaf_err linkline_parse(struct linkline *line, int argc, char *const *argv)
{
	line->output = "a.out";
	for (int i = 1; i < argc; i++)
		LEAF_TRY(expand(line, argv[i], 0));
	return read_words(line);
}

/* ---- the library put in ---- */

/* The words that put a library in; each is ended by NUL, *n says how many there are. */
static leaf_err fresh_words(struct leaf__buf *out, size_t *n, const struct linkline *line,
			    const char *library, bool shared)
{
	/* Kept although nothing needs it, whatever -Bstatic or --as-needed is in force. */
	static const char before_shared[] = "--push-state\0--no-as-needed\0-Bdynamic";
	static const char before_whole[] = "--push-state\0--whole-archive";
	/* Apart from the C library before glibc 2.34. */
	static const char behind_whole[] = "--pop-state\0-lpthread\0-ldl";
	/* The linker forgets this variable once there is an -rpath. */
	const char *run_path = line->has_rpath ? NULL : getenv("LD_RUN_PATH");
	*n = shared ? 7 : 6;
	if (!shared) {
		LEAF_TRY(leaf__buf_add(out, before_whole, sizeof before_whole));
		LEAF_TRY(leaf__buf_add(out, library, strlen(library) + 1));
		return leaf__buf_add(out, behind_whole, sizeof behind_whole);
	}
	int folder = (int)(base_name(library) - library) - 1;
	LEAF_TRY(leaf__buf_add(out, before_shared, sizeof before_shared));
	LEAF_TRY(leaf__buf_add(out, library, strlen(library) + 1));
	LEAF_TRY(leaf__buf_printf(out, "--pop-state%c-rpath%c%.*s", 0, 0, folder, library));
	return run_path && *run_path ? leaf__buf_printf(out, ":%s", run_path) : LEAF_E_OK;
}

leaf_err linkline_add(char ***out, struct leaf__buf *more, const struct linkline *line,
		      const char *linker, const char *library, bool shared)
{
	size_t n_fresh, n = 0;
	LEAF_TRY(leaf__buf_add(more, linker, strlen(linker) + 1));
	LEAF_TRY(fresh_words(more, &n_fresh, line, library, shared));
	char **words = calloc(line->words.n + n_fresh + 2, sizeof *words);
	if (!words)
		return leaf_fail(LEAF_E_NOMEM, "out of memory for a linker's command line");
	char *fresh = more->data + strlen(linker) + 1;
	words[n++] = more->data;
	for (size_t i = 0; i < line->words.n; i++) {
		for (size_t k = 0; i == line->place && k < n_fresh; k++, fresh += strlen(fresh) + 1)
			words[n++] = fresh;
		words[n++] = line->words.items[i];
	}
	*out = words;
	return LEAF_E_OK;
}

leaf_err linkline_quote(struct leaf__buf *out, char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (!*words[i])
			LEAF_TRY(leaf__buf_puts(out, "\"\""));
		for (const char *at = words[i]; *at; at++) {
			if (is_blank(*at) || *at == '\\' || *at == '"' || *at == '\'')
				LEAF_TRY(leaf__buf_add(out, "\\", 1));
			LEAF_TRY(leaf__buf_add(out, at, 1));
		}
		LEAF_TRY(leaf__buf_add(out, "\n", 1));
	}
	return LEAF_E_OK;
}
