/* reload.c - on a signal, read the filter from a file. */
#include "trace/reload.h"

#include "base/arena.h"
#include "leaf/trace.h"
#include "trace/config.h"
#include "trace/say.h"
#include "trace/watch.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *file; /* NULL: not asked for */

enum { FILE_MOST = 1 << 20 };

static void refuse(const char *path, const char *why)
{
	leaf__say("cannot read '%s' (%s): the filter stays as it is", path, why);
}

/* All of it, or nothing. */
static ssize_t read_whole(int fd, char *text, size_t room)
{
	size_t len = 0;
	ssize_t n;
	while ((n = read(fd, text + len, room - len)) != 0) {
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -1;
		len += (size_t)n;
		if (len == room) {
			errno = EFBIG;
			return -1;
		}
	}
	return (ssize_t)len;
}

/* Lines are directives as commas make them. */
static void use(char *text, size_t len)
{
	while (len > 0 && (text[len - 1] == '\n' || text[len - 1] == '\r'))
		len--;
	text[len] = '\0';
	for (char *p = text; *p; p++)
		if (*p == '\n')
			*p = ',';
	leaf_filter_set(NULL, text);
}

/* A pipe could keep us waiting; a device would never end. */
static void reload(const char *path)
{
	struct stat is;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (fd < 0) {
		refuse(path, strerror(errno));
		return;
	}
	char *text = leaf__pages_map(FILE_MOST);
	ssize_t len = -1;
	if (fstat(fd, &is) == 0 && !S_ISREG(is.st_mode))
		refuse(path, "it is not a regular file");
	else if (!text || (len = read_whole(fd, text, FILE_MOST)) < 0)
		refuse(path, strerror(text ? errno : ENOMEM));
	else
		use(text, (size_t)len);
	leaf__pages_unmap(text, FILE_MOST);
	close(fd);
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
