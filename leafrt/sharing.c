/* sharing.c - a mapped file: coverage bytes over the modules' own, hits, counters. */
#include "leafrt/sharing.h"

#include "leafrt/counters.h"
#include "leafrt/modules.h"
#include "pri/shared_state.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	struct pri_shared *state;
	int fd;
} share = { .fd = -1 };

void sharing_start(const char *path)
{
	struct stat st;
	int fd = *path ? open(path, O_RDWR | O_CLOEXEC) : -1;
	if (fd < 0)
		return;
	void *at = MAP_FAILED;
	if (fstat(fd, &st) == 0 && (uint64_t)st.st_size == PRI_SHARED_SIZE)
		at = mmap(NULL, PRI_SHARED_HEAD, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	struct pri_shared *state = at == MAP_FAILED ? NULL : at;
	if (state && state->magic == PRI_SHARED_MAGIC && state->version == PRI_SHARED_VERSION) {
		share.state = state;
		/* Who is killed leaves no run behind that would go on writing. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* A descriptor that the program does not stumble over. */
		share.fd = fcntl(fd, F_DUPFD_CLOEXEC, 700);
	}
	close(fd);
}

/* FNV-1a. Source: Fowler, Noll, Vo. */
static uint64_t module_id(const struct pri_module *module)
{
	uint64_t h = 0xcbf29ce484222325u ^ module->n_covered;
	for (const char *at = module->name; *at; at++)
		h = (h ^ (unsigned char)*at) * 0x100000001b3u;
	for (uint32_t i = 0; i < module->n_functions; i++)
		h = (h ^ module->functions[i].id) * 0x100000001b3u;
	return h;
}

static const struct pri_shared_module *place_of(const struct pri_module *module)
{
	struct pri_shared *s = share.state;
	uint64_t id = module_id(module);
	uint32_t pages = (module->n_covered + PRI_SHARED_PAGE - 1) / PRI_SHARED_PAGE;
	for (uint32_t i = 0; i < s->n_modules && i < PRI_SHARED_MODULES; i++)
		if (s->module[i].id == id)
			return &s->module[i];
	if (s->n_modules >= PRI_SHARED_MODULES || s->n_pages + pages > PRI_SHARED_PAGES)
		return NULL;
	/* A hole that the disk has no room for would be a bus error. */
	if (posix_fallocate(share.fd,
			    (off_t)(PRI_SHARED_HEAD + (uint64_t)s->n_pages * PRI_SHARED_PAGE),
			    (off_t)((uint64_t)pages * PRI_SHARED_PAGE)) != 0)
		return NULL;
	struct pri_shared_module *row = &s->module[s->n_modules];
	*row = (struct pri_shared_module){ .id = id, .first = s->n_pages, .n = module->n_covered };
	s->n_pages += pages;
	s->n_modules++;
	return row;
}

void sharing_cover(const struct pri_module *module)
{
	if (!share.state || share.fd < 0 || !module->n_covered)
		return;
	const struct pri_shared_module *row = place_of(module);
	if (!row)
		return;
	size_t bytes = (module->n_covered + PRI_SHARED_PAGE - 1) / PRI_SHARED_PAGE *
		       PRI_SHARED_PAGE;
	off_t at = (off_t)(PRI_SHARED_HEAD + (uint64_t)row->first * PRI_SHARED_PAGE);
	void *got = mmap(module->covered, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED,
			 share.fd, at);
	(void)got;
}

uint8_t *sharing_hits(void)
{
	return share.state ? share.state->hits : NULL;
}

void sharing_assertion(const char *file, uint32_t line)
{
	uint64_t h = 0xcbf29ce484222325u ^ line;
	for (; *file; file++)
		h = (h ^ (unsigned char)*file) * 0x100000001b3u;
	if (share.state)
		share.state->assertion = h | 1;
}

void sharing_predicted(void)
{
	if (share.state)
		share.state->predicted++;
}

void sharing_followed(void)
{
	if (share.state)
		share.state->followed++;
}

/* The end of a path says more than its beginning. */
static void write_place(char *to, size_t room, const struct pri_site *site)
{
	struct modules_place place = modules_place(site);
	const char *slash = strrchr(place.file, '/');
	bool cut = strlen(place.file) > 40 ||
		   strlen(place.function) + strlen(place.file) + 12 > room;
	const char *file = cut && slash ? slash + 1 : place.file;
	int n = snprintf(to, room, "%.40s %.40s:%u", place.function, file, site->line);
	(void)n;
}

struct pri_shared_site *sharing_site(const struct pri_site *site)
{
	struct pri_shared *s = share.state;
	for (uint32_t i = 0; s && i < s->n_sites && i < PRI_SHARED_SITES; i++)
		if (s->site[i].id == site->id)
			return &s->site[i];
	if (!s || s->n_sites >= PRI_SHARED_SITES)
		return NULL;
	struct pri_shared_site *row = &s->site[s->n_sites];
	write_place(row->place, sizeof row->place, site);
	row->id = site->id;
	s->n_sites++;
	return row;
}

void sharing_count(void)
{
	struct pri_shared *s = share.state;
	if (!s)
		return;
	s->calls += counters.calls;
	s->constraints += counters.constraints;
	s->questions += counters.questions;
	s->outputs += counters.outputs;
	s->solver_ns += counters.solver_ns;
	s->failed_checks += counters.failed_checks;
}
