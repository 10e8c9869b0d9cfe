// A convolution whose outputs are shared out among threads: each makes some columns of every row, so that results are the
// same to the bit for any number of threads.
#ifndef TRITONE_SHARED_CONVOLUTION_H
#define TRITONE_SHARED_CONVOLUTION_H

#include "convolution.h"
#include "threads.h"

#define SHARED_PRODUCTS 4000000 // fewer multiplications than this are not worth a thread

#define BODY "shared_of_kind.h"
#include "exact_and_scaled_kinds.h"

#if TILES // products by tiles have an order of their own, in which columns cannot be told apart
static inline void fast_convolve_shared(int threads, const fast_convolution *layer, const fast_operand *in, size_t stride, int rows,
                                        const float *added, float *out, size_t out_stride) {
    (void)threads;
    fast_convolve(layer, in, stride, rows, added, out, out_stride);
}
#else
#include "fast_kind.h"
#endif
#undef BODY

#endif
