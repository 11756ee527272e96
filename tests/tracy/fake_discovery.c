/* fake_discovery.c - hear and check the datagrams by which a client says where it listens. */
#include "tests/tracy/fake_discovery.h"

#include "tests/tracy/fake_link.h"

#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { PORT = 8086, VERSION = 3, HEAD = 20, MAX_DATAGRAM = 84 };

int fake_discovery_open(void)
{
	struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int one = 1, fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
	if (bind(fd, (struct sockaddr *)&any, sizeof any) == 0)
		return fd;
	close(fd);
	return -1;
}

int fake_discovery_check(struct fake_model *model, const unsigned char *bytes, size_t n,
			 int32_t *active)
{
	if (n < HEAD || fake_number(bytes + 2, 2) != (uint64_t)model->options->port)
		return 0;
	uint64_t version = fake_number(bytes, 2), protocol = fake_number(bytes + 4, 4);
	const char *name = (const char *)bytes + HEAD;
	size_t len = strnlen(name, n - HEAD);
	*active = (int32_t)fake_number(bytes + 16, 4);
	if (version != VERSION)
		fake_break(model, RULE_datagram_wrong, "version %" PRIu64, version);
	if (fake_protocol_index((int)protocol) < 0)
		fake_break(model, RULE_datagram_wrong, "protocol %" PRIu64, protocol);
	if (fake_number(bytes + 8, 8) == 0)
		fake_break(model, RULE_datagram_wrong, "no process");
	if (*active < -1)
		fake_break(model, RULE_datagram_wrong, "active for %" PRId32 " s", *active);
	if (len == 0 || n != HEAD + len + 1 || n > MAX_DATAGRAM)
		fake_break(model, RULE_datagram_wrong, "%zu bytes with a name of %zu", n, len);
	return 1;
}

int32_t fake_discovery_hear(struct fake_model *model, int fd, const char *what, long ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	int32_t active = 0;
	for (int64_t end = fake_now_ms() + ms, left; (left = end - fake_now_ms()) > 0;) {
		unsigned char bytes[256];
		if (poll(&poll_fd, 1, (int)left) <= 0)
			continue;
		ssize_t n = recv(fd, bytes, sizeof bytes, 0);
		if (n > 0 && fake_discovery_check(model, bytes, (size_t)n, &active))
			return active;
	}
	fake_break(model, RULE_datagram_wrong, "none came: %s", what);
	return -1;
}
