/* forms.c - the text that instrumenting puts into a file, and how it is known again. */
#include "instrument/forms.h"

#include <fnmatch.h>
#include <string.h>

/* ---- writing ---- */

static bool is_skipped(const struct forms_options *options, const char *name, size_t len)
{
	char copy[256];
	if (!options->n_skip_args)
		return false;
	if (len >= sizeof copy)
		return true;
	memcpy(copy, name, len);
	copy[len] = 0;
	for (size_t i = 0; i < options->n_skip_args; i++) {
		if (!fnmatch(options->skip_args[i], copy, 0))
			return true;
	}
	return false;
}

size_t forms_args(const struct cparams_one *args[FORMS_MAX_ARGS], const char *text,
		  const struct cfuncs *funcs, const struct cfuncs_fn *fn,
		  const struct forms_options *options)
{
	size_t n = 0;
	for (uint32_t i = 0; i < fn->n_params && n < FORMS_MAX_ARGS && !options->no_args; i++) {
		const struct cparams_one *param = &funcs->params.items[fn->params + i];
		if (param->why == CPARAMS_NAMED &&
		    !is_skipped(options, text + param->at, param->len))
			args[n++] = param;
	}
	return n;
}

/* A string literal of any bytes, in plain ASCII and without trigraphs. */
static leaf_err quote(struct leaf__buf *out, const char *bytes)
{
	LEAF_TRY(leaf__buf_puts(out, "\""));
	for (; *bytes; bytes++) {
		unsigned char byte = (unsigned char)*bytes;
		if (byte < ' ' || byte >= 0x7f || strchr("\"\\?", byte))
			LEAF_TRY(leaf__buf_printf(out, "\\%03o", byte));
		else
			LEAF_TRY(leaf__buf_add(out, bytes, 1));
	}
	return leaf__buf_puts(out, "\"");
}

/* A call of the function, "(f)(a, b), ". */
static leaf_err put_call(struct leaf__buf *out, const char *text, const struct cfuncs *funcs,
			 const struct cfuncs_fn *fn)
{
	LEAF_TRY(leaf__buf_puts(out, "("));
	LEAF_TRY(leaf__buf_add(out, text + fn->name, fn->name_len));
	LEAF_TRY(leaf__buf_puts(out, ")("));
	for (uint32_t i = 0; i < fn->n_params; i++) {
		const struct cparams_one *param = &funcs->params.items[fn->params + i];
		LEAF_TRY(leaf__buf_puts(out, i ? ", " : ""));
		LEAF_TRY(leaf__buf_add(out, text + param->at, param->len));
	}
	return leaf__buf_puts(out, "), ");
}

leaf_err forms_statement(struct leaf__buf *out, const char *text, const struct cfuncs *funcs,
			 const struct cfuncs_fn *fn, const struct forms_options *options,
			 bool returns)
{
	const struct cparams_one *args[FORMS_MAX_ARGS];
	size_t n = forms_args(args, text, funcs, fn, options);
	LEAF_TRY(leaf__buf_puts(out, returns ? FORMS_RET_MACRO "(" : FORMS_MACRO "("));
	LEAF_TRY(leaf__buf_puts(out, options->level ? options->level : "TRACE"));
	LEAF_TRY(leaf__buf_puts(out, ", "));
	if (returns)
		LEAF_TRY(put_call(out, text, funcs, fn));
	LEAF_TRY(quote(out, options->target ? options->target : ""));
	for (size_t i = 0; i < n; i++) {
		LEAF_TRY(leaf__buf_puts(out, ", "));
		LEAF_TRY(leaf__buf_add(out, text + args[i]->at, args[i]->len));
	}
	return leaf__buf_puts(out, ");");
}

leaf_err forms_head(struct leaf__buf *out, const char *eol, const struct forms_options *options)
{
#define VANISH(macro) "#define " macro "(...) __extension__ struct leaf_auto_off"
#define STAY(macro) "#define " macro "(...) __VA_ARGS__"
	/* The first and the last ones, and those for returned values. */
	static const struct {
		const char *line;
		bool guard, ret;
	} lines[] = {
		{ "#if __has_include(<leaf/auto.h>)", true, false },
		{ "#include <leaf/auto.h>", false, false },
		{ "#else", true, false },
		/* C89 has no such macros, and -pedantic minds; no header, no system header. */
		{ "#pragma GCC diagnostic ignored \"-Wvariadic-macros\"", true, false },
		{ VANISH(FORMS_MACRO), true, false },
		{ VANISH(FORMS_RET_MACRO), true, true },
		{ STAY(FORMS_RETURN), true, true },
		{ STAY(FORMS_RETURN_GAP), true, true },
		{ "#endif", true, false },
	};
	for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
		if ((lines[i].guard && options->no_guard) || (lines[i].ret && !options->ret))
			continue;
		LEAF_TRY(leaf__buf_printf(out, "%s " FORMS_MARK "%s", lines[i].line, eol));
	}
	return LEAF_E_OK;
}

/* ---- knowing again ---- */

bool forms_is_head(const char *text, const struct clex_token *directive)
{
	size_t len = strlen(FORMS_MARK);
	return directive->len > len &&
	       !memcmp(text + directive->at + directive->len - len, FORMS_MARK, len);
}

static size_t skip_string(const char *text, size_t at, size_t end)
{
	for (at++; at < end && text[at] != '\n'; at++) {
		if (text[at] == '\\')
			at++;
		else if (text[at] == '"')
			return at + 1;
	}
	return end;
}

/* Behind 'words' at 'at'; 0 if something else stands there. */
static size_t past(const char *text, size_t at, size_t end, const char *words)
{
	size_t len = strlen(words);
	return at && end - at >= len && !memcmp(text + at, words, len) ? at + len : 0;
}

/* Behind bytes that are none of 'stop', nor any that end a word list. */
static size_t past_names(const char *text, size_t at, size_t end)
{
	while (at < end && text[at] != ')' && !strchr("\n(\"*/\\", text[at]))
		at++;
	return at;
}

static size_t past_level(const char *text, size_t at, size_t end)
{
	while (at && at < end && text[at] >= 'A' && text[at] <= 'Z')
		at++;
	return past(text, at, end, ", ");
}

/* Behind "(f)(a, b), ". */
static size_t past_call(const char *text, size_t at, size_t end)
{
	at = past(text, at, end, "(");
	at = at ? past(text, past_names(text, at, end), end, ")(") : 0;
	return at ? past(text, past_names(text, at, end), end, "), ") : 0;
}

size_t forms_written(const char *text, size_t at, size_t end)
{
	size_t from = at, ret;
	/* Offset 0 means "no" to past(); nothing stands before a comment's or directive's inside. */
	if (!at)
		return 0;
	ret = past(text, at, end, FORMS_RET_MACRO "(");
	at = ret ? past_call(text, past_level(text, ret, end), end)
		 : past_level(text, past(text, at, end, FORMS_MACRO "("), end);
	if (!at || !past(text, at, end, "\""))
		return 0;
	at = past_names(text, skip_string(text, at, end), end);
	at = past(text, at, end, ");");
	return at ? at - from : 0;
}
