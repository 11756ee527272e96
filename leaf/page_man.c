/* page_man.c - help pages in the man macros, clean under every warning of groff. */
#include <ctype.h>
#include <stdint.h>
#include <string.h>

#include "leaf/page.h"
#include "leaf/version.h"

/* One character so that every formatter shows just that, in copied text too. Source: groff_char(7) */
static void put_char(FILE *out, char c)
{
	static const char *const special[256] = {
		['\\'] = "\\e",	 ['-'] = "\\-",	  ['\''] = "\\(aq", ['`'] = "\\(ga",
		['^'] = "\\(ha", ['~'] = "\\(ti", ['"'] = "\\(dq",
	};
	const char *name = special[(unsigned char)c];
	if (name)
		fputs(name, out);
	else
		fputc(c, out);
}

/* Bytes of the character at 'text' and in *code what it is, trusting that our tables are UTF-8. */
static size_t decode(const char *text, uint32_t *code)
{
	unsigned char lead = (unsigned char)*text;
	size_t n = lead < 0xc0 ? 1 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
	*code = n == 1 ? lead : lead & (0x7fU >> n);
	for (size_t i = 1; i < n; i++)
		*code = *code << 6 | ((unsigned char)text[i] & 0x3f);
	return n;
}

/* Text within a line. */
static void put(FILE *out, const char *text, size_t len)
{
	for (size_t i = 0; i < len;) {
		uint32_t code;
		i += decode(text + i, &code);
		if (code < 0x80)
			put_char(out, (char)code);
		else
			fprintf(out, "\\[u%04X]", code);
	}
}

static void put_all(FILE *out, const char *text)
{
	put(out, text, strlen(text));
}

/* A line of its own, which must not be taken for a request. */
static void put_line(FILE *out, const char *text)
{
	if (*text == '.' || *text == '\'')
		fputs("\\&", out);
	put_all(out, text);
	fputc('\n', out);
}

static bool is_placeholder_char(char c)
{
	return isupper((unsigned char)c) || c == '_';
}

/* Placeholders such as FILE or LEVEL in italics. */
static void put_synopsis(FILE *out, const char *text)
{
	while (*text) {
		size_t upper = 0;
		while (is_placeholder_char(text[upper]))
			upper++;
		if (upper > 1) {
			fputs("\\fI", out);
			put(out, text, upper);
			fputs("\\fR", out);
			text += upper;
		} else {
			uint32_t code;
			size_t n = decode(text, &code);
			put(out, text, n);
			text += n;
		}
	}
}

static void begin(struct page *page, const char *summary)
{
	FILE *out = page->out;
	fprintf(out,
		".\\\" Made by 'leaf help --format=man'; to change it, change its tables.\n.TH \"");
	for (const char *c = page->title; *c; c++)
		put_char(out, *c == ' ' ? '-' : (char)toupper((unsigned char)*c));
	fprintf(out, "\" \"%d\" \"\" \"leaf %s\" \"Leaf manual\"\n", page->section, version_text);
	fputs(".nh\n.ad l\n.SH NAME\n", out); /* no hyphens: they would break names of options */
	for (const char *c = page->title; *c; c++)
		put_char(out, *c == ' ' ? '-' : *c);
	fputs(" \\- ", out);
	put_line(out, summary);
}

static void heading(struct page *page, const char *text)
{
	fputs(".SH \"", page->out);
	for (; *text; text++)
		put_char(page->out, (char)toupper((unsigned char)*text));
	fputs("\"\n", page->out);
}

/* A paragraph begins; behind a heading it does so by itself. */
static void start_paragraph(struct page *page)
{
	if (page->last != PAGE_HEADING)
		fputs(".PP\n", page->out);
}

static void paragraph(struct page *page, const char *text)
{
	start_paragraph(page);
	put_line(page->out, text);
}

static void usage(struct page *page, const char *command, const char *rest)
{
	start_paragraph(page);
	fputs("\\fB", page->out);
	put_all(page->out, command);
	fputs("\\fR ", page->out);
	put_synopsis(page->out, rest);
	fputc('\n', page->out);
}

static void item(struct page *page, const char *term, const char *argument, const char *text)
{
	fputs(".TP\n\\fB", page->out);
	put_all(page->out, term);
	fputs("\\fR", page->out);
	put_synopsis(page->out, argument);
	fputc('\n', page->out);
	put_line(page->out, text);
}

static void example(struct page *page, const char *line, const char *shows)
{
	fputs(".TP\n\\fB", page->out);
	put_all(page->out, line);
	fputs("\\fR\n", page->out);
	put_line(page->out, shows);
}

const struct page_format page_man = {
	.extension = NULL,
	.begin = begin,
	.heading = heading,
	.paragraph = paragraph,
	.usage = usage,
	.item = item,
	.example = example,
};
