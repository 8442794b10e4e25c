/* SPDX-License-Identifier: Apache-2.0
 *
 * One gettext domain a language, bound once.
 */
#include "server/service/language.h"

#include <libintl.h>
#include <pthread.h>

#include "base/err.h"
#include "base/paths.h"
#include "base/str.h"

static const struct {
	const char *tag;
	const char *domain;
} catalogues[] = {
	{ "es", "caseload-es" },
};

static pthread_once_t bound = PTHREAD_ONCE_INIT;

static void
bind_domains(void)
{
	struct arena arena = ARENA_INIT;
	for (size_t i = 0; i < countof(catalogues); i++)
		(void)bindtextdomain(catalogues[i].domain, path_locale(&arena));
	arena_done(&arena);
}

const char *
say_in(const char *language, const char *msgid)
{
	pthread_once(&bound, bind_domains);
	for (size_t i = 0; i < countof(catalogues); i++)
		if (str_eq(catalogues[i].tag, language))
			return dgettext(catalogues[i].domain, msgid);
	return msgid;
}

static _Thread_local const char *refused_in;

static const char *
refusal_in_words(const char *fmt)
{
	return say_in(refused_in, fmt);
}

const char *
refuse_in(const char *language)
{
	const char *before = refused_in;

	refused_in = language;
	err_speak(language ? refusal_in_words : NULL);
	return before;
}
