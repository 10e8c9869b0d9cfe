// The operands of operands.h as 16-bit integers: included with KIND(name).
//
// A row of activations is scaled to a length of its own, 15 bits, and its scale lies behind it (of changed rows, behind those of their
// block) as a float: so a row's result depends on the rows it hears alone, and quiet rows lose as little as loud ones. Weights have a
// scale for each output, as large as 32-bit sums over one tap's inputs allow whatever the rows are (no sum of products exceeds the
// product of the lengths: Cauchy and Schwarz); what a tap adds up to becomes a float with its row's scale. Products need no more time
// than bfloat16's where there is VNNI, and half of float32's with AVX2 alone (vpmaddwd). Rows and weights together are some 80 dB from
// float32, where bfloat16 is 55.

#ifndef TRITONE_SCALED_LIMITS
#define TRITONE_SCALED_LIMITS
#define SCALED_ROW_MOST 32700.0f   // of a row's length, the root of its squares' sum, and so of each operand
#define SCALED_WEIGHTS_MOST 65400.0 // of a tap's; with what rounding adds to both, their product is less than 2^31
#define SCALED_WEIGHT_MOST 32767   // of a weight
#define SCALED_MOST_INPUTS 4096
#define SCALED_TAIL 2              // operands that hold a row's scale
#define LEAST_LOUD_ROW 1e-15f      // a shorter one is silence
#define MOST_LOUD_ROW 1e19f        // squares of longer ones may be infinite
#endif

typedef int16_t KIND(operand);
typedef vector_int KIND(operand_sum);
#if defined(__AVX512F__)
typedef __m512i KIND(operand_vector);
#else
typedef __m256i KIND(operand_vector);
#endif

INLINE size_t KIND(row_of)(size_t width) { return width + SCALED_TAIL; }

// Begin a row whose squares add up to this: its scale is written behind it. Returns what its values are multiplied by to be
// stored. What is not a number, or infinite, makes the scale not a number, and so all outputs that hear the row.
INLINE float KIND(begin_row)(KIND(operand) *row, size_t width, float squares) {
    float length = __builtin_sqrtf(squares), scale = 0, factor = 0;
    if (!(length < MOST_LOUD_ROW))
        scale = __builtin_nanf("");
    else if (length > LEAST_LOUD_ROW)
        scale = length * (1.0f / SCALED_ROW_MOST), factor = SCALED_ROW_MOST / length;
    memcpy(row + width, &scale, 4);
    return factor;
}

// What begin_row makes of `count` rows at once, but for the writing: scales and factors of rows whose squares add up to these. All have
// room for whole vectors.
INLINE void KIND(scales_of_squares)(const float *squares, int count, float *scales, float *factors) {
    for (int t = 0; t < count; t += VECTOR_FLOATS) {
        vector length = vector_sqrt(vector_load(squares + t)), none = vector_set(0);
        vector_int is_silent = length <= LEAST_LOUD_ROW, is_number = length < MOST_LOUD_ROW;
        vector factor = SCALED_ROW_MOST / length, scale = length * (1.0f / SCALED_ROW_MOST);
        vector_store(factors + t, vector_select(is_number & ~is_silent, factor, none));
        vector_store(scales + t, vector_select(is_number, vector_select(is_silent, none, scale), vector_set(__builtin_nanf(""))));
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

// Two vectors of operands, multiplied by the factor that their row's scale asks for.
INLINE void KIND(operand_store_two)(KIND(operand) *to, vector first, vector second, vector factor) {
#if defined(__AVX512BW__)
    // what is added leaves whole numbers in the lowest bits, of which each lane's lower half is kept
    const vector whole = vector_set(12582912.0f); // 1.5 * 2^23
    static const int16_t LOWER[32] = {0,  2,  4,  6,  8,  10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30,
                                      32, 34, 36, 38, 40, 42, 44, 46, 48, 50, 52, 54, 56, 58, 60, 62};
    __m512i halves = _mm512_permutex2var_epi16((__m512i)vector_fma(first, factor, whole), _mm512_loadu_si512(LOWER),
                                               (__m512i)vector_fma(second, factor, whole));
#else
    __m256i low = (__m256i)vector_to_int(first * factor), high = (__m256i)vector_to_int(second * factor);
    __m256i halves = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8);
#endif
    memcpy(to, &halves, sizeof halves);
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
