/* line.c - a line of a log: put together in memory that is large enough, then written. */
#include "trace/line.h"

#include "base/arena.h"
#include "trace/loss.h"
#include "trace/thread.h"

enum { USUAL_ROOM = LEAF__TEXT_MAX, MOST_ROOM = 1 << 20 };

/* Again, with room for what was needed and a little more: values may have grown since. */
static int put_again(struct leaf__out_text *out,
		     void (*put)(struct leaf__out_text *out, const void *arg), const void *arg)
{
	size_t room = out->len + USUAL_ROOM < MOST_ROOM ? out->len + USUAL_ROOM : MOST_ROOM;
	out->text = leaf__pages_map(room);
	if (!out->text) {
		leaf__loss_add(LEAF__LOSS_TEXT_WRITE, out->len);
		return 0;
	}
	out->room = room;
	out->len = 0;
	put(out, arg);
	if (out->len > room) {
		leaf__loss_add(LEAF__LOSS_TEXT_WRITE, out->len - room);
		out->len = room;
		out->text[room - 1] = '\n';
	}
	return 1;
}

int leaf__line_write(struct leaf__out *to, void (*put)(struct leaf__out_text *out, const void *arg),
		     const void *arg, struct leaf__out_how how)
{
	struct leaf__thread *thread = leaf__thread_peek();
	struct leaf__out_text out = { thread->line, sizeof(thread->line), 0 };
	put(&out, arg);
	if (out.len > out.room && !put_again(&out, put, arg))
		return 1;
	int done = out.len == 0 || leaf__out_put(to, out.text, out.len, how);
	if (out.text != thread->line)
		leaf__pages_unmap(out.text, out.room);
	return done;
}
