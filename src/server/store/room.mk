# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += \
	src/server/store/access_log.c src/server/store/access_log.h \
	src/server/store/assignment.c src/server/store/assignment.h \
	src/server/store/audit_checkpoint.c src/server/store/audit_checkpoint.h \
	src/server/store/bulk.c src/server/store/bulk.h \
	src/server/store/backup.c src/server/store/backup.h \
	src/server/store/claim.c src/server/store/claim.h \
	src/server/store/checkpoint.c src/server/store/checkpoint.h \
	src/server/store/erase.c src/server/store/erase.h \
	src/server/store/db.c src/server/store/db.h src/server/store/driver.h \
	src/server/store/event_export.c src/server/store/event_export.h \
	src/server/store/event_log.c src/server/store/event_log.h src/server/store/event_row.h \
	src/server/store/event_read.c src/server/store/event_verify.c \
	src/server/store/limits.h \
	src/server/store/feedback.c src/server/store/feedback.h \
	src/server/store/mail.c src/server/store/mail.h \
	src/server/store/migrate.c src/server/store/migration.h \
	src/server/store/news.c src/server/store/news.h \
	src/server/store/outcome.c src/server/store/outcome.h \
	src/server/store/page_key.h \
	src/server/store/plan.c src/server/store/plan.h \
	src/server/store/pass_ended.c src/server/store/pass_ended.h \
	src/server/store/pg.c \
	src/server/store/scope_sql.c \
	src/server/store/second_factor.c src/server/store/second_factor.h \
	src/server/store/search.c src/server/store/search.h src/server/store/search_text.c \
	src/server/store/search_words.c src/server/store/search_words.h \
	src/server/store/sql_filter.c src/server/store/sql_filter.h \
	src/server/store/seal.c src/server/store/seal.h \
	src/server/store/setting.c src/server/store/setting.h \
	src/server/store/sqlite.c src/server/store/sqlite_db.h src/server/store/sqlite_file.c \
	src/server/store/staff.c src/server/store/staff.h \
	src/server/store/throttle.c src/server/store/throttle.h \
	src/server/store/total.c src/server/store/total.h \
	src/server/store/writer.c src/server/store/writer.h
nodist_libserver_a_SOURCES += src/server/store/migrations.c

# In the order of their numbers: src/server/store/migrate/NNNN_name.sql
migration_files = \
	src/server/store/migrate/0001.sql \
	src/server/store/migrate/0002_search.sqlite.sql \
	src/server/store/migrate/0002_search.postgres.sql \
	src/server/store/migrate/0003_signing.sql \
	src/server/store/migrate/0004_audit_checkpoint.sql \
	src/server/store/migrate/0005_second_factor.sql \
	src/server/store/migrate/0006_draft.sql \
	src/server/store/migrate/0007_access.sql \
	src/server/store/migrate/0008_name_index.sql \
	src/server/store/migrate/0009_saved_filter.sql \
	src/server/store/migrate/0010_desk.sql \
	src/server/store/migrate/0011_report.sql \
	src/server/store/migrate/0012_document.sql \
	src/server/store/migrate/0013_mail.sql \
	src/server/store/migrate/0014_started_form.sql \
	src/server/store/migrate/0015_plan.sql \
	src/server/store/migrate/0016_account.sql \
	src/server/store/migrate/0017_worksheet.sql \
	src/server/store/migrate/0018_alike.sql \
	src/server/store/migrate/0019_feedback.sql \
	src/server/store/migrate/0020_exports.sql \
	src/server/store/migrate/0021_last.sql \
	src/server/store/migrate/0022_throttle.sql \
	src/server/store/migrate/0023_pass_ended.sql \
	src/server/store/migrate/0024_account_mail.sql \
	src/server/store/migrate/0025_review.sql \
	src/server/store/migrate/0026_bulk.sql \
	src/server/store/migrate/0027_figures.sql \
	src/server/store/migrate/0028_mail_sealed.sql \
	src/server/store/migrate/0029_disability.sql \
	src/server/store/migrate/0030_account_application.sql \
	src/server/store/migrate/0031_plan_team.sql \
	src/server/store/migrate/0032_draft_application.sql \
	src/server/store/migrate/0033_assignment.sql \
	src/server/store/migrate/0034_filed.sql \
	src/server/store/migrate/0035_decision_day.sql \
	src/server/store/migrate/0036_erased_born_on.sql \
	src/server/store/migrate/0037_household.sqlite.sql \
	src/server/store/migrate/0037_household.postgres.sql \
	src/server/store/migrate/0038_document_link_session.sql

EXTRA_DIST += src/server/store/migrate/embed.awk $(migration_files)
CLEANFILES += src/server/store/migrations.c

src/server/store/migrations.c: $(migration_files) src/server/store/migrate/embed.awk
	$(AM_V_GEN)$(MKDIR_P) $(@D) && cd $(srcdir) && \
	$(AWK) -f src/server/store/migrate/embed.awk $(migration_files) /dev/null \
		> $(abs_builddir)/$@.new && mv $(abs_builddir)/$@.new $(abs_builddir)/$@

# Customers, interactions, history.
libserver_a_SOURCES += \
	src/server/store/customer.c src/server/store/customer.h \
	src/server/store/customer_scope.c \
	src/server/store/history.c src/server/store/history.h \
	src/server/store/interaction.c src/server/store/interaction.h \
	src/server/store/message.c \
	src/server/store/report.c src/server/store/report.h src/server/store/report_chats.c \
	src/server/store/relay.c src/server/store/relay.h \
	src/server/store/sample_merge.c src/server/store/sample_merge.h \
	src/server/store/sample_rows.c src/server/store/sample_rows.h

libserver_a_SOURCES += \
	src/server/store/alike.c src/server/store/alike.h \
	src/server/store/household.c src/server/store/household.h \
	src/server/store/appeal.c src/server/store/appeal.h \
	src/server/store/reminder.c src/server/store/reminder.h \
	src/server/store/review.c src/server/store/review.h \
	src/server/store/application.c src/server/store/application.h \
	src/server/store/counter.c src/server/store/counter.h \
	src/server/store/document.c src/server/store/document.h \
	src/server/store/denial.c src/server/store/denial.h src/server/store/decision.c src/server/store/decision.h src/server/store/decision_row.h \
	src/server/store/decision_verify.c \
	src/server/store/interview.c src/server/store/interview.h \
	src/server/store/missing_item.c src/server/store/missing_item.h \
	src/server/store/note.c src/server/store/note.h \
	src/server/store/notice.c src/server/store/notice.h \
	src/server/store/draft.c src/server/store/draft.h src/server/store/seen.c src/server/store/seen.h \
	src/server/store/queue.c src/server/store/queue.h \
	src/server/store/queue_filter.c src/server/store/queue_filter.h \
	src/server/store/queue_list.c src/server/store/queue_list.h \
	src/server/store/queue_total.c \
	src/server/store/saved_filter.c src/server/store/saved_filter.h \
	src/server/store/assignee.c src/server/store/assignee.h

libtests_a_SOURCES += tests/unit/store_fixture.c tests/unit/store_fixture.h \
	tests/unit/event_fixture.c tests/unit/event_fixture.h
unit_tests += tests/unit/test_store_event_log tests/unit/test_store_event_export tests/unit/test_store_million tests/unit/test_store_writer \
	tests/unit/test_store_policy \
	tests/unit/test_store_search
libserver_a_SOURCES += src/server/store/session.c src/server/store/session.h \
	src/server/store/signature_verify.c src/server/store/signature_verify.h \
	src/server/store/signing_key.c src/server/store/signing_key.h \
	src/server/store/worker.c src/server/store/worker.h
slow_scripts += tests/pg/store tests/pg/api tests/pg/kill_points tests/server/power_loss
EXTRA_DIST += tests/pg/with-postgres tests/pg/commands tests/pg/two_servers.py

# A victim, not a test: built with the tests, run by test_store_kill.
check_PROGRAMS += tests/unit/kill_writer
unit_tests += tests/unit/test_store_backup tests/unit/test_store_kill tests/unit/test_store_db

# The applicant's own.
libserver_a_SOURCES += \
	src/server/store/account.c src/server/store/account.h \
	src/server/store/started_form.c src/server/store/started_form.h
