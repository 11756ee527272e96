/* complete.c - what may come next on an unfinished command line. */
#include "leaf/complete.h"

#include <string.h>

#include "leaf/cli_value.h"
#include "leaf/commands.h"
#include "leaf/help.h"

/* Where the words before the last one lead to. */
struct place {
	const struct cli_command *command; /* NULL: 'leaf' */
	const struct cli_option *wants;	   /* an option that waits for its value */
	int n_operands;			   /* already there */
	char *const *operands; /* the words of a topic, when they came without options */
	bool only_operands;    /* after "--" */
};

/* Option i of those that may stand here; NULL behind the last. */
static const struct cli_option *option_at(const struct place *place, size_t i)
{
	const struct cli_table *own = place->command ? place->command->table : NULL;
	size_t n_own = own ? own->n_options : 0;
	if (i < n_own)
		return &own->options[i];
	i -= n_own;
	return i < cli_global_cli.n_options ? &cli_global_cli.options[i] : NULL;
}

static const struct cli_option *option_by_word(const struct place *place, const char *word,
					       size_t len)
{
	const struct cli_option *option;
	for (size_t i = 0; (option = option_at(place, i)) != NULL; i++) {
		if (option->word && strlen(option->word) == len &&
		    memcmp(option->word, word, len) == 0)
			return option;
	}
	return NULL;
}

static const struct cli_option *option_by_letter(const struct place *place, char letter)
{
	const struct cli_option *option;
	for (size_t i = 0; (option = option_at(place, i)) != NULL; i++) {
		if (letter && option->letter == letter)
			return option;
	}
	return NULL;
}

/* The option whose value is the word after this one, or NULL. */
static const struct cli_option *waiting_option(const struct place *place, const char *word)
{
	const struct cli_option *option = NULL;
	if (strncmp(word, "--", 2) == 0)
		option = option_by_word(place, word + 2, strlen(word + 2));
	else if (word[1])
		option = option_by_letter(place, word[strlen(word) - 1]);
	return option && cli_value_taken(option->kind) ? option : NULL;
}

static const struct cli_command *child(const struct cli_command *parent, const char *wanted)
{
	for (size_t i = 0; i < n_commands; i++) {
		const char *word;
		if (command_child(&commands[i], parent, &word) && strcmp(word, wanted) == 0)
			return &commands[i];
	}
	return NULL;
}

static void step(struct place *place, char *const *word)
{
	if (place->wants) {
		place->wants = NULL;
		return;
	}
	if (!place->only_operands && (*word)[0] == '-' && (*word)[1]) {
		place->only_operands = strcmp(*word, "--") == 0;
		place->wants = place->only_operands ? NULL : waiting_option(place, *word);
		return;
	}
	const struct cli_command *next = place->n_operands ? NULL : child(place->command, *word);
	if (next) {
		place->command = next;
		return;
	}
	if (place->n_operands++ == 0)
		place->operands = word;
	if (place->command && operands_foreign(place->command->operands))
		place->only_operands = true;
}

static void offer(FILE *out, const char *before, size_t n_before, const char *word, size_t len,
		  const char *typed, const char *help)
{
	size_t n_typed = strlen(typed);
	if (n_typed <= len && memcmp(word, typed, n_typed) == 0)
		fprintf(out, "%.*s%.*s\t%s\n", (int)n_before, before, (int)len, word, help);
}

/* Words of `a|b` that begin with 'typed', each behind before [n_before]. */
static void offer_choices(FILE *out, const char *before, size_t n_before, const char *choices,
			  const char *typed)
{
	const char *word;
	size_t len;
	while ((len = cli_choice_next(&choices, &word)) != 0)
		offer(out, before, n_before, word, len, typed, "");
}

static void offer_value(FILE *out, const struct cli_option *option, const char *before,
			size_t n_before, const char *typed)
{
	if (option->kind == CLI_CHOICE)
		offer_choices(out, before, n_before, option->argument, typed);
	else if (option->kind == CLI_PATH)
		fputs(":files\n", out);
	else if (option->kind == CLI_DIR)
		fputs(":dirs\n", out);
}

static void offer_options(FILE *out, const struct place *place, const char *typed)
{
	const struct cli_option *option;
	const char *equals = strchr(typed, '=');
	if (equals && strncmp(typed, "--", 2) == 0) {
		option = option_by_word(place, typed + 2, (size_t)(equals - typed - 2));
		if (option)
			offer_value(out, option, typed, (size_t)(equals + 1 - typed), equals + 1);
		return;
	}
	for (size_t i = 0; (option = option_at(place, i)) != NULL; i++) {
		char name[64];
		cli_option_name(name, sizeof name, option);
		offer(out, "", 0, name, strlen(name), typed, option->help);
	}
}

static void offer_commands(FILE *out, const struct cli_command *parent, const char *typed)
{
	for (size_t i = 0; i < n_commands; i++) {
		const char *word;
		if (command_child(&commands[i], parent, &word) && !help_hidden(&commands[i]))
			offer(out, "", 0, word, strlen(word), typed, commands[i].help);
	}
}

static void offer_topics(FILE *out, const struct place *place, const char *typed)
{
	const char *const *words = (const char *const *)place->operands;
	const struct cli_command *parent = command_find(words, place->n_operands);
	if (parent || !place->n_operands)
		offer_commands(out, parent, typed);
	for (size_t i = 0; !place->n_operands && i < n_help_topics; i++) {
		const struct help_topic *topic = &help_topics[i];
		offer(out, "", 0, topic->name, strlen(topic->name), typed, topic->summary);
	}
}

static bool is_named(const char *name, size_t len, const char *wanted)
{
	return strlen(wanted) == len && memcmp(name, wanted, len) == 0;
}

static void offer_operand(FILE *out, const struct place *place, const char *typed)
{
	const char *name;
	size_t len = operands_name(place->command->operands, place->n_operands, &name);
	if (memchr(name, '|', len)) {
		char choices[256];
		snprintf(choices, sizeof choices, "%.*s", (int)len, name);
		offer_choices(out, "", 0, choices, typed);
	} else if (is_named(name, len, "TOPIC")) {
		offer_topics(out, place, typed);
	} else if (is_named(name, len, "FILE") || is_named(name, len, "PATH")) {
		fputs(":files\n", out);
	} else if (is_named(name, len, "DIR")) {
		fputs(":dirs\n", out);
	} else if (is_named(name, len, "COMMAND")) {
		fputs(":commands\n", out);
	} else if (operands_foreign(place->command->operands)) {
		fputs(":files\n", out);
	}
}

void complete_list(FILE *out, int n, char *const *words)
{
	struct place place = { 0 };
	for (int i = 0; i + 1 < n; i++)
		step(&place, &words[i]);
	const char *typed = n ? words[n - 1] : "";
	if (place.wants) {
		offer_value(out, place.wants, "", 0, typed);
		return;
	}
	if (!place.only_operands && typed[0] == '-') {
		offer_options(out, &place, typed);
		return;
	}
	if (!place.n_operands)
		offer_commands(out, place.command, typed);
	if (place.command && place.command->run)
		offer_operand(out, &place, typed);
}
