// The first half of Kokoro's decoder: sounds, pitch and energy → the features that the generator makes into a waveform.
//
// Residual blocks of two convolutions, each behind an adaptive norm, beside a shortcut; the last doubles the frame rate.
// Convolutions run over a whole segment at once: weights outweigh its rows by far, and are read once for each layer.
// Products of what was normalised are of bfloat16 where the processor has it. All else is float32, shortcuts too: they pass on
// pitch in Hz, and in bfloat16 cost 8 dB and 0.07 dB of log mel. One segment at a time.
#include "adaptive_norm.h"

#define MOST_BLOCKS 16
#define SLOPE 0.2f
#define HALF_AS_LOUD 0.707106781f // what a block's two ways are multiplied by when they are added
#define MOST_STEPS 50000          // 20 minutes

typedef struct {
    adaptive_norm norms[2];
    fast_convolution first, second;
    exact_convolution shortcut; // of one tap
    int has_shortcut, inputs, outputs;
    float *up, *up_bias; // depthwise, [3][width of the inputs] and [width of the inputs]; NULL: the rate stays
} adaptive_block;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    adaptive_block blocks[MOST_BLOCKS]; // the first enters; those after it hear what it heard again
    exact_convolution sounds;           // what the later blocks hear of the sounds: one tap
    float *curves[2], curve_bias[2];    // of pitch and energy: [3]
    channel_statistics statistics;
    int block_count, channels, style_floats, beside, widest, most_reach;
} kokoro_frame_decoder;

static inline int most(int a, int b) { return a > b ? a : b; }

EXPORTED void kokoro_frame_decoder_free(kokoro_frame_decoder *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

static void load_layer(model_loader *loader, kokoro_frame_decoder *model, fast_convolution *layer, const char *module, int inputs,
                       int outputs) {
    fast_load_convolution(loader, layer, module, inputs);
    if (!loader->error->code && (layer->outputs != whole_vectors(outputs) || layer->taps % 2 == 0))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs and %d taps; the model wants %d and an odd number", module,
             layer->outputs, layer->taps, outputs);
    model->most_reach = most(model->most_reach, fast_reach_of(layer));
}

static void load_linear(model_loader *loader, exact_convolution *layer, const char *module, int inputs, int outputs) {
    exact_load_convolution(loader, layer, module, inputs);
    if (!loader->error->code && (layer->outputs != whole_vectors(outputs) || layer->taps != 1))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs and %d taps; the model wants %d and 1", module, layer->outputs,
             layer->taps, outputs);
}

static void load_block(model_loader *loader, kokoro_frame_decoder *model, int index, int inputs) {
    char module[64];
    adaptive_block *block = &model->blocks[index];
    snprintf(module, sizeof module, "block.%d.first", index);
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    int outputs = weight ? (int)weight->shape[0] : 1, width = whole_vectors(inputs);
    block->inputs = inputs, block->outputs = outputs;
    load_layer(loader, model, &block->first, module, inputs, outputs);
    snprintf(module, sizeof module, "block.%d.second", index);
    load_layer(loader, model, &block->second, module, outputs, outputs);
    for (int n = 0; n < 2; n++) {
        snprintf(module, sizeof module, "block.%d.norm.%d", index, n);
        load_adaptive_norm(loader, &block->norms[n], module, n ? outputs : inputs, model->style_floats, 0);
    }
    snprintf(module, sizeof module, "block.%d.shortcut", index);
    block->has_shortcut = has_tensor(loader, module, "weight");
    if (block->has_shortcut) load_linear(loader, &block->shortcut, module, inputs, outputs);
    if (!loader->error->code && !block->has_shortcut && inputs != outputs)
        fail(loader->error, KERNEL_BAD_INPUT, "block.%d has %d inputs, %d outputs and no shortcut", index, inputs, outputs);
    model->widest = most(model->widest, most(width, whole_vectors(outputs)));
    snprintf(module, sizeof module, "block.%d.up", index);
    if (!has_tensor(loader, module, "weight")) return;
    if (index + 1 < model->block_count)
        fail(loader->error, KERNEL_BAD_INPUT, "%s doubles the rate; only the last block may", module);
    const float *up = find_floats(loader, module, "weight", SHAPE(inputs, 1, 3));
    const float *bias = find_floats(loader, module, "bias", SHAPE(inputs));
    block->up = loader_take(loader, sizeof(float) * 3 * width);
    block->up_bias = loader_take(loader, sizeof(float) * width);
    for (int c = 0; c < inputs && !loader->error->code; c++) {
        block->up_bias[c] = bias[c];
        for (int k = 0; k < 3; k++) block->up[k * width + c] = up[c * 3 + k];
    }
}

// tensors: `sounds`, `curve.0` (pitch) and `curve.1` (energy) [1][1][3]; for each block `block.INDEX.first`, `.second`, where
// there are such `.shortcut` and `.up` [inputs][1][3], and `.norm.0` and `.norm.1`; `decoder` has channels, blocks and style_floats.
EXPORTED kokoro_frame_decoder *kokoro_frame_decoder_create(const named_tensor *tensors, long count, kernel_error *error) {
    kokoro_frame_decoder *model = calloc(1, sizeof(kokoro_frame_decoder));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->block_count = load_number(&loader, "decoder", "blocks", 1, MOST_BLOCKS);
    model->channels = load_number(&loader, "decoder", "channels", 1, 1 << 14);
    model->style_floats = load_number(&loader, "decoder", "style_floats", 1, 1 << 12);
    const named_tensor *sounds = look_up(&loader, "sounds", "weight", 3);
    int heard = sounds ? (int)sounds->shape[0] : 1;
    load_linear(&loader, &model->sounds, "sounds", model->channels, heard);
    model->beside = heard + 2;
    for (int which = 0; which < 2; which++) {
        char module[32];
        snprintf(module, sizeof module, "curve.%d", which);
        const float *bias = find_floats(&loader, module, "bias", SHAPE(1));
        model->curves[which] = load_floats(&loader, module, "weight", SHAPE(1, 1, 3));
        if (bias) model->curve_bias[which] = *bias;
    }
    model->widest = most(whole_vectors(model->channels + 2), whole_vectors(heard));
    for (int i = 0; i < model->block_count && !error->code; i++)
        load_block(&loader, model, i, i ? model->blocks[i - 1].outputs + model->beside : model->channels + 2);
    take_statistics(&loader, &model->statistics, model->widest);
    if (!error->code) return model;
    kokoro_frame_decoder_free(model);
    return NULL;
}

EXPORTED long kokoro_frame_decoder_features(const kokoro_frame_decoder *model) {
    return model->blocks[model->block_count - 1].outputs;
}

// A segment's buffers, of twice its steps: floats [rows][widest], and operands with silent rows around them.
typedef struct {
    float *x, *made, *shortcut;
    fast_operand *operands;
} decoder_buffers;

// Every row becomes two, as a transposed convolution of one channel for itself has it; in place, from the last row on.
static void double_rows(const adaptive_block *block, float *rows, int count) {
    size_t width = block->norms[0].width;
    for (int t = count - 1; t >= 0; t--)
        for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
            vector own = vector_load(rows + t * width + c), bias = vector_load(block->up_bias + c);
            // row t + 1 was written over by what it became: it is kept beside, in the row after the last
            vector after = t + 1 < count ? vector_load(rows + 2 * count * width + c) : vector_set(0);
            vector_store(rows + 2 * count * width + c, own);
            vector even = vector_fma(vector_load(block->up + width + c), own, bias);
            vector odd = vector_fma(vector_load(block->up + 2 * width + c), own, bias);
            vector_store(rows + 2 * t * width + c, even);
            vector_store(rows + (2 * t + 1) * width + c, vector_fma(vector_load(block->up + c), after, odd));
        }
}

// What is heard by `layer`: rows of the buffer's operands, with silence around them.
static void convolve_rows(const fast_convolution *layer, fast_operand *operands, size_t width, int rows, float *out) {
    int reach = fast_reach_of(layer);
    fast_silent_margins(operands, rows, width, reach);
    fast_convolve(layer, operands - reach * width, width, rows, NULL, out, layer->outputs);
}

// A block over the rows in `x`; its output is left there. Returns how many rows it has.
static int run_block(kokoro_frame_decoder *model, adaptive_block *block, decoder_buffers *at, const float *style, int rows) {
    size_t inputs = block->norms[0].width, outputs = block->norms[1].width;
    forget_statistics(&model->statistics);
    gather_statistics(&model->statistics, at->x, rows, (int)inputs);
    prepare_norm(&block->norms[0], &model->statistics, style);
    if (block->has_shortcut)
        exact_convolve(&block->shortcut, at->x, inputs, rows, NULL, at->shortcut, outputs);
    else
        memcpy(at->shortcut, at->x, sizeof(float) * rows * inputs);
    int doubled = block->up != NULL;
    if (doubled) {
        leaky_norm_rows(&block->norms[0], at->x, rows, SLOPE, at->x);
        double_rows(block, at->x, rows);
        rows *= 2;
        fast_plain_operands(at->x, rows * inputs, at->operands);
    } else {
        leaky_norm_operands(&block->norms[0], at->x, rows, SLOPE, at->operands);
    }
    convolve_rows(&block->first, at->operands, inputs, rows, at->made);
    forget_statistics(&model->statistics);
    gather_statistics(&model->statistics, at->made, rows, (int)outputs);
    prepare_norm(&block->norms[1], &model->statistics, style);
    leaky_norm_operands(&block->norms[1], at->made, rows, SLOPE, at->operands);
    convolve_rows(&block->second, at->operands, outputs, rows, at->made);
    for (int t = 0; t < rows; t++) {
        const float *beside = at->shortcut + (size_t)(doubled ? t / 2 : t) * outputs, *made = at->made + t * outputs;
        for (size_t c = 0; c < outputs; c += VECTOR_FLOATS)
            vector_store(at->x + t * outputs + c, (vector_load(beside + c) + vector_load(made + c)) * HALF_AS_LOUD);
    }
    return rows;
}

// sounds: [steps][channels]; pitch, energy: [2 steps]; out: [steps, or twice as many][features]. Returns the error's code.
EXPORTED int kokoro_frame_decoder_run(kokoro_frame_decoder *model, const float *sounds, long step_count, long channels,
                                      const float *pitch, long pitch_floats, const float *energy, long energy_floats,
                                      const float *style, long style_floats, float *out, long out_floats, kernel_error *error) {
    const adaptive_block *last = &model->blocks[model->block_count - 1];
    if (step_count < 1 || step_count > MOST_STEPS || channels != model->channels || style_floats != model->style_floats)
        return fail(error, KERNEL_BAD_INPUT, "sounds are [%ld, %ld], a style %ld numbers; allowed: [1 to %d, %d], %d", step_count,
                    channels, style_floats, MOST_STEPS, model->channels, model->style_floats);
    long frames = step_count * (last->up ? 2 : 1);
    if (pitch_floats != 2 * step_count || energy_floats != 2 * step_count || out_floats != frames * last->outputs)
        return fail(error, KERNEL_BAD_INPUT, "%ld numbers of pitch, %ld of energy, room for %ld; allowed: %ld, %ld, %ld",
                    pitch_floats, energy_floats, out_floats, 2 * step_count, 2 * step_count, frames * last->outputs);
    int steps = (int)step_count, margin = model->most_reach;
    size_t floats = (size_t)(2 * steps + 1) * model->widest, operands = (size_t)(2 * steps + 2 * margin) * model->widest;
    size_t width = whole_vectors(model->channels + 2), beside_row = model->beside, heard_row = model->sounds.outputs;
    if (scratch_reserve(&model->scratch, sizeof(float) * (3 * floats + (size_t)steps * (beside_row + heard_row)) +
                                             sizeof(fast_operand) * operands, 6))
        return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;
    decoder_buffers at = {.x = scratch_take(scratch, sizeof(float) * floats), .made = scratch_take(scratch, sizeof(float) * floats),
                          .shortcut = scratch_take(scratch, sizeof(float) * floats)};
    at.operands = (fast_operand *)scratch_take(scratch, sizeof(fast_operand) * operands) + (size_t)margin * model->widest;
    float *beside = scratch_take(scratch, sizeof(float) * steps * beside_row);
    float *heard = scratch_take(scratch, sizeof(float) * steps * heard_row);

    memset(at.x, 0, sizeof(float) * steps * width);
    for (int t = 0; t < steps; t++) {
        float *row = at.x + t * width;
        memcpy(row, sounds + (size_t)t * channels, sizeof(float) * channels);
        for (int which = 0; which < 2; which++) {
            const float *curve = which ? energy : pitch, *weight = model->curves[which];
            float before = t ? curve[2 * t - 1] : 0;
            row[channels + which] = model->curve_bias[which] + before * weight[0] + curve[2 * t] * weight[1] + curve[2 * t + 1] * weight[2];
        }
    }
    exact_convolve(&model->sounds, at.x, width, steps, NULL, heard, heard_row);
    for (int t = 0; t < steps; t++) {
        memcpy(beside + t * beside_row, heard + t * heard_row, sizeof(float) * (beside_row - 2));
        memcpy(beside + t * beside_row + beside_row - 2, at.x + t * width + channels, sizeof(float) * 2);
    }
    int rows = steps;
    for (int i = 0; i < model->block_count; i++) {
        adaptive_block *block = &model->blocks[i];
        if (i) { // rows grow by what they hear beside: from the last on, as they grow in place
            size_t known = model->blocks[i - 1].norms[1].width, wide = block->norms[0].width, real = model->blocks[i - 1].outputs;
            for (int t = rows - 1; t >= 0; t--) {
                float *to = at.x + t * wide;
                memmove(to, at.x + t * known, sizeof(float) * real);
                memcpy(to + real, beside + t * beside_row, sizeof(float) * beside_row);
                memset(to + block->inputs, 0, sizeof(float) * (wide - block->inputs));
            }
        }
        rows = run_block(model, block, &at, style, rows);
    }
    for (int t = 0; t < rows; t++)
        memcpy(out + (size_t)t * last->outputs, at.x + t * (size_t)last->norms[1].width, sizeof(float) * last->outputs);
    return 0;
}
