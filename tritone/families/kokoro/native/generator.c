// The generator of Kokoro voices: frame features and an excitation → samples (iSTFTNet, arXiv:2203.02395).
//
// Every norm takes its statistics from the whole segment, silence included that was cut off at its ends, so layers run one after the other over all of it, each in tiles
// of time: what a layer wrote is read once by the next, which normalises a tile, activates it and multiplies it while it
// is in the cache. One segment at a time; nothing depends on what others came with it. Tiles of a layer may be shared out among
// threads: each gathers its own statistics, which are put together in the tiles' order, so that samples are the same to the bit.
//
// The residual blocks' convolutions make 6 or 18 outputs at a time from a fifth to a half of their products
// (winograd_convolution.h), the transposed ones three rows from two thirds, of 16-bit integers where the processor has them; sums,
// norms and activations, what reads the excitation, and the last layers are float32.
#include "adaptive_norm.h"
#include "shared_winograd.h"
#include "winograd_transposed.h"

#define MOST_STAGES 4
#define MOST_KINDS 4
#define MOST_STEPS 4
#define SLOPE 0.1f
#define LAST_SLOPE 0.01f
#define BINS_ROOM 16          // floats that magnitudes have in a row of the spectrum that leaves; phases come after them
#define TILE_FLOATS 65536     // of one layer's activations: 256 kB
#define MOST_FRAMES 100000    // 20 minutes
#define MOST_HOP (1 << 14)
#define KEPT_BYTES (128 << 20) // of scratch memory, between segments: some 12 s of sound

typedef struct {
    adaptive_norm norm;
    fast_winograd_convolution layer;
} styled_layer;

typedef struct {
    styled_layer layers[MOST_STEPS][2];
} residual_block;

typedef struct {
    fast_winograd_transposed up;
    exact_convolution source; // taps side by side, as inputs of one tap
    int source_stride, source_padding;
    residual_block source_block, blocks[MOST_KINDS];
    int width;    // floats of a row
    int mirrored; // rows before the first, 0 or 1: the one after the first again
} generator_stage;

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    generator_stage stages[MOST_STAGES];
    channel_statistics entered, running, inner; // of a stage's input, of a block so far, inside of a step
    channel_statistics silent;                  // of the silence at one end
    exact_convolution leave, synthesis;
    int channels, source_channels, style_floats, stage_count, kinds, steps, fft_size, fft_hop, hop;
    int widest;                     // of the stages' rows
    int window_floats;              // of a tile and what it hears around itself
    winograd_room room;             // that a layer needs beside, on each thread
    int tile_count, threads;        // tiles of the longest layer in the segment at hand; how many work
    int source_margin; // silent rows around an excitation
    int heard_margin, made_margin; // floats around what a transposed convolution hears, and around what it makes
} kokoro_generator;

static inline int least(int a, int b) { return a < b ? a : b; }
static inline int most(int a, int b) { return a > b ? a : b; }
static int tile_rows(int width) { return most(64, TILE_FLOATS / width); }

EXPORTED void kokoro_generator_free(kokoro_generator *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
}

static void load_block(model_loader *loader, kokoro_generator *model, residual_block *block, const char *name, int channels) {
    char module[96];
    for (int s = 0; s < model->steps; s++)
        for (int l = 0; l < 2 && !loader->error->code; l++) {
            styled_layer *layer = &block->layers[s][l];
            snprintf(module, sizeof module, "%s.%d.%d.norm", name, s, l);
            load_adaptive_norm(loader, &layer->norm, module, channels, model->style_floats, 1);
            snprintf(module, sizeof module, "%s.%d.%d", name, s, l);
            fast_load_nested_winograd(loader, &layer->layer, module, channels);
            if (loader->error->code) return;
            if (layer->layer.outputs != whole_vectors(channels))
                fail(loader->error, KERNEL_BAD_INPUT, "%s has %d outputs; the model wants %d", module, layer->layer.outputs, channels);
            int width = layer->norm.width, step = fast_winograd_step(&layer->layer, tile_rows(width));
            int heard = step + 2 * fast_winograd_reach_of(&layer->layer);
            model->window_floats = most(model->window_floats, heard * width);
            fast_winograd_enlarge(&model->room, &layer->layer, step);
        }
}

// Returns the stage's channels.
static int load_stage(model_loader *loader, kokoro_generator *model, int index, int inputs) {
    char module[64];
    generator_stage *stage = &model->stages[index];
    snprintf(module, sizeof module, "up.%d", index);
    const named_tensor *weight = look_up(loader, module, "weight", 3);
    int channels = weight ? (int)weight->shape[1] : 1;
    fast_load_winograd_transposed(loader, &stage->up, module, inputs, 1);
    stage->width = whole_vectors(channels);
    if (!loader->error->code) {
        fast_winograd_enlarge(&model->room, &stage->up.wide, fast_winograd_shared_step(&stage->up.wide));
        model->heard_margin = most(model->heard_margin, (stage->up.taps - 1) * whole_vectors(inputs));
        model->made_margin = most(model->made_margin, stage->up.padding * stage->width);
    }
    stage->mirrored = index + 1 == model->stage_count;
    model->hop *= stage->up.stride ? stage->up.stride : 1;
    if (!loader->error->code && (model->hop > MOST_HOP || (stage->mirrored && stage->up.stride < 2)))
        fail(loader->error, KERNEL_BAD_INPUT, "up.%d makes %d samples of a frame with stride %d; allowed: up to %d, and a "
             "stride of 2 at least in the last", index, model->hop, stage->up.stride, MOST_HOP);
    snprintf(module, sizeof module, "source.%d", index);
    const named_tensor *source = look_up(loader, module, "weight", 3);
    int heard = source ? (int)source->shape[1] : 0;
    exact_load_convolution(loader, &stage->source, module, heard);
    stage->source_stride = load_number(loader, module, "stride", 1, 1 << 10);
    stage->source_padding = load_number(loader, module, "padding", 0, 1 << 10);
    if (!loader->error->code && (heard % model->source_channels || stage->source.outputs != stage->width))
        fail(loader->error, KERNEL_BAD_INPUT, "%s has %d inputs and %d outputs; allowed: a multiple of %d, and %d", module,
             heard, stage->source.outputs, model->source_channels, channels);
    model->source_margin = most(model->source_margin, heard / model->source_channels + stage->source_stride);
    model->source_margin = most(model->source_margin, stage->source_padding);
    snprintf(module, sizeof module, "source_block.%d", index);
    load_block(loader, model, &stage->source_block, module, channels);
    for (int kind = 0; kind < model->kinds; kind++) {
        snprintf(module, sizeof module, "block.%d.%d", index, kind);
        load_block(loader, model, &stage->blocks[kind], module, channels);
    }
    return channels;
}

// tensors: for each stage `up.STAGE`, `source.STAGE`, and the blocks `source_block.STAGE` and `block.STAGE.KIND`, of which
// each has layers BLOCK.STEP.0 and .1 with their norms; `leave` [2 BINS_ROOM][channels][taps]; `synthesis`
// [fft_size][2 BINS_ROOM][1]; `generator` has stages, kinds, steps, source_channels, style_floats and fft_hop.
EXPORTED kokoro_generator *kokoro_generator_create(const named_tensor *tensors, long count, kernel_error *error) {
    kokoro_generator *model = calloc(1, sizeof(kokoro_generator));
    if (!model) {
        fail_for_memory(error);
        return NULL;
    }
    model_loader loader = {tensors, count, &model->arena, error};
    model->stage_count = load_number(&loader, "generator", "stages", 1, MOST_STAGES);
    model->kinds = load_number(&loader, "generator", "kinds", 1, MOST_KINDS);
    model->steps = load_number(&loader, "generator", "steps", 1, MOST_STEPS);
    model->source_channels = load_number(&loader, "generator", "source_channels", 1, 1 << 10);
    model->style_floats = load_number(&loader, "generator", "style_floats", 1, 1 << 12);
    model->fft_hop = model->hop = load_number(&loader, "generator", "fft_hop", 1, 1 << 12);
    const named_tensor *enter = look_up(&loader, "up.0", "weight", 3);
    int channels = model->channels = enter ? (int)enter->shape[0] : 0;
    for (int i = 0; i < model->stage_count && !error->code; i++) {
        channels = load_stage(&loader, model, i, channels);
        model->widest = most(model->widest, model->stages[i].width);
    }
    exact_load_convolution(&loader, &model->leave, "leave", channels);
    exact_load_convolution(&loader, &model->synthesis, "synthesis", 2 * BINS_ROOM);
    const named_tensor *synthesis = look_up(&loader, "synthesis", "weight", 3);
    model->fft_size = synthesis ? (int)synthesis->shape[0] : 0;
    for (int i = 0; i < model->stage_count && !error->code; i++) {
        int stride = 1;
        for (int later = i + 1; later < model->stage_count; later++) stride *= model->stages[later].up.stride;
        if (model->stages[i].source_stride != stride)
            fail(error, KERNEL_BAD_INPUT, "source.%d has stride %d; the stages after it make %d rows of one", i,
                 model->stages[i].source_stride, stride);
    }
    if (!error->code && (model->leave.outputs != 2 * BINS_ROOM || model->leave.taps % 2 == 0 || model->synthesis.taps != 1 ||
                         model->fft_size % 2))
        fail(error, KERNEL_BAD_INPUT, "leave has %d outputs and %d taps, synthesis %d taps and %d outputs; allowed: %d, an "
             "odd number, 1, an even number", model->leave.outputs, model->leave.taps, model->synthesis.taps,
             model->fft_size, 2 * BINS_ROOM);
    take_statistics(&loader, &model->entered, model->widest);
    take_statistics(&loader, &model->running, model->widest);
    take_statistics(&loader, &model->inner, model->widest);
    take_statistics(&loader, &model->silent, model->widest);
    if (!error->code) return model;
    kokoro_generator_free(model);
    return NULL;
}

EXPORTED long kokoro_generator_hop(const kokoro_generator *model) { return model->hop; }

// One segment on its way through.
typedef struct {
    const float *style, *source; // source: [source_rows][source_channels] with silent rows around them
    float *x, *running, *inner, *total; // [rows of a stage][width]
    float *window, *made;               // for each thread: what a tile hears, normalised and activated; products of it
    fast_winograd_operand *changed;     // for each thread: operands of those
    channel_statistics *tiles;          // of each tile
    size_t window_floats;               // of one thread
    int source_rows, frames, mirrored;  // mirrored: of the stage at hand
    const int *silence;                 // as kokoro_generate has it
} passage;

// Have `made`, statistics of a layer's rows, count the silence that was cut off, as being like what was left of it.
static void count_silence(kokoro_generator *model, const passage *on, const float *rows, int row_count, int width,
                          channel_statistics *made) {
    int of_frame = (row_count - on->mirrored) / on->frames, left = least(on->silence[2], on->frames) * of_frame;
    for (int end = 0; end < 2; end++) {
        if (!on->silence[end]) continue;
        forget_statistics(&model->silent);
        gather_statistics(&model->silent, rows + (size_t)(end ? row_count - left : on->mirrored) * width, left, width);
        multiply_statistics(&model->silent, (double)on->silence[end] * of_frame / left, width);
        add_statistics(made, &model->silent, width);
    }
}

// made: the statistics of a layer's rows, of which each of the tiles has its own, in the tiles' order.
static void add_up_tiles(kokoro_generator *model, const passage *on, int tiles, const float *rows, int row_count, int width,
                         channel_statistics *made) {
    forget_statistics(made);
    for (int tile = 0; tile < tiles; tile++) add_statistics(made, &on->tiles[tile], width);
    count_silence(model, on, rows, row_count, width, made);
}

// Rows [from, to), normalised and activated, into `at`: of `in`, which has `rows`; beyond them they are silent.
static void styled_rows(const adaptive_norm *norm, const float *in, int rows, int from, int to, float *at) {
    int first = least(most(from, 0), to), end = most(least(to, rows), first);
    memset(at, 0, sizeof(float) * (size_t)(first - from) * norm->width);
    snake_rows(norm, in + (size_t)first * norm->width, end - first, at + (size_t)(first - from) * norm->width);
    memset(at + (size_t)(end - from) * norm->width, 0, sizeof(float) * (size_t)(to - end) * norm->width);
}

// A layer over a whole segment, for the threads that share out its tiles.
typedef struct {
    const kokoro_generator *model;
    const passage *on;
    const styled_layer *layer;
    const float *in, *added;
    float *out, *total;
    int rows, step, is_gathered;
} layer_work;

// Tiles [first, end) of a layer.
static void run_tiles(void *given, int worker, int first, int end) {
    const layer_work *work = given;
    const passage *on = work->on;
    int width = work->layer->norm.width, reach = fast_winograd_reach_of(&work->layer->layer), step = work->step;
    float *window = on->window + (size_t)worker * on->window_floats, *made = on->made + worker * work->model->room.floats;
    fast_winograd_operand *changed = on->changed + worker * work->model->room.operands;
    for (int tile = first; tile < end; tile++) {
        int from = tile * step, to = least(work->rows, from + step), ready = tile > first ? from + reach : from - reach;
        if (tile > first) memmove(window, window + (size_t)step * width, sizeof(float) * 2 * (size_t)reach * width);
        styled_rows(&work->layer->norm, work->in, work->rows, ready, from + step + reach,
                    window + (size_t)(ready - from + reach) * width);
        size_t at = (size_t)from * width, count = (size_t)(to - from) * width;
        float *out = work->out + at, *total = work->total ? work->total + at : NULL;
        fast_winograd_convolve(&work->layer->layer, window, to - from, work->added ? work->added + at : NULL, out, changed, made);
        for (size_t i = 0; total && i < count; i += VECTOR_FLOATS)
            vector_store(total + i, vector_load(total + i) + vector_load(out + i));
        forget_statistics(&on->tiles[tile]);
        if (work->is_gathered) gather_statistics(&on->tiles[tile], total ? total : out, to - from, width);
    }
}

// out = layer(snake(norm(in))) + added, over a whole segment of such statistics; added: NULL for nothing, or `out` itself.
// total: NULL, or what the output is added to. made: receives the statistics of `total`, or else of `out`; NULL for none.
static void run_layer(kokoro_generator *model, styled_layer *layer, const channel_statistics *known, const passage *on,
                      const float *in, int rows, const float *added, float *out, float *total, channel_statistics *made) {
    int width = layer->norm.width, step = fast_winograd_step(&layer->layer, tile_rows(width)), tiles = (rows + step - 1) / step;
    layer_work work = {model, on, layer, in, added, out, total, rows, step, made != NULL};
    prepare_norm(&layer->norm, known, on->style);
    share_out(model->threads, tiles, run_tiles, &work);
    if (made) add_up_tiles(model, on, tiles, total ? total : out, rows, width, made);
}

// A residual block over `in`, whose statistics are `known`. out: what it makes, may be `in` itself; on the way it is kept in
// `running`, which may be `out`. total, made: as for run_layer.
static void run_block(kokoro_generator *model, residual_block *block, const channel_statistics *known, const passage *on,
                      const float *in, int rows, float *running, float *out, float *total, channel_statistics *made) {
    for (int s = 0; s < model->steps; s++) {
        int is_last = s + 1 == model->steps;
        run_layer(model, &block->layers[s][0], known, on, in, rows, NULL, on->inner, NULL, &model->inner);
        float *into = is_last ? out : running;
        run_layer(model, &block->layers[s][1], &model->inner, on, on->inner, rows, in, into, is_last ? total : NULL,
                  is_last ? made : &model->running);
        in = into, known = &model->running;
    }
}

// `inputs` rows in `total`, which the next stage hears, into `x`: stride times as many.
static void run_up(kokoro_generator *model, const generator_stage *stage, const passage *on, int inputs) {
    const fast_winograd_transposed *up = &stage->up;
    int before = up->taps - 1, in_width = up->wide.inputs;
    exact_silent_margins(on->total, inputs, in_width, before);
    fast_winograd_convolve_shared(model->threads, &up->wide, on->total - (size_t)before * in_width, inputs + before,
                                  on->x + ((ptrdiff_t)stage->mirrored - up->padding) * stage->width, on->changed, on->made, model->room.floats);
    if (stage->mirrored) memcpy(on->x, on->x + 2 * stage->width, sizeof(float) * stage->width);
}

// What reads the excitation of a stage of so many rows, for the threads that share out its tiles.
typedef struct {
    const kokoro_generator *model;
    const generator_stage *stage;
    const passage *on;
    int rows;
} source_work;

static void read_source(void *given, int worker, int first, int end) {
    const source_work *work = given;
    const generator_stage *stage = work->stage;
    const passage *on = work->on;
    int width = stage->width, step = tile_rows(width);
    size_t source_row = work->model->source_channels;
    (void)worker;
    for (int tile = first; tile < end; tile++) {
        int from = tile * step, count = least(work->rows, from + step) - from;
        ptrdiff_t heard = (ptrdiff_t)from * stage->source_stride - stage->source_padding;
        float *beside = on->running + (size_t)from * width;
        exact_convolve(&stage->source, on->source + heard * (ptrdiff_t)source_row, stage->source_stride * source_row, count, NULL, beside, width);
        forget_statistics(&on->tiles[tile]);
        gather_statistics(&on->tiles[tile], beside, count, width);
    }
}

// What a stage makes of `inputs` rows that it hears, in `total`. Returns how many rows that are.
static int run_stage(kokoro_generator *model, generator_stage *stage, const passage *on, int inputs) {
    int rows = inputs * stage->up.stride + stage->mirrored, width = stage->width, step = tile_rows(width), tiles = (rows + step - 1) / step;
    run_up(model, stage, on, inputs);
    source_work work = {model, stage, on, rows};
    share_out(model->threads, tiles, read_source, &work);
    add_up_tiles(model, on, tiles, on->running, rows, width, &model->running);
    run_block(model, &stage->source_block, &model->running, on, on->running, rows, on->running, on->running, on->x,
              &model->entered);
    for (int kind = 0; kind < model->kinds; kind++)
        run_block(model, &stage->blocks[kind], &model->entered, on, on->x, rows, on->running,
                  kind ? on->running : on->total, kind ? on->total : NULL, NULL);
    return rows;
}

// Rows of log magnitudes and of what phases are the sine of → rows of real and imaginary parts, in place.
static void to_spectrum(float *rows, int count) {
    for (int t = 0; t < count; t++, rows += 2 * BINS_ROOM)
        for (int c = 0; c < BINS_ROOM; c += VECTOR_FLOATS) {
            vector magnitude = vector_exp(vector_load(rows + c));
            vector phase = vector_sin_turns(vector_load(rows + BINS_ROOM + c) * (HALF_TURNS / 2)) * HALF_TURNS;
            vector half = vector_sin_half_turns(phase * 0.5f);
            vector_store(rows + c, magnitude * (1.0f - 2.0f * half * half));
            vector_store(rows + BINS_ROOM + c, magnitude * vector_sin_half_turns(phase));
        }
}

// The last convolution over `total`, and the inverse Fourier transform, for the threads that share out tiles.
typedef struct {
    const kokoro_generator *model;
    const passage *on;
    int rows;
    float *spectrum, *pieces; // [rows][2 BINS_ROOM], [rows][synthesis.outputs]
} leaving_work;

static void leave_tiles(void *given, int worker, int first_tile, int end_tile) {
    const leaving_work *work = given;
    const kokoro_generator *model = work->model;
    const passage *on = work->on;
    int width = model->stages[model->stage_count - 1].width, step = tile_rows(width), reach = exact_reach_of(&model->leave);
    size_t row = width;
    exact_operand *window = on->window + (size_t)worker * on->window_floats;
    for (int tile = first_tile; tile < end_tile; tile++) {
        int from = tile * step, to = least(work->rows, from + step), first = most(0, from - reach), end = least(work->rows, to + reach);
        float *spectrum = work->spectrum + (size_t)from * 2 * BINS_ROOM;
        memset(window, 0, sizeof(exact_operand) * (size_t)(to - from + 2 * reach) * row);
        exact_leaky_operands(on->total + first * row, end - first, row, 1.0f / (float)model->kinds, LAST_SLOPE,
                             window + (size_t)(first - from + reach) * row);
        exact_convolve(&model->leave, window, row, to - from, NULL, spectrum, 2 * BINS_ROOM);
        to_spectrum(spectrum, to - from);
        exact_convolve(&model->synthesis, spectrum, 2 * BINS_ROOM, to - from, NULL, work->pieces + (size_t)from * model->synthesis.outputs,
                       model->synthesis.outputs);
    }
}

// The samples of `rows` rows in `total`: what the transform made of each is added up where they overlap. Nothing else is needed any more.
static void leave_rows(const kokoro_generator *model, const passage *on, int rows, float *samples, int sample_count) {
    int step = tile_rows(model->stages[model->stage_count - 1].width);
    leaving_work work = {model, on, rows, on->inner, on->x};
    share_out(model->threads, (rows + step - 1) / step, leave_tiles, &work);
    memset(samples, 0, sizeof(float) * sample_count);
    for (int t = 0; t < rows; t++) {
        int start = t * model->fft_hop - model->fft_size / 2;
        const float *piece = work.pieces + (size_t)t * model->synthesis.outputs;
        for (int i = most(0, -start); i < least(model->fft_size, sample_count - start); i++) samples[start + i] += piece[i];
    }
}

// Rows of the smallest tile that a stage's layers are worked through in.
static int least_step(const kokoro_generator *model, const generator_stage *stage) {
    int smallest = tile_rows(stage->width);
    for (int kind = -1; kind < model->kinds; kind++)
        for (int s = 0; s < model->steps; s++)
            for (int l = 0; l < 2; l++) {
                const residual_block *block = kind < 0 ? &stage->source_block : &stage->blocks[kind];
                smallest = least(smallest, fast_winograd_step(&block->layers[s][l].layer, tile_rows(stage->width)));
            }
    return smallest;
}

// Room for a segment of `frames`: what a tile needs and what the whole of it does. Returns 0, or -1 when memory is short.
static int reserve(kokoro_generator *model, int frames, size_t *buffer_floats, size_t *window_floats) {
    size_t rows = frames;
    *buffer_floats = rows * whole_vectors(model->channels), model->tile_count = 0;
    for (int i = 0; i < model->stage_count; i++) {
        const generator_stage *stage = &model->stages[i];
        rows = rows * stage->up.stride + stage->mirrored;
        if (rows * stage->width > *buffer_floats) *buffer_floats = rows * stage->width;
        model->tile_count = most(model->tile_count, (int)(rows / least_step(model, stage)) + 1);
    }
    int last = model->stages[model->stage_count - 1].width;
    size_t leaving = rows * most(2 * BINS_ROOM, model->synthesis.outputs); // leave_rows works in the buffers
    if (leaving > *buffer_floats) *buffer_floats = leaving;
    *window_floats = most(model->window_floats, (tile_rows(last) + 2 * exact_reach_of(&model->leave)) * last);
    size_t bytes = sizeof(float) * (4 * *buffer_floats + 2 * (size_t)(model->heard_margin + model->made_margin) +
                                    (rows + 2 * model->source_margin) * model->source_channels + (*window_floats + model->room.floats) * model->threads);
    bytes += sizeof(fast_winograd_operand) * model->room.operands * model->threads;
    bytes += model->tile_count * (sizeof(channel_statistics) + 2 * sizeof(double) * model->widest);
    return scratch_reserve(&model->scratch, bytes, 15);
}

// frames: [count][channels]; spectrum: the excitation's magnitudes and phases, [count * hop / fft_hop + 1][source_channels];
// silence: how many frames were cut off before the first and after the last, and how many at either end are like those;
// samples: [count * hop]; threads: that share the work, fewer than 1 being 1. Returns the error's code.
EXPORTED int kokoro_generate(kokoro_generator *model, const float *frames, long frame_count, long channels,
                             const float *spectrum, long spectrum_floats, const float *style, long style_floats,
                             const int *silence, long silence_count, float *samples, long sample_count, long threads,
                             kernel_error *error) {
    model->threads = (int)some_threads(threads);
    if (frame_count < 1 || frame_count > MOST_FRAMES || channels != model->channels)
        return fail(error, KERNEL_BAD_INPUT, "frames are [%ld, %ld]; allowed: [1 to %d, %d]", frame_count, channels,
                    MOST_FRAMES, model->channels);
    int count = (int)frame_count, source_rows = count * (model->hop / model->fft_hop) + 1;
    size_t source_row = model->source_channels;
    if (spectrum_floats != (long)(source_rows * source_row) || style_floats != model->style_floats ||
        sample_count != frame_count * model->hop)
        return fail(error, KERNEL_BAD_INPUT, "%ld numbers of an excitation, %ld of a style, %ld samples; allowed: %ld, %d, %ld",
                    spectrum_floats, style_floats, sample_count, (long)(source_rows * source_row), model->style_floats,
                    frame_count * model->hop);
    if (silence_count != 3 || silence[0] < 0 || silence[1] < 0 || silence[2] < 1 ||
        (double)count + silence[0] + silence[1] > MOST_FRAMES)
        return fail(error, KERNEL_BAD_INPUT, "%ld numbers of silence beside %d frames; allowed: 3, the first two from 0 to %d "
                    "in all, the third from 1", silence_count, count, MOST_FRAMES - count);
    size_t buffer_floats, window_floats;
    if (reserve(model, count, &buffer_floats, &window_floats)) return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;
    size_t bytes = sizeof(float) * buffer_floats, margin = model->source_margin * source_row;
    float *source = scratch_take(scratch, sizeof(float) * (source_rows * source_row + 2 * margin));
    memset(source, 0, sizeof(float) * margin);
    memcpy(source + margin, spectrum, sizeof(float) * source_rows * source_row);
    memset(source + margin + source_rows * source_row, 0, sizeof(float) * margin);
    passage on = {.style = style, .source = source + margin, .source_rows = source_rows, .frames = count, .silence = silence,
                  .x = (float *)scratch_take(scratch, bytes + 2 * sizeof(float) * model->made_margin) + model->made_margin,
                  .running = scratch_take(scratch, bytes), .inner = scratch_take(scratch, bytes),
                  .total = (float *)scratch_take(scratch, bytes + 2 * sizeof(float) * model->heard_margin) + model->heard_margin,
                  .window = scratch_take(scratch, sizeof(float) * window_floats * model->threads),
                  .made = scratch_take(scratch, sizeof(float) * model->room.floats * model->threads),
                  .changed = scratch_take(scratch, sizeof(fast_winograd_operand) * model->room.operands * model->threads),
                  .tiles = scratch_take(scratch, sizeof(channel_statistics) * model->tile_count),
                  .window_floats = window_floats};
    size_t widest = model->widest;
    double *of_tiles = scratch_take(scratch, sizeof(double) * 2 * widest * model->tile_count);
    for (int i = 0; i < model->tile_count; i++)
        on.tiles[i] = (channel_statistics){0, of_tiles + 2 * widest * i, of_tiles + (2 * i + 1) * widest};

    int rows = count;
    size_t width = whole_vectors(model->channels);
    memset(on.total, 0, sizeof(float) * rows * width);
    for (int t = 0; t < count; t++) memcpy(on.total + t * width, frames + (size_t)t * model->channels, sizeof(float) * model->channels);
    for (int i = 0; i < model->stage_count; i++) {
        exact_leaky_operands(on.total, rows, width, i ? 1.0f / (float)model->kinds : 1.0f, SLOPE, on.total);
        on.mirrored = model->stages[i].mirrored;
        rows = run_stage(model, &model->stages[i], &on, rows);
        width = model->stages[i].width;
    }
    leave_rows(model, &on, rows, samples, (int)sample_count);
    if (scratch->bytes > KEPT_BYTES) {
        free(scratch->memory);
        *scratch = (scratch_memory){0};
    }
    return 0;
}
