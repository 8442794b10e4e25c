/* SPDX-License-Identifier: Apache-2.0
 *
 * Addresses: which are local, which are in a range, and sockets left behind.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/listen.h"

static void
local_means_this_machine_alone(void **state)
{
	static const char *const local[] = { "unix:/run/x", "127.0.0.1:80", "127.8.9.1:0", "[::1]:80", "localhost:1" };
	static const char *const open[] = { "0.0.0.0:80", "[::]:80", ":80", "10.0.0.1:80", "example.org:80",
		                            "128.0.0.1:80", "localhost.example.org:80", "127.0.0.1.example.org:80", "x" };
	size_t i;

	(void)state;
	for (i = 0; i < countof(local); i++)
		assert_true(address_is_local(local[i]));
	for (i = 0; i < countof(open); i++)
		assert_false(address_is_local(open[i]));
}

static bool
has(const char *range_text, const char *text)
{
	struct address_range range;
	struct sockaddr_in four = { .sin_family = AF_INET };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6 };

	assert_true(address_range_read(&range, range_text));
	if (inet_pton(AF_INET, text, &four.sin_addr) == 1)
		return address_range_has(&range, (struct sockaddr *)&four);
	assert_int_equal(inet_pton(AF_INET6, text, &six.sin6_addr), 1);
	return address_range_has(&range, (struct sockaddr *)&six);
}

static void
ranges(void **state)
{
	struct address_range range;

	(void)state;
	assert_true(has("10.0.0.0/8", "10.255.0.1"));
	assert_false(has("10.0.0.0/8", "11.0.0.1"));
	assert_true(has("10.0.0.0/31", "10.0.0.1"));
	assert_false(has("10.0.0.0/31", "10.0.0.2"));
	assert_true(has("192.0.2.7", "192.0.2.7"));
	assert_false(has("192.0.2.7", "192.0.2.8"));
	assert_true(has("::1/128", "::1"));
	assert_false(has("10.0.0.0/8", "::1"));
	assert_true(has("0.0.0.0/0", "8.8.8.8"));
	assert_false(address_range_read(&range, "10.0.0.0/33"));
	assert_false(address_range_read(&range, "ten"));
	assert_false(address_range_read(&range, "10.0.0.0/x"));
}

static void
a_stale_socket_is_replaced_a_live_one_or_a_file_is_not(void **state)
{
	char folder[] = "/tmp/caseload-listen.XXXXXX";
	char where[ADDRESS_TEXT_MAX], shown[ADDRESS_TEXT_MAX], path[64];
	struct err err = { .code = ERR_NONE };
	struct stat found;
	int first, second;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/s", folder);
	snprintf(where, sizeof(where), "unix:%s", path);
	assert_true(address_listen(&first, shown, where, &err));
	assert_int_equal(stat(path, &found), 0);
	assert_int_equal(found.st_mode & 0777, 0600);
	assert_false(address_listen(&second, shown, where, &err));
	close(first);
	/* Nobody answers there any more. */
	assert_true(address_listen(&second, shown, where, &err));
	close(second);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_false(address_listen(&second, shown, where, &err));
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

static void
port_0_takes_a_free_one_and_says_which(void **state)
{
	char shown[ADDRESS_TEXT_MAX];
	struct err err = { .code = ERR_NONE };
	int fd;

	(void)state;
	assert_true(address_listen(&fd, shown, "127.0.0.1:0", &err));
	assert_memory_equal(shown, "127.0.0.1:", 10);
	assert_string_not_equal(shown, "127.0.0.1:0");
	close(fd);
	assert_false(address_listen(&fd, shown, "127.0.0.1:99999", &err));
	assert_false(address_listen(&fd, shown, "127.0.0.1", &err));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(local_means_this_machine_alone),
		cmocka_unit_test(ranges),
		cmocka_unit_test(a_stale_socket_is_replaced_a_live_one_or_a_file_is_not),
		cmocka_unit_test(port_0_takes_a_free_one_and_says_which),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
