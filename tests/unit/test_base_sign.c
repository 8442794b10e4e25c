/* SPDX-License-Identifier: Apache-2.0
 *
 * Signatures and sealed keys.  The known answer is RFC 8032's, section 7.1,
 * test 2.
 */
#include "test_base.h"

#include "base/secret.h"
#include "base/sign.h"
#include "base/str.h"

struct pair {
	uint8_t secret[SIGN_SECRET_BYTES], public_key[SIGN_PUBLIC_BYTES];
};

static struct pair
pair_make(void)
{
	struct pair pair;

	sign_key_make(pair.secret, pair.public_key);
	return pair;
}

static void
the_signature_is_the_standards(void **state)
{
	uint8_t secret[SIGN_SECRET_BYTES], public_key[SIGN_PUBLIC_BYTES], wanted[SIGN_SIGNATURE_BYTES],
		signature[SIGN_SIGNATURE_BYTES];
	const uint8_t message[] = { 0x72 };

	(void)state;
	assert_true(hex_bytes(secret, 32, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
	assert_true(hex_bytes(public_key, 32, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
	assert_true(hex_bytes(wanted, 64, "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	                                  "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
	memcpy(secret + 32, public_key, 32);
	sign_bytes(signature, secret, message, sizeof(message));
	assert_memory_equal(signature, wanted, sizeof(wanted));
	assert_true(sign_holds(signature, public_key, message, sizeof(message)));
}

static void
a_signature_holds_for_its_bytes_and_its_key_alone(void **state)
{
	static const char body[] = "{\"application_id\":\"a_1\",\"outcome\":\"denied\"}";
	struct pair ana = pair_make(), ben = pair_make();
	uint8_t signature[SIGN_SIGNATURE_BYTES];
	char other[sizeof(body)];

	(void)state;
	sign_bytes(signature, ana.secret, body, strlen(body));
	assert_true(sign_holds(signature, ana.public_key, body, strlen(body)));
	assert_false(sign_holds(signature, ben.public_key, body, strlen(body)));
	assert_false(sign_holds(signature, ana.public_key, body, strlen(body) - 1));
	for (size_t i = 0; i < strlen(body); i++) {
		memcpy(other, body, sizeof(body));
		other[i] ^= 1;
		assert_false(sign_holds(signature, ana.public_key, other, strlen(body)));
	}
	for (size_t i = 0; i < sizeof(signature); i++) {
		signature[i] ^= 1;
		assert_false(sign_holds(signature, ana.public_key, body, strlen(body)));
		signature[i] ^= 1;
	}
}

static void
a_sealed_key_opens_with_its_password_alone(void **state)
{
	struct pair ana = pair_make(), ben = pair_make();
	char sealed[SIGN_SEALED_TEXT], again[SIGN_SEALED_TEXT];
	uint8_t opened[SIGN_SECRET_BYTES];

	(void)state;
	assert_true(sign_key_seal(sealed, ana.secret, "correct horse"));
	assert_true(sign_is_sealed(sealed));
	assert_true(sign_key_open(opened, sealed, ana.public_key, "correct horse"));
	assert_memory_equal(opened, ana.secret, sizeof(opened));

	assert_false(sign_key_open(opened, sealed, ana.public_key, "correct horsf"));
	for (size_t i = 0; i < sizeof(opened); i++)
		assert_int_equal(opened[i], 0); /* nothing is left of a failed try */
	/* Somebody else's public key put beside it. */
	assert_false(sign_key_open(opened, sealed, ben.public_key, "correct horse"));
	/* A salt and a nonce of its own each time. */
	assert_true(sign_key_seal(again, ana.secret, "correct horse"));
	assert_string_not_equal(sealed, again);
}

static void
an_altered_sealed_key_does_not_open(void **state)
{
	/* Version, salt, nonce, seed, tag. */
	static const size_t places[] = { 0, 5, 30, 60, 110 };
	struct pair ana = pair_make();
	char sealed[SIGN_SEALED_TEXT];
	uint8_t opened[SIGN_SECRET_BYTES];

	(void)state;
	assert_true(sign_key_seal(sealed, ana.secret, "pw"));
	for (size_t i = 0; i < countof(places); i++) {
		char kept = sealed[places[i]];

		sealed[places[i]] = kept == 'B' ? 'C' : 'B';
		assert_false(sign_key_open(opened, sealed, ana.public_key, "pw"));
		sealed[places[i]] = kept;
	}
	sealed[SIGN_SEALED_TEXT - 2] = '\0';
	assert_false(sign_key_open(opened, sealed, ana.public_key, "pw"));
	assert_false(sign_is_sealed(sealed));
	assert_false(sign_is_sealed(""));
	assert_false(sign_is_sealed(NULL));
}

static void
a_proof_is_for_one_worker_and_one_sealing(void **state)
{
	struct pair ana = pair_make(), ben = pair_make();
	char sealed[SIGN_SEALED_TEXT], later[SIGN_SEALED_TEXT], proof[SIGN_SIGNATURE_TEXT];

	(void)state;
	assert_true(sign_key_seal(sealed, ana.secret, "old") && sign_key_seal(later, ana.secret, "new"));
	sign_proof(proof, ana.secret, "w_ana", sealed);
	assert_true(sign_proof_holds(proof, ana.public_key, "w_ana", sealed));
	assert_false(sign_proof_holds(proof, ana.public_key, "w_ben", sealed));
	assert_false(sign_proof_holds(proof, ana.public_key, "w_ana", later));
	assert_false(sign_proof_holds(proof, ben.public_key, "w_ana", sealed));
	assert_false(sign_proof_holds("", ana.public_key, "w_ana", sealed));
	assert_false(sign_proof_holds(NULL, ana.public_key, "w_ana", sealed));
}

static void
the_header_goes_round_and_nothing_else_is_read(void **state)
{
	struct pair ana = pair_make();
	char id[SIGN_KEY_ID_TEXT], header[SIGN_HEADER_TEXT], id_read[SIGN_KEY_ID_TEXT],
		text[SIGN_SIGNATURE_TEXT], bad[SIGN_HEADER_TEXT + 2];
	uint8_t signature[SIGN_SIGNATURE_BYTES], signature_read[SIGN_SIGNATURE_BYTES];
	static const char *const wrong[] = { NULL, "", "key=", "key=k1, sig=c2lnbmVk", "sig=x, key=y" };

	(void)state;
	sign_key_id(id, ana.public_key);
	assert_true(str_is_id(id));
	sign_bytes(signature, ana.secret, "x", 1);
	sign_header(header, id, signature);
	assert_true(sign_header_read(header, id_read, text, signature_read));
	assert_string_equal(id_read, id);
	assert_memory_equal(signature_read, signature, sizeof(signature));
	for (size_t i = 0; i < countof(wrong); i++)
		assert_false(sign_header_read(wrong[i], id_read, text, signature_read));
	snprintf(bad, sizeof(bad), "%s=", header);
	assert_false(sign_header_read(bad, id_read, text, signature_read));
	header[strlen(header) - 1] = '\0';
	assert_false(sign_header_read(header, id_read, text, signature_read));
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
		cmocka_unit_test(the_signature_is_the_standards),
		cmocka_unit_test(a_signature_holds_for_its_bytes_and_its_key_alone),
		cmocka_unit_test(a_sealed_key_opens_with_its_password_alone),
		cmocka_unit_test(an_altered_sealed_key_does_not_open),
		cmocka_unit_test(a_proof_is_for_one_worker_and_one_sealing),
		cmocka_unit_test(the_header_goes_round_and_nothing_else_is_read),
	};

	return cmocka_run_group_tests(tests, start_secrets, NULL);
}
