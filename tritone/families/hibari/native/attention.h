// Self-attention whose products are those of 16-bit integers, two at a time: a query's by keys, and shares by values.
//
// A query or key is scaled to a length of its own, so that no product of two can leave 32 bits (Cauchy and Schwarz); a channel of the
// values to its greatest, and shares add up to 1. That is some 75 dB from float32. What a phoneme hears depends on its segment alone, by
// the same operations whichever rows are worked on beside it.
#ifndef TRITONE_HIBARI_ATTENTION_H
#define TRITONE_HIBARI_ATTENTION_H

#include <math.h>

#include "memory.h"
#include "quick_math.h"

#define QUERIES 4 // rows that attend at a time, so that sums of several are under way while one waits for its last product
#define PAIRED (2 * VECTOR_FLOATS) // values that become a vector of pairs: those of two vectors, lane by lane
#define ATTENTION_MOST 32700.0f // of a vector's length, and of a value; with what rounding adds to sums of shares, in 32 bits
#define SHARE_MOST 32767.0f

typedef vector_int pairs;

// What `first` and `second` are when rounded, at most 16 bits each, side by side in each lane.
INLINE pairs pair_up(vector first, vector second) {
    return (vector_int)(((vector_bits)vector_to_int(second) << 16) | ((vector_bits)vector_to_int(first) & 0xffff));
}

INLINE pairs pairs_load(const int32_t *from) {
    pairs value;
    memcpy(&value, from, sizeof value);
    return value;
}

INLINE void pairs_store(int32_t *to, pairs value) { memcpy(to, &value, sizeof value); }

// The pair at `from` in every lane.
INLINE pairs pair_in_every_lane(const int32_t *from) {
#if defined(__AVX512F__)
    return (pairs)_mm512_set1_epi32(*from);
#else
    return *from - (pairs){0};
#endif
}

// Inline assembly where GCC 12 would copy the sums to memory and back.
INLINE void add_products(pairs x, pairs y, vector_int *sum) {
#if defined(__AVX512VNNI__)
    __asm__("vpdpwssd %2, %1, %0" : "+v"(*sum) : "v"(x), "v"(y));
#elif defined(__AVXVNNI__)
    __asm__("%{vex%} vpdpwssd %2, %1, %0" : "+x"(*sum) : "x"(x), "x"(y));
#elif defined(__AVX2__)
    *sum += (vector_int)_mm256_madd_epi16((__m256i)x, (__m256i)y);
#else
    *sum += (x << 16 >> 16) * (y << 16 >> 16) + (x >> 16) * (y >> 16);
#endif
}

// sums[q] = products of row q of `rows` [QUERIES][count] by columns [count][stride], of VECTORS vectors of them.
#define MULTIPLY_PAIRS(name, VECTORS)                                                                                   \
    INLINE void name(const int32_t *const *rows, const int32_t *columns, int count, size_t stride, vector_int (*sums)[VECTORS]) {  \
        vector_int own[QUERIES][VECTORS];                                                                               \
        _Pragma("GCC unroll 4") for (int q = 0; q < QUERIES; q++)                                                       \
            _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) own[q][v] = (vector_int){0};                      \
        for (int i = 0; i < count; i++) {                                                                               \
            pairs column[VECTORS];                                                                                      \
            _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++)                                                   \
                column[v] = pairs_load(columns + (size_t)i * stride + v * VECTOR_FLOATS);                               \
            _Pragma("GCC unroll 4") for (int q = 0; q < QUERIES; q++) {                                                 \
                pairs one = pair_in_every_lane(rows[q] + i);                                                            \
                _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) add_products(one, column[v], &own[q][v]);     \
            }                                                                                                           \
        }                                                                                                               \
        _Pragma("GCC unroll 4") for (int q = 0; q < QUERIES; q++)                                                       \
            _Pragma("GCC unroll 4") for (int v = 0; v < VECTORS; v++) sums[q][v] = own[q][v];                           \
    }
MULTIPLY_PAIRS(multiply_four_vectors, 4)
MULTIPLY_PAIRS(multiply_two_vectors, 2)

// Products of rows by all of `columns` columns, a multiple of two vectors: to[q] = them times scales[q] and each column's scale.
INLINE void multiply_rows(const int32_t *const *rows, const int32_t *by, int count, int columns, const float *scales,
                          const float *column_scales, float *const *to) {
    for (int c = 0, step; c < columns; c += step * VECTOR_FLOATS) {
        vector_int sums[QUERIES][4];
        step = VECTOR_FLOATS >= 16 && c + 4 * VECTOR_FLOATS <= columns ? 4 : 2; // of sixteen registers four would take all
        if (step == 4)
            multiply_four_vectors(rows, by + c, count, columns, sums);
        else {
            vector_int two[QUERIES][2];
            multiply_two_vectors(rows, by + c, count, columns, two);
            for (int q = 0; q < QUERIES; q++) sums[q][0] = two[q][0], sums[q][1] = two[q][1];
        }
        for (int q = 0; q < QUERIES; q++)
            for (int v = 0; v < step; v++) {
                int at = c + v * VECTOR_FLOATS;
                vector_store(to[q] + at, vector_from_int(sums[q][v]) * (vector_load(column_scales + at) * scales[q]));
            }
    }
}

// Where queries or keys lie: of up to VECTOR_FLOATS rows, `stride` floats apart, each `size` long; those from `count` on are the last again.
typedef struct {
    const float *rows;
    size_t stride;
    int count, size;
} attention_rows;

INLINE const float *attention_row(const attention_rows *from, int r) { return from->rows + (size_t)(r < from->count ? r : from->count - 1) * from->stride; }

// Rows become pairs: to[r] [size / 2] of each, or with `columns` not 0 of each a column, to[0] [size / 2][columns]. scales
// [VECTOR_FLOATS]: what the pairs are to be multiplied by.
INLINE void pair_up_rows(const attention_rows *from, int32_t *to, size_t columns, float *scales) {
    vector squares[VECTOR_FLOATS];
    _Alignas(64) float factors[VECTOR_FLOATS];
    for (int r = 0; r < VECTOR_FLOATS; r++) {
        const float *row = attention_row(from, r);
        squares[r] = vector_set(0);
        for (int d = 0; d < from->size; d += VECTOR_FLOATS) squares[r] = vector_fma(vector_load(row + d), vector_load(row + d), squares[r]);
    }
    vector_sums(squares, VECTOR_FLOATS, factors);
    vector length = vector_max(vector_sqrt(vector_load(factors)), vector_set(1e-15f));
    vector_store(scales, length * (1.0f / ATTENTION_MOST));
    vector_store(factors, ATTENTION_MOST / length);
    for (int d = 0; d < from->size; d += PAIRED) {
        vector part[VECTOR_FLOATS];
        for (int r = 0; r < VECTOR_FLOATS; r++) {
            const float *at = attention_row(from, r) + d;
            part[r] = (vector)pair_up(vector_load(at) * factors[r], vector_load(at + VECTOR_FLOATS) * factors[r]);
        }
        if (columns) vector_transpose(part);
        for (int r = 0; r < VECTOR_FLOATS; r++)
            pairs_store(columns ? to + (size_t)(d / 2 + r) * columns : to + (size_t)r * (from->size / 2) + d / 2, (pairs)part[r]);
    }
}

// Values [count][size], `stride` floats apart, become pairs of rows [padded / 2][size], padded a multiple of PAIRED; scales [size].
static void pair_up_values(const float *values, size_t stride, int count, int size, int padded, int32_t *to, float *scales) {
    for (int c = 0; c < size; c += VECTOR_FLOATS) {
        vector greatest = vector_set(1e-15f);
        for (int j = 0; j < count; j++) greatest = vector_max(vector_abs(vector_load(values + j * stride + c)), greatest);
        vector factor = ATTENTION_MOST / greatest;
        vector_store(scales + c, greatest * (1.0f / (ATTENTION_MOST * SHARE_MOST)));
        for (int j = 0; j < padded; j += PAIRED)
            for (int i = 0; i < VECTOR_FLOATS; i++) {
                int first = j + i, second = first + VECTOR_FLOATS;
                vector a = first < count ? vector_load(values + first * stride + c) * factor : vector_set(0);
                vector b = second < count ? vector_load(values + second * stride + c) * factor : vector_set(0);
                pairs_store(to + (size_t)(j / 2 + i) * size + c, pair_up(a, b));
            }
    }
}

// Scores [padded] of a row → shares that sum to 1, as pairs [padded / 2] in whole numbers of SHARE_MOST; those beyond count become 0.
static void share_out_scores(float *scores, int count, int padded, int32_t *shares) {
    for (int j = count; j < padded; j++) scores[j] = -INFINITY;
    vector greatest = vector_set(-INFINITY), total = vector_set(0);
    for (int j = 0; j < padded; j += VECTOR_FLOATS) greatest = vector_max(vector_load(scores + j), greatest);
    vector top = vector_set(vector_greatest(greatest));
    for (int j = 0; j < padded; j += VECTOR_FLOATS) { // e^-87 is a share of nothing
        vector e = quick_exp(vector_max(vector_load(scores + j) - top, vector_set(-87.0f)));
        vector_store(scores + j, e);
        total += e;
    }
    vector whole = vector_set(SHARE_MOST / vector_sum(total));
    for (int j = 0; j < padded; j += PAIRED)
        pairs_store(shares + j / 2, pair_up(vector_load(scores + j) * whole, vector_load(scores + j + VECTOR_FLOATS) * whole));
}

// Parts of scratch memory that attention over `count` phonemes wants, in the order in which attention() takes them.
enum { KEYS, KEY_SCALES, ALL_QUERIES, QUERY_SCALES, VALUES, VALUE_SCALES, SCORES, SHARES, UNUSED, ATTENTION_PARTS };

static inline int attention_padded(int count) { return (count + PAIRED - 1) / PAIRED * PAIRED; }

static void attention_floats(int count, int channels, int heads, size_t *floats) {
    size_t padded = attention_padded(count), size = channels / heads;
    floats[KEYS] = floats[ALL_QUERIES] = floats[VALUES] = padded * size / 2;
    floats[KEY_SCALES] = floats[QUERY_SCALES] = padded;
    floats[VALUE_SCALES] = floats[UNUSED] = size;
    floats[SCORES] = QUERIES * padded;
    floats[SHARES] = QUERIES * padded / 2;
}

static size_t attention_scratch(int count, int channels, int heads) {
    size_t floats[ATTENTION_PARTS], sum = 0;
    attention_floats(count, channels, heads, floats);
    for (int p = 0; p < ATTENTION_PARTS; p++) sum += (floats[p] + 15) / 16 * 16;
    return sum;
}

// qkv: [count][3 * channels], queries, keys and values side by side; mixed: [count][channels]; work: as many floats as attention_scratch
// says. A head's channels: a multiple of PAIRED.
static void attention(const float *qkv, int count, int channels, int heads, float *mixed, float *work) {
    size_t floats[ATTENTION_PARTS], stride = 3 * (size_t)channels;
    float *part[ATTENTION_PARTS];
    attention_floats(count, channels, heads, floats);
    for (int p = 0; p < ATTENTION_PARTS; p++) part[p] = work, work += (floats[p] + 15) / 16 * 16;
    int size = channels / heads, padded = attention_padded(count);
    int32_t *keys = (int32_t *)part[KEYS], *queries = (int32_t *)part[ALL_QUERIES], *values = (int32_t *)part[VALUES], *shares = (int32_t *)part[SHARES];
    const float as_they_are[QUERIES] = {1, 1, 1, 1};
    vector shrink = vector_set(1.0f / sqrtf((float)size));
    for (int head = 0; head < heads; head++) {
        const float *own = qkv + head * size;
        for (int i = 0; i < padded; i += VECTOR_FLOATS) {
            int first = i < count ? i : count - 1, here = count - first;
            attention_rows key_rows = {own + channels + first * stride, stride, here, size}, query_rows = {own + first * stride, stride, here, size};
            pair_up_rows(&key_rows, keys + i, padded, part[KEY_SCALES] + i);
            vector_store(part[KEY_SCALES] + i, vector_load(part[KEY_SCALES] + i) * shrink);
            pair_up_rows(&query_rows, queries + (size_t)i * (size / 2), 0, part[QUERY_SCALES] + i);
        }
        pair_up_values(own + 2 * channels, stride, count, size, padded, values, part[VALUE_SCALES]);
        for (int i = 0; i < count; i += QUERIES) {
            const int32_t *asked[QUERIES], *shared[QUERIES];
            float *scores[QUERIES], *to[QUERIES];
            for (int q = 0; q < QUERIES; q++) { // rows beyond the last do its work again, for nothing
                asked[q] = queries + (size_t)(i + q) * (size / 2);
                scores[q] = part[SCORES] + (size_t)q * padded, shared[q] = shares + (size_t)q * (padded / 2);
                to[q] = i + q < count ? mixed + (size_t)(i + q) * channels + head * size : part[UNUSED];
            }
            multiply_rows(asked, keys, size / 2, padded, part[QUERY_SCALES] + i, part[KEY_SCALES], scores);
            for (int q = 0; q < QUERIES; q++) share_out_scores(scores[q], count, padded, shares + (size_t)q * (padded / 2));
            multiply_rows(shared, values, padded / 2, size, as_they_are, part[VALUE_SCALES], to);
        }
    }
}

#endif
