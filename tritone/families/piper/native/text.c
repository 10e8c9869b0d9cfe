// What Piper voices make of a text: its phonemes' hidden vectors, mean and spread of the latent, and how long each lasts.
//
// In float32, whatever the processor: durations are rounded up to whole frames, and one that tips moves all that follows.
#define FLOAT_OPERANDS
#include "../../../native/convolution.h"

#include <math.h>

#define MOST_LAYERS 12
#define MOST_FLOWS 6
#define MOST_BINS 32
#define EPSILON 1e-5f
#define BOUND 5.0f
#define LEAST_BIN 1e-3f
#define LEAST_SLOPE 1e-3f

typedef struct {
    const float *scale, *offset;
} norm;

typedef struct {
    convolution project, output, widen, narrow; // project: queries, keys and values side by side
    norm first, second;
    const float *relative_keys, *relative_values; // [2 * reach + 1][size]
} encoder_layer;

typedef struct {
    const float *depthwise, *depthwise_bias; // [taps][channels]
    convolution pointwise;
    norm first, second;
    int taps, dilation;
} separable;

typedef struct {
    const float *enter, *enter_bias; // [channels], from one channel
    separable layers[MOST_LAYERS];
    convolution project;
} spline_flow;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    int symbols, channels, heads, reach, layer_count, separable_count, flow_count, bins;
    const float *embedding;
    encoder_layer layers[MOST_LAYERS];
    convolution project, duration_enter, duration_project;
    separable duration_layers[MOST_LAYERS];
    spline_flow flows[MOST_FLOWS];
    float mean, inverse_scale; // of the first of the two latent channels
} piper_text;

piper_text *piper_text_create(int symbols, int channels, int heads, int reach, int layers, int separables, int flows,
                              int bins) {
    if (symbols < 1 || channels % VECTOR_FLOATS || heads < 1 || channels % heads || layers < 1 || layers > MOST_LAYERS ||
        separables < 1 || separables > MOST_LAYERS || flows < 1 || flows > MOST_FLOWS || bins < 2 || bins > MOST_BINS)
        return NULL;
    piper_text *model = calloc(1, sizeof(piper_text));
    if (!model) return NULL;
    model->symbols = symbols, model->channels = channels, model->heads = heads, model->reach = reach;
    model->layer_count = layers, model->separable_count = separables, model->flow_count = flows, model->bins = bins;
    return model;
}

void piper_text_free(piper_text *model) {
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

// Where a tensor of a name goes: roles are numbers that native_text.py names alike.
enum {
    PROJECT, OUTPUT, WIDEN, NARROW, MEAN_AND_SPREAD, DURATION_ENTER, DURATION_POINTWISE, DURATION_PROJECT,
    FLOW_POINTWISE, FLOW_PROJECT,
};

int piper_text_set_convolution(piper_text *model, int role, int flow, int layer, const float *weight, const float *bias,
                               int inputs, int outputs, int taps) {
    if (layer < 0 || layer >= MOST_LAYERS || flow < 0 || flow >= MOST_FLOWS) return -2;
    convolution *targets[] = {
        &model->layers[layer].project, &model->layers[layer].output, &model->layers[layer].widen,
        &model->layers[layer].narrow, &model->project, &model->duration_enter, &model->duration_layers[layer].pointwise,
        &model->duration_project, &model->flows[flow].layers[layer].pointwise, &model->flows[flow].project};
    if (role < 0 || role > FLOW_PROJECT) return -2;
    return convolution_pack(&model->arena, targets[role], weight, (size_t)inputs * taps, taps, 1, bias, inputs, outputs,
                            taps, 1);
}

enum {
    EMBEDDING, RELATIVE_KEYS, RELATIVE_VALUES, FIRST_SCALE, FIRST_OFFSET, SECOND_SCALE, SECOND_OFFSET,
    DURATION_DEPTHWISE, DURATION_DEPTHWISE_BIAS, DURATION_FIRST_SCALE, DURATION_FIRST_OFFSET, DURATION_SECOND_SCALE,
    DURATION_SECOND_OFFSET, FLOW_DEPTHWISE, FLOW_DEPTHWISE_BIAS, FLOW_FIRST_SCALE, FLOW_FIRST_OFFSET,
    FLOW_SECOND_SCALE, FLOW_SECOND_OFFSET, FLOW_ENTER, FLOW_ENTER_BIAS,
};

int piper_text_set_floats(piper_text *model, int role, int flow, int layer, const float *values, size_t count) {
    if (layer < 0 || layer >= MOST_LAYERS || flow < 0 || flow >= MOST_FLOWS) return -2;
    encoder_layer *e = &model->layers[layer];
    separable *d = &model->duration_layers[layer], *f = &model->flows[flow].layers[layer];
    const float **targets[] = {
        &model->embedding, &e->relative_keys, &e->relative_values, &e->first.scale, &e->first.offset, &e->second.scale,
        &e->second.offset, &d->depthwise, &d->depthwise_bias, &d->first.scale, &d->first.offset, &d->second.scale,
        &d->second.offset, &f->depthwise, &f->depthwise_bias, &f->first.scale, &f->first.offset, &f->second.scale,
        &f->second.offset, &model->flows[flow].enter, &model->flows[flow].enter_bias};
    if (role < 0 || role > FLOW_ENTER_BIAS) return -2;
    float *kept = arena_take(&model->arena, sizeof(float) * count);
    if (!kept) return -1;
    *targets[role] = memcpy(kept, values, sizeof(float) * count);
    return 0;
}

// Taps and dilation of the separable layers (flow -1: the predictor's own), and the affine step behind the splines.
int piper_text_set_separable(piper_text *model, int flow, int layer, int taps, int dilation) {
    if (layer < 0 || layer >= model->separable_count || flow < -1 || flow >= model->flow_count) return -2;
    separable *target = flow < 0 ? &model->duration_layers[layer] : &model->flows[flow].layers[layer];
    target->taps = taps, target->dilation = dilation;
    return 0;
}

void piper_text_set_affine(piper_text *model, float mean, float inverse_scale) {
    model->mean = mean, model->inverse_scale = inverse_scale;
}

static void layer_norm(float *row, int channels, norm by) {
    vector sum = vector_set(0), squares = sum;
    for (int c = 0; c < channels; c += VECTOR_FLOATS) sum += vector_load(row + c);
    float mean = vector_sum(sum) / channels;
    for (int c = 0; c < channels; c += VECTOR_FLOATS) {
        vector d = vector_load(row + c) - mean;
        squares = vector_fma(d, d, squares);
    }
    float inverse = 1.0f / sqrtf(vector_sum(squares) / channels + EPSILON);
    for (int c = 0; c < channels; c += VECTOR_FLOATS)
        vector_store(row + c, (vector_load(row + c) - mean) * inverse * vector_load(by.scale + c) + vector_load(by.offset + c));
}

static float dot(const float *a, const float *b, int count) {
    vector sum = vector_set(0);
    for (int c = 0; c < count; c += VECTOR_FLOATS) sum = vector_fma(vector_load(a + c), vector_load(b + c), sum);
    return vector_sum(sum);
}

// Attention with learnt vectors for near positions. qkv: [count][3 * channels]; mixed: [count][channels]; scores: [count].
static void attention(const piper_text *model, const encoder_layer *layer, const float *qkv, int count, float *mixed,
                      float *scores) {
    int channels = model->channels, size = channels / model->heads, reach = model->reach, stride = 3 * channels;
    float shrink = 1.0f / sqrtf((float)size);
    for (int head = 0; head < model->heads; head++)
        for (int i = 0; i < count; i++) {
            float query[size], greatest = -INFINITY, sum = 0;
            for (int d = 0; d < size; d++) query[d] = qkv[(size_t)i * stride + head * size + d] * shrink;
            for (int j = 0; j < count; j++) {
                scores[j] = dot(query, qkv + (size_t)j * stride + channels + head * size, size);
                int offset = j - i + reach;
                if (offset >= 0 && offset <= 2 * reach) scores[j] += dot(query, layer->relative_keys + (size_t)offset * size, size);
                if (scores[j] > greatest) greatest = scores[j];
            }
            int whole = count / VECTOR_FLOATS * VECTOR_FLOATS;
            for (int j = 0; j < whole; j += VECTOR_FLOATS)
                vector_store(scores + j, vector_exp(vector_load(scores + j) - greatest));
            for (int j = whole; j < count; j++) {
                float some[VECTOR_FLOATS];
                vector_store(some, vector_exp(vector_set(scores[j] - greatest)));
                scores[j] = some[0];
            }
            for (int j = 0; j < count; j++) sum += scores[j];
            float *to = mixed + (size_t)i * channels + head * size;
            memset(to, 0, sizeof(float) * size);
            for (int j = 0; j < count; j++) {
                float weight = scores[j] / sum;
                const float *value = qkv + (size_t)j * stride + 2 * channels + head * size;
                int offset = j - i + reach, is_near = offset >= 0 && offset <= 2 * reach;
                const float *near = layer->relative_values + (size_t)(is_near ? offset : 0) * size;
                for (int d = 0; d < size; d += VECTOR_FLOATS) {
                    vector v = vector_load(value + d);
                    if (is_near) v += vector_load(near + d);
                    vector_store(to + d, vector_fma(vector_set(weight), v, vector_load(to + d)));
                }
            }
        }
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
            layer_norm(row, channels, layer->first);
            for (int c = 0; c < channels; c += VECTOR_FLOATS) vector_store(row + c, vector_gelu(vector_load(row + c)));
        }
        convolve(&layer->pointwise, y, channels, count, NULL, z, channels);
        for (int t = 0; t < count; t++) {
            float *row = z + (size_t)t * channels, *to = x + (size_t)t * channels;
            layer_norm(row, channels, layer->second);
            for (int c = 0; c < channels; c += VECTOR_FLOATS)
                vector_store(to + c, vector_load(to + c) + vector_gelu(vector_load(row + c)));
        }
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
// mean_and_spread: [count][2 * channels] (the spread's logarithm); log_frames: [count]. Returns 0, -1 when memory is
// short, -2 for a size or an id that cannot be.
int piper_text_run(piper_text *model, const int32_t *ids, int count, const float *noise, const float *condition,
                   float *mean_and_spread, float *log_frames) {
    if (count < 1 || count > 1 << 16) return -2;
    for (int i = 0; i < count; i++)
        if (ids[i] < 0 || ids[i] >= model->symbols) return -2;
    int channels = model->channels, hidden = model->layers[0].widen.outputs, margin = 4;
    size_t row = sizeof(float) * channels, wide = sizeof(float) * hidden;
    size_t bytes = row * (count + 2 * margin) + 3 * row * count + wide * (count + 2 * margin) + 3 * row * count +
                   sizeof(float) * count + sizeof(float) * count * 2 + sizeof(float) * count * whole_vectors(3 * model->bins) +
                   64 * 12;
    if (scratch_reserve(&model->scratch, bytes)) return -1;
    scratch_memory *scratch = &model->scratch;
    float *x = (float *)scratch_take(scratch, row * (count + 2 * margin)) + margin * channels;
    float *qkv = scratch_take(scratch, 3 * row * count);
    float *widened = (float *)scratch_take(scratch, wide * (count + 2 * margin)) + margin * hidden;
    float *mixed = scratch_take(scratch, row * count), *y = scratch_take(scratch, row * count);
    float *z = scratch_take(scratch, row * count), *scores = scratch_take(scratch, sizeof(float) * count);
    float *latent = scratch_take(scratch, sizeof(float) * count * 2);
    float *knots = scratch_take(scratch, sizeof(float) * count * whole_vectors(3 * model->bins));
    silent_margins(x, count, channels, margin);
    silent_margins(widened, count, hidden, margin);
    float scale = sqrtf((float)channels);
    for (int i = 0; i < count; i++)
        for (int c = 0; c < channels; c++) x[(size_t)i * channels + c] = model->embedding[(size_t)ids[i] * channels + c] * scale;
    for (int l = 0; l < model->layer_count; l++) {
        const encoder_layer *layer = &model->layers[l];
        convolve(&layer->project, x, channels, count, NULL, qkv, 3 * channels);
        attention(model, layer, qkv, count, mixed, scores);
        convolve(&layer->output, mixed, channels, count, x, x, channels);
        for (int i = 0; i < count; i++) layer_norm(x + (size_t)i * channels, channels, layer->first);
        convolve(&layer->widen, x - (layer->widen.taps - 1) / 2 * channels, channels, count, NULL, widened, hidden);
        for (size_t i = 0; i < (size_t)count * hidden; i += VECTOR_FLOATS)
            vector_store(widened + i, vector_max(vector_load(widened + i), vector_set(0)));
        convolve(&layer->narrow, widened - (layer->narrow.taps - 1) / 2 * hidden, hidden, count, x, x, channels);
        for (int i = 0; i < count; i++) layer_norm(x + (size_t)i * channels, channels, layer->second);
    }
    convolve(&model->project, x, channels, count, NULL, mean_and_spread, 2 * channels);

    float *heard = mixed; // of the duration predictor: what its flows are conditioned on
    convolve(&model->duration_enter, x, channels, count, NULL, qkv, channels);
    if (condition)
        for (int i = 0; i < count; i++)
            for (int c = 0; c < channels; c++) qkv[(size_t)i * channels + c] += condition[c];
    separable_rows(model->duration_layers, model->separable_count, channels, qkv, y, z, count);
    convolve(&model->duration_project, qkv, channels, count, NULL, heard, channels);
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
        convolve(&flow->project, qkv, channels, count, NULL, knots, flow->project.outputs);
        for (int i = 0; i < count; i++)
            moved[i] = inverse_spline(moved[i], knots + (size_t)i * flow->project.outputs, shrink, model->bins);
    }
    for (int i = 0; i < count; i++) log_frames[i] = (moved[i] - model->mean) * model->inverse_scale;
    return 0;
}
