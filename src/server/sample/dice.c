/* SPDX-License-Identifier: Apache-2.0
 *
 * SplitMix64: one multiplication-and-shift generator, good enough for people
 * that do not exist, and each stream starts anywhere at no cost.
 */
#include "server/sample/dice.h"

static uint64_t
mix(uint64_t bits)
{
	bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
	bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
	return bits ^ (bits >> 31);
}

struct dice
dice_for(uint64_t seed, uint64_t stream, uint64_t number)
{
	return (struct dice){ mix(mix(seed + 0x9e3779b97f4a7c15u) ^ mix(stream << 48 ^ number)) };
}

static uint64_t
dice_bits(struct dice *dice)
{
	dice->state += 0x9e3779b97f4a7c15u;
	return mix(dice->state);
}

size_t
dice_roll(struct dice *dice, size_t sides)
{
	assert(sides > 0 && sides <= UINT32_MAX);
	/* The upper half of a 32 by 32 bit product: no bias worth a second roll. */
	return (size_t)(((dice_bits(dice) >> 32) * (uint64_t)sides) >> 32);
}

int64_t
dice_between(struct dice *dice, int64_t from, int64_t to)
{
	assert(from <= to);
	return from + (int64_t)(dice_bits(dice) % (uint64_t)(to - from + 1));
}

bool
dice_percent(struct dice *dice, unsigned percent)
{
	return dice_roll(dice, 100) < percent;
}

size_t
dice_weighed(struct dice *dice, const unsigned *weights, size_t count)
{
	size_t sum = 0;
	for (size_t i = 0; i < count; i++)
		sum += weights[i];
	size_t rest = dice_roll(dice, sum);
	for (size_t i = 0; i < count; i++) {
		if (rest < weights[i])
			return i;
		rest -= weights[i];
	}
	return count - 1;
}

char *
dice_id(struct dice *dice, char out[SAMPLE_ID_MAX], const char *prefix, int64_t at_ms)
{
	static const char digits[] = "0123456789abcdefghjkmnpqrstvwxyz";
	char *p = out;
	while (*prefix)
		*p++ = *prefix++;
	assert(p - out <= 3);
	/* 45 bits of time, 55 of chance. */
	for (int shift = 40; shift >= 0; shift -= 5)
		*p++ = digits[(uint64_t)at_ms >> shift & 31];
	uint64_t bits = dice_bits(dice);
	for (int i = 0; i < 11; i++, bits >>= 5)
		*p++ = digits[bits & 31];
	*p = '\0';
	return out;
}
