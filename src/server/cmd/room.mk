# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += \
	src/server/cmd/audit.c src/server/cmd/audit.h \
	src/server/cmd/backup.c \
	src/server/cmd/cmd.h \
	src/server/cmd/customer.c src/server/cmd/customer.h \
	src/server/cmd/customer_erase.c \
	src/server/cmd/customer_seal.c \
	src/server/cmd/export.c \
	src/server/cmd/init.c src/server/cmd/notices.c \
	src/server/cmd/open.c src/server/cmd/open.h \
	src/server/cmd/options.c src/server/cmd/options.h \
	src/server/cmd/program.c src/server/cmd/program.h \
	src/server/cmd/program_diff.c src/server/cmd/program_file.c src/server/cmd/program_file.h \
	src/server/cmd/program_review.c \
	src/server/cmd/program_test.c src/server/cmd/program_test.h \
	src/server/cmd/sample.c \
	src/server/cmd/setting.c \
	src/server/cmd/worker.c src/server/cmd/worker_args.c src/server/cmd/worker_conflict.c src/server/cmd/worker_work.h
libserver_a_SOURCES += src/server/cmd/serve.c src/server/cmd/demo.c
unit_scripts += tests/server/data_commands
