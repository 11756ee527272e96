/* filter_file.h - read a table of filter cases and compare it with what a prober finds. */
#ifndef LEAF_TESTS_FILTER_FILE_H
#define LEAF_TESTS_FILTER_FILE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_COLUMNS = 128, FILE_CELL = 4096 };

/*
 * Finds what stands in a column for a filter.
 *   column  as in the header line
 *   out     [FILE_CELL] the cell, NUL-terminated
 * Returns 0 if it does not know the column.
 */
typedef int file_prober(void *ctx, const char *filter, const char *column, char *out);

struct file_counts {
	unsigned rows, cells, bad_rows, bad_cells;
};

/* The whole file, NUL-terminated; NULL if it cannot be read. */
static char *file_read(const char *path)
{
	FILE *in = fopen(path, "rb");
	size_t room = 1 << 16, len = 0, n;
	char *text = in ? malloc(room + 1) : NULL;
	while (text && (n = fread(text + len, 1, room - len, in)) > 0) {
		len += n;
		if (len == room) {
			char *more = realloc(text, 2 * room + 1);
			if (!more)
				free(text);
			text = more;
			room *= 2;
		}
	}
	if (text)
		text[len] = '\0';
	if (in && (ferror(in) || !text)) {
		free(text);
		text = NULL;
	}
	if (in)
		fclose(in);
	return text;
}

/* Cut a line into cells, in place. */
static unsigned file_split(char *line, char **cells)
{
	unsigned n = 0;
	for (char *at = line; at && n < FILE_COLUMNS;) {
		cells[n++] = at;
		at = strchr(at, '\t');
		if (at)
			*at++ = '\0';
	}
	return n;
}

static char *file_put_utf8(char *at, unsigned long code)
{
	if (code < 0x80) {
		*at++ = (char)code;
	} else if (code < 0x800) {
		*at++ = (char)(0xc0 | code >> 6);
		*at++ = (char)(0x80 | (code & 63));
	} else if (code < 0x10000) {
		*at++ = (char)(0xe0 | code >> 12);
		*at++ = (char)(0x80 | (code >> 6 & 63));
		*at++ = (char)(0x80 | (code & 63));
	} else {
		*at++ = (char)(0xf0 | code >> 18);
		*at++ = (char)(0x80 | (code >> 12 & 63));
		*at++ = (char)(0x80 | (code >> 6 & 63));
		*at++ = (char)(0x80 | (code & 63));
	}
	return at;
}

static unsigned long file_hex(const char **at, int digits)
{
	char text[9] = "";
	strncat(text, *at, (size_t)digits);
	char *end;
	unsigned long code = strtoul(text, &end, 16);
	*at += end - text;
	return code;
}

/* \u00e9, a pair of those for a surrogate pair, or \u{e9}. 'at' is after the u. */
static unsigned long file_code(const char **at)
{
	unsigned long code;
	if (**at == '{') {
		++*at;
		code = file_hex(at, 6);
		*at += **at == '}';
		return code;
	}
	code = file_hex(at, 4);
	if (code >= 0xd800 && code < 0xdc00 && strncmp(*at, "\\u", 2) == 0) {
		*at += 2;
		code = 0x10000 + ((code - 0xd800) << 10) + (file_hex(at, 4) - 0xdc00);
	}
	return code;
}

/* A string in quotes with escapes as in JSON or Rust, in place; other text stays as it is. */
static void file_unquote(char *cell)
{
	static const char letters[] = "ntr0bf", codes[] = "\n\t\r\0\b\f";
	size_t len = strlen(cell);
	if (len < 2 || *cell != '"' || cell[len - 1] != '"')
		return;
	cell[len - 1] = '\0';
	char *to = cell;
	for (const char *at = cell + 1; *at;) {
		if (*at != '\\' || !at[1]) {
			*to++ = *at++;
			continue;
		}
		char c = at[1];
		const char *letter = strchr(letters, c);
		at += 2;
		if (c == 'u')
			to = file_put_utf8(to, file_code(&at));
		else if (c == 'x')
			to = file_put_utf8(to, file_hex(&at, 2));
		else
			*to++ = letter ? codes[letter - letters] : c;
	}
	*to = '\0';
}

/* Tabs and line ends cannot stand in a cell. */
static void file_escape(char *out, const char *cell)
{
	size_t n = 0;
	for (; *cell && n + 2 < FILE_CELL; cell++) {
		const char *letter = strchr("\tt\nn\rr", *cell);
		if (letter && (*cell == '\t' || *cell == '\n' || *cell == '\r')) {
			out[n++] = '\\';
			out[n++] = letter[1];
		} else {
			out[n++] = *cell;
		}
	}
	out[n] = '\0';
}

/* Compare one row; print what differs. */
static void file_check_row(char **header, unsigned n_header, char **cells, unsigned n,
			   unsigned line, file_prober *prober, void *ctx,
			   struct file_counts *counts)
{
	static char got[FILE_CELL], shown[FILE_CELL];
	char *said = strdup(cells[0]);
	unsigned bad = 0;
	file_unquote(cells[0]);
	for (unsigned i = 1; i < n_header; i++) {
		const char *expected = i < n ? cells[i] : "";
		if (!prober(ctx, cells[0], header[i], got))
			continue;
		file_escape(shown, got);
		counts->cells++;
		if (strcmp(expected, got) != 0 && strcmp(expected, shown) != 0) {
			printf("line %u, filter %s, column %s: expected '%s', got '%s'\n", line,
			       said ? said : "", header[i], expected, shown);
			bad++;
		}
	}
	free(said);
	counts->rows++;
	counts->bad_cells += bad;
	counts->bad_rows += bad > 0;
}

/*
 * Replay a table: a header line, then a row per filter, cells between tabs; the first column is the
 * filter, quoted. Prints each cell that differs. Returns 0 if the file cannot be read, has no such
 * header, or has a column that the prober does not know.
 */
static int file_replay(const char *path, file_prober *prober, void *ctx, struct file_counts *counts)
{
	char *header[FILE_COLUMNS], *cells[FILE_COLUMNS];
	static char ignored[FILE_CELL];
	unsigned n_header = 0, number = 0;
	char *text = file_read(path);
	int fine = text != NULL;
	for (char *line = text; line && *line && fine;) {
		char *end = strchr(line, '\n');
		if (end)
			*end++ = '\0';
		if (*line && line[strlen(line) - 1] == '\r')
			line[strlen(line) - 1] = '\0';
		number++;
		if (!n_header) {
			n_header = file_split(line, header);
			fine = strcmp(header[0], "filter") == 0;
			for (unsigned i = 1; i < n_header && fine; i++) {
				fine = prober(ctx, "", header[i], ignored);
				if (!fine)
					fprintf(stderr, "%s: unknown column '%s'\n", path,
						header[i]);
			}
		} else if (*line) {
			unsigned n = file_split(line, cells);
			file_check_row(header, n_header, cells, n, number, prober, ctx, counts);
		}
		line = end;
	}
	free(text);
	return fine && n_header > 0;
}

#endif
