/* rt_config.h - what the environment asks of the runtime. */
#ifndef LEAF_LEAFRT_RT_CONFIG_H
#define LEAF_LEAFRT_RT_CONFIG_H

#include <stdbool.h>

struct rt_config {
#define R_TEXT const char *
#define R_NUMBER unsigned long
#define R_SWITCH bool
#define R(name, field, kind, standard, meaning) R_##kind field;
#include "leafrt/rt_config.def"
};

/* Read once, before the program's own constructors. Never changes afterwards. */
extern struct rt_config rt_config;

void rt_config_read(void);

#endif
