# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += src/server/handler/handlers.h

# Applications and decisions.
libserver_a_SOURCES += \
	src/server/handler/desk.c \
	src/server/handler/answer.c src/server/handler/application.c src/server/handler/approval.c \
	src/server/handler/decision.c src/server/handler/document.c src/server/handler/missing.c \
	src/server/handler/leave.c src/server/handler/note.c src/server/handler/plan.c src/server/handler/review.c \
	src/server/handler/worksheet.c src/server/handler/verification.c
api_scripts += tests/api/answers.py tests/api/applications.py tests/api/board.py tests/api/decisions.py tests/api/documents.py tests/api/plans.py tests/api/plan_moves.py tests/api/plan_teams.py tests/api/plan_along.py tests/api/assignment.py
api_scripts += tests/api/quarantine.py tests/api/reviews.py tests/api/bulk.py tests/api/at_once.py
EXTRA_DIST += tests/api/papers.py
EXTRA_DIST += tests/api/cases.py

# Who decided, proven; and a server without the check, for the control.
api_scripts += tests/api/signatures.py
EXTRA_DIST += tests/api/signing.py
check_PROGRAMS += tests/api/unsigned_server
tests_api_unsigned_server_SOURCES = tests/api/unsigned_server.c src/server/main.c
tests_api_unsigned_server_LDADD = $(caseload_server_LDADD)
libserver_a_SOURCES += src/server/handler/audit.c src/server/handler/me.c src/server/handler/draft.c src/server/handler/own_key.c src/server/handler/program.c src/server/handler/saved_filter.c \
	src/server/handler/report.c

# Customers, history, interactions, search.
libserver_a_SOURCES += \
	src/server/handler/customer.c src/server/handler/interaction.c src/server/handler/look.c src/server/handler/look.h \
	src/server/handler/search.c
api_scripts += tests/api/people.py tests/api/transcripts.py
