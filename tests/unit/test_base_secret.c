/* SPDX-License-Identifier: Apache-2.0
 *
 * Ids, encodings, hashes, passwords and sealed bytes.  The known answers are
 * those of the standards (FIPS 180-4, RFC 4648).
 */
#include "test_base.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/secret.h"
#include "base/str.h"

static void
ids_sort_in_the_order_of_time(void **state)
{
	char before[ID_TEXT_MAX], id[ID_TEXT_MAX];
	static const int64_t times[] = { 0, 1, 31, 32, 1023, 1024, 1793628300000, 1793628300001,
		INT64_C(253402300799999) };

	(void)state;
	for (size_t i = 0; i < countof(times); i++) {
		random_id(id, "app_", times[i]);
		assert_true(str_is_id(id));
		assert_true(str_starts(id, "app_"));
		assert_int_equal(strlen(id), 4 + 20);
		if (i > 0)
			assert_true(strcmp(before, id) < 0);
		memcpy(before, id, sizeof(id));
	}
	random_id(id, "", 5);
	assert_int_equal(strlen(id), 20);
	random_id(id, "twenty_chars_prefix_", 5);
	assert_true(str_is_id(id));
}

static int
text_compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void
ids_of_one_instant_differ(void **state)
{
	enum { COUNT = 100000 };
	static char ids[COUNT][ID_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < COUNT; i++)
		random_id(ids[i], "e", 1793628300000);
	qsort(ids, COUNT, sizeof(ids[0]), text_compare);
	for (size_t i = 1; i < COUNT; i++)
		assert_string_not_equal(ids[i - 1], ids[i]);
}

static void
chance_repeats_only_when_asked(void **state)
{
	static const uint8_t seed[SECRET_KEY_BYTES] = { 5 }, other_seed[SECRET_KEY_BYTES] = { 6 };
	uint8_t one[10000], two[10000];
	char id[ID_TEXT_MAX], same_id[ID_TEXT_MAX];

	(void)state;
	random_repeat_from(seed);
	random_bytes(one, sizeof(one));
	random_id(id, "", 7);
	random_repeat_from(seed);
	random_bytes(two, sizeof(two));
	random_id(same_id, "", 7);
	assert_memory_equal(one, two, sizeof(one));
	assert_string_equal(id, same_id);
	random_repeat_from(other_seed);
	random_bytes(two, sizeof(two));
	assert_memory_not_equal(one, two, sizeof(one));
	/* No part of the stream comes again. */
	for (size_t at = 32; at + 32 <= sizeof(one); at += 32)
		assert_memory_not_equal(one, one + at, 32);

	random_repeat_from(seed);
	random_repeat_end();
	random_bytes(two, sizeof(two));
	assert_memory_not_equal(one, two, sizeof(one));
}

static void
digits_are_even(void **state)
{
	int count[10] = { 0 };
	char digits[11];

	(void)state;
	for (int i = 0; i < 10000; i++) {
		random_digits(digits, 10);
		assert_int_equal(strlen(digits), 10);
		for (int k = 0; k < 10; k++) {
			assert_true(digits[k] >= '0' && digits[k] <= '9');
			count[digits[k] - '0']++;
		}
	}
	/* 100,000 throws: 10,000 each, give or take ten standard deviations. */
	for (int i = 0; i < 10; i++)
		assert_in_range(count[i], 9050, 10950);
	random_digits(digits, 0);
	assert_string_equal(digits, "");
}

static void
sha256_gives_the_standards_answers(void **state)
{
	static const struct {
		const char *text, *hex;
	} rows[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
			"248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
	};

	(void)state;
	for (size_t i = 0; i < countof(rows); i++) {
		uint8_t hash[SECRET_HASH_BYTES], pieces[SECRET_HASH_BYTES];
		struct sha256_state hashing;
		char hex[2 * SECRET_HASH_BYTES + 1];

		sha256(hash, rows[i].text, strlen(rows[i].text));
		hex_text(hex, hash, sizeof(hash));
		assert_string_equal(hex, rows[i].hex);
		sha256_start(&hashing);
		for (const char *at = rows[i].text; *at; at++)
			sha256_add(&hashing, at, 1);
		sha256_end(&hashing, pieces);
		assert_true(same_bytes(hash, pieces, sizeof(hash)));
	}
}

static void
keys_for_different_purposes_differ(void **state)
{
	uint8_t master[SECRET_KEY_BYTES] = { 1 }, other[SECRET_KEY_BYTES] = { 2 };
	uint8_t a[32], b[32];

	(void)state;
	subkey(a, master, "cursor");
	subkey(b, master, "cursor");
	assert_true(same_bytes(a, b, 32));
	subkey(b, master, "csrf");
	assert_false(same_bytes(a, b, 32));
	subkey(b, other, "cursor");
	assert_false(same_bytes(a, b, 32));
	keyed_tag(b, master, "cursor", 6);
	assert_false(same_bytes(a, b, 32));

	keyed_tag(a, master, "ssn", 3);
	keyed_tag(b, master, "ssn", 3);
	assert_true(same_bytes(a, b, 32));
	keyed_tag(b, other, "ssn", 3);
	assert_false(same_bytes(a, b, 32));
	assert_true(same_bytes("", "", 0));
}

static void
hex_and_base64url_go_round(void **state)
{
	uint8_t bytes[70], back[70];
	char text[200];
	size_t len;

	(void)state;
	for (size_t size = 0; size <= sizeof(bytes); size++) {
		random_bytes(bytes, size);
		hex_text(text, bytes, size);
		assert_int_equal(strlen(text), 2 * size);
		assert_true(hex_bytes(back, size, text));
		assert_true(same_bytes(bytes, back, size));

		base64url_text(text, 4 * ((size + 2) / 3) + 1, bytes, size);
		assert_null(strpbrk(text, "+/= \n"));
		len = 999;
		assert_true(base64url_bytes(back, sizeof(back), &len, text));
		assert_int_equal(len, size);
		assert_true(same_bytes(bytes, back, size));
	}
	random_bytes(bytes, 32);
	base64url_text(text, SECRET_TOKEN_TEXT, bytes, 32);
	assert_int_equal(strlen(text), SECRET_TOKEN_TEXT - 1);
	base64url_text(text, sizeof(text), (const uint8_t *)"foobar", 6);
	assert_string_equal(text, "Zm9vYmFy");
}

static void
bad_hex_and_base64url_are_refused(void **state)
{
	static const char *const bad_hex[] = { "", "0", "000", "0g", "0x", " 00", "00 ", "00:11", "0000", NULL };
	static const char *const bad_base64[] = { "Zg==", "Zg=", "Z", "Zh", "Zm9vYmF+", "Zm 9v", "Zm9v\n",
		"Zm9vYmFyZm9v", NULL };
	uint8_t bytes[6];
	size_t len;

	(void)state;
	for (size_t i = 0; i < countof(bad_hex); i++)
		assert_false(hex_bytes(bytes, 1, bad_hex[i]));
	for (size_t i = 0; i < countof(bad_base64); i++)
		assert_false(base64url_bytes(bytes, sizeof(bytes), &len, bad_base64[i]));
}

static bool
matches(const char *hash, const char *password)
{
	struct err err = { 0 };
	bool right;

	assert_true(password_compare(hash, password, &right, &err));
	return right;
}

static void
no_memory_is_no_wrong_password(void **state)
{
	char hash[PASSWORD_HASH_MAX];
	struct rlimit before, none;
	struct err err = { 0 };
	bool right, known;

	(void)state;
	if (TEST_IS_SANITIZED)
		skip_because("the sanitizer itself ends without memory");
	assert_true(password_hash(hash, "correct horse"));
	assert_int_equal(getrlimit(RLIMIT_DATA, &before), 0);
	none = (struct rlimit){ 4096, before.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_DATA, &none), 0);
	known = password_compare(hash, "correct horse", &right, &err);
	assert_int_equal(setrlimit(RLIMIT_DATA, &before), 0);
	assert_false(known);
	assert_int_equal(err.code, ERR_BACKEND_UNAVAILABLE);
	assert_true(matches(hash, "correct horse"));
	assert_false(matches("$argon2id$v=19$m=0,t=0,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", ""));
}

static void
passwords_match_only_themselves(void **state)
{
	static const uint8_t salt[16] = { 9, 8, 7 };
	char hash[PASSWORD_HASH_MAX], again[PASSWORD_HASH_MAX], salted[PASSWORD_HASH_MAX];
	char longest[2000];

	(void)state;
	assert_true(password_hash(hash, "correct horse"));
	assert_true(password_hash(again, "correct horse"));
	assert_string_not_equal(hash, again);
	assert_true(str_starts(hash, "$argon2id$"));
	assert_true(matches(hash, "correct horse"));
	assert_false(matches(hash, "correct horsf"));
	assert_false(matches(hash, ""));

	assert_true(password_hash_salted(salted, "sam", salt));
	assert_true(password_hash_salted(again, "sam", salt));
	assert_string_equal(salted, again);
	assert_true(matches(salted, "sam"));
	assert_false(matches(salted, "sam "));

	assert_false(matches("", "sam"));
	assert_false(matches(NULL, "sam"));
	assert_false(matches("$argon2id$v=19$m=65536,t=2,p=1$", "sam"));
	assert_false(matches("plain", "plain"));
	memset(longest, '$', sizeof(longest) - 1);
	longest[sizeof(longest) - 1] = '\0';
	assert_false(matches(longest, "sam"));
	assert_false(password_hash(hash, longest));
	assert_false(matches(salted, longest));
}

static void
sealed_bytes_open_whole_or_not_at_all(void **state)
{
	static const char draft[] = "Denied for missing proof of income; I called twice.";
	uint8_t key[SECRET_KEY_BYTES] = { 3 }, other[SECRET_KEY_BYTES] = { 4 };
	struct buf sealed = BUF_INIT(1000), plain = BUF_INIT(1000), twin = BUF_INIT(1000);

	(void)state;
	seal(&sealed, key, draft, strlen(draft));
	seal(&twin, key, draft, strlen(draft));
	assert_int_equal(sealed.len, 24 + strlen(draft) + 16);
	assert_false(same_bytes(sealed.data, twin.data, sealed.len));

	buf_puts(&plain, "before:");
	assert_true(unseal(&plain, key, sealed.data, sealed.len));
	assert_true(str_starts(plain.data, "before:Denied"));
	assert_string_equal(plain.data + strlen("before:"), draft);

	buf_reset(&plain);
	buf_puts(&plain, "kept");
	for (size_t at = 0; at < sealed.len; at++) {
		sealed.data[at] ^= 1;
		assert_false(unseal(&plain, key, sealed.data, sealed.len));
		sealed.data[at] ^= 1;
	}
	for (size_t len = 0; len < sealed.len; len++)
		assert_false(unseal(&plain, key, sealed.data, len));
	assert_false(unseal(&plain, other, sealed.data, sealed.len));
	assert_string_equal(plain.data, "kept");
	assert_true(buf_ok(&plain));

	buf_reset(&sealed);
	seal(&sealed, key, "", 0);
	buf_reset(&plain);
	assert_true(unseal(&plain, key, sealed.data, sealed.len));
	assert_string_equal(plain.data, "");

	struct buf tight = BUF_INIT(10);
	seal(&tight, key, draft, strlen(draft));
	assert_false(buf_ok(&tight));
	assert_int_equal(tight.len, 0);
	buf_done(&tight);
	buf_done(&sealed);
	buf_done(&plain);
	buf_done(&twin);
}

static void
secrets_are_zeroed_and_aligned(void **state)
{
	(void)state;
	for (size_t size = 1; size < 100; size++) {
		unsigned char *secret = secret_alloc(size);

		assert_int_equal((uintptr_t)secret % _Alignof(max_align_t), 0);
		for (size_t i = 0; i < size; i++)
			assert_int_equal(secret[i], 0);
		memset(secret, 0xAA, size);
		secret_free(secret);
	}
	secret_free(NULL);

	char wiped[] = "secret";
	secret_wipe(wiped, 0);
	assert_string_equal(wiped, "secret");
	secret_wipe(wiped, sizeof(wiped));
	for (size_t i = 0; i < sizeof(wiped); i++)
		assert_int_equal(wiped[i], 0);
}

static void
a_step_past_a_secret_ends_the_program(void **state)
{
	(void)state;
	if (TEST_IS_SANITIZED)
		skip_because("the guard page's signal is taken by the sanitizer");
	fflush(NULL);
	pid_t child = fork();
	if (child == 0) {
		volatile unsigned char *secret = secret_alloc(16);
		signal(SIGSEGV, SIG_DFL);
		secret[16] = 1;
		_exit(0);
	}
	int status = 0;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFSIGNALED(status));
}

static int
start_secrets(void **state)
{
	(void)state;
	return secret_init() ? 0 : -1;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ids_sort_in_the_order_of_time),
		cmocka_unit_test(ids_of_one_instant_differ),
		cmocka_unit_test(chance_repeats_only_when_asked),
		cmocka_unit_test(digits_are_even),
		cmocka_unit_test(sha256_gives_the_standards_answers),
		cmocka_unit_test(keys_for_different_purposes_differ),
		cmocka_unit_test(hex_and_base64url_go_round),
		cmocka_unit_test(bad_hex_and_base64url_are_refused),
		cmocka_unit_test(no_memory_is_no_wrong_password),
		cmocka_unit_test(passwords_match_only_themselves),
		cmocka_unit_test(sealed_bytes_open_whole_or_not_at_all),
		cmocka_unit_test(secrets_are_zeroed_and_aligned),
		cmocka_unit_test(a_step_past_a_secret_ends_the_program),
	};

	return cmocka_run_group_tests(tests, start_secrets, NULL);
}
