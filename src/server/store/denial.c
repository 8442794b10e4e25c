/* SPDX-License-Identifier: Apache-2.0
 *
 * Denials, page by page: a program may have tens of thousands.
 */
#include "server/store/denial.h"

#include "domain/application.h"

size_t
denial_list(struct db *db, const char *program_id, const char *after, struct arena *arena,
            struct denial_ref **ret)
{
	struct denial_ref *refs = arena_array(arena, DENIALS_PAGE, sizeof(*refs));
	struct stmt *stmt = db_query(db, "SELECT application_id, number FROM queue"
	                                 " WHERE program_id = $1 AND status = $2 AND number > $3"
	                                 " ORDER BY number LIMIT $4");
	size_t count = 0;

	bind_text(stmt, 1, program_id);
	bind_int(stmt, 2, APPLICATION_DENIED);
	bind_text(stmt, 3, after);
	bind_int(stmt, 4, DENIALS_PAGE);
	while (count < DENIALS_PAGE && stmt_row(stmt))
		refs[count++] = (struct denial_ref){
			.application_id = column_copy(stmt, 0, arena),
			.number = column_copy(stmt, 1, arena),
		};
	stmt_reset(stmt);
	*ret = refs;
	return count;
}
