/* SPDX-License-Identifier: Apache-2.0
 *
 * Access codes.
 */
#include "server/service/access_code.h"

#include "base/buf.h"
#include "base/str.h"
#include "server/service/agency.h"

void
access_code_make(char out[ACCESS_CODE_DIGITS + 1])
{
	random_digits(out, ACCESS_CODE_DIGITS);
	out[ACCESS_CODE_DIGITS] = '\0';
}

void
access_code_tag(uint8_t out[SECRET_KEY_BYTES], const struct agency *agency, const char *number,
                const char *code)
{
	assert(out && agency);
	assert(!str_empty(number) && !str_empty(code));
	struct buf both = BUF_INIT(200);

	/* The number is part of it, so that equal codes have different tags. */
	buf_printf(&both, "%s:%s", number, code);
	assert(buf_ok(&both));
	keyed_tag(out, agency_key(agency, KEY_ACCESS_CODE), both.data, both.len);
	secret_wipe(both.data, both.len);
	buf_done(&both);
}
