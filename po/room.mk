# SPDX-License-Identifier: Apache-2.0
#
# Catalogues.  po/Makefile (gettext's own) installs each as domain "caseload"
# for the workstation.  The threaded server needs all languages at once: it
# runs under LANGUAGE=portal and asks for one domain per language, so each
# catalogue is also installed as portal/LC_MESSAGES/caseload-LL.mo.  Both
# stand under share/locale here, so that the built programs run in place.
languages = es
po_files = po/es.po
catalogues = \
	share/locale/es/LC_MESSAGES/caseload.mo \
	share/locale/portal/LC_MESSAGES/caseload-es.mo
portal_catalogues = share/locale/portal/LC_MESSAGES/caseload-es.mo

portallocaledir = $(localedir)/portal/LC_MESSAGES
nodist_portallocale_DATA = $(portal_catalogues)

all-local: $(catalogues)

share/locale/es/LC_MESSAGES/caseload.mo: po/es.po
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(MSGFMT) -c -o $@ $<
share/locale/portal/LC_MESSAGES/caseload-es.mo: po/es.po
	$(AM_V_GEN)$(MKDIR_P) $(@D) && $(MSGFMT) -c -o $@ $<

# After sentences were added or changed: the list of files and the catalogues.
# Building never does this, so that it never edits what is kept.
update-words:
	{ sed -n '/^#/p' $(srcdir)/po/POTFILES.in && $(top_srcdir)/tests/check-words --list; } \
		> POTFILES.new && mv POTFILES.new $(srcdir)/po/POTFILES.in
	./config.status po/Makefile.in po-directories
	rm -f $(srcdir)/po/$(PACKAGE).pot
	$(MAKE) $(AM_MAKEFLAGS) -C po update-po
.PHONY: update-words
