/* lex_tree.c - the floor of `leaf instrument`: read files, named on standard input, and lex them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "instrument/clex.h"

static double seconds(clockid_t clock)
{
	struct timespec now;
	clock_gettime(clock, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(void)
{
	struct leaf__buf text = { 0 };
	char path[4096];
	size_t files = 0, bytes = 0, tokens = 0;
	double wall = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
	while (fgets(path, sizeof path, stdin)) {
		struct clex lexer;
		struct clex_token token;
		path[strcspn(path, "\n")] = 0;
		leaf__buf_clear(&text);
		if (leaf__file_read(&text, path, CLEX_MAX) != LEAF_E_OK)
			continue;
		clex_init(&lexer, text.data ? text.data : "", text.len);
		while (clex_next(&lexer, &token))
			tokens++;
		files++;
		bytes += text.len;
	}
	printf("%zu %zu %zu %.4f %.4f\n", files, bytes, tokens, seconds(CLOCK_MONOTONIC) - wall,
	       seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu);
	leaf__buf_release(&text);
	return 0;
}
