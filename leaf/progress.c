/* progress.c - one line on the terminal that says how far long work has come. */
#include "leaf/progress.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "leaf/page.h"

static const uint64_t second_ns = 1000 * 1000 * 1000;

static uint64_t monotonic_ns(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * second_ns + (uint64_t)now.tv_nsec;
}

/* Whether a line can be drawn over on what 'file' leads to. */
static bool can_draw(FILE *file)
{
	const char *term = getenv("TERM");
	int fd = fileno(file);
	return fd >= 0 && isatty(fd) && term && strcmp(term, "dumb") != 0;
}

void progress_begin(struct progress *progress, const struct cli_call *call, const char *doing,
		    const char *unit, uint64_t total)
{
	*progress = (struct progress){
		.doing = doing, .unit = unit, .total = total, .now_ns = monotonic_ns
	};
	if (call->global->quiet || !can_draw(call->err))
		return;
	progress->out = call->err;
	progress->width = page_width(call->err);
	progress->begin_ns = monotonic_ns();
	progress->next_ns = progress->begin_ns + second_ns / 2;
}

static void append(char *line, size_t size, const char *fmt, ...) LEAF_PRINTF(3, 4);

static void append(char *line, size_t size, const char *fmt, ...)
{
	size_t used = strlen(line);
	va_list args;
	va_start(args, fmt);
	vsnprintf(line + used, size - used, fmt, args);
	va_end(args);
}

static void draw(struct progress *progress, uint64_t now_ns)
{
	char line[256] = "";
	uint64_t done = progress->done, total = progress->total;
	append(line, sizeof line, "%s: %" PRIu64, progress->doing, done);
	if (!total || done > total) {
		append(line, sizeof line, " %s", progress->unit);
	} else {
		double part = (double)done / (double)total;
		double spent_s = (double)(now_ns - progress->begin_ns) / (double)second_ns;
		append(line, sizeof line, " of %" PRIu64 " %s, %d %%", total, progress->unit,
		       (int)(100 * part));
		if (done)
			append(line, sizeof line, ", %.0f s left", spent_s / part - spent_s);
	}
	int most = progress->width - 1; /* in the last column some terminals go to the next line */
	fprintf(progress->out, "\r%.*s\033[K", most, line);
	fflush(progress->out);
	progress->shown = true;
}

void progress_add(struct progress *progress, uint64_t n)
{
	progress->done += n;
	if (!progress->out)
		return;
	uint64_t now_ns = progress->now_ns();
	uint64_t due_ns = progress->next_ns;
	if (now_ns < due_ns)
		return;
	/* Of several threads that come at once, one draws. */
	if (atomic_compare_exchange_strong(&progress->next_ns, &due_ns, now_ns + second_ns / 10))
		draw(progress, now_ns);
}

void progress_hide(struct progress *progress)
{
	if (!progress->out || !atomic_exchange(&progress->shown, false))
		return;
	fputs("\r\033[K", progress->out);
	fflush(progress->out);
}

void progress_end(struct progress *progress)
{
	progress_hide(progress);
	progress->out = NULL;
}
