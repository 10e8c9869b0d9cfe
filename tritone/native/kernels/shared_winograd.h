// A convolution that makes several outputs at a time (winograd_convolution.h), shared out among threads as shared_convolution.h has it:
// each makes some columns of every row, so that results are the same to the bit for any number of threads, and reads the weights
// of those alone.
#ifndef TRITONE_SHARED_WINOGRAD_H
#define TRITONE_SHARED_WINOGRAD_H

#include "shared_convolution.h"
#include "winograd_convolution.h"

#define WINOGRAD_SHARED_ROWS 288 // that are made at a time at most: weights are read once for most segments

#define BODY "shared_winograd_of_kind.h"
#include "exact_and_scaled_kinds.h"
#undef BODY

#if TILES // on one thread: products by tiles have an order of their own, in which columns cannot be told apart
static inline int fast_winograd_shared_step(const fast_winograd_convolution *layer) { return fast_winograd_step(layer, WINOGRAD_SHARED_ROWS); }
static inline void fast_winograd_convolve_shared(int threads, const fast_winograd_convolution *layer, const float *heard, int rows, float *out,
                                                 fast_winograd_operand *changed, float *made, size_t made_floats) {
    (void)threads, (void)made_floats;
    int step = fast_winograd_shared_step(layer);
    for (int from = 0; from < rows; from += step)
        fast_winograd_convolve(layer, heard + (size_t)from * layer->inputs, rows - from < step ? rows - from : step, NULL,
                               out + (size_t)from * layer->outputs, changed, made);
}
#else
#define fast_winograd_shared_step scaled_winograd_shared_step
#define fast_winograd_convolve_shared scaled_winograd_convolve_shared
#endif

#endif
