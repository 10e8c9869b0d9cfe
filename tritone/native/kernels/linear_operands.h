// What the linear layers of quantised_linear.h multiply, by what the processor has:
//
//   AMX                              as with VNNI, to the bit, 16 rows and 16 columns of 64 inputs at a time
//   VNNI (AVX-512, or AVX2 with it)  rows of unsigned bytes with a scale and a zero point, signed bytes, four at a time
//   AVX2                             rows of 15 bits with a scale, weights of 16, two at a time: bytes would need the
//                                    product that saturates at 16 bits (vpmaddubsw), so rows of 7 bits, which is heard
//   any other                        rows of floats as they are, the integer weights as floats
//
// Sums of integers are exact in 32 bits. A row's result depends on that row alone.
#ifndef TRITONE_LINEAR_OPERANDS_H
#define TRITONE_LINEAR_OPERANDS_H

#include "tiles.h"
#include "vector.h"

#if defined(__AVX512VNNI__) || defined(__AVXVNNI__)
#define LINEAR_GROUP 4 // inputs that a lane takes at a time
typedef uint8_t linear_operand;
typedef int8_t linear_weight;
#elif defined(__AVX2__)
#define LINEAR_GROUP 2
typedef int16_t linear_operand;
typedef int16_t linear_weight;
#else
#define LINEAR_GROUP 1
typedef float linear_operand;
typedef float linear_weight;
#endif

#if LINEAR_GROUP == 1
typedef vector linear_sum;
INLINE vector linear_total(linear_sum sum) { return sum; }
#else
typedef vector_int linear_sum;
INLINE vector linear_total(linear_sum sum) { return vector_from_int(sum); }
#endif

#if TILES
#define TILE_ROWS ROWS_OF_TILE
#define TILE_PANELS 4
#define BLOCK_ROWS (2 * ROWS_OF_TILE)
#else
#define TILE_ROWS 6 // of the micro-kernel; with its panels of weights and a broadcast, the sums fill the registers
#if defined(__AVX512F__)
#define TILE_PANELS 4 // vectors of columns
#define BLOCK_ROWS 6  // rows that one panel of weights serves while it is near; a multiple of TILE_ROWS
#else
#define TILE_PANELS 2
#define BLOCK_ROWS 24
#endif
#endif
#define TILE_COLUMNS (TILE_PANELS * VECTOR_FLOATS)

// One row of activations: value = scale * (operand - zero).
typedef struct {
    float scale, zero;
} row_scale;

// A group of a row's operands in every lane.
INLINE linear_sum linear_broadcast(const linear_operand *from) {
#if LINEAR_GROUP == 1
    return vector_set(*from);
#elif defined(__AVX512F__)
    __m512i four;
    __asm__("vpbroadcastd %1, %0" : "=v"(four) : "m"(*(const int32_t *)from));
    return (linear_sum)four;
#else
    int32_t group;
    memcpy(&group, from, sizeof group);
    return (linear_sum)_mm256_set1_epi32(group);
#endif
}

// Written as assembly where a load takes as long as a product: compilers load it again for every row to have a register left.
INLINE linear_sum linear_weights(const linear_weight *from) {
    linear_sum value;
#if defined(__AVX512F__)
    __asm__("vmovdqa64 %1, %0" : "=v"(value) : "m"(*(const linear_sum *)from));
#else
    memcpy(&value, __builtin_assume_aligned(from, sizeof value), sizeof value);
#endif
    return value;
}

// sum += the products of a group in each lane. VNNI's instruction is written as assembly because compilers keep copying the
// sums of the intrinsic to and from memory when they fill nearly all registers.
INLINE void linear_multiply(linear_sum *sum, linear_sum operands, linear_sum weights) {
#if LINEAR_GROUP == 1
    *sum = vector_fma(operands, weights, *sum);
#elif defined(__AVX512VNNI__)
    __asm__("vpdpbusd %2, %1, %0" : "+v"(*sum) : "v"(operands), "v"(weights));
#elif defined(__AVXVNNI__)
    __asm__("%{vex%} vpdpbusd %2, %1, %0" : "+x"(*sum) : "x"(operands), "x"(weights));
#else
    *sum += (linear_sum)_mm256_madd_epi16((__m256i)operands, (__m256i)weights);
#endif
}

// Round a row of floats, whole vectors of them between `least` and `greatest` (0 among them), to operands.
INLINE row_scale quantise_row(const float *row, int count, float least, float greatest, linear_operand *to) {
#if LINEAR_GROUP == 1
    (void)least, (void)greatest;
    memcpy(to, row, sizeof(float) * count);
    return (row_scale){1.0f, 0.0f};
#elif LINEAR_GROUP == 2
    float most = greatest > -least ? greatest : -least, scale = most * (1.0f / 16383.0f);
    if (scale < 1e-30f) scale = 1e-30f;
    vector factor = vector_set(1.0f / scale), limit = vector_set(16383.0f); // 1024 products of such stay within 32 bits
    for (int c = 0; c < count; c += VECTOR_FLOATS) {
        vector x = vector_max(vector_min(vector_load(row + c) * factor, limit), -limit);
        __m256i rounded = (__m256i)vector_to_int(x);
        __m128i narrow = _mm_packs_epi32(_mm256_castsi256_si128(rounded), _mm256_extracti128_si256(rounded, 1));
        memcpy(to + c, &narrow, sizeof narrow);
    }
    return (row_scale){scale, 0.0f};
#else
    float scale = (greatest - least) * (1.0f / 255.0f);
    if (scale < 1e-30f) scale = 1e-30f;
    float inverse = 1.0f / scale;
    float zero = _mm_cvtss_f32(_mm_round_ss(_mm_setzero_ps(), _mm_set_ss(-least * inverse), _MM_FROUND_TO_NEAREST_INT));
    vector factor = vector_set(inverse), offset = vector_set(zero);
    int c = 0;
#if defined(__AVX512F__)
    // four vectors at a time: fours of bytes that lie a vector apart come into their order by one permutation
    const __m512i order = _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
    for (; c + 4 * VECTOR_FLOATS <= count; c += 4 * VECTOR_FLOATS) {
        __m512i rounded[4];
        _Pragma("GCC unroll 4") for (int v = 0; v < 4; v++)
            rounded[v] = (__m512i)vector_to_int(vector_fma(vector_load(row + c + v * VECTOR_FLOATS), factor, offset));
        __m512i bytes = _mm512_packus_epi16(_mm512_packs_epi32(rounded[0], rounded[1]), _mm512_packs_epi32(rounded[2], rounded[3]));
        bytes = _mm512_permutexvar_epi32(order, bytes);
        memcpy(to + c, &bytes, sizeof bytes);
    }
#endif
    for (; c < count; c += VECTOR_FLOATS) {
        vector_int rounded = vector_to_int(vector_fma(vector_load(row + c), factor, offset));
        // clamping is left to the saturating conversions
#if defined(__AVX512F__)
        __m128i bytes = _mm512_cvtusepi32_epi8(_mm512_max_epi32((__m512i)rounded, _mm512_setzero_si512()));
        memcpy(to + c, &bytes, 16);
#else
        __m256i wide = (__m256i)rounded;
        __m128i words = _mm_packs_epi32(_mm256_castsi256_si128(wide), _mm256_extracti128_si256(wide, 1));
        _mm_storel_epi64((__m128i *)(to + c), _mm_packus_epi16(words, words));
#endif
    }
    return (row_scale){scale, zero};
#endif
}

// sums[r][v]: operands of ROWS rows (`stride` apart) times the columns of panel v, panels lying one after the other.
#if TILES
// Rows beyond those that count are multiplied with them: there must be as many. inputs: a multiple of 64. Between
// tiles_begin(&WHOLE_TILES) and tiles_end(). Tiles: 0 to 4 sums, 5 operands, 6 and 7 weights in turn.
#define MULTIPLY_PANELS(name, ROWS, PANELS)                                                                            \
    INLINE void name(const linear_operand *rows, int stride, const linear_weight *weights, int inputs,                 \
                     linear_sum (*sums)[PANELS]) {                                                                     \
        _Static_assert(ROWS == ROWS_OF_TILE && PANELS >= 4 && PANELS <= 5, "what the tiles have room for");            \
        size_t panel = (size_t)inputs * VECTOR_FLOATS;                                                                 \
        tiles_settled();                                                                                               \
        _tile_zero(0);                                                                                                 \
        _tile_zero(1);                                                                                                 \
        _tile_zero(2);                                                                                                 \
        _tile_zero(3);                                                                                                 \
        if (PANELS > 4) _tile_zero(4);                                                                                 \
        for (int k = 0; k < inputs; k += BYTES_OF_TILE_ROW) {                                                          \
            const linear_weight *at = weights + (size_t)k * VECTOR_FLOATS;                                             \
            _tile_loadd(5, rows + k, stride);                                                                          \
            _tile_loadd(6, at, BYTES_OF_TILE_ROW);                                                                     \
            _tile_dpbusd(0, 5, 6);                                                                                     \
            _tile_loadd(7, at + panel, BYTES_OF_TILE_ROW);                                                             \
            _tile_dpbusd(1, 5, 7);                                                                                     \
            _tile_loadd(6, at + 2 * panel, BYTES_OF_TILE_ROW);                                                         \
            _tile_dpbusd(2, 5, 6);                                                                                     \
            _tile_loadd(7, at + 3 * panel, BYTES_OF_TILE_ROW);                                                         \
            _tile_dpbusd(3, 5, 7);                                                                                     \
            if (PANELS > 4) {                                                                                          \
                _tile_loadd(6, at + 4 * panel, BYTES_OF_TILE_ROW);                                                     \
                _tile_dpbusd(4, 5, 6);                                                                                 \
            }                                                                                                          \
        }                                                                                                              \
        _tile_stored(0, &sums[0][0], sizeof sums[0]);                                                                  \
        _tile_stored(1, &sums[0][1], sizeof sums[0]);                                                                  \
        _tile_stored(2, &sums[0][2], sizeof sums[0]);                                                                  \
        _tile_stored(3, &sums[0][3], sizeof sums[0]);                                                                  \
        if (PANELS > 4) _tile_stored(4, &sums[0][PANELS - 1], sizeof sums[0]);                                         \
        tiles_settled();                                                                                               \
    }
#define linear_begin() tiles_begin(&WHOLE_TILES) // around products
#define linear_end() tiles_end()
#else
#define linear_begin() ((void)0)
#define linear_end() ((void)0)
#define MULTIPLY_PANELS(name, ROWS, PANELS)                                                                            \
    INLINE void name(const linear_operand *rows, int stride, const linear_weight *weights, int inputs,                 \
                     linear_sum (*sums)[PANELS]) {                                                                     \
        size_t panel = (size_t)inputs * VECTOR_FLOATS;                                                                 \
        linear_sum s[ROWS][PANELS];                                                                                    \
        _Pragma("GCC unroll 8") for (int r = 0; r < ROWS; r++)                                                         \
            _Pragma("GCC unroll 8") for (int v = 0; v < PANELS; v++) s[r][v] = (linear_sum){0};                        \
        for (int k = 0; k < inputs; k += LINEAR_GROUP) {                                                               \
            linear_sum w[PANELS];                                                                                      \
            _Pragma("GCC unroll 8") for (int v = 0; v < PANELS; v++)                                                   \
                w[v] = linear_weights(weights + v * panel + (size_t)k * VECTOR_FLOATS);                                \
            _Pragma("GCC unroll 8") for (int r = 0; r < ROWS; r++) {                                                   \
                linear_sum a = linear_broadcast(rows + (size_t)r * stride + k);                                        \
                _Pragma("GCC unroll 8") for (int v = 0; v < PANELS; v++) linear_multiply(&s[r][v], a, w[v]);           \
            }                                                                                                          \
        }                                                                                                              \
        _Pragma("GCC unroll 8") for (int r = 0; r < ROWS; r++)                                                         \
            _Pragma("GCC unroll 8") for (int v = 0; v < PANELS; v++) sums[r][v] = s[r][v];                             \
    }
#endif

#endif
