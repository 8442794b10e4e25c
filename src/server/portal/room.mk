# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += \
	src/server/portal/account.c \
	src/server/portal/account_link.c \
	src/server/portal/answers.c src/server/portal/answers.h \
	src/server/portal/answers_entry.c \
	src/server/portal/appeal.c src/server/portal/appeal.h \
	src/server/portal/application.c \
	src/server/portal/apply.c src/server/portal/apply.h \
	src/server/portal/apply_contact.c \
	src/server/portal/apply_entry.c \
	src/server/portal/apply_kept.c \
	src/server/portal/apply_part.c \
	src/server/portal/apply_send.c \
	src/server/portal/apply_typed.c \
	src/server/portal/apply_which.c \
	src/server/portal/apply_you.c src/server/portal/apply_you.h \
	src/server/portal/apply_you_read.c \
	src/server/portal/asked.c src/server/portal/asked.h \
	src/server/portal/contact.c \
	src/server/portal/control.c \
	src/server/portal/feedback.c \
	src/server/portal/form.c src/server/portal/form.h \
	src/server/portal/home.c \
	src/server/portal/letter.c \
	src/server/portal/json.c \
	src/server/portal/page.c src/server/portal/page.h \
	src/server/portal/pages.c src/server/portal/pages.def \
	src/server/portal/prescreen.c \
	src/server/portal/program_page.c \
	src/server/portal/question.c \
	src/server/portal/send.c src/server/portal/send.h \
	src/server/portal/sign_in.c
nodist_libserver_a_SOURCES += src/server/portal/assets.c

portal_assets = src/server/portal/portal.css src/server/portal/portal.js src/server/portal/openapi.json

EXTRA_DIST += src/server/portal/embed.awk $(portal_assets)
CLEANFILES += src/server/portal/assets.c

src/server/portal/assets.c: $(portal_assets) src/server/portal/embed.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && cd $(srcdir) && \
	$(AWK) -f src/server/portal/embed.awk $(portal_assets) \
		> $(abs_builddir)/$@.new && mv $(abs_builddir)/$@.new $(abs_builddir)/$@

api_scripts += tests/api/portal.py tests/api/apply.py tests/api/apply_typed.py tests/api/apply_twice.py tests/api/accounts.py tests/api/account_mail.py tests/api/applicants.py tests/api/prescreen.py tests/api/portal_json.py
browser_scripts += tests/browser/status.py tests/browser/account.py tests/browser/apply.py tests/browser/hostile.py tests/browser/send.py tests/browser/journey.py tests/browser/pages.py
