/* fuzz_convert.c - whatever was read can be written in every form, and read again as the same. */
#include "flame/convert.h"
#include "flame/stacks_diff.h"
#include "flame/stacks_page.h"
#include "flame/stacks_read.h"
#include "flame/stacks_svg.h"
#include "flame/stacks_text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(int good)
{
	if (!good)
		abort();
}

static void read_all(struct stacks *stacks, const char *text, size_t len, int skip_bad)
{
	struct stacks_reading reading = { .skip_bad = skip_bad };
	struct stacks_reader reader;
	check(stacks_init(stacks) == LEAF_E_OK);
	stacks_reader_init(&reader, stacks, &reading, "input");
	check(stacks_reader_feed(&reader, text, len) == LEAF_E_OK);
	check(stacks_reader_end(&reader) == LEAF_E_OK);
	stacks_reader_release(&reader);
	check(stacks_sort(stacks, NULL) == LEAF_E_OK);
}

typedef leaf_err convert(FILE *out, const struct stacks *stacks, const char *title);

/* The text that a form gives; the caller frees. */
static char *write_as(convert *as, const struct stacks *stacks, size_t *len)
{
	char *text;
	FILE *out = open_memstream(&text, len);
	check(out != NULL && as(out, stacks, "a \"title\"") == LEAF_E_OK);
	fclose(out);
	return text;
}

/* Lines that are read again as comments or with blanks at their ends would not be the same. */
static int is_tame(const char *text, size_t len)
{
	return len < 2 || (!memmem(text, len, "\n# ", 3) && memcmp(text, "# ", 2) != 0 &&
			   memcmp(text, "\xef\xbb\xbf", len < 3 ? len : 3) != 0 &&
			   memcmp(text, "stack\t", len < 6 ? len : 6) != 0);
}

static void round_trip(const struct stacks *stacks)
{
	size_t len, again_len;
	char *text = write_as(convert_folded, stacks, &len);
	if (is_tame(text, len)) {
		struct stacks again;
		read_all(&again, text, len, 1);
		char *more = write_as(convert_folded, &again, &again_len);
		stacks_sum *a = stacks_totals(stacks), *b = stacks_totals(&again);
		/* Frames of blanks alone can become empty ones. */
		if (!memmem(text, len, " \n", 2) && !memmem(text, len, "\n ", 2) &&
		    !memmem(text, len, "\n\t", 2) && len && text[0] != ' ' && text[0] != '\t')
			check(a && b && stacks->decimals == again.decimals
				      ? a[STACKS_ROOT] == b[STACKS_ROOT]
				      : a && b);
		free(a);
		free(b);
		free(more);
		stacks_release(&again);
	}
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static convert *const forms[] = { convert_speedscope, convert_pprof, convert_callgrind,
					  convert_chrome };
	struct stacks_text_options options = { .min_percent = 1, .color = 1 };
	struct stacks stacks, before;
	if (size < 4)
		return 0;
	size_t half = size * data[0] / 255;
	options.width = data[1];
	options.depth = data[2] % 8;
	read_all(&stacks, (const char *)data + 3, size - 3, 1);
	stacks.unit = data[1] % 2 ? STACKS_NS : STACKS_SAMPLES;
	for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
		size_t len;
		free(write_as(forms[i], &stacks, &len));
	}
	round_trip(&stacks);
	FILE *out = fopen("/dev/null", "w");
	check(out != NULL);
	read_all(&before, (const char *)data + 3, half < 3 ? 0 : half - 3, 1);
	struct stacks_diff diff;
	check(stacks_diff_init(&diff, &stacks, &before) == LEAF_E_OK);
	stacks_diff_print(out, &stacks, &diff, 5, data[1], 1);
	if (!stacks_page_missing())
		check(stacks_page_write(out, &stacks, diff.before, "t") == LEAF_E_OK);
	stacks_diff_release(&diff);
	check(stacks_text_write(out, &stacks, &options) == LEAF_E_OK);
	check(stacks_svg_write(out, &stacks, "t", 100u + data[1], options.depth) == LEAF_E_OK);
	fclose(out);
	stacks_sum *whole = stacks_totals(&stacks);
	check(whole && stacks_collapse(&stacks) == LEAF_E_OK);
	stacks_sum *collapsed = stacks_totals(&stacks);
	check(collapsed && collapsed[STACKS_ROOT] == whole[STACKS_ROOT]);
	free(whole);
	free(collapsed);
	stacks_release(&before);
	stacks_release(&stacks);
	return 0;
}
