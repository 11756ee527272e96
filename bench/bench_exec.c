/* bench_exec.c - see bench_exec.h. */
#include "bench/bench_exec.h"

#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static void out_of_memory(void)
{
	fprintf(stderr, "bench: out of memory\n");
	exit(1);
}

static char *read_all(int fd)
{
	off_t len = lseek(fd, 0, SEEK_END);
	char *text = malloc((size_t)(len < 0 ? 0 : len) + 1);
	ssize_t n;

	if (!text)
		out_of_memory();
	n = len > 0 ? pread(fd, text, (size_t)len, 0) : 0;
	text[n < 0 ? 0 : n] = '\0';
	close(fd);
	return text;
}

/* Standard output and error go to files in memory: no pipe whose reader would take processor time. */
static void child(const char *dir, const char *command, int out, int err)
{
	struct rlimit file_size = { 4ul << 30, 4ul << 30 };
	int null = open("/dev/null", O_RDONLY);

	setpgid(0, 0);
	setrlimit(RLIMIT_FSIZE, &file_size);
	if ((dir && chdir(dir)) || dup2(null, 0) < 0 || dup2(out, 1) < 0 || dup2(err, 2) < 0)
		_exit(126);
	execl("/bin/sh", "sh", "-c", command, (char *)NULL);
	_exit(127);
}

static int wait_until(pid_t pid, int timeout_s, int *status)
{
	struct timespec pause = { 0, 2000000 };
	time_t end = time(NULL) + timeout_s;

	while (waitpid(pid, status, WNOHANG) == 0) {
		if (time(NULL) > end) {
			kill(-pid, SIGKILL);
			waitpid(pid, status, 0);
			return 0;
		}
		nanosleep(&pause, NULL);
	}
	return 1;
}

void bench_sh(struct bench_output *output, const char *dir, int timeout_s, const char *command)
{
	int out = memfd_create("out", MFD_CLOEXEC), err = memfd_create("err", MFD_CLOEXEC);
	int status = 0;
	pid_t pid;

	memset(output, 0, sizeof(*output));
	fflush(NULL);
	pid = fork();
	if (pid == 0)
		child(dir, command, out, err);
	if (pid < 0)
		output->status = 125;
	else if (!wait_until(pid, timeout_s, &status))
		output->status = 124;
	else
		output->status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
	output->out = read_all(out);
	output->err = read_all(err);
}

void bench_output_release(struct bench_output *output)
{
	free(output->out);
	free(output->err);
	memset(output, 0, sizeof(*output));
}

char *bench_text(const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		out_of_memory();
	va_end(args);
	return text;
}

int bench_do(const char *format, ...)
{
	struct bench_output output;
	va_list args;
	char *command;
	int status;

	va_start(args, format);
	if (vasprintf(&command, format, args) < 0)
		out_of_memory();
	va_end(args);
	bench_sh(&output, NULL, 600, command);
	status = output.status;
	bench_output_release(&output);
	free(command);
	return status;
}

const char *bench_first_line(const char *text)
{
	static char line[101];
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strcspn(text, "\r\n");
	if (len > 100)
		len = 100;
	memcpy(line, text, len);
	line[len] = '\0';
	return line;
}

static double bytes_seen;

static int add_file(const char *path, const struct stat *st, int kind, struct FTW *at)
{
	(void)path;
	(void)at;
	if (kind == FTW_F && S_ISREG(st->st_mode))
		bytes_seen += (double)st->st_size;
	return 0;
}

double bench_bytes_below(const char *path)
{
	bytes_seen = 0;
	nftw(path, add_file, 16, FTW_PHYS);
	return bytes_seen;
}
