# SPDX-License-Identifier: Apache-2.0
#
# Rooms list their tests in their own room.mk; see the top Makefile.am.
if HAVE_TEST_LIBRARIES
check_LIBRARIES += libtests.a
check_PROGRAMS += $(unit_tests) $(screen_tests) $(api_tests) $(pty_tests) $(slow_tests)
endif

# What every compiled test links with; a test says only its own name.
LDADD = libtests.a libclient.a libserver.a libproto.a libdomain.a libbase.a \
	$(CLIENT_LIBS) $(SERVER_LIBS) $(CMOCKA_LIBS) $(VTERM_LIBS)
