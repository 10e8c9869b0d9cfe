// VITS' residual coupling flow of Piper voices, run backwards: what the text encoder draws → the decoder's frames.
//
// Each coupling moves half of the channels by what WaveNet-like gated convolutions make of the other half; the channels'
// order is reversed between couplings.
#include "convolution.h"

#define MOST_COUPLINGS 8
#define MOST_LAYERS 8
#define MOST_FRAMES (1 << 16)

typedef struct {
    exact_convolution enter, leave, wide[MOST_LAYERS], narrow[MOST_LAYERS];
} coupling;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    coupling couplings[MOST_COUPLINGS];
    int count, layers, channels, hidden;
} piper_flow;

EXPORTED void piper_flow_free(piper_flow *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

static void load_layer(model_loader *loader, exact_convolution *layer, int coupling, const char *role, int index, int inputs,
                       int outputs) {
    char module[64];
    snprintf(module, sizeof module, "coupling.%d.%s.%d", coupling, role, index);
    exact_load_convolution(loader, layer, module, inputs);
    if (!loader->error->code && layer->outputs != outputs)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module, layer->outputs, outputs);
}

// tensors: for each coupling `coupling.I.enter.0`, `.wide.LAYER`, `.narrow.LAYER` and `.leave.0`, each with weight, bias
// and dilation; `flow.couplings` and `flow.layers` say how many there are.
EXPORTED piper_flow *piper_flow_create(const named_tensor *tensors, long count, kernel_error *error) {
    piper_flow *model = calloc(1, sizeof(piper_flow));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->count = load_number(&loader, "flow", "couplings", 1, MOST_COUPLINGS);
    model->layers = load_number(&loader, "flow", "layers", 1, MOST_LAYERS);
    const named_tensor *enter = look_up(&loader, "coupling.0.enter.0", "weight", 3);
    int hidden = model->hidden = enter ? (int)enter->shape[0] : 0, half = enter ? (int)enter->shape[1] : 0;
    model->channels = 2 * half;
    if (!error->code && (half % VECTOR_FLOATS || hidden % VECTOR_FLOATS))
        fail(error, KERNEL_BAD_INPUT, "a flow of %d channels and %d inside; allowed: multiples of %d and %d",
             model->channels, hidden, 2 * VECTOR_FLOATS, VECTOR_FLOATS);
    for (int i = 0; i < model->count; i++) {
        coupling *c = &model->couplings[i];
        load_layer(&loader, &c->enter, i, "enter", 0, half, hidden);
        load_layer(&loader, &c->leave, i, "leave", 0, hidden, half);
        for (int l = 0; l < model->layers; l++) {
            load_layer(&loader, &c->wide[l], i, "wide", l, hidden, 2 * hidden);
            load_layer(&loader, &c->narrow[l], i, "narrow", l, hidden, l + 1 < model->layers ? 2 * hidden : hidden);
        }
    }
    if (!error->code) return model;
    piper_flow_free(model);
    return NULL;
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
// Returns the error's code.
EXPORTED int piper_flow_run(piper_flow *model, float *frames, long frame_count, long frame_channels,
                            const float *condition, long condition_floats, kernel_error *error) {
    int channels = model->channels, half = channels / 2, hidden = model->hidden, margin = 0;
    if (frame_count < 1 || frame_count > MOST_FRAMES || frame_channels != channels ||
        (condition && condition_floats != (long)model->count * model->layers * 2 * hidden))
        return fail(error, KERNEL_BAD_INPUT, "frames are [%ld, %ld] with %ld numbers of a speaker; allowed: [1 to %d, %d]",
                    frame_count, frame_channels, condition_floats, MOST_FRAMES, channels);
    int count = (int)frame_count;
    for (int i = 0; i < model->count; i++)
        for (int l = 0; l < model->layers; l++) {
            int reach = (model->couplings[i].wide[l].taps - 1) / 2 * model->couplings[i].wide[l].dilation;
            if (reach > margin) margin = reach;
        }
    size_t rows = (size_t)count * hidden, around = (size_t)(count + 2 * margin) * hidden;
    size_t bytes = sizeof(exact_operand) * ((size_t)count * half + around + rows) + sizeof(float) * (2 * rows + 2 * 2 * rows);
    if (scratch_reserve(&model->scratch, bytes, 8)) return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;
    exact_operand *fixed = scratch_take(scratch, sizeof(exact_operand) * count * half);
    exact_operand *heard = (exact_operand *)scratch_take(scratch, sizeof(exact_operand) * around) + (size_t)margin * hidden;
    exact_operand *gated = scratch_take(scratch, sizeof(exact_operand) * rows);
    float *x = scratch_take(scratch, sizeof(float) * rows), *total = scratch_take(scratch, sizeof(float) * rows);
    float *wide = scratch_take(scratch, sizeof(float) * 2 * rows), *out = scratch_take(scratch, sizeof(float) * 2 * rows);
    exact_silent_margins(heard, count, hidden, margin);
    for (int i = 0; i < model->count; i++) {
        const coupling *c = &model->couplings[i];
        reverse_channels(frames, count, channels);
        for (int t = 0; t < count; t++) exact_plain_operands(frames + (size_t)t * channels, half, fixed + (size_t)t * half);
        exact_convolve(&c->enter, fixed, half, count, NULL, x, hidden);
        for (int l = 0; l < model->layers; l++) {
            const exact_convolution *layer = &c->wide[l];
            exact_plain_operands(x, rows, heard);
            int reach = (layer->taps - 1) / 2 * layer->dilation;
            exact_convolve(layer, heard - (size_t)reach * hidden, hidden, count, NULL, wide, 2 * hidden);
            const float *added = condition ? condition + ((size_t)i * model->layers + l) * 2 * hidden : NULL;
            for (int t = 0; t < count; t++) {
                const float *row = wide + (size_t)t * 2 * hidden;
                for (int h = 0; h < hidden; h += VECTOR_FLOATS) {
                    vector a = vector_load(row + h), b = vector_load(row + hidden + h);
                    if (added) a += vector_load(added + h), b += vector_load(added + hidden + h);
                    exact_operand_store(gated + (size_t)t * hidden + h, vector_tanh(a) * vector_sigmoid(b));
                }
            }
            int is_last = l + 1 == model->layers, width = is_last ? hidden : 2 * hidden;
            exact_convolve(&c->narrow[l], gated, hidden, count, NULL, out, width);
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
        exact_plain_operands(total, rows, gated);
        exact_convolve(&c->leave, gated, hidden, count, NULL, out, half);
        for (int t = 0; t < count; t++) {
            float *moved = frames + (size_t)t * channels + half;
            for (int h = 0; h < half; h += VECTOR_FLOATS)
                vector_store(moved + h, vector_load(moved + h) - vector_load(out + (size_t)t * half + h));
        }
    }
    return 0;
}
