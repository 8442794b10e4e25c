# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += src/server/store/migration.h
nodist_libserver_a_SOURCES += src/server/store/migrations.c

# In the order of their numbers: src/server/store/migrate/NNNN_name.sql
migration_files =

EXTRA_DIST += src/server/store/migrate/embed.awk $(migration_files)
CLEANFILES += src/server/store/migrations.c

src/server/store/migrations.c: $(migration_files) src/server/store/migrate/embed.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && cd $(srcdir) && \
	$(AWK) -f src/server/store/migrate/embed.awk $(migration_files) /dev/null \
		> $(abs_builddir)/$@.new && mv $(abs_builddir)/$@.new $(abs_builddir)/$@

# Customers, interactions, history.
libserver_a_SOURCES += \
	src/server/store/customer.c src/server/store/customer.h \
	src/server/store/customer_find.c \
	src/server/store/interaction.c src/server/store/interaction.h \
	src/server/store/message.c
