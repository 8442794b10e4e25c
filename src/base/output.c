/* SPDX-License-Identifier: Apache-2.0
 *
 * Whether what was printed arrived; the promise is in the header.
 */
#include "base/output.h"

#include <errno.h>

#include "base/words.h"

bool
output_sent(struct err *err)
{
	bool was_lost = ferror(stdout) != 0;

	errno = 0;
	if (fflush(stdout) == 0 && !was_lost)
		return true;
	return err_set(err, ERR_LOCAL_FILE, _("Not all of it could be printed: %s."),
	               strerror(errno != 0 ? errno : EIO));
}
