/* driver_args.c - flags by table; everything unknown goes through. */
#include "leafcc/driver_args.h"

#include "base/file.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum argument { NONE, NEXT, JOINED, EITHER };
enum step { ALL, FRONT, LATER, LINK, MODE, LEAF };

struct flag {
	const char *name;
	enum argument argument;
	enum step step;
};

static const struct flag flags[] = {
#define A(name, argument, step) { name, argument, step },
#include "leafcc/clang_flags.def"
};

#define RESPONSE_MAX (64u << 20)
#define RESPONSE_DEPTH 16

leaf_err words_add(struct words *words, const char *word)
{
	LEAF_TRY(LEAF__VEC_ROOM(words));
	words->items[words->n++] = (char *)(uintptr_t)word;
	return LEAF_E_OK;
}

leaf_err words_end(struct words *words)
{
	LEAF_TRY(words_add(words, NULL));
	words->n--;
	return LEAF_E_OK;
}

const char *driver_args_text(struct driver_args *args, const char *fmt, ...)
{
	va_list list;
	char *text = NULL;
	va_start(list, fmt);
	int len = vasprintf(&text, fmt, list);
	va_end(list);
	if (len < 0 || words_add(&args->owned, text) != LEAF_E_OK) {
		free(len < 0 ? NULL : text);
		return NULL;
	}
	return text;
}

void driver_args_release(struct driver_args *args)
{
	for (size_t i = 0; i < args->owned.n; i++)
		free(args->owned.items[i]);
	free(args->owned.items);
	free(args->front.items);
	free(args->back.items);
	free(args->link.items);
	free(args->sources.items);
}

/* The longest row that the word is or begins with. */
static const struct flag *find_flag(const char *word)
{
	const struct flag *best = NULL;
	for (size_t i = 0; i < sizeof flags / sizeof *flags; i++) {
		size_t len = strlen(flags[i].name);
		bool whole = strcmp(word, flags[i].name) == 0;
		bool begins = strncmp(word, flags[i].name, len) == 0 &&
			      (flags[i].argument == JOINED || flags[i].argument == EITHER);
		if ((whole || begins) && (!best || len > strlen(best->name)))
			best = &flags[i];
	}
	return best;
}

static bool is_one_of(const char *word, const char *const *list)
{
	for (; *list; list++)
		if (strcmp(word, *list) == 0)
			return true;
	return false;
}

/* Asked for something that makes no code. */
static bool asks_other(const char *word)
{
	static const char *const others[] = { "-E",	      "-M",	   "-MM",
					      "-###",	      "--version", "-fsyntax-only",
					      "-emit-ast",    "--help",	   "-dumpversion",
					      "-dumpmachine", "-dM",	   "--analyze",
					      "--precompile", NULL };
	return is_one_of(word, others) || strncmp(word, "-print-", 7) == 0 ||
	       strncmp(word, "--print-", 8) == 0;
}

/* Code that our calls cannot be in: another machine's, without a C library, with a shadow memory at the same place. */
static bool forbids_calls(const char *word)
{
	static const char *const others[] = { "-m32",		"-mx32",      "-nostdlib",
					      "-nodefaultlibs", "-emit-llvm", "-ffreestanding",
					      "-nostartfiles",	NULL };
	static const char *const sanitizers[] = { "address", "memory", "thread" };
	if (is_one_of(word, others))
		return true;
	if (strncmp(word, "-fsanitize=", 11) != 0)
		return false;
	for (size_t i = 0; i < sizeof sanitizers / sizeof *sanitizers; i++)
		if (strstr(word, sanitizers[i]))
			return true;
	return false;
}

static bool ends_with(const char *word, const char *end)
{
	size_t n = strlen(word), k = strlen(end);
	return n > k && strcmp(word + n - k, end) == 0;
}

static bool is_c(const struct driver_args *args, const char *path, const char *language)
{
	if (language)
		return strcmp(language, "c") == 0 || strcmp(language, "cpp-output") == 0;
	return !args->cxx && (ends_with(path, ".c") || ends_with(path, ".i"));
}

static bool is_header(const char *path, const char *language)
{
	return language ? ends_with(language, "-header") : ends_with(path, ".h");
}

static leaf_err leaf_flag(struct driver_args *args, const char *word)
{
	static const struct {
		const char *name;
		leaf_err (*read)(struct choice *choice, const char *value);
	} choices[] = { { "-fleaf-level=", choice_level },
			{ "-fleaf-stage=", choice_stage },
			{ "-fleaf-events=", choice_events },
			{ "-fleaf-backend=", choice_backend } };
	static const char save[] = "-fleaf-save-ir=";
	for (size_t i = 0; i < sizeof choices / sizeof *choices; i++) {
		size_t len = strlen(choices[i].name);
		if (strncmp(word, choices[i].name, len) == 0)
			return choices[i].read(&args->choice, word + len);
	}
	if (strcmp(word, "-fleaf-verify") == 0)
		args->instrument.verify = true;
	else if (strcmp(word, "-fleaf-stats") == 0)
		args->stats = true;
	else if (strncmp(word, save, sizeof save - 1) == 0 && word[sizeof save - 1])
		args->save_ir = word + sizeof save - 1;
	else
		return leaf_fail(
			LEAF_E_USAGE,
			"no such flag: '%s'; there are -fleaf-level=fused|full|all, -fleaf-stage=early|late, "
			"-fleaf-events=LIST, -fleaf-backend=NAME, -fleaf-verify, -fleaf-stats, -fleaf-save-ir=FILE",
			word);
	return LEAF_E_OK;
}

/* How the parser stands between words. */
struct reader {
	struct driver_args *args;
	const char *language;
	const char *forbids;
	bool pass, fixed;
	size_t n_c, n_headers;
};

static leaf_err set_mode(struct reader *r, const struct flag *flag, const char *value)
{
	struct driver_args *args = r->args;
	switch (flag->name[1]) {
	case 'o':
		args->output = value;
		return LEAF_E_OK;
	case 'x':
		r->language = strcmp(value, "none") == 0 ? NULL : value;
		LEAF_TRY(words_add(&args->link, "-x"));
		return words_add(&args->link, value);
	case 'c':
		args->mode = DRIVER_OBJECT;
		return LEAF_E_OK;
	default:
		args->mode = DRIVER_ASM;
		return LEAF_E_OK;
	}
}

static leaf_err add_to(struct driver_args *args, enum step step, const char *word)
{
	if (step == ALL || step == FRONT)
		LEAF_TRY(words_add(&args->front, word));
	if (step == ALL || step == LATER)
		LEAF_TRY(words_add(&args->back, word));
	if (step == ALL || step == LATER || step == LINK)
		LEAF_TRY(words_add(&args->link, word));
	return LEAF_E_OK;
}

static void note_meaning(struct driver_args *args, const char *word)
{
	if (strncmp(word, "-O", 2) == 0)
		args->instrument.optimize = word[2] ? (word[2] == 'f' || word[2] == '4' ? '3'
											: word[2])
						    : '1';
	if (args->instrument.optimize == 'g')
		args->instrument.optimize = '1';
	if (args->instrument.optimize > '3' && args->instrument.optimize <= '9')
		args->instrument.optimize = '3';
	args->deps |= strcmp(word, "-MD") == 0 || strcmp(word, "-MMD") == 0;
	args->dep_file |= strncmp(word, "-MF", 3) == 0;
	args->dep_target |= strncmp(word, "-MT", 3) == 0 || strncmp(word, "-MQ", 3) == 0;
	args->shared |= strcmp(word, "-shared") == 0;
	args->partial |= strcmp(word, "-r") == 0 || strcmp(word, "-Wl,-r") == 0 ||
			 strcmp(word, "-Wl,--relocatable") == 0;
}

static leaf_err read_input(struct reader *r, const char *word)
{
	struct driver_args *args = r->args;
	bool c = is_c(args, word, r->language);
	LEAF_TRY(LEAF__VEC_ROOM(&args->sources));
	args->sources.items[args->sources.n++] = (struct driver_source){
		.path = word, .language = r->language, .place = args->link.n, .c = c
	};
	r->n_c += c;
	r->n_headers += is_header(word, r->language);
	return words_add(&args->link, word);
}

static leaf_err read_flag(struct reader *r, const char *word, char **next)
{
	struct driver_args *args = r->args;
	const struct flag *flag = find_flag(word);
	r->pass |= asks_other(word);
	r->fixed |= strcmp(word, "-static") == 0 || strcmp(word, "-static-pie") == 0;
	if (forbids_calls(word))
		r->forbids = word;
	note_meaning(args, word);
	if (!flag)
		return add_to(args, ALL, word);
	size_t len = strlen(flag->name);
	bool takes_next = (flag->argument == NEXT || flag->argument == EITHER) && !word[len];
	if (takes_next && !*next)
		return leaf_fail(LEAF_E_USAGE, "'%s' wants an argument", word);
	if (flag->step == LEAF)
		return leaf_flag(args, word);
	if (flag->step == MODE) {
		LEAF_TRY(set_mode(r, flag, takes_next ? *next : word + len));
	} else {
		LEAF_TRY(add_to(args, flag->step, word));
		if (takes_next)
			LEAF_TRY(add_to(args, flag->step, *next));
	}
	if (takes_next)
		*next = NULL;
	return LEAF_E_OK;
}

/* Words of a response file: blanks separate, quotes and backslashes as gcc and clang read them. */
static leaf_err split(struct driver_args *args, struct words *out, char *text)
{
	char *to = text;
	for (char *at = text; *at;) {
		at += strspn(at, " \t\r\n\v\f");
		if (!*at)
			break;
		char *word = to, quote = 0;
		for (; *at && (quote || !strchr(" \t\r\n\v\f", *at)); at++) {
			if (quote == *at)
				quote = 0;
			else if (!quote && (*at == '"' || *at == '\''))
				quote = *at;
			else if (*at == '\\' && at[1] && quote != '\'')
				*to++ = *++at;
			else
				*to++ = *at;
		}
		if (*at)
			at++;
		*to++ = 0;
		const char *copy = driver_args_text(args, "%s", word);
		if (!copy)
			return leaf_fail(LEAF_E_NOMEM, "out of memory");
		LEAF_TRY(words_add(out, copy));
	}
	return LEAF_E_OK;
}

static leaf_err expand(struct driver_args *args, struct words *out, const char *word, int depth)
{
	struct leaf__buf text = { 0 };
	if (word[0] != '@' || depth > RESPONSE_DEPTH)
		return words_add(out, word);
	leaf_err err = leaf__file_read(&text, word + 1, RESPONSE_MAX);
	struct words inner = { 0 };
	if (err == LEAF_E_NOTFOUND)
		err = words_add(out, word);
	else if (!err && text.len)
		err = split(args, &inner, text.data);
	leaf__buf_release(&text);
	for (size_t i = 0; !err && i < inner.n; i++)
		err = expand(args, out, inner.items[i], depth + 1);
	free(inner.items);
	return err;
}

static leaf_err read_words(struct reader *r, const struct words *words)
{
	for (size_t i = 0; i < words->n; i++) {
		const char *word = words->items[i];
		bool dash = word[0] == '-' && word[1];
		char *next = i + 1 < words->n ? words->items[i + 1] : NULL, *was = next;
		if (dash)
			LEAF_TRY(read_flag(r, word, &next));
		else
			LEAF_TRY(read_input(r, word));
		i += was && !next;
	}
	return LEAF_E_OK;
}

/* Does the whole line go to clang as it is? */
static bool goes_through(const struct reader *r)
{
	const struct driver_args *args = r->args;
	if (args->plain || args->sources.n == r->n_headers)
		return true;
	return args->mode != DRIVER_LINK && !r->n_c;
}

static leaf_err decide(struct reader *r)
{
	struct driver_args *args = r->args;
	const char *noop = getenv("LEAFCC_FORCE_NOOP");
	bool off = noop && strcmp(noop, "1") == 0;
	args->plain = r->pass || r->forbids || off;
	if (r->forbids && !r->pass && !off && r->n_c)
		args->note = driver_args_text(args, "not instrumented because of '%s'", r->forbids);
	if (goes_through(r))
		args->mode = DRIVER_PASS;
	if (args->mode == DRIVER_LINK && r->fixed)
		return leaf_fail(
			LEAF_E_UNSUPPORTED,
			"a static program cannot hold the runtime, a shared library; link without '-static'");
	return LEAF_E_OK;
}

/* As clang does: clang++ by another name. */
static bool is_cxx(const char *name)
{
	return ends_with(name, "++");
}

leaf_err driver_args_parse(struct driver_args *out, int argc, char **argv)
{
	*out = (struct driver_args){ .mode = DRIVER_LINK,
				     .cxx = argc && is_cxx(argv[0]),
				     .choice = { .early = -1 },
				     .instrument = { .optimize = '0' } };
	struct words words = { 0 };
	struct reader r = { .args = out };
	leaf_err err = LEAF_E_OK;
	for (int i = 1; !err && i < argc; i++)
		err = expand(out, &words, argv[i], 0);
	if (!err)
		err = read_words(&r, &words);
	if (!err)
		err = decide(&r);
	free(words.items);
	if (err)
		driver_args_release(out);
	return err;
}
