/* fuzz_toml.c - whatever the bytes of a .leaf.toml: read or refused with a place, and all freed. */
#include "config/project.h"
#include "config/toml.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void demand(bool holds)
{
	if (!holds)
		abort();
}

static void check_value(const struct toml_value *value, size_t len, unsigned depth)
{
	demand(value->at <= len && depth < 20000);
	if (value->kind == TOML_STRING)
		demand(value->text && value->text[value->len] == 0);
	for (const struct toml_value *one = value->first; one; one = one->next) {
		if (value->kind == TOML_TABLE)
			demand(one->key && one->key[one->key_len] == 0);
		check_value(one, len, depth + 1);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct toml toml = { 0 };
	struct project project = { 0 };
	const char *text = (const char *)data;
	leaf_err read = toml_parse(&toml, "x", text, len);
	demand(read == LEAF_E_OK || !toml.root);
	if (read == LEAF_E_OK)
		check_value(toml.root, len, 0);
	else if (read == LEAF_E_SYNTAX)
		demand(!strncmp(leaf_err_text(), "x:", 2));
	leaf_err err = project_read(&project, "x/.leaf.toml", text, len);
	demand(err == LEAF_E_OK || (!project.path && !project.instrument.path.items));
	demand(read == LEAF_E_OK || err == read);
	project_release(&project);
	toml_release(&toml);
	return 0;
}
