/* fake_tracy_main.c - a Tracy server for tests: see `fake_tracy --help`. */
#include "tests/tracy/fake_link.h"
#include "tests/tracy/fake_session.h"

#include <inttypes.h>
#include <signal.h>

/* Say what was broken; 1 if it may not be. */
static int complain(const struct fake_model *model, long session)
{
	int is_wrong = 0;
	for (int rule = 0; rule < FAKE_RULES; rule++) {
		const struct fake_broken *broken = &model->broken[rule];
		const char *name = fake_rule_name((enum fake_rule)rule);
		int is_allowed = fake_listed(model->options->allow, name);
		if (!broken->n || is_allowed)
			continue;
		is_wrong = 1;
		fprintf(stderr, "fake_tracy: session %ld, protocol %d: %s, %" PRIu64 "×: %s\n",
			session, model->protocol, name, broken->n,
			fake_rule_text((enum fake_rule)rule));
		for (int i = 0; i < FAKE_DETAILS && broken->details[i]; i++)
			fprintf(stderr, "\t%s\n", broken->details[i]);
	}
	return is_wrong;
}

int main(int argc, char **argv)
{
	struct fake_options options;
	fake_options_init(&options);
	switch (fake_options_read(&options, argc, argv)) {
	case 0:
		break;
	case 1:
		return 0;
	default:
		return 2;
	}
	int is_wrong = 0;
	for (long i = 0; i < options.sessions; i++) {
		struct fake_model model;
		if (i)
			fake_sleep_ms(options.pause_ms);
		fake_session(&model, &options);
		fake_report(&model, stdout);
		fflush(stdout);
		is_wrong |= complain(&model, i + 1);
		fake_model_release(&model);
	}
	return is_wrong;
}
