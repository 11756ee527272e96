/* backend.c - the backend of this run, by name. */
#include "leafrt/backend.h"

#include "leafrt/rt_config.h"

#include <string.h>

static const struct leaf_backend *const rows[] = {
#define B(name, meaning) &backend_##name,
#include "leafrt/backends.def"
};

const struct leaf_backend *backend_chosen(void)
{
	static const struct leaf_backend *chosen;
	if (chosen)
		return chosen;
	chosen = rows[0];
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (rt_config.backend && strcmp(rows[i]->name, rt_config.backend) == 0)
			chosen = rows[i];
	return chosen;
}
