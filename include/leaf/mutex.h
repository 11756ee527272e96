/* mutex.h - a pthread mutex that says who waits for it and who has it. */
/*
 *	static struct leaf_mutex queue_lock = LEAF_MUTEX_INIT("queue");
 *	...
 *	leaf_mutex_lock(&queue_lock);
 *	...
 *	leaf_mutex_unlock(&queue_lock);
 *
 * Results are those of the pthread functions. For a condition variable, wait on &queue_lock.mutex
 * between leaf_mutex_sleeps() and leaf_mutex_woke(). With LEAF_DISABLE it is the mutex alone.
 */
#ifndef LEAF_MUTEX_H
#define LEAF_MUTEX_H

#include "leaf/trace.h"

#include <pthread.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifdef LEAF_DISABLE
struct leaf_mutex {
	pthread_mutex_t mutex;
};
#define LEAF_MUTEX_INIT(name)                                                                      \
	{                                                                                          \
		PTHREAD_MUTEX_INITIALIZER                                                          \
	}
#define LEAF__MUTEX_SAYS(what, mutex) ((void)0)
#define LEAF__MUTEX_IS(mutex, text) ((void)0)
#else
struct leaf_mutex {
	pthread_mutex_t mutex;
	struct leaf_lock lock;
};
#define LEAF_MUTEX_INIT(name)                                                                      \
	{                                                                                          \
		PTHREAD_MUTEX_INITIALIZER, LEAF_LOCK_INIT(name)                                    \
	}
#define LEAF__MUTEX_SAYS(what, mutex) leaf_lock_##what(&(mutex)->lock)
#define LEAF__MUTEX_IS(mutex, text) ((mutex)->lock.id = 0, (mutex)->lock.name = (text))
#endif

/* attributes: NULL for the usual ones. name: borrowed until the mutex is destroyed. */
static __inline__ int leaf_mutex_init(struct leaf_mutex *mutex,
				      const pthread_mutexattr_t *attributes, const char *name)
{
	(void)name;
	LEAF__MUTEX_IS(mutex, name);
	return pthread_mutex_init(&mutex->mutex, attributes);
}

static __inline__ int leaf_mutex_destroy(struct leaf_mutex *mutex)
{
	LEAF__MUTEX_SAYS(end, mutex);
	return pthread_mutex_destroy(&mutex->mutex);
}

static __inline__ int leaf_mutex_lock(struct leaf_mutex *mutex)
{
	int error;
	LEAF__MUTEX_SAYS(wait, mutex);
	error = pthread_mutex_lock(&mutex->mutex);
	if (!error)
		LEAF__MUTEX_SAYS(obtain, mutex);
	return error;
}

static __inline__ int leaf_mutex_trylock(struct leaf_mutex *mutex)
{
	int error = pthread_mutex_trylock(&mutex->mutex);
	if (!error) {
		LEAF__MUTEX_SAYS(wait, mutex);
		LEAF__MUTEX_SAYS(obtain, mutex);
	}
	return error;
}

static __inline__ int leaf_mutex_unlock(struct leaf_mutex *mutex)
{
	LEAF__MUTEX_SAYS(release, mutex);
	return pthread_mutex_unlock(&mutex->mutex);
}

/* Around pthread_cond_wait(), which gives the mutex back and takes it again. */
static __inline__ void leaf_mutex_sleeps(struct leaf_mutex *mutex)
{
	(void)mutex;
	LEAF__MUTEX_SAYS(release, mutex);
}

static __inline__ void leaf_mutex_woke(struct leaf_mutex *mutex)
{
	(void)mutex;
	LEAF__MUTEX_SAYS(wait, mutex);
	LEAF__MUTEX_SAYS(obtain, mutex);
}

#ifdef __cplusplus
}
#endif
#endif
