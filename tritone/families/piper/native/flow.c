// VITS' residual coupling flow of Piper voices, run backwards: what the text encoder draws → the decoder's frames.
//
// Each coupling moves half of the channels by what WaveNet-like gated convolutions make of the other half; the channels'
// order is reversed between couplings, which the weights know of: halves are worked on where they lie. Products are of scaled
// 16-bit integers: in bfloat16 20 dB of the sound would be left.
#include "gate.h"
#include "latent.h"
#include "winograd_convolution.h"

#define MOST_COUPLINGS 8
#define MOST_LAYERS 8
#define MOST_FRAMES (1 << 16)
#define GATED_ROWS 8 // gated before they become operands: one's scale is not waited for
#define STEP_FRAMES 288 // that a wide layer makes at a time: its weights, 1.5 MB, are read once for most segments

// enter: the half that stands still → what gated layers add to (residual); the first wide layer hears that half itself, and
// what each makes moves the other half at once.
typedef struct {
    scaled_convolution enter, residual[MOST_LAYERS], move[MOST_LAYERS];
    scaled_winograd_convolution wide[MOST_LAYERS];
    const float *edge; // [taps][2 * hidden]: in the first wide layer's sums of a tap, where it hears a row
} coupling;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    coupling couplings[MOST_COUPLINGS];
    int count, layers, channels, hidden;
    int longest_step, longest_block, most_reach; // of the wide layers, in frames
    winograd_room room; // that they need beside
} piper_flow;

EXPORTED void piper_flow_free(piper_flow *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

static void load_layer(model_loader *loader, scaled_convolution *layer, int coupling, const char *role, int index, int inputs,
                       int outputs) {
    char module[64];
    snprintf(module, sizeof module, "coupling.%d.%s.%d", coupling, role, index);
    scaled_load_convolution(loader, layer, module, inputs);
    if (!loader->error->code && layer->outputs != outputs)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module, layer->outputs, outputs);
}

static void load_wide(model_loader *loader, piper_flow *model, scaled_winograd_convolution *layer, int coupling, int index,
                      int inputs) {
    char module[64];
    snprintf(module, sizeof module, "coupling.%d.wide.%d", coupling, index);
    scaled_load_winograd(loader, layer, module, inputs);
    if (loader->error->code) return;
    if (layer->outputs != 2 * model->hidden)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module, layer->outputs, 2 * model->hidden);
    int step = scaled_winograd_step(layer, STEP_FRAMES), reach = scaled_winograd_reach_of(layer), block = scaled_winograd_block(layer);
    if (block > model->longest_block) model->longest_block = block;
    if (step > model->longest_step) model->longest_step = step;
    if (reach > model->most_reach) model->most_reach = reach;
    scaled_winograd_enlarge(&model->room, layer, step);
}

// The first wide layer of a coupling, whose bias is that of the rows that hear a row with every tap.
static void load_first(model_loader *loader, piper_flow *model, coupling *c, int index) {
    char module[64];
    snprintf(module, sizeof module, "coupling.%d", index);
    load_wide(loader, model, &c->wide[0], index, 0, model->channels / 2);
    if (loader->error->code) return;
    int taps = c->wide[0].taps, width = 2 * model->hidden;
    c->edge = load_floats(loader, module, "edge", SHAPE(taps, width));
    for (int k = 0; k < taps && !loader->error->code; k++)
        for (int o = 0; o < width; o++) c->wide[0].bias[o] += c->edge[k * width + o];
}

// tensors: for each coupling `coupling.I.enter.0`, `.wide.LAYER`, `.move.LAYER` and, but for the last, `.residual.LAYER`, each
// with weight, bias and dilation, and `.edge`; `flow.couplings` and `flow.layers` say how many there are.
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
        load_first(&loader, model, c, i);
        for (int l = 0; l < model->layers; l++) {
            if (l) load_wide(&loader, model, &c->wide[l], i, l, hidden);
            if (l + 1 < model->layers) load_layer(&loader, &c->residual[l], i, "residual", l, hidden, hidden);
            load_layer(&loader, &c->move[l], i, "move", l, hidden, half);
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

// Takes from each row of the first wide layer's sums what taps add that hear nothing; rows: those from `from` on, of `count`.
static void mend_edges(const coupling *c, float *wide, int from, int rows, int count) {
    int taps = c->wide[0].taps, width = c->wide[0].outputs, reach = scaled_winograd_reach_of(&c->wide[0]);
    for (int t = from; t < from + rows; t++) {
        if (t >= reach && t + reach < count) continue;
        float *row = wide + (size_t)(t - from) * width;
        for (int k = 0; k < taps; k++) {
            int heard = t - reach + k * c->wide[0].dilation;
            if (heard >= 0 && heard < count) continue;
            for (int o = 0; o < width; o += VECTOR_FLOATS)
                vector_store(row + o, vector_load(row + o) - vector_load(c->edge + (size_t)k * width + o));
        }
    }
}

// A segment at work: rows of floats have silent ones around them, as far as wide layers hear.
typedef struct {
    int count;
    float *still, *x;                // [count][half] of what stands still, [count][hidden] of what residual layers add to
    scaled_operand *operands;        // [count] rows of either, or of what is gated
    float *wide, *gate, *made;       // [step][2 * hidden], [GATED_ROWS][hidden], of Winograd's products
    scaled_operand *changed;
} flow_work;

// Gated rows, as operands, of what the wide layer makes of `heard`; added: [2 * hidden] to its sums, or NULL.
static void make_gated(const piper_flow *model, const coupling *c, int l, const float *added, const flow_work *on) {
    const scaled_winograd_convolution *layer = &c->wide[l];
    int hidden = model->hidden, count = on->count;
    int reach = scaled_winograd_reach_of(layer), step = scaled_winograd_step(layer, STEP_FRAMES);
    size_t row = scaled_row_of(hidden);
    const float *heard = l ? on->x : on->still;
    for (int from = 0; from < count; from += step) {
        int rows = count - from < step ? count - from : step;
        scaled_winograd_convolve(layer, heard + (ptrdiff_t)(from - reach) * layer->inputs, rows, NULL, on->wide, on->changed, on->made);
        if (!l) mend_edges(c, on->wide, from, rows, count);
        for (int t = 0; t < rows; t += GATED_ROWS) {
            int few = rows - t < GATED_ROWS ? rows - t : GATED_ROWS;
            for (int r = 0; r < few; r++) gated(on->wide + (size_t)(t + r) * 2 * hidden, added, hidden, on->gate + (size_t)r * hidden);
            scaled_plain_operands(on->gate, few, hidden, on->operands + (from + t) * row);
        }
    }
}

// What a segment's frames begin as (latent.h): latent [phonemes][2 * channels]; durations [phonemes]; frames [count][channels],
// noise before. Returns the error's code.
EXPORTED int piper_flow_draw(piper_flow *model, const float *latent, long latent_rows, long latent_columns, const int32_t *durations,
                             long phonemes, float scale, float *frames, long frame_count, long frame_channels, kernel_error *error) {
    int channels = model->channels;
    long sum = 0, least = 0;
    for (long p = 0; p < phonemes; p++) sum += durations[p], least = durations[p] < least ? durations[p] : least;
    if (phonemes < 1 || frame_count > MOST_FRAMES || latent_rows != phonemes || latent_columns != 2 * channels ||
        frame_channels != channels || least < 0 || sum != frame_count)
        return fail(error, KERNEL_BAD_INPUT, "a latent [%ld, %ld] and %ld durations, %ld in all, %ld at least, for frames [%ld, %ld] of %d channels",
                    latent_rows, latent_columns, phonemes, sum, least, frame_count, frame_channels, channels);
    if (scratch_reserve(&model->scratch, sizeof(float) * channels, 1)) return fail_for_memory(error);
    draw_latent(latent, durations, (int)phonemes, channels, scale, frames, scratch_take(&model->scratch, sizeof(float) * channels));
    return 0;
}

// frames: [count][channels], changed in place. condition: [couplings][layers][2 * hidden], what a speaker adds, or NULL.
// Returns the error's code.
EXPORTED int piper_flow_run(piper_flow *model, float *frames, long frame_count, long frame_channels,
                            const float *condition, long condition_floats, kernel_error *error) {
    int channels = model->channels, half = channels / 2, hidden = model->hidden, margin = model->most_reach;
    if (frame_count < 1 || frame_count > MOST_FRAMES || frame_channels != channels ||
        (condition && condition_floats != (long)model->count * model->layers * 2 * hidden))
        return fail(error, KERNEL_BAD_INPUT, "frames are [%ld, %ld] with %ld numbers of a speaker; allowed: [1 to %d, %d]",
                    frame_count, frame_channels, condition_floats, MOST_FRAMES, channels);
    int count = (int)frame_count, most = half > hidden ? half : hidden;
    // whole blocks are heard, of which the last may have frames too many
    size_t around = (size_t)count + model->longest_block + 2 * margin, row = scaled_row_of(hidden), half_row = scaled_row_of(half);
    size_t bytes = sizeof(scaled_operand) * (count * scaled_row_of(most) + model->room.operands) +
                   sizeof(float) * (around * (half + hidden) + (size_t)model->longest_step * 2 * hidden + model->room.floats + GATED_ROWS * hidden);
    if (scratch_reserve(&model->scratch, bytes, 7)) return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;
    float *still = scratch_take(scratch, sizeof(float) * around * half), *x = scratch_take(scratch, sizeof(float) * around * hidden);
    flow_work on = {
        .count = count,
        .still = still + (size_t)margin * half,
        .x = x + (size_t)margin * hidden,
        .operands = scratch_take(scratch, sizeof(scaled_operand) * count * scaled_row_of(most)),
        .wide = scratch_take(scratch, sizeof(float) * model->longest_step * 2 * hidden),
        .gate = scratch_take(scratch, sizeof(float) * GATED_ROWS * hidden),
        .made = scratch_take(scratch, sizeof(float) * model->room.floats),
        .changed = scratch_take(scratch, sizeof(scaled_operand) * model->room.operands),
    };
    exact_silent_margins(on.still, count, half, margin);
    exact_silent_margins(on.x, count, hidden, margin);
    memset(on.still + (size_t)(count + margin) * half, 0, sizeof(float) * model->longest_block * half);
    memset(on.x + (size_t)(count + margin) * hidden, 0, sizeof(float) * model->longest_block * hidden);
    for (int i = 0; i < model->count; i++) {
        const coupling *c = &model->couplings[i];
        float *moved = frames + (i % 2 ? half : 0);
        const float *kept = frames + (i % 2 ? 0 : half);
        for (int t = 0; t < count; t++) memcpy(on.still + (size_t)t * half, kept + (size_t)t * channels, sizeof(float) * half);
        scaled_plain_operands(on.still, count, half, on.operands);
        scaled_convolve(&c->enter, on.operands, half_row, count, NULL, on.x, hidden);
        for (int l = 0; l < model->layers; l++) {
            make_gated(model, c, l, condition ? condition + ((size_t)i * model->layers + l) * 2 * hidden : NULL, &on);
            if (l + 1 < model->layers) scaled_convolve(&c->residual[l], on.operands, row, count, on.x, on.x, hidden);
            scaled_convolve(&c->move[l], on.operands, row, count, moved, moved, channels);
        }
    }
    if (model->count % 2) reverse_channels(frames, count, channels);
    return 0;
}
