// What Piper voices make of a text: its phonemes' hidden vectors, mean and spread of the latent, and how long each lasts.
//
// In float32, whatever the processor: durations are rounded up to whole frames, and one that tips moves all that follows.
#include "attention.h"
#include "winograd_convolution.h"

#include <math.h>

#define MOST_LAYERS 12
#define MOST_FLOWS 6
#define MOST_BINS 32
#define MOST_PHONEMES 4096
#define MARGIN 4 // silent rows around what convolutions hear
#define STEP_ROWS 288 // that a layer makes at a time at most, where it makes several together: most segments in one, so weights are read once
#define BLOCK_ROWS 24 // that it makes at once, beyond the last row, too
#define NORM_ROWS 4 // that are normalised at a time
#define EPSILON 1e-5f
#define BOUND 5.0f
#define LEAST_BIN 1e-3f
#define LEAST_SLOPE 1e-3f

typedef struct {
    const float *gamma, *beta;
} norm;

// The layers between attentions: they make several rows at a time where they have the taps for it.
typedef struct {
    exact_convolution plain;
    exact_winograd_convolution several;
    int makes_several, outputs, taps;
} near_layer;

typedef struct {
    exact_convolution project, output; // project: queries, keys and values side by side
    near_layer widen, narrow;
    near_attention attention;
    norm first, second;
} encoder_layer;

typedef struct {
    const float *depthwise, *depthwise_bias; // [taps][channels]
    exact_convolution pointwise;
    norm first, second;
    int taps, dilation;
} separable;

typedef struct {
    const float *enter, *enter_bias; // [channels], from one channel
    separable layers[MOST_LAYERS];
    exact_convolution project;
} spline_flow;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    int symbols, channels, heads, reach, layer_count, separable_count, flow_count, bins;
    const float *embedding; // [symbols][channels], as the first layer hears them
    float *first_projected; // [symbols][3 * channels], what its `project` makes of each
    encoder_layer layers[MOST_LAYERS];
    exact_convolution project, duration_enter, duration_project;
    separable duration_layers[MOST_LAYERS];
    spline_flow flows[MOST_FLOWS];
    float mean, inverse_scale; // of the first of the two latent channels
} piper_text;

EXPORTED void piper_text_free(piper_text *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

static norm load_norm(model_loader *loader, const char *module, const char *which, int channels) {
    char name[96];
    snprintf(name, sizeof name, "%s.%s", module, which);
    return (norm){load_floats(loader, name, "gamma", SHAPE(channels)), load_floats(loader, name, "beta", SHAPE(channels))};
}

static void load_part(model_loader *loader, exact_convolution *layer, const char *module, const char *part, int inputs,
                      int outputs) {
    char name[96];
    snprintf(name, sizeof name, "%s.%s", module, part);
    exact_load_convolution(loader, layer, name, inputs);
    if (!loader->error->code && layer->outputs != whole_vectors(outputs))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", name, layer->outputs, outputs);
    if (!loader->error->code && (layer->taps - 1) / 2 > MARGIN)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d taps; allowed: up to %d", name, layer->taps, 2 * MARGIN + 1);
}

static void load_near(model_loader *loader, near_layer *layer, const char *module, const char *part, int inputs, int outputs) {
    char name[96];
    snprintf(name, sizeof name, "%s.%s", module, part);
    const named_tensor *weight = look_up(loader, name, "weight", 3);
    int taps = layer->taps = weight ? (int)weight->shape[2] : 1;
    layer->outputs = whole_vectors(outputs), layer->makes_several = taps >= 3 && taps % 2;
    if (!layer->makes_several) {
        load_part(loader, &layer->plain, module, part, inputs, outputs);
        return;
    }
    exact_load_winograd(loader, &layer->several, name, inputs);
    if (loader->error->code) return;
    if (layer->several.outputs != layer->outputs)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", name, layer->several.outputs, outputs);
    else if (exact_winograd_reach_of(&layer->several) > MARGIN || exact_winograd_block(&layer->several) > BLOCK_ROWS)
        fail(loader->error, KERNEL_BAD_INPUT, "%s hears %d rows on either side and makes %d at once; allowed: up to %d and %d", name,
             exact_winograd_reach_of(&layer->several), exact_winograd_block(&layer->several), MARGIN, BLOCK_ROWS);
}

// Rows of such a layer that are made at a time.
static int near_step(const near_layer *layer) { return layer->makes_several ? exact_winograd_step(&layer->several, STEP_ROWS) : 0; }

// Floats that a layer needs beside: its changed rows and what is made of them.
static size_t near_floats(const near_layer *layer) {
    int step = near_step(layer);
    return layer->makes_several ? exact_winograd_operands(&layer->several, step) + exact_winograd_floats(&layer->several, step) : 0;
}

static void load_separables(model_loader *loader, separable *layers, int count, const char *module, int channels) {
    char name[80];
    for (int l = 0; l < count && !loader->error->code; l++) {
        snprintf(name, sizeof name, "%s.%d", module, l);
        layers[l].taps = load_number(loader, name, "taps", 1, 31);
        layers[l].dilation = load_number(loader, name, "dilation", 1, 1 << 12);
        layers[l].depthwise = load_floats(loader, name, "depthwise", SHAPE(layers[l].taps, channels));
        layers[l].depthwise_bias = load_floats(loader, name, "depthwise_bias", SHAPE(channels));
        load_part(loader, &layers[l].pointwise, name, "pointwise", channels, channels);
        layers[l].first = load_norm(loader, name, "norm_1", channels);
        layers[l].second = load_norm(loader, name, "norm_2", channels);
    }
}

static void load_encoder_layer(model_loader *loader, const piper_text *model, encoder_layer *layer, int index) {
    char name[32];
    snprintf(name, sizeof name, "layer.%d", index);
    int channels = model->channels;
    char widen[48];
    snprintf(widen, sizeof widen, "%s.widen", name);
    const named_tensor *wide = look_up(loader, widen, "weight", 3);
    int hidden = wide ? (int)wide->shape[0] : 0;
    if (hidden % VECTOR_FLOATS) fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; allowed: multiples of %d", widen, hidden, VECTOR_FLOATS);
    load_part(loader, &layer->project, name, "project", channels, 3 * channels);
    load_part(loader, &layer->output, name, "output", channels, channels);
    load_near(loader, &layer->widen, name, "widen", channels, hidden);
    load_near(loader, &layer->narrow, name, "narrow", hidden, channels);
    load_attention(loader, &layer->attention, name, model->heads, channels / model->heads, model->reach);
    layer->first = load_norm(loader, name, "norm_1", channels);
    layer->second = load_norm(loader, name, "norm_2", channels);
}

static void load_flow(model_loader *loader, const piper_text *model, spline_flow *flow, int index) {
    char name[32], layers[48];
    snprintf(name, sizeof name, "spline.%d", index);
    snprintf(layers, sizeof layers, "%s.separable", name);
    flow->enter = load_floats(loader, name, "enter", SHAPE(model->channels));
    flow->enter_bias = load_floats(loader, name, "enter_bias", SHAPE(model->channels));
    load_separables(loader, flow->layers, model->separable_count, layers, model->channels);
    load_part(loader, &flow->project, name, "project", model->channels, 3 * model->bins - 1);
}

// The first layer hears symbols and nothing else: what it makes of each by itself is made once.
static void project_symbols(model_loader *loader, piper_text *model) {
    int channels = model->channels;
    const float *vectors = find_floats(loader, "embedding", "weight", SHAPE(model->symbols, channels));
    float *heard = loader_take(loader, sizeof(float) * model->symbols * channels);
    model->first_projected = loader_take(loader, sizeof(float) * model->symbols * 3 * channels);
    if (loader->error->code) return;
    float scale = sqrtf((float)channels);
    for (size_t i = 0; i < (size_t)model->symbols * channels; i++) heard[i] = vectors[i] * scale;
    exact_convolve(&model->layers[0].project, heard, channels, model->symbols, NULL, model->first_projected, 3 * channels);
    model->embedding = heard;
}

// tensors: `embedding.weight` [symbols][channels]; for each layer `layer.I`: project (queries, keys and values side by
// side), output, widen, narrow, relative_keys and _values [2 * reach + 1][size], norm_1, norm_2; `project`; the duration
// predictor's `duration_enter`, `duration_separable.I`, `duration_project`, `spline.I` and `affine`. `text` has the numbers.
EXPORTED piper_text *piper_text_create(const named_tensor *tensors, long count, kernel_error *error) {
    piper_text *model = calloc(1, sizeof(piper_text));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    const named_tensor *embedding = look_up(&loader, "embedding", "weight", 2);
    model->symbols = embedding ? (int)embedding->shape[0] : 0;
    int channels = model->channels = embedding ? (int)embedding->shape[1] : 0;
    model->heads = load_number(&loader, "text", "heads", 1, 64);
    model->reach = load_number(&loader, "text", "reach", 1, 64);
    model->bins = load_number(&loader, "text", "bins", 2, MOST_BINS);
    model->layer_count = load_number(&loader, "text", "layers", 1, MOST_LAYERS);
    model->separable_count = load_number(&loader, "text", "separables", 1, MOST_LAYERS);
    model->flow_count = load_number(&loader, "text", "splines", 1, MOST_FLOWS);
    if (!error->code && channels % (model->heads * VECTOR_FLOATS))
        fail(error, KERNEL_BAD_INPUT, "a text encoder of %d channels and %d heads; allowed: multiples of %d a head",
             channels, model->heads, VECTOR_FLOATS);
    for (int l = 0; l < model->layer_count && !error->code; l++) load_encoder_layer(&loader, model, &model->layers[l], l);
    project_symbols(&loader, model);
    load_part(&loader, &model->project, "text", "project", channels, 2 * channels);
    load_part(&loader, &model->duration_enter, "text", "duration_enter", channels, channels);
    load_part(&loader, &model->duration_project, "text", "duration_project", channels, channels);
    load_separables(&loader, model->duration_layers, model->separable_count, "duration_separable", channels);
    for (int f = 0; f < model->flow_count && !error->code; f++) load_flow(&loader, model, &model->flows[f], f);
    const float *mean = find_floats(&loader, "affine", "mean", SHAPE(1));
    const float *scale = find_floats(&loader, "affine", "inverse_scale", SHAPE(1));
    if (!error->code) {
        model->mean = *mean, model->inverse_scale = *scale;
        return model;
    }
    piper_text_free(model);
    return NULL;
}

// to = rows of `from` normalised over their channels, which may be the same; activated, where `activates`, and added to what is there, where
// `adds`. Called with `rows`, `activates` and `adds` that the compiler knows: one row's sums are made while another's are waited for.
INLINE void normalise(const float *from, int rows, int channels, norm by, int activates, int adds, float *to) {
    float means[NORM_ROWS], inverses[NORM_ROWS];
    vector sums[NORM_ROWS];
    for (int r = 0; r < rows; r++) sums[r] = vector_set(0);
    for (int c = 0; c < channels; c += VECTOR_FLOATS)
        for (int r = 0; r < rows; r++) sums[r] += vector_load(from + r * channels + c);
    for (int r = 0; r < rows; r++) means[r] = vector_sum(sums[r]) / channels, sums[r] = vector_set(0);
    for (int c = 0; c < channels; c += VECTOR_FLOATS)
        for (int r = 0; r < rows; r++) {
            vector d = vector_load(from + r * channels + c) - means[r];
            sums[r] = vector_fma(d, d, sums[r]);
        }
    for (int r = 0; r < rows; r++) inverses[r] = 1.0f / sqrtf(vector_sum(sums[r]) / channels + EPSILON);
    for (int c = 0; c < channels; c += VECTOR_FLOATS) {
        vector gamma = vector_load(by.gamma + c), beta = vector_load(by.beta + c);
        for (int r = 0; r < rows; r++) {
            vector value = (vector_load(from + r * channels + c) - means[r]) * inverses[r] * gamma + beta;
            if (activates) value = vector_gelu(value);
            if (adds) value += vector_load(to + r * channels + c);
            vector_store(to + r * channels + c, value);
        }
    }
}
INLINE void normalise_rows(const float *from, int count, int channels, norm by, int activates, int adds, float *to) {
    int t = 0;
    for (; t + NORM_ROWS <= count; t += NORM_ROWS)
        normalise(from + (size_t)t * channels, NORM_ROWS, channels, by, activates, adds, to + (size_t)t * channels);
    for (; t < count; t++) normalise(from + (size_t)t * channels, 1, channels, by, activates, adds, to + (size_t)t * channels);
}

// out = layer(rows) + added (NULL for nothing, or `out` itself). rows: [count][inputs] with MARGIN silent ones before and after, and
// BLOCK_ROWS after those; beside: near_floats.
static void near_rows(const near_layer *layer, const float *rows, int inputs, int count, const float *added, float *out, float *beside) {
    size_t reach = (layer->taps - 1) / 2, width = layer->outputs;
    const float *heard = rows - reach * inputs;
    if (!layer->makes_several) {
        exact_convolve(&layer->plain, heard, inputs, count, added, out, width);
        return;
    }
    int step = near_step(layer);
    float *made = beside + exact_winograd_operands(&layer->several, step);
    for (int from = 0; from < count; from += step)
        exact_winograd_convolve(&layer->several, heard + (size_t)from * inputs, count - from < step ? count - from : step,
                              added ? added + from * width : NULL, out + from * width, beside, made);
}

// x: [count][channels], changed in place; y: room for as much.
static void separable_rows(const separable *layers, int layer_count, int channels, float *x, float *y, float *z, int count) {
    for (int l = 0; l < layer_count; l++) {
        const separable *layer = &layers[l];
        int middle = (layer->taps - 1) / 2;
        for (int t = 0; t < count; t++) {
            float *row = y + (size_t)t * channels;
            for (int c = 0; c < channels; c += VECTOR_FLOATS) {
                vector sum = vector_load(layer->depthwise_bias + c);
                for (int k = 0; k < layer->taps; k++) {
                    int from = t + (k - middle) * layer->dilation;
                    if (from < 0 || from >= count) continue;
                    sum = vector_fma(vector_load(x + (size_t)from * channels + c), vector_load(layer->depthwise + k * channels + c), sum);
                }
                vector_store(row + c, sum);
            }
        }
        normalise_rows(y, count, channels, layer->first, 1, 0, y);
        exact_convolve(&layer->pointwise, y, channels, count, NULL, z, channels);
        normalise_rows(z, count, channels, layer->second, 1, 1, x);
    }
}

// Sizes of `bins` bins that fill [-BOUND, BOUND], and their edges.
static void spline_bins(const float *raw, float shrink, int bins, float *sizes, float *edges) {
    float greatest = -INFINITY, sum = 0, at = 0;
    for (int b = 0; b < bins; b++) greatest = fmaxf(greatest, raw[b] * shrink);
    for (int b = 0; b < bins; b++) sum += sizes[b] = expf(raw[b] * shrink - greatest);
    edges[0] = -BOUND;
    for (int b = 0; b < bins; b++) {
        at += LEAST_BIN + (1 - LEAST_BIN * bins) * sizes[b] / sum;
        edges[b + 1] = at * (2 * BOUND) - BOUND;
    }
    edges[bins] = BOUND;
    for (int b = 0; b < bins; b++) sizes[b] = edges[b + 1] - edges[b];
}

static float slope_at(const float *raw, int bins, int knot) { // raw: the bins - 1 inner knots'
    return knot == 0 || knot == bins ? 1.0f : LEAST_SLOPE + (raw[knot - 1] > 20 ? raw[knot - 1] : log1pf(expf(raw[knot - 1])));
}

// The inverse of a monotonic rational-quadratic spline on [-5, 5] (Durkan et al. 2019); the identity outside.
static float inverse_spline(float y, const float *knots, float shrink, int bins) {
    if (!(y >= -BOUND && y <= BOUND)) return y;
    float widths[MOST_BINS], heights[MOST_BINS], x_edges[MOST_BINS + 1], y_edges[MOST_BINS + 1];
    spline_bins(knots, shrink, bins, widths, x_edges);
    spline_bins(knots + bins, shrink, bins, heights, y_edges);
    int b = 0;
    while (b + 1 < bins && y >= y_edges[b + 1]) b++;
    float left = slope_at(knots + 2 * bins, bins, b), right = slope_at(knots + 2 * bins, bins, b + 1);
    float steepness = heights[b] / widths[b], rise = y - y_edges[b], bend = left + right - 2 * steepness;
    float p = rise * bend + heights[b] * (steepness - left), q = heights[b] * left - rise * bend, r = -steepness * rise;
    float inside = q * q - 4 * p * r;
    return 2 * r / (-q - sqrtf(inside > 0 ? inside : 0)) * widths[b] + x_edges[b];
}

// ids: [count], each below `symbols`; noise: [2][count], scaled; condition: [channels] of a speaker or NULL.
// mean_and_spread: [count][2 * channels] (the spread's logarithm); log_frames: [count]. Returns the error's code.
EXPORTED int piper_text_run(piper_text *model, const int32_t *ids, long id_count, const float *noise, long noise_floats,
                            const float *condition, long condition_floats, float *mean_and_spread, long spread_floats,
                            float *log_frames, long log_count, kernel_error *error) {
    if (id_count < 1 || id_count > MOST_PHONEMES)
        return fail(error, KERNEL_BAD_INPUT, "%ld phoneme ids; allowed: 1 to %d", id_count, MOST_PHONEMES);
    int count = (int)id_count;
    if (noise_floats != 2 * id_count || (condition && condition_floats != model->channels) ||
        spread_floats != id_count * 2 * model->channels || log_count != id_count)
        return fail(error, KERNEL_BAD_INPUT, "arrays of %ld, %ld, %ld and %ld numbers do not fit %ld phoneme ids",
                    noise_floats, condition_floats, spread_floats, log_count, id_count);
    for (int i = 0; i < count; i++)
        if (ids[i] < 0 || ids[i] >= model->symbols)
            return fail(error, KERNEL_BAD_INPUT, "phoneme id %d; allowed: 0 to %d", ids[i], model->symbols - 1);
    int channels = model->channels, hidden = 0, margin = MARGIN;
    size_t beside_floats = 0;
    for (int l = 0; l < model->layer_count; l++) {
        const encoder_layer *layer = &model->layers[l];
        if (layer->widen.outputs > hidden) hidden = layer->widen.outputs;
        size_t floats[] = {near_floats(&layer->widen), near_floats(&layer->narrow), attention_floats(&layer->attention, count)};
        for (int i = 0; i < 3; i++) beside_floats = floats[i] > beside_floats ? floats[i] : beside_floats;
    }
    size_t row = sizeof(float) * channels, wide = sizeof(float) * hidden;
    size_t heard_rows = count + 2 * margin + BLOCK_ROWS;
    size_t bytes = row * heard_rows + 3 * row * count + wide * heard_rows + 3 * row * count + sizeof(float) * beside_floats +
                   sizeof(float) * count * 2 + sizeof(float) * count * whole_vectors(3 * model->bins);
    if (scratch_reserve(&model->scratch, bytes, 12)) return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;
    float *x = (float *)scratch_take(scratch, row * heard_rows) + margin * channels;
    float *qkv = scratch_take(scratch, 3 * row * count);
    float *widened = (float *)scratch_take(scratch, wide * heard_rows) + margin * hidden;
    float *beside = scratch_take(scratch, sizeof(float) * beside_floats);
    float *mixed = scratch_take(scratch, row * count), *y = scratch_take(scratch, row * count);
    float *z = scratch_take(scratch, row * count);
    float *latent = scratch_take(scratch, sizeof(float) * count * 2);
    float *knots = scratch_take(scratch, sizeof(float) * count * whole_vectors(3 * model->bins));
    exact_silent_margins(x, count, channels, margin);
    exact_silent_margins(widened, count, hidden, margin);
    // a last block hears rows too many
    memset(x + (size_t)(count + margin) * channels, 0, row * BLOCK_ROWS);
    memset(widened + (size_t)(count + margin) * hidden, 0, wide * BLOCK_ROWS);
    for (int i = 0; i < count; i++) {
        memcpy(x + (size_t)i * channels, model->embedding + (size_t)ids[i] * channels, row);
        memcpy(qkv + (size_t)i * 3 * channels, model->first_projected + (size_t)ids[i] * 3 * channels, 3 * row);
    }
    for (int l = 0; l < model->layer_count; l++) {
        const encoder_layer *layer = &model->layers[l];
        if (l) exact_convolve(&layer->project, x, channels, count, NULL, qkv, 3 * channels);
        attend(&layer->attention, qkv, count, mixed, beside);
        exact_convolve(&layer->output, mixed, channels, count, x, x, channels);
        normalise_rows(x, count, channels, layer->first, 0, 0, x);
        near_rows(&layer->widen, x, channels, count, NULL, widened, beside);
        for (size_t i = 0; i < (size_t)count * hidden; i += VECTOR_FLOATS)
            vector_store(widened + i, vector_max(vector_load(widened + i), vector_set(0)));
        near_rows(&layer->narrow, widened, hidden, count, x, x, beside);
        normalise_rows(x, count, channels, layer->second, 0, 0, x);
    }
    exact_convolve(&model->project, x, channels, count, NULL, mean_and_spread, 2 * channels);

    float *heard = mixed; // of the duration predictor: what its flows are conditioned on
    exact_convolve(&model->duration_enter, x, channels, count, NULL, qkv, channels);
    if (condition)
        for (int i = 0; i < count; i++)
            for (int c = 0; c < channels; c++) qkv[(size_t)i * channels + c] += condition[c];
    separable_rows(model->duration_layers, model->separable_count, channels, qkv, y, z, count);
    exact_convolve(&model->duration_project, qkv, channels, count, NULL, heard, channels);
    float *fixed = latent, *moved = latent + count;
    memcpy(latent, noise, sizeof(float) * 2 * count);
    float shrink = 1.0f / sqrtf((float)channels);
    for (int f = 0; f < model->flow_count; f++) {
        const spline_flow *flow = &model->flows[f];
        float *kept = fixed;
        fixed = moved, moved = kept; // the order of the channels is reversed
        for (int i = 0; i < count; i++)
            for (int c = 0; c < channels; c++)
                qkv[(size_t)i * channels + c] = fixed[i] * flow->enter[c] + flow->enter_bias[c] + heard[(size_t)i * channels + c];
        separable_rows(flow->layers, model->separable_count, channels, qkv, y, z, count);
        exact_convolve(&flow->project, qkv, channels, count, NULL, knots, flow->project.outputs);
        for (int i = 0; i < count; i++)
            moved[i] = inverse_spline(moved[i], knots + (size_t)i * flow->project.outputs, shrink, model->bins);
    }
    for (int i = 0; i < count; i++) log_frames[i] = (moved[i] - model->mean) * model->inverse_scale;
    return 0;
}
