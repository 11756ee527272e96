/* fake_stream.h - streams of Tracy's protocol made by hand, for tests of the fake server. */
#ifndef FAKE_STREAM_H
#define FAKE_STREAM_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/tracy/fake_model.h"
#include "tests/tracy/fake_options.h"

struct stream {
	unsigned char bytes[400000];
	size_t n;
};

static struct stream s;
static struct fake_options options;
static struct fake_model model;

static __attribute__((unused)) void u8(unsigned number)
{
	s.bytes[s.n++] = (unsigned char)number;
}

static __attribute__((unused)) void number(uint64_t value, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		u8((unsigned)(value >> 8 * i & 255));
}

static __attribute__((unused)) void u16(uint64_t value)
{
	number(value, 2);
}

static __attribute__((unused)) void u32(uint64_t value)
{
	number(value, 4);
}

static __attribute__((unused)) void u64(uint64_t value)
{
	number(value, 8);
}

static __attribute__((unused)) void bytes(const char *text, size_t n)
{
	memcpy(s.bytes + s.n, text, n);
	s.n += n;
}

static __attribute__((unused)) void begin(int protocol)
{
	fake_options_init(&options);
	options.zones = 10;
	fake_model_init(&model, &options, protocol);
	model.init_begin = 1000;
	s.n = 0;
}

static __attribute__((unused)) void see(void)
{
	fake_see_block(&model, s.bytes, s.n);
	s.n = 0;
}

static __attribute__((unused)) void only_broken(int rule)
{
	for (int i = 0; i < FAKE_RULES; i++)
		if ((i == rule) != (model.broken[i].n > 0))
			fail_msg("%s: %s", fake_rule_name((enum fake_rule)i),
				 model.broken[i].details[0] ? model.broken[i].details[0]
							    : "not broken");
	fake_model_release(&model);
}

/* Let the model ask, as if it were sent. */
static __attribute__((unused)) size_t ask_all(struct fake_question *out, size_t cap)
{
	size_t n = 0;
	while (n < cap && fake_next_question(&model, &out[n]))
		n++;
	return n;
}

static __attribute__((unused)) void name(unsigned item, uint64_t handle, const char *text)
{
	u8(item);
	u64(handle);
	u16(strlen(text));
	bytes(text, strlen(text));
}

#endif
