// Fourier transforms of 1200 real samples, sixteen at a time: every lane of every vector is a transform of its own.
#ifndef TRITONE_FOURIER_H
#define TRITONE_FOURIER_H

#include <math.h>

#include "simd_math.h"

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
    vec re, im;
} complex_vec;

static inline complex_vec complex_add(complex_vec a, complex_vec b) {
    return (complex_vec){_mm512_add_ps(a.re, b.re), _mm512_add_ps(a.im, b.im)};
}
static inline complex_vec complex_sub(complex_vec a, complex_vec b) {
    return (complex_vec){_mm512_sub_ps(a.re, b.re), _mm512_sub_ps(a.im, b.im)};
}
static inline complex_vec complex_scale(complex_vec a, float s) {
    return (complex_vec){_mm512_mul_ps(a.re, vec_set(s)), _mm512_mul_ps(a.im, vec_set(s))};
}
static inline complex_vec complex_fma(complex_vec a, float s, complex_vec b) {
    return (complex_vec){vec_fma(a.re, vec_set(s), b.re), vec_fma(a.im, vec_set(s), b.im)};
}
// a times -i
static inline complex_vec complex_turn(complex_vec a) {
    return (complex_vec){a.im, _mm512_sub_ps(_mm512_setzero_ps(), a.re)};
}
static inline complex_vec complex_multiply(complex_vec a, float c, float s) {
    vec vc = vec_set(c), vs = vec_set(s);
    return (complex_vec){_mm512_fmsub_ps(a.re, vc, _mm512_mul_ps(a.im, vs)),
                         vec_fma(a.re, vs, _mm512_mul_ps(a.im, vc))};
}

// Transforms of 2 to 5 points, in place.
static inline void butterfly(complex_vec *x, int radix) {
    if (radix == 2) {
        complex_vec a = x[0];
        x[0] = complex_add(a, x[1]);
        x[1] = complex_sub(a, x[1]);
    } else if (radix == 3) {
        const float half_root3 = 0.866025403784f;
        complex_vec sum = complex_add(x[1], x[2]), difference = complex_turn(complex_sub(x[1], x[2]));
        complex_vec middle = complex_fma(sum, -0.5f, x[0]);
        x[0] = complex_add(x[0], sum);
        x[1] = complex_fma(difference, half_root3, middle);
        x[2] = complex_fma(difference, -half_root3, middle);
    } else if (radix == 4) {
        complex_vec a = complex_add(x[0], x[2]), b = complex_sub(x[0], x[2]);
        complex_vec c = complex_add(x[1], x[3]), d = complex_turn(complex_sub(x[1], x[3]));
        x[0] = complex_add(a, c);
        x[1] = complex_add(b, d);
        x[2] = complex_sub(a, c);
        x[3] = complex_sub(b, d);
    } else {
        const float c1 = 0.309016994375f, c2 = -0.809016994375f, s1 = 0.951056516295f, s2 = 0.587785252292f;
        complex_vec p1 = complex_add(x[1], x[4]), m1 = complex_turn(complex_sub(x[1], x[4]));
        complex_vec p2 = complex_add(x[2], x[3]), m2 = complex_turn(complex_sub(x[2], x[3]));
        complex_vec a = complex_fma(p2, c2, complex_fma(p1, c1, x[0]));
        complex_vec b = complex_fma(p2, c1, complex_fma(p1, c2, x[0]));
        complex_vec d = complex_fma(m2, s2, complex_scale(m1, s1));
        complex_vec e = complex_fma(m2, -s1, complex_scale(m1, s2));
        x[0] = complex_add(x[0], complex_add(p1, p2));
        x[1] = complex_add(a, d);
        x[4] = complex_sub(a, d);
        x[2] = complex_add(b, e);
        x[3] = complex_sub(b, e);
    }
}

// One pass of Stockham's self-sorting transform: length points left, stride transforms interleaved.
static inline __attribute__((always_inline)) void fourier_pass(const fourier_tables *tables, const float *in_re,
                                                               const float *in_im, float *out_re, float *out_im,
                                                               int length, int stride, int radix) {
    int m = length / radix;
    for (int p = 0; p < m; p++) {
        for (int q = 0; q < stride; q++) {
            complex_vec x[5];
            for (int j = 0; j < radix; j++) {
                size_t at = (size_t)(q + stride * (p + m * j)) * LANES;
                x[j] = (complex_vec){_mm512_load_ps(in_re + at), _mm512_load_ps(in_im + at)};
            }
            butterfly(x, radix);
            for (int k = 0; k < radix; k++) {
                size_t at = (size_t)(q + stride * (radix * p + k)) * LANES;
                int turn = p * k * (FFT_COMPLEX / length);
                complex_vec y = k ? complex_multiply(x[k], tables->turn_cos[turn], tables->turn_sin[turn]) : x[k];
                _mm512_store_ps(out_re + at, y.re);
                _mm512_store_ps(out_im + at, y.im);
            }
        }
    }
}

// Sum over n of z[n] e^(-2πi kn / 600). All arrays [600][LANES]; the result is in work_re and work_im.
static inline void fourier_complex(const fourier_tables *tables, float *re, float *im, float *work_re, float *work_im) {
    fourier_pass(tables, re, im, work_re, work_im, 600, 1, 5);
    fourier_pass(tables, work_re, work_im, re, im, 120, 5, 5);
    fourier_pass(tables, re, im, work_re, work_im, 24, 25, 4);
    fourier_pass(tables, work_re, work_im, re, im, 6, 100, 3);
    fourier_pass(tables, re, im, work_re, work_im, 2, 300, 2);
}

// The spectrum of the real samples that `fourier_complex` has transformed as pairs: bins [601][LANES].
static inline void fourier_split(const fourier_tables *tables, const float *re, const float *im, float *bin_re, float *bin_im) {
    vec half = vec_set(0.5f);
    for (int k = 0; k <= FFT_COMPLEX; k++) {
        size_t at = (size_t)(k % FFT_COMPLEX) * LANES, mirror = (size_t)((FFT_COMPLEX - k) % FFT_COMPLEX) * LANES;
        vec ar = _mm512_load_ps(re + at), ai = _mm512_load_ps(im + at);
        vec br = _mm512_load_ps(re + mirror), bi = _mm512_load_ps(im + mirror);
        complex_vec even = {_mm512_add_ps(ar, br), _mm512_sub_ps(ai, bi)};
        complex_vec odd = complex_turn((complex_vec){_mm512_sub_ps(ar, br), _mm512_add_ps(ai, bi)});
        odd = complex_multiply(odd, tables->split_cos[k], tables->split_sin[k]);
        _mm512_store_ps(bin_re + (size_t)k * LANES, _mm512_mul_ps(half, _mm512_add_ps(even.re, odd.re)));
        _mm512_store_ps(bin_im + (size_t)k * LANES, _mm512_mul_ps(half, _mm512_add_ps(even.im, odd.im)));
    }
}

// The opposite, for the inverse transform: pairs such that transforming (im, re) in place of (re, im) gives 1200 times
// the even samples in re and the odd ones in im. The imaginary parts of the first and last bin do not count.
static inline void fourier_join(const fourier_tables *tables, const float *bin_re, const float *bin_im, float *re, float *im) {
    for (int k = 0; k < FFT_COMPLEX; k++) {
        size_t at = (size_t)k * LANES, mirror = (size_t)(FFT_COMPLEX - k) * LANES;
        vec ar = _mm512_load_ps(bin_re + at), br = _mm512_load_ps(bin_re + mirror);
        vec ai = k ? _mm512_load_ps(bin_im + at) : _mm512_setzero_ps();
        vec bi = k ? _mm512_load_ps(bin_im + mirror) : _mm512_setzero_ps();
        complex_vec even = {_mm512_add_ps(ar, br), _mm512_sub_ps(ai, bi)};
        complex_vec odd = {_mm512_sub_ps(ar, br), _mm512_add_ps(ai, bi)};
        odd = complex_multiply(odd, tables->split_cos[k], -tables->split_sin[k]);
        _mm512_store_ps(re + at, _mm512_sub_ps(even.re, odd.im));
        _mm512_store_ps(im + at, _mm512_add_ps(even.im, odd.re));
    }
}

#endif
