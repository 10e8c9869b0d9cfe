// The HiFi-GAN decoder of Piper voices: latent frames → samples (arXiv:2010.05646; V1 and V3 residual blocks).
//
// Stages are worked through in tiles of time that stay in the cache with all their residual blocks (decoder_tiles.h); what passes from
// stage to stage is activated already, and as many times too large as there are kinds of residual blocks, whose sum it is: the next
// layer's weights are smaller for it. Samples are made of the last stage's rows while those are near.
//
// The residual blocks' layers make several outputs at a time (winograd_convolution.h), of scaled 16-bit operands. What a row's sum is
// rounded to depends on all rows that its block of outputs hears; so blocks lie on a grid of the segment's rows, whatever a window
// or a tile begins with, and are made whole: the decoder is told which of the segment's frames the first one is. So do the layers
// between stages. The first convolution is of bfloat16 where the processor has it; the last one, whose rounding is heard in quiet
// places, is float32.
#include "decoder_tiles.h"

EXPORTED void piper_decoder_free(piper_decoder *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
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

// How far a row lies behind the last one at or before it that ends a whole number of `length` rows of the segment.
static inline int behind_grid(long begins, int row, int length) { return (int)((begins + row) % length); }

// The whole blocks of outputs of a layer that rows lie in.
static row_range whole_blocks(const scaled_winograd_convolution *layer, long begins, row_range rows) {
    int length = scaled_winograd_block(layer), over = behind_grid(begins, rows.to, length);
    return (row_range){rows.from - behind_grid(begins, rows.from, length), rows.to + (over ? length - over : 0)};
}

// What each layer makes so that the last one's rows are right; returns what the first one hears. Where a block begins before the first
// row of all, what it hears there is not known; no row that is needed lies in it.
static row_range rows_made(const residual_block *block, long begins, row_range rows, int total, row_range made[MOST_LAYERS]) {
    for (int n = block->count - 1; n >= 0; n--) {
        const scaled_winograd_convolution *layer = &block->layers[n].convolution;
        made[n] = whole_blocks(layer, begins, rows);
        rows = (row_range){most(0, made[n].from - scaled_winograd_reach_of(layer)), least(total, made[n].to + rows_beside(layer))};
    }
    return rows;
}

// What all kinds of residual blocks hear for some rows of a stage of `total`.
static row_range rows_heard_by_blocks(const piper_decoder *model, const decoder_stage *stage, long begins, row_range rows, int total) {
    row_range heard = rows, made[MOST_LAYERS];
    for (int kind = 0; kind < model->kinds; kind++) {
        row_range own = rows_made(&stage->kinds[kind], begins, rows, total, made);
        heard = (row_range){least(heard.from, own.from), most(heard.to, own.to)};
    }
    return heard;
}

// A kind's residual blocks over some rows. Their output is put in `sum`, or for all kinds but the first added to what is there; of the
// last kind it is put activated in `out`, the stage's first row.
static void residual_blocks(const piper_decoder *model, const decoder_stage *stage, int kind, stage_tile *tile, row_range rows, int total) {
    const residual_block *block = &stage->kinds[kind];
    row_range made[MOST_LAYERS];
    rows_made(block, tile->begins, rows, total, made);
    ptrdiff_t width = stage->channels, before_origin = tile->origin * width;
    int ends_stage = kind + 1 == model->kinds;
    const float *before = tile->x, *heard = tile->enters;
    int *until = tile->until[kind];
    for (int n = 0; n < block->count; n++) {
        const residual_layer *layer = &block->layers[n];
        int reach = scaled_winograd_reach_of(&layer->convolution), step = scaled_winograd_step(&layer->convolution, STEP_ROWS);
        int is_last = n + 1 == block->count;
        float *activated = is_last ? NULL : tile->activated[kind][n];
        for (int row = most(made[n].from, until[n]); row < made[n].to; row += step) {
            int count = least(step, least(made[n].to, total) - row);
            if (count <= 0) break;
            ptrdiff_t at = row * width - before_origin;
            winograd_output to = {.slope = SLOPE, .added = layer->ends_step ? before + at : NULL, .activated = is_last ? NULL : activated + at};
            if (is_last && kind) to.added_too = tile->sum + at;
            if (is_last && ends_stage)
                to.activated = tile->out + (row - tile->out_origin) * width, to.slope = stage->is_last ? LAST_SLOPE : SLOPE;
            else if (layer->ends_step)
                to.out = (is_last ? tile->sum : tile->stepped[kind][n]) + at;
            int there = tile->origin + tile->rows - (row - reach); // silence, behind the last row of all
            scaled_winograd_convolve_to(&layer->convolution, heard + at - reach * width, there, count, &to, tile->changed, tile->made);
        }
        until[n] = made[n].to;
        if (layer->ends_step) before = tile->stepped[kind][n];
        heard = activated;
    }
}

// The rows of the layer before a stage, as wide as it makes them, in which some rows of the stage lie.
static row_range wide_rows(const decoder_stage *stage, row_range rows) {
    const scaled_winograd_transposed *up = &stage->up;
    return (row_range){(rows.from + up->padding) / up->stride, (rows.to - 1 + up->padding) / up->stride + 1};
}

// Rows of the layer before a stage into `x`, and activated into `enters`. in: its input rows, as for stage_rows.
static void up_rows(const decoder_stage *stage, const float *in, int inputs, int margin, stage_tile *tile, row_range rows) {
    const scaled_winograd_transposed *up = &stage->up;
    const scaled_winograd_convolution *wide = &up->wide;
    row_range needed = whole_blocks(wide, tile->begins / up->stride, wide_rows(stage, rows));
    int step = scaled_winograd_step(wide, UP_ROWS), end = least(inputs + 1, needed.to);
    for (int row = most(needed.from, tile->enters_until); row < end; row += step) {
        ptrdiff_t at = ((ptrdiff_t)row * up->stride - up->padding - tile->origin) * stage->channels;
        const winograd_output to = {.out = tile->x + at, .activated = tile->enters + at, .slope = SLOPE};
        int first = row - (up->taps - 1);
        scaled_winograd_convolve_to(wide, in + (ptrdiff_t)first * stage->inputs, inputs + margin - first, least(step, end - row), &to, tile->changed,
                                    tile->made);
    }
    tile->enters_until = needed.to;
}

// Rows of a stage into tile->out. in: the stage's input rows, of which there are `inputs`, with `margin` silent ones before
// and after.
static void stage_rows(const piper_decoder *model, const decoder_stage *stage, const float *in, int inputs, int margin, stage_tile *tile,
                       row_range rows) {
    int total = inputs * stage->up.stride;
    up_rows(stage, in, inputs, margin, tile, rows_heard_by_blocks(model, stage, tile->begins, rows, total));
    silence_outside(tile, tile->enters, stage->channels, total);
    for (int kind = 0; kind < model->kinds; kind++) {
        for (int n = 0; n + 1 < stage->kinds[kind].count; n++) silence_outside(tile, tile->activated[kind][n], stage->channels, total);
        residual_blocks(model, stage, kind, tile, rows, total);
    }
}

// Rows that a layer between stages may hear beyond the ends of its input.
static int up_margin(const decoder_stage *stage) { return stage->up.taps + scaled_winograd_block(&stage->up.wide) + scaled_winograd_beyond(&stage->up.wide); }

// Rows around a stage's output that the next stage may hear beyond its ends, or that a block of outputs may begin before.
static int margin_after(const piper_decoder *model, int stage) { return most(up_margin(&model->stages[stage + 1]), model->stages[stage].longest); }

// Whole blocks of all layers. rows: of all that is needed.
static int tile_rows(const decoder_stage *stage, int rows) {
    int wanted = most(TILE_LEAST_ROWS, TILE_FLOATS / stage->channels);
    return stage->grid ? most(1, wanted / stage->grid) * stage->grid : rows;
}

// The last convolution, to one channel, and its tanh. Eight samples at a time, so that weights are read once for all of them.
static void leave_rows(const piper_decoder *model, const float *heard, int rows, size_t width, float *samples) {
    size_t count = model->leave_taps * width;
    for (int t = 0; t < rows; t += VECTOR_FLOATS) {
        float some[VECTOR_FLOATS];
        vector products[VECTOR_FLOATS];
        for (int r = 0; r < VECTOR_FLOATS; r += LEFT_TOGETHER) {
            const float *row[LEFT_TOGETHER];
            vector sums[LEFT_TOGETHER];
#pragma GCC unroll 8
            for (int i = 0; i < LEFT_TOGETHER; i++) row[i] = heard + least(t + r + i, rows - 1) * width, sums[i] = vector_set(0);
            for (size_t at = 0; at < count; at += VECTOR_FLOATS) {
                vector weights = vector_load(model->leave + at);
#pragma GCC unroll 8
                for (int i = 0; i < LEFT_TOGETHER; i++) sums[i] = vector_fma(vector_load(row[i] + at), weights, sums[i]);
            }
#pragma GCC unroll 8
            for (int i = 0; i < LEFT_TOGETHER; i++) products[r + i] = sums[i];
        }
        vector_sums(products, VECTOR_FLOATS, some);
        vector_store(some, vector_tanh(vector_load(some) + *model->leave_bias));
        memcpy(samples + t, some, sizeof(float) * least(VECTOR_FLOATS, rows - t));
    }
}

// The samples [left_until, end) of the last stage, whose rows a tile holds.
static void leave_tile(const piper_decoder *model, stage_tile *tile, size_t width, int total, int end, float *samples) {
    silence_outside(tile, tile->out, width, total);
    leave_rows(model, tile->out + (tile->left_until - leave_reach(model) - tile->origin) * width, end - tile->left_until, width, samples);
    tile->left_until = end;
}

// What is needed of a stage's input, of which there are `inputs` rows, for some rows of its output. begins: the row of the segment that
// the stage's first one is.
static row_range rows_heard(const piper_decoder *model, const decoder_stage *stage, long begins, row_range made, int inputs) {
    row_range heard = rows_heard_by_blocks(model, stage, begins, made, inputs * stage->up.stride);
    const scaled_winograd_transposed *up = &stage->up;
    row_range wide = whole_blocks(&up->wide, begins / up->stride, wide_rows(stage, heard));
    return (row_range){most(0, wide.from - (up->taps - 1)), least(inputs, wide.to + scaled_winograd_beyond(&up->wide))};
}

// frames: [count][channels], of which the first is number `begins` of its segment; speaker: what is added to each row behind the
// first layer, or NULL; samples: whole hops, from frame `first_frame` of those on. Frames around them are what they hear:
// beyond the first and the last frame is silence. Returns the error's code.
EXPORTED int piper_decode(piper_decoder *model, const float *frames, long frame_count, long channels, long begins,
                          const float *speaker, long speaker_floats, long first_frame, float *samples, long sample_count,
                          kernel_error *error) {
    if (frame_count < 1 || frame_count > MOST_FRAMES || channels != model->channels)
        return fail(error, KERNEL_BAD_INPUT, "frames are [%ld, %ld]; allowed: [1 to %d, %d]", frame_count, channels,
                    MOST_FRAMES, model->channels);
    long spoken = sample_count / model->hop;
    if (first_frame < 0 || first_frame > frame_count || spoken < 1 || spoken > frame_count - first_frame || sample_count % model->hop)
        return fail(error, KERNEL_BAD_INPUT, "room for %ld samples from frame %ld on, of %ld frames; allowed: whole frames of %d that are there",
                    sample_count, first_frame, frame_count, model->hop);
    if (begins < 0 || begins > MOST_BEGINS)
        return fail(error, KERNEL_BAD_INPUT, "frames begin with number %ld of a segment; allowed: 0 to %d", begins, MOST_BEGINS);
    if ((speaker && speaker_floats != model->enter.outputs))
        return fail(error, KERNEL_BAD_INPUT, "%ld numbers of a speaker; allowed: %d", speaker_floats, model->enter.outputs);
    int count = (int)frame_count;
    size_t bytes = 0, tile_floats = 0;
    int rows = count, enters = fast_reach_of(&model->enter);
    size_t heard_row = fast_row_of(whole_vectors(model->channels));
    size_t heard_bytes = sizeof(fast_operand) * (size_t)(rows + 2 * enters) * heard_row;
    bytes += heard_bytes + sizeof(float) * (size_t)rows * model->enter.outputs;
    bytes += sizeof(float) * (size_t)(2 * up_margin(&model->stages[0])) * model->enter.outputs;
    for (int i = 0; i < model->stage_count; i++) {
        const decoder_stage *stage = &model->stages[i];
        rows *= stage->up.stride;
        if (!stage->is_last) bytes += sizeof(float) * stage->channels * (size_t)(rows + 2 * margin_after(model, i));
        size_t lines = tile_rows(stage, rows) + 2 * (size_t)stage->around, floats = lines * stage->channels;
        if (floats > tile_floats) tile_floats = floats;
    }
    int layers = 0;
    for (int i = 0; i < model->stage_count; i++)
        for (int kind = 0; kind < model->kinds; kind++) layers = most(layers, model->stages[i].kinds[kind].count);
    int buffers = 4 + 2 * model->kinds * (layers - 1);
    bytes += (tile_floats * buffers + model->room.floats + heard_row) * sizeof(float) + sizeof(scaled_operand) * model->room.operands;
    if (scratch_reserve(&model->scratch, bytes, 14 + buffers)) return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;

    fast_operand *heard = scratch_take(scratch, heard_bytes);
    memset(heard, 0, heard_bytes);
    float *padded = scratch_take(scratch, sizeof(float) * heard_row); // a frame in whole vectors
    memset(padded, 0, sizeof(float) * heard_row);
    for (int t = 0; t < count; t++) {
        memcpy(padded, frames + (size_t)t * model->channels, sizeof(float) * model->channels);
        fast_plain_operands(padded, 1, whole_vectors(model->channels), heard + (size_t)(t + enters) * heard_row);
    }
    size_t width = model->enter.outputs;
    int margin = up_margin(&model->stages[0]);
    float *in = (float *)scratch_take(scratch, sizeof(float) * (count + 2 * margin) * width) + margin * width;
    exact_silent_margins(in, count, width, margin);
    fast_convolve(&model->enter, heard, heard_row, count, NULL, in, width);
    for (int t = 0; t < count; t++)
        for (size_t c = 0; c < width; c += VECTOR_FLOATS) {
            vector x = vector_load(in + t * width + c);
            vector_store(in + t * width + c, vector_leaky(speaker ? x + vector_load(speaker + c) : x, SLOPE));
        }

    size_t floats = sizeof(float) * tile_floats;
    stage_tile tile = {.x = scratch_take(scratch, floats), .sum = scratch_take(scratch, floats), .enters = scratch_take(scratch, floats),
                       .out = scratch_take(scratch, floats), .changed = scratch_take(scratch, sizeof(scaled_operand) * model->room.operands),
                       .made = scratch_take(scratch, sizeof(float) * model->room.floats), .left_until = (int)first_frame * model->hop};
    float *left = tile.out;
    for (int kind = 0; kind < model->kinds; kind++)
        for (int n = 0; n + 1 < layers; n++) {
            tile.stepped[kind][n] = scratch_take(scratch, floats);
            tile.activated[kind][n] = scratch_take(scratch, floats);
        }
    row_range needed[MOST_STAGES]; // of each stage's output: those that the samples hear
    int reach = leave_reach(model), first = tile.left_until, end = first + (int)sample_count, all = count * model->hop;
    row_range made = {most(0, first - reach), least(all, end + reach)};
    for (int i = model->stage_count - 1; i >= 0; i--) {
        needed[i] = made;
        long stage_begins = begins * (all / count);
        all /= model->stages[i].up.stride;
        made = rows_heard(model, &model->stages[i], stage_begins, made, all);
    }
    rows = count;
    for (int i = 0; i < model->stage_count; i++) {
        const decoder_stage *stage = &model->stages[i];
        int total = rows * stage->up.stride, next_margin = stage->is_last ? 0 : margin_after(model, i), to;
        width = stage->channels;
        begins *= stage->up.stride;
        begin_stage(&tile, begins);
        tile.out = left, tile.out_origin = 0;
        if (!stage->is_last) {
            tile.out = (float *)scratch_take(scratch, sizeof(float) * (total + 2 * next_margin) * width) + next_margin * width;
            exact_silent_margins(tile.out, total, width, next_margin);
        }
        for (int from = needed[i].from; from < needed[i].to; from = to) {
            int step = tile_rows(stage, needed[i].to - from), behind = stage->grid ? behind_grid(begins, from, stage->grid) : 0;
            to = least(needed[i].to, from - behind + step);
            if (from > needed[i].from) carry_tile(model, stage, &tile, from - stage->around);
            tile.origin = from - stage->around, tile.rows = to - from + 2 * stage->around;
            if (stage->is_last) tile.out_origin = tile.origin;
            stage_rows(model, stage, in, rows, margin, &tile, (row_range){from, to});
            if (!stage->is_last) continue;
            int ready = to < needed[i].to ? most(tile.left_until, to - reach) : end;
            leave_tile(model, &tile, width, total, ready, samples + tile.left_until - first);
        }
        in = tile.out, rows = total, margin = next_margin;
    }
    return 0;
}
