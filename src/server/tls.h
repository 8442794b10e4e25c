/* SPDX-License-Identifier: Apache-2.0
 *
 * The certificate and key that this process shows, and which versions and
 * ciphers it speaks.  One pair for the process; it can be read anew while
 * connections are open.  Knows neither HTTP nor sockets.
 */
#ifndef SERVER_TLS_H
#define SERVER_TLS_H

#include <gnutls/abstract.h>

#include "base/err.h"

/* TLS 1.2 and 1.3, forward secrecy and authenticated ciphers only. */
extern const char tls_priorities[];

/* Reads a pair of PEM files, the leaf's certificate first.  A pair that cannot
 * be used leaves the one before it in place. */
bool tls_load(const char *cert_file, const char *key_file, struct err *err) must_use;
/* Forgets the pairs: when no connection is left. */
void tls_unload(void);

/* What the TLS library asks at each handshake. */
int tls_choose(gnutls_session_t session, const gnutls_datum_t *authorities, int authority_count,
               const gnutls_pk_algorithm_t *algorithms, int algorithm_count, gnutls_pcert_st **ret_chain,
               unsigned *ret_count, gnutls_privkey_t *ret_key);

#endif
