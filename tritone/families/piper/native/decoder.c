// The HiFi-GAN decoder of Piper voices: latent frames → samples (arXiv:2010.05646; V1 and V3 residual blocks).
//
// Stages are worked through in tiles of time that stay in the second-level cache with all their residual blocks; what
// passes from stage to stage are operands, activated already. A tile computes what it needs around itself again.
//
// Products are of bfloat16 where the processor has it (else of scaled 16-bit integers, operands.h), but not where its rounding is heard in quiet places: the first
// layer of each block of the last stage and the last convolution of all are float32. Between that and float32 throughout
// lie 37 dB and 0.12 dB of log mel; without it 0.28 dB.
#include "transposed_convolution.h"

#define MOST_STAGES 6
#define MOST_KINDS 4
#define MOST_STEPS 4
#define SLOPE 0.1f
#define LAST_SLOPE 0.01f
#define TILE_FLOATS 16384 // of one stage's activations: 64 kB
#define MOST_FRAMES (1 << 16)

typedef struct {
    fast_convolution layers[2];
    int count; // 1, or 2 for blocks of pairs
} residual_step;

typedef struct {
    transposed_convolution up;
    int channels;
    residual_step steps[MOST_KINDS][MOST_STEPS];
    exact_convolution first[MOST_KINDS]; // of the last stage: in place of the first layer of the first step
    int is_last;
    int reach; // rows beyond a tile that its residual blocks hear
} decoder_stage;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    fast_convolution enter;
    float *leave, *leave_bias; // [taps][channels]
    int leave_taps;
    decoder_stage stages[MOST_STAGES];
    int channels, stage_count, kinds, step_count, hop;
} piper_decoder;

static inline int least(int a, int b) { return a < b ? a : b; }
static inline int most(int a, int b) { return a > b ? a : b; }

EXPORTED void piper_decoder_free(piper_decoder *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

static int kind_reach(const piper_decoder *model, const decoder_stage *stage, int kind) {
    int reach = 0;
    for (int s = 0; s < model->step_count; s++)
        for (int l = 0; l < stage->steps[kind][s].count; l++) reach += fast_reach_of(&stage->steps[kind][s].layers[l]);
    return reach;
}

static void load_stage(model_loader *loader, piper_decoder *model, int index, int inputs) {
    char module[64];
    decoder_stage *stage = &model->stages[index];
    stage->is_last = index + 1 == model->stage_count;
    snprintf(module, sizeof module, "up.%d", index);
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    stage->channels = weight ? (int)weight->shape[1] : 0;
    if (weight && stage->channels % VECTOR_FLOATS)
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; allowed: a multiple of %d", module, stage->channels,
             VECTOR_FLOATS);
    load_transposed(loader, &stage->up, module, inputs);
    model->hop *= stage->up.stride ? stage->up.stride : 1;
    for (int kind = 0; kind < model->kinds && !loader->error->code; kind++) {
        for (int s = 0; s < model->step_count; s++)
            for (int l = 0; l < 2; l++) {
                snprintf(module, sizeof module, "block.%d.%d.%d.%d", index, kind, s, l);
                if (l && !has_tensor(loader, module, "weight")) continue;
                fast_convolution *layer = &stage->steps[kind][s].layers[l];
                fast_load_convolution(loader, layer, module, stage->channels);
                if (!loader->error->code && layer->outputs != stage->channels)
                    fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module,
                         layer->outputs, stage->channels);
                stage->steps[kind][s].count = l + 1;
            }
        snprintf(module, sizeof module, "block.%d.%d.0.0", index, kind);
        if (stage->is_last) exact_load_convolution(loader, &stage->first[kind], module, stage->channels);
        stage->reach = most(stage->reach, kind_reach(model, stage, kind));
    }
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
        for (int i = 0; i < inputs; i++) model->leave[k * inputs + i] = values[i * taps + k];
    if (bias) *model->leave_bias = *bias;
}

// tensors: `enter`, for each stage `up.STAGE` and `block.STAGE.KIND.STEP.LAYER`, `leave`, each with weight, bias and
// dilation (`up`: stride and padding); `decoder.stages`, `.kinds` and `.steps` say how many there are.
EXPORTED piper_decoder *piper_decoder_create(const named_tensor *tensors, long count, kernel_error *error) {
    piper_decoder *model = calloc(1, sizeof(piper_decoder));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->stage_count = load_number(&loader, "decoder", "stages", 1, MOST_STAGES);
    model->kinds = load_number(&loader, "decoder", "kinds", 1, MOST_KINDS);
    model->step_count = load_number(&loader, "decoder", "steps", 1, MOST_STEPS);
    model->hop = 1;
    const named_tensor *enter = look_up(&loader, "enter", "weight", 3);
    model->channels = enter ? (int)enter->shape[1] : 0;
    fast_load_convolution(&loader, &model->enter, "enter", model->channels);
    int inputs = model->enter.outputs;
    for (int i = 0; i < model->stage_count && !error->code; i++) {
        load_stage(&loader, model, i, inputs);
        inputs = model->stages[i].channels;
    }
    load_leave(&loader, model, inputs);
    if (!error->code) return model;
    piper_decoder_free(model);
    return NULL;
}

EXPORTED long piper_decoder_hop(const piper_decoder *model) { return model->hop; }

typedef struct {
    float *x, *y, *inside, *sum; // [rows][channels]
    fast_operand *enters, *inner; // activated
    exact_operand *exact;        // of the last stage, in place of `enters`
    int origin, rows;            // the row of the stage with which all begin, and how many they hold
} stage_tile;

// Rows of a buffer that lie outside [0, total), `row_bytes` each, are silence.
static void silence_outside(const stage_tile *tile, void *buffer, size_t row_bytes, int total) {
    int before = most(0, -tile->origin), after = most(0, tile->origin + tile->rows - total);
    memset(buffer, 0, row_bytes * before);
    memset((char *)buffer + (tile->rows - after) * row_bytes, 0, row_bytes * after);
}

// A kind's residual blocks over rows [from, to); their output is left in y.
static void residual_blocks(const piper_decoder *model, const decoder_stage *stage, int kind, const stage_tile *tile,
                            int from, int to, int total) {
    size_t width = stage->channels, row = fast_row_of(width), exact_row = exact_row_of(width);
    int reach = kind_reach(model, stage, kind);
    const float *before = tile->x;
    const fast_operand *heard = tile->enters;
    for (int s = 0; s < model->step_count; s++) {
        const residual_step *step = &stage->steps[kind][s];
        for (int l = 0; l < step->count; l++) {
            const fast_convolution *layer = &step->layers[l];
            int own = fast_reach_of(layer), ends_step = l + 1 == step->count;
            reach -= own;
            int first = most(0, from - reach), rows = least(total, to + reach) - first;
            size_t line = first - tile->origin, at = line * width;
            float *out = (ends_step ? tile->y : tile->inside) + at;
            const float *added = ends_step ? before + at : NULL;
            if (stage->is_last && !s && !l)
                exact_convolve(&stage->first[kind], tile->exact + (line - own) * exact_row, exact_row, rows, added, out, width);
            else
                fast_convolve(layer, heard + (line - own) * row, row, rows, added, out, width);
            if (ends_step) before = tile->y;
            if (reach) fast_leaky_operands(out, rows, width, 1.0f, SLOPE, tile->inner + line * row);
            heard = tile->inner;
        }
    }
}

// Rows [from, to) of a stage into `out`, activated; of the last stage into `last`. in: the stage's input rows, of which
// there are `inputs`, with `margin` silent ones before and after.
static void stage_rows(const piper_decoder *model, const decoder_stage *stage, const fast_operand *in, int inputs,
                       const stage_tile *tile, int from, int to, fast_operand *out, exact_operand *last) {
    size_t width = stage->channels, row = fast_row_of(width), exact_row = exact_row_of(width);
    int total = inputs * stage->up.stride, first = most(0, from - stage->reach), end = least(total, to + stage->reach);
    size_t line = first - tile->origin;
    float *raised = tile->x + line * width;
    transposed_rows(&stage->up, in, fast_row_of(stage->up.inputs), first, end, raised);
    if (stage->is_last) {
        exact_leaky_operands(raised, end - first, width, 1.0f, SLOPE, tile->exact + line * exact_row);
        silence_outside(tile, tile->exact, sizeof(exact_operand) * exact_row, total);
    } else {
        fast_leaky_operands(raised, end - first, width, 1.0f, SLOPE, tile->enters + line * row);
        silence_outside(tile, tile->enters, sizeof(fast_operand) * row, total);
    }
    silence_outside(tile, tile->inner, sizeof(fast_operand) * row, total);
    size_t at = (size_t)(from - tile->origin) * width, count = (to - from) * width;
    for (int kind = 0; kind < model->kinds; kind++) {
        residual_blocks(model, stage, kind, tile, from, to, total);
        for (size_t i = at; i < at + count; i += VECTOR_FLOATS) {
            vector y = vector_load(tile->y + i);
            vector_store(tile->sum + i, kind ? y + vector_load(tile->sum + i) : y);
        }
    }
    if (stage->is_last)
        exact_leaky_operands(tile->sum + at, to - from, width, 1.0f / model->kinds, LAST_SLOPE, last + from * exact_row);
    else
        fast_leaky_operands(tile->sum + at, to - from, width, 1.0f / model->kinds, SLOPE, out + from * row);
}

// Rows around a stage's output that the next layer may hear beyond its ends.
static int margin_after(const piper_decoder *model, int stage) {
    return stage + 1 < model->stage_count ? model->stages[stage + 1].up.taps : (model->leave_taps - 1) / 2;
}

static int tile_rows(const decoder_stage *stage) { return most(64, TILE_FLOATS / stage->channels); }

// The last convolution, to one channel, and its tanh.
static void leave_rows(const piper_decoder *model, const float *heard, int rows, size_t width, float *samples) {
    size_t count = model->leave_taps * width;
    for (int t = 0; t < rows; t += VECTOR_FLOATS) {
        float some[VECTOR_FLOATS] = {0};
        for (int r = 0; r < VECTOR_FLOATS && t + r < rows; r++) {
            const float *row = heard + (t + r) * width;
            vector sums[2] = {vector_set(0), vector_set(0)};
            for (size_t i = 0; i < count; i += VECTOR_FLOATS)
                sums[i / VECTOR_FLOATS & 1] =
                    vector_fma(vector_load(row + i), vector_load(model->leave + i), sums[i / VECTOR_FLOATS & 1]);
            some[r] = vector_sum(sums[0] + sums[1]) + *model->leave_bias;
        }
        vector_store(some, vector_tanh(vector_load(some)));
        memcpy(samples + t, some, sizeof(float) * least(VECTOR_FLOATS, rows - t));
    }
}

typedef struct {
    int from, to;
} row_range;

// What is needed of a stage's input, of which there are `inputs` rows, for rows [from, to) of its output.
static row_range rows_heard(const decoder_stage *stage, row_range made, int inputs) {
    int first = most(0, made.from - stage->reach) + stage->up.padding, last = made.to - 1 + stage->reach + stage->up.padding;
    return (row_range){most(0, first / stage->up.stride - (stage->up.taps - 1)), least(inputs, last / stage->up.stride + 1)};
}

// frames: [count][channels]; speaker: what is added to each row behind the first layer, or NULL; samples: whole hops, from frame
// `first_frame` on. Frames around them are what they hear: beyond the first and the last frame is silence. Returns the error's code.
EXPORTED int piper_decode(piper_decoder *model, const float *frames, long frame_count, long channels,
                          const float *speaker, long speaker_floats, long first_frame, float *samples, long sample_count,
                          kernel_error *error) {
    if (frame_count < 1 || frame_count > MOST_FRAMES || channels != model->channels)
        return fail(error, KERNEL_BAD_INPUT, "frames are [%ld, %ld]; allowed: [1 to %d, %d]", frame_count, channels,
                    MOST_FRAMES, model->channels);
    long spoken = sample_count / model->hop;
    if (first_frame < 0 || first_frame > frame_count || spoken < 1 || spoken > frame_count - first_frame || sample_count % model->hop)
        return fail(error, KERNEL_BAD_INPUT, "room for %ld samples from frame %ld on, of %ld frames; allowed: whole frames of %d that are there",
                    sample_count, first_frame, frame_count, model->hop);
    if ((speaker && speaker_floats != model->enter.outputs))
        return fail(error, KERNEL_BAD_INPUT, "%ld numbers of a speaker; allowed: %d", speaker_floats, model->enter.outputs);
    int count = (int)frame_count;
    size_t bytes = 0, tile_floats = 0, tile_operands = 0;
    int rows = count, around = fast_reach_of(&model->enter);
    size_t heard_row = fast_row_of(whole_vectors(model->channels));
    size_t heard_bytes = sizeof(fast_operand) * (size_t)(rows + 2 * around) * heard_row;
    bytes += heard_bytes + sizeof(float) * (size_t)rows * model->enter.outputs;
    bytes += sizeof(fast_operand) * (size_t)(rows + 2 * model->stages[0].up.taps) * fast_row_of(model->enter.outputs);
    for (int i = 0; i < model->stage_count; i++) {
        const decoder_stage *stage = &model->stages[i];
        rows *= stage->up.stride;
        size_t row_bytes = stage->is_last ? sizeof(exact_operand) * exact_row_of(stage->channels)
                                          : sizeof(fast_operand) * fast_row_of(stage->channels);
        bytes += row_bytes * (size_t)(rows + 2 * margin_after(model, i));
        size_t tile_lines = tile_rows(stage) + 2 * stage->reach, floats = tile_lines * stage->channels;
        if (floats > tile_floats) tile_floats = floats;
        if (tile_lines * fast_row_of(stage->channels) > tile_operands) tile_operands = tile_lines * fast_row_of(stage->channels);
    }
    bytes += tile_floats * 5 * sizeof(float) + tile_operands * 2 * sizeof(fast_operand) + sizeof(float) * heard_row;
    if (scratch_reserve(&model->scratch, bytes, 21)) return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;

    fast_operand *heard = scratch_take(scratch, heard_bytes);
    memset(heard, 0, heard_bytes);
    float *padded = scratch_take(scratch, sizeof(float) * heard_row); // a frame in whole vectors
    memset(padded, 0, sizeof(float) * heard_row);
    for (int t = 0; t < count; t++) {
        memcpy(padded, frames + (size_t)t * model->channels, sizeof(float) * model->channels);
        fast_plain_operands(padded, 1, whole_vectors(model->channels), heard + (size_t)(t + around) * heard_row);
    }
    size_t width = model->enter.outputs;
    float *entered = scratch_take(scratch, sizeof(float) * count * width);
    fast_convolve(&model->enter, heard, heard_row, count, NULL, entered, width);
    if (speaker)
        for (int t = 0; t < count; t++)
            for (size_t c = 0; c < width; c++) entered[t * width + c] += speaker[c];
    int margin = model->stages[0].up.taps;
    fast_operand *in = scratch_take(scratch, sizeof(fast_operand) * (count + 2 * margin) * fast_row_of(width));
    in += margin * fast_row_of(width);
    fast_silent_margins(in, count, width, margin);
    fast_leaky_operands(entered, count, width, 1.0f, SLOPE, in);

    size_t floats = sizeof(float) * tile_floats, operands = sizeof(fast_operand) * tile_operands;
    stage_tile tile = {.x = scratch_take(scratch, floats), .y = scratch_take(scratch, floats),
                       .inside = scratch_take(scratch, floats), .sum = scratch_take(scratch, floats),
                       .exact = scratch_take(scratch, floats), .enters = scratch_take(scratch, operands),
                       .inner = scratch_take(scratch, operands)};
    exact_operand *last = NULL;
    row_range needed[MOST_STAGES]; // of each stage's output: those that the samples hear
    int leave_reach = (model->leave_taps - 1) / 2, first_sample = (int)first_frame * model->hop, all = count * model->hop;
    row_range made = {most(0, first_sample - leave_reach), least(all, first_sample + (int)sample_count + leave_reach)};
    for (int i = model->stage_count - 1; i >= 0; i--) {
        needed[i] = made;
        all /= model->stages[i].up.stride;
        made = rows_heard(&model->stages[i], made, all);
    }
    rows = count;
    for (int i = 0; i < model->stage_count; i++) {
        const decoder_stage *stage = &model->stages[i];
        int total = rows * stage->up.stride, next_margin = margin_after(model, i), step = tile_rows(stage);
        width = stage->channels;
        fast_operand *out = NULL;
        if (stage->is_last) {
            last = scratch_take(scratch, sizeof(exact_operand) * (total + 2 * next_margin) * exact_row_of(width));
            last += next_margin * exact_row_of(width);
            exact_silent_margins(last, total, width, next_margin);
        } else {
            out = scratch_take(scratch, sizeof(fast_operand) * (total + 2 * next_margin) * fast_row_of(width));
            out += next_margin * fast_row_of(width);
            fast_silent_margins(out, total, width, next_margin);
        }
        for (int from = needed[i].from; from < needed[i].to; from += step) {
            int to = least(needed[i].to, from + step);
            tile.origin = from - stage->reach, tile.rows = to - from + 2 * stage->reach;
            stage_rows(model, stage, in, rows, &tile, from, to, out, last);
        }
        in = out, rows = total;
    }
    leave_rows(model, last + ((ptrdiff_t)first_sample - leave_reach) * (ptrdiff_t)width, (int)sample_count, width, samples);
    return 0;
}
