/* page.c - the list of page formats, and how wide a page may be. */
#include "leaf/page.h"

#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

const struct page_format *const page_formats[] = {
#define F(name, extension) &page_##name,
#include "leaf/page_formats.def"
};

void page_begin(struct page *page, const char *summary)
{
	page->format->begin(page, summary);
	page->last = PAGE_BEGIN;
}

void page_heading(struct page *page, const char *text)
{
	page->format->heading(page, text);
	page->last = PAGE_HEADING;
}

void page_paragraph(struct page *page, const char *text)
{
	page->format->paragraph(page, text);
	page->last = PAGE_PARAGRAPH;
}

void page_usage(struct page *page, const char *command, const char *rest)
{
	page->format->usage(page, command, rest);
	page->last = PAGE_USAGE;
}

void page_item(struct page *page, const char *term, const char *argument, const char *text)
{
	page->format->item(page, term, argument, text);
	page->last = PAGE_ITEM;
}

void page_example(struct page *page, const char *line, const char *shows)
{
	page->format->example(page, line, shows);
	page->last = PAGE_EXAMPLE;
}

static void write_block(struct page *page, const struct page_block *block)
{
	if (block->kind == PAGE_HEADING)
		page_heading(page, block->text);
	else if (block->kind == PAGE_PARAGRAPH)
		page_paragraph(page, block->text);
	else if (block->kind == PAGE_ITEM)
		page_item(page, block->text, "", block->more);
	else if (block->kind == PAGE_EXAMPLE)
		page_example(page, block->text, block->more);
}

void page_write(struct page *page, const struct page_block *blocks, size_t n)
{
	for (size_t i = 0; i < n; i++)
		write_block(page, &blocks[i]);
}

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
