// VITS' residual coupling flow of Piper voices, run backwards: what the text encoder draws → the decoder's frames.
//
// Each coupling moves half of the channels by what WaveNet-like gated convolutions make of the other half; the channels'
// order is reversed between couplings.
#include "../../../native/convolution.h"

#define MOST_COUPLINGS 8
#define MOST_LAYERS 8

typedef struct {
    convolution enter, leave, wide[MOST_LAYERS], narrow[MOST_LAYERS];
} coupling;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    coupling couplings[MOST_COUPLINGS];
    int count, layers, channels, hidden;
} piper_flow;

enum { ENTER, LEAVE, WIDE, NARROW };

piper_flow *piper_flow_create(int couplings, int layers, int channels, int hidden) {
    if (couplings < 1 || couplings > MOST_COUPLINGS || layers < 1 || layers > MOST_LAYERS || channels < 2 ||
        channels % (2 * VECTOR_FLOATS) || hidden % VECTOR_FLOATS)
        return NULL;
    piper_flow *model = calloc(1, sizeof(piper_flow));
    if (model) model->count = couplings, model->layers = layers, model->channels = channels, model->hidden = hidden;
    return model;
}

void piper_flow_free(piper_flow *model) {
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

// weight: [outputs][inputs][taps]; role: ENTER, LEAVE, WIDE or NARROW; layer: of the last two. Returns 0, -1 when memory
// is short, -2 for a size or place that cannot be.
int piper_flow_set(piper_flow *model, int index, int role, int layer, const float *weight, const float *bias,
                   int inputs, int outputs, int taps, int dilation) {
    if (index < 0 || index >= model->count || layer < 0 || layer >= model->layers || role < ENTER || role > NARROW)
        return -2;
    coupling *to = &model->couplings[index];
    convolution *target = role == ENTER   ? &to->enter
                          : role == LEAVE ? &to->leave
                          : role == WIDE  ? &to->wide[layer]
                                          : &to->narrow[layer];
    return convolution_pack(&model->arena, target, weight, (size_t)inputs * taps, taps, 1, bias, inputs, outputs, taps,
                            dilation);
}

static int fits(const convolution *layer, int inputs, int outputs) {
    return layer->weights && layer->inputs == inputs && layer->outputs == outputs;
}

// Says 0 once every layer is there and they fit together, else -2.
int piper_flow_finish(const piper_flow *model) {
    int half = model->channels / 2, hidden = model->hidden;
    for (int i = 0; i < model->count; i++) {
        const coupling *c = &model->couplings[i];
        if (!fits(&c->enter, half, hidden) || !fits(&c->leave, hidden, half)) return -2;
        for (int l = 0; l < model->layers; l++)
            if (!fits(&c->wide[l], hidden, 2 * hidden) ||
                !fits(&c->narrow[l], hidden, l + 1 < model->layers ? 2 * hidden : hidden))
                return -2;
    }
    return 0;
}

static void reverse_channels(float *rows, int count, int channels) {
    for (int t = 0; t < count; t++, rows += channels)
        for (int c = 0; c < channels / 2; c++) {
            float kept = rows[c];
            rows[c] = rows[channels - 1 - c];
            rows[channels - 1 - c] = kept;
        }
}

// frames: [count][channels], changed in place. condition: [couplings][layers][2 * hidden], what a speaker adds, or NULL.
// Returns 0, -1 when memory is short, -2 for a size that cannot be.
int piper_flow_run(piper_flow *model, float *frames, int count, const float *condition) {
    if (count < 1 || count > 1 << 20) return -2;
    int channels = model->channels, half = channels / 2, hidden = model->hidden, margin = 0;
    for (int i = 0; i < model->count; i++)
        for (int l = 0; l < model->layers; l++) {
            int reach = (model->couplings[i].wide[l].taps - 1) / 2 * model->couplings[i].wide[l].dilation;
            if (reach > margin) margin = reach;
        }
    size_t rows = (size_t)count * hidden, around = (size_t)(count + 2 * margin) * hidden;
    size_t bytes = sizeof(operand) * ((size_t)count * half + around + rows) + sizeof(float) * (2 * rows + 2 * 2 * rows) +
                   64 * 8;
    if (scratch_reserve(&model->scratch, bytes)) return -1;
    scratch_memory *scratch = &model->scratch;
    operand *fixed = scratch_take(scratch, sizeof(operand) * count * half);
    operand *heard = (operand *)scratch_take(scratch, sizeof(operand) * around) + (size_t)margin * hidden;
    operand *gated = scratch_take(scratch, sizeof(operand) * rows);
    float *x = scratch_take(scratch, sizeof(float) * rows), *total = scratch_take(scratch, sizeof(float) * rows);
    float *wide = scratch_take(scratch, sizeof(float) * 2 * rows), *out = scratch_take(scratch, sizeof(float) * 2 * rows);
    silent_margins(heard, count, hidden, margin);
    for (int i = 0; i < model->count; i++) {
        const coupling *c = &model->couplings[i];
        reverse_channels(frames, count, channels);
        for (int t = 0; t < count; t++) plain_operands(frames + (size_t)t * channels, half, fixed + (size_t)t * half);
        convolve(&c->enter, fixed, half, count, NULL, x, hidden);
        for (int l = 0; l < model->layers; l++) {
            const convolution *layer = &c->wide[l];
            plain_operands(x, rows, heard);
            int reach = (layer->taps - 1) / 2 * layer->dilation;
            convolve(layer, heard - (size_t)reach * hidden, hidden, count, NULL, wide, 2 * hidden);
            const float *added = condition ? condition + ((size_t)i * model->layers + l) * 2 * hidden : NULL;
            for (int t = 0; t < count; t++) {
                const float *row = wide + (size_t)t * 2 * hidden;
                for (int h = 0; h < hidden; h += VECTOR_FLOATS) {
                    vector a = vector_load(row + h), b = vector_load(row + hidden + h);
                    if (added) a += vector_load(added + h), b += vector_load(added + hidden + h);
                    operand_store(gated + (size_t)t * hidden + h, vector_tanh(a) * vector_sigmoid(b));
                }
            }
            int is_last = l + 1 == model->layers, width = is_last ? hidden : 2 * hidden;
            convolve(&c->narrow[l], gated, hidden, count, NULL, out, width);
            for (int t = 0; t < count; t++) {
                const float *row = out + (size_t)t * width;
                size_t at = (size_t)t * hidden;
                for (int h = 0; h < hidden; h += VECTOR_FLOATS) {
                    vector kept = vector_load(row + (is_last ? h : hidden + h));
                    vector_store(total + at + h, l ? kept + vector_load(total + at + h) : kept);
                    if (!is_last) vector_store(x + at + h, vector_load(x + at + h) + vector_load(row + h));
                }
            }
        }
        plain_operands(total, rows, gated);
        convolve(&c->leave, gated, hidden, count, NULL, out, half);
        for (int t = 0; t < count; t++) {
            float *moved = frames + (size_t)t * channels + half;
            for (int h = 0; h < half; h += VECTOR_FLOATS)
                vector_store(moved + h, vector_load(moved + h) - vector_load(out + (size_t)t * half + h));
        }
    }
    return 0;
}
