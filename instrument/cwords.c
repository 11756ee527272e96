/* cwords.c - what each keyword is good for in a declaration. */
#include "instrument/cwords.h"

#include <stdint.h>
#include <string.h>

static const struct {
	const char *word;
	uint8_t len, class;
} words[] = {
#define W(word, class) { word, sizeof word - 1, CWORDS_##class },
#include "instrument/cwords.def"
};

static int compare(const char *word, size_t len, size_t i)
{
	size_t least = len < words[i].len ? len : words[i].len;
	int order = memcmp(word, words[i].word, least);
	return order ? order : (int)len - (int)words[i].len;
}

enum cwords_class cwords_class(const char *word, size_t len)
{
	size_t low = 0, high = sizeof words / sizeof *words;
	if (len < 2 || len > 16)
		return CWORDS_NAME;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare(word, len, middle);
		if (order == 0)
			return (enum cwords_class)words[middle].class;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return CWORDS_NAME;
}

bool cwords_is_capitals(const char *word, size_t len)
{
	size_t capitals = 0;
	for (size_t i = 0; i < len; i++) {
		bool capital = word[i] >= 'A' && word[i] <= 'Z';
		if (!capital && word[i] != '_' && !(word[i] >= '0' && word[i] <= '9'))
			return false;
		capitals += capital;
	}
	return capitals >= 2;
}

unsigned cwords_marks(const char *word, size_t len)
{
	static const struct {
		const char *word;
		size_t len;
		unsigned flag;
	} marks[] = {
#define M(word, flag, bit) { #word, sizeof #word - 1, CWORDS_MARK_##flag },
#include "instrument/cmarks.def"
	};
	while (len && *word == '_') {
		word++;
		len--;
	}
	while (len && word[len - 1] == '_')
		len--;
	for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
		if (marks[i].len == len && !memcmp(marks[i].word, word, len))
			return marks[i].flag;
	}
	return 0;
}
