/* text_opts.c - the shape of the text log. */
#include "trace/text_opts.h"

#include <string.h>
#include <strings.h>

static const struct {
	const char *name;
	int low, high;
	size_t offset;
} options[] = {
#define OPTION(name, otherwise, low, high, help)                                                   \
	{ #name, low, high, offsetof(struct leaf__text_opts, name) },
#define MODE(name, options)
#include "trace/text_opts.def"
};

static const struct {
	const char *name, *options;
} modes[] = {
#define OPTION(name, otherwise, low, high, help)
#define MODE(name, options) { #name, options },
#include "trace/text_opts.def"
};

static const struct leaf__text_opts defaults = {
#define OPTION(name, otherwise, low, high, help) .name = (otherwise),
#define MODE(name, options)
#include "trace/text_opts.def"
};

static int is_word(const char *word, size_t len, const char *name)
{
	return strlen(name) == len && strncasecmp(word, name, len) == 0;
}

/* on, off, true, false, yes, no or a number; -1 if it is none of them. */
static int number_of(const char *text, size_t len)
{
	static const struct {
		const char *name;
		int number;
	} words[] = { { "on", 1 },  { "true", 1 },  { "yes", 1 },
		      { "off", 0 }, { "false", 0 }, { "no", 0 } };
	int number = 0;
	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (is_word(text, len, words[i].name))
			return words[i].number;
	if (len == 0 || len > 6)
		return -1;
	for (size_t i = 0; i < len; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

static int set_option(struct leaf__text_opts *opts, const char *word, size_t len)
{
	const char *equals = memchr(word, '=', len);
	size_t name_len = equals ? (size_t)(equals - word) : len;
	int number = equals ? number_of(equals + 1, len - name_len - 1) : 1;
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		if (!is_word(word, name_len, options[i].name))
			continue;
		if (number < options[i].low || number > options[i].high)
			return -1;
		memcpy((char *)opts + options[i].offset, &number, sizeof(number));
		return 0;
	}
	return -1;
}

static int set_list(struct leaf__text_opts *opts, const char *list, const char **wrong,
		    size_t *wrong_len);

static int set_word(struct leaf__text_opts *opts, const char *word, size_t len)
{
	const char *ignored;
	size_t ignored_len;
	for (size_t i = 0; i < sizeof(modes) / sizeof(*modes); i++)
		if (is_word(word, len, modes[i].name))
			return set_list(opts, modes[i].options, &ignored, &ignored_len);
	return set_option(opts, word, len);
}

static int set_list(struct leaf__text_opts *opts, const char *list, const char **wrong,
		    size_t *wrong_len)
{
	int n_wrong = 0;
	while (*list) {
		size_t len = strcspn(list, ",");
		const char *next = list[len] ? list + len + 1 : list + len;
		while (len && (*list == ' ' || *list == '\t'))
			list++, len--;
		while (len && (list[len - 1] == ' ' || list[len - 1] == '\t'))
			len--;
		if (len && set_word(opts, list, len) != 0 && n_wrong++ == 0) {
			*wrong = list;
			*wrong_len = len;
		}
		list = next;
	}
	return n_wrong;
}

int leaf__text_opts_parse(struct leaf__text_opts *opts, const char *list, const char **wrong,
			  size_t *wrong_len)
{
	*opts = defaults;
	return list ? set_list(opts, list, wrong, wrong_len) : 0;
}

int leaf__text_opts_json(const char *list)
{
	return list && strncasecmp(list, "json", 4) == 0 && (list[4] == ',' || !list[4]);
}

enum leaf__text_style leaf__text_style(const char *style)
{
	static const struct {
		const char *name;
		enum leaf__text_style means;
	} words[] = {
		{ "auto", LEAF__STYLE_AUTO },	{ "true", LEAF__STYLE_AUTO },
		{ "on", LEAF__STYLE_AUTO },	{ "yes", LEAF__STYLE_AUTO },
		{ "1", LEAF__STYLE_AUTO },	{ "always", LEAF__STYLE_ALWAYS },
		{ "never", LEAF__STYLE_NEVER }, { "false", LEAF__STYLE_NEVER },
		{ "off", LEAF__STYLE_NEVER },	{ "no", LEAF__STYLE_NEVER },
		{ "0", LEAF__STYLE_NEVER },
	};
	for (size_t i = 0; style && i < sizeof(words) / sizeof(*words); i++)
		if (strcasecmp(style, words[i].name) == 0)
			return words[i].means;
	return style ? LEAF__STYLE_UNKNOWN : LEAF__STYLE_AUTO;
}

int leaf__text_colours(const char *style, int no_color, int is_terminal)
{
	switch (leaf__text_style(style)) {
	case LEAF__STYLE_ALWAYS:
		return 1;
	case LEAF__STYLE_NEVER:
		return 0;
	default:
		return is_terminal && !no_color;
	}
}
