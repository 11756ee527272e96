/* page_markdown.c - help pages for the reference part of the book. */
#include <string.h>

#include "leaf/page.h"

/* Plain words: the characters that Markdown or HTML would take for themselves are escaped. */
static void put(FILE *out, const char *text)
{
	for (; *text; text++) {
		if (strchr("\\`*_{}[]<>#|&~", *text))
			fputc('\\', out);
		fputc(*text, out);
	}
}

/* Code: fenced by more backquotes than the text has in a row. */
static void put_code(FILE *out, const char *text, const char *more)
{
	const char *fence = strchr(text, '`') || strchr(more, '`') ? "``" : "`";
	fprintf(out, "%s%s%s%s", fence, text, more, fence);
}

static void begin(struct page *page, const char *summary)
{
	fprintf(page->out, "# %s\n\n", page->title);
	put(page->out, summary);
	fputc('\n', page->out);
}

static void heading(struct page *page, const char *text)
{
	fprintf(page->out, "\n## %s\n", text);
}

static void paragraph(struct page *page, const char *text)
{
	fputc('\n', page->out);
	put(page->out, text);
	fputc('\n', page->out);
}

static void usage(struct page *page, const char *command, const char *rest)
{
	fprintf(page->out, "\n    %s %s\n", command, rest);
}

static void item(struct page *page, const char *term, const char *argument, const char *text)
{
	fputs("\n- ", page->out);
	put_code(page->out, term, argument);
	fputs(": ", page->out);
	put(page->out, text);
	fputc('\n', page->out);
}

static void example(struct page *page, const char *line, const char *shows)
{
	fprintf(page->out, "\n    %s\n\n", line);
	put(page->out, shows);
	fputc('\n', page->out);
}

const struct page_format page_markdown = {
	.extension = "md",
	.begin = begin,
	.heading = heading,
	.paragraph = paragraph,
	.usage = usage,
	.item = item,
	.example = example,
};
