/* SPDX-License-Identifier: Apache-2.0
 *
 * Small questions about C strings; bytes only, no locale.
 */
#include "base/str.h"

enum { ID_LEN_MAX = 40 };

static const char *
or_empty(const char *text)
{
	return text ? text : "";
}

bool
str_eq(const char *a, const char *b)
{
	return strcmp(or_empty(a), or_empty(b)) == 0;
}

bool
str_empty(const char *text)
{
	return !text || !*text;
}

bool
str_starts(const char *text, const char *prefix)
{
	prefix = or_empty(prefix);
	return strncmp(or_empty(text), prefix, strlen(prefix)) == 0;
}

bool
str_ends(const char *text, const char *suffix)
{
	text = or_empty(text);
	suffix = or_empty(suffix);
	size_t len = strlen(text), suffix_len = strlen(suffix);

	return suffix_len <= len && memcmp(text + len - suffix_len, suffix, suffix_len) == 0;
}

bool
str_to_i64(const char *text, int64_t *ret)
{
	text = or_empty(text);
	bool negative = *text == '-';
	int64_t value = 0;

	text += negative;
	if (!*text)
		return false;
	for (; *text; text++) {
		if (*text < '0' || *text > '9')
			return false;
		int digit = *text - '0';
		/* Counted downwards: INT64_MIN has no positive twin. */
		if (__builtin_mul_overflow(value, 10, &value) ||
			__builtin_sub_overflow(value, digit, &value))
			return false;
	}
	if (!negative && value == INT64_MIN)
		return false;
	*ret = negative ? value : -value;
	return true;
}

char *
str_dup(const char *text)
{
	char *copy = text ? strdup(text) : NULL;

	if (text && !copy)
		oom_exit();
	return copy;
}

bool
str_copy(char *dst, size_t size, const char *src)
{
	assert(size > 0);
	src = or_empty(src);
	size_t len = strnlen(src, size);

	if (len < size) {
		memcpy(dst, src, len + 1);
		return true;
	}
	len = size - 1;
	/* Never half a character: step back over continuation bytes. */
	while (len > 0 && ((unsigned char)src[len] & 0xC0) == 0x80)
		len--;
	memcpy(dst, src, len);
	dst[len] = '\0';
	return false;
}

bool
str_in_list(const char *list, const char *text)
{
	list = or_empty(list);
	if (str_empty(text))
		return false;

	size_t len = strlen(text);
	for (;;) {
		size_t word_len = strcspn(list, ",");
		if (word_len == len && memcmp(list, text, len) == 0)
			return true;
		if (!list[word_len])
			return false;
		list += word_len + 1;
	}
}

bool
str_same_digits(const char *one, const char *other, int least)
{
	one = or_empty(one);
	other = or_empty(other);
	for (int digits = 0;; one++, other++, digits++) {
		one += strcspn(one, "0123456789");
		other += strcspn(other, "0123456789");
		if (*one != *other)
			return false;
		if (!*one)
			return digits >= least;
	}
}

bool
str_is_id(const char *text)
{
	text = or_empty(text);
	size_t len = strspn(text,
		"0123456789"
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"abcdefghijklmnopqrstuvwxyz_-");

	return len >= 1 && len <= ID_LEN_MAX && !text[len];
}
