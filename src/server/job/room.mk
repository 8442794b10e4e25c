# SPDX-License-Identifier: Apache-2.0
libserver_a_SOURCES += \
	src/server/job/audit_checkpoint.c src/server/job/audit_checkpoint.h \
	src/server/job/checkpoint_place.c src/server/job/checkpoint_place.h \
	src/server/job/day_end.c src/server/job/day_end.h \
	src/server/job/document_helper.c src/server/job/document_helper.h \
	src/server/job/helper_keeper.c src/server/job/helper_keeper.h \
	src/server/job/document_job.c src/server/job/document_job.h \
	src/server/job/mail.c src/server/job/mail.h \
	src/server/job/mail_post.c src/server/job/mail_post.h \
	src/server/job/mail_sink.c src/server/job/mail_sink.h \
	src/server/job/rest.c src/server/job/rest.h
