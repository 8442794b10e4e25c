# SPDX-License-Identifier: Apache-2.0
#
# Rooms list their tests in their own room.mk; see the top Makefile.am.
#
#   make check                 the whole suite
#   make check-unit            one group: unit screen api pty browser
#   make check ONLY='decide'   tests with a word in their path
#   make check-long            all that takes long, too: sweeps whole, other builds
#   make bench                 measurements, beside the bare floors
if HAVE_TEST_LIBRARIES
check_LIBRARIES += libtests.a
check_PROGRAMS += $(unit_tests) $(screen_tests) $(api_tests) $(pty_tests) $(slow_tests)
endif

# What every compiled test links with; a test says only its own name.
LDADD = libtests.a libclient.a libserver.a libproto.a libdomain.a libbase.a \
	$(CLIENT_LIBS) $(SERVER_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS)

unit_scripts += tests/check-layers

EXTRA_DIST += tests/run $(unit_scripts) $(screen_scripts) $(api_scripts) \
	$(pty_scripts) $(browser_scripts) $(slow_scripts)

unit_group = $(unit_tests:%=unit:%) $(unit_scripts:%=unit:%)
screen_group = $(screen_tests:%=screen:%) $(screen_scripts:%=screen:%)
api_group = $(api_tests:%=api:%) $(api_scripts:%=api:%)
pty_group = $(pty_tests:%=pty:%) $(pty_scripts:%=pty:%)
browser_group = $(browser_scripts:%=browser:%)
slow_group = $(slow_tests:%=slow:%) $(slow_scripts:%=slow:%)
suite = $(unit_group) $(screen_group) $(api_group) $(pty_group) $(browser_group)

run_tests = srcdir='$(abs_top_srcdir)' builddir='$(abs_builddir)' CC='$(CC)' \
	$(SHELL) $(top_srcdir)/tests/run

if HAVE_TEST_LIBRARIES
check-local:
	@$(run_tests) $(suite)
check-unit check-screen check-api check-pty check-browser: all-am
	@$(MAKE) $(AM_MAKEFLAGS) $(check_LIBRARIES) $(check_PROGRAMS)
	@case $@ in \
	check-unit) $(run_tests) $(unit_group) ;; \
	check-screen) $(run_tests) $(screen_group) ;; \
	check-api) $(run_tests) $(api_group) ;; \
	check-pty) $(run_tests) $(pty_group) ;; \
	check-browser) $(run_tests) $(browser_group) ;; \
	esac
check-long: all-am
	@$(MAKE) $(AM_MAKEFLAGS) $(check_LIBRARIES) $(check_PROGRAMS)
	@CASELOAD_LONG=1 $(run_tests) $(suite) $(slow_group)
else
check-local check-unit check-screen check-api check-pty check-browser check-long:
	@echo 'The tests need cmocka and libvterm (Debian: libcmocka-dev libvterm-dev); run ./bootstrap check.' >&2
	@exit 1
endif

bench: all-am
	@if test -x $(top_srcdir)/tests/bench/run; then \
		srcdir='$(abs_top_srcdir)' builddir='$(abs_builddir)' CC='$(CC)' \
			$(top_srcdir)/tests/bench/run; \
	else \
		echo 'tests/bench/run is not in this tree.' >&2; exit 1; \
	fi

clean-local: clean-tests
clean-tests:
	rm -rf tests/log

.PHONY: bench check-unit check-screen check-api check-pty check-browser check-long \
	clean-share clean-tests
