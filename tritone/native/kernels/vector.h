// Vectors of floats as wide as the instruction set that a library is compiled for: one source serves all.
#ifndef TRITONE_VECTOR_H
#define TRITONE_VECTOR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

#if defined(__AVX512F__)
#define VECTOR_FLOATS 16
#elif defined(__AVX2__)
#define VECTOR_FLOATS 8
#else
#define VECTOR_FLOATS 4
#endif

typedef float vector __attribute__((vector_size(VECTOR_FLOATS * 4)));
typedef int32_t vector_int __attribute__((vector_size(VECTOR_FLOATS * 4)));
typedef uint32_t vector_bits __attribute__((vector_size(VECTOR_FLOATS * 4))); // sums of these turn over

#define INLINE static inline __attribute__((always_inline))

INLINE vector vector_load(const float *from) {
    vector value;
    memcpy(&value, from, sizeof value);
    return value;
}

INLINE void vector_store(float *to, vector value) { memcpy(to, &value, sizeof value); }

INLINE vector vector_set(float value) { return value - (vector){0}; }

// sum + a * b; fused where the processor can.
INLINE vector vector_fma(vector a, vector b, vector sum) {
#if defined(__AVX512F__)
    return _mm512_fmadd_ps(a, b, sum);
#elif defined(__FMA__)
    return _mm256_fmadd_ps(a, b, sum);
#else
    return sum + a * b;
#endif
}

// a * b - c; fused where the processor can.
INLINE vector vector_fms(vector a, vector b, vector c) {
#if defined(__AVX512F__)
    return _mm512_fmsub_ps(a, b, c);
#elif defined(__FMA__)
    return _mm256_fmsub_ps(a, b, c);
#else
    return a * b - c;
#endif
}

// In each lane a where the mask's bits are set, b where none is.
INLINE vector vector_select(vector_int mask, vector a, vector b) {
    return (vector)((mask & (vector_int)a) | (~mask & (vector_int)b));
}

// The larger of the two; b where a is not a number.
INLINE vector vector_max(vector a, vector b) {
#if defined(__AVX512F__)
    return _mm512_max_ps(a, b);
#elif defined(__AVX2__)
    return _mm256_max_ps(a, b);
#else
    return vector_select(a > b, a, b);
#endif
}

// The smaller of the two; b where a is not a number.
INLINE vector vector_min(vector a, vector b) {
#if defined(__AVX512F__)
    return _mm512_min_ps(a, b);
#elif defined(__AVX2__)
    return _mm256_min_ps(a, b);
#else
    return vector_select(a < b, a, b);
#endif
}

INLINE vector vector_sqrt(vector x) {
#if defined(__AVX512F__)
    return _mm512_sqrt_ps(x);
#elif defined(__AVX2__)
    return _mm256_sqrt_ps(x);
#else
    for (int i = 0; i < VECTOR_FLOATS; i++) x[i] = __builtin_sqrtf(x[i]);
    return x;
#endif
}

INLINE vector vector_abs(vector x) { return (vector)((vector_int)x & 0x7fffffff); }

// To the nearest whole number, the even one of two; without SSE4 for |x| below 4e6 only.
INLINE vector vector_round(vector x) {
#if defined(__AVX512F__)
    return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#elif defined(__AVX2__)
    return _mm256_round_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
#else
    return (x + 12582912.0f) - 12582912.0f; // 1.5 * 2^23
#endif
}

// The whole number at or below x, for |x| below 4e6.
INLINE vector vector_floor(vector x) {
    vector nearest = vector_round(x);
    return nearest - (vector)((nearest > x) & (vector_int)vector_set(1.0f));
}

// Rounded to 32-bit integers; what is out of their range is some integer.
INLINE vector_int vector_to_int(vector x) {
#if defined(__AVX512F__)
    return (vector_int)_mm512_cvtps_epi32(x);
#elif defined(__AVX2__)
    return (vector_int)_mm256_cvtps_epi32(x);
#else
    vector_int whole;
    for (int i = 0; i < VECTOR_FLOATS; i++) whole[i] = x[i] > -2147483648.0f && x[i] < 2147483648.0f ? (int32_t)__builtin_rintf(x[i]) : INT32_MIN;
    return whole;
#endif
}

INLINE vector vector_from_int(vector_int x) { return __builtin_convertvector(x, vector); }

#if defined(__AVX512F__)
#define VECTOR_FOLD(name, REDUCE, WIDE, NARROW, TWO)                                       \
    INLINE float name(vector value) { return REDUCE(value); }
#elif defined(__AVX2__)
#define VECTOR_FOLD(name, REDUCE, WIDE, NARROW, TWO)                                       \
    INLINE float name(vector value) {                                                      \
        __m128 four = WIDE(_mm256_castps256_ps128(value), _mm256_extractf128_ps(value, 1)); \
        four = WIDE(four, _mm_movehl_ps(four, four));                                      \
        return _mm_cvtss_f32(NARROW(four, _mm_shuffle_ps(four, four, 1)));                 \
    }
#else
#define VECTOR_FOLD(name, REDUCE, WIDE, NARROW, TWO)                                       \
    INLINE float name(vector value) {                                                      \
        float x = value[0], y = value[1];                                                  \
        x = TWO(x, value[2]), y = TWO(y, value[3]);                                        \
        return TWO(x, y);                                                                  \
    }
#endif
#define SUM_OF_TWO(x, y) ((x) + (y))
#define LEAST_OF_TWO(x, y) ((x) < (y) ? (x) : (y))
#define GREATEST_OF_TWO(x, y) ((x) > (y) ? (x) : (y))

// Over the lanes, in a fixed order: the upper half to the lower one, until one is left.
VECTOR_FOLD(vector_sum, _mm512_reduce_add_ps, _mm_add_ps, _mm_add_ss, SUM_OF_TWO)
VECTOR_FOLD(vector_least, _mm512_reduce_min_ps, _mm_min_ps, _mm_min_ss, LEAST_OF_TWO)
VECTOR_FOLD(vector_greatest, _mm512_reduce_max_ps, _mm_max_ps, _mm_max_ss, GREATEST_OF_TWO)
#undef VECTOR_FOLD

// What the lanes of each of `count` vectors add up to, one after the other, in a fixed order; sums has room for whole vectors.
INLINE void vector_sums(const vector *values, int count, float *sums) {
#if defined(__AVX512F__)
    // four at a time: lanes are added across while they change places, so that 16 vectors need 15 additions and not 64
    __m512 fours[4];
    const vector none = vector_set(0);
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
        __m512 a = 4 * i < count ? values[4 * i] : none, b = 4 * i + 1 < count ? values[4 * i + 1] : none;
        __m512 c = 4 * i + 2 < count ? values[4 * i + 2] : none, d = 4 * i + 3 < count ? values[4 * i + 3] : none;
        __m512d ab = _mm512_castps_pd(_mm512_unpacklo_ps(a, b) + _mm512_unpackhi_ps(a, b));
        __m512d cd = _mm512_castps_pd(_mm512_unpacklo_ps(c, d) + _mm512_unpackhi_ps(c, d));
        fours[i] = _mm512_castpd_ps(_mm512_unpacklo_pd(ab, cd)) + _mm512_castpd_ps(_mm512_unpackhi_pd(ab, cd));
    }
    __m512 low = _mm512_shuffle_f32x4(fours[0], fours[1], 0x88) + _mm512_shuffle_f32x4(fours[0], fours[1], 0xdd);
    __m512 high = _mm512_shuffle_f32x4(fours[2], fours[3], 0x88) + _mm512_shuffle_f32x4(fours[2], fours[3], 0xdd);
    vector_store(sums, _mm512_shuffle_f32x4(low, high, 0x88) + _mm512_shuffle_f32x4(low, high, 0xdd));
#else
    for (int i = 0; i < count; i++) sums[i] = vector_sum(values[i]);
#endif
}

// e^x for x in [-87, 88]; relative error below 3e-7. x = k ln 2 + r; e^r by a polynomial of degree 6 (Taylor, |r| <= 0.35).
INLINE vector vector_exp(vector x) {
    x = vector_min(vector_max(x, vector_set(-87.0f)), vector_set(88.0f));
    vector k = x * 1.44269504f;
    // adding 1.5 * 2^23 rounds to an integer, which lies in the low bits
    vector shifted = k + 12582912.0f;
    vector_int whole = (vector_int)shifted - 0x4b400000;
    k = shifted - 12582912.0f;
    vector r = vector_fma(k, vector_set(-0.693145752f), x);
    r = vector_fma(k, vector_set(-1.42860677e-6f), r);
    vector p = vector_set(1.0f / 720);
    const float taylor[] = {1.0f / 120, 1.0f / 24, 1.0f / 6, 0.5f, 1.0f, 1.0f};
    for (int i = 0; i < 6; i++) p = vector_fma(p, r, vector_set(taylor[i]));
    return p * (vector)((whole + 127) << 23);
}

// tanh within 4e-7, by e^2x; odd by construction.
INLINE vector vector_tanh(vector x) {
    vector_int sign = (vector_int)x & (int32_t)0x80000000;
    vector a = vector_min((vector)((vector_int)x & 0x7fffffff), vector_set(9.1f));
    vector e = vector_exp(-2.0f * a);
    vector t = (1.0f - e) / (1.0f + e);
    // near zero the difference loses digits: x - x^3/3 + 2x^5/15
    vector s = a * a, small = a * (1.0f + s * (-0.333333333f + s * (0.133333333f - s * 0.053968254f)));
    vector_int near = a < 0.15f;
    t = (vector)((near & (vector_int)small) | (~near & (vector_int)t));
    return (vector)((vector_int)t | sign);
}

INLINE vector vector_sigmoid(vector x) { return 1.0f / (1.0f + vector_exp(-x)); }

// x * P(a normal deviate is below x), exact GELU: P within 1.5e-7, as an odd quotient of polynomials beside a half (a least-maximum
// fit made for this file).
INLINE vector vector_gelu(vector x) {
    vector c = vector_min(vector_max(x, vector_set(-5.2f)), vector_set(5.2f)), t = c * c;
    vector p = vector_set(5.837696233e-06f), q = vector_set(5.016795615e-07f);
    const float above[] = {3.140999035e-04f, 5.517719784e-03f, 4.957948182e-02f, 3.989419186e-01f};
    const float below[] = {1.126787631e-04f, 2.702832355e-03f, 3.733142776e-02f, 2.909381140e-01f, 1.0f};
    for (int i = 0; i < 4; i++) p = vector_fma(p, t, vector_set(above[i]));
    for (int i = 0; i < 5; i++) q = vector_fma(q, t, vector_set(below[i]));
    return x * (0.5f + c * p / q);
}

// x less the nearest whole number, for |x| below 4e6: from -0.5 to 0.5. Adding 1.5 * 2^23 rounds to an integer.
INLINE vector vector_from_whole(vector x) { return x - ((x + 12582912.0f) - 12582912.0f); }

// sin(pi r) for r in [-0.5, 0.5], within 2e-7: r times a polynomial in r^2 (a least-maximum fit made for this file).
INLINE vector vector_sin_half_turns(vector r) {
    vector t = r * r, p = vector_set(7.765766031e-02f);
    p = vector_fma(p, t, vector_set(-5.982912856e-01f));
    p = vector_fma(p, t, vector_set(2.550077523f));
    p = vector_fma(p, t, vector_set(-5.167710084f));
    p = vector_fma(p, t, vector_set(3.141592640f));
    return p * r;
}

// sin(2 pi x), within 3e-7 of the sine of the float x: folded to the half turn around 0 where it is odd.
INLINE vector vector_sin_turns(vector x) {
    vector r = vector_from_whole(x);
    vector_int sign = (vector_int)r & (int32_t)0x80000000;
    vector a = (vector)((vector_int)r & 0x7fffffff);
    a = vector_min(a, 0.5f - a);
    return (vector)((vector_int)vector_sin_half_turns(a + a) | sign);
}

// The larger of x and slope * x, for a slope below 1.
INLINE vector vector_leaky(vector x, float slope) { return vector_max(x, x * slope); }

#endif
