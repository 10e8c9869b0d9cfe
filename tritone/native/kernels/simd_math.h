// Vector mathematics on 16 floats at a time (AVX-512). Every function treats each lane alone, with a fixed order of
// operations, so that a value never depends on its neighbours or on where in a vector it stands.
#ifndef TRITONE_SIMD_MATH_H
#define TRITONE_SIMD_MATH_H

#include <immintrin.h>

typedef __m512 vec;
#define LANES 16

static inline vec vec_set(float x) { return _mm512_set1_ps(x); }
static inline vec vec_fma(vec a, vec b, vec c) { return _mm512_fmadd_ps(a, b, c); }
static inline vec vec_round(vec x) { return _mm512_roundscale_ps(x, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC); }

// The sum over a vector's lanes, always by the same tree.
static inline float vec_sum(vec x) { return _mm512_reduce_add_ps(x); }
static inline vec vec_sum_of_four(const vec x[4]) {
    return _mm512_add_ps(_mm512_add_ps(x[0], x[1]), _mm512_add_ps(x[2], x[3]));
}

// x Φ(x), Φ the normal distribution. Polynomials here are least-maximum fits made for this file.
// Largest absolute error 4e-5 for |x| <= 4, 1.3e-4 beyond: below a hundredth of a step of the 8 bits it is rounded to.
static inline vec vec_gelu(vec x) {
    vec clamped = _mm512_max_ps(_mm512_min_ps(x, vec_set(4.0f)), vec_set(-4.0f));
    vec t = _mm512_mul_ps(clamped, clamped);
    vec p = vec_set(-1.301264887e-09f);
    p = vec_fma(p, t, vec_set(1.041942557e-07f));
    p = vec_fma(p, t, vec_set(-3.657089437e-06f));
    p = vec_fma(p, t, vec_set(7.485450632e-05f));
    p = vec_fma(p, t, vec_set(-1.006486782e-03f));
    p = vec_fma(p, t, vec_set(9.505385682e-03f));
    p = vec_fma(p, t, vec_set(-6.588782275e-02f));
    p = vec_fma(p, t, vec_set(3.986733785e-01f));
    return _mm512_mul_ps(x, vec_fma(clamped, p, vec_set(0.5f)));
}

// e^x for |x| <= 87; relative error 1e-7.
static inline vec vec_exp(vec x) {
    vec y = _mm512_mul_ps(x, vec_set(1.44269504089f));
    vec whole = vec_round(y);
    vec f = vec_fma(x, vec_set(1.44269504089f), _mm512_sub_ps(vec_set(0.0f), whole));
    vec p = vec_set(1.326472717e-03f);
    p = vec_fma(p, f, vec_set(9.671512642e-03f));
    p = vec_fma(p, f, vec_set(5.550733743e-02f));
    p = vec_fma(p, f, vec_set(2.402224209e-01f));
    p = vec_fma(p, f, vec_set(6.931469776e-01f));
    p = vec_fma(p, f, vec_set(1.0f));
    return _mm512_scalef_ps(p, whole);
}

// x Φ(x) with an error of 2e-7 times |x|: the error function by Abramowitz and Stegun's formula 7.1.26.
static inline vec vec_exact_gelu(vec x) {
    vec z = _mm512_min_ps(_mm512_mul_ps(_mm512_abs_ps(x), vec_set(0.70710678f)), vec_set(9.0f));
    vec t = _mm512_div_ps(vec_set(1.0f), vec_fma(z, vec_set(0.3275911f), vec_set(1.0f)));
    vec p = vec_set(1.061405429f);
    p = vec_fma(p, t, vec_set(-1.453152027f));
    p = vec_fma(p, t, vec_set(1.421413741f));
    p = vec_fma(p, t, vec_set(-0.284496736f));
    p = vec_fma(p, t, vec_set(0.254829592f));
    vec rest = _mm512_mul_ps(_mm512_mul_ps(p, t), vec_exp(_mm512_sub_ps(vec_set(0.0f), _mm512_mul_ps(z, z))));
    vec half = _mm512_mul_ps(vec_set(0.5f), x); // half x (1 + erf) or, with a negative x, half x (1 - erf)
    __mmask16 negative = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ);
    return _mm512_mul_ps(half, _mm512_mask_blend_ps(negative, _mm512_sub_ps(vec_set(2.0f), rest), rest));
}

// tanh x = 1 - 2 / (e^2x + 1); absolute error 2e-7.
static inline vec vec_tanh(vec x) {
    vec clamped = _mm512_max_ps(_mm512_min_ps(x, vec_set(10.0f)), vec_set(-10.0f));
    vec e = vec_exp(_mm512_add_ps(clamped, clamped));
    return _mm512_sub_ps(vec_set(1.0f), _mm512_div_ps(vec_set(2.0f), _mm512_add_ps(e, vec_set(1.0f))));
}

// Cosine and sine of 2π·turns; absolute error 1e-7 for |turns| up to a few hundred.
static inline void vec_cos_sin_turns(vec turns, vec *cosine, vec *sine) {
    vec quarters = vec_round(_mm512_mul_ps(turns, vec_set(4.0f)));
    vec y = vec_fma(quarters, vec_set(-0.25f), turns); // in [-1/8, 1/8]
    vec t = _mm512_mul_ps(y, y);
    vec s = vec_set(-7.524007871e+01f);
    s = vec_fma(s, t, vec_set(8.158812510e+01f));
    s = vec_fma(s, t, vec_set(-4.134162805e+01f));
    s = vec_fma(s, t, vec_set(6.283185220e+00f));
    s = _mm512_mul_ps(s, y);
    vec c = vec_set(5.922054695e+01f);
    c = vec_fma(c, t, vec_set(-8.544285704e+01f));
    c = vec_fma(c, t, vec_set(6.493931627e+01f));
    c = vec_fma(c, t, vec_set(-1.973920865e+01f));
    c = vec_fma(c, t, vec_set(1.0f));
    // quarter turns: (c, s) → (-s, c) → (-c, -s) → (s, -c)
    __m512i quarter = _mm512_cvtps_epi32(quarters);
    __mmask16 swapped = _mm512_test_epi32_mask(quarter, _mm512_set1_epi32(1));
    __mmask16 sine_negative = _mm512_test_epi32_mask(quarter, _mm512_set1_epi32(2));
    __mmask16 cosine_negative =
        _mm512_test_epi32_mask(_mm512_add_epi32(quarter, _mm512_set1_epi32(1)), _mm512_set1_epi32(2));
    vec zero = _mm512_setzero_ps();
    vec new_cosine = _mm512_mask_blend_ps(swapped, c, s);
    vec new_sine = _mm512_mask_blend_ps(swapped, s, c);
    *cosine = _mm512_mask_sub_ps(new_cosine, cosine_negative, zero, new_cosine);
    *sine = _mm512_mask_sub_ps(new_sine, sine_negative, zero, new_sine);
}

// Cosine and sine of half of `halves` turns, |halves| <= 1, where no part of a turn need be taken out; error 7e-7.
static inline void vec_cos_sin_half_turns(vec halves, vec *cosine, vec *sine) {
    vec t = _mm512_mul_ps(halves, halves);
    vec s = vec_set(-5.991827486e-03f);
    s = vec_fma(s, t, vec_set(8.047928732e-02f));
    s = vec_fma(s, t, vec_set(-5.982820358e-01f));
    s = vec_fma(s, t, vec_set(2.549880746e+00f));
    s = vec_fma(s, t, vec_set(-5.167677675e+00f));
    s = vec_fma(s, t, vec_set(3.141591409e+00f));
    vec c = vec_set(1.594143168e-03f);
    c = vec_fma(c, t, vec_set(-2.535968096e-02f));
    c = vec_fma(c, t, vec_set(2.350305927e-01f));
    c = vec_fma(c, t, vec_set(-1.335158837e+00f));
    c = vec_fma(c, t, vec_set(4.058694936e+00f));
    c = vec_fma(c, t, vec_set(-4.934801133e+00f));
    c = vec_fma(c, t, vec_set(9.999999892e-01f));
    *sine = _mm512_mul_ps(s, halves);
    *cosine = c;
}

// sin of an angle given as a signed 32-bit fraction of a turn (2^32 is one turn); absolute error 1e-7.
static inline vec vec_sin_fraction(__m512i fraction) {
    vec y = _mm512_mul_ps(_mm512_cvtepi32_ps(fraction), vec_set(0x1p-32f)); // in [-1/2, 1/2]
    // fold to [-1/4, 1/4]: sin(2π(1/2 - y)) = sin 2πy
    vec half = _mm512_or_ps(_mm512_and_ps(y, vec_set(-0.0f)), vec_set(0.5f));
    __mmask16 outer = _mm512_cmp_ps_mask(_mm512_abs_ps(y), vec_set(0.25f), _CMP_GT_OQ);
    y = _mm512_mask_sub_ps(y, outer, half, y);
    vec t = _mm512_mul_ps(y, y);
    vec s = vec_set(-1.433703049e+01f);
    s = vec_fma(s, t, vec_set(4.199999092e+01f));
    s = vec_fma(s, t, vec_set(-7.670366790e+01f));
    s = vec_fma(s, t, vec_set(8.160520943e+01f));
    s = vec_fma(s, t, vec_set(-4.134170193e+01f));
    s = vec_fma(s, t, vec_set(6.283185306e+00f));
    return _mm512_mul_ps(s, y);
}

// Transpose 16 x 16 floats held in 16 vectors.
static inline void vec_transpose(vec r[16]) {
    vec t[16], u[16];
    for (int i = 0; i < 8; i++) {
        t[2 * i] = _mm512_unpacklo_ps(r[2 * i], r[2 * i + 1]);
        t[2 * i + 1] = _mm512_unpackhi_ps(r[2 * i], r[2 * i + 1]);
    }
    for (int i = 0; i < 4; i++) {
        __m512d a = _mm512_castps_pd(t[4 * i]), b = _mm512_castps_pd(t[4 * i + 1]);
        __m512d c = _mm512_castps_pd(t[4 * i + 2]), d = _mm512_castps_pd(t[4 * i + 3]);
        u[4 * i] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, c));
        u[4 * i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, c));
        u[4 * i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(b, d));
        u[4 * i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(b, d));
    }
    for (int i = 0; i < 4; i++) { // u[4g + i] holds columns i, i+4, i+8, i+12 of rows 4g..4g+3
        t[i] = _mm512_shuffle_f32x4(u[i], u[4 + i], 0x88);
        t[4 + i] = _mm512_shuffle_f32x4(u[i], u[4 + i], 0xdd);
        t[8 + i] = _mm512_shuffle_f32x4(u[8 + i], u[12 + i], 0x88);
        t[12 + i] = _mm512_shuffle_f32x4(u[8 + i], u[12 + i], 0xdd);
    }
    for (int i = 0; i < 4; i++) {
        r[i] = _mm512_shuffle_f32x4(t[i], t[8 + i], 0x88);
        r[8 + i] = _mm512_shuffle_f32x4(t[i], t[8 + i], 0xdd);
        r[4 + i] = _mm512_shuffle_f32x4(t[4 + i], t[12 + i], 0x88);
        r[12 + i] = _mm512_shuffle_f32x4(t[4 + i], t[12 + i], 0xdd);
    }
}

#endif
