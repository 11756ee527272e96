/* cmd_version.c - `leaf version`: which Leaf this is and what it can do. */
#include <string.h>

#include "leaf/commands.h"
#include "leaf/help.h"
#include "leaf/jsonout.h"
#include "leaf/version.h"

#define CLI_NAME version
#define CLI_ROWS "leaf/version_opts.def"
#include "leaf/cli_table.h"

static void write_json(FILE *out)
{
	struct jsonout json = { .out = out };
	jsonout_object(&json);
	jsonout_key(&json, "version");
	jsonout_text(&json, version_text);
	jsonout_key(&json, "features");
	jsonout_array(&json);
	for (const char *at = version_features; *at;) {
		size_t len = strcspn(at, " ");
		jsonout_bytes(&json, at, len);
		at += len + strspn(at + len, " ");
	}
	jsonout_end(&json);
	jsonout_key(&json, "compiler");
	jsonout_text(&json, version_compiler);
	jsonout_end(&json);
	jsonout_newline(&json);
}

leaf_err cmd_version(struct cli_call *call)
{
	const struct version_opts *opts = call->opts;
	if (opts->json) {
		write_json(call->out);
		return LEAF_E_OK;
	}
	LEAF_TRY(help_version(call));
	fprintf(call->out, "features: %s\n", *version_features ? version_features : "none");
	fprintf(call->out, "compiler: %s\n", version_compiler);
	return LEAF_E_OK;
}
