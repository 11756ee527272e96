/* cli_value.c - text of an option or operand, turned into the value that its row asks for. */
#include "leaf/cli_value.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

bool cli_value_taken(enum cli_kind kind)
{
	static const bool taken[] = {
#define K(kind, type, takes_value) takes_value,
#include "leaf/option_kinds.def"
	};
	return taken[kind];
}

size_t cli_choice_next(const char **at, const char **word)
{
	*word = *at;
	size_t len = strcspn(*at, "|");
	*at += len;
	if (**at == '|')
		++*at;
	return len;
}

int cli_choice_index(const char *choices, const char *text)
{
	const char *word;
	size_t len;
	for (int i = 0; (len = cli_choice_next(&choices, &word)) != 0; i++) {
		if (len == strlen(text) && memcmp(word, text, len) == 0)
			return i;
	}
	return -1;
}

void cli_choice_sentence(char *out, size_t size, const char *choices)
{
	size_t used = 0;
	const char *word;
	size_t len;
	out[0] = '\0';
	for (int i = 0; (len = cli_choice_next(&choices, &word)) != 0; i++) {
		const char *before = i == 0 ? "" : *choices ? ", " : " or ";
		int n = snprintf(out + used, size - used, "%s%.*s", before, (int)len, word);
		if (n < 0 || (size_t)n >= size - used)
			return;
		used += (size_t)n;
	}
}

void cli_option_name(char *out, size_t size, const struct cli_option *option)
{
	if (option->word)
		snprintf(out, size, "--%s", option->word);
	else
		snprintf(out, size, "-%c", option->letter);
}

static leaf_err bad_value(const struct cli_option *option, const char *wanted, const char *text)
{
	char name[64];
	cli_option_name(name, sizeof name, option);
	return leaf_fail(LEAF_E_USAGE, "option '%s' wants %s, not '%s'", name, wanted, text);
}

/* Digits at *text into *number; *text moves behind them. false: none, or more than 64 bits. */
static bool digits(const char **text, uint64_t *number)
{
	if (**text < '0' || **text > '9')
		return false;
	char *end;
	errno = 0;
	unsigned long long value = strtoull(*text, &end, 10);
	if (errno)
		return false;
	*text = end;
	*number = value;
	return true;
}

static leaf_err set_number(uint64_t *field, const struct cli_option *option, const char *text)
{
	const char *at = text;
	uint64_t value;
	if (!digits(&at, &value) || *at)
		return bad_value(option, "a number", text);
	*field = value;
	return LEAF_E_OK;
}

static leaf_err set_size(uint64_t *field, const struct cli_option *option, const char *text)
{
	static const char units[] = "KMGT";
	const char *at = text;
	uint64_t value;
	bool good = digits(&at, &value);
	const char *unit = good && *at ? strchr(units, *at) : NULL;
	if (unit) {
		unsigned shift = 10 * (unsigned)(unit - units + 1);
		good = value <= UINT64_MAX >> shift;
		value <<= shift;
		at++;
		if (strcmp(at, "iB") == 0)
			at += 2;
	}
	if (!good || *at)
		return bad_value(option, "a size such as 4096, 64K or 16M", text);
	*field = value;
	return LEAF_E_OK;
}

static leaf_err set_choice(int *field, const struct cli_option *option, const char *text)
{
	int index = cli_choice_index(option->argument, text);
	if (index >= 0) {
		*field = index;
		return LEAF_E_OK;
	}
	char words[256];
	cli_choice_sentence(words, sizeof words, option->argument);
	return bad_value(option, words, text);
}

static leaf_err append(struct cli_list *list, const char *text, struct leaf__arena *arena)
{
	if ((list->n & (list->n - 1)) == 0) { /* full at every power of two */
		size_t room = list->n ? 2 * list->n : 1;
		const char **items = leaf__arena_alloc(arena, room * sizeof *items);
		if (!items)
			return leaf_fail(LEAF_E_NOMEM, "out of memory");
		if (list->n)
			memcpy(items, list->items, list->n * sizeof *items);
		list->items = items;
	}
	list->items[list->n++] = text;
	return LEAF_E_OK;
}

leaf_err cli_value_set(void *opts, const struct cli_option *option, const char *text,
		       struct leaf__arena *arena)
{
	void *field = (char *)opts + option->field;
	switch (option->kind) {
	case CLI_FLAG:
		*(cli_FLAG *)field = true;
		return LEAF_E_OK;
	case CLI_COUNT:
		++*(cli_COUNT *)field;
		return LEAF_E_OK;
	case CLI_WORD:
	case CLI_PATH:
	case CLI_DIR:
		*(const char **)field = text;
		return LEAF_E_OK;
	case CLI_LIST:
		return append(field, text, arena);
	case CLI_NUMBER:
		return set_number(field, option, text);
	case CLI_SIZE:
		return set_size(field, option, text);
	case CLI_CHOICE:
		return set_choice(field, option, text);
	}
	return leaf_fail(LEAF_E_USAGE, "option kind %d is not known", (int)option->kind);
}

leaf_err cli_value_init(void *opts, const struct cli_table *table, struct leaf__arena *arena)
{
	memset(opts, 0, table->size);
	for (size_t i = 0; i < table->n_options; i++) {
		const struct cli_option *option = &table->options[i];
		if (option->initial)
			LEAF_TRY(cli_value_set(opts, option, option->initial, arena));
	}
	return LEAF_E_OK;
}
