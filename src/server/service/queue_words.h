/* SPDX-License-Identifier: Apache-2.0
 *
 * The words by which applications are asked for, as a filter of the queue.
 */
#ifndef SERVICE_QUEUE_WORDS_H
#define SERVICE_QUEUE_WORDS_H

#include "domain/policy.h"
#include "proto/requests.h"
#include "server/service/service.h"
#include "server/store/queue_list.h"

/* Names are found whatever their case, and what no application can have is
 * refused by name: an empty list would be taken for an answer.  where stands
 * before the name in what is said of a word that will not do: "?" or a pointer.  The filter's scope, clocks and day are for who runs it. */
bool queue_words_read(const struct filter_words *words, const struct call *call, const char *where,
                      struct queue_filter *ret, struct err *err) must_use;

#endif
