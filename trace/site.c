/* site.c - the registry of call sites, and what each has to do. */
#include "trace/site.h"

#include "base/arena.h"
#include "trace/aside.h"
#include "trace/fields.h"
#include "trace/hooks.h"
#include "trace/loss.h"
#include "trace/sinks.h"
#include "trace/start.h"

#include <link.h>
#include <string.h>

static struct leaf__arena arena;
static struct leaf__site *list;
static unsigned last_id;
static int silent;

struct leaf__site *leaf__site_list(void)
{
	return __atomic_load_n(&list, __ATOMIC_ACQUIRE);
}

int leaf__site_declares(const char *field)
{
	for (struct leaf__site *mine = leaf__site_list(); mine; mine = mine->next)
		for (unsigned i = 0; mine->n_late && i < mine->info.n_fields; i++)
			if (leaf__field_type(mine->info.types[i]) == LEAF_TYPE_LATE &&
			    strcmp(mine->info.names[i], field) == 0)
				return 1;
	return 0;
}

static const char *copy(const char *text)
{
	return leaf__arena_strndup(&arena, text, strlen(text));
}

static int copy_fields(struct leaf__site *mine, const struct leaf_site *site)
{
	unsigned n = 0;
	while (n < LEAF__FIELDS_MAX && site->types[n])
		n++;
	const char **names = leaf__arena_alloc(&arena, (n + 1) * sizeof *names);
	unsigned *types = leaf__arena_alloc(&arena, (n + 1) * sizeof *types);
	if (!names || !types || leaf__field_names(&arena, site->spelled, site->skip, n, names) != 0)
		return -1;
	for (unsigned i = 0; i < n; i++) {
		types[i] = site->types[i];
		mine->n_late += leaf__field_type(types[i]) == LEAF_TYPE_LATE;
		mine->refers |= leaf__field_refers(types[i]);
	}
	mine->info.names = names;
	mine->info.types = types;
	mine->info.n_fields = (unsigned char)n;
	mine->info.n_more = site->more;
	mine->info.n_bytes = site->n_bytes;
	return 0;
}

/* Everything is copied: the site's own strings are gone after dlclose. */
static struct leaf__site *enrol(const struct leaf_site *site)
{
	struct leaf__site *mine = leaf__arena_alloc(&arena, sizeof *mine);
	if (!mine)
		return NULL;
	mine->info.name = copy(site->name);
	mine->info.target = copy(site->target);
	mine->info.file = copy(site->file);
	if (!mine->info.name || !mine->info.target || !mine->info.file ||
	    copy_fields(mine, site) != 0)
		return NULL;
	mine->info.line = site->line;
	mine->info.level = site->level;
	mine->info.kind = site->kind;
	mine->info.id = ++last_id;
	mine->next = list;
	__atomic_store_n(&list, mine, __ATOMIC_RELEASE);
	return mine;
}

static unsigned plan_of(const struct leaf__site *mine)
{
	const struct leaf__judgement *judgement = mine->judgement;
	if (silent)
		return LEAF__PLAN_OFF;
	if (mine->info.kind == LEAF_KIND_RECORD)
		return leaf__sinks.active ? LEAF__PLAN_FULL : LEAF__PLAN_OFF;
	if (judgement->scoped || judgement->maybe)
		return LEAF__PLAN_FULL;
	if (judgement->always && leaf__judge_wants_frames())
		return LEAF__PLAN_FULL;
	if (mine->n_late && (judgement->always & leaf__sinks.values))
		return LEAF__PLAN_FULL; /* late fields live in frames */
	if (mine->info.kind == LEAF_KIND_SPAN)
		return leaf__sinks_plan(judgement->always);
	return leaf__sinks_event_plan(judgement->always);
}

static void judge(struct leaf__site *mine)
{
	__atomic_store_n(&mine->judgement, leaf__judge_site(&mine->info), __ATOMIC_RELEASE);
}

static void set_plan(const struct leaf__site *mine)
{
	__atomic_store_n(&mine->site->plan, plan_of(mine), __ATOMIC_RELEASE);
}

void leaf__site_register_here(struct leaf_site *site)
{
	leaf__start_once();
	if (site->plan != LEAF__PLAN_NEW)
		return;
	struct leaf__site *mine = site->info ? site->info : enrol(site);
	if (!mine) {
		leaf__loss_add(LEAF__LOSS_SITES, 1);
		__atomic_store_n(&site->plan, LEAF__PLAN_OFF, __ATOMIC_RELEASE);
		return;
	}
	mine->site = site;
	site->info = mine;
	site->key = leaf__site_key(mine->info.id);
	site->slot = leaf__site_slot(mine->info.id);
	judge(mine);
	set_plan(mine);
}

static void register_aside(void *site)
{
	leaf__site_register_here(site);
}

int leaf__site_register(struct leaf_site *site)
{
	/* stopped: no system call is made any more, a sandbox may forbid them */
	if (LEAF__LOAD(silent))
		return 0;
	if (!leaf__start_lock_soon())
		return 0;
	leaf__aside(register_aside, site);
	leaf__start_unlock();
	return site->info != NULL;
}

/* Set the plans of the sites that are in one loaded object; none can go meanwhile. */
static int set_plans(struct dl_phdr_info *object, size_t size, void *arg)
{
	(void)size, (void)arg;
	for (int i = 0; i < object->dlpi_phnum; i++) {
		const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
		size_t start = object->dlpi_addr + segment->p_vaddr;
		if (segment->p_type != PT_LOAD)
			continue;
		for (struct leaf__site *mine = list; mine; mine = mine->next)
			if (mine->site && (size_t)mine->site - start < segment->p_memsz &&
			    mine->site->info == mine)
				set_plan(mine);
	}
	return 0;
}

void leaf__site_judge_all(void)
{
	leaf__start_lock();
	for (struct leaf__site *mine = list; mine; mine = mine->next)
		judge(mine);
	dl_iterate_phdr(set_plans, NULL);
	leaf__hooks_judge(silent);
	leaf__judge_settle();
	leaf__start_unlock();
}

void leaf__site_silence(int now)
{
	leaf__start_lock();
	silent = now;
	dl_iterate_phdr(set_plans, NULL);
	leaf__hooks_judge(silent);
	leaf__start_unlock();
}

int leaf__site_is_silent(void)
{
	return silent;
}
