/* test_fake_session.c - the fake Tracy server says what is wrong with a client from connect to close. */
#include "tests/tracy/fake_session.h"
#include "tests/unit/fake_stream.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HELLO = 12, QUERY = 13 };
enum { CLOSES, STAYS, OBEYS };

/*
 * A client: it says the stream `s`, then CLOSES; or says nothing more until the server closes (STAYS)
 * or the server's Terminate comes (OBEYS).
 */
struct client {
	int listener, how;
};

static void *be_client(void *arg)
{
	const struct client *client = arg;
	static const char terminate[QUERY];
	char heard[QUERY];
	int fd = accept(client->listener, NULL, NULL);
	if (fd < 0)
		return NULL;
	recv(fd, heard, HELLO, MSG_WAITALL);
	send(fd, s.bytes, s.n, MSG_NOSIGNAL);
	if (client->how == CLOSES) /* an end of file, not a reset */
		shutdown(fd, SHUT_WR);
	while (recv(fd, heard, QUERY, MSG_WAITALL) > 0)
		if (client->how == OBEYS && memcmp(heard, terminate, QUERY) == 0)
			break;
	close(fd);
	return NULL;
}

static int listen_somewhere(long *port)
{
	struct sockaddr_in at = { .sin_family = AF_INET,
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	assert_int_equal(bind(fd, (struct sockaddr *)&at, sizeof at), 0);
	assert_int_equal(listen(fd, 4), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&at, &len), 0);
	*port = ntohs(at.sin_port);
	return fd;
}

static void defaults(void)
{
	fake_options_init(&options);
	options.step_ms = options.close_ms = options.answer_ms = 300;
	options.bound_ms = 3000;
	options.recorded = 1; /* the times are not of now */
	s.n = 0;
}

/* The session of a server with the client that says `s`, which breaks one rule. */
static void meets(int how, int rule)
{
	struct client client = { .how = how };
	pthread_t thread;
	client.listener = listen_somewhere(&options.port);
	assert_int_equal(pthread_create(&thread, NULL, be_client, &client), 0);
	fake_session(&model, &options);
	close(client.listener);
	pthread_join(thread, NULL);
	only_broken(rule);
	defaults();
}

/* Status 1 and a welcome of protocol 82. */
static void greet(unsigned flags)
{
	u8(1);
	u64(0x3ff0000000000000u);
	u64(1000);
	u64(1000);
	u64(1);
	for (int i = 0; i < 4; i++)
		u64(0);
	u8(flags);
	u8(2);
	memset(s.bytes + s.n, 0, 16 + 64 + 1024);
	memcpy(s.bytes + s.n + 16, "game", 4);
	memcpy(s.bytes + s.n + 80, "host", 4);
	s.n += 16 + 64 + 1024;
	assert_int_equal(s.n, 1 + 1170);
}

/* A frame of literals. */
static void frame(const char *items, size_t n)
{
	assert_in_range(n, 1, 14);
	u32(n + 1);
	u8((unsigned)n << 4);
	bytes(items, n);
}

static void handshakes_that_are_wrong_are_said(void **state)
{
	(void)state;
	defaults();
	close(listen_somewhere(&options.port));
	options.wait_ms = 50;
	fake_session(&model, &options);
	only_broken(RULE_no_listener);
	defaults();
	meets(STAYS, RULE_status_missing);
	meets(CLOSES, RULE_status_missing);
	u8(3);
	meets(CLOSES, RULE_status_wrong);
	u8(2);
	options.expect_status = 2;
	meets(CLOSES, -1);
	u8(2);
	options.expect_status = 2;
	meets(STAYS, RULE_status_then_close);
	greet(0);
	s.n -= 8; /* as if it were the longer one's */
	meets(STAYS, RULE_welcome_short);
	greet(1);
	options.expect_on_demand = 0;
	u64(0);
	u64(1000);
	frame("\x49", 1);
	meets(CLOSES, RULE_on_demand_wrong);
	greet(1);
	u64(0);
	meets(STAYS, RULE_on_demand_short);
}

static void frames_that_are_wrong_are_said(void **state)
{
	(void)state;
	defaults();
	greet(0);
	u32(263189);
	meets(STAYS, RULE_frame_too_long);
	greet(0);
	u32(2);
	u8(0x20);
	u8('x');
	meets(STAYS, RULE_frame_bad_lz4);
	greet(0);
	u32(263188);
	u8(0xf0); /* 15 + 1028 * 255 + 3 literals */
	for (int i = 0; i < 1028; i++)
		u8(255);
	u8(3);
	memset(s.bytes + s.n, 74, 262158);
	s.n += 262158;
	meets(STAYS, RULE_frame_too_large);
}

static void ends_that_are_wrong_are_said(void **state)
{
	(void)state;
	static const char terminate[] = "\x49", keep_alive[] = "\x4a",
			  thread[] = "\x4b\1\0\0\0\x49";
	defaults();
	greet(0);
	frame(keep_alive, 1);
	meets(CLOSES, RULE_terminate_missing);
	greet(0);
	frame(terminate, 1);
	meets(OBEYS, -1);
	greet(0);
	frame(terminate, 1);
	meets(STAYS, RULE_close_late);
	greet(0);
	frame(thread, 6); /* the thread's name is asked, and not told */
	meets(CLOSES, RULE_left_early);
	greet(0);
	frame(thread, 6);
	meets(OBEYS, RULE_answer_missing);
	greet(0);
	options.bound_ms = 300;
	meets(STAYS, RULE_session_endless);
	greet(0);
	options.idle_ms = 100;
	options.leave_ms = 300;
	meets(STAYS, RULE_keepalive_missing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(handshakes_that_are_wrong_are_said),
		cmocka_unit_test(frames_that_are_wrong_are_said),
		cmocka_unit_test(ends_that_are_wrong_are_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
