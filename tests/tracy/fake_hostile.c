/* fake_hostile.c - how the fake server misbehaves. */
#include "tests/tracy/fake_hostile.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

enum { NOISE = 4096, FLOOD = 100000, MAX_RANGES = 4096, MAX_ADDRESSES = 200, EVERYTHING = 4000 };

static const enum fake_query name_queries[] = { QUERY_String,	 QUERY_ThreadString,
						QUERY_PlotName,	 QUERY_FrameName,
						QUERY_FiberName, QUERY_ExternalName };
static const enum fake_query other_queries[] = { QUERY_SourceLocation, QUERY_Parameter,
						 QUERY_CallstackFrame, QUERY_Symbol,
						 QUERY_SymbolCode,     QUERY_SourceCode,
						 QUERY_DataTransfer,   QUERY_DataTransferPart };
enum {
	NAME_QUERIES = sizeof name_queries / sizeof *name_queries,
	OTHER_QUERIES = sizeof other_queries / sizeof *other_queries,
};

static uint64_t random_bits(void)
{
	static uint64_t state = 0x2545f4914f6cdd1du;
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

static void send_noise(struct fake_link *link, size_t n, int is_queued)
{
	unsigned char bytes[NOISE];
	for (size_t i = 0; i < n; i++)
		bytes[i] = (unsigned char)random_bits();
	if (is_queued)
		fake_link_queue(link, bytes, n);
	else
		fake_link_send(link, bytes, n);
}

int fake_hostile_handshake(struct fake_model *model, struct fake_link *link)
{
	const struct fake_options *options = model->options;
	if (fake_is_hostile(options, HOSTILE_noise))
		send_noise(link, NOISE, 0);
	else if (fake_is_hostile(options, HOSTILE_half))
		fake_link_send(link, "Tracy", 5);
	else if (fake_is_hostile(options, HOSTILE_magic))
		fake_link_send(link, "TracyCap\x52\0\0", 12);
	else if (fake_is_hostile(options, HOSTILE_hangup))
		return fake_link_send(link, "Tra", 3);
	else if (!fake_is_hostile(options, HOSTILE_silence))
		return 0;
	if (!fake_link_wait_end(link, options->bound_ms))
		fake_break(model, RULE_session_endless, "the client holds on to a bad handshake");
	return 1;
}

static void read_ranges(struct fake_model *model)
{
	char path[64], line[512], rights[8];
	snprintf(path, sizeof path, "/proc/%" PRIu64 "/maps", model->pid);
	FILE *maps = fopen(path, "re");
	if (!maps)
		return;
	model->ranges = fake_alloc(MAX_RANGES * sizeof *model->ranges);
	while (model->n_ranges < MAX_RANGES && fgets(line, sizeof line, maps)) {
		uint64_t *range = model->ranges[model->n_ranges];
		if (sscanf(line, "%" SCNx64 "-%" SCNx64 " %7s", &range[0], &range[1], rights) ==
			    3 &&
		    rights[0] == 'r')
			model->n_ranges++;
	}
	fclose(maps);
}

static void ask_others(struct fake_model *model, uint64_t handle, uint32_t extra, int is_hostile)
{
	/* The answer names a source by 32 bits. */
	for (size_t q = 0; q < OTHER_QUERIES; q++)
		fake_ask_anew(model, other_queries[q],
			      other_queries[q] == QUERY_SourceCode ? handle & UINT32_MAX : handle,
			      extra, is_hostile);
}

static void ask_addresses(struct fake_model *model)
{
	for (size_t i = 0; i < model->n_ranges && i < MAX_ADDRESSES; i++)
		for (size_t q = 0; q < NAME_QUERIES; q++)
			fake_ask_anew(model, name_queries[q], model->ranges[i][0] + 64, 0, 1);
	for (size_t i = 0; i < model->n_ranges && i < MAX_ADDRESSES; i++)
		ask_others(model, model->ranges[i][0] + 64, 4096, 1);
}

static void ask_unknown(struct fake_model *model)
{
	static const uint64_t odd[] = { 0,
					UINT64_MAX,
					UINT64_MAX - 1,
					(uint64_t)1 << 63,
					INT64_MAX,
					((uint64_t)1 << 56) - 1,
					((uint64_t)1 << 48) - 2,
					UINT32_MAX,
					(uint64_t)UINT32_MAX << 32,
					0xdeadbeef };
	uint64_t seen_pid = model->pid;
	for (size_t i = 0; i < 40; i++) {
		uint64_t handle = i < sizeof odd / sizeof *odd ? odd[i] : random_bits();
		if (handle == seen_pid)
			continue;
		for (size_t q = 0; q < NAME_QUERIES; q++)
			fake_ask_anew(model, name_queries[q], handle, (uint32_t)i, 1);
		ask_others(model, handle, (uint32_t)i, 1);
	}
}

void fake_hostile_begin(struct fake_model *model)
{
	const struct fake_options *options = model->options;
	if (!options->recorded)
		read_ranges(model);
	if (fake_is_hostile(options, HOSTILE_memory))
		ask_addresses(model);
	if (fake_is_hostile(options, HOSTILE_unknown))
		ask_unknown(model);
	if (fake_is_hostile(options, HOSTILE_flood)) {
		model->credits = 2 * FLOOD;
		for (uint64_t i = 0; i < FLOOD; i++)
			fake_ask_anew(model, QUERY_String, random_bits() | (uint64_t)1 << 60, 0, 1);
	}
	model->is_unchecked = fake_is_hostile(options, HOSTILE_rubbish);
}

void fake_hostile_after_frame(struct fake_model *model, struct fake_link *link)
{
	if (model->n_frames != 1)
		return;
	if (model->is_unchecked)
		send_noise(link, NOISE, 1);
	if (fake_is_hostile(model->options, HOSTILE_types))
		for (unsigned type = 16; type < 256; type++) {
			unsigned char query[13] = { (unsigned char)type, 1, 2, 3, 4, 5, 6, 7, 8 };
			fake_link_queue(link, query, sizeof query);
			model->noops_allowed++;
		}
}

void fake_ask_everything(struct fake_model *model)
{
	uint64_t *handles = fake_alloc(EVERYTHING * sizeof *handles), key;
	size_t n = 0;
	void *value;
	for (int query = 0; query < FAKE_QUERIES; query++)
		for (size_t i = 0;
		     n < EVERYTHING && fake_map_next(&model->asked[query], &i, &key, &value);)
			handles[n++] = key;
	for (size_t i = 0; i < n; i++) {
		for (size_t q = 0; q < NAME_QUERIES; q++)
			fake_ask_anew(model, name_queries[q], handles[i], 0, 0);
		ask_others(model, handles[i], 0, 0);
	}
	free(handles);
}
