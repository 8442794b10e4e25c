# SPDX-License-Identifier: Apache-2.0
#
# mkdoc makes the manual from the tables; it runs on the machine that builds.
noinst_PROGRAMS += mkdoc
mkdoc_SOURCES = src/tools/mkdoc.c
mkdoc_LDADD =

# Proves an exported log where neither server nor database is.
bin_PROGRAMS += caseload-verify
caseload_verify_SOURCES = src/tools/caseload-verify.c
caseload_verify_LDADD = libbase.a $(BASE_LIBS)

man_pages_in = man/caseload.1.in man/caseload-server.8.in man/caseload-program.5.in \
	man/caseload-verify.1.in
man_MANS = man/caseload.1 man/caseload-server.8 man/caseload-program.5 man/caseload-verify.1

EXTRA_DIST += $(man_pages_in)
CLEANFILES += $(man_MANS)

man/caseload.1 man/caseload-server.8 man/caseload-program.5 man/caseload-verify.1: mkdoc$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man && ./mkdoc $(srcdir)/$@.in > $@.new && \
	sed 's/%VERSION%/$(PACKAGE_VERSION)/' $@.new > $@ && rm $@.new
man/caseload.1: man/caseload.1.in
man/caseload-server.8: man/caseload-server.8.in
man/caseload-program.5: man/caseload-program.5.in
man/caseload-verify.1: man/caseload-verify.1.in
