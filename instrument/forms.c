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

leaf_err forms_statement(struct leaf__buf *out, const char *text, const struct cfuncs *funcs,
			 const struct cfuncs_fn *fn, const struct forms_options *options)
{
	const struct cparams_one *args[FORMS_MAX_ARGS];
	size_t n = forms_args(args, text, funcs, fn, options);
	LEAF_TRY(leaf__buf_printf(out, FORMS_MACRO "(%s, ",
				  options->level ? options->level : "TRACE"));
	LEAF_TRY(quote(out, options->target ? options->target : ""));
	for (size_t i = 0; i < n; i++) {
		LEAF_TRY(leaf__buf_puts(out, ", "));
		LEAF_TRY(leaf__buf_add(out, text + args[i]->at, args[i]->len));
	}
	return leaf__buf_puts(out, ");");
}

leaf_err forms_head(struct leaf__buf *out, const char *eol, const struct forms_options *options)
{
	static const char vanish[] = "#define " FORMS_MACRO
				     "(...) __extension__ struct leaf_auto_off";
	const char *const lines[] = {
		"#if __has_include(<leaf/auto.h>)",
		"#include <leaf/auto.h>",
		"#else",
		vanish,
		"#endif",
	};
	size_t from = options->no_guard ? 1 : 0, to = options->no_guard ? 2 : 5;
	for (size_t i = from; i < to; i++)
		LEAF_TRY(leaf__buf_printf(out, "%s " FORMS_MARK "%s", lines[i], eol));
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

size_t forms_written(const char *text, size_t at, size_t end)
{
	static const char head[] = FORMS_MACRO "(";
	size_t from = at;
	if (end - at < sizeof head || memcmp(text + at, head, sizeof head - 1) != 0)
		return 0;
	at += sizeof head - 1;
	while (at < end && text[at] >= 'A' && text[at] <= 'Z')
		at++;
	if (at + 2 >= end || memcmp(text + at, ", \"", 3) != 0)
		return 0;
	at = skip_string(text, at + 2, end);
	while (at < end && text[at] != ')' && !strchr("\n(\"*/\\", text[at]))
		at++;
	return at + 1 < end && text[at] == ')' && text[at + 1] == ';' ? at + 2 - from : 0;
}
