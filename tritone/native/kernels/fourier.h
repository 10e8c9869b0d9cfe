// Fourier transforms of 1200 real samples, as many at a time as a vector has floats: every lane is a transform of its own.
#ifndef TRITONE_FOURIER_H
#define TRITONE_FOURIER_H

#include <math.h>

#include "quick_math.h"

#define FFT_REAL 1200
#define FFT_COMPLEX 600 // 1200 reals are transformed as 600 complex numbers: even samples real, odd ones imaginary
#define FFT_BINS 601

typedef struct {
    float turn_cos[FFT_COMPLEX], turn_sin[FFT_COMPLEX];        // e^(-2πi k / 600)
    float split_cos[FFT_COMPLEX + 1], split_sin[FFT_COMPLEX + 1]; // e^(-2πi k / 1200)
} fourier_tables;

static inline void fourier_init(fourier_tables *tables) {
    for (int k = 0; k < FFT_COMPLEX; k++) {
        tables->turn_cos[k] = (float)cos(-2 * M_PI * k / FFT_COMPLEX);
        tables->turn_sin[k] = (float)sin(-2 * M_PI * k / FFT_COMPLEX);
    }
    for (int k = 0; k <= FFT_COMPLEX; k++) {
        tables->split_cos[k] = (float)cos(-2 * M_PI * k / FFT_REAL);
        tables->split_sin[k] = (float)sin(-2 * M_PI * k / FFT_REAL);
    }
}

typedef struct {
    vector re, im;
} complex_vector;

INLINE complex_vector complex_add(complex_vector a, complex_vector b) {
    return (complex_vector){a.re + b.re, a.im + b.im};
}
INLINE complex_vector complex_sub(complex_vector a, complex_vector b) {
    return (complex_vector){a.re - b.re, a.im - b.im};
}
INLINE complex_vector complex_scale(complex_vector a, float s) {
    return (complex_vector){a.re * s, a.im * s};
}
INLINE complex_vector complex_fma(complex_vector a, float s, complex_vector b) {
    return (complex_vector){vector_fma(a.re, vector_set(s), b.re), vector_fma(a.im, vector_set(s), b.im)};
}
// a times -i
INLINE complex_vector complex_turn(complex_vector a) {
    return (complex_vector){a.im, -a.re};
}
INLINE complex_vector complex_multiply(complex_vector a, float c, float s) {
    vector vc = vector_set(c), vs = vector_set(s);
    return (complex_vector){vector_fms(a.re, vc, a.im * vs),
                         vector_fma(a.re, vs, a.im * vc)};
}

INLINE void three_points(complex_vector *x) {
    const float half_root3 = 0.866025403784f;
    complex_vector sum = complex_add(x[1], x[2]), difference = complex_turn(complex_sub(x[1], x[2]));
    complex_vector middle = complex_fma(sum, -0.5f, x[0]);
    x[0] = complex_add(x[0], sum);
    x[1] = complex_fma(difference, half_root3, middle);
    x[2] = complex_fma(difference, -half_root3, middle);
}

INLINE void five_points(complex_vector *x) {
    const float c1 = 0.309016994375f, c2 = -0.809016994375f, s1 = 0.951056516295f, s2 = 0.587785252292f;
    complex_vector p1 = complex_add(x[1], x[4]), m1 = complex_turn(complex_sub(x[1], x[4]));
    complex_vector p2 = complex_add(x[2], x[3]), m2 = complex_turn(complex_sub(x[2], x[3]));
    complex_vector a = complex_fma(p2, c2, complex_fma(p1, c1, x[0]));
    complex_vector b = complex_fma(p2, c1, complex_fma(p1, c2, x[0]));
    complex_vector d = complex_fma(m2, s2, complex_scale(m1, s1));
    complex_vector e = complex_fma(m2, -s1, complex_scale(m1, s2));
    x[0] = complex_add(x[0], complex_add(p1, p2));
    x[1] = complex_add(a, d);
    x[4] = complex_sub(a, d);
    x[2] = complex_add(b, e);
    x[3] = complex_sub(b, e);
}

// Transforms of 6 or 10 points, in place: of pairs, then of their sums and of their differences. Where the factors of a length have none
// in common nothing need be turned in between (Good, 1958); point n of the first and k of the second transform lie where it says.
INLINE void butterfly(complex_vector *x, int radix) {
    int odd = radix / 2;
    complex_vector sums[5], differences[5];
    _Pragma("GCC unroll 5") for (int n = 0; n < odd; n++) {
        complex_vector one = x[2 * n % radix], other = x[(odd + 2 * n) % radix];
        sums[n] = complex_add(one, other);
        differences[n] = complex_sub(one, other);
    }
    if (odd == 3)
        three_points(sums), three_points(differences);
    else
        five_points(sums), five_points(differences);
    _Pragma("GCC unroll 5") for (int k = 0; k < odd; k++) {
        x[(odd + 1) * k % radix] = sums[k];
        x[(odd + (odd + 1) * k) % radix] = differences[k];
    }
}

// One pass of Stockham's self-sorting transform: length points left, stride transforms interleaved.
INLINE void fourier_pass(const fourier_tables *tables, const float *in_re, const float *in_im, float *out_re, float *out_im, int length,
                         int stride, int radix) {
    int m = length / radix;
    for (int p = 0; p < m; p++) {
        for (int q = 0; q < stride; q++) {
            complex_vector x[10];
            _Pragma("GCC unroll 10") for (int j = 0; j < radix; j++) {
                size_t at = (size_t)(q + stride * (p + m * j)) * VECTOR_FLOATS;
                x[j] = (complex_vector){vector_load(in_re + at), vector_load(in_im + at)};
            }
            butterfly(x, radix);
            _Pragma("GCC unroll 10") for (int k = 0; k < radix; k++) {
                size_t at = (size_t)(q + stride * (radix * p + k)) * VECTOR_FLOATS;
                int turn = p * k * (FFT_COMPLEX / length);
                complex_vector y = k && m > 1 ? complex_multiply(x[k], tables->turn_cos[turn], tables->turn_sin[turn]) : x[k];
                vector_store(out_re + at, y.re);
                vector_store(out_im + at, y.im);
            }
        }
    }
}

// Sum over n of z[n] e^(-2πi kn / 600). All arrays [600][VECTOR_FLOATS], which are larger than the first-level cache: as few passes as
// registers allow. The result is in work_re and work_im.
static inline void fourier_complex(const fourier_tables *tables, float *re, float *im, float *work_re, float *work_im) {
    fourier_pass(tables, re, im, work_re, work_im, 600, 1, 10);
    fourier_pass(tables, work_re, work_im, re, im, 60, 10, 10);
    fourier_pass(tables, re, im, work_re, work_im, 6, 100, 6);
}

// The spectrum of the real samples that `fourier_complex` has transformed as pairs: bins [601][VECTOR_FLOATS].
static inline void fourier_split(const fourier_tables *tables, const float *re, const float *im, float *bin_re, float *bin_im) {
    vector half = vector_set(0.5f);
    for (int k = 0; k <= FFT_COMPLEX; k++) {
        size_t at = (size_t)(k % FFT_COMPLEX) * VECTOR_FLOATS, mirror = (size_t)((FFT_COMPLEX - k) % FFT_COMPLEX) * VECTOR_FLOATS;
        vector ar = vector_load(re + at), ai = vector_load(im + at);
        vector br = vector_load(re + mirror), bi = vector_load(im + mirror);
        complex_vector even = {ar + br, ai - bi};
        complex_vector odd = complex_turn((complex_vector){ar - br, ai + bi});
        odd = complex_multiply(odd, tables->split_cos[k], tables->split_sin[k]);
        vector_store(bin_re + (size_t)k * VECTOR_FLOATS, half * (even.re + odd.re));
        vector_store(bin_im + (size_t)k * VECTOR_FLOATS, half * (even.im + odd.im));
    }
}

// The opposite, for the inverse transform: pairs such that transforming (im, re) in place of (re, im) gives 1200 times
// the even samples in re and the odd ones in im. The imaginary parts of the first and last bin do not count.
static inline void fourier_join(const fourier_tables *tables, const float *bin_re, const float *bin_im, float *re, float *im) {
    for (int k = 0; k < FFT_COMPLEX; k++) {
        size_t at = (size_t)k * VECTOR_FLOATS, mirror = (size_t)(FFT_COMPLEX - k) * VECTOR_FLOATS;
        vector ar = vector_load(bin_re + at), br = vector_load(bin_re + mirror);
        vector ai = k ? vector_load(bin_im + at) : vector_set(0);
        vector bi = k ? vector_load(bin_im + mirror) : vector_set(0);
        complex_vector even = {ar + br, ai - bi};
        complex_vector odd = {ar - br, ai + bi};
        odd = complex_multiply(odd, tables->split_cos[k], -tables->split_sin[k]);
        vector_store(re + at, even.re - odd.im);
        vector_store(im + at, even.im + odd.re);
    }
}

#endif
