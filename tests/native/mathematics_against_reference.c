// The functions of vector.h and quick_math.h beside the C library's, within what they say of themselves; and Fourier transforms
// beside plain sums.
//
// A program of its own, as products_against_reference.c is. Prints how much it compared and each function that is off, with its
// worst error; 0 where all is well.

#include "fourier.h"
#include "random_layer.h"

#define EPSILON 1.2e-7 // between two floats beside 1: what rounding an argument or a result may add
#if defined(__FMA__)
#define IS_FUSED 1
#else
#define IS_FUSED 0
#endif

static long compared, faults;

static void expect(int holds, const char *what, double at, double error) {
    static const char *last;
    compared++;
    if (holds) return;
    faults++;
    if (what != last) printf("%s is off by %g at %g\n", what, error, at); // the first time
    last = what;
}

// MADE, vectors, of `x` from FROM to TO beside WANTED, a double of `t`; each may be off by MAY, a double of `t` and `wanted`.
#define COMPARE(WHAT, FROM, TO, MADE, WANTED, MAY)                                                        \
    for (int step = 0; step < 4000; step++) {                                                             \
        float values[VECTOR_FLOATS], made[VECTOR_FLOATS];                                                 \
        for (int i = 0; i < VECTOR_FLOATS; i++) /* both ends, and 0 where it lies between */              \
            values[i] = step + i == 0 ? (FROM) : step + i == 1 ? (TO) : step + i == 2 ? (float)((FROM) * ((FROM) > 0)) \
                                             : (float)((FROM) + ((TO) - (FROM)) * (uniform() + 1) / 2);   \
        vector x = vector_load(values);                                                                   \
        vector_store(made, MADE);                                                                         \
        for (int i = 0; i < VECTOR_FLOATS; i++) {                                                         \
            double t = values[i], wanted = WANTED, error = fabs(made[i] - wanted);                        \
            expect(error <= (MAY), WHAT, t, error);                                                       \
        }                                                                                                 \
    }

#define TURN (2 * M_PI)

static vector cosine_of(vector x, int halves) {
    vector cosine, sine;
    if (halves) cos_sin_half_turns(x, &cosine, &sine);
    else cos_sin_turns(x, &cosine, &sine);
    return cosine;
}

static vector sine_of(vector x, int halves) {
    vector cosine, sine;
    if (halves) cos_sin_half_turns(x, &cosine, &sine);
    else cos_sin_turns(x, &cosine, &sine);
    return sine;
}

static double normal(double t) { return t * erfc(-t / sqrt(2)) / 2; }

static void compare_functions(void) {
    COMPARE("vector_exp", -87.0f, 88.0f, vector_exp(x), exp(t), 3e-7 * wanted)
    COMPARE("vector_tanh", -12.0f, 12.0f, vector_tanh(x), tanh(t), 4e-7)
    COMPARE("vector_tanh near 0", -0.2f, 0.2f, vector_tanh(x), tanh(t), 4e-7)
    COMPARE("vector_sigmoid", -80.0f, 80.0f, vector_sigmoid(x), 1 / (1 + exp(-t)), 4e-7)
    COMPARE("vector_gelu", -10.0f, 10.0f, vector_gelu(x), normal(t), 3e-7 * (1 + fabs(t)))
    COMPARE("vector_sin_half_turns", -0.5f, 0.5f, vector_sin_half_turns(x), sin(M_PI * t), 2e-7)
    COMPARE("vector_sin_turns", -3e3f, 3e3f, vector_sin_turns(x), sin(TURN * t), 3e-7)
    COMPARE("vector_from_whole", -4e6f, 4e6f, vector_from_whole(x), t - rint(t), 0)
    COMPARE("vector_round", -4e6f, 4e6f, vector_round(x), rint(t), 0)
    COMPARE("vector_floor", -4e6f, 4e6f, vector_floor(x), floor(t), 0)
    COMPARE("vector_to_int", -2e9f, 2e9f, vector_from_int(vector_to_int(x)), rint(t), 0)
    COMPARE("vector_sqrt", 0.0f, 1e6f, vector_sqrt(x), sqrt(t), EPSILON / 2 * wanted)
    COMPARE("vector_abs", -5.0f, 5.0f, vector_abs(x), fabs(t), 0)
    COMPARE("vector_leaky", -5.0f, 5.0f, vector_leaky(x, 0.1f), t > 0 ? t : t * 0.1f, EPSILON * fabs(t))
    COMPARE("quick_gelu", -3.0f, 3.0f, quick_gelu(x), normal(t), 1.3e-4)
    COMPARE("quick_gelu beyond 3", -30.0f, 30.0f, quick_gelu(x), normal(t), 4.4e-5 * fmax(3, fabs(t)))
    COMPARE("quick_exp", -87.0f, 87.0f, quick_exp(x), exp(t), (1.5e-7 + (IS_FUSED ? 2e-8 : 8e-8) * fabs(t)) * wanted)
    COMPARE("quick_tanh", -20.0f, 20.0f, quick_tanh(x), tanh(t), 2e-7)
    COMPARE("cos_sin_turns' cosine", -300.0f, 300.0f, cosine_of(x, 0), cos(TURN * t), 1e-7)
    COMPARE("cos_sin_turns' sine", -300.0f, 300.0f, sine_of(x, 0), sin(TURN * t), 1e-7)
    COMPARE("cos_sin_half_turns' cosine", -1.0f, 1.0f, cosine_of(x, 1), cos(M_PI * t), 8e-7)
    COMPARE("cos_sin_half_turns' sine", -1.0f, 1.0f, sine_of(x, 1), sin(M_PI * t), 8e-7)
    COMPARE("sin_fraction", -2e9f, 2e9f, sin_fraction((vector_bits)vector_to_int(x)), sin(TURN * rint(t) / 0x1p32), 2e-7)
}

// What goes across lanes, and numbers that are none.
static void compare_lanes(void) {
    vector rows[VECTOR_FLOATS], infinite = vector_set(INFINITY), none = vector_set(NAN), one = vector_set(1);
    float values[VECTOR_FLOATS];
    double sum = 0, least = 9, greatest = -9;
    for (int i = 0; i < VECTOR_FLOATS; i++) {
        values[i] = (float)uniform();
        sum += values[i], least = fmin(least, values[i]), greatest = fmax(greatest, values[i]);
        for (int j = 0; j < VECTOR_FLOATS; j++) rows[i][j] = (float)(i * VECTOR_FLOATS + j);
    }
    vector x = vector_load(values);
    expect(fabs(vector_sum(x) - sum) < VECTOR_FLOATS * EPSILON, "vector_sum", 0, vector_sum(x) - sum);
    expect(vector_least(x) == least && vector_greatest(x) == greatest, "vector_least or vector_greatest", 0, 0);
    vector_transpose(rows);
    for (int i = 0; i < VECTOR_FLOATS; i++) {
        for (int j = 0; j < VECTOR_FLOATS; j++) expect(rows[i][j] == j * VECTOR_FLOATS + i, "vector_transpose", i, rows[i][j]);
        expect(vector_max(none, one)[i] == 1 && vector_min(none, one)[i] == 1, "the larger or smaller of no number and 1", i, 0);
        expect(isnan(vector_max(one, none)[i]) && isnan(vector_min(one, none)[i]), "that of 1 and no number", i, 0);
        expect(vector_max(infinite, one)[i] == INFINITY && vector_min(-infinite, one)[i] == -INFINITY, "that of infinity", i, 0);
        expect(isfinite(vector_exp(infinite)[i]) && isfinite(vector_exp(none)[i]), "vector_exp of no number", i, 0);
    }
}

// Transforms there and back; each lane has samples of its own.
static void compare_transforms(void) {
    static float real[FFT_REAL][VECTOR_FLOATS], re[FFT_COMPLEX][VECTOR_FLOATS], im[FFT_COMPLEX][VECTOR_FLOATS];
    static float work_re[FFT_COMPLEX][VECTOR_FLOATS], work_im[FFT_COMPLEX][VECTOR_FLOATS];
    static float bin_re[FFT_BINS][VECTOR_FLOATS], bin_im[FFT_BINS][VECTOR_FLOATS];
    static fourier_tables tables;
    fourier_init(&tables);
    for (int n = 0; n < FFT_REAL; n++)
        for (int lane = 0; lane < VECTOR_FLOATS; lane++) {
            real[n][lane] = (float)uniform();
            *(n % 2 ? &im[n / 2][lane] : &re[n / 2][lane]) = real[n][lane];
        }
    fourier_complex(&tables, *re, *im, *work_re, *work_im);
    fourier_split(&tables, *work_re, *work_im, *bin_re, *bin_im);
    const double may = 40 * EPSILON * sqrt(FFT_REAL); // of sums of so many numbers of at most 1
    for (int lane = 0; lane < VECTOR_FLOATS; lane += 3)
        for (int k = 0; k < FFT_BINS; k++) {
            double cosines = 0, sines = 0;
            for (int n = 0; n < FFT_REAL; n++) {
                double angle = -TURN * ((long)k * n % FFT_REAL) / FFT_REAL;
                cosines += real[n][lane] * cos(angle), sines += real[n][lane] * sin(angle);
            }
            double error = hypot(bin_re[k][lane] - cosines, bin_im[k][lane] - sines);
            expect(error < may, "a spectrum", k, error);
        }
    fourier_join(&tables, *bin_re, *bin_im, *re, *im);
    fourier_complex(&tables, *im, *re, *work_im, *work_re);
    for (int n = 0; n < FFT_REAL; n++)
        for (int lane = 0; lane < VECTOR_FLOATS; lane++) {
            double error = (n % 2 ? work_im : work_re)[n / 2][lane] / FFT_REAL - real[n][lane];
            expect(fabs(error) < may / FFT_REAL * 4, "what comes back from a spectrum", n, error);
        }
}

int main(void) {
    compare_functions();
    compare_lanes();
    compare_transforms();
    printf("%ld compared, %ld faults\n", compared, faults);
    return faults != 0;
}
