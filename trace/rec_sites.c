/* rec_sites.c - the numbers by which a recording knows call sites. */
#include "trace/rec_sites.h"

#include "base/arena.h"
#include "trace/aside.h"
#include "trace/loss.h"
#include "trace/rec_ring.h"
#include "trace/rec_store.h"
#include "trace/rec_values.h"

#include <pthread.h>

struct known_site {
	struct known_site *next;
	const struct leaf_site_info *site;
	void **word;
	uint32_t id;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct leaf__arena arena;
static struct known_site *known_sites;
static uint32_t n_sites;

leaf__rec_word leaf__rec_site_word(const struct leaf_site_info *site, uint32_t id)
{
	leaf__rec_word word = id * 2;
	if (id <= REC_SITE_SHORT && leaf__rec_values_plain(site) && site->kind == LEAF_KIND_SPAN &&
	    sizeof(void *) == sizeof word)
		word |= (leaf__rec_word)(REC_ROOM - 4 - site->n_bytes + 1) << 32;
	return word;
}

static uint32_t make_known(const struct leaf_site_info *site, void **word)
{
	struct known_site *known = leaf__arena_alloc(&arena, sizeof *known);
	if (!known || leaf__rec_store_site(site, n_sites + 1) != 0)
		return 0;
	n_sites++;
	leaf__rec_meta->n_sites = n_sites;
	*known = (struct known_site){ known_sites, site, word, n_sites };
	known_sites = known;
	leaf__rec_word made = leaf__rec_site_word(site, n_sites);
	__atomic_store_n(word, (void *)(uintptr_t)made, __ATOMIC_RELEASE);
	return (uint32_t)made;
}

struct request {
	const struct leaf_site_info *site;
	unsigned index;
	uint32_t code;
};

static void get_code(void *arg)
{
	struct request *request = arg;
	/* our own word in it is ours */
	struct leaf_site_info *info = (void *)(uintptr_t)request->site;
	pthread_mutex_lock(&lock);
	request->code = (uint32_t)leaf__rec_site_peek(info, request->index);
	if (!request->code)
		request->code = make_known(info, &info->data[request->index]);
	pthread_mutex_unlock(&lock);
}

uint32_t leaf__rec_site_code(const struct leaf_site_info *site, unsigned index)
{
	uint32_t code = (uint32_t)leaf__rec_site_peek(site, index);
	if (__builtin_expect(code != 0, 1))
		return code;
	struct request request = { site, index, 0 };
	struct leaf__rec_quiet quiet;
	leaf__rec_quiet(&quiet);
	leaf__aside(get_code, &request);
	leaf__rec_unquiet(&quiet);
	return request.code;
}

static void forget(struct known_site *known)
{
	__atomic_store_n(known->word, NULL, __ATOMIC_RELAXED);
}

void leaf__rec_sites_forget(void)
{
	pthread_mutex_lock(&lock);
	for (struct known_site *known = known_sites; known; known = known->next)
		forget(known);
	known_sites = NULL;
	n_sites = 0;
	leaf__arena_release(&arena);
	pthread_mutex_unlock(&lock);
}

void leaf__rec_sites_again(void)
{
	pthread_mutex_lock(&lock);
	for (struct known_site *known = known_sites; known; known = known->next)
		if (leaf__rec_store_site(known->site, known->id) != 0)
			forget(known);
	leaf__rec_meta->n_sites = n_sites;
	pthread_mutex_unlock(&lock);
}

void leaf__rec_sites_fork_child(void)
{
	pthread_mutex_init(&lock, NULL);
}

struct rec_ring *leaf__rec_ready(const struct leaf_sink *sink, struct leaf_thread_info *thread,
				 const struct leaf_site_info *site, uint32_t *code)
{
	struct rec_ring *ring = leaf__rec_ring_get(thread);
	*code = ring ? leaf__rec_site_code(site, sink->index) : 0;
	if (ring && !*code) {
		__atomic_add_fetch(&leaf__rec_meta->dropped, 1, __ATOMIC_RELAXED);
		leaf__loss_add(LEAF__LOSS_RECORD_WRITE, 1);
	}
	return *code ? ring : NULL;
}
