# SPDX-License-Identifier: Apache-2.0

libdomain_a_SOURCES += \
	src/domain/customer.h \
	src/domain/document.c src/domain/document.h src/domain/document_types.def \
	src/domain/event.c src/domain/event.h src/domain/events.def \
	src/domain/history_kinds.def \
	src/domain/interaction.c src/domain/interaction.h

libdomain_a_SOURCES += \
	src/domain/appeal.h \
	src/domain/application.c src/domain/application.h \
	src/domain/decision.c src/domain/decision.h \
	src/domain/report.c src/domain/report.h src/domain/reports.def \
	src/domain/review.c src/domain/review.h src/domain/review_kinds.def \
	src/domain/tally.c src/domain/tally.h \
	src/domain/statuses.def src/domain/transitions.def src/domain/updates.def \
	src/domain/turn.c src/domain/turn.h

libdomain_a_SOURCES += \
	src/domain/list.h src/domain/words.c src/domain/words.h \
	src/domain/names.c src/domain/names.def src/domain/names.h \
	src/domain/roles.def src/domain/worker.c src/domain/worker.h src/domain/policy.c src/domain/policy.h

# Programs: the file, its conditions, clocks and wording.
libdomain_a_SOURCES += \
	src/domain/answer_list.c src/domain/answer_list.h \
	src/domain/answer_renamed.c src/domain/answer_pairs.h \
	src/domain/answers.c src/domain/answers.h \
	src/domain/answers_asked.c \
	src/domain/counties.def src/domain/county.c src/domain/county.h \
	src/domain/deadline.c src/domain/deadline.h src/domain/workday.c \
	src/domain/json_line.c src/domain/json_line.h \
	src/domain/program.c src/domain/program.h src/domain/program_words.def \
	src/domain/program_form.c src/domain/program_help.c src/domain/program_load.c src/domain/program_reader.c \
	src/domain/program_reader.h src/domain/program_reasons.c \
	src/domain/program_cases.c src/domain/program_rules.c src/domain/program_rules.h \
	src/domain/program_steps.c src/domain/worksheet_words.def \
	src/domain/rule.c src/domain/rule.h src/domain/rule_compile.c src/domain/rule_list.c \
	src/domain/rule_look.c src/domain/rule_node.h src/domain/rule_number.c \
	src/domain/rule_operators.def src/domain/rule_text.c \
	src/domain/wording.c src/domain/wording.h
libdomain_a_SOURCES += \
	src/domain/rule_working.c \
	src/domain/advice_check.c src/domain/advice_check.h src/domain/fact_sheet.c \
	src/domain/served_check.c src/domain/served_check.h \
	src/domain/program_trial.c src/domain/program_trial.h \
	src/domain/worksheet.c src/domain/worksheet.h \
	src/domain/worksheet_facts.c src/domain/worksheet_facts.h \
	src/domain/worksheet_run.c src/domain/worksheet_run.h \
	src/domain/worksheet_words.c src/domain/worksheet_words.h
libdomain_a_SOURCES += \
	src/domain/completeness.c src/domain/completeness.h src/domain/item.c \
	src/domain/second_person.c src/domain/second_person.h src/domain/second_grounds.def \
	src/domain/decision_check.c src/domain/decision_check.h src/domain/findings.def \
	src/domain/finding.c src/domain/finding.h \
	src/domain/fact_record.c src/domain/facts.c src/domain/facts.h \
	src/domain/letter.c src/domain/render.c src/domain/render.h \
	src/domain/pay_period.c src/domain/pay_period.h \
	src/domain/logic_words.c src/domain/logic_words.h \
	src/domain/program_answer.c \
	src/domain/program_diff.c src/domain/program_diff.h src/domain/program_diff_value.c \
	src/domain/program_diff_walk.h src/domain/program_parts.def \
	src/domain/program_review.c src/domain/program_review.h \
	src/domain/program_lint.c src/domain/program_lint.h \
	src/domain/program_lint_reach.c src/domain/program_lint_rules.c src/domain/program_linter.h

unit_tests += \
	tests/unit/test_domain_answer_list tests/unit/test_domain_asked \
	tests/unit/test_domain_completeness tests/unit/test_domain_deadline \
	tests/unit/test_domain_decision tests/unit/test_domain_denial tests/unit/test_domain_facts tests/unit/test_domain_program \
	tests/unit/test_domain_program_diff tests/unit/test_domain_program_help \
	tests/unit/test_domain_program_lint tests/unit/test_domain_program_review \
	tests/unit/test_domain_render tests/unit/test_domain_rule tests/unit/test_domain_wording
libtests_a_SOURCES += tests/unit/findings_fixture.c tests/unit/findings_fixture.h
EXTRA_DIST += tests/unit/test_domain.h tests/unit/test_domain_case.h tests/unit/test_domain_denied.h
unit_tests += tests/unit/test_domain_policy
unit_tests += tests/unit/test_domain_worksheet
unit_tests += tests/unit/test_domain_event tests/unit/test_domain_document tests/unit/test_domain_tally

# Who is given what.
libdomain_a_SOURCES += \
	src/domain/assignment.c src/domain/assignment.def src/domain/assignment.h \
	src/domain/plan.h src/domain/plan_skips.def src/domain/rebalance.c src/domain/rebalance.h \
	src/domain/rebalance_search.c src/domain/rebalance_search.h
unit_tests += tests/unit/test_domain_assignment tests/unit/test_domain_rebalance
