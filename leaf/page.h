/* page.h - one page of help, written block by block in one of several formats. */
#ifndef LEAF_LEAF_PAGE_H
#define LEAF_LEAF_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* A page on its way out. All texts are UTF-8 and borrowed for the call. */
struct page {
	FILE *out;
	const struct page_format *format;
	const char *title; /* "leaf filter explain" */
	int section;	   /* of the manual, 1 or 7 */
	int width;	   /* columns; only text folds lines itself */
	bool color;
	bool fresh; /* nothing has followed the heading yet; kept by formats that care */
};

struct page_format {
	const char *extension; /* of a file of its own; NULL: the section's number */
	/* The name of the page and one line that says what it is. Comes first. */
	void (*begin)(struct page *page, const char *summary);
	void (*heading)(struct page *page, const char *text);
	void (*paragraph)(struct page *page, const char *text);
	/* A line to type, with its words in upper case being placeholders. */
	void (*usage)(struct page *page, const char *command, const char *rest);
	/* Something named and what it means; argument is "=FILE", " [DIR]..." or "". */
	void (*item)(struct page *page, const char *term, const char *argument, const char *text);
	void (*example)(struct page *page, const char *line, const char *shows);
	void (*end)(struct page *page);
};

#define F(name, extension) extern const struct page_format page_##name;
#include "leaf/page_formats.def"

/* In the order of page_formats.def. */
extern const struct page_format *const page_formats[];

/* Columns that 'n' bytes of text take, each character being one wide. */
int page_columns(const char *text, size_t n);

/* Columns of the terminal behind 'out', from COLUMNS or the terminal itself; 80 if unknown. */
int page_width(FILE *out);

#endif
