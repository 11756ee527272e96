/* cli_struct.h - makes struct NAME_opts from the rows of an options table; no guard, see cli_table.h. */
#ifndef CLI_JOIN
#define CLI_JOIN_(a, b) a##b
#define CLI_JOIN(a, b) CLI_JOIN_(a, b)
#endif

#define O(field, kind, letter, word, argument, initial, help) cli_##kind field;
#define TEXT(paragraph)
#define EXAMPLE(line, shows)
#define FINDING(meaning)
struct CLI_JOIN(CLI_NAME, _opts) {
	char cli_unused; /* a table may be empty, a struct may not */
#include CLI_ROWS
};
#undef O
#undef TEXT
#undef EXAMPLE
#undef FINDING
