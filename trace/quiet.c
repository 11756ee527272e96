/* quiet.c - a stretch of work that nothing may cut short while others wait for its lock. */
#include "trace/quiet.h"

#include <pthread.h>

void leaf__quiet_begin(struct leaf__quiet *before)
{
	static const int own_fault[] = {
		SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT
	};
	sigset_t others;
	sigfillset(&others);
	for (unsigned i = 0; i < sizeof own_fault / sizeof *own_fault; i++)
		sigdelset(&others, own_fault[i]);
	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before->cancel);
	before->has_signals = pthread_sigmask(SIG_BLOCK, &others, &before->signals) == 0;
}

void leaf__quiet_end(const struct leaf__quiet *before)
{
	if (before->has_signals)
		pthread_sigmask(SIG_SETMASK, &before->signals, NULL);
	pthread_setcancelstate(before->cancel, NULL);
}
