/* page_text.c - help pages for the terminal. */
#include <string.h>

#include "leaf/page.h"

enum { INDENT = 2, TEXT_COLUMN = 26 };

static const char *bold(const struct page *page)
{
	return page->color ? "\033[1m" : "";
}

static const char *plain(const struct page *page)
{
	return page->color ? "\033[0m" : "";
}

static int text_columns(const char *text)
{
	return page_columns(text, strlen(text));
}

/* Words of 'text' in lines that begin at column 'left'; the cursor stands at 'column'. */
static void fold(struct page *page, int left, int column, const char *text)
{
	bool first = true;
	while (*text) {
		size_t len = strcspn(text, " \n");
		int columns = page_columns(text, len);
		if (!first && column + 1 + columns > page->width) {
			fprintf(page->out, "\n%*s", left, "");
			column = left;
			first = true;
		}
		if (!first) {
			fputc(' ', page->out);
			column++;
		}
		fwrite(text, 1, len, page->out);
		column += columns;
		first = false;
		text += len;
		text += strspn(text, " \n");
	}
	fputc('\n', page->out);
}

static void begin(struct page *page, const char *summary)
{
	fprintf(page->out, "%s%s%s - ", bold(page), page->title, plain(page));
	fold(page, INDENT, text_columns(page->title) + 3, summary);
}

static void heading(struct page *page, const char *text)
{
	fprintf(page->out, "\n%s%s%s\n", bold(page), text, plain(page));
}

static void paragraph(struct page *page, const char *text)
{
	if (page->last != PAGE_HEADING)
		fputc('\n', page->out);
	fprintf(page->out, "%*s", INDENT, "");
	fold(page, INDENT, INDENT, text);
}

static void usage(struct page *page, const char *command, const char *rest)
{
	fprintf(page->out, "%*s%s%s%s", INDENT, "", bold(page), command, plain(page));
	int column = INDENT + text_columns(command);
	if (*rest) {
		fputc(' ', page->out);
		fold(page, 2 * INDENT, column + 1, rest);
	} else {
		fputc('\n', page->out);
	}
}

static void item(struct page *page, const char *term, const char *argument, const char *text)
{
	if (page->last == PAGE_PARAGRAPH)
		fputc('\n', page->out);
	bool word_only = strncmp(term, "--", 2) == 0; /* stands below the word of "-c, --color" */
	int left = word_only ? INDENT + 4 : INDENT;
	fprintf(page->out, "%*s%s%s%s%s", left, "", bold(page), term, plain(page), argument);
	int column = left + text_columns(term) + text_columns(argument);
	if (column + 2 > TEXT_COLUMN)
		fprintf(page->out, "\n%*s", TEXT_COLUMN, "");
	else
		fprintf(page->out, "%*s", TEXT_COLUMN - column, "");
	fold(page, TEXT_COLUMN, TEXT_COLUMN, text);
}

static void example(struct page *page, const char *line, const char *shows)
{
	fprintf(page->out, "%*s%s%s%s\n%*s", INDENT, "", bold(page), line, plain(page), 3 * INDENT,
		"");
	fold(page, 3 * INDENT, 3 * INDENT, shows);
}

const struct page_format page_text = {
	.extension = "txt",
	.begin = begin,
	.heading = heading,
	.paragraph = paragraph,
	.usage = usage,
	.item = item,
	.example = example,
};
