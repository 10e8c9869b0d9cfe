// The vocoder of hibari voices: frames in, samples out, one window at a time with carried state.
//
// The same computation as tritone/families/hibari/window_synthesis.py, which is the reference; names and the layout of
// the carried state are the same. Every row, frame and sample is computed by the same operations in the same order
// wherever it lies in a window, so that windows and batches of any shape give bit for bit the same samples.

#include <limits.h>

#include "convnext.h"
#include "fourier.h"
#include "frame.h"
#include "held_convolution.h"

#define REACH (DECODER_KERNEL / 2)
#define BIN_GROUPS ((BINS + VECTOR_FLOATS - 1) / VECTOR_FLOATS) // the bins in vectors
#define MOST_FRAMES (1L << 20) // of a window: three and a half hours

_Static_assert(FFT_REAL == FFT_SAMPLES && FFT_BINS == BINS, "fourier.h transforms another number of samples");
_Static_assert(HOP_SAMPLES * HOPS_PER_FFT == FFT_SAMPLES, "an FFT is no whole number of hops");

typedef struct {
    memory_arena arena;
    held_convolution input;
    convnext_block blocks[DECODER_BLOCKS];
    layer_normalisation norm;
    quantised_linear head; // columns ordered [group of bins][part][bin]
    float *noise_re, *noise_im; // a frame's from one of NOISE_PLACES on
    fourier_tables fourier;
    float window[FFT_REAL], source_window[FFT_REAL], window_squared[FFT_REAL];
    float whole_share[HOP_SAMPLES]; // window_share where all windows are there
    scratch_memory scratch;
} vocoder;

EXPORTED void hibari_vocoder_free(vocoder *model) {
    if (!model) return;
    arena_end(&model->arena);
    free(model->scratch.memory);
    free(model);
}

// What the sum of all frames of a segment that reach sample j of hop `block` is multiplied by: one by what their windows sum to.
static float window_share(const vocoder *model, long block, long total, int j) {
    float sum = 0.0f;
    for (int quarter = HOPS_PER_FFT - 1; quarter >= 0; quarter--) {
        long frame = block + SPECTRUM_LOOKAHEAD - quarter;
        if (frame >= 0 && frame < total) sum += model->window_squared[quarter * HOP_SAMPLES + j];
    }
    return 1.0f / (sum > 1e-11f ? sum : 1e-11f);
}

// A vocoder out of the decoder's tensors, named as the checkpoint's modules are, and noise [NOISE_PLACES + BINS][2].
// NULL when one is missing, has another shape or type, or memory is short: error says which.
EXPORTED vocoder *hibari_vocoder_create(const named_tensor *tensors, long count, kernel_error *error) {
    vocoder *model = aligned_alloc(64, (sizeof(vocoder) + 63) / 64 * 64);
    if (!model) return fail_for_memory(error), NULL;
    memset(model, 0, sizeof(vocoder));
    model_loader loader = {tensors, count, &model->arena, error};
    held_convolution_init(&loader, &model->input, "m.dec_in", NETWORK_CHANNELS, DECODER_KERNEL, DECODER_CHANNELS,
                          TEXT_CHANNELS);
    for (int b = 0; b < DECODER_BLOCKS; b++) {
        char module[24];
        snprintf(module, sizeof module, "m.dec.%d", b);
        convnext_init(&loader, &model->blocks[b], module, DECODER_CHANNELS, DECODER_HIDDEN, DECODER_KERNEL, 1,
                      LAYER_NORM_EPSILON);
    }
    layer_norm_init(&loader, &model->norm, "m.dec_norm", DECODER_CHANNELS, LAYER_NORM_EPSILON);
    int order[BIN_GROUPS * HEAD_PARTS * VECTOR_FLOATS];
    for (int g = 0; g < BIN_GROUPS; g++)
        for (int p = 0; p < HEAD_PARTS; p++)
            for (int i = 0; i < VECTOR_FLOATS; i++)
                order[(g * HEAD_PARTS + p) * VECTOR_FLOATS + i] = g * VECTOR_FLOATS + i < BINS ? p * BINS + g * VECTOR_FLOATS + i : -1;
    linear_init(&loader, &model->head, "m.head", "weight", "bias", DECODER_CHANNELS, HEAD_PARTS * BINS, order,
                BIN_GROUPS * HEAD_PARTS * VECTOR_FLOATS);
    const float *noise = find_floats(&loader, "", "noise", SHAPE(NOISE_PLACES + BINS, 2));
    // read in whole vectors: a few bins beyond the last
    model->noise_re = loader_take(&loader, sizeof(float) * (NOISE_PLACES + BIN_GROUPS * VECTOR_FLOATS));
    model->noise_im = loader_take(&loader, sizeof(float) * (NOISE_PLACES + BIN_GROUPS * VECTOR_FLOATS));
    if (error->code) {
        hibari_vocoder_free(model);
        return NULL;
    }
    for (int i = 0; i < NOISE_PLACES + BINS; i++) model->noise_re[i] = noise[2 * i], model->noise_im[i] = noise[2 * i + 1];
    fourier_init(&model->fourier);
    for (int i = 0; i < FFT_REAL; i++) {
        model->window[i] = (float)(0.5 - 0.5 * cos(2 * M_PI * i / FFT_REAL));
        // the window sums to FFT_REAL / 2 and a cosine puts half its amplitude on one bin: divide by a quarter
        model->source_window[i] = model->window[i] / (FFT_REAL / 4);
        model->window_squared[i] = model->window[i] * model->window[i];
    }
    for (int j = 0; j < HOP_SAMPLES; j++) model->whole_share[j] = window_share(model, HOPS_PER_FFT, 3 * HOPS_PER_FFT, j);
    return model;
}

// The pulse train, columns being frames: train[j * columns + f - first] for frames [first, stop), sample j of the hop.
// source: rows of (pitch, phase), row 0 being frame `origin`. Frames outside the segment are mirror images of it.
static void pulse_train(const float *source, long origin, long first, long stop, long total, int columns, float *train) {
    long low = first > 0 ? first : 0, high = stop < total ? stop : total;
    for (long f = low; f < high; f += VECTOR_FLOATS) {
        _Alignas(64) float before[VECTOR_FLOATS], here[VECTOR_FLOATS], after[VECTOR_FLOATS], phase[VECTOR_FLOATS];
        for (int i = 0; i < VECTOR_FLOATS; i++) {
            long frame = clamp_long(f + i, 0, high - 1);
            before[i] = source[(clamp_long(frame - 1, 0, total - 1) - origin) * 2];
            here[i] = source[(frame - origin) * 2];
            after[i] = source[(clamp_long(frame + 1, 0, total - 1) - origin) * 2];
            phase[i] = source[(frame - origin) * 2 + 1];
        }
        vector b = vector_load(before), h = vector_load(here), a = vector_load(after);
        // phase as a fraction of 2^32 turns itself over at a full turn; what converts it knows signed numbers
        vector turns = vector_load(phase);
        turns -= (vector)((turns >= 0.5f) & (vector_int)vector_set(1.0f));
        vector_bits turned = (vector_bits)vector_to_int(turns * 0x1p32f);
        long inside = clamp_long(high - f, 0, VECTOR_FLOATS);
        for (int j = 0; j < HOP_SAMPLES; j++) {
            vector pitch = pitch_sample(b, h, a, j);
            vector_int voiced = pitch > VOICED_ABOVE_HZ;
            pitch = vector_max(pitch, vector_set(VOICED_ABOVE_HZ));
            turned += turned_by_sample(pitch);
            // sum of cos(ht), h = 1..H, is sin((H + 1/2) t) / (2 sin(t / 2)) - 1/2; with u = t / 2, (2H + 1) u is exact
            vector_bits half_turn = turned >> 1;
            vector harmonics = vector_floor(HIGHEST_HARMONIC_HZ / pitch);
            vector_bits odd = ((vector_bits)vector_to_int(harmonics) << 1) + 1;
            vector divisor = 2.0f * sin_fraction(half_turn);
            vector ratio = sin_fraction(odd * half_turn) / divisor;
            vector pulse = vector_select(vector_abs(divisor) <= 2e-3f, harmonics + 0.5f, ratio) - 0.5f;
            pulse = (vector)(voiced & (vector_int)pulse);
            memcpy(train + (size_t)j * columns + (f - first), &pulse, sizeof(float) * inside);
        }
    }
    long end = total * HOP_SAMPLES - 1;
    for (long f = first; f < stop; f++) {
        if (f >= 0 && f < total) continue;
        for (int j = 0; j < HOP_SAMPLES; j++) {
            long sample = f * HOP_SAMPLES + j;
            sample = clamp_long(sample < 0 ? -sample : sample > end ? 2 * end - sample : sample, low * HOP_SAMPLES, high * HOP_SAMPLES - 1);
            train[(size_t)j * columns + (f - first)] = train[(size_t)(sample % HOP_SAMPLES) * columns + (sample / HOP_SAMPLES - first)];
        }
    }
}

#if TILES
#define HEAD_ROWS ROWS_OF_TILE
#else
#define HEAD_ROWS (VECTOR_FLOATS < 16 ? 2 : 4) // whose sums fill the registers
#endif
MULTIPLY_PANELS(multiply_head, HEAD_ROWS, HEAD_PARTS)

// The head's parts: what shapes the source (magnitude, phase), the noise's magnitude, and what is added (magnitude, phase).
enum { SOURCE_MAGNITUDE, SOURCE_PHASE, NOISE_MAGNITUDE, ADDED_MAGNITUDE, ADDED_PHASE };
#if !TILES // whose products take as long for fewer parts
#define SKIPS_SILENT_SOURCE 1
#define SILENT_PARTS (HEAD_PARTS - NOISE_MAGNITUDE)
MULTIPLY_PANELS(multiply_silent_head, HEAD_ROWS, SILENT_PARTS)
#else
#define SKIPS_SILENT_SOURCE 0
#endif

// SplitMix64's finaliser (Steele et al., 2014) over a counter: the same as noise_offsets of tritone/families/shared.py.
static uint64_t noise_hash(uint64_t seed, long frame) {
    uint64_t z = (uint64_t)frame * 0x9E3779B97F4A7C15u + seed;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

// What the head has for as many frames as a vector has floats. Rows are in an order of their own: first those whose source sounds.
typedef struct {
    linear_operand operands[VECTOR_FLOATS * DECODER_CHANNELS];
    row_scale scales[VECTOR_FLOATS];
    int frame[VECTOR_FLOATS]; // of each row, from 0 on
    int rows, sounding;
    size_t noise_at[VECTOR_FLOATS]; // of each row
} head_rows;

INLINE vector magnitude(vector logarithm) {
    return quick_exp(vector_max(vector_min(logarithm, vector_set(MAX_LOG_MAGNITUDE)), vector_set(-80.0f)));
}

// Adds what does not come from the source to one row's bins of a group: noise, and a part of its own. parts: from NOISE_MAGNITUDE on.
INLINE void add_other_parts(const vocoder *model, const head_rows *rows, int row, int group, const vector *parts, vector *re, vector *im) {
    const float *noise_re = model->noise_re + rows->noise_at[row], *noise_im = model->noise_im + rows->noise_at[row];
    vector noisy = magnitude(parts[0]), residual = magnitude(parts[ADDED_MAGNITUDE - NOISE_MAGNITUDE]), cosine, sine;
    vector y_re = vector_fma(vector_load(noise_re + group * VECTOR_FLOATS), noisy, *re);
    vector y_im = vector_fma(vector_load(noise_im + group * VECTOR_FLOATS), noisy, *im);
    cos_sin_turns(parts[ADDED_PHASE - NOISE_MAGNITUDE] * 0.159154943092f, &cosine, &sine);
    *re = vector_fma(residual, cosine, y_re);
    *im = vector_fma(residual, sine, y_im);
}

#if SKIPS_SILENT_SOURCE
// Rows from `first` on, whose source is silent: what would shape it is left out, and the sound is the same to the bit. A function of
// its own, since its sums would have the others' leave their registers.
static __attribute__((noinline)) void combine_silent(const vocoder *model, const head_rows *rows, int first, int group, vector *re, vector *im) {
    const quantised_linear *head = &model->head;
    const linear_weight *weights = head->weights + ((size_t)group * HEAD_PARTS + NOISE_MAGNITUDE) * DECODER_CHANNELS * VECTOR_FLOATS;
    for (; first < rows->rows; first += HEAD_ROWS) {
        linear_sum sums[HEAD_ROWS][SILENT_PARTS];
        multiply_silent_head(rows->operands + (size_t)first * DECODER_CHANNELS, DECODER_CHANNELS, weights, DECODER_CHANNELS, sums);
        for (int r = first; r < first + HEAD_ROWS && r < rows->rows; r++) {
            vector parts[SILENT_PARTS];
            for (int p = 0; p < SILENT_PARTS; p++)
                parts[p] = linear_value(head, (group * HEAD_PARTS + NOISE_MAGNITUDE + p) * VECTOR_FLOATS, sums[r - first][p], rows->scales[r]);
            add_other_parts(model, rows, r, group, parts, re + rows->frame[r], im + rows->frame[r]);
        }
    }
}
#endif

// Spectra of VECTOR_FLOATS frames: the head's five parts combined with source and noise, bins [BIN_GROUPS * VECTOR_FLOATS][VECTOR_FLOATS]
// in place.
static void combine_spectra(const vocoder *model, const head_rows *rows, float *bin_re, float *bin_im) {
    const quantised_linear *head = &model->head;
    size_t panel = (size_t)DECODER_CHANNELS * VECTOR_FLOATS;
    int sounding = SKIPS_SILENT_SOURCE ? rows->sounding : rows->rows;
    linear_begin();
    for (int g = 0; g < BIN_GROUPS; g++) {
        vector re[VECTOR_FLOATS], im[VECTOR_FLOATS];
        for (int i = 0; i < VECTOR_FLOATS; i++) {
            re[i] = vector_load(bin_re + (size_t)(g * VECTOR_FLOATS + i) * VECTOR_FLOATS);
            im[i] = vector_load(bin_im + (size_t)(g * VECTOR_FLOATS + i) * VECTOR_FLOATS);
        }
        vector_transpose(re); // rows of bins of one frame each
        vector_transpose(im);
        const linear_weight *weights = head->weights + (size_t)g * HEAD_PARTS * panel;
        int first = 0;
        for (; first < sounding; first += HEAD_ROWS) {
            linear_sum sums[HEAD_ROWS][HEAD_PARTS];
            multiply_head(rows->operands + (size_t)first * DECODER_CHANNELS, DECODER_CHANNELS, weights, DECODER_CHANNELS, sums);
            for (int r = first; r < first + HEAD_ROWS && r < rows->rows; r++) {
                vector part[HEAD_PARTS], cosine, sine;
                for (int p = 0; p < HEAD_PARTS; p++)
                    part[p] = linear_value(head, (g * HEAD_PARTS + p) * VECTOR_FLOATS, sums[r - first][p], rows->scales[r]);
                vector harmonic = magnitude(part[SOURCE_MAGNITUDE]);
                cos_sin_half_turns(quick_tanh(part[SOURCE_PHASE]), &cosine, &sine);
                vector c = cosine * harmonic, s = sine * harmonic, *to_re = re + rows->frame[r], *to_im = im + rows->frame[r];
                vector y_re = vector_fms(*to_re, c, *to_im * s);
                *to_im = vector_fma(*to_re, s, *to_im * c);
                *to_re = y_re;
                add_other_parts(model, rows, r, g, part + NOISE_MAGNITUDE, to_re, to_im);
            }
        }
#if SKIPS_SILENT_SOURCE
        if (first < rows->rows) combine_silent(model, rows, first, g, re, im);
#endif
        vector_transpose(re);
        vector_transpose(im);
        for (int i = 0; i < VECTOR_FLOATS; i++) {
            vector_store(bin_re + (size_t)(g * VECTOR_FLOATS + i) * VECTOR_FLOATS, re[i]);
            vector_store(bin_im + (size_t)(g * VECTOR_FLOATS + i) * VECTOR_FLOATS, im[i]);
        }
    }
    linear_end();
}

// Normalise and round the decoded rows of `count` frames, those first whose lane of `sounds` has a bit set. first_frame: of the segment.
static void prepare_head(const vocoder *model, const float *decoded, int count, vector_int sounds, uint64_t noise_seed, long first_frame,
                         head_rows *rows) {
    _Alignas(64) float normalised[VECTOR_FLOATS * DECODER_CHANNELS];
    float least[VECTOR_FLOATS], greatest[VECTOR_FLOATS];
    rows->rows = 0;
    for (int silent = 0; silent < 2; silent++) {
        for (int f = 0; f < count; f++)
            if ((sounds[f] == 0) == silent) rows->frame[rows->rows++] = f;
        if (!silent) rows->sounding = rows->rows;
    }
    for (int r = 0; r < count; r++)
        memcpy(normalised + r * DECODER_CHANNELS, decoded + rows->frame[r] * DECODER_CHANNELS, sizeof(float) * DECODER_CHANNELS);
    layer_norm(&model->norm, normalised, count, DECODER_CHANNELS, DECODER_CHANNELS, least, greatest);
    memset(rows->operands, 0, sizeof rows->operands);
    for (int r = 0; r < count; r++) {
        rows->scales[r] = quantise_row(normalised + r * DECODER_CHANNELS, DECODER_CHANNELS, least[r], greatest[r], rows->operands + r * DECODER_CHANNELS);
        rows->noise_at[r] = noise_hash(noise_seed, first_frame + rows->frame[r]) % NOISE_PLACES;
    }
}

typedef struct {
    float *input, *products, *rows[2], *source, *train, *overlap;
    int *runs;
    float *bin_re, *bin_im, *re, *im, *work_re, *work_im;
    int train_columns, overlap_columns;
} scratch_arrays;

// What a window of `rows` new rows and `blocks` hops works in; memory NULL when it is short.
static scratch_arrays scratch_for(vocoder *model, long rows, long blocks) {
    scratch_arrays s = {0};
    s.train_columns = (int)((blocks + 3 + 3 * VECTOR_FLOATS) / VECTOR_FLOATS * VECTOR_FLOATS);
    s.overlap_columns = (int)((blocks + 5 + 2 * VECTOR_FLOATS) / VECTOR_FLOATS * VECTOR_FLOATS);
    size_t input = sizeof(float) * (rows + CARRIED_ROWS) * NETWORK_CHANNELS, layer = sizeof(float) * (rows + CARRIED_ROWS) * DECODER_CHANNELS;
    size_t source = sizeof(float) * (rows + SOURCE_HISTORY) * 2, train = sizeof(float) * HOP_SAMPLES * s.train_columns;
    size_t overlap = sizeof(float) * HOP_SAMPLES * s.overlap_columns, bins = sizeof(float) * BIN_GROUPS * VECTOR_FLOATS * VECTOR_FLOATS;
    size_t pairs = sizeof(float) * FFT_COMPLEX * VECTOR_FLOATS, runs = sizeof(int) * (rows + CARRIED_ROWS);
    size_t products = held_convolution_scratch(&model->input, rows);
    size_t needed = 2 * layer + 2 * bins + 4 * pairs;
    needed += input + products + runs + source + train + overlap;
    if (scratch_reserve(&model->scratch, needed, 14)) return s;
    s.input = scratch_take(&model->scratch, input);
    s.products = scratch_take(&model->scratch, products);
    s.runs = scratch_take(&model->scratch, runs);
    for (int i = 0; i < 2; i++) s.rows[i] = scratch_take(&model->scratch, layer);
    s.source = scratch_take(&model->scratch, source);
    s.train = scratch_take(&model->scratch, train);
    s.overlap = scratch_take(&model->scratch, overlap);
    s.bin_re = scratch_take(&model->scratch, bins);
    s.bin_im = scratch_take(&model->scratch, bins);
    float **four[] = {&s.re, &s.im, &s.work_re, &s.work_im};
    for (int i = 0; i < 4; i++) *four[i] = scratch_take(&model->scratch, pairs);
    return s;
}

// Copy carried rows in front of a layer's input.
static const float *carried_rows(const float **state, float *rows, int channels) {
    size_t bytes = sizeof(float) * CARRIED_ROWS * channels;
    if (*state) {
        memcpy(rows, *state, bytes);
        *state += CARRIED_ROWS * channels;
    } else {
        memset(rows, 0, bytes);
    }
    return rows;
}

// The network: frames → decoded rows; row i of the result is time read_first - DECODER_LOOKAHEAD + i.
static const float *decode(const vocoder *model, scratch_arrays s, const float *frames, long given, long read_first,
                           long count, long total, const float **state, float **next) {
    carried_rows(state, s.input, NETWORK_CHANNELS);
    float *fresh = s.input + CARRIED_ROWS * NETWORK_CHANNELS;
    for (long i = 0; i < given; i++)
        memcpy(fresh + i * NETWORK_CHANNELS, frames + i * FRAME_CHANNELS, sizeof(float) * NETWORK_CHANNELS);
    memset(fresh + given * NETWORK_CHANNELS, 0, sizeof(float) * (count - given) * NETWORK_CHANNELS);
    memcpy(*next, s.input + count * NETWORK_CHANNELS, sizeof(float) * CARRIED_ROWS * NETWORK_CHANNELS);
    *next += CARRIED_ROWS * NETWORK_CHANNELS;
    for (int layer = 0; layer <= DECODER_BLOCKS; layer++) {
        // the last layer's rows start at the front of its buffer, the others behind room for what is carried
        float *out = s.rows[layer % 2];
        if (layer < DECODER_BLOCKS) out = (float *)carried_rows(state, out, DECODER_CHANNELS) + CARRIED_ROWS * DECODER_CHANNELS;
        long time = read_first - (layer + 1) * REACH; // of the first row of out
        long low = clamp_long(-time, 0, count), high = clamp_long(total - time, low, count);
        memset(out, 0, sizeof(float) * low * DECODER_CHANNELS);
        memset(out + high * DECODER_CHANNELS, 0, sizeof(float) * (count - high) * DECODER_CHANNELS);
        if (layer == 0)
            held_convolution_rows(&model->input, s.input + low * NETWORK_CHANNELS, (int)(high - low), out + low * DECODER_CHANNELS,
                                  s.products, s.runs);
        else
            convnext_rows(&model->blocks[layer - 1], s.rows[(layer + 1) % 2] + low * DECODER_CHANNELS, (int)(high - low),
                          out + low * DECODER_CHANNELS);
        if (layer < DECODER_BLOCKS) {
            memcpy(*next, s.rows[layer % 2] + count * DECODER_CHANNELS, sizeof(float) * CARRIED_ROWS * DECODER_CHANNELS);
            *next += CARRIED_ROWS * DECODER_CHANNELS;
        }
    }
    return s.rows[DECODER_BLOCKS % 2];
}

// Windowed time frames of VECTOR_FLOATS spectra added to the overlap, in the order of their frame numbers for every sample.
static void overlap_add(const vocoder *model, const float *even, const float *odd, int rows, float *overlap, int columns,
                        long column) {
    for (int quarter = HOPS_PER_FFT - 1; quarter >= 0; quarter--)
        for (int j = 0; j < HOP_SAMPLES; j++) {
            int n = quarter * HOP_SAMPLES + j;
            vector sample = vector_load((n % 2 ? odd : even) + (size_t)(n / 2) * VECTOR_FLOATS);
            float *at = overlap + (size_t)j * columns + column + quarter;
            vector sum = vector_fma(sample, vector_set(model->window[n] * (1.0f / FFT_REAL)), vector_load(at));
            if (rows == VECTOR_FLOATS)
                vector_store(at, sum);
            else
                memcpy(at, &sum, sizeof(float) * rows);
        }
}

// Overlapping sums of hops [start, stop), whose samples lie as columns, divided by what their windows sum to, into samples. As many hops
// at a time as a vector has floats: those inside a segment, where all windows are there, are multiplied by the same.
static void finish_samples(const vocoder *model, const scratch_arrays *s, long start, long stop, long total, float *samples) {
    _Static_assert(HOP_SAMPLES >= VECTOR_FLOATS, "the last samples of a hop are made with some of those before them");
    for (long block = start; block < stop; block += VECTOR_FLOATS) {
        long end = block + VECTOR_FLOATS < stop ? block + VECTOR_FLOATS : stop;
        int alike = block + SPECTRUM_LOOKAHEAD >= HOPS_PER_FFT - 1 && end - 1 + SPECTRUM_LOOKAHEAD < total;
        for (int next = 0; next < HOP_SAMPLES; next += VECTOR_FLOATS) {
            int first = next < HOP_SAMPLES - VECTOR_FLOATS ? next : HOP_SAMPLES - VECTOR_FLOATS;
            vector values[VECTOR_FLOATS];
            for (int i = 0; i < VECTOR_FLOATS; i++) {
                int j = first + i;
                vector share = vector_set(alike ? model->whole_share[j] : 0);
                for (long b = block; b < end && !alike; b++) share[b - block] = window_share(model, b, total, j);
                values[i] = vector_load(s->overlap + (size_t)j * s->overlap_columns + SPECTRUM_LOOKAHEAD + block - start) * share;
            }
            vector_transpose(values);
            for (long b = block; b < end; b++) vector_store(samples + (b - start) * HOP_SAMPLES + first, values[b - block]);
        }
    }
}

// Whether a window is one that can be spoken, and comes with arrays of the sizes it takes.
static int check_window(long rows, long channels, long start, long stop, long total, const float *state,
                        long state_floats, long next_state_floats, long samples, kernel_error *error) {
    if (start < 0 || stop <= start || total < stop || stop - start > MOST_FRAMES || total > LONG_MAX / FFT_SAMPLES)
        return fail(error, KERNEL_BAD_INPUT,
                    "a window of frames [%ld, %ld) of %ld; allowed: up to %ld frames that lie in the segment", start, stop,
                    total, MOST_FRAMES);
    long first = start ? clamp_long(start + LOOKAHEAD_FRAMES, 0, total) : 0;
    long expected = clamp_long(stop + LOOKAHEAD_FRAMES, 0, total) - first;
    if (rows != expected || channels != FRAME_CHANNELS)
        return fail(error, KERNEL_BAD_INPUT,
                    "frames are [%ld, %ld]; the window [%ld, %ld) of %ld frames brings [%ld, %d]", rows, channels, start,
                    stop, total, expected, FRAME_CHANNELS);
    if (start ? !state || state_floats != STATE_SIZE : state != NULL)
        return fail(error, KERNEL_BAD_INPUT, "a state of %ld numbers with a window that starts at %ld; allowed: %s",
                    state_floats, start, start ? "what the window before it left" : "none with a segment's first window");
    if (next_state_floats != STATE_SIZE || samples != (stop - start) * HOP_SAMPLES)
        return fail(error, KERNEL_BAD_INPUT,
                    "room for a state of %ld numbers and %ld samples; the window makes %d and %ld", next_state_floats,
                    samples, STATE_SIZE, (stop - start) * HOP_SAMPLES);
    return KERNEL_OK;
}

// Speak frames [start, stop) of a segment of `total`. frames: [rows][channels], those not read before; noise_seed: as
// noise_offsets has it; state: NULL in the segment's first window, else what the one before it left in next_state.
// Every array comes with its size. Returns 0, or a code with its message in error; then nothing has been written.
EXPORTED int hibari_vocode(vocoder *model, const float *frames, long rows, long channels, long start, long stop,
                           long total, uint64_t noise_seed, const float *state, long state_floats, float *next_state,
                           long next_state_floats, float *samples, long sample_count, kernel_error *error) {
    if (check_window(rows, channels, start, stop, total, state, state_floats, next_state_floats, sample_count, error))
        return error->code;
    long read_first = start ? start + LOOKAHEAD_FRAMES : 0, count = stop + LOOKAHEAD_FRAMES - read_first;
    long first = start ? clamp_long(start + SPECTRUM_LOOKAHEAD, 0, total) : 0;
    long end = clamp_long(stop + SPECTRUM_LOOKAHEAD, 0, total);
    scratch_arrays s = scratch_for(model, count, stop - start + 3);
    if (!s.input) return fail_for_memory(error);
    const float *decoded = decode(model, s, frames, rows, read_first, count, total, &state, &next_state);

    // what earlier windows left of the overlapping sums, and of pitch and phase
    memset(s.overlap, 0, sizeof(float) * HOP_SAMPLES * s.overlap_columns);
    for (int block = 0; block < HOPS_PER_FFT - 1 && state; block++)
        for (int j = 0; j < HOP_SAMPLES; j++)
            s.overlap[(size_t)j * s.overlap_columns + SPECTRUM_LOOKAHEAD + block] = state[block * HOP_SAMPLES + j];
    memset(s.source, 0, sizeof(float) * (SOURCE_HISTORY + count) * 2);
    if (state) memcpy(s.source, state + (HOPS_PER_FFT - 1) * HOP_SAMPLES, sizeof(float) * SOURCE_HISTORY * 2);
    for (long i = 0; i < rows; i++)
        memcpy(s.source + (SOURCE_HISTORY + i) * 2, frames + i * FRAME_CHANNELS + F0_CHANNEL, sizeof(float) * 2);

    if (end > first)
        pulse_train(s.source, read_first - SOURCE_HISTORY, first - 2, end + 1, total, s.train_columns, s.train);
    for (long f = first; f < end; f += VECTOR_FLOATS) {
        int spectra = (int)clamp_long(end - f, 0, VECTOR_FLOATS);
        vector_int sounds = {0};
        for (int quarter = 0; quarter < HOPS_PER_FFT; quarter++)
            for (int j = 0; j < HOP_SAMPLES; j++) {
                int n = quarter * HOP_SAMPLES + j;
                vector x = vector_load(s.train + (size_t)j * s.train_columns + (f - first) + quarter);
                sounds |= (vector_int)x;
                vector_store((n % 2 ? s.im : s.re) + (size_t)(n / 2) * VECTOR_FLOATS, x * model->source_window[n]);
            }
        _Alignas(64) head_rows rows;
        prepare_head(model, decoded + (f - read_first + DECODER_LOOKAHEAD) * DECODER_CHANNELS, spectra, sounds, noise_seed, f, &rows);
        fourier_complex(&model->fourier, s.re, s.im, s.work_re, s.work_im);
        fourier_split(&model->fourier, s.work_re, s.work_im, s.bin_re, s.bin_im);
        combine_spectra(model, &rows, s.bin_re, s.bin_im);
        fourier_join(&model->fourier, s.bin_re, s.bin_im, s.re, s.im);
        fourier_complex(&model->fourier, s.im, s.re, s.work_im, s.work_re); // swapped: the inverse transform
        overlap_add(model, s.work_re, s.work_im, spectra, s.overlap, s.overlap_columns, f - start);
    }

    finish_samples(model, &s, start, stop, total, samples);
    for (int block = 0; block < HOPS_PER_FFT - 1; block++)
        for (int j = 0; j < HOP_SAMPLES; j++)
            *next_state++ = s.overlap[(size_t)j * s.overlap_columns + stop - start + SPECTRUM_LOOKAHEAD + block];
    memcpy(next_state, s.source + count * 2, sizeof(float) * SOURCE_HISTORY * 2);
    return KERNEL_OK;
}
