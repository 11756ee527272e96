/* filter_scope.c - what an open span adds to or takes from a filter, from the values of its fields. */
#include "trace/filter_struct.h"

enum { BITS = 31 };
#define SPAN_ON ((uint32_t)1 << BITS)

/* What is known of a rule for one open span. */
enum state {
	UNFIT,	 /* a value is another one */
	PENDING, /* a value is still to come */
	FITS
};

/* Put a directive in force: the most specific one says what holds; of equal ones, the larger. */
static void apply(struct leaf__scope *scope, const struct leaf__directive *directive, int caps_only)
{
	uint8_t level = directive->level;
	if (directive->rank > scope->rank) {
		scope->rank = directive->rank;
		scope->cap = level;
		if (!caps_only || scope->add > level)
			scope->add = level;
	} else if (directive->rank == scope->rank) {
		if (level > scope->cap)
			scope->cap = level;
		if (!caps_only && level > scope->add)
			scope->add = level;
	}
}

/* Look at the values that a rule asks for; remember in scope->own which ones matched. */
static enum state look(const struct leaf__rule *rule, struct leaf__scope *scope,
		       leaf__filter_get *get, const void *span)
{
	const struct leaf__directive *directive = rule->directive;
	enum state state = FITS;
	unsigned bit = rule->first_bit;
	for (unsigned i = 0; i < directive->n_fields; i++) {
		const struct leaf__literal *literal = &directive->fields[i].literal;
		if (literal->kind == LEAF__LITERAL_NONE)
			continue;
		uint32_t mask = bit < BITS ? (uint32_t)1 << bit : 0;
		struct leaf_value value;
		bit++;
		if (scope->own & mask)
			continue;
		if (!get(span, rule->field[i], &value))
			state = state == FITS ? PENDING : state;
		else if (leaf__literal_matches(literal, &value))
			scope->own |= mask;
		else
			state = UNFIT;
	}
	return state;
}

/* What the rules of a span being opened amount to, apart from the scope inside it. */
struct tally {
	unsigned char lesser; /* the largest level of rules that fit but are not in force */
	uint16_t pending;   /* rank of the most specific rule that waits for a value to let it be */
	uint16_t concerned; /* rank of the most specific rule at all that does not just say off */
};

static void count(struct tally *tally, const struct leaf__directive *directive, enum state state,
		  struct leaf__scope inside, unsigned level)
{
	uint16_t rank = directive->rank;
	if ((directive->has_values || directive->level) && rank > tally->concerned)
		tally->concerned = rank;
	if (state == PENDING && directive->level >= level && rank > tally->pending)
		tally->pending = rank;
	if (state == FITS && rank < inside.rank && directive->level > tally->lesser)
		tally->lesser = directive->level;
}

/*
 * Whether the span itself is let through. EnvFilter makes every span that a directive concerns;
 * here it is not made if a directive takes back what less specific ones say, unless a value that
 * is still to come may turn that round.
 */
static int is_on(const struct leaf__verdict *verdict, struct leaf__scope around,
		 struct leaf__scope inside, const struct tally *tally)
{
	int static_holds = verdict->static_rank >= inside.rank;
	if (verdict->level <= inside.add)
		return 1;
	if (verdict->static_on && (static_holds || verdict->level <= inside.cap))
		return 1;
	if ((!static_holds && verdict->static_level > inside.cap) || around.add > inside.add ||
	    tally->lesser > inside.cap)
		return tally->pending > inside.rank;
	return tally->concerned && tally->concerned >= inside.rank;
}

struct leaf__scope leaf__filter_scope(const struct leaf__verdict *verdict,
				      struct leaf__scope around, leaf__filter_get *get,
				      const void *span)
{
	const struct leaf__rules *rules = verdict->rules;
	struct leaf__scope inside = around;
	struct tally tally = { 0, 0, 0 };
	inside.own = 0;
	/* The rules come with the most specific first, so the first that fits settles the rank. */
	for (unsigned i = 0; rules && i < rules->n; i++) {
		const struct leaf__directive *directive = rules->list[i].directive;
		enum state state = look(&rules->list[i], &inside, get, span);
		if (state == FITS)
			apply(&inside, directive, rules->caps_only);
		count(&tally, directive, state, inside, verdict->level);
	}
	int on;
	if (!rules || rules->caps_only)
		on = !rules && leaf__filter_enabled(verdict, around);
	else if (rules->compat)
		on = 1;
	else
		on = is_on(verdict, around, inside, &tally);
	if (on)
		inside.own |= SPAN_ON;
	return inside;
}

struct leaf__scope leaf__filter_record(const struct leaf__verdict *verdict,
				       struct leaf__scope scope, leaf__filter_get *get,
				       const void *span)
{
	const struct leaf__rules *rules = verdict->rules;
	for (unsigned i = 0; rules && i < rules->n; i++)
		if (look(&rules->list[i], &scope, get, span) == FITS)
			apply(&scope, rules->list[i].directive, rules->caps_only);
	return scope;
}
