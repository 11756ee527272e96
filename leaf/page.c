/* page.c - the list of page formats, and how wide a page may be. */
#include "leaf/page.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

const struct page_format *const page_formats[] = {
#define F(name, extension) &page_##name,
#include "leaf/page_formats.def"
};

int page_columns(const char *text, size_t n)
{
	int columns = 0;
	for (size_t i = 0; i < n; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80; /* not within a character */
	return columns;
}

static int terminal_columns(FILE *out)
{
	struct winsize size;
	int fd = fileno(out);
	if (fd < 0 || !isatty(fd) || ioctl(fd, TIOCGWINSZ, &size) != 0)
		return 0;
	return size.ws_col;
}

int page_width(FILE *out)
{
	enum { LEAST = 40, MOST = 100, USUAL = 80 };
	const char *columns = getenv("COLUMNS");
	long width = columns ? strtol(columns, NULL, 10) : 0;
	if (width <= 0)
		width = terminal_columns(out);
	if (width <= 0)
		width = USUAL;
	return width < LEAST ? LEAST : width > MOST ? MOST : (int)width;
}
