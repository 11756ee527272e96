/* quiet.c - a stretch of work that nothing may cut short while others wait for its lock. */
#include "trace/quiet.h"

#include <pthread.h>

/*
 * To disable cancellation is not enough for threads that may be cancelled at any instant. In glibc
 * 2.36 the signal of a pthread_cancel() that came just before still ends the thread; and
 * pthread_setcancelstate() ends it without noting that it was cancelled, so that who joins it gets
 * an old result. So it is deferred too, and noted by pthread_testcancel().
 */
enum { ASYNCHRONOUS = 1 << 16 };

int leaf__quiet_no_cancel(void)
{
	int type, state;
	pthread_setcanceltype(PTHREAD_CANCEL_DEFERRED, &type);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &state);
	return state | (type == PTHREAD_CANCEL_ASYNCHRONOUS ? ASYNCHRONOUS : 0);
}

void leaf__quiet_cancel_again(int before)
{
	int state = before & ~ASYNCHRONOUS;
	pthread_setcancelstate(state, NULL);
	if (!(before & ASYNCHRONOUS))
		return;
	if (state == PTHREAD_CANCEL_ENABLE)
		pthread_testcancel();
	pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
}

void leaf__quiet_begin(struct leaf__quiet *before)
{
	static const int own_fault[] = {
		SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT
	};
	sigset_t others;
	sigfillset(&others);
	for (unsigned i = 0; i < sizeof own_fault / sizeof *own_fault; i++)
		sigdelset(&others, own_fault[i]);
	before->cancel = leaf__quiet_no_cancel();
	before->has_signals = pthread_sigmask(SIG_BLOCK, &others, &before->signals) == 0;
}

void leaf__quiet_end(const struct leaf__quiet *before)
{
	if (before->has_signals)
		pthread_sigmask(SIG_SETMASK, &before->signals, NULL);
	leaf__quiet_cancel_again(before->cancel);
}
