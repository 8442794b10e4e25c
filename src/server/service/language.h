/* SPDX-License-Identifier: Apache-2.0
 *
 * The program's own sentences in the language of one request.  The server has
 * many readers at once, so that the process's locale says nothing: each
 * language has a catalogue of its own.
 */
#ifndef SERVICE_LANGUAGE_H
#define SERVICE_LANGUAGE_H

/* The msgid itself where there is no catalogue; language NULL: English. */
const char *say_in(const char *language, const char *msgid);

/* What is refused on this thread from here on is said in that language; NULL: English.
 * Returns the language before. */
const char *refuse_in(const char *language);

#endif
