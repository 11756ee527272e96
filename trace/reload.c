/* reload.c - on a signal, read the filter from a file. */
#include "trace/reload.h"

#include "leaf/trace.h"
#include "trace/config.h"
#include "trace/say.h"
#include "trace/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *file; /* NULL: not asked for */

static void reload(const char *path)
{
	char text[16 * 1024];
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, text, sizeof text - 1);
	if (fd >= 0)
		close(fd);
	if (n < 0) {
		leaf__say("cannot read '%s' (%s): the filter stays as it is", path,
			  strerror(errno));
		return;
	}
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		n--;
	text[n] = '\0';
	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ',';
	leaf_filter_set(NULL, text);
}

static void on_signal(void)
{
	const char *path = __atomic_load_n(&file, __ATOMIC_ACQUIRE);
	if (path)
		reload(path);
}

void leaf__reload_start(void)
{
	const char *path = leaf__config_get("LEAF_RELOAD_FILE");
	if (!path || file)
		return;
	__atomic_store_n(&file, path, __ATOMIC_RELEASE);
	if (leaf__watch_start(SIGUSR1, on_signal) != 0) {
		leaf__say("SIGUSR1 will not reload '%s': %s", path, strerror(errno));
		file = NULL;
	}
}

void leaf__reload_stop(void)
{
	leaf__watch_stop(on_signal);
	__atomic_store_n(&file, NULL, __ATOMIC_RELEASE);
}
