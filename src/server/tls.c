/* SPDX-License-Identifier: Apache-2.0
 *
 * The pair of certificate and key.  Each handshake asks for it anew, so a new
 * pair serves the next connection and open ones never notice.
 */
#include "config.h"

#include "server/tls.h"

#include <fcntl.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/str.h"

enum { CHAIN_MAX = 8, EXPIRY_WARNING_S = 14 * 24 * 3600, KEY_ID_BYTES = 64 };

const char tls_priorities[] =
	"NONE:+VERS-TLS1.3:+VERS-TLS1.2:+AES-256-GCM:+AES-128-GCM:+CHACHA20-POLY1305:+ECDHE-ECDSA:+ECDHE-RSA"
	":+AEAD:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-SECP384R1:+COMP-NULL:+CTYPE-X509"
	":+SIGN-ECDSA-SHA256:+SIGN-ECDSA-SHA384:+SIGN-ECDSA-SECP256R1-SHA256:+SIGN-ECDSA-SECP384R1-SHA384"
	":+SIGN-EDDSA-ED25519:+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-RSA-PSS-RSAE-SHA384:+SIGN-RSA-SHA256"
	":+SIGN-RSA-SHA384:%SERVER_PRECEDENCE:%SAFE_RENEGOTIATION";

struct pair {
	gnutls_pcert_st chain[CHAIN_MAX];
	unsigned count;
	gnutls_privkey_t key;
	struct pair *older;
};

/* A handshake may still hold an older pair, and nothing says when it no longer
 * does: they are kept, some kilobytes for each reload, and freed at the end. */
static struct pair *_Atomic current;

static void
pair_free(struct pair *pair)
{
	while (pair->count > 0)
		gnutls_pcert_deinit(&pair->chain[--pair->count]);
	if (pair->key != NULL)
		gnutls_privkey_deinit(pair->key);
	free(pair);
}

static bool
fail(struct err *err, const char *file, const char *what, int code)
{
	return err_set(err, ERR_LOCAL_FILE, "%.120s %s: %s", file, what, gnutls_strerror(code));
}

static bool
file_read(const char *file, gnutls_datum_t *ret, struct err *err)
{
	int code = gnutls_load_file(file, ret);

	return code == 0 || fail(err, file, "cannot be read", code);
}

/* Years may have passed since somebody looked at it. */
static void
tell_expiry(const char *file, gnutls_x509_crt_t leaf)
{
	int64_t left_s = gnutls_x509_crt_get_expiration_time(leaf) - clock_real_ms() / 1000;

	if (left_s < 0)
		log_line(LOG_WARN, "tls", "The certificate in %s has expired: every client will refuse it.", file);
	else if (left_s < EXPIRY_WARNING_S)
		log_line(LOG_WARN, "tls", "The certificate in %s ends in %lld days.", file,
		         (long long)(left_s / (24 * 3600)));
}

static bool
chain_read(struct pair *pair, const char *file, uint8_t key_id[KEY_ID_BYTES], size_t *key_id_len, struct err *err)
{
	gnutls_datum_t pem = { NULL, 0 };
	gnutls_x509_crt_t certs[CHAIN_MAX];
	unsigned count = CHAIN_MAX, i;
	int code;

	if (!file_read(file, &pem, err))
		return false;
	code = gnutls_x509_crt_list_import(certs, &count, &pem, GNUTLS_X509_FMT_PEM,
	                                   GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED
	                                           | GNUTLS_X509_CRT_LIST_FAIL_IF_UNSORTED);
	gnutls_free(pem.data);
	if (code <= 0)
		return fail(err, file, "holds no chain of certificates", code);
	code = gnutls_x509_crt_get_key_id(certs[0], 0, key_id, key_id_len);
	tell_expiry(file, certs[0]);
	for (i = 0; i < count; i++) {
		if (code == 0) {
			code = gnutls_pcert_import_x509(&pair->chain[i], certs[i], 0);
			pair->count += code == 0;
		}
		gnutls_x509_crt_deinit(certs[i]);
	}
	return code == 0 || fail(err, file, "holds a certificate that cannot be used", code);
}

static void
tell_mode(const char *file)
{
	struct stat found;

	if (stat(file, &found) == 0 && (found.st_mode & 07) != 0)
		log_line(LOG_WARN, "tls", "Everybody on this machine can read the key in %s.", file);
}

static bool
key_read(struct pair *pair, const char *file, uint8_t key_id[KEY_ID_BYTES], size_t *key_id_len, struct err *err)
{
	gnutls_datum_t pem = { NULL, 0 };
	gnutls_x509_privkey_t key = NULL;
	int code;

	if (!file_read(file, &pem, err))
		return false;
	tell_mode(file);
	code = gnutls_x509_privkey_init(&key);
	if (code == 0)
		code = gnutls_x509_privkey_import2(key, &pem, GNUTLS_X509_FMT_PEM, NULL, GNUTLS_PKCS_PLAIN);
	gnutls_memset(pem.data, 0, pem.size);
	gnutls_free(pem.data);
	if (code == 0)
		code = gnutls_x509_privkey_get_key_id(key, 0, key_id, key_id_len);
	if (code == 0)
		code = gnutls_privkey_init(&pair->key);
	/* The copy belongs to the pair from here on. */
	if (code == 0)
		code = gnutls_privkey_import_x509(pair->key, key, GNUTLS_PRIVKEY_IMPORT_COPY);
	if (key != NULL)
		gnutls_x509_privkey_deinit(key);
	return code == 0 || fail(err, file, "holds no key without a password", code);
}

bool
tls_load(const char *cert_file, const char *key_file, struct err *err)
{
	struct pair *pair = calloc(1, sizeof(*pair));
	uint8_t cert_id[KEY_ID_BYTES], key_id[KEY_ID_BYTES];
	size_t cert_id_len = sizeof(cert_id), key_id_len = sizeof(key_id);

	if (pair == NULL)
		oom_exit();
	if (!chain_read(pair, cert_file, cert_id, &cert_id_len, err)
	    || !key_read(pair, key_file, key_id, &key_id_len, err)) {
		pair_free(pair);
		return false;
	}
	if (cert_id_len != key_id_len || memcmp(cert_id, key_id, key_id_len) != 0) {
		pair_free(pair);
		return err_set(err, ERR_LOCAL_FILE, "The key in %.100s does not belong to the certificate in %.100s.",
		               key_file, cert_file);
	}
	pair->older = atomic_load(&current);
	atomic_store(&current, pair);
	return true;
}

void
tls_unload(void)
{
	struct pair *pair = atomic_exchange(&current, NULL);

	while (pair != NULL) {
		struct pair *older = pair->older;
		pair_free(pair);
		pair = older;
	}
}

int
tls_choose(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
           const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **ret_chain,
           unsigned *ret_count, gnutls_privkey_t *ret_key)
{
	struct pair *pair = atomic_load(&current);

	(void)session;
	(void)authorities;
	(void)authority_count;
	(void)algorithms;
	(void)algorithm_count;
	if (pair == NULL)
		return -1;
	*ret_chain = pair->chain;
	*ret_count = pair->count;
	*ret_key = pair->key;
	return 0;
}
