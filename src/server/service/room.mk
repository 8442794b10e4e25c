# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += src/server/service/session.c src/server/service/session.h \
	src/server/service/key_event.c src/server/service/key_event.h \
	src/server/service/draft.c src/server/service/draft.h \
	src/server/service/list_export.c src/server/service/list_export.h \
	src/server/service/saved_filter.c src/server/service/saved_filter.h \
	src/server/service/own_key.c src/server/service/own_key.h src/server/service/password.c \
	src/server/service/sign_in.c src/server/service/throttle.c src/server/service/throttle.h \
	src/server/service/throttle_kept.c src/server/service/throttle_kept.h \
	src/server/service/otp.c src/server/service/otp.h \
	src/server/service/settings.def src/server/service/second_factor.c src/server/service/second_factor.h
unit_tests += tests/unit/test_service_otp
tests_unit_test_service_otp_SOURCES = tests/unit/test_service_otp.c
unit_tests += tests/unit/test_service_sign_in
tests_unit_test_service_sign_in_SOURCES = tests/unit/test_service_sign_in.c

libserver_a_SOURCES += \
	src/server/service/agency.c src/server/service/agency.h \
	src/server/service/key_file.c src/server/service/key_file.h \
	src/server/service/service.c src/server/service/service.h

# Applications and decisions.
libserver_a_SOURCES += \
	src/server/service/alike.c src/server/service/alike.h \
	src/server/service/conflict.c src/server/service/conflict.h \
	src/server/service/answer.c src/server/service/answer.h \
	src/server/service/agenda.c src/server/service/agenda.h \
	src/server/service/appeal.c src/server/service/appeal.h \
	src/server/service/packet.c src/server/service/packet.h \
	src/server/service/packet_sheet.c src/server/service/packet_sheet.h \
	src/server/service/reminder.c src/server/service/reminder.h \
	src/server/service/review.c src/server/service/review.h \
	src/server/service/access_code.c src/server/service/access_code.h \
	src/server/service/application.c src/server/service/application.h \
	src/server/service/application_commit.c \
	src/server/service/application_file.c src/server/service/application_file.h \
	src/server/service/application_plan.c \
	src/server/service/application_view.c src/server/service/application_view.h \
	src/server/service/approval.c src/server/service/approval.h \
	src/server/service/completeness.c src/server/service/completeness.h \
	src/server/service/decision.c src/server/service/decision.h \
	src/server/service/decision_kept.c \
	src/server/service/intake.c src/server/service/intake.h \
	src/server/service/interview.c src/server/service/interview.h \
	src/server/service/feedback.c src/server/service/feedback.h \
	src/server/service/mail.c src/server/service/mail.h src/server/service/mail_text.c \
	src/server/service/mail_outcome.c src/server/service/mail_outcome.h \
	src/server/service/missing.c src/server/service/missing.h \
	src/server/service/document.c src/server/service/document.h \
	src/server/service/document_check.c src/server/service/document_link.c \
	src/server/service/next.c src/server/service/next.h \
	src/server/service/note.c src/server/service/note.h \
	src/server/service/proposal.c src/server/service/proposal.h \
	src/server/service/signature.c src/server/service/signature.h \
	src/server/service/seen.c src/server/service/seen.h \
	src/server/service/worksheet.c src/server/service/worksheet.h \
	src/server/service/verification.c src/server/service/verification.h
libtests_a_SOURCES += tests/unit/service_fixture.c tests/unit/service_fixture.h \
	tests/unit/decision_fixture.c tests/unit/decision_fixture.h \
	tests/unit/desk_fixture.c tests/unit/desk_fixture.h
unit_tests += tests/unit/test_service_acts tests/unit/test_service_casework \
	tests/unit/test_service_appeal tests/unit/test_service_alike tests/unit/test_service_conflict tests/unit/test_service_reminder \
	tests/unit/test_service_decision tests/unit/test_service_decision_request tests/unit/test_service_intake \
	tests/unit/test_service_second_person tests/unit/test_service_kept_decision \
	tests/unit/test_service_worksheet tests/unit/test_service_worksheet_ahead tests/unit/test_service_account tests/unit/test_service_answer \
	tests/unit/test_service_applying tests/unit/test_service_access_code \
	tests/unit/test_service_queue
libserver_a_SOURCES += src/server/service/program.c src/server/service/program.h \
	src/server/service/worker.c src/server/service/worker.h

# Customers, their history and interactions.
libserver_a_SOURCES += \
	src/server/service/customer.c src/server/service/customer.h \
	src/server/service/customer_check.c src/server/service/customer_search.c \
	src/server/service/history.c src/server/service/history.h \
	src/server/service/interaction.c src/server/service/interaction.h \
	src/server/service/language.c src/server/service/language.h \
	src/server/service/record_scope.c src/server/service/record_scope.h \
	src/server/service/search.c src/server/service/search.h \
	src/server/service/status.c src/server/service/status.h \
	src/server/service/status_pass.c
libserver_a_SOURCES += \
	src/server/service/report.c src/server/service/report.h src/server/service/report_work.h \
	src/server/service/report_open.c src/server/service/report_decided.c \
	src/server/service/report_decided.h src/server/service/report_decided_count.c \
	src/server/service/report_quality.c src/server/service/report_talk.c
# What applicants do by themselves.
libserver_a_SOURCES += \
	src/server/service/account.c src/server/service/account.h src/server/service/account_earlier.c \
	src/server/service/account_mail.c \
	src/server/service/account_proof.c src/server/service/account_proof.h \
	src/server/service/pass.c src/server/service/pass.h \
	src/server/service/prescreen.c src/server/service/prescreen.h \
	src/server/service/started_form.c src/server/service/started_form.h \
	src/server/service/started_form_send.c
unit_tests += tests/unit/test_service_moves
unit_tests += tests/unit/test_service_agency
unit_tests += tests/unit/test_service_throttle
tests_unit_test_service_throttle_SOURCES = tests/unit/test_service_throttle.c
libserver_a_SOURCES += src/server/service/application_record.c src/server/service/application_record.h \
	src/server/service/audit.c src/server/service/audit.h \
	src/server/service/erase.c src/server/service/erase.h \
	src/server/service/seal.c src/server/service/seal.h

# Who is given what, and plans.
libserver_a_SOURCES += \
	src/server/service/assign_new.c src/server/service/assign_new.h \
	src/server/service/bulk.c src/server/service/bulk.h \
	src/server/service/give.c src/server/service/give.h \
	src/server/service/households.c src/server/service/households.h \
	src/server/service/kin.c src/server/service/kin.h \
	src/server/service/leave.c src/server/service/leave.h \
	src/server/service/plan.h src/server/service/plan_change.c src/server/service/plan_commit.c \
	src/server/service/plan_gather.c src/server/service/plan_gather.h src/server/service/plan_make.c \
	src/server/service/plan_teams.c src/server/service/plan_view.c \
	src/server/service/plan_words.c \
	src/server/service/queue_words.c src/server/service/queue_words.h \
	src/server/service/workload.c src/server/service/workload.h
