# SPDX-License-Identifier: Apache-2.0
#
# Rooms list their tests in their own room.mk; see the top Makefile.am.
#
#   make check                 the whole suite
#   make check-unit            one group: unit screen api pty browser
#   make check ONLY='decision' tests with a word in their path
#   make check-long            sweeps whole, and all that takes long
#   make compile-all           compile the tests, too, and run nothing
#   make bench                 measurements, beside the bare floors
#   make coverage              branches of the code whose mistakes cost most
if HAVE_TEST_LIBRARIES
check_LIBRARIES += libtests.a
check_PROGRAMS += $(unit_tests) $(screen_tests) $(api_tests) $(pty_tests) $(slow_tests)
endif

# What every compiled test links with; a test says only its own name.
LDADD = libtests.a libclient.a libserver.a libproto.a libdomain.a libbase.a \
	$(CLIENT_LIBS) $(SERVER_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS)

unit_scripts += tests/check-layers tests/check-words tests/check-docs tests/check-bootstrap
unit_scripts += tests/server/service_unit
# The arithmetic of programs, beside a second implementation and beside others' figures.
unit_scripts += tests/rules/households.py tests/rules/published.py
EXTRA_DIST += tests/rules/second.py tests/rules/sheets.py
slow_scripts += tests/api/attackers.py tests/api/guesses.py tests/api/slow_peers.py
slow_scripts += tests/openapi-lint tests/other-builds tests/fresh-root tests/coverage

api_scripts += tests/api/sessions.py tests/api/second_factor.py tests/api/manners.py tests/api/writes.py tests/api/events.py tests/api/slow.py tests/api/strict_json.py tests/api/policy.py tests/api/policy_matrix.py tests/api/policy_ids.py \
	tests/api/conventions.py tests/api/agreement.py tests/api/tls.py tests/api/flood.py tests/api/bombs.py tests/api/hostile_words.py
EXTRA_DIST += tests/api/server.py tests/api/visitor.py tests/api/applicant.py tests/api/apply_words.py tests/api/edge.py
EXTRA_DIST += tests/api/policy_agency.py tests/api/policy_fields.py tests/api/policy_own.py tests/api/policy_rows.py tests/api/authenticator.py
EXTRA_DIST += tests/api/flood_file.py
api_scripts += tests/api/mail.py tests/api/access_code.py
EXTRA_DIST += tests/api/postbox.py

# By force: the server killed under load, many writers on one version.
api_scripts += tests/api/kill.py tests/api/races.py tests/api/overtaken.py tests/api/contests.py tests/api/drafts.py tests/api/saved_filters.py tests/api/reports.py tests/api/problems.py tests/api/audit.py tests/api/auditor.py tests/api/erase.py tests/api/seal.py tests/api/conflicts.py tests/api/merged.py
EXTRA_DIST += tests/api/books.py tests/api/ledger.py tests/api/promised.py tests/api/spoil.py
# By number: one act, and each of its calls made to go wrong in turn.
api_scripts += tests/server/kill_points tests/server/error_points tests/server/allocations
slow_scripts += tests/server/allocations_sanitized
EXTRA_DIST += tests/server/faults.py tests/server/plant.c tests/server/plant_postgres.c tests/server/bare_ack.c \
	tests/server/memory.py tests/server/failmalloc.c

EXTRA_DIST += tests/run tests/coverage.aside $(unit_scripts) $(screen_scripts) $(api_scripts) \
	$(pty_scripts) $(browser_scripts) $(slow_scripts)

unit_group = $(unit_tests:%=unit:%) $(unit_scripts:%=unit:%)
screen_group = $(screen_tests:%=screen:%) $(screen_scripts:%=screen:%)
api_group = $(api_tests:%=api:%) $(api_scripts:%=api:%)
pty_group = $(pty_tests:%=pty:%) $(pty_scripts:%=pty:%)
browser_group = $(browser_scripts:%=browser:%)
slow_group = $(slow_tests:%=slow:%) $(slow_scripts:%=slow:%)
suite = $(unit_group) $(screen_group) $(api_group) $(pty_group) $(browser_group)

# What branch coverage is measured by, in a build of its own.
coverage_group = $(unit_tests:%=unit:%) api:tests/server/data_commands \
	$(patsubst %,api:tests/api/%.py,agreement applications audit auditor contests \
	decisions drafts erase flood_relief line_commands mail people policy policy_matrix portal problems races seal sessions \
	signatures strict_json writes)

# What also runs under the sanitizers in each check: all that does not mostly wait
# or measure, and one pty story.  check-long runs everything under them.
sanitized_group = $(unit_group) $(screen_group) $(filter-out $(patsubst %,api:tests/%, \
	$(addsuffix .py,$(addprefix api/,mail audit reports auditor problems flood signatures \
	slow kill races overtaken contests plan_moves transcripts)) \
	server/kill_points server/error_points server/allocations),$(api_group)) \
	$(firstword $(pty_group))
groups = unit screen api pty browser

run_tests = srcdir='$(abs_top_srcdir)' builddir='$(abs_builddir)' CC='$(CC)' \
	$(SHELL) $(top_srcdir)/tests/run

AM_DISTCHECK_CONFIGURE_FLAGS = --enable-werror

if HAVE_TEST_LIBRARIES
check-local:
	@$(run_tests) $(foreach group,$(groups),$($(group)_group))
else
check-local:
	@echo 'The tests need cmocka and libvterm (Debian: libcmocka-dev libvterm-dev).' >&2
	@echo './bootstrap check installs them.' >&2
	@exit 1
endif

check-unit:
	@$(MAKE) $(AM_MAKEFLAGS) check groups=unit
check-screen:
	@$(MAKE) $(AM_MAKEFLAGS) check groups=screen
check-api:
	@$(MAKE) $(AM_MAKEFLAGS) check groups=api
check-pty:
	@$(MAKE) $(AM_MAKEFLAGS) check groups=pty
check-browser:
	@$(MAKE) $(AM_MAKEFLAGS) check groups=browser
check-long:
	@CASELOAD_LONG=1 $(MAKE) $(AM_MAKEFLAGS) check groups='$(groups) slow'

# Everything compiled, tests too, and nothing run.
compile-all: all
	@$(MAKE) $(AM_MAKEFLAGS) $(check_LIBRARIES) $(check_PROGRAMS)

bench: all-am
	@if test -x $(top_srcdir)/tests/bench/run; then \
		srcdir='$(abs_top_srcdir)' builddir='$(abs_builddir)' CC='$(CC)' \
			$(top_srcdir)/tests/bench/run; \
	else \
		echo 'tests/bench/run is not in this tree.' >&2; exit 1; \
	fi

coverage:
	@srcdir='$(abs_top_srcdir)' $(top_srcdir)/tests/coverage

clean-local: clean-tests
clean-tests:
	rm -rf tests/log tests/agency.lock tests/agency-*
	test tests/bench -ef $(srcdir)/tests/bench || rm -rf tests/bench

.PHONY: bench coverage compile-all check-unit check-screen check-api check-pty check-browser check-long \
	clean-share clean-tests

# The terminal that stories run the workstation in; see tests/pty/screen.c.
if HAVE_TEST_LIBRARIES
check_PROGRAMS += tests/pty/screen tests/server/fault
endif
tests_server_fault_SOURCES = tests/server/fault.c
tests_server_fault_LDADD =
tests_pty_screen_SOURCES = tests/pty/screen.c tests/pty/terminal.c tests/pty/terminal.h
tests_pty_screen_LDADD = $(VTERM_LIBS) -lutil
pty_scripts += tests/pty/denial.py tests/pty/auditor.py tests/pty/paste.py tests/pty/trouble.py tests/pty/killed_typing.py tests/pty/hostile.py tests/pty/hostile_fields.py \
	tests/pty/conversations.py tests/pty/bad_input.py tests/pty/elsewhere.py tests/pty/every_character.py tests/pty/line_faults.py tests/pty/secrets.py \
	tests/pty/session.py tests/pty/allocations.py tests/pty/documents.py tests/pty/linking.py
EXTRA_DIST += tests/pty/attacks.py tests/pty/planted_fields.py tests/pty/oracle.py tests/pty/proxy.py tests/pty/screen.py \
	tests/browser/axe.py tests/browser/browser.py tests/browser/keyboard.py
