// A convolution whose outputs are shared out among threads: each makes some columns of every row, so that results are the
// same to the bit for any number of threads.
#ifndef TRITONE_SHARED_CONVOLUTION_H
#define TRITONE_SHARED_CONVOLUTION_H

#include "convolution.h"
#include "threads.h"

#define SHARED_PRODUCTS 4000000 // fewer multiplications than this are not worth a thread

#define BODY "shared_of_kind.h"
#include "exact_and_scaled_kinds.h"
#undef BODY

#endif
