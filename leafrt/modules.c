/* modules.c - a list of modules, with the coverage bytes of each. */
#include "leafrt/modules.h"

#include "leafrt/sharing.h"

#include <pthread.h>

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
	pthread_mutex_lock(&lock);
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
