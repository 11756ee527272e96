/* variadic.c - labels of arguments without a name: from the call to the shadow of where va_arg reads them. */
#include "leafrt/expr.h"
#include "leafrt/runtime.h"
#include "leafrt/shadow.h"

#include <stdlib.h>
#include <string.h>

#define CALL __attribute__((visibility("default")))

/* x86-64's va_list. Source: System V ABI, AMD64 supplement, 3.5.7. */
struct va_area {
	uint32_t integers; /* offset of the next register for integers among those saved */
	uint32_t floats;
	char *overflow;
	char *registers;
};

#define INTEGERS_END 48u
#define FLOATS_END 176u

/* Where reading stands while labels are laid out, as va_arg would go. */
struct layout {
	struct va_area at;
	const leaf_label *label;
	const void *const *byval;
};

CALL void leaf_va_take(struct pri_variadic *kept, uint32_t first_label, uint32_t first_byval)
{
	kept->classes = leaf_call.variadic;
	if (first_label < PRI_ARGS)
		memcpy(kept->label, leaf_call.arg + first_label,
		       (PRI_ARGS - first_label) * sizeof *kept->label);
	if (first_byval < PRI_BYVALS)
		memcpy(kept->byval, leaf_call.byval + first_byval,
		       (PRI_BYVALS - first_byval) * sizeof *kept->byval);
}

static char *from_overflow(struct layout *layout, size_t bytes, size_t alignment)
{
	uintptr_t at = (uintptr_t)layout->at.overflow;
	size_t pad = (alignment - at % alignment) % alignment;
	char *slot = layout->at.overflow + pad;
	layout->at.overflow = slot + (bytes + 7) / 8 * 8;
	return slot;
}

static char *integer_slot(struct layout *layout, unsigned words)
{
	if (layout->at.integers + 8 * words > INTEGERS_END)
		return from_overflow(layout, 8 * words, 8 * words);
	char *slot = layout->at.registers + layout->at.integers;
	layout->at.integers += 8 * words;
	return slot;
}

static char *float_slot(struct layout *layout, size_t bytes)
{
	if (layout->at.floats >= FLOATS_END)
		return from_overflow(layout, bytes, bytes);
	char *slot = layout->at.registers + layout->at.floats;
	layout->at.floats += 16;
	return slot;
}

static void put(char *slot, size_t bytes, leaf_label label)
{
	shadow_forget(slot, bytes);
	if (label)
		shadow_store(slot, (expr_at(label)->bits + 7u) / 8, label);
}

/* A structure: mBYTES:ALIGNMENT; */
static const char *put_memory(struct layout *layout, const char *class)
{
	char *end;
	size_t bytes = strtoul(class + 1, &end, 10);
	size_t alignment = strtoul(end + 1, &end, 10);
	char *slot = from_overflow(layout, bytes, alignment < 8 ? 8 : alignment);
	layout->label++;
	shadow_copy(slot, *layout->byval++, bytes);
	return end;
}

static const char *put_one(struct layout *layout, const char *class)
{
	switch (*class) {
	case 'i':
		put(integer_slot(layout, 1), 8, *layout->label++);
		break;
	case 'w':
		put(integer_slot(layout, 2), 16, *layout->label++);
		break;
	case 'f':
		put(float_slot(layout, 8), 8, *layout->label++);
		break;
	case 'v':
		put(float_slot(layout, 16), 16, 0);
		break;
	case 'l':
		put(from_overflow(layout, 16, 16), 16, 0);
		break;
	case 'm':
		return put_memory(layout, class);
	default:
		break;
	}
	return class;
}

CALL void leaf_va_start(void *list, const struct pri_variadic *kept)
{
	if (!runtime_enter())
		return;
	const struct va_area *area = list;
	struct layout layout = { .at = *area, .label = kept->label, .byval = kept->byval };
	if (area->integers < INTEGERS_END)
		shadow_forget(area->registers + area->integers, INTEGERS_END - area->integers);
	if (area->floats < FLOATS_END)
		shadow_forget(area->registers + area->floats, FLOATS_END - area->floats);
	for (const char *class = kept->classes; class && *class; class ++)
		class = put_one(&layout, class);
	runtime_leave();
}
