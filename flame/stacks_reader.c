/* stacks_reader.c - lines of folded stacks or of a table, fed in pieces, into a tree. */
#include <stdlib.h>
#include <string.h>

#include "flame/stacks_line.h"
#include "flame/stacks_read.h"

enum { LINE_MAX_LEN = 64 << 20 };
enum column { STACK, CALLS, SELF, MIN, MAX, DURATIONS, N_COLUMNS };

void stacks_reader_init(struct stacks_reader *reader, struct stacks *stacks,
			struct stacks_reading *reading, const char *name)
{
	*reader = (struct stacks_reader){ .stacks = stacks, .reading = reading, .name = name };
	reading->n_lines = reading->n_bad = reading->first_bad = 0;
	reading->first_why = NULL;
}

void stacks_reader_release(struct stacks_reader *reader)
{
	leaf__buf_release(&reader->rest);
	leaf__buf_release(&reader->last);
	free(reader->marks.items);
	free(reader->durations.items);
}

/* A line that is not understood: the end, or one more that is left out. */
static leaf_err bad_line(struct stacks_reader *reader, const char *why)
{
	struct stacks_reading *reading = reader->reading;
	if (!reading->skip_bad)
		return leaf_fail(LEAF_E_SYNTAX, "'%s', line %llu: %s", reader->name,
				 (unsigned long long)reading->n_lines, why);
	if (!reading->n_bad++) {
		reading->first_bad = reading->n_lines;
		reading->first_why = why;
	}
	return LEAF_E_OK;
}

/* ---- a stack ---- */

static const char no_stack[] = "there is no stack";

/* How many frames of the stack before this one has too; *begin: where the next frame starts. */
static size_t common_frames(const struct stacks_reader *reader, const char *stack, size_t len,
			    size_t *begin)
{
	size_t n = len < reader->last.len ? len : reader->last.len, same = 0, frames = 0;
	const char *last = reader->last.data;
	while (same + 8 <= n && !memcmp(stack + same, last + same, 8))
		same += 8;
	while (same < n && stack[same] == last[same])
		same++;
	*begin = 0;
	for (size_t high = reader->marks.n; frames < high;) { /* the last frame with end <= same */
		size_t middle = (frames + high + 1) / 2;
		if (reader->marks.items[middle - 1].end <= same)
			frames = middle;
		else
			high = middle - 1;
	}
	/* That frame may be the beginning of a longer one here. */
	if (frames && reader->marks.items[frames - 1].end < len &&
	    stack[reader->marks.items[frames - 1].end] != ';')
		frames--;
	if (frames)
		*begin = reader->marks.items[frames - 1].end + 1;
	return frames;
}

/* The length of a stack without empty frames at its end. */
static size_t trim(const char *stack, size_t len)
{
	while (len && stack[len - 1] == ';')
		len--;
	return len;
}

/* The node of a stack that has been trimmed; the path to it is kept for the next. */
static leaf_err find_stack(struct stacks_reader *reader, uint32_t *node, const char *stack,
			   size_t len)
{
	size_t begin;
	reader->marks.n = common_frames(reader, stack, len, &begin);
	*node = reader->marks.n ? reader->marks.items[reader->marks.n - 1].node : STACKS_ROOT;
	while (begin < len) {
		const char *frame = stack + begin, *end = memchr(frame, ';', len - begin);
		size_t frame_len = end ? (size_t)(end - frame) : len - begin;
		leaf_err err = frame_len
				       ? stacks_child(node, reader->stacks, *node, frame, frame_len)
				       : stacks_child(node, reader->stacks, *node, "[empty]", 7);
		if (err == LEAF_E_OK)
			err = LEAF__VEC_ROOM(&reader->marks);
		if (err != LEAF_E_OK) {
			reader->marks.n = 0;
			return err;
		}
		reader->marks.items[reader->marks.n++] = (struct stacks_mark){
			.end = begin + frame_len, .node = *node
		};
		begin += frame_len + 1;
	}
	leaf__buf_clear(&reader->last);
	return leaf__buf_add(&reader->last, stack, len);
}

static void add_count(struct stacks *stacks, uint32_t node, stacks_sum count, unsigned decimals)
{
	if (decimals > stacks->decimals)
		stacks_refine(stacks, decimals);
	for (; decimals < stacks->decimals; decimals++)
		count *= 10;
	stacks->nodes.items[node].self += count;
}

static leaf_err read_folded(struct stacks_reader *reader, const char *line, size_t len)
{
	stacks_sum count;
	unsigned decimals;
	uint32_t node;
	const char *why = stacks_line_split(&count, &decimals, line, &len);
	if (why)
		return bad_line(reader, why);
	len = trim(line, len);
	if (!len)
		return bad_line(reader, no_stack);
	LEAF_TRY(find_stack(reader, &node, line, len));
	add_count(reader->stacks, node, count, decimals);
	return LEAF_E_OK;
}

/* ---- a table ---- */

/* The next field up to a tab. */
static const char *next_field(const char **at, const char *end, size_t *len)
{
	const char *begin = *at, *tab = memchr(begin, '\t', (size_t)(end - begin));
	*len = (size_t)((tab ? tab : end) - begin);
	*at = tab ? tab + 1 : NULL;
	return begin;
}

static void read_columns(struct stacks_reader *reader, const char *line, size_t len)
{
	static const char *const names[] = { "stack",  "calls",	 "self_ns",
					     "min_ns", "max_ns", "durations_ns" };
	const char *at = line, *end = line + len;
	for (int i = 0; i < N_COLUMNS; i++)
		reader->columns[i] = -1;
	for (int column = 0; at; column++) {
		size_t n;
		const char *word = next_field(&at, end, &n);
		for (int i = 0; i < N_COLUMNS; i++)
			if (strlen(names[i]) == n && !memcmp(word, names[i], n))
				reader->columns[i] = column;
	}
	reader->table = 1;
	reader->stacks->unit = STACKS_NS;
}

/* Digits up to 'end' or a byte that is none; saturates. Returns where they end. */
static const char *read_number(uint64_t *number, const char *at, const char *end)
{
	uint64_t sum = 0;
	for (; at < end && *at >= '0' && *at <= '9'; at++)
		if (__builtin_mul_overflow(sum, (uint64_t)10, &sum) ||
		    __builtin_add_overflow(sum, (uint64_t)(*at - '0'), &sum))
			sum = UINT64_MAX;
	*number = sum;
	return at;
}

/* "START:N START:N …", rising. Returns whether it is that. */
static leaf_err read_durations(struct stacks_reader *reader, const char *at, const char *end,
			       int *good)
{
	uint32_t last = 0;
	reader->durations.n = 0;
	*good = 0;
	while (at < end) {
		uint64_t start, n;
		const char *colon = read_number(&start, at, end);
		if (colon == at || colon == end || *colon != ':')
			return LEAF_E_OK;
		at = read_number(&n, colon + 1, end);
		if (at == colon + 1 || (at < end && *at != ' '))
			return LEAF_E_OK;
		while (at < end && *at == ' ')
			at++;
		uint32_t bucket = stacks_bucket(start);
		if (bucket < last)
			return LEAF_E_OK;
		last = bucket;
		LEAF_TRY(LEAF__VEC_ROOM(&reader->durations));
		reader->durations.items[reader->durations.n++] = (struct stacks_duration){
			.n = n, .bucket = bucket
		};
	}
	*good = 1;
	return LEAF_E_OK;
}

/* A column of digits that may be empty or absent. Returns whether it is that. */
static int take_number(const struct stacks_reader *reader, enum column column,
		       const char *const *fields, const size_t *lens, uint64_t *number)
{
	*number = 0;
	if (reader->columns[column] < 0 || !fields[column])
		return 1;
	const char *end = fields[column] + lens[column];
	return read_number(number, fields[column], end) == end;
}

static leaf_err read_row(struct stacks_reader *reader, const char *line, size_t len)
{
	const char *fields[N_COLUMNS] = { 0 }, *at = line, *end = line + len;
	size_t lens[N_COLUMNS] = { 0 };
	uint64_t calls, self;
	struct stacks_times times = { 0 };
	uint32_t node;
	int good = 1;
	for (int column = 0; at; column++) {
		size_t n;
		const char *word = next_field(&at, end, &n);
		for (int i = 0; i < N_COLUMNS; i++)
			if (reader->columns[i] == column) {
				fields[i] = word;
				lens[i] = n;
			}
	}
	if (fields[STACK])
		lens[STACK] = trim(fields[STACK], lens[STACK]);
	if (!lens[STACK])
		return bad_line(reader, no_stack);
	if (!take_number(reader, CALLS, fields, lens, &calls) ||
	    !take_number(reader, SELF, fields, lens, &self) ||
	    !take_number(reader, MIN, fields, lens, &times.min_ns) ||
	    !take_number(reader, MAX, fields, lens, &times.max_ns))
		return bad_line(reader, "a value is no number");
	reader->durations.n = 0;
	if (fields[DURATIONS])
		LEAF_TRY(read_durations(reader, fields[DURATIONS],
					fields[DURATIONS] + lens[DURATIONS], &good));
	if (!good)
		return bad_line(reader, "the durations are not of the form 'START:N …', rising");
	LEAF_TRY(find_stack(reader, &node, fields[STACK], lens[STACK]));
	if (!reader->reading->calls_only)
		add_count(reader->stacks, node, self, 0);
	stacks_add_calls(reader->stacks, node, calls);
	times.durations = reader->durations.items;
	times.n = (uint32_t)reader->durations.n;
	return stacks_add_times(reader->stacks, node, &times);
}

/* ---- lines ---- */

static leaf_err read_line(struct stacks_reader *reader, const char *line, size_t len)
{
	static const char head[] = "stack\t";
	if (!reader->reading->n_lines++ && len >= 3 && !memcmp(line, "\xef\xbb\xbf", 3)) {
		line += 3;
		len -= 3;
	}
	if (len && line[len - 1] == '\r')
		len--;
	if (!len || (len >= 2 && line[0] == '#' && line[1] == ' '))
		return LEAF_E_OK;
	if (reader->table)
		return read_row(reader, line, len);
	if (!reader->marks.n && len >= sizeof head && !memcmp(line, head, sizeof head - 1)) {
		read_columns(reader, line, len);
		return LEAF_E_OK;
	}
	size_t blanks = 0;
	while (blanks < len && (line[blanks] == ' ' || line[blanks] == '\t'))
		blanks++;
	return blanks == len ? LEAF_E_OK : read_folded(reader, line, len);
}

leaf_err stacks_reader_feed(struct stacks_reader *reader, const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len;
	while (at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		size_t n = (size_t)((newline ? newline : end) - at);
		if (reader->rest.len + n > LINE_MAX_LEN)
			return leaf_fail(LEAF_E_LIMIT, "'%s', line %llu: more than %d MiB",
					 reader->name,
					 (unsigned long long)reader->reading->n_lines + 1,
					 LINE_MAX_LEN >> 20);
		if (!newline)
			return leaf__buf_add(&reader->rest, at, n);
		if (reader->rest.len) {
			LEAF_TRY(leaf__buf_add(&reader->rest, at, n));
			LEAF_TRY(read_line(reader, reader->rest.data, reader->rest.len));
			leaf__buf_clear(&reader->rest);
		} else {
			LEAF_TRY(read_line(reader, at, n));
		}
		at = newline + 1;
	}
	return LEAF_E_OK;
}

leaf_err stacks_reader_end(struct stacks_reader *reader)
{
	if (reader->rest.len)
		LEAF_TRY(read_line(reader, reader->rest.data, reader->rest.len));
	leaf__buf_clear(&reader->rest);
	return LEAF_E_OK;
}
