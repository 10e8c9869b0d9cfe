// The HiFi-GAN decoder of Piper voices: latent frames → samples (arXiv:2010.05646; V1 and V3 residual blocks).
//
// Stages are worked through in tiles of time that stay in the second-level cache with all their residual blocks; what
// passes from stage to stage are operands, activated already. A tile computes what it needs around itself again.
#include "../../../native/convolution.h"

#define MOST_STAGES 6
#define MOST_KINDS 4
#define MOST_STEPS 4
#define SLOPE 0.1f
#define LAST_SLOPE 0.01f
#define TILE_FLOATS 16384 // of one stage's activations: 64 kB

typedef struct {
    convolution layers[2];
    int count; // 1, or 2 for blocks of pairs
} residual_step;

typedef struct {
    convolution *phases; // one for each of `stride` outputs: two taps or more
    int stride, padding, taps, inputs, channels;
    residual_step steps[MOST_KINDS][MOST_STEPS];
    int reach; // rows beyond a tile that its residual blocks hear
} decoder_stage;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    convolution enter, leave;
    decoder_stage stages[MOST_STAGES];
    int channels, stage_count, kinds, step_count, hop;
} piper_decoder;

static inline int least(int a, int b) { return a < b ? a : b; }
static inline int most(int a, int b) { return a > b ? a : b; }

piper_decoder *piper_decoder_create(int stages, int kinds, int steps) {
    if (stages < 1 || stages > MOST_STAGES || kinds < 1 || kinds > MOST_KINDS || steps < 1 || steps > MOST_STEPS)
        return NULL;
    piper_decoder *model = calloc(1, sizeof(piper_decoder));
    if (model) model->stage_count = stages, model->kinds = kinds, model->step_count = steps, model->hop = 1;
    return model;
}

void piper_decoder_free(piper_decoder *model) {
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

// weight: [outputs][inputs][taps], as PyTorch has it. Returns 0, or -1 when memory is short.
static int pack(piper_decoder *model, convolution *layer, const float *weight, const float *bias, int inputs,
                int outputs, int taps, int dilation) {
    return convolution_pack(&model->arena, layer, weight, (size_t)inputs * taps, taps, 1, bias, inputs, outputs, taps,
                            dilation);
}

int piper_decoder_set_enter(piper_decoder *model, const float *weight, const float *bias, int inputs, int outputs,
                            int taps) {
    model->channels = inputs;
    return pack(model, &model->enter, weight, bias, inputs, outputs, taps, 1);
}

int piper_decoder_set_leave(piper_decoder *model, const float *weight, const float *bias, int inputs, int taps) {
    return pack(model, &model->leave, weight, bias, inputs, 1, taps, 1);
}

// weight: [inputs][outputs][taps] of a transposed convolution. Output o of input row i hears tap o + padding - i * stride.
int piper_decoder_set_up(piper_decoder *model, int stage, const float *weight, const float *bias, int inputs,
                         int outputs, int taps, int stride, int padding) {
    if (stage < 0 || stage >= model->stage_count || taps % stride) return -2;
    decoder_stage *up = &model->stages[stage];
    up->stride = stride, up->padding = padding, up->taps = taps / stride, up->inputs = inputs, up->channels = outputs;
    up->phases = arena_take(&model->arena, sizeof(convolution) * stride);
    if (!up->phases) return -1;
    model->hop *= stride;
    for (int phase = 0; phase < stride; phase++) {
        // the first row that it hears has the last of its taps: weights in the order of the rows
        int first = (phase + padding) % stride + (up->taps - 1) * stride;
        float *turned = malloc(sizeof(float) * (size_t)inputs * outputs * up->taps);
        if (!turned) return -1;
        for (int o = 0; o < outputs; o++)
            for (int i = 0; i < inputs; i++)
                for (int k = 0; k < up->taps; k++)
                    turned[((size_t)o * inputs + i) * up->taps + k] =
                        weight[((size_t)i * outputs + o) * taps + first - k * stride];
        int failed = pack(model, &up->phases[phase], turned, bias, inputs, outputs, up->taps, 1);
        free(turned);
        if (failed) return failed;
    }
    return 0;
}

int piper_decoder_set_block(piper_decoder *model, int stage, int kind, int step, int layer, const float *weight,
                            const float *bias, int channels, int taps, int dilation) {
    if (stage < 0 || stage >= model->stage_count || kind < 0 || kind >= model->kinds || step < 0 ||
        step >= model->step_count || layer < 0 || layer > 1)
        return -2;
    residual_step *target = &model->stages[stage].steps[kind][step];
    target->count = most(target->count, layer + 1);
    return pack(model, &target->layers[layer], weight, bias, channels, channels, taps, dilation);
}

static int reach_of(const convolution *layer) { return (layer->taps - 1) / 2 * layer->dilation; }

static int kind_reach(const piper_decoder *model, const decoder_stage *stage, int kind) {
    int reach = 0;
    for (int s = 0; s < model->step_count; s++)
        for (int l = 0; l < stage->steps[kind][s].count; l++) reach += reach_of(&stage->steps[kind][s].layers[l]);
    return reach;
}

// Says 0 once every layer is there and they fit together, else -2.
int piper_decoder_finish(piper_decoder *model) {
    int inputs = model->enter.outputs;
    if (!model->enter.weights || !model->leave.weights) return -2;
    for (int i = 0; i < model->stage_count; i++) {
        decoder_stage *stage = &model->stages[i];
        if (!stage->phases || stage->inputs != inputs || stage->channels % VECTOR_FLOATS) return -2;
        inputs = stage->channels;
        stage->reach = 0;
        for (int kind = 0; kind < model->kinds; kind++) {
            for (int s = 0; s < model->step_count; s++)
                for (int l = 0; l < most(1, stage->steps[kind][s].count); l++)
                    if (stage->steps[kind][s].layers[l].outputs != inputs) return -2;
            stage->reach = most(stage->reach, kind_reach(model, stage, kind));
        }
    }
    return model->leave.inputs == inputs ? 0 : -2;
}

int piper_decoder_hop(const piper_decoder *model) { return model->hop; }

typedef struct {
    float *x, *y, *inside, *sum; // [rows][channels]
    operand *enters, *inner;     // activated
    int origin, rows;            // the row of the stage with which all begin, and how many they hold
} stage_tile;

static void silence_outside(const stage_tile *tile, operand *buffer, int channels, int total) {
    int before = most(0, -tile->origin), after = most(0, tile->origin + tile->rows - total);
    memset(buffer, 0, sizeof(operand) * before * channels);
    memset(buffer + (size_t)(tile->rows - after) * channels, 0, sizeof(operand) * after * channels);
}

// A kind's residual blocks over rows [from, to); their output is left in y.
static void residual_blocks(const piper_decoder *model, const decoder_stage *stage, int kind, const stage_tile *tile,
                            int from, int to, int total) {
    size_t width = stage->channels;
    int reach = kind_reach(model, stage, kind);
    const float *before = tile->x;
    const operand *heard = tile->enters;
    for (int s = 0; s < model->step_count; s++) {
        const residual_step *step = &stage->steps[kind][s];
        for (int l = 0; l < step->count; l++) {
            const convolution *layer = &step->layers[l];
            int own = reach_of(layer), ends_step = l + 1 == step->count;
            reach -= own;
            int first = most(0, from - reach), rows = least(total, to + reach) - first;
            size_t at = (size_t)(first - tile->origin) * width;
            float *out = (ends_step ? tile->y : tile->inside) + at;
            convolve(layer, heard + at - own * width, width, rows, ends_step ? before + at : NULL, out, width);
            if (ends_step) before = tile->y;
            if (reach) leaky_operands(out, rows * width, 1.0f, SLOPE, tile->inner + at);
            heard = tile->inner;
        }
    }
}

// Rows [from, to) of a stage into `out`, activated for what reads them: `slope`. in: the stage's input rows, of which
// there are `inputs`, with `margin` silent ones before and after.
static void stage_rows(const piper_decoder *model, const decoder_stage *stage, const operand *in, int inputs,
                       const stage_tile *tile, int from, int to, float slope, operand *out) {
    size_t width = stage->channels;
    int total = inputs * stage->stride, first = most(0, from - stage->reach), end = least(total, to + stage->reach);
    for (int phase = 0; phase < stage->stride; phase++) {
        int row = first + ((phase - first) % stage->stride + stage->stride) % stage->stride;
        if (row >= end) continue;
        int rows = (end - row + stage->stride - 1) / stage->stride;
        int heard = (row + stage->padding) / stage->stride - (stage->taps - 1);
        convolve(&stage->phases[phase], in + (ptrdiff_t)heard * stage->inputs, stage->inputs, rows, NULL,
                 tile->x + (row - tile->origin) * width, stage->stride * width);
    }
    size_t known = (size_t)(first - tile->origin) * width;
    leaky_operands(tile->x + known, (end - first) * width, 1.0f, SLOPE, tile->enters + known);
    silence_outside(tile, tile->enters, stage->channels, total);
    silence_outside(tile, tile->inner, stage->channels, total);
    size_t at = (size_t)(from - tile->origin) * width, count = (to - from) * width;
    for (int kind = 0; kind < model->kinds; kind++) {
        residual_blocks(model, stage, kind, tile, from, to, total);
        for (size_t i = at; i < at + count; i += VECTOR_FLOATS) {
            vector y = vector_load(tile->y + i);
            vector_store(tile->sum + i, kind ? y + vector_load(tile->sum + i) : y);
        }
    }
    leaky_operands(tile->sum + at, count, 1.0f / model->kinds, slope, out + from * width);
}

// Rows around a stage's output that the next layer may hear beyond its ends.
static int margin_after(const piper_decoder *model, int stage) {
    return stage + 1 < model->stage_count ? model->stages[stage + 1].taps : reach_of(&model->leave);
}

static int tile_rows(const decoder_stage *stage) { return most(64, TILE_FLOATS / stage->channels); }

// frames: [count][channels]; speaker: what is added to each row behind the first layer, or NULL; samples: [count * hop]. All of them are what lies
// around a window too: beyond the first and the last frame is silence. Returns 0, -1 when memory is short, -2 for a
// size that cannot be.
int piper_decode(piper_decoder *model, const float *frames, int count, const float *speaker, float *samples) {
    if (count < 1 || count > 1 << 20) return -2;
    size_t bytes = 0, tile_floats = 0;
    int rows = count, around = reach_of(&model->enter);
    size_t heard_bytes = sizeof(operand) * (size_t)(rows + 2 * around) * model->enter.inputs;
    bytes += heard_bytes + 64 + sizeof(float) * (size_t)rows * model->enter.outputs + 64;
    bytes += sizeof(operand) * (size_t)(rows + 2 * model->stages[0].taps) * model->enter.outputs + 64;
    for (int i = 0; i < model->stage_count; i++) {
        const decoder_stage *stage = &model->stages[i];
        rows *= stage->stride;
        bytes += sizeof(operand) * (size_t)(rows + 2 * margin_after(model, i)) * stage->channels + 64;
        size_t floats = (size_t)(tile_rows(stage) + 2 * stage->reach) * stage->channels;
        if (floats > tile_floats) tile_floats = floats;
    }
    bytes += 4 * (sizeof(float) * tile_floats + 64) + 2 * (sizeof(operand) * tile_floats + 64) +
             sizeof(float) * (size_t)rows * VECTOR_FLOATS + 64;
    if (scratch_reserve(&model->scratch, bytes)) return -1;
    scratch_memory *scratch = &model->scratch;

    operand *heard = scratch_take(scratch, heard_bytes);
    memset(heard, 0, heard_bytes);
    for (int t = 0; t < count; t++)
        for (int c = 0; c < model->channels; c++)
            heard[(size_t)(t + around) * model->enter.inputs + c] = operand_of(frames[(size_t)t * model->channels + c]);
    size_t width = model->enter.outputs;
    float *entered = scratch_take(scratch, sizeof(float) * count * width);
    convolve(&model->enter, heard, model->enter.inputs, count, NULL, entered, width);
    if (speaker)
        for (int t = 0; t < count; t++)
            for (size_t c = 0; c < width; c++) entered[t * width + c] += speaker[c];
    int margin = model->stages[0].taps;
    operand *in = scratch_take(scratch, sizeof(operand) * (count + 2 * margin) * width);
    memset(in, 0, sizeof(operand) * margin * width);
    memset(in + (margin + count) * width, 0, sizeof(operand) * margin * width);
    leaky_operands(entered, count * width, 1.0f, SLOPE, in + margin * width);

    stage_tile tile = {
        scratch_take(scratch, sizeof(float) * tile_floats),   scratch_take(scratch, sizeof(float) * tile_floats),
        scratch_take(scratch, sizeof(float) * tile_floats),   scratch_take(scratch, sizeof(float) * tile_floats),
        scratch_take(scratch, sizeof(operand) * tile_floats), scratch_take(scratch, sizeof(operand) * tile_floats),
        0, 0};
    rows = count;
    for (int i = 0; i < model->stage_count; i++) {
        const decoder_stage *stage = &model->stages[i];
        int total = rows * stage->stride, next_margin = margin_after(model, i), step = tile_rows(stage);
        width = stage->channels;
        operand *out = scratch_take(scratch, sizeof(operand) * (total + 2 * next_margin) * width);
        memset(out, 0, sizeof(operand) * next_margin * width);
        memset(out + (next_margin + total) * width, 0, sizeof(operand) * next_margin * width);
        float slope = i + 1 < model->stage_count ? SLOPE : LAST_SLOPE;
        for (int from = 0; from < total; from += step) {
            int to = least(total, from + step);
            tile.origin = from - stage->reach, tile.rows = to - from + 2 * stage->reach;
            stage_rows(model, stage, in + (size_t)margin * stage->inputs, rows, &tile, from, to, slope,
                       out + next_margin * width);
        }
        in = out, rows = total, margin = next_margin;
    }
    float *left = scratch_take(scratch, sizeof(float) * (size_t)rows * VECTOR_FLOATS);
    convolve(&model->leave, in + (margin - reach_of(&model->leave)) * width, width, rows, NULL, left, VECTOR_FLOATS);
    for (int t = 0; t < rows; t += VECTOR_FLOATS) {
        float some[VECTOR_FLOATS] = {0};
        for (int i = 0; i < VECTOR_FLOATS && t + i < rows; i++) some[i] = left[(size_t)(t + i) * VECTOR_FLOATS];
        vector_store(some, vector_tanh(vector_load(some)));
        memcpy(samples + t, some, sizeof(float) * least(VECTOR_FLOATS, rows - t));
    }
    return 0;
}
