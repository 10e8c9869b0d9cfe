// Vector mathematics with shorter polynomials than vector.h's, for hibari's kernels. Every function treats each lane
// alone, with a fixed order of operations, so that a value never depends on its neighbours or on where in a vector it
// stands. Polynomials are least-maximum fits made for this file.
#ifndef TRITONE_QUICK_MATH_H
#define TRITONE_QUICK_MATH_H

#include "vector.h"

INLINE vector sum_of_four(const vector x[4]) { return (x[0] + x[1]) + (x[2] + x[3]); }

// x Φ(x), Φ the normal distribution: what is above 0 of x, and an even function that dies away.
#if defined(__AVX512F__)
// Of parabolas, one for each quarter of [0, 4): picking one of sixteen numbers runs beside products, a longer polynomial does not.
// Largest absolute error 1.3e-4, 6.3e-5 for |x| < 4: below a fiftieth of a step of the 8 bits it is rounded to.
INLINE vector quick_gelu(vector x) {
    static const float square[] __attribute__((aligned(64))) = {
        3.914987697e-01f, 3.447927620e-01f, 2.636884525e-01f, 1.680786326e-01f, 7.835789467e-02f, 9.189186209e-03f, -3.347557635e-02f, -5.166661384e-02f,
        -5.223260619e-02f, -4.320074243e-02f, -3.114764776e-02f, -2.011904491e-02f, -1.181097115e-02f, -6.355903571e-03f, -3.152723373e-03f, -1.446978317e-03f};
    static const float slope[] __attribute__((aligned(64))) = {
        -4.990388054e-01f, -4.740269725e-01f, -3.919377426e-01f, -2.483772452e-01f, -6.950988288e-02f, 1.024280251e-01f, 2.293786968e-01f, 2.922049537e-01f,
        2.939399565e-01f, 2.530672981e-01f, 1.927818192e-01f, 1.322121233e-01f, 8.248053748e-02f, 4.712501778e-02f, 2.477566363e-02f, 1.202746747e-02f};
    static const float level[] __attribute__((aligned(64))) = {
        -1.619523399e-05f, -3.409848383e-03f, -2.428198655e-02f, -7.829422630e-02f, -1.675561698e-01f, -2.744919301e-01f, -3.689780457e-01f, -4.232384522e-01f,
        -4.244460744e-01f, -3.781952471e-01f, -3.027980891e-01f, -2.196210353e-01f, -1.451881308e-01f, -8.789467649e-02f, -4.890664708e-02f, -2.508566854e-02f};
    vector away = vector_min(vector_abs(x), vector_set(3.9999998f));
    // added to 2^21, a float keeps quarters, in its lowest bits; rounded down
    __m512i quarter = _mm512_castps_si512(_mm512_add_round_ps(away, vector_set(0x1p21f), _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC));
    vector even = vector_fma(_mm512_permutexvar_ps(quarter, _mm512_load_ps(square)), away, _mm512_permutexvar_ps(quarter, _mm512_load_ps(slope)));
    even = vector_fma(even, away, _mm512_permutexvar_ps(quarter, _mm512_load_ps(level)));
    return vector_max(x, vector_set(0)) + even;
}
#else
// Largest absolute error 1.3e-4 for |x| <= 3, 4.4e-5 |x| beyond: below a thirtieth of a step of the 8 bits it is rounded to.
INLINE vector quick_gelu(vector x) {
    vector clamped = vector_max(vector_min(x, vector_set(3.8f)), vector_set(-3.8f));
    vector t = clamped * clamped;
    vector p = vector_set(3.14753798e-08f);
    p = vector_fma(p, t, vector_set(-2.02076856e-06f));
    p = vector_fma(p, t, vector_set(5.59406886e-05f));
    p = vector_fma(p, t, vector_set(-8.88057065e-04f));
    p = vector_fma(p, t, vector_set(9.11884105e-03f));
    p = vector_fma(p, t, vector_set(-6.53208530e-02f));
    p = vector_fma(p, t, vector_set(3.98431395e-01f));
    return x * vector_fma(clamped, p, vector_set(0.5f));
}
#endif

// e^x for |x| <= 87; relative error 1.5e-7 + 2e-8 |x|, where multiplications are not fused 1.5e-7 + 8e-8 |x|.
INLINE vector quick_exp(vector x) {
    vector whole = vector_round(x * 1.44269504089f);
    vector f = vector_fma(x, vector_set(1.44269504089f), -whole);
    vector p = vector_set(1.326472717e-03f);
    p = vector_fma(p, f, vector_set(9.671512642e-03f));
    p = vector_fma(p, f, vector_set(5.550733743e-02f));
    p = vector_fma(p, f, vector_set(2.402224209e-01f));
    p = vector_fma(p, f, vector_set(6.931469776e-01f));
    p = vector_fma(p, f, vector_set(1.0f));
#if defined(__AVX512F__)
    return _mm512_scalef_ps(p, whole);
#else
    return p * (vector)(((vector_bits)vector_to_int(whole) + 127) << 23);
#endif
}

// tanh x = 1 - 2 / (e^2x + 1); absolute error 2e-7.
INLINE vector quick_tanh(vector x) {
    vector clamped = vector_max(vector_min(x, vector_set(10.0f)), vector_set(-10.0f));
    return 1.0f - 2.0f / (quick_exp(clamped + clamped) + 1.0f);
}

// x with its sign turned where the bit is 1.
INLINE vector turned_sign(vector x, vector_bits bit) { return (vector)((vector_bits)x ^ (bit << 31)); }

// Cosine and sine of 2π·turns; absolute error 1e-7 for |turns| up to a few hundred.
INLINE void cos_sin_turns(vector turns, vector *cosine, vector *sine) {
    vector quarters = vector_round(turns * 4.0f);
    vector y = vector_fma(quarters, vector_set(-0.25f), turns); // in [-1/8, 1/8]
    vector t = y * y;
    vector s = vector_set(-7.524007871e+01f);
    s = vector_fma(s, t, vector_set(8.158812510e+01f));
    s = vector_fma(s, t, vector_set(-4.134162805e+01f));
    s = vector_fma(s, t, vector_set(6.283185220e+00f));
    s = s * y;
    vector c = vector_set(5.922054695e+01f);
    c = vector_fma(c, t, vector_set(-8.544285704e+01f));
    c = vector_fma(c, t, vector_set(6.493931627e+01f));
    c = vector_fma(c, t, vector_set(-1.973920865e+01f));
    c = vector_fma(c, t, vector_set(1.0f));
    // quarter turns: (c, s) → (-s, c) → (-c, -s) → (s, -c)
    vector_bits quarter = (vector_bits)vector_to_int(quarters);
    vector_int swapped = (vector_int)(0 - (quarter & 1));
    *cosine = turned_sign(vector_select(swapped, s, c), (quarter + 1) >> 1 & 1);
    *sine = turned_sign(vector_select(swapped, c, s), quarter >> 1 & 1);
}

// Cosine and sine of half of `halves` turns, |halves| <= 1, where no part of a turn need be taken out; error 8e-7.
INLINE void cos_sin_half_turns(vector halves, vector *cosine, vector *sine) {
    vector t = halves * halves;
    vector s = vector_set(-5.991827486e-03f);
    s = vector_fma(s, t, vector_set(8.047928732e-02f));
    s = vector_fma(s, t, vector_set(-5.982820358e-01f));
    s = vector_fma(s, t, vector_set(2.549880746e+00f));
    s = vector_fma(s, t, vector_set(-5.167677675e+00f));
    s = vector_fma(s, t, vector_set(3.141591409e+00f));
    vector c = vector_set(1.594143168e-03f);
    c = vector_fma(c, t, vector_set(-2.535968096e-02f));
    c = vector_fma(c, t, vector_set(2.350305927e-01f));
    c = vector_fma(c, t, vector_set(-1.335158837e+00f));
    c = vector_fma(c, t, vector_set(4.058694936e+00f));
    c = vector_fma(c, t, vector_set(-4.934801133e+00f));
    c = vector_fma(c, t, vector_set(9.999999892e-01f));
    *sine = s * halves;
    *cosine = c;
}

// sin of an angle given as a signed 32-bit fraction of a turn (2^32 is one turn); absolute error 2e-7.
INLINE vector sin_fraction(vector_bits fraction) {
    vector y = vector_from_int((vector_int)fraction) * 0x1p-32f; // in [-1/2, 1/2]
    // fold to [-1/4, 1/4]: sin(2π(1/2 - y)) = sin 2πy
    vector half = (vector)(((vector_bits)y & 0x80000000u) | (vector_bits)vector_set(0.5f));
    y = vector_select(vector_abs(y) > 0.25f, half - y, y);
    vector t = y * y;
    vector s = vector_set(-1.433703049e+01f);
    s = vector_fma(s, t, vector_set(4.199999092e+01f));
    s = vector_fma(s, t, vector_set(-7.670366790e+01f));
    s = vector_fma(s, t, vector_set(8.160520943e+01f));
    s = vector_fma(s, t, vector_set(-4.134170193e+01f));
    s = vector_fma(s, t, vector_set(6.283185306e+00f));
    return s * y;
}

// Transpose as many vectors as a vector has floats.
INLINE void vector_transpose(vector r[VECTOR_FLOATS]) {
#if defined(__AVX512F__)
    __m512 t[16], u[16];
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
#elif defined(__AVX2__)
    __m256 u[8];
    for (int i = 0; i < 2; i++) {
        __m256 a = _mm256_unpacklo_ps(r[4 * i], r[4 * i + 1]), b = _mm256_unpackhi_ps(r[4 * i], r[4 * i + 1]);
        __m256 c = _mm256_unpacklo_ps(r[4 * i + 2], r[4 * i + 3]), d = _mm256_unpackhi_ps(r[4 * i + 2], r[4 * i + 3]);
        u[4 * i] = _mm256_shuffle_ps(a, c, 0x44);
        u[4 * i + 1] = _mm256_shuffle_ps(a, c, 0xee);
        u[4 * i + 2] = _mm256_shuffle_ps(b, d, 0x44);
        u[4 * i + 3] = _mm256_shuffle_ps(b, d, 0xee);
    }
    for (int i = 0; i < 4; i++) { // u[4g + i] holds columns i and i+4 of rows 4g..4g+3
        r[i] = _mm256_permute2f128_ps(u[i], u[4 + i], 0x20);
        r[4 + i] = _mm256_permute2f128_ps(u[i], u[4 + i], 0x31);
    }
#else
    float rows[VECTOR_FLOATS][VECTOR_FLOATS], columns[VECTOR_FLOATS][VECTOR_FLOATS];
    for (int i = 0; i < VECTOR_FLOATS; i++) vector_store(rows[i], r[i]);
    for (int i = 0; i < VECTOR_FLOATS; i++)
        for (int j = 0; j < VECTOR_FLOATS; j++) columns[j][i] = rows[i][j];
    for (int i = 0; i < VECTOR_FLOATS; i++) r[i] = vector_load(columns[i]);
#endif
}

#endif
