// The operands of operands.h as pairs of bfloat16, which AVX-512 multiplies into float32 sums: included with KIND(name).

typedef uint16_t KIND(operand);
typedef __m512i KIND(operand_vector);
typedef vector KIND(operand_sum);

INLINE size_t KIND(row_of)(size_t width) { return width; }

INLINE void KIND(operand_store)(KIND(operand) *to, vector value) {
    __m256bh rounded = _mm512_cvtneps_pbh(value);
    memcpy(to, &rounded, sizeof rounded);
}

INLINE KIND(operand_vector) KIND(operand_vector_load)(const KIND(operand) *from) { return _mm512_loadu_si512(from); }

// The pair of inputs at `from` in every lane.
INLINE KIND(operand_vector) KIND(operand_broadcast)(const KIND(operand) *from) {
    int32_t pair;
    memcpy(&pair, from, 4);
    return _mm512_set1_epi32(pair);
}

INLINE void KIND(operand_dot)(KIND(operand_vector) x, KIND(operand_vector) weights, KIND(operand_sum) *sum) {
    *sum = _mm512_dpbf16_ps(*sum, (__m512bh)x, (__m512bh)weights);
}

// Rounded to nearest even.
INLINE KIND(operand) KIND(weight_of)(float value) {
    uint32_t bits;
    memcpy(&bits, &value, 4);
    return (KIND(operand))((bits + 0x7fff + (bits >> 16 & 1)) >> 16);
}
