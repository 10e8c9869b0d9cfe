// The excitation of Kokoro's generator: a sum of harmonics of the pitch with a little noise, as magnitudes and phases of a
// short-time Fourier transform (tritone/families/kokoro/torch_engine/source.py is the reference). In float32.
#include <math.h>

#include "named_tensors.h"
#include "vector.h"

#define MOST_HARMONICS 64
#define MOST_FFT 64
#define MOST_FRAMES 100000 // 20 minutes
#define LOUDNESS 0.1f
#define VOICED_NOISE 0.003f
#define UNVOICED_NOISE (0.1f / 3.0f)
#define LOWEST_PITCH_HZ 10.0f // below it a frame counts as unvoiced
#define ROUNDING 2e-6f        // of a row's loudness: what is below is rounding, and counts as 0

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    float *weight, bias, spread; // [harmonics]; spread: the weights' norm
    float *cosines, *sines;      // of the windowed transform: [fft_size][width]
    int harmonics, hop, fft_size, fft_hop, bins, width;
    float rate_hz;
} kokoro_excitation;

EXPORTED void kokoro_excitation_free(kokoro_excitation *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

static void load_transform(model_loader *loader, kokoro_excitation *model) {
    int size = model->fft_size;
    model->cosines = loader_take(loader, sizeof(float) * size * model->width);
    model->sines = loader_take(loader, sizeof(float) * size * model->width);
    if (loader->error->code) return;
    for (int n = 0; n < size; n++)
        for (int k = 0; k < model->bins; k++) {
            double window = 0.5 - 0.5 * cos(2 * M_PI * n / size), angle = 2 * M_PI * ((long)k * n % size) / size;
            model->cosines[n * model->width + k] = (float)(window * cos(angle));
            model->sines[n * model->width + k] = k % (size / 2) ? (float)(-window * sin(angle)) : 0; // the outermost are real
        }
}

// tensors: `excitation` has weight [harmonics] and bias [1] of what adds the harmonics up, and the numbers rate_hz, hop (samples of a
// frame), fft_size and fft_hop.
EXPORTED kokoro_excitation *kokoro_excitation_create(const named_tensor *tensors, long count, kernel_error *error) {
    kokoro_excitation *model = calloc(1, sizeof(kokoro_excitation));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    const named_tensor *weight = look_up(&loader, "excitation", "weight", 1);
    model->harmonics = weight && weight->shape[0] <= MOST_HARMONICS ? (int)weight->shape[0] : 1;
    model->weight = load_floats(&loader, "excitation", "weight", SHAPE(model->harmonics));
    const float *bias = find_floats(&loader, "excitation", "bias", SHAPE(1));
    model->rate_hz = (float)load_number(&loader, "excitation", "rate_hz", 1, 1 << 20);
    model->hop = load_number(&loader, "excitation", "hop", 2, 1 << 14);
    model->fft_size = load_number(&loader, "excitation", "fft_size", 2, MOST_FFT);
    model->fft_hop = load_number(&loader, "excitation", "fft_hop", 1, MOST_FFT);
    model->bins = model->fft_size / 2 + 1;
    model->width = (model->bins + VECTOR_FLOATS - 1) / VECTOR_FLOATS * VECTOR_FLOATS;
    if (!error->code && (model->hop % 2 || model->fft_size % 2 || model->hop % model->fft_hop || model->hop <= model->fft_size / 2))
        fail(error, KERNEL_BAD_INPUT, "frames of %d samples, a transform of %d every %d; allowed: even numbers, whole steps in a frame, "
             "which is longer than half of a transform", model->hop, model->fft_size, model->fft_hop);
    load_transform(&loader, model);
    if (!error->code) {
        double squares = 0;
        for (int h = 0; h < model->harmonics; h++) squares += (double)model->weight[h] * model->weight[h];
        model->spread = (float)sqrt(squares), model->bias = *bias;
        return model;
    }
    kokoro_excitation_free(model);
    return NULL;
}

// Samples [first, end) of a frame, as offsets from its middle in frames. cycles, slopes: of each harmonic at the middle, and for a frame.
static void half_frame(const kokoro_excitation *model, const float *cycles, const float *slopes, int is_voiced, int first, int end,
                       const float *noise, float *out) {
    float lanes[VECTOR_FLOATS], spread = (is_voiced ? VOICED_NOISE : UNVOICED_NOISE) * model->spread;
    for (int i = 0; i < VECTOR_FLOATS; i++) lanes[i] = (float)i;
    for (int s = first; s < end; s += VECTOR_FLOATS) {
        vector place = (vector_load(lanes) + ((float)s + 0.5f)) / (float)model->hop - 0.5f, wave = vector_set(0);
        for (int h = 0; is_voiced && h < model->harmonics; h++) {
            vector sine = vector_sin_turns(vector_fma(vector_set(slopes[h]), place, vector_set(cycles[h])));
            wave = vector_fma(sine * LOUDNESS, vector_set(model->weight[h]), wave);
        }
        float some[VECTOR_FLOATS] = {0};
        int count = end - s < VECTOR_FLOATS ? end - s : VECTOR_FLOATS;
        if (noise) memcpy(some, noise + s, sizeof(float) * count);
        wave = vector_fma(vector_load(some), vector_set(spread), wave);
        vector_store(some, vector_tanh(wave + model->bias));
        memcpy(out + s, some, sizeof(float) * count);
    }
}

static void make_wave(const kokoro_excitation *model, const float *pitch, const float *phases, int frames, const float *noise, float *wave) {
    float cycles[MOST_HARMONICS], slopes[2][MOST_HARMONICS];
    int half = model->hop / 2;
    for (int t = 0; t < frames; t++) {
        for (int h = 0; h < model->harmonics; h++) {
            float harmonic = (float)(h + 1);
            cycles[h] = phases[t] * harmonic;
            for (int side = 0; side < 2; side++) { // phases stand still before the first and after the last middle
                int of = t + side, is_still = side ? of == frames : t == 0;
                float turns = is_still ? 0 : pitch[of] * harmonic / model->rate_hz;
                slopes[side][h] = (turns - floorf(turns)) * (float)model->hop;
            }
        }
        int is_voiced = pitch[t] > LOWEST_PITCH_HZ;
        for (int side = 0; side < 2; side++)
            half_frame(model, cycles, slopes[side], is_voiced, side * half, side ? model->hop : half,
                       noise ? noise + (size_t)t * model->hop : NULL, wave + (size_t)t * model->hop);
    }
}

// atan(y / x), for 0 <= y <= x; within 1e-7 (a least-squares fit at Chebyshev's points, made for this file).
INLINE vector arc_of(vector y, vector x) {
    vector ratio = y / vector_max(x, vector_set(1e-37f));
    vector_int is_steep = ratio > 0.414213562f; // tan of an eighth of a half turn
    vector a = vector_select(is_steep, (ratio - 1.0f) / (ratio + 1.0f), ratio), t = a * a;
    vector p = vector_set(7.984714136e-02f);
    p = vector_fma(p, t, vector_set(-1.385140373e-01f));
    p = vector_fma(p, t, vector_set(1.997439792e-01f));
    p = vector_fma(p, t, vector_set(-3.333279674e-01f));
    p = vector_fma(p, t, vector_set(9.999999819e-01f));
    return vector_fma(p, a, vector_select(is_steep, vector_set(0.785398163f), vector_set(0)));
}

// Magnitudes and phases of a row of the transform. What is but rounding counts as 0, as its sign would decide between half a turn
// and less half a turn: a row that mirrors itself, as the first one does, is real, and one that stands still has a mean alone.
static void spectrum_row(const kokoro_excitation *model, const float *heard, float *magnitudes, float *phases) {
    float loud = 0;
    for (int n = 0; n < model->fft_size; n++) loud += fabsf(heard[n]);
    vector least = vector_set(loud * ROUNDING);
    for (int k = 0; k < model->width; k += VECTOR_FLOATS) {
        vector real = vector_set(0), imaginary = real;
        for (int n = 0; n < model->fft_size; n++) {
            vector x = vector_set(heard[n]);
            real = vector_fma(x, vector_load(model->cosines + n * model->width + k), real);
            imaginary = vector_fma(x, vector_load(model->sines + n * model->width + k), imaginary);
        }
        vector high = vector_abs(real), wide = vector_abs(imaginary);
        vector_int is_real = wide < least, is_imaginary = high < least;
        imaginary = vector_select(is_real, vector_set(0), imaginary);
        real = vector_select(is_imaginary, vector_set(0), real);
        wide = vector_select(is_real, vector_set(0), wide);
        high = vector_select(is_imaginary, vector_set(0), high);
        vector_int is_steep = wide > high;
        vector arc = arc_of(vector_select(is_steep, high, wide), vector_select(is_steep, wide, high));
        arc = vector_select(is_steep, 1.57079633f - arc, arc);
        arc = vector_select(real < 0.0f, 3.14159265f - arc, arc);
        arc = vector_select(imaginary < 0.0f, -arc, arc);
        vector_store(magnitudes + k, vector_sqrt(vector_fma(real, real, imaginary * imaginary)));
        vector_store(phases + k, arc);
    }
}

// pitch (Hz) and phases (cycles, in the middle of each frame): [frames]; noise: normal deviates [frames * hop], or NULL; out:
// [frames * hop / fft_hop + 1][2 bins], magnitudes and then phases. Returns the error's code.
EXPORTED int kokoro_excitation_run(kokoro_excitation *model, const float *pitch, long frame_count, const float *phases, long phase_count,
                                   const float *noise, long noise_count, float *out, long out_floats, kernel_error *error) {
    if (frame_count < 1 || frame_count > MOST_FRAMES || phase_count != frame_count || (noise && noise_count != frame_count * model->hop))
        return fail(error, KERNEL_BAD_INPUT, "%ld pitches, %ld phases, %ld samples of noise; allowed: 1 to %d, as many, %d for each",
                    frame_count, phase_count, noise_count, MOST_FRAMES, model->hop);
    int samples = (int)frame_count * model->hop, rows = samples / model->fft_hop + 1, margin = model->fft_size / 2;
    if (out_floats != (long)rows * 2 * model->bins)
        return fail(error, KERNEL_BAD_INPUT, "room for %ld numbers; allowed: %ld", out_floats, (long)rows * 2 * model->bins);
    size_t wave_bytes = sizeof(float) * ((size_t)samples + 2 * margin), row_bytes = sizeof(float) * 2 * model->width;
    if (scratch_reserve(&model->scratch, wave_bytes + row_bytes, 2)) return fail_for_memory(error);
    float *wave = (float *)scratch_take(&model->scratch, wave_bytes) + margin;
    float *made = scratch_take(&model->scratch, row_bytes);
    make_wave(model, pitch, phases, (int)frame_count, noise, wave);
    for (int i = 1; i <= margin; i++) wave[-i] = wave[i], wave[samples - 1 + i] = wave[samples - 1 - i];
    for (int t = 0; t < rows; t++) {
        spectrum_row(model, wave + t * model->fft_hop - margin, made, made + model->width);
        memcpy(out + (size_t)t * 2 * model->bins, made, sizeof(float) * model->bins);
        memcpy(out + (size_t)t * 2 * model->bins + model->bins, made + model->width, sizeof(float) * model->bins);
    }
    return 0;
}
