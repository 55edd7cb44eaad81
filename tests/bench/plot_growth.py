#!/usr/bin/env python3
# SPDX-FileCopyrightText: the Vernier authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""plot_growth.py GROWTH.csv PLOT.svg: draws what `vernier-bench growth` printed, one panel for each axis, both scales logarithmic."""
import csv
import math
import sys

COLORS = {"float32_seconds": "#1f77b4", "w8a8_seconds": "#d62728", "quantize_seconds": "#2ca02c"}
NAMES = {"float32_seconds": "float32 pass", "w8a8_seconds": "W8A8 pass", "quantize_seconds": "quantize"}
WIDTH, HEIGHT, MARGIN = 300, 240, 52


def panel(rows, axis, left, low, high):
    sizes = [float(row[axis]) for row in rows]
    first, last = math.log2(min(sizes)), math.log2(max(sizes))

    def x(size):
        return left + MARGIN + (math.log2(size) - first) / (last - first) * (WIDTH - MARGIN - 20)

    def y(seconds):
        return HEIGHT - 40 - (math.log10(seconds) - low) / (high - low) * (HEIGHT - 70)

    out = [f'<text x="{left + WIDTH / 2 + 20}" y="{HEIGHT - 6}" text-anchor="middle">{axis}</text>']
    for size in sizes:
        out.append(f'<text x="{x(size):.1f}" y="{HEIGHT - 24}" text-anchor="middle">{size:g}</text>')
    for power in range(low, high + 1):
        at = y(10.0 ** power)
        out.append(f'<line x1="{left + MARGIN}" x2="{left + WIDTH - 10}" y1="{at:.1f}" y2="{at:.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{left + MARGIN - 4}" y="{at + 4:.1f}" text-anchor="end">{10.0 ** power:g} s</text>')
    for column, color in COLORS.items():
        points = " ".join(f"{x(float(row[axis])):.1f},{y(float(row[column])):.1f}" for row in rows)
        out.append(f'<polyline points="{points}" fill="none" stroke="{color}" stroke-width="2"/>')
    return out


def main():
    with open(sys.argv[1], newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    axes = list(dict.fromkeys(row["axis"] for row in rows))
    seconds = [float(row[column]) for row in rows for column in COLORS]
    low, high = math.floor(math.log10(min(seconds))), math.ceil(math.log10(max(seconds)))
    svg = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH * len(axes)}" height="{HEIGHT}" font-family="sans-serif" font-size="11">',
           '<rect width="100%" height="100%" fill="white"/>']
    for i, (column, color) in enumerate(COLORS.items()):
        svg.append(f'<text x="{MARGIN + 110 * i}" y="16" fill="{color}">{NAMES[column]}</text>')
    for i, axis in enumerate(axes):
        svg += panel([row for row in rows if row["axis"] == axis], axis, i * WIDTH, low, high)
    with open(sys.argv[2], "w", encoding="utf-8") as file:
        file.write("\n".join(svg + ["</svg>", ""]))


main()
