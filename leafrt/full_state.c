/* full_state.c - counters per thread, the last branching infos, and how arguments look. */
#include "leafrt/full_state.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

#define INFOS 64u

static _Thread_local struct {
	uint64_t places, operands, branchings;
	struct pri_branching_info info[INFOS];
} state;

pri_place full_new_place(void)
{
	return ++state.places;
}

pri_operand full_new_operand(void)
{
	return ++state.operands;
}

pri_branching full_new_branching(const struct pri_branching_info *info)
{
	state.info[++state.branchings % INFOS] = *info;
	return state.branchings;
}

const struct pri_branching_info *full_branching(pri_branching branching)
{
	return &state.info[branching % INFOS];
}

int pri_show_branching(char *out, size_t cap, const void *object)
{
	const struct pri_branching_info *info = full_branching(*(const pri_branching *)object);
	return snprintf(out, cap, "BranchingInfo(on: %" PRIu64 " as %c%" PRIu64 " @ %" PRIu32 ")",
			info->discriminant, info->discr_is_signed ? 'i' : 'u', info->discr_bit_size,
			info->node_location);
}

int pri_show_operator(char *out, size_t cap, const void *object)
{
	switch (*(const enum pri_operator *)object) {
#define OP(name, number, symbol, operands, kind)                                                   \
	case PRI_OP_##name:                                                                        \
		return snprintf(out, cap, "%s", #name);
#include "pri/operators.def"
	}
	return snprintf(out, cap, "?");
}

/* A list in brackets, as far as there is room. */
typedef int item_writer(char *out, size_t cap, const void *items, size_t i);

static int list(char *out, size_t cap, const void *items, size_t n, item_writer *write)
{
	size_t len = 0;
	for (size_t i = 0; i < n && len < cap; i++) {
		len += (size_t)snprintf(out + len, cap - len, i ? ", " : "[");
		if (len < cap)
			len += (size_t)write(out + len, cap - len, items, i);
	}
	if (len < cap)
		len += (size_t)snprintf(out + len, cap - len, n ? "]" : "[]");
	return (int)len;
}

static int write_operand(char *out, size_t cap, const void *items, size_t i)
{
	return snprintf(out, cap, "%" PRIu64, ((const pri_operand *)items)[i]);
}

static int write_index(char *out, size_t cap, const void *items, size_t i)
{
	return snprintf(out, cap, "%" PRIu32, ((const uint32_t *)items)[i]);
}

static int write_word(char *out, size_t cap, const void *items, size_t i)
{
	pri_u128 value = ((const pri_u128 *)items)[i];
	char digits[40], *at = digits + sizeof digits - 1;
	for (*at = 0; value > 9 || !*at; value /= 10) {
		*--at = (char)('0' + (int)(value % 10));
		if (value <= 9)
			return snprintf(out, cap, "%s", at);
	}
	*--at = (char)('0' + (int)value);
	return snprintf(out, cap, "%s", at);
}

static int write_char(char *out, size_t cap, const void *items, size_t i)
{
	unsigned char c = ((const unsigned char *)items)[i];
	if (c == '\'' || c == '\\')
		return snprintf(out, cap, "'\\%c'", c);
	return snprintf(out, cap, isprint(c) ? "'%c'" : "'\\x%02x'", c);
}

int pri_show_operands(char *out, size_t cap, const void *object)
{
	const struct pri_operands *all = object;
	return list(out, cap, all->item, all->n, write_operand);
}

int pri_show_words(char *out, size_t cap, const void *object)
{
	const struct pri_words *all = object;
	return list(out, cap, all->item, all->n, write_word);
}

int pri_show_chars(char *out, size_t cap, const void *object)
{
	const struct pri_chars *all = object;
	return list(out, cap, all->item, all->n, write_char);
}

int pri_show_indices(char *out, size_t cap, const void *object)
{
	const struct pri_indices *all = object;
	return list(out, cap, all->item, all->n, write_index);
}

int pri_show_bytes(char *out, size_t cap, const void *object)
{
	const struct pri_bytes *bytes = object;
	return list(out, cap, bytes->data, bytes->len, write_char);
}
