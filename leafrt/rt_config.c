/* rt_config.c - the environment, by table. */
#include "leafrt/rt_config.h"

#include <stdlib.h>
#include <string.h>

struct rt_config rt_config;

static const char *text(const char *name, const char *standard)
{
	const char *value = getenv(name);
	return value && *value ? value : standard;
}

#define READ_TEXT(value) (value)
#define READ_NUMBER(value) strtoul(value, NULL, 10)
#define READ_SWITCH(value) (strcmp(value, "0") != 0)

void rt_config_read(void)
{
#define R(name, field, kind, standard, meaning)                                                    \
	rt_config.field = READ_##kind(text(#name, standard));
#include "leafrt/rt_config.def"
}
