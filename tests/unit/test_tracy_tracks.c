/* test_tracy_tracks.c - what a viewer has been told, where memory is short for a while. */
#include "base/arena.h"
#include "trace/tracy_tracks.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <sys/resource.h>

/* ThreadSanitizer maps memory of its own all the time, and ends the program if it cannot. */
#ifdef __has_feature
#if __has_feature(thread_sanitizer)
#define __SANITIZE_THREAD__ 1
#endif
#endif
#ifdef __SANITIZE_THREAD__
#define MEMORY_CAN_BE_SHORT 0
#else
#define MEMORY_CAN_BE_SHORT 1
#endif

static int take(void *arg, const void *bytes, size_t len)
{
	(void)arg, (void)bytes, (void)len;
	return 0;
}

static void open_up_to(struct tracy_tracks *tracks, struct tracy_track *track, size_t depth)
{
	static struct tracy_site site = { .name = "f", .target = "t", .file = "f.c" };
	while (track->depth < depth)
		leaf__tracy_zone_open(tracks, track, &site, track->depth + 1);
}

/* Nothing can be mapped meanwhile. */
static void open_in_need(struct tracy_tracks *tracks, struct tracy_track *track, size_t depth)
{
	struct rlimit before, none;
	assert_int_equal(getrlimit(RLIMIT_AS, &before), 0);
	none = before;
	none.rlim_cur = 4096;
	assert_int_equal(setrlimit(RLIMIT_AS, &none), 0);
	open_up_to(tracks, track, depth);
	assert_int_equal(setrlimit(RLIMIT_AS, &before), 0);
}

static void zones_go_deeper_after_a_lack_of_memory(void **state)
{
	enum { FEW = 300, DEEP = 100000 };
	struct tracy_wire *wire = leaf__pages_map(sizeof *wire);
	struct tracy_tracks *tracks = leaf__pages_map(sizeof *tracks);
	struct tracy_strings strings = { 0 };
	struct tracy_protocol protocol;
	(void)state;
	if (!MEMORY_CAN_BE_SHORT)
		skip();
	assert_true(wire && tracks && leaf__tracy_protocol(leaf__tracy_newest(), &protocol));
	leaf__tracy_wire_init(wire, &protocol, take, NULL);
	leaf__tracy_tracks_init(tracks, wire, &strings, 0);
	struct tracy_track *track = leaf__tracy_track(tracks, 1, 1, "t", 1);
	assert_non_null(track);
	open_up_to(tracks, track, FEW);
	size_t room = track->room;
	open_in_need(tracks, track, DEEP);
	assert_int_equal(track->room, room);
	assert_int_equal(tracks->n_hidden, DEEP - room);
	open_up_to(tracks, track, DEEP + 1);
	assert_in_range(track->depth, 1, track->room);
	leaf__tracy_zone_close_to(tracks, track, 0, DEEP + 1);
	assert_int_equal(track->shown, 0);
	leaf__tracy_tracks_release(tracks);
	leaf__tracy_strings_release(&strings);
	leaf__tracy_wire_release(wire);
	leaf__pages_unmap(tracks, sizeof *tracks);
	leaf__pages_unmap(wire, sizeof *wire);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(zones_go_deeper_after_a_lack_of_memory),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
