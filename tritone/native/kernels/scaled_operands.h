// The operands of operands.h as 16-bit integers: included with KIND(name).
//
// A row of activations is rounded to 14 bits of its own greatest value, which lies behind it as a float: so a row's result
// depends on the rows it hears alone, and quiet rows lose as little as loud ones. Weights have a scale for each output, as
// large as 32-bit sums over one tap's inputs allow whatever the rows are; what a tap adds up to becomes a float with
// its row's scale. Products need no more time than bfloat16's where there is VNNI, and half of float32's with AVX2 alone
// (vpmaddwd). Rows and weights together are some 75 dB from float32, where bfloat16 is 55.

#ifndef TRITONE_SCALED_LIMITS
#define TRITONE_SCALED_LIMITS
#define SCALED_ROW_MOST 8191            // of a row's operands
#define SCALED_WEIGHT_MOST 32767        // of a weight
#define SCALED_MOST_INPUTS 4096
#define SCALED_TAP_MOST 260000           // of a tap's weights together; rounded, still less than 2^31 / SCALED_ROW_MOST
#define SCALED_TAIL 2                   // operands that hold a row's scale
#define LEAST_LOUD_ROW 1e-30f           // what is less is silence
#endif

typedef int16_t KIND(operand);
typedef vector_int KIND(operand_sum);
#if defined(__AVX512F__)
typedef __m512i KIND(operand_vector);
#else
typedef __m256i KIND(operand_vector);
#endif

INLINE size_t KIND(row_of)(size_t width) { return width + SCALED_TAIL; }

// Begin a row whose greatest value has these bits: its scale is written behind it. Returns what its values are multiplied by
// to be stored. What is not a number, or infinite, makes the scale not a number, and so all outputs that hear the row.
INLINE float KIND(begin_row)(KIND(operand) *row, size_t width, int32_t greatest_bits) {
    float greatest, scale, factor;
    memcpy(&greatest, &greatest_bits, 4);
    int is_silent = greatest < LEAST_LOUD_ROW;
    scale = is_silent ? 0 : greatest * (1.0f / SCALED_ROW_MOST);
    factor = is_silent ? 0 : SCALED_ROW_MOST / greatest;
    if (greatest_bits >= 0x7f800000) scale = __builtin_nanf(""), factor = 0;
    memcpy(row + width, &scale, 4);
    return factor;
}

// What begin_row makes of many rows at once, but for the writing: scales and factors of rows whose greatest values are at most
// first + second. All have room for whole vectors.
INLINE void KIND(scales_of_sums)(const float *first, const float *second, int rows, float *scales, float *factors) {
    for (int t = 0; t < rows; t += VECTOR_FLOATS) {
        vector most = vector_load(first + t) + vector_load(second + t);
        vector_int is_silent = most < LEAST_LOUD_ROW, is_number = most < 3e38f;
        vector none = vector_set(0), factor = vector_select(is_number & ~is_silent, SCALED_ROW_MOST / most, none);
        vector scale = vector_select(is_silent, none, most * (1.0f / SCALED_ROW_MOST));
        vector_store(scales + t, vector_select(is_number, scale, vector_set(__builtin_nanf(""))));
        vector_store(factors + t, factor);
    }
}

// The scale of a row whose `width` operands end here.
INLINE vector KIND(scale_after)(const KIND(operand) *end) {
    float scale;
    memcpy(&scale, end, 4);
    return vector_set(scale);
}

INLINE void KIND(operand_store)(KIND(operand) *to, vector value) {
#if defined(__AVX512F__)
    __m256i rounded = _mm512_cvtsepi32_epi16((__m512i)vector_to_int(value));
#else
    __m256i whole = (__m256i)vector_to_int(value);
    __m128i rounded = _mm_packs_epi32(_mm256_castsi256_si128(whole), _mm256_extracti128_si256(whole, 1));
#endif
    memcpy(to, &rounded, sizeof rounded);
}

INLINE KIND(operand_vector) KIND(operand_vector_load)(const KIND(operand) *from) {
    KIND(operand_vector) value;
    memcpy(&value, from, sizeof value);
    return value;
}

// The pair of inputs at `from` in every lane.
INLINE KIND(operand_vector) KIND(operand_broadcast)(const KIND(operand) *from) {
    int32_t pair;
    memcpy(&pair, from, 4);
#if defined(__AVX512F__)
    return _mm512_set1_epi32(pair);
#else
    return _mm256_set1_epi32(pair);
#endif
}

// Inline assembly where GCC 12 would copy the sums to memory and back.
INLINE void KIND(operand_dot)(KIND(operand_vector) x, KIND(operand_vector) weights, KIND(operand_sum) *sum) {
#if defined(__AVX512VNNI__)
    __asm__("vpdpwssd %2, %1, %0" : "+v"(*sum) : "v"(x), "v"(weights));
#elif defined(__AVXVNNI__)
    __asm__("%{vex%} vpdpwssd %2, %1, %0" : "+x"(*sum) : "x"(x), "x"(weights));
#else
    *sum = (vector_int)((vector_bits)*sum + (vector_bits)_mm256_madd_epi16(x, weights)); // of rows that are no numbers they may turn over
#endif
}

INLINE KIND(operand) KIND(weight_of)(float value) { return (KIND(operand))__builtin_rintf(value); }
