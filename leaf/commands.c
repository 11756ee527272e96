/* commands.c - the functions of all commands, and how a command is found by its name. */
#include "leaf/commands.h"

#include <ctype.h>
#include <limits.h>
#include <string.h>

const struct cli_command commands[] = {
#define C(name_, function, table_, operands_, help_)                                               \
	{ .name = name_,                                                                           \
	  .run = function,                                                                         \
	  .table = &table_##_cli,                                                                  \
	  .operands = operands_,                                                                   \
	  .help = help_ },
#define G(name_, help_) { .name = name_, .operands = "", .help = help_ },
#include "leaf/commands.def"
};
const size_t n_commands = sizeof commands / sizeof *commands;

/* Whether the text is the words with one space between them. */
static bool text_is_words(const char *text, const char *const *words, int n)
{
	for (int i = 0; i < n; i++) {
		size_t len = strlen(words[i]);
		if (strncmp(text, words[i], len) != 0)
			return false;
		text += len;
		if (*text != (i + 1 < n ? ' ' : '\0'))
			return false;
		text++;
	}
	return n > 0;
}

const struct cli_command *command_find(const char *const *words, int n)
{
	for (size_t i = 0; i < n_commands; i++) {
		if (text_is_words(commands[i].name, words, n))
			return &commands[i];
	}
	return NULL;
}

bool command_child(const struct cli_command *command, const struct cli_command *parent,
		   const char **word)
{
	const char *rest = command->name;
	if (parent) {
		size_t len = strlen(parent->name);
		if (strncmp(rest, parent->name, len) != 0 || rest[len] != ' ')
			return false;
		rest += len + 1;
	}
	if (strchr(rest, ' '))
		return false;
	*word = rest;
	return true;
}

static bool is_name_char(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '|' || c == '-';
}

/* The next name of a synopsis: its length, 0 at the end. *depth counts open brackets. */
static size_t next_name(const char **at, const char **name, int *depth)
{
	while (**at) {
		*name = *at;
		while (is_name_char(**at))
			++*at;
		size_t len = (size_t)(*at - *name);
		if (len && strncmp(*name, "--", len) != 0)
			return len;
		if (len)
			continue;
		if (**at == '[')
			++*depth;
		if (**at == ']')
			--*depth;
		++*at;
	}
	return 0;
}

void operands_count(const char *operands, int *min, int *max)
{
	const char *at = operands, *name;
	int depth = 0;
	*min = *max = 0;
	while (next_name(&at, &name, &depth)) {
		*min += depth == 0;
		++*max;
	}
	if (strstr(operands, "..."))
		*max = INT_MAX;
}

size_t operands_name(const char *operands, int index, const char **name)
{
	const char *at = operands;
	int depth = 0;
	size_t len, last = 0;
	const char *last_name = NULL;
	for (int i = 0; (len = next_name(&at, name, &depth)) != 0; i++) {
		if (i == index)
			return len;
		last = len;
		last_name = *name;
	}
	if (!last || !strstr(operands, "..."))
		return 0;
	*name = last_name; /* the last one is repeated */
	return last;
}

bool operands_foreign(const char *operands)
{
	return strstr(operands, "--") != NULL;
}
