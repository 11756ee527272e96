/* fake_welcome.c - read and check the welcome of a client. */
#include "tests/tracy/fake_session.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FLAG_CODE = 4, FLAGS_ALL = 31, PROGRAM_LEN = 64, HOST_LEN = 1024, ARCHITECTURES = 5 };

size_t fake_welcome_size(const struct fake_model *model)
{
	return model->traits.delay ? 1178 : 1170;
}

/* A text that is padded with NUL; the last byte of the field may not be text. */
static int read_padded(char *out, const unsigned char *field, size_t n)
{
	size_t len = strnlen((const char *)field, n);
	memcpy(out, field, len);
	out[len] = 0;
	for (size_t i = len; i < n; i++)
		if (field[i])
			return 0;
	return len > 0 && len < n;
}

static void check_welcome(struct fake_model *model)
{
	if (!isfinite(model->timer_mul) || model->timer_mul <= 0 || model->timer_mul > 1000 ||
	    model->init_end < model->init_begin || model->resolution == 0 || model->init_begin < 0)
		fake_break(model, RULE_welcome_clock,
			   "%g ns, from %" PRId64 " to %" PRId64 ", resolution %" PRIu64,
			   model->timer_mul, model->init_begin, model->init_end, model->resolution);
	if ((model->flags & ~(unsigned)FLAGS_ALL) || model->flags & FLAG_CODE)
		fake_break(model, RULE_welcome_flags, "0x%x", model->flags);
	if (model->exec_time)
		fake_break(model, RULE_welcome_sources, "%" PRIu64, model->exec_time);
	if (model->cpu_arch >= ARCHITECTURES)
		fake_break(model, RULE_welcome_text, "architecture %u", model->cpu_arch);
}

void fake_read_welcome(struct fake_model *model, const unsigned char *bytes)
{
	uint64_t bits = fake_number(bytes, 8);
	memcpy(&model->timer_mul, &bits, 8);
	model->init_begin = (int64_t)fake_number(bytes + 8, 8);
	model->init_end = (int64_t)fake_number(bytes + 16, 8);
	if (model->traits.delay) {
		model->delay = fake_number(bytes + 24, 8);
		bytes += 8;
	}
	model->resolution = fake_number(bytes + 24, 8);
	model->epoch = fake_number(bytes + 32, 8);
	model->exec_time = fake_number(bytes + 40, 8);
	model->pid = fake_number(bytes + 48, 8);
	model->sampling = (int64_t)fake_number(bytes + 56, 8);
	model->flags = bytes[64];
	model->cpu_arch = bytes[65];
	model->cpu_id = (unsigned)fake_number(bytes + 78, 4);
	if (!read_padded(model->program, bytes + 82, PROGRAM_LEN))
		fake_break(model, RULE_welcome_text, "program name '%s'", model->program);
	if (!read_padded(model->host, bytes + 146, HOST_LEN))
		fake_break(model, RULE_welcome_text, "host '%s'", model->host);
	model->is_on_demand = (int)(model->flags & FAKE_FLAG_ON_DEMAND);
	check_welcome(model);
}
