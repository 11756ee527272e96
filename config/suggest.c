/* suggest.c - which of the known names a mistyped word was meant to be. */
#include "config/suggest.h"

#include <stdint.h>
#include <string.h>

enum { LONGEST = 64 };

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t suggest_distance(const char *a, const char *b)
{
	size_t n_a = strlen(a), n_b = strlen(b);
	if (n_a >= LONGEST || n_b >= LONGEST)
		return SIZE_MAX;
	size_t rows[3][LONGEST]; /* of the edit matrix: before last, last, this one */
	size_t *before = rows[0], *last = rows[1], *row = rows[2];
	for (size_t j = 0; j <= n_b; j++)
		last[j] = j;
	for (size_t i = 1; i <= n_a; i++) {
		row[0] = i;
		for (size_t j = 1; j <= n_b; j++) {
			size_t replaced = last[j - 1] + (a[i - 1] != b[j - 1]);
			row[j] = least(replaced, least(last[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				row[j] = least(row[j], before[j - 2] + 1);
		}
		size_t *free_row = before;
		before = last;
		last = row;
		row = free_row;
	}
	return last[n_b];
}

void suggest_offer(struct suggest *suggest, const char *name)
{
	size_t len = strlen(suggest->word);
	size_t distance = suggest_distance(suggest->word, name);
	if (len >= 3 && strncmp(suggest->word, name, len) == 0)
		distance = 1; /* an unfinished word is as good as one slip */
	if (distance > (len + 2) / 3 || distance >= strlen(name))
		return;
	if (suggest->best && distance >= suggest->distance)
		return;
	suggest->best = name;
	suggest->distance = distance;
}
