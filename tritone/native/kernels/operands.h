// What a product reads, of activations and of weights: float32 (`exact`), or pairs of bfloat16 (`fast`) where the processor
// multiplies those into float32 sums; elsewhere `fast` is `exact`.
#ifndef TRITONE_OPERANDS_H
#define TRITONE_OPERANDS_H

#include "vector.h"

#define EXACT_PAIR 1 // inputs that a product takes at a time
typedef float exact_operand;
typedef vector exact_operand_vector;

INLINE exact_operand exact_operand_of(float value) { return value; }
INLINE void exact_operand_store(exact_operand *to, vector value) { vector_store(to, value); }
INLINE exact_operand_vector exact_operand_vector_load(const exact_operand *from) { return vector_load(from); }
INLINE exact_operand_vector exact_operand_broadcast(const exact_operand *from) { return vector_set(*from); }
INLINE vector exact_operand_dot(exact_operand_vector x, exact_operand_vector weights, vector sum) {
    return vector_fma(x, weights, sum);
}

#if defined(__AVX512BF16__)
#define FAST_PAIR 2
typedef uint16_t fast_operand;
typedef __m512i fast_operand_vector;

// One float in bfloat16, rounded to nearest even.
INLINE fast_operand fast_operand_of(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return (fast_operand)((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}

INLINE void fast_operand_store(fast_operand *to, vector value) {
    __m256bh rounded = _mm512_cvtneps_pbh(value);
    memcpy(to, &rounded, sizeof rounded);
}

INLINE fast_operand_vector fast_operand_vector_load(const fast_operand *from) { return _mm512_loadu_si512(from); }

// The pair of inputs at `from` in every lane.
INLINE fast_operand_vector fast_operand_broadcast(const fast_operand *from) {
    int32_t pair;
    memcpy(&pair, from, 4);
    return _mm512_set1_epi32(pair);
}

INLINE vector fast_operand_dot(fast_operand_vector x, fast_operand_vector weights, vector sum) {
    return _mm512_dpbf16_ps(sum, (__m512bh)x, (__m512bh)weights);
}
#endif

#endif
