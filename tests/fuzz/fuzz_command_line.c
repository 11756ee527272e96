/* fuzz_command_line.c - any words are parsed, completed and refused without harm. */
#include <assert.h>
#include <string.h>

#include "leaf/cli_parse.h"
#include "leaf/commands.h"
#include "leaf/complete.h"

enum { MOST_WORDS = 32, LONGEST = 4096 };

/* Every kind of option; commands themselves are not run, since they touch files. */
struct fields {
#define K(kind, type, takes_value) type kind##_field;
#include "leaf/option_kinds.def"
};

static const struct cli_option options[] = {
#define K(kind_, type, takes_value)                                                                \
	{ .field = offsetof(struct fields, kind_##_field),                                         \
	  .kind = CLI_##kind_,                                                                     \
	  .letter = (char)('a' + CLI_##kind_),                                                     \
	  .word = #kind_,                                                                          \
	  .argument = "one|two" },
#include "leaf/option_kinds.def"
};

static const struct cli_table table = { .options = options,
					.n_options = sizeof options / sizeof *options,
					.size = sizeof(struct fields) };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void parse(int n, char **words, bool stop_early)
{
	struct fields fields = { 0 };
	struct cli_global_opts global = { 0 };
	struct leaf__arena arena = { 0 };
	struct cli_words line = { .argc = n, .argv = words, .at = 1, .name = "fuzz" };
	leaf_err error = cli_parse(&table, &fields, &global, &line, stop_early, &arena);
	assert(!error || *leaf_err_text());
	assert(line.at >= 1 && line.at <= n);
	assert(fields.CHOICE_field == 0 || fields.CHOICE_field == 1);
	leaf__arena_release(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static FILE *sink;
	static char name[] = "leaf";
	char text[LONGEST + 1], *words[MOST_WORDS + 2] = { name };
	if (!sink)
		sink = fopen("/dev/null", "w");
	if (len > LONGEST || !sink)
		return 0;
	memcpy(text, data, len);
	text[len] = '\0';
	int n = 1;
	for (char *at = text; n <= MOST_WORDS && at <= text + len; at += strlen(at) + 1) {
		words[n++] = at;
		at[strcspn(at, "\n")] = '\0';
	}
	complete_list(sink, n - 1, words + 1);
	parse(n, words, true);
	parse(n, words, false);
	return 0;
}
