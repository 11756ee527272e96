/* modules.c - a list of modules, with the coverage bytes of each. */
#include "leafrt/modules.h"

#include "leafrt/map_file.h"
#include "leafrt/rt_config.h"
#include "leafrt/sharing.h"

#include <pthread.h>
#include <stdbool.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pri_module *first;

__attribute__((visibility("default"))) void leaf_module_register(struct pri_module *module)
{
	pthread_mutex_lock(&lock);
	module->next = first;
	first = module;
	sharing_cover(module);
	pthread_mutex_unlock(&lock);
}

__attribute__((visibility("default"))) void leaf_module_retire(struct pri_module *module)
{
	static bool written;
	pthread_mutex_lock(&lock);
	/* All modules of the program are still there: it is the first that goes. */
	if (*rt_config.map && !written)
		map_file_write(rt_config.map, first);
	written = true;
	struct pri_module **at = &first;
	while (*at && *at != module)
		at = &(*at)->next;
	if (*at)
		*at = module->next;
	pthread_mutex_unlock(&lock);
}

struct modules_place modules_place(const struct pri_site *site)
{
	struct modules_place place = { "?", "?" };
	pthread_mutex_lock(&lock);
	for (const struct pri_module *at = first; at; at = at->next)
		if (site >= at->sites && site < at->sites + at->n_sites &&
		    site->function < at->n_functions) {
			place.function = at->functions[site->function].name;
			place.file = at->functions[site->function].file;
		}
	pthread_mutex_unlock(&lock);
	return place;
}

static void look_in(struct modules_where *where, const struct pri_module *module, uint32_t number,
		    uint32_t block)
{
	const struct pri_function *function = &module->functions[number];
	where->function = function->name;
	where->file = function->file;
	where->function_line = function->line;
	for (uint32_t i = 0; i < module->n_sites; i++) {
		const struct pri_site *site = &module->sites[i];
		if (site->function != number || site->block != block)
			continue;
		where->line = site->line;
		where->column = site->column;
	}
}

struct modules_where modules_where(uint64_t function, uint32_t block)
{
	struct modules_where where = { .function = "?", .file = "?" };
	pthread_mutex_lock(&lock);
	for (const struct pri_module *at = first; at; at = at->next)
		for (uint32_t i = 0; i < at->n_functions; i++)
			if ((uintptr_t)at->functions[i].address == function)
				look_in(&where, at, i, block);
	pthread_mutex_unlock(&lock);
	return where;
}
