/* toml_json.c - a TOML file (or several) as JSON, one line each: how the reader understands it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "config/toml.h"
#include "leaf/jsonout.h"

static void put_value(struct jsonout *json, const struct toml_value *value);

static void put_table(struct jsonout *json, const struct toml_value *table)
{
	jsonout_object(json);
	for (const struct toml_value *entry = table->first; entry; entry = entry->next) {
		char *key = strndup(entry->key, entry->key_len);
		/* A NUL cannot be in a JSON key here; such entries are not compared. */
		jsonout_key(json, key ? key : "");
		put_value(json, entry);
		free(key);
	}
	jsonout_end(json);
}

/* Scalars as [kind, text], so that no number loses anything. */
static void put_scalar(struct jsonout *json, const struct toml_value *value)
{
	char text[64] = "";
	if (value->kind == TOML_INTEGER)
		snprintf(text, sizeof text, "%lld", (long long)value->integer);
	else if (value->kind == TOML_FLOAT)
		snprintf(text, sizeof text, "%.17g", value->real);
	else if (value->kind == TOML_BOOLEAN)
		snprintf(text, sizeof text, "%s", value->boolean ? "true" : "false");
	jsonout_array(json);
	jsonout_text(json, toml_kind_said(value->kind));
	if (*text)
		jsonout_text(json, text);
	else
		jsonout_bytes(json, value->text, value->len);
	jsonout_end(json);
}

static void put_value(struct jsonout *json, const struct toml_value *value)
{
	if (value->kind == TOML_TABLE) {
		put_table(json, value);
	} else if (value->kind == TOML_ARRAY) {
		jsonout_array(json);
		jsonout_text(json, "an array");
		for (const struct toml_value *one = value->first; one; one = one->next)
			put_value(json, one);
		jsonout_end(json);
	} else {
		put_scalar(json, value);
	}
}

int main(int argc, char **argv)
{
	int status = 0;
	for (int i = 1; i < argc; i++) {
		struct toml toml = { 0 };
		struct leaf__buf text = { 0 };
		struct jsonout json = { .out = stdout };
		leaf_err err = leaf__file_read(&text, argv[i], TOML_MAX);
		if (err == LEAF_E_OK)
			err = toml_parse(&toml, argv[i], text.data ? text.data : "", text.len);
		if (err == LEAF_E_OK) {
			put_value(&json, toml.root);
			jsonout_newline(&json);
		} else {
			puts("null");
			fprintf(stderr, "%s\n", leaf_err_text());
			status = 1;
		}
		toml_release(&toml);
		leaf__buf_release(&text);
	}
	return status;
}
