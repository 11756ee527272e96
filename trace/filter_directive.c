/* filter_directive.c - one directive: from text, to text, and where it ends in a list. */
/*
 * EnvFilter reads a directive character by character, as done here. It trims the directive for
 * that, but takes the parts out of the text as it was, by the places found in the trimmed one; so
 * white space shifts all parts. COMPAT does the same; else the parts are trimmed one by one.
 */
#include "trace/filter_struct.h"

#include <string.h>

static const char invalid[] = "invalid filter directive";
static const char bad_level[] =
	"error parsing level filter: expected one of \"off\", \"error\", \"warn\", \"info\", "
	"\"debug\", \"trace\", or a number 0-5";
static const char bad_nfa[] = "invalid field filter: error building NFA";

enum state { START, LEVEL_OR_TARGET, SPAN, FIELDS_END, SPAN_END, LEVEL };

struct reader {
	struct leaf__word whole, trimmed;
	unsigned flags;
	int compat;
	size_t at, part; /* in trimmed: here; where the present part began */
	struct leaf__directive *out;
	struct leaf__arena *arena;
	unsigned room; /* fields */
};

/* From the beginning of the present part to 'end' of the trimmed text. */
static struct leaf__word part_until(const struct reader *reader, size_t end)
{
	if (reader->compat)
		return (struct leaf__word){ reader->whole.text + reader->part, end - reader->part };
	return leaf__word_trim(reader->trimmed.text + reader->part, end - reader->part);
}

/* From the beginning of the present part to the end, which EnvFilter finds in the whole text. */
static struct leaf__word part_to_end(const struct reader *reader)
{
	return part_until(reader, reader->compat ? reader->whole.len : reader->trimmed.len);
}

/* ---- fields ---- */

static size_t quoted_end(const char *text, size_t len)
{
	if (!len || *text != '"')
		return 0;
	for (size_t i = 1; i < len; i++) {
		if (text[i] == '\\')
			i++;
		else if (text[i] == '"')
			return i + 1;
	}
	return 0;
}

static int is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static size_t skip_blanks(const char *text, size_t at, size_t len)
{
	while (at < len && is_blank(text[at]))
		at++;
	return at;
}

/* If text[0] begins a quoted value: the place after its closing quote, else 0. */
static size_t quoted_value_end(const char *text, size_t len)
{
	size_t end = quoted_end(text, len);
	if (!end)
		return 0;
	size_t next = skip_blanks(text, end, len);
	return next == len || text[next] == ',' || text[next] == '}' ? end : 0;
}

size_t leaf__field_end(const char *text, size_t len, unsigned flags)
{
	size_t at = 0;
	while (at < len && !strchr(",}=", text[at]))
		at++;
	if (at < len && text[at] == '=' && !(flags & LEAF__FILTER_COMPAT)) {
		at = skip_blanks(text, at + 1, len);
		at += quoted_value_end(text + at, len - at);
	}
	while (at < len && text[at] != ',' && text[at] != '}')
		at++;
	return at;
}

static const char *with_quote_escaped(struct leaf__word *value, struct leaf__arena *arena)
{
	char *text = leaf__arena_alloc(arena, value->len + 2);
	if (text) {
		*text = '\\';
		memcpy(text + 1, value->text, value->len);
		value->len++;
	}
	value->text = text;
	return text ? NULL : LEAF__FAULT_NOMEM;
}

/* The value after '='. EnvFilter drops a second '=' and what follows it. */
static leaf__filter_fault read_value(struct reader *reader, struct leaf__field_rule *field,
				     struct leaf__word value)
{
	int quoted = 0;
	if (!reader->compat) {
		value = leaf__word_trim(value.text, value.len);
		quoted = value.len && quoted_value_end(value.text, value.len) == value.len;
	}
	if (quoted) {
		value = (struct leaf__word){ value.text + 1, value.len - 2 };
	} else {
		const char *second = value.len ? memchr(value.text, '=', value.len) : NULL;
		if (second)
			value.len = (size_t)(second - value.text);
		if (!reader->compat)
			value = leaf__word_trim(value.text, value.len);
		if (!reader->compat && value.len && *value.text == '"') {
			/* not closed: a quote, so say so, lest another directive should close it */
			if (with_quote_escaped(&value, reader->arena))
				return LEAF__FAULT_NOMEM;
		}
	}
	reader->out->has_values = 1;
	return leaf__literal_read(&field->literal, value, quoted, reader->arena);
}

static struct leaf__field_rule *new_field(struct reader *reader)
{
	struct leaf__directive *out = reader->out;
	if (out->n_fields == reader->room) {
		unsigned room = reader->room ? 2 * reader->room : 2;
		struct leaf__field_rule *fields = leaf__arena_alloc(reader->arena,
								    room * sizeof *fields);
		if (!fields)
			return NULL;
		if (out->n_fields)
			memcpy(fields, out->fields, out->n_fields * sizeof *fields);
		out->fields = fields;
		reader->room = room;
	}
	return &out->fields[out->n_fields++];
}

static leaf__filter_fault read_field(struct reader *reader, struct leaf__word text)
{
	if (!text.len)
		return invalid;
	struct leaf__field_rule *field = new_field(reader);
	if (!field)
		return LEAF__FAULT_NOMEM;
	const char *equals = memchr(text.text, '=', text.len);
	size_t len = equals ? (size_t)(equals - text.text) : text.len;
	field->name = reader->compat ? (struct leaf__word){ text.text, len }
				     : leaf__word_trim(text.text, len);
	if (!leaf__word_copy(reader->arena, &field->name))
		return LEAF__FAULT_NOMEM;
	if (!equals)
		return NULL;
	return read_value(reader, field, (struct leaf__word){ equals + 1, text.len - len - 1 });
}

/* The fields after '{'. Afterwards 'at' is at the '}', if there was one. */
static leaf__filter_fault read_fields(struct reader *reader)
{
	const struct leaf__word *in = &reader->trimmed;
	for (;;) {
		reader->part = reader->at;
		reader->at += leaf__field_end(in->text + reader->at, in->len - reader->at,
					      reader->flags);
		if (reader->at == in->len)
			return invalid;
		leaf__filter_fault fault = read_field(reader, part_until(reader, reader->at));
		if (fault || in->text[reader->at] == '}')
			return fault;
		reader->at++;
	}
}

/* ---- target, span, level ---- */

static int may_begin(const struct reader *reader)
{
	const struct leaf__word *in = &reader->trimmed;
	uint32_t code;
	if (strchr("-:_", *in->text) || (!reader->compat && strchr("*?", *in->text)))
		return 1;
	return leaf__utf8_char(&code, in->text, in->len) && leaf__is_alnum(code);
}

static leaf__filter_fault set_level(struct reader *reader, struct leaf__word word)
{
	unsigned level = LEAF_LEVEL_TRACE;
	if (word.len && !leaf__level_read(word, &level))
		return bad_level;
	reader->out->level = (unsigned char)level;
	return NULL;
}

/* A directive of one word. */
static void set_level_or_target(struct reader *reader, struct leaf__word word)
{
	unsigned level = LEAF_LEVEL_TRACE;
	if (!leaf__level_read(word, &level)) {
		level = LEAF_LEVEL_TRACE;
		reader->out->target = word;
	}
	reader->out->level = (unsigned char)level;
}

static void begin_part(struct reader *reader)
{
	reader->part = reader->at + 1;
}

/* One character. Sets *state to what comes next. */
static leaf__filter_fault step(struct reader *reader, enum state *state)
{
	char c = reader->trimmed.text[reader->at];
	leaf__filter_fault fault;
	struct leaf__word part;
	switch (*state) {
	case START:
		if (c != '[' && !may_begin(reader))
			return invalid;
		reader->part = reader->at + (c == '[');
		*state = c == '[' ? SPAN : LEVEL_OR_TARGET;
		return NULL;
	case LEVEL_OR_TARGET:
		if (c != '=' && c != '[')
			return NULL;
		reader->out->target = part_until(reader, reader->at);
		*state = c == '=' ? LEVEL : SPAN;
		begin_part(reader);
		return NULL;
	case SPAN:
		if (c != ']' && c != '{')
			return NULL;
		part = part_until(reader, reader->at);
		if (c == ']' || part.len)
			reader->out->span = part;
		*state = SPAN_END;
		if (c == ']')
			return NULL;
		reader->at++;
		fault = read_fields(reader);
		*state = FIELDS_END;
		return fault;
	case FIELDS_END:
		if (c == ']')
			*state = SPAN_END;
		else if (reader->compat || !is_blank(c))
			return invalid;
		return NULL;
	case SPAN_END:
		if (c == '=')
			*state = LEVEL;
		else if (reader->compat || !is_blank(c))
			return invalid;
		begin_part(reader);
		return NULL;
	case LEVEL:
		return NULL;
	}
	return invalid;
}

static leaf__filter_fault read_all(struct reader *reader)
{
	enum state state = START;
	for (; reader->at < reader->trimmed.len; reader->at++) {
		leaf__filter_fault fault = step(reader, &state);
		if (fault)
			return fault;
	}
	switch (state) {
	case LEVEL_OR_TARGET:
		set_level_or_target(reader, part_to_end(reader));
		return NULL;
	case LEVEL:
		return set_level(reader, part_to_end(reader));
	case SPAN_END:
		return NULL;
	default:
		return invalid;
	}
}

/* How much a target counts, and whether it has wildcards. */
static void weigh(struct leaf__directive *out, int compat)
{
	if (!out->target.text)
		return;
	out->weight = out->target.len + 1;
	for (size_t i = 0; i < out->target.len && !compat; i++) {
		char c = out->target.text[i];
		out->wild |= c == '*' || c == '?';
		out->weight -= c == '*';
	}
}

/* EnvFilter's words for what is wrong with a field. */
static leaf__filter_fault field_fault(leaf__filter_fault fault, struct leaf__arena *arena)
{
	static const char before[] = "invalid field filter: ";
	if (fault == invalid || fault == bad_level || fault == LEAF__FAULT_NOMEM || !fault)
		return fault;
	if (strcmp(fault, bad_nfa + sizeof before - 1) == 0)
		return bad_nfa;
	size_t len = strlen(fault);
	char *text = leaf__arena_alloc(arena, sizeof before + len);
	if (!text)
		return LEAF__FAULT_NOMEM;
	memcpy(text, before, sizeof before - 1);
	memcpy(text + sizeof before - 1, fault, len);
	return text;
}

leaf__filter_fault leaf__directive_read(struct leaf__directive *out, const char *text, size_t len,
					unsigned flags, struct leaf__arena *arena)
{
	struct reader reader = { .whole = { text, len }, .trimmed = leaf__word_trim(text, len) };
	struct leaf__directive directive = { .level = LEAF_LEVEL_TRACE };
	reader.flags = flags;
	reader.compat = (flags & LEAF__FILTER_COMPAT) != 0;
	reader.out = &directive;
	reader.arena = arena;
	leaf__filter_fault fault = field_fault(read_all(&reader), arena);
	if (fault)
		return fault;
	if (!leaf__word_copy(arena, &directive.target) || !leaf__word_copy(arena, &directive.span))
		return LEAF__FAULT_NOMEM;
	weigh(&directive, reader.compat);
	*out = directive;
	return NULL;
}

/* ---- to text ---- */

void leaf__directive_show(struct leaf__out_text *out, const struct leaf__directive *directive,
			  int compat)
{
	if (directive->target.text)
		leaf__out_bytes(out, directive->target.text, directive->target.len);
	if (leaf__directive_is_dynamic(directive)) {
		leaf__out_char(out, '[');
		if (directive->span.text)
			leaf__out_bytes(out, directive->span.text, directive->span.len);
		for (unsigned i = 0; i < directive->n_fields; i++) {
			const struct leaf__field_rule *field = &directive->fields[i];
			leaf__out_char(out, i ? ',' : '{');
			leaf__out_bytes(out, field->name.text, field->name.len);
			if (field->literal.kind == LEAF__LITERAL_NONE)
				continue;
			leaf__out_char(out, '=');
			leaf__literal_show(out, &field->literal, compat);
		}
		leaf__out_bytes(out, "}]", directive->n_fields ? 2 : 0);
		if (!directive->n_fields)
			leaf__out_char(out, ']');
	}
	if (directive->target.text || leaf__directive_is_dynamic(directive))
		leaf__out_char(out, '=');
	const char *level = leaf__level_name(directive->level);
	leaf__out_bytes(out, level, strlen(level));
}

/* ---- where it ends ---- */

/* [...] at text: the place after its ']', or 0 if it is not closed. */
static size_t brackets_end(const char *text, size_t len)
{
	size_t at = 1;
	while (at < len && text[at] != ']' && text[at] != '{')
		at++;
	if (at < len && text[at] == '{') {
		do {
			at++;
			at += leaf__field_end(text + at, len - at, 0);
		} while (at < len && text[at] == ',');
		at = at < len ? skip_blanks(text, at + 1, len) : len;
	}
	return at < len && text[at] == ']' ? at + 1 : 0;
}

/* {...} or "..." outside of brackets, where they mean nothing but still hold commas together. */
static size_t loose_end(const char *text, size_t len)
{
	char close = *text == '{' ? '}' : *text == '"' ? '"' : '\0';
	size_t at = 1;
	while (close && at < len && text[at] != close && text[at] != '=' && text[at] != '[')
		at++;
	return close && at < len && text[at] == close ? at + 1 : 0;
}

size_t leaf__directive_end(const char *text, size_t len, unsigned flags)
{
	size_t at = 0;
	while (at < len && text[at] != ',') {
		size_t skip = 0;
		if (!(flags & LEAF__FILTER_COMPAT)) {
			if (text[at] == '[')
				skip = brackets_end(text + at, len - at);
			else
				skip = loose_end(text + at, len - at);
		}
		at += skip ? skip : 1;
	}
	return at;
}
