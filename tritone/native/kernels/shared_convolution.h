// A convolution whose outputs are shared out among threads: each makes some columns of every row, so that results are the
// same to the bit for any number of threads.
#ifndef TRITONE_SHARED_CONVOLUTION_H
#define TRITONE_SHARED_CONVOLUTION_H

#include "convolution.h"
#include "threads.h"

#define SHARED_PRODUCTS 4000000 // fewer multiplications than this are not worth a thread

#define KIND(name) EXACT(name)
#include "shared_of_kind.h"
#undef KIND

#define KIND(name) SCALED(name)
#include "shared_of_kind.h"
#undef KIND

#if TILES // products by tiles have an order of their own, in which columns cannot be told apart
static inline void fast_convolve_shared(int threads, const fast_convolution *layer, const fast_operand *in, size_t stride, int rows,
                                        const float *added, float *out, size_t out_stride) {
    (void)threads;
    fast_convolve(layer, in, stride, rows, added, out, out_stride);
}
#else
#define KIND(name) FAST(name)
#include "shared_of_kind.h"
#undef KIND
#endif

#endif
