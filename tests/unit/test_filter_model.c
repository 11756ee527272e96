/* test_filter_model.c - the filter against a plain restatement of its rules, on made-up filters. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "trace/filter_struct.h"

/* ---- chance ---- */

static uint64_t chance = 88172645463325252u;

static unsigned below(unsigned n)
{
	chance ^= chance << 13;
	chance ^= chance >> 7;
	chance ^= chance << 17;
	return (unsigned)(chance >> 33) % n;
}

#define ONE_OF(list) (list[below(sizeof(list) / sizeof *(list))])

static void make_filter(char *out, size_t cap)
{
	static const char *const targets[] = { "", "", "a", "ab", "b", "abc" };
	static const char *const spans[] = { "", "s", "t" };
	static const char *const fields[] = { "", "", "{x}", "{x=1}", "{y=2}", "{y}", "{x=2}" };
	static const char *const levels[] = { "off", "error", "warn", "info", "debug", "trace" };
	size_t len = 0;
	unsigned n = 1 + below(5);
	*out = '\0';
	for (unsigned i = 0; i < n; i++) {
		const char *target = ONE_OF(targets), *span = ONE_OF(spans),
			   *field = ONE_OF(fields);
		int brackets = *span || *field;
		len += (size_t)snprintf(out + len, cap - len, "%s%s%s%s%s%s%s%s", i ? "," : "",
					target, brackets ? "[" : "", span, field,
					brackets ? "]" : "", *target || brackets ? "=" : "",
					ONE_OF(levels));
	}
	/* so that no span is above all levels */
	snprintf(out + len, cap - len, ",zz=trace");
}

struct item {
	struct leaf__meta meta;
	int x, y; /* values; 0: not there */
	const char *names[2];
};

static void make_item(struct item *item, int is_span)
{
	static const char *const targets[] = { "a", "ab", "abc", "b", "c" };
	static const char *const names[] = { "s", "t", "u" };
	unsigned n = 0;
	item->x = (int)below(3);
	item->y = (int)below(3);
	if (item->x)
		item->names[n++] = "x";
	if (item->y)
		item->names[n++] = "y";
	item->meta = (struct leaf__meta){ ONE_OF(targets), ONE_OF(names), 1 + below(5), is_span, n,
					  item->names };
}

static int get(const void *span, unsigned i, struct leaf_value *out)
{
	const struct item *item = span;
	const int *value = item->names[i][0] == 'x' ? &item->x : &item->y;
	*out = (struct leaf_value){ LEAF_TYPE_INT, value, sizeof *value, 0 };
	return 1;
}

/* ---- the rules, restated ---- */

static int has_field(const struct item *item, const char *name)
{
	return *name == 'x' ? item->x != 0 : item->y != 0;
}

static int fits(const struct leaf__directive *d, const struct item *item, int as_static)
{
	if (d->target.text && strncmp(item->meta.target, d->target.text, d->target.len) != 0)
		return 0;
	if (d->span.text && strcmp(d->span.text, item->meta.name) != 0)
		return 0;
	if (as_static && item->meta.is_span)
		return 1;
	for (unsigned i = 0; i < d->n_fields; i++)
		if (!has_field(item, d->fields[i].name.text))
			return 0;
	return 1;
}

static int values_match(const struct leaf__directive *d, const struct item *item)
{
	for (unsigned i = 0; i < d->n_fields; i++) {
		uint64_t value = (uint64_t)(*d->fields[i].name.text == 'x' ? item->x : item->y);
		if (d->fields[i].literal.kind != LEAF__LITERAL_NONE &&
		    d->fields[i].literal.u64 != value)
			return 0;
	}
	return 1;
}

static const struct leaf__directive *static_for(const struct leaf__filter *f,
						const struct item *item)
{
	for (size_t i = 0; i < f->statics.n; i++)
		if (fits(f->statics.list[i], item, 1))
			return f->statics.list[i];
	return NULL;
}

/* > 0: a is more specific than b. */
static int specific(const struct leaf__directive *a, const struct leaf__directive *b)
{
	long long x[] = { a->target.text ? (long long)a->target.len : -1, a->span.text != NULL,
			  a->n_fields };
	long long y[] = { b->target.text ? (long long)b->target.len : -1, b->span.text != NULL,
			  b->n_fields };
	for (int i = 0; i < 3; i++)
		if (x[i] != y[i])
			return x[i] > y[i] ? 1 : -1;
	return 0;
}

/* Directives in force inside these spans that let the item's level through, or that do not. */
static const struct leaf__directive *strongest(const struct leaf__filter *f,
					       const struct item *spans, unsigned n, unsigned level,
					       int lets)
{
	const struct leaf__directive *best = NULL;
	for (unsigned i = 0; i < n; i++) {
		for (size_t k = 0; k < f->dynamics.n; k++) {
			const struct leaf__directive *d = f->dynamics.list[k];
			if (fits(d, &spans[i], 0) && values_match(d, &spans[i]) &&
			    (d->level >= level) == lets && (!best || specific(d, best) > 0))
				best = d;
		}
	}
	return best;
}

/* The most specific directive in force. */
static const struct leaf__directive *in_force(const struct leaf__filter *f,
					      const struct item *spans, unsigned n)
{
	const struct leaf__directive *all = strongest(f, spans, n, 0, 1); /* level 0: any */
	return all;
}

/* The largest level of those in force that are as specific as this one. */
static int loudest(const struct leaf__filter *f, const struct item *spans, unsigned n,
		   const struct leaf__directive *top)
{
	int level = 0;
	for (unsigned i = 0; i < n && top; i++)
		for (size_t k = 0; k < f->dynamics.n; k++) {
			const struct leaf__directive *d = f->dynamics.list[k];
			if (fits(d, &spans[i], 0) && values_match(d, &spans[i]) &&
			    specific(d, top) == 0 && d->level > level)
				level = d->level;
		}
	return level;
}

static int concerned(const struct leaf__filter *f, const struct item *span)
{
	for (size_t i = 0; i < f->dynamics.n; i++)
		if (fits(f->dynamics.list[i], span, 0))
			return 1;
	return 0;
}

/* spans[n]: the open ones; for a span itself, it is the last of them. */
static int model(const struct leaf__filter *f, const struct item *item, const struct item *spans,
		 unsigned n)
{
	const struct leaf__directive *decides = static_for(f, item);
	const struct leaf__directive *giver = strongest(f, spans, n, item->meta.level, 1);
	const struct leaf__directive *taker = strongest(f, spans, n, item->meta.level, 0);
	int by_static = decides && decides->level >= item->meta.level;
	if (f->flags & LEAF__FILTER_COMPAT)
		return (item->meta.is_span && concerned(f, item)) || by_static || giver;
	if (giver && (!taker || specific(taker, giver) <= 0))
		return 1;
	if (by_static && (!taker || specific(taker, decides) <= 0))
		return 1;
	if (!item->meta.is_span || by_static)
		return 0;
	/* the one in force takes back what less specific ones say: static, own, or those around */
	int cap = loudest(f, spans, n, taker), outer = -1;
	if (n > 1) {
		const struct leaf__directive *top = in_force(f, spans, n - 1);
		outer = top ? loudest(f, spans, n - 1, top) : -1;
	}
	if (taker && decides && specific(taker, decides) > 0 && decides->level > cap)
		return 0;
	if (taker && outer > cap)
		return 0;
	for (size_t i = 0; i < f->dynamics.n && taker; i++) {
		const struct leaf__directive *d = f->dynamics.list[i];
		if (fits(d, item, 0) && values_match(d, item) && specific(taker, d) > 0 &&
		    d->level > cap)
			return 0;
	}
	/* a span that a directive concerns is made, if that is not less specific than the taker */
	for (size_t i = 0; i < f->dynamics.n; i++) {
		const struct leaf__directive *d = f->dynamics.list[i];
		if (fits(d, item, 0) && (d->has_values || d->level > 0) &&
		    (!taker || specific(taker, d) <= 0))
			return 1;
	}
	return 0;
}

/* ---- the comparison ---- */

static void check(const char *text, unsigned flags)
{
	struct leaf__arena arena = { 0 };
	const struct leaf__filter *filter;
	struct item spans[3], event;
	struct leaf__scope scope = { 0 };
	struct leaf__verdict verdict;
	unsigned n = below(4);
	assert_int_equal(
		leaf__filter_parse(&filter, text, flags | LEAF__FILTER_STRICT, &arena, NULL, NULL),
		LEAF_E_OK);
	for (unsigned i = 0; i < n; i++) {
		make_item(&spans[i], 1);
		assert_int_equal(leaf__filter_judge(filter, &spans[i].meta, &arena, &verdict),
				 LEAF_E_OK);
		int on = leaf__filter_enabled(&verdict, scope);
		if (verdict.scopes) {
			scope = leaf__filter_scope(&verdict, scope, get, &spans[i]);
			on = leaf__scope_on(scope);
		}
		int expected = model(filter, &spans[i], spans, i + 1);
		if (on != expected)
			fail_msg("%s: span %s:%s at %u, depth %u: expected %d, got %d", text,
				 spans[i].meta.target, spans[i].meta.name, spans[i].meta.level, i,
				 expected, on);
	}
	make_item(&event, 0);
	assert_int_equal(leaf__filter_judge(filter, &event.meta, &arena, &verdict), LEAF_E_OK);
	int on = leaf__filter_enabled(&verdict, scope), expected = model(filter, &event, spans, n);
	if (on != expected)
		fail_msg("%s: event %s at %u, depth %u: expected %d, got %d", text,
			 event.meta.target, event.meta.level, n, expected, on);
	leaf__arena_release(&arena);
}

static void compat_mode_follows_the_rules(void **state)
{
	char text[256];
	(void)state;
	for (int i = 0; i < 50000; i++) {
		make_filter(text, sizeof text);
		check(text, LEAF__FILTER_COMPAT);
	}
}

static void default_mode_follows_the_rules(void **state)
{
	char text[256];
	(void)state;
	for (int i = 0; i < 50000; i++) {
		make_filter(text, sizeof text);
		check(text, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compat_mode_follows_the_rules),
		cmocka_unit_test(default_mode_follows_the_rules),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
