# SPDX-License-Identifier: Apache-2.0
libclient_a_SOURCES += \
	src/client/view/agenda.c \
	src/client/view/agenda_row.c \
	src/client/view/as_it_was.c src/client/view/as_it_was_lines.c src/client/view/as_it_was_view.h \
	src/client/view/audit_looks.c \
	src/client/view/answer.c \
	src/client/view/answer.h \
	src/client/view/answer_entry.c \
	src/client/view/audit_proof.c \
	src/client/view/audit_workers.c \
	src/client/view/document.c \
	src/client/view/board.c src/client/view/board_draw.c src/client/view/board_view.h src/client/view/drill.c src/client/view/drill.h \
	src/client/view/insights.c src/client/view/insights_rows.c src/client/view/insights_rows.h \
	src/client/view/bulk.c src/client/view/bulk.h \
	src/client/view/linking.c src/client/view/linking.h \
	src/client/view/list_export.c src/client/view/list_export.h \
	src/client/view/queue_filter.c src/client/view/queue_filter.h \
	src/client/view/queue_marks.c src/client/view/queue_marks.h \
	src/client/view/plan.c src/client/view/plan_change.c src/client/view/plan_draw.c src/client/view/plan_person.c src/client/view/plan_view.h \
	src/client/view/plan_rows.c src/client/view/plan_rows.h \
	src/client/view/plan_start.c src/client/view/plan_start.h \
	src/client/view/chat_row.c \
	src/client/view/chats.c \
	src/client/view/conflict.c src/client/view/conflict.h \
	src/client/view/customer.c \
	src/client/view/customer_edit.c \
	src/client/view/customer_lines.c \
	src/client/view/customers.c \
	src/client/view/reading.c \
	src/client/view/record.c \
	src/client/view/record_answers.c \
	src/client/view/record_command.c \
	src/client/view/record_header.c \
	src/client/view/record_lists.c \
	src/client/view/record_summary.c \
	src/client/view/record_worksheet.c \
	src/client/view/sheet_lines.c src/client/view/sheet_lines.h \
	src/client/view/record_told.c \
	src/client/view/show_words.c \
	src/client/view/timeline.c \
	src/client/view/transcript.c src/client/view/transcript_turns.c src/client/view/transcript_view.h \
	src/client/view/unfinished.c
libclient_a_SOURCES += \
	src/client/view/acts.c \
	src/client/view/queue.c src/client/view/queue_arrange.c src/client/view/queue_draw.c \
	src/client/view/queue_search.c src/client/view/queue_view.h \
	src/client/view/queue_row.c \
	src/client/view/queue_turns.c \
	src/client/view/second_factor.c \
	src/client/view/show.c \
	src/client/view/password.c \
	src/client/view/sign_in.c \
	src/client/view/view.c
libclient_a_SOURCES += src/client/view/queue_readers.c src/client/view/queue_readers.h src/client/view/alike.c src/client/view/appeal.c src/client/view/remind.c src/client/view/review.c \
	src/client/view/code_shown.c src/client/view/code_shown.h src/client/view/new_code.c
libclient_a_SOURCES += src/client/view/form_view.c src/client/view/form_view.h src/client/view/decision.c src/client/view/decision_form.c src/client/view/decision_months.c src/client/view/decision_request.c \
	src/client/view/ask.c src/client/view/assign.c src/client/view/status.c src/client/view/rehearsal.c src/client/view/rehearsal_draw.c src/client/view/rehearsal_issue.c src/client/view/interview.c src/client/view/note.c
libclient_a_SOURCES += \
	src/client/view/customer_contacts.c \
	src/client/view/customer_race.c \
	src/client/view/form_race.c \
	src/client/view/intake.c \
	src/client/view/intake_customer.c \
	src/client/view/intake_alike.c \
	src/client/view/intake_form.c \
	src/client/view/intake_form.h \
	src/client/view/question_fields.c \
	src/client/view/question_fields.h \
	src/client/view/plan_progress.c \
	src/client/view/merge.c \
	src/client/view/proof.c
screen_tests += tests/unit/test_client_view_audit tests/unit/test_client_view_board tests/unit/test_client_view_bulk tests/unit/test_client_view_insights tests/unit/test_client_view_linking tests/unit/test_client_view_people \
	tests/unit/test_client_view_conversation tests/unit/test_client_view_reading tests/unit/test_client_view_record \
	tests/unit/test_client_ahead tests/unit/test_client_view_typing tests/unit/test_client_view_code tests/unit/test_client_view_writing tests/unit/test_client_view_deciding tests/unit/test_client_view_review tests/unit/test_client_view_meanwhile \
	tests/unit/test_client_view_plan tests/unit/test_client_view_plan_under_way
