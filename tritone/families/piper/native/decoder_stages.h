// What the decoder of Piper voices (decoder.c) is made of, and how it is loaded.
#ifndef TRITONE_PIPER_DECODER_STAGES_H
#define TRITONE_PIPER_DECODER_STAGES_H

#include "winograd_transposed.h"

#define MOST_STAGES 6
#define MOST_KINDS 4
#define MOST_STEPS 4
#define MOST_LAYERS (2 * MOST_STEPS) // of a kind of residual blocks
#define SLOPE 0.1f
#define LAST_SLOPE 0.01f
#define TILE_FLOATS 18432                                     // of a layer in one tile: 72 kB, so that all layers' stay in the second-level cache
#define TILE_LEAST_ROWS 288                                   // the weights of layers of many channels are read again for each tile
#define STEP_ROWS 96                                          // that a layer of a residual block makes at a time
#define UP_ROWS 96                                            // that a layer between stages hears at a time
#define LEFT_TOGETHER (VECTOR_FLOATS < 8 ? VECTOR_FLOATS : 8) // samples
#define MOST_GRID 4096                                        // rows; tiles begin and end with whole blocks of all layers where those fit in as many
#define MOST_FRAMES (1 << 16)
#define MOST_BEGINS (1 << 30)

// A layer of a residual block; what a step begins with is added to the output of its last one.
typedef struct {
    scaled_winograd_convolution convolution;
    int ends_step;
} residual_layer;

typedef struct {
    residual_layer layers[MOST_LAYERS];
    int count;
} residual_block;

typedef struct {
    scaled_winograd_transposed up;
    int inputs, channels;
    residual_block kinds[MOST_KINDS];
    int is_last;
    int reach;   // rows beyond a tile that its residual blocks hear at most, whole blocks of outputs being made
    int around;  // rows beyond a tile that are made at most
    int longest; // rows of the longest block of outputs
    int grid;    // rows in which blocks of all layers end together, or 0: then a window is one tile
} decoder_stage;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    fast_convolution enter;
    float *leave, *leave_bias; // [taps][channels]
    int leave_taps;
    decoder_stage stages[MOST_STAGES];
    int channels, stage_count, kinds, step_count, hop;
    winograd_room room;
} piper_decoder;

static inline int least(int a, int b) { return a < b ? a : b; }
static inline int most(int a, int b) { return a > b ? a : b; }

static int common_multiple(int a, int b) {
    int x = a, y = b;
    while (y) {
        int rest = x % y;
        x = y, y = rest;
    }
    return a / x * b;
}

// Rows that a layer's blocks of outputs hear on the side where they are more.
static int rows_beside(const scaled_winograd_convolution *layer) { return scaled_winograd_reach_of(layer) + scaled_winograd_beyond(layer); }

static void load_residual_layer(model_loader *loader, piper_decoder *model, decoder_stage *stage, residual_layer *to, const char *module) {
    scaled_winograd_convolution *layer = &to->convolution;
    scaled_load_winograd(loader, layer, module, stage->channels);
    if (loader->error->code) return;
    if (layer->outputs != stage->channels)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module, layer->outputs, stage->channels);
    int length = scaled_winograd_block(layer);
    stage->longest = most(stage->longest, length);
    if (stage->grid) stage->grid = common_multiple(stage->grid, length);
    if (stage->grid > MOST_GRID) stage->grid = 0;
    scaled_winograd_enlarge(&model->room, layer, scaled_winograd_step(layer, STEP_ROWS));
}

static void load_stage(model_loader *loader, piper_decoder *model, int index, int inputs) {
    char module[64];
    decoder_stage *stage = &model->stages[index];
    stage->is_last = index + 1 == model->stage_count;
    stage->grid = 1;
    snprintf(module, sizeof module, "up.%d", index);
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    stage->channels = weight ? (int)weight->shape[1] : 0;
    if (weight && stage->channels % VECTOR_FLOATS)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; allowed: a multiple of %d", module, stage->channels,
             VECTOR_FLOATS);
    stage->inputs = inputs;
    scaled_load_winograd_transposed(loader, &stage->up, module, inputs, index ? (float)model->kinds : 1.0f);
    if (loader->error->code) return;
    model->hop *= stage->up.stride;
    scaled_winograd_enlarge(&model->room, &stage->up.wide, scaled_winograd_step(&stage->up.wide, UP_ROWS));
    for (int kind = 0; kind < model->kinds; kind++) {
        residual_block *block = &stage->kinds[kind];
        int reach = 0;
        for (int s = 0; s < model->step_count; s++) {
            for (int l = 0; l < 2; l++) {
                snprintf(module, sizeof module, "block.%d.%d.%d.%d", index, kind, s, l);
                if (l && !has_tensor(loader, module, "weight")) continue;
                residual_layer *layer = &block->layers[block->count++];
                load_residual_layer(loader, model, stage, layer, module);
                if (loader->error->code) return;
                reach += rows_beside(&layer->convolution) + scaled_winograd_block(&layer->convolution) - 1;
            }
            block->layers[block->count - 1].ends_step = 1;
        }
        stage->reach = most(stage->reach, reach);
    }
    stage->around = stage->reach + (scaled_winograd_block(&stage->up.wide) + 1) * stage->up.stride;
}

static void load_leave(model_loader *loader, piper_decoder *model, int inputs) {
    const named_tensor *weight = look_up(loader, "leave", "weight", 3);
    if (!weight) return;
    int taps = model->leave_taps = (int)weight->shape[2];
    const float *values = find_floats(loader, "leave", "weight", SHAPE(1, inputs, taps));
    const float *bias = has_tensor(loader, "leave", "bias") ? find_floats(loader, "leave", "bias", SHAPE(1)) : NULL;
    model->leave = loader_take(loader, sizeof(float) * taps * inputs);
    model->leave_bias = loader_take(loader, sizeof(float));
    if (loader->error->code) return;
    for (int k = 0; k < taps; k++)
        for (int i = 0; i < inputs; i++) model->leave[k * inputs + i] = values[i * taps + k] / (float)model->kinds;
    if (bias) *model->leave_bias = *bias;
    decoder_stage *last = &model->stages[model->stage_count - 1];
    last->around = most(last->around, taps - 1); // a tile keeps what the next one's samples hear
}

#endif
