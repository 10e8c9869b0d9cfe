// What a product reads, of activations and of weights. There are three kinds:
//
//   exact   float32
//   scaled  16-bit integers, a scale for each row (scaled_operands.h): some 75 dB from float32; float32 without AVX2
//   fast    the least that sounds alike: pairs of bfloat16 where the processor has it, else as `scaled`
//
// Rows are time, columns are channels. A row of `scaled` operands ends with its scale, so rows lie KIND(row_of)(channels)
// operands apart.
#ifndef TRITONE_OPERANDS_H
#define TRITONE_OPERANDS_H

#include "vector.h"

#define EXACT(name) exact_##name
#define SCALED(name) scaled_##name
#define FAST(name) fast_##name

#define EXACT_PAIR 1 // inputs that a product takes at a time
#define KIND(name) EXACT(name)
#include "float_operands.h"
#undef KIND

#define KIND(name) SCALED(name)
#if defined(__AVX2__)
#define SCALED_PAIR 2
#include "scaled_operands.h"
#else
#define SCALED_PAIR 1
#include "float_operands.h"
#endif
#undef KIND

#define KIND(name) FAST(name)
#if defined(__AVX512BF16__)
#define FAST_PAIR 2
#define FAST_IS_SCALED 0
#include "bfloat16_operands.h"
#elif defined(__AVX2__)
#define FAST_PAIR SCALED_PAIR
#define FAST_IS_SCALED 1
#include "scaled_operands.h"
#else
#define FAST_PAIR 1
#define FAST_IS_SCALED 0
#include "float_operands.h"
#endif
#undef KIND

#endif
