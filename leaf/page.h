/* page.h - one page of help, written block by block in one of several formats. */
#ifndef LEAF_LEAF_PAGE_H
#define LEAF_LEAF_PAGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* What a page is made of. */
enum page_kind { PAGE_BEGIN, PAGE_HEADING, PAGE_PARAGRAPH, PAGE_USAGE, PAGE_ITEM, PAGE_EXAMPLE };

/* A page on its way out. All texts are UTF-8 and borrowed for the call. */
struct page {
	FILE *out;
	const struct page_format *format;
	const char *title; /* "leaf filter explain" */
	int section;	   /* of the manual, 1 or 7 */
	int width;	   /* columns; only text folds lines itself */
	bool color;
	enum page_kind last; /* what was written before */
};

/* How the blocks below look in one format. */
struct page_format {
	const char *extension; /* of a file of its own; NULL: the section's number */
	void (*begin)(struct page *page, const char *summary);
	void (*heading)(struct page *page, const char *text);
	void (*paragraph)(struct page *page, const char *text);
	void (*usage)(struct page *page, const char *command, const char *rest);
	void (*item)(struct page *page, const char *term, const char *argument, const char *text);
	void (*example)(struct page *page, const char *line, const char *shows);
};

#define F(name, extension) extern const struct page_format page_##name;
#include "leaf/page_formats.def"

/* In the order of page_formats.def. */
extern const struct page_format *const page_formats[];

/* The name of the page and one line that says what it is. Comes first. */
void page_begin(struct page *page, const char *summary);
void page_heading(struct page *page, const char *text);
void page_paragraph(struct page *page, const char *text);
/* A line to type; words in upper case are placeholders. */
void page_usage(struct page *page, const char *command, const char *rest);
/* Something named and what it means; argument is "=FILE", " [DIR]..." or "". */
void page_item(struct page *page, const char *term, const char *argument, const char *text);
void page_example(struct page *page, const char *line, const char *shows);

/* A block of a page whose text is fixed. */
struct page_block {
	enum page_kind kind; /* HEADING, PARAGRAPH, ITEM or EXAMPLE */
	const char *text;    /* or the term of an item, or the line of an example */
	const char *more;    /* what an item means or an example shows */
};

/* Write n blocks in their order. */
void page_write(struct page *page, const struct page_block *blocks, size_t n);

/* Columns that 'n' bytes of text take, each character being one wide. */
int page_columns(const char *text, size_t n);

/* Columns of the terminal behind 'out', from COLUMNS or the terminal itself; 80 if unknown. */
int page_width(FILE *out);

#endif
