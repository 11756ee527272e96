/* edits.c - how far one word is from another. */
#include "base/edits.h"

#include <stdint.h>

enum { WORD_MAX = 64 };

static int lower(char c)
{
	return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
	size_t least = a < b ? a : b;
	return least < c ? least : c;
}

size_t leaf__edit_distance(const char *a, size_t a_len, const char *b, size_t b_len)
{
	size_t rows[3][WORD_MAX + 1];
	if (a_len > WORD_MAX || b_len > WORD_MAX)
		return SIZE_MAX;
	for (size_t k = 0; k <= b_len; k++)
		rows[0][k] = k;
	for (size_t i = 1; i <= a_len; i++) {
		const size_t *above = rows[(i - 1) % 3], *two_above = rows[(i + 1) % 3];
		size_t *row = rows[i % 3];
		row[0] = i;
		for (size_t k = 1; k <= b_len; k++) {
			int same = lower(a[i - 1]) == lower(b[k - 1]);
			row[k] = smallest(above[k] + 1, row[k - 1] + 1, above[k - 1] + !same);
			if (i > 1 && k > 1 && lower(a[i - 1]) == lower(b[k - 2]) &&
			    lower(a[i - 2]) == lower(b[k - 1]) && two_above[k - 2] + 1 < row[k])
				row[k] = two_above[k - 2] + 1;
		}
	}
	return rows[a_len % 3][b_len];
}
