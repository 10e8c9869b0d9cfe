// A convolution whose outputs are shared out among threads: each makes some columns of every row, so that results are the
// same to the bit for any number of threads.
#ifndef TRITONE_SHARED_CONVOLUTION_H
#define TRITONE_SHARED_CONVOLUTION_H

#include "convolution.h"
#include "threads.h"

#define SHARED_PRODUCTS 4000000 // fewer multiplications than this are not worth a thread

// Of up to `threads`, as many as so many multiplications are worth.
static inline int threads_worth(double products, int threads) {
    double worth = products / SHARED_PRODUCTS;
    return worth >= threads ? threads : worth >= 1 ? (int)worth : 1;
}

#define BODY "shared_of_kind.h"
#include "exact_and_scaled_kinds.h"
#undef BODY

#endif
