/* filter_hint.c - words that look like another word: misspelt levels, directives that never fitted. */
#include "base/edits.h"
#include "trace/filter_struct.h"

#include <string.h>

enum { WORD_MAX = 64 };

const char *leaf__filter_nearest(const char *word, const char *const *known, size_t n)
{
	const char *nearest = NULL;
	size_t len = strlen(word), least = len / 3 + 2;
	for (size_t i = 0; i < n; i++) {
		size_t known_len = strlen(known[i]);
		size_t distance = leaf__edit_distance(word, len, known[i], known_len);
		/* what begins alike, or is the last part of a path, is near whatever its length */
		if (known_len > len && (strncmp(word, known[i], len) == 0 ||
					strcmp(word, known[i] + known_len - len) == 0))
			distance = 1;
		if (distance < least) {
			least = distance;
			nearest = known[i];
		}
	}
	return nearest;
}

static const char *level_meant(struct leaf__word word)
{
	static const char *const meant[][2] = {
		{ "off", "off" },	{ "error", "error" },	 { "warn", "warn" },
		{ "info", "info" },	{ "debug", "debug" },	 { "trace", "trace" },
		{ "verbose", "trace" }, { "warning", "warn" },	 { "err", "error" },
		{ "fatal", "error" },	{ "critical", "error" }, { "notice", "info" },
		{ "none", "off" },	{ "quiet", "off" },	 { "silent", "off" },
		{ "all", "trace" },
	};
	for (size_t i = 0; i < sizeof meant / sizeof *meant; i++) {
		size_t len = strlen(meant[i][0]);
		size_t near = len > 3; /* short words are near too many others */
		if (leaf__edit_distance(word.text, word.len, meant[i][0], len) <= near)
			return meant[i][1];
	}
	return NULL;
}

static int contains(struct leaf__word word, const char *part, size_t len)
{
	for (size_t i = 0; i + len <= word.len; i++)
		if (memcmp(word.text + i, part, len) == 0)
			return 1;
	return 0;
}

/* What patterns in other tools have, and these have not without tables of Unicode. */
void leaf__filter_hint_pattern(struct leaf__word piece, leaf__filter_warn *warn, void *ctx)
{
	static const char *const unknown[] = { "\\d", "\\w", "\\s", "\\b", "\\D",
					       "\\W", "\\S", "\\B", "\\p", "(?i" };
	static const char advice[] = "` is not known in patterns: write [0-9], [a-z_], [Bb]ob";
	for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++) {
		size_t len = strlen(unknown[i]);
		if (!contains(piece, unknown[i], len))
			continue;
		char shown[sizeof advice + 8];
		struct leaf__out_text out = { shown, sizeof shown - 1, 0 };
		leaf__out_char(&out, '`');
		leaf__out_bytes(&out, unknown[i], len);
		leaf__out_bytes(&out, advice, sizeof advice - 1);
		shown[out.len] = '\0';
		warn(ctx, shown);
		return;
	}
}

static int is_number(struct leaf__word word)
{
	int64_t number;
	return leaf__read_i64(word, &number);
}

void leaf__filter_hint(const struct leaf__directive *directive, struct leaf__word piece,
		       leaf__filter_warn *warn, void *ctx)
{
	char line[256];
	struct leaf__out_text out = { line, sizeof line - 1, 0 };
	struct leaf__word word = directive->target;
	if (!word.text || word.len > WORD_MAX || leaf__directive_is_dynamic(directive) ||
	    memchr(piece.text, '=', piece.len))
		return;
	const char *level = level_meant(word);
	if (!level && !is_number(word))
		return;
	leaf__out_bytes(&out, "treated `", 9);
	leaf__out_bytes(&out, word.text, word.len);
	leaf__out_bytes(&out, "` as a target", 13);
	if (level) {
		leaf__out_bytes(&out, ", did you mean the level `", 26);
		leaf__out_bytes(&out, level, strlen(level));
		leaf__out_bytes(&out, "`?", 2);
	} else {
		leaf__out_bytes(&out, ": levels are the numbers 0 to 5", 31);
	}
	line[out.len < sizeof line ? out.len : sizeof line - 1] = '\0';
	warn(ctx, line);
}
