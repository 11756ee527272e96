/* cli_parse.c - options out of words, by getopt_long and the rows of two tables. */
#include "leaf/cli_parse.h"

#include <getopt.h>
#include <string.h>

#include "config/suggest.h"

/* The value that getopt_long returns for row i of the joined tables; above every letter. */
enum { ROW = 0x100 };

/* A command's rows and the global ones, as getopt wants them. */
struct joined {
	const struct cli_table *table; /* may be NULL */
	size_t n;
	struct option *words; /* [n + 1] at most, ended by zeros */
	char *letters;
};

static const struct cli_option *row(const struct joined *joined, size_t i)
{
	size_t own = joined->table ? joined->table->n_options : 0;
	return i < own ? &joined->table->options[i] : &cli_global_cli.options[i - own];
}

static bool is_own(const struct joined *joined, size_t i)
{
	return joined->table && i < joined->table->n_options;
}

/* The row of what getopt_long returned or left in optopt; joined->n when there is none. */
static size_t row_index(const struct joined *joined, int value)
{
	if (value >= ROW)
		return (size_t)(value - ROW);
	size_t i = 0;
	while (i < joined->n && (!value || row(joined, i)->letter != value))
		i++;
	return i;
}

static leaf_err join(struct joined *joined, bool stop_early, struct leaf__arena *arena)
{
	joined->n = cli_global_cli.n_options + (joined->table ? joined->table->n_options : 0);
	joined->words = leaf__arena_alloc(arena, (joined->n + 1) * sizeof *joined->words);
	joined->letters = leaf__arena_alloc(arena, 2 * joined->n + sizeof "+:");
	if (!joined->words || !joined->letters)
		return leaf_fail(LEAF_E_NOMEM, "out of memory");
	struct option *word = joined->words;
	char *letter = joined->letters;
	if (stop_early)
		*letter++ = '+';
	*letter++ = ':'; /* a missing value is told apart from an unknown option */
	for (size_t i = 0; i < joined->n; i++) {
		const struct cli_option *option = row(joined, i);
		bool value = cli_value_taken(option->kind);
		if (option->word)
			*word++ = (struct option){ .name = option->word,
						   .has_arg = value ? required_argument
								    : no_argument,
						   .val = ROW + (int)i };
		if (!option->letter)
			continue;
		*letter++ = option->letter;
		if (value)
			*letter++ = ':';
	}
	return LEAF_E_OK;
}

/* "leaf" or "leaf filter explain", for a message. */
static const char *whole_name(const struct cli_words *words, struct leaf__arena *arena)
{
	if (!words->name)
		return "leaf";
	size_t size = strlen(words->name) + sizeof "leaf ";
	char *name = leaf__arena_alloc(arena, size);
	if (!name)
		return words->name;
	snprintf(name, size, "leaf %s", words->name);
	return name;
}

static const char *help_name(const struct cli_words *words)
{
	return words->name ? words->name : "";
}

/* The long options that begin with typed [len], as "'--color' or '--compat'"; how many there are. */
static int matching_words(const struct joined *joined, const char *typed, size_t len, char *out,
			  size_t size)
{
	int n = 0;
	size_t used = 0;
	out[0] = '\0';
	for (const struct option *word = joined->words; word->name; word++) {
		if (strncmp(word->name, typed, len) != 0)
			continue;
		int more = snprintf(out + used, size - used, "%s'--%s'", n++ ? " or " : "",
				    word->name);
		if (more > 0 && (size_t)more < size - used)
			used += (size_t)more;
	}
	return n;
}

static leaf_err unknown_word(const struct joined *joined, const struct cli_words *words,
			     const char *typed, struct leaf__arena *arena)
{
	size_t len = strcspn(typed, "=");
	const char *name = whole_name(words, arena);
	char matches[256];
	if (matching_words(joined, typed, len, matches, sizeof matches) > 1)
		return leaf_fail(LEAF_E_USAGE,
				 "option '--%.*s' of '%s' is not clear; it could be %s", (int)len,
				 typed, name, matches);
	struct suggest suggest = { .word = leaf__arena_strndup(arena, typed, len) };
	for (const struct option *word = joined->words; suggest.word && word->name; word++)
		suggest_offer(&suggest, word->name);
	if (suggest.best)
		return leaf_fail(LEAF_E_USAGE, "'%s' has no option '--%.*s'; did you mean '--%s'?",
				 name, (int)len, typed, suggest.best);
	return leaf_fail(LEAF_E_USAGE, "'%s' has no option '--%.*s'; see 'leaf help%s%s'", name,
			 (int)len, typed, words->name ? " " : "", help_name(words));
}

/* Why getopt_long returned '?' or ':'; 'last' is the word it has just read. */
static leaf_err bad_option(const struct joined *joined, const struct cli_words *words, int result,
			   const char *last, struct leaf__arena *arena)
{
	size_t i = row_index(joined, optopt);
	if (i == joined->n && optopt)
		return leaf_fail(LEAF_E_USAGE, "'%s' has no option '-%c'; see 'leaf help%s%s'",
				 whole_name(words, arena), optopt, words->name ? " " : "",
				 help_name(words));
	if (i == joined->n)
		return unknown_word(joined, words, last + strspn(last, "-"), arena);
	char name[64];
	cli_option_name(name, sizeof name, row(joined, i));
	if (result == ':')
		return leaf_fail(LEAF_E_USAGE, "option '%s' needs a value: %s", name,
				 row(joined, i)->argument);
	return leaf_fail(LEAF_E_USAGE, "option '%s' takes no value, so '%s' is wrong", name, last);
}

leaf_err cli_parse(const struct cli_table *table, void *opts, struct cli_global_opts *global,
		   struct cli_words *words, bool stop_early, struct leaf__arena *arena)
{
	struct joined joined = { .table = table };
	LEAF_TRY(join(&joined, stop_early, arena));
	char **argv = words->argv + words->at - 1; /* getopt leaves its first word alone */
	int argc = words->argc - words->at + 1;
	opterr = 0;
	optind = 0; /* glibc and musl: start afresh */
	int result;
	while ((result = getopt_long(argc, argv, joined.letters, joined.words, NULL)) != -1) {
		if (result == '?' || result == ':')
			return bad_option(&joined, words, result, argv[optind - 1], arena);
		size_t i = row_index(&joined, result);
		void *to = is_own(&joined, i) ? opts : global;
		LEAF_TRY(cli_value_set(to, row(&joined, i), optarg, arena));
		if (global->help || global->version)
			return LEAF_E_OK;
	}
	words->at += optind - 1;
	return LEAF_E_OK;
}

leaf_err cli_check_choice(const struct cli_command *command, const char *choices, size_t len,
			  const char *text)
{
	char list[256], sentence[256];
	snprintf(list, sizeof list, "%.*s", (int)len, choices);
	if (cli_choice_index(list, text) >= 0)
		return LEAF_E_OK;
	cli_choice_sentence(sentence, sizeof sentence, list);
	return leaf_fail(LEAF_E_USAGE, "'leaf %s' wants %s, not '%s'", command->name, sentence,
			 text);
}
