/* toml.c - a TOML text as a tree of values: lines, headers, keys. */
#include "config/toml.h"

#include "config/toml_read.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void toml_release(struct toml *toml)
{
	leaf__arena_release(&toml->arena);
	*toml = (struct toml){ 0 };
}

const char *toml_kind_said(enum toml_kind kind)
{
	static const char *const said[] = {
#define T(name, words) [TOML_##name] = words,
#include "config/toml_kinds.def"
	};
	return said[kind];
}

leaf_err toml_fail(const struct toml *toml, size_t at, leaf_err code, const char *fmt, ...)
{
	char why[400];
	size_t line = 1, start = 0;
	va_list args;
	va_start(args, fmt);
	vsnprintf(why, sizeof why, fmt, args);
	va_end(args);
	for (size_t i = 0; i < at && i < toml->len; i++) {
		if (toml->text[i] == '\n') {
			line++;
			start = i + 1;
		}
	}
	return leaf_fail(code, "%s:%zu:%zu: %s", toml->name, line, at - start + 1, why);
}

/* ---- tables ---- */

struct toml_value *toml_entry(const struct toml_value *table, const struct toml_text *key)
{
	for (struct toml_value *entry = table->first; entry; entry = entry->next) {
		if (entry->key_len == key->len && !memcmp(entry->key, key->bytes, key->len))
			return entry;
	}
	return NULL;
}

const struct toml_value *toml_find(const struct toml_value *table, const char *key)
{
	struct toml_text text = { key, (uint32_t)strlen(key) };
	return table && table->kind == TOML_TABLE ? toml_entry(table, &text) : NULL;
}

void toml_append(struct toml_value *to, struct toml_value *value)
{
	if (to->last)
		to->last->next = value;
	else
		to->first = value;
	to->last = value;
}

struct toml_value *toml_new(struct toml_reader *reader, enum toml_kind kind, size_t at)
{
	struct toml_value *value = leaf__arena_alloc(&reader->toml->arena, sizeof *value);
	if (value) {
		value->kind = kind;
		value->at = (uint32_t)at;
	}
	return value;
}

/* A new entry of a table. */
static struct toml_value *add_entry(struct toml_reader *reader, struct toml_value *table,
				    const struct toml_text *key, size_t key_at, enum toml_kind kind)
{
	struct toml_value *entry = toml_new(reader, kind, key_at);
	if (entry) {
		entry->key = key->bytes;
		entry->key_len = key->len;
		entry->key_at = (uint32_t)key_at;
		toml_append(table, entry);
	}
	return entry;
}

static leaf_err no_memory(const struct toml_reader *reader)
{
	return leaf_fail(LEAF_E_NOMEM, "no memory to read '%s'", reader->toml->name);
}

/* ---- keys ---- */

static bool is_bare(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
	       (byte >= '0' && byte <= '9') || byte == '_' || byte == '-';
}

leaf_err toml_read_key(struct toml_reader *reader, struct toml_text *key)
{
	size_t from = reader->at;
	char byte = toml_peek(reader, 0);
	if (byte == '"' || byte == '\'')
		return toml_read_string(reader, key, true);
	while (is_bare(toml_peek(reader, 0)))
		reader->at++;
	if (reader->at == from)
		return toml_fail(reader->toml, from, LEAF_E_SYNTAX, "a key is missing here");
	key->len = (uint32_t)(reader->at - from);
	key->bytes = leaf__arena_strndup(&reader->toml->arena, reader->text + from, key->len);
	return key->bytes ? LEAF_E_OK : no_memory(reader);
}

/* A dot, with blanks around it; else nothing is read but blanks. */
static bool read_dot(struct toml_reader *reader)
{
	toml_skip_blanks(reader);
	if (toml_peek(reader, 0) != '.')
		return false;
	reader->at++;
	toml_skip_blanks(reader);
	return true;
}

static leaf_err is_there(const struct toml_reader *reader, const struct toml_text *key, size_t at)
{
	return toml_fail(reader->toml, at, LEAF_E_SYNTAX, "'%s' is there already", key->bytes);
}

/* The table that the part of a key before a dot names; made if it is not there. */
static leaf_err enter_dotted(struct toml_reader *reader, struct toml_value **table,
			     const struct toml_text *key, size_t at)
{
	struct toml_value *entry = toml_entry(*table, key);
	if (!entry && !(entry = add_entry(reader, *table, key, at, TOML_TABLE)))
		return no_memory(reader);
	bool ours = entry->origin == TOML_DOTTED && entry->section == reader->section;
	if (entry->kind != TOML_TABLE || (entry->origin != TOML_IMPLIED && !ours))
		return is_there(reader, key, at);
	entry->origin = TOML_DOTTED;
	entry->section = reader->section;
	*table = entry;
	return LEAF_E_OK;
}

leaf_err toml_read_entry(struct toml_reader *reader, struct toml_value *table)
{
	struct toml_text key = { "", 0 };
	struct toml_value *value = NULL;
	size_t at = reader->at;
	LEAF_TRY(toml_read_key(reader, &key));
	while (read_dot(reader)) {
		LEAF_TRY(enter_dotted(reader, &table, &key, at));
		at = reader->at;
		LEAF_TRY(toml_read_key(reader, &key));
	}
	if (toml_peek(reader, 0) != '=')
		return toml_fail(reader->toml, reader->at, LEAF_E_SYNTAX,
				 "'=' is missing behind '%s'", key.bytes);
	if (toml_entry(table, &key))
		return is_there(reader, &key, at);
	reader->at++;
	toml_skip_blanks(reader);
	LEAF_TRY(toml_read_value(reader, &value));
	value->key = key.bytes;
	value->key_len = key.len;
	value->key_at = (uint32_t)at;
	toml_append(table, value);
	return LEAF_E_OK;
}

/* ---- headers ---- */

/* The table that a part of a header names, but for the last part; made if it is not there. */
static leaf_err enter_headed(struct toml_reader *reader, struct toml_value **table,
			     const struct toml_text *key, size_t at)
{
	struct toml_value *entry = toml_entry(*table, key);
	if (!entry && !(entry = add_entry(reader, *table, key, at, TOML_TABLE)))
		return no_memory(reader);
	if (entry->kind == TOML_ARRAY && entry->origin == TOML_HEADED)
		entry = entry->last;
	if (entry->kind != TOML_TABLE || entry->origin == TOML_WHOLE)
		return toml_fail(reader->toml, at, LEAF_E_SYNTAX, "'%s' is no table to add to",
				 key->bytes);
	*table = entry;
	return LEAF_E_OK;
}

/* [table]: the last part of its header. */
static leaf_err open_table(struct toml_reader *reader, struct toml_value **table,
			   const struct toml_text *key, size_t at)
{
	struct toml_value *entry = toml_entry(*table, key);
	if (!entry && !(entry = add_entry(reader, *table, key, at, TOML_TABLE)))
		return no_memory(reader);
	if (entry->kind != TOML_TABLE || entry->origin != TOML_IMPLIED)
		return is_there(reader, key, at);
	entry->origin = TOML_HEADED;
	*table = entry;
	return LEAF_E_OK;
}

/* [[table]]: one more element. */
static leaf_err open_element(struct toml_reader *reader, struct toml_value **table,
			     const struct toml_text *key, size_t at)
{
	struct toml_value *array = toml_entry(*table, key);
	if (!array) {
		array = add_entry(reader, *table, key, at, TOML_ARRAY);
		if (!array)
			return no_memory(reader);
		array->origin = TOML_HEADED;
	}
	if (array->kind != TOML_ARRAY || array->origin != TOML_HEADED)
		return is_there(reader, key, at);
	struct toml_value *element = toml_new(reader, TOML_TABLE, at);
	if (!element)
		return no_memory(reader);
	element->origin = TOML_HEADED;
	toml_append(array, element);
	*table = element;
	return LEAF_E_OK;
}

/* A header; *table becomes what the entries behind it belong to. */
static leaf_err read_header(struct toml_reader *reader, struct toml_value **table)
{
	struct toml_text key = { "", 0 };
	bool element = toml_comes(reader, "[[");
	reader->section++;
	reader->at += element ? 2 : 1;
	toml_skip_blanks(reader);
	size_t at = reader->at;
	*table = reader->toml->root;
	LEAF_TRY(toml_read_key(reader, &key));
	while (read_dot(reader)) {
		LEAF_TRY(enter_headed(reader, table, &key, at));
		at = reader->at;
		LEAF_TRY(toml_read_key(reader, &key));
	}
	const char *end = element ? "]]" : "]";
	if (!toml_comes(reader, end))
		return toml_fail(reader->toml, reader->at, LEAF_E_SYNTAX,
				 "'%s' is missing behind the name of the table", end);
	reader->at += strlen(end);
	return element ? open_element(reader, table, &key, at)
		       : open_table(reader, table, &key, at);
}

/* ---- the whole text ---- */

/* Bytes of the UTF-8 sequence at text [len]; 0 if it is none. Source: Unicode 15, table 3-7. */
static size_t sequence(const unsigned char *text, size_t len)
{
	unsigned char first = text[0];
	size_t n = first < 0x80	  ? 1
		   : first < 0xc2 ? 0
		   : first < 0xe0 ? 2
		   : first < 0xf0 ? 3
		   : first < 0xf5 ? 4
				  : 0;
	if (!n || n > len)
		return 0;
	for (size_t i = 1; i < n; i++) {
		if ((text[i] & 0xc0) != 0x80)
			return 0;
	}
	bool wrong = (first == 0xe0 && text[1] < 0xa0) || (first == 0xed && text[1] > 0x9f) ||
		     (first == 0xf0 && text[1] < 0x90) || (first == 0xf4 && text[1] > 0x8f);
	return wrong ? 0 : n;
}

/* No control characters but tabs and line ends, and nothing but UTF-8. */
static leaf_err check_bytes(const struct toml *toml)
{
	const unsigned char *text = (const unsigned char *)toml->text;
	for (size_t at = 0, n; at < toml->len; at += n) {
		n = sequence(text + at, toml->len - at);
		if (!n)
			return toml_fail(toml, at, LEAF_E_SYNTAX, "this is not UTF-8");
		bool line_end = text[at] == '\n' ||
				(text[at] == '\r' && at + 1 < toml->len && text[at + 1] == '\n');
		if ((text[at] < 0x20 && text[at] != '\t' && !line_end) || text[at] == 0x7f)
			return toml_fail(toml, at, LEAF_E_SYNTAX,
					 "a control character (0x%02x) stands here", text[at]);
	}
	return LEAF_E_OK;
}

/* Behind an entry or a header: nothing but a comment. */
static leaf_err read_line_end(struct toml_reader *reader)
{
	toml_skip_blanks(reader);
	char byte = toml_peek(reader, 0);
	if (reader->at < reader->len && byte != '\n' && byte != '\r' && byte != '#')
		return toml_fail(reader->toml, reader->at, LEAF_E_SYNTAX,
				 "nothing more is expected on this line");
	return LEAF_E_OK;
}

static leaf_err read_all(struct toml_reader *reader)
{
	struct toml_value *table = reader->toml->root;
	LEAF_TRY(check_bytes(reader->toml));
	if (toml_comes(reader, "\xef\xbb\xbf"))
		reader->at += 3;
	LEAF_TRY(toml_skip_lines(reader));
	while (reader->at < reader->len) {
		if (toml_peek(reader, 0) == '[')
			LEAF_TRY(read_header(reader, &table));
		else
			LEAF_TRY(toml_read_entry(reader, table));
		LEAF_TRY(read_line_end(reader));
		LEAF_TRY(toml_skip_lines(reader));
	}
	return LEAF_E_OK;
}

leaf_err toml_parse(struct toml *out, const char *name, const char *text, size_t len)
{
	if (len > TOML_MAX)
		return leaf_fail(LEAF_E_LIMIT, "'%s' is larger than %zu bytes", name, TOML_MAX);
	*out = (struct toml){ .name = name, .text = text, .len = len };
	struct toml_reader reader = { .toml = out, .text = text, .len = len };
	out->root = toml_new(&reader, TOML_TABLE, 0);
	reader.scratch = leaf__arena_alloc(&out->arena, len + 1);
	leaf_err err = no_memory(&reader);
	if (out->root && reader.scratch) {
		out->root->origin = TOML_HEADED;
		err = read_all(&reader);
	}
	if (err != LEAF_E_OK)
		toml_release(out);
	return err;
}
