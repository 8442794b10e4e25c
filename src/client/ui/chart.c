/* SPDX-License-Identifier: Apache-2.0
 *
 * One column is one sign, so that widths are what they seem.
 */
#include "client/ui/chart.h"

static const char *const heights[] = { " ", "\u2581", "\u2582", "\u2583", "\u2584", "\u2585", "\u2586", "\u2587", "\u2588" };
static const char *const ascii_heights[] = { " ", ".", "_", "-", "=", "+", "*", "%", "#" };
static_assert(countof(heights) == countof(ascii_heights), "one sign a height");

enum { HEIGHTS = countof(heights) - 1 };

void
chart_bar(struct canvas *canvas, int row, int col, int cols, int64_t value, int64_t full, bool ascii)
{
	int64_t room = cols - 1, filled;

	if (room <= 0 || full <= 0 || value <= 0)
		return;
	filled = value >= full ? room : value * room / full;
	for (int i = 0; i < filled; i++)
		canvas_text(canvas, row, col + i, 1, INK_TEXT, ascii ? "#" : heights[HEIGHTS]);
	if (value > full)
		canvas_text(canvas, row, col + (int)room, 1, INK_OVERDUE, "+");
}

void
chart_trend(struct canvas *canvas, int row, int col, int cols, const int64_t *values, int count, bool ascii)
{
	int from = count > cols ? count - cols : 0;
	int64_t most = 0;

	for (int i = from; i < count; i++)
		most = values[i] > most ? values[i] : most;
	for (int i = from; i < count && most > 0; i++) {
		/* What is there at all is seen, however little. */
		int64_t height = (values[i] * HEIGHTS + most - 1) / most;

		canvas_text(canvas, row, col + i - from, 1, INK_TEXT, (ascii ? ascii_heights : heights)[height]);
	}
}
