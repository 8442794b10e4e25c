/* SPDX-License-Identifier: Apache-2.0
 *
 * How tests of the workstation begin and end; the promises are in the header.
 */
#include <libintl.h>
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "client_begin.h"

struct fake fake;

int
fake_open(void **state)
{
	(void)state;
	fake_start(&fake, 24, 80);
	return 0;
}

int
fake_open_queue(void **state)
{
	fake_open(state);
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200, fake_applications(&fake, 0, 3, 3));
	return 0;
}

int
fake_close(void **state)
{
	(void)state;
	fake_stop(&fake);
	return 0;
}

void
fake_begin_as(const char *username, const char *session)
{
	fake_type(&fake, username);
	fake_keys(&fake, "Tab");
	fake_type(&fake, "sample-password");
	fake_keys(&fake, "Enter");
	fake_reply(&fake, "POST /v1/sessions", 201, session);
}

void
fake_command(const char *words)
{
	fake_keys(&fake, ":");
	fake_type(&fake, words);
	fake_keys(&fake, "Enter");
}

void
fake_speak_spanish(void)
{
	const char *build = getenv("builddir");
	char path[400];

	snprintf(path, sizeof(path), "%s/share/locale", build ? build : ".");
	setlocale(LC_ALL, "C.UTF-8");
	setenv("LANGUAGE", "es", 1);
	bindtextdomain("caseload", path);
	bind_textdomain_codeset("caseload", "UTF-8");
	textdomain("caseload");
}

const char *
fake_program(const char *id)
{
	static struct {
		char id[40];
		struct buf body;
	} known[4];
	const char *source = getenv("srcdir");
	char path[400], bytes[4096];
	size_t i = 0, len;

	while (known[i].id[0] && strcmp(known[i].id, id) != 0)
		assert_true(++i < countof(known));
	if (known[i].id[0])
		return known[i].body.data;
	snprintf(known[i].id, sizeof(known[i].id), "%s", id);
	buf_init(&known[i].body, 2 * 1024 * 1024);
	snprintf(path, sizeof(path), "%s/src/programs/%s.json", source ? source : "..", id);
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	buf_printf(&known[i].body, "{\"id\":\"%s\",\"version\":1,\"name\":\"%s\",\"definition\":", id, id);
	while ((len = fread(bytes, 1, sizeof(bytes), file)) > 0)
		buf_add(&known[i].body, bytes, len);
	fclose(file);
	buf_putc(&known[i].body, '}');
	return known[i].body.data;
}

void
fake_queue_of(int total)
{
	fake_sign_in(&fake);
	fake_reply(&fake, "GET /v1/applications?assignee=me", 200,
	           fake_applications(&fake, 0, total < 50 ? total : 50, total));
}

const char *
fake_customer(const char *phone, const char *city, int version)
{
	static char body[4000];

	snprintf(body, sizeof(body),
	         "{\"id\":\"c_1\",\"version\":%d,\"kind\":\"person\",\"case_number\":\"C-104882\","
	         "\"name\":\"Nguyen Thi Hoa\",\"born_on\":\"1961-03-04\",\"language\":\"vi\","
	         "\"phone\":\"%s\",\"ssn_last4\":\"1234\",\"county\":\"Davidson\",\"open_applications\":1,"
	         "\"address\":{\"line1\":\"12 Oak St\",\"city\":\"%s\",\"state\":\"TN\",\"zip\":\"37201\"},"
	         "\"household\":[{\"customer_id\":\"c_2\",\"name\":\"Linh Nguyen\",\"relation\":\"child\","
	         "\"born_on\":\"1990-05-01\"},{\"name\":\"Bao\",\"relation\":\"grandchild\"}],"
	         "\"pinned_notes\":[{\"text\":\"daughter Linh interprets\",\"priority\":1}],"
	         "\"applications\":[{\"id\":\"a_0\",\"number\":\"A-26-000412\",\"program_id\":\"snap\","
	         "\"status\":\"in_review\",\"due_on\":\"2025-11-19\"},{\"id\":\"a_8\","
	         "\"number\":\"A-24-000008\",\"program_id\":\"snap\",\"status\":\"approved\"}]}",
	         version, phone, city);
	return body;
}
