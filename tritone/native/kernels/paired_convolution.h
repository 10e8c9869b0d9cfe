// Convolutions of three taps and more that make two outputs at a time from four products instead of six (the minimal
// filtering algorithm F(2, 3) of Winograd, 1980; arXiv:1509.09308 for networks).
//
// With rows x0 to x3 a dilation apart, and taps a, b, c, the outputs a dilation apart are m0 + m1 + m2 and m1 - m2 - m3 of
//     m0 = (x0 - x2) a    m1 = (x1 + x2) (a + b + c) / 2    m2 = (x2 - x1) (a - b + c) / 2    m3 = (x1 - x3) c.
// Each m is a convolution over changed rows, and sums over groups of three taps. What taps are left make a group of their own:
// one as its middle (two products), two as its first ones (three). Of 3, 7 and 11 taps 4, 10 and 15 products remain of 6, 14
// and 22. There are the two kinds of convolution.h: `exact_paired_convolve` and `fast_paired_convolve`. In bfloat16 the rounding of changed rows and weights costs 2 to 3 dB.
#ifndef TRITONE_PAIRED_CONVOLUTION_H
#define TRITONE_PAIRED_CONVOLUTION_H

#include "convolution.h"

#define PAIR_PARTS 4
#define PAIR_TILE 12 // outputs of a tile's rows: where they are a multiple of it times the dilation, no row is left over

// Rows of changed input that a part adds up of: x[first] + sign * x[second], in dilations.
static const struct {
    int first, second, sign;
} PAIRED_ROWS[PAIR_PARTS] = {{0, 2, -1}, {1, 2, 1}, {2, 1, -1}, {1, 3, -1}};

#define KIND(name) EXACT(name)
#include "paired_of_kind.h"
#undef KIND

#ifdef FAST_PAIR
#define KIND(name) FAST(name)
#include "paired_of_kind.h"
#undef KIND
#else
typedef exact_paired_convolution fast_paired_convolution;
#define fast_load_paired exact_load_paired
#define fast_paired_reach_of exact_paired_reach_of
#define fast_paired_step exact_paired_step
#define fast_paired_convolve exact_paired_convolve
#endif

#endif
