// The acoustic model of hibari voices: phoneme ids in, durations and frames out, one segment at a time.
//
// The same computation as tritone/families/hibari/acoustic_model.py, which is the reference. Nothing is padded, so a
// segment's frames cannot depend on what else is in a batch.

#include "attention.h"
#include "convnext.h"
#include "convolution.h"
#include "frame.h"

#define MOST_PHONEMES (1 << 16)
#define MOST_STEPS (1 << 17) // of a segment: nearly an hour

static const int DILATIONS[] = PROSODY_DILATIONS;
enum { PROSODY_BLOCKS = sizeof DILATIONS / sizeof DILATIONS[0] };

typedef struct {
    int channels, passes;
    float *embedding; // [SYMBOLS][channels]
    convnext_block blocks[TEXT_BLOCKS];
    layer_normalisation norm1, norm;
    quantised_linear project, mix; // attention in and out
    convnext_block feed_forward;
} text_encoder;

typedef struct {
    memory_arena arena;
    text_encoder prosody_text, decoder_text;
    scaled_convolution duration;           // kernel 3
    float *duration_weight, *duration_bias; // [PROSODY_CHANNELS], [1]
    scaled_convolution prosody_input;      // kernel 1
    convnext_block prosody[PROSODY_BLOCKS];
    float *prosody_weight, *prosody_bias; // [4][PROSODY_CHANNELS], [4]
    // of the segment being synthesised:
    int phonemes, steps; // steps 0: there is none
    float *hidden, *text; // [phonemes][PROSODY_CHANNELS], [phonemes][TEXT_CHANNELS]
    int32_t *units;       // steps of each phoneme
    scratch_memory segment, work; // those three; what one function needs while it runs
} acoustic_model;

// Tensors of `module`: emb, convs, attn and norm, as the checkpoint's text encoders have them.
static void text_encoder_init(model_loader *loader, text_encoder *encoder, const char *module, int channels,
                              int passes) {
    *encoder = (text_encoder){.channels = channels, .passes = passes};
    encoder->embedding = load_floats(loader, module, "emb.weight", SHAPE(SYMBOLS, channels));
    char inner[40];
    for (int b = 0; b < TEXT_BLOCKS; b++) {
        snprintf(inner, sizeof inner, "%s.convs.%d", module, b);
        convnext_init(loader, &encoder->blocks[b], inner, channels, 2 * channels, TEXT_KERNEL, 1, LAYER_NORM_EPSILON);
    }
    snprintf(inner, sizeof inner, "%s.attn", module);
    linear_init(loader, &encoder->project, inner, "self_attn.in_proj_weight", "self_attn.in_proj_bias", channels,
                3 * channels, NULL, 3 * channels);
    linear_init(loader, &encoder->mix, inner, "self_attn.out_proj.weight", "self_attn.out_proj.bias", channels, channels,
                NULL, channels);
    feed_forward_init(loader, &encoder->feed_forward, inner, channels, 2 * channels, LAYER_NORM_EPSILON);
    struct {
        layer_normalisation *norm;
        const char *name;
    } norms[] = {{&encoder->norm1, "attn.norm1"}, {&encoder->norm, "norm"}};
    for (int i = 0; i < 2; i++) {
        snprintf(inner, sizeof inner, "%s.%s", module, norms[i].name);
        layer_norm_init(loader, norms[i].norm, inner, channels, LAYER_NORM_EPSILON);
    }
}

// Tensors of `module`: weight and bias of a convolution of the prosody network's channels.
static void load_dense(model_loader *loader, scaled_convolution *layer, const char *module, int taps) {
    int channels = PROSODY_CHANNELS;
    const float *weight = find_floats(loader, module, "weight", SHAPE(channels, channels, taps));
    const float *bias = find_floats(loader, module, "bias", SHAPE(channels));
    if (loader->error->code) return;
    scaled_pack_convolution(loader, layer, weight, (size_t)channels * taps, taps, 1, bias, channels, channels, taps, 1);
}

EXPORTED void hibari_acoustic_free(acoustic_model *model) {
    if (!model) return;
    free(model->segment.memory);
    free(model->work.memory);
    arena_end(&model->arena);
    free(model);
}

// An acoustic model out of the prosody network's tensors and those of the decoder's text encoder, named as the
// checkpoint's modules are. NULL when one is missing, has another shape or type, or memory is short: error says which.
EXPORTED acoustic_model *hibari_acoustic_create(const named_tensor *tensors, long count, kernel_error *error) {
    acoustic_model *model = calloc(1, sizeof(acoustic_model));
    if (!model) return fail_for_memory(error), NULL;
    model_loader loader = {tensors, count, &model->arena, error};
    text_encoder_init(&loader, &model->prosody_text, "pn.text", PROSODY_CHANNELS, PROSODY_ATTENTION_PASSES);
    load_dense(&loader, &model->duration, "pn.dur.0", 3);
    model->duration_weight = load_floats(&loader, "pn.dur.2", "weight", SHAPE(1, PROSODY_CHANNELS, 1));
    model->duration_bias = load_floats(&loader, "pn.dur.2", "bias", SHAPE(1));
    load_dense(&loader, &model->prosody_input, "pn.pro_in", 1);
    for (int b = 0; b < PROSODY_BLOCKS; b++) {
        char module[24];
        snprintf(module, sizeof module, "pn.pro.%d", b);
        convnext_init(&loader, &model->prosody[b], module, PROSODY_CHANNELS, 2 * PROSODY_CHANNELS, PROSODY_KERNEL,
                      DILATIONS[b], LAYER_NORM_EPSILON);
    }
    int outputs = 2 * FRAMES_PER_DURATION_UNIT;
    model->prosody_weight = load_floats(&loader, "pn.pro_out", "weight", SHAPE(outputs, PROSODY_CHANNELS, 1));
    model->prosody_bias = load_floats(&loader, "pn.pro_out", "bias", SHAPE(outputs));
    text_encoder_init(&loader, &model->decoder_text, "m.text", TEXT_CHANNELS, DECODER_ATTENTION_PASSES);
    if (error->code) {
        hibari_acoustic_free(model);
        return NULL;
    }
    return model;
}

// The least and the greatest of a row's values and 0.
static void row_extremes(const float *row, int count, float *least, float *greatest) {
    vector low = vector_set(0), high = low;
    for (int c = 0; c < count; c += VECTOR_FLOATS) {
        low = vector_min(low, vector_load(row + c));
        high = vector_max(high, vector_load(row + c));
    }
    *least = vector_least(low);
    *greatest = vector_greatest(high);
}

enum { STORE, ADD };

// out (op)= Linear of in, both rows end to end; norm: layer norm first, NULL for none.
static void linear_rows(const quantised_linear *layer, const float *in, int count, const layer_normalisation *norm,
                        int operation, float *out) {
    int inputs = layer->inputs, outputs = layer->outputs;
    _Alignas(64) float normalised[NORMALISED_ROWS * MAX_CHANNELS];
    _Alignas(64) linear_operand operands[BLOCK_ROWS * MAX_HIDDEN];
    memset(operands, 0, sizeof operands);
    row_scale scales[BLOCK_ROWS];
    linear_sum sums[TILE_ROWS][TILE_PANELS] = {{{0}}}; // a half tile leaves some of them
    linear_begin();
    for (int block = 0; block < count; block += BLOCK_ROWS) {
        int rows = count - block < BLOCK_ROWS ? count - block : BLOCK_ROWS;
        for (int from = 0; from < rows; from += NORMALISED_ROWS) {
            int together = rows - from < NORMALISED_ROWS ? rows - from : NORMALISED_ROWS;
            const float *values = in + (size_t)(block + from) * inputs;
            float least[NORMALISED_ROWS], greatest[NORMALISED_ROWS];
            if (norm) {
                memcpy(normalised, values, sizeof(float) * together * inputs);
                layer_norm(norm, normalised, together, inputs, inputs, least, greatest);
                values = normalised;
            } else {
                for (int r = 0; r < together; r++) row_extremes(values + (size_t)r * inputs, inputs, least + r, greatest + r);
            }
            for (int r = 0; r < together; r++)
                scales[from + r] = quantise_row(values + (size_t)r * inputs, inputs, least[r], greatest[r], operands + (size_t)(from + r) * inputs);
        }
        for (int c = 0; c < outputs; c += TILE_COLUMNS)
            for (int first = 0; first < rows; first += TILE_ROWS) {
                multiply_tile(operands + (size_t)first * inputs, rows - first, inputs, layer->weights + (size_t)c * inputs,
                              inputs, sums);
                for (int r = first; r < rows && r < first + TILE_ROWS; r++)
                    for (int v = 0; v < TILE_PANELS; v++) {
                        float *at = out + (size_t)(block + r) * outputs + c + v * VECTOR_FLOATS;
                        vector y = linear_value(layer, c + v * VECTOR_FLOATS, sums[r - first][v], scales[r]);
                        if (operation == ADD) y += vector_load(at);
                        vector_store(at, y);
                    }
            }
    }
    linear_end();
}

// Phoneme ids → one vector per phoneme, into x [count][channels]. Returns 0, or -1 when memory is short.
static int encode_text(const text_encoder *encoder, const int32_t *ids, int count, scratch_memory *scratch, float *x) {
    int channels = encoder->channels, margin = TEXT_KERNEL / 2;
    size_t row = sizeof(float) * channels, around = row * (count + 2 * margin);
    size_t work_bytes = sizeof(float) * attention_scratch(count, channels, ATTENTION_HEADS);
    if (scratch_reserve(scratch, 2 * around + 4 * row * count + work_bytes, 5)) return -1;
    float *with_silence[2];
    for (int i = 0; i < 2; i++) {
        with_silence[i] = scratch_take(scratch, around);
        memset(with_silence[i], 0, row * margin);
        memset(with_silence[i] + (size_t)(margin + count) * channels, 0, row * margin);
    }
    float *wide = scratch_take(scratch, 3 * row * count), *mixed = scratch_take(scratch, row * count);
    float *work = scratch_take(scratch, work_bytes);
    for (int i = 0; i < count; i++)
        memcpy(with_silence[0] + (size_t)(margin + i) * channels, encoder->embedding + (size_t)ids[i] * channels, row);
    convnext_rows(&encoder->blocks[0], with_silence[0], count, with_silence[1] + (size_t)margin * channels);
    convnext_rows(&encoder->blocks[1], with_silence[1], count, x);
    for (int pass = 0; pass < encoder->passes; pass++) { // the passes share their weights
        linear_rows(&encoder->project, x, count, &encoder->norm1, STORE, wide);
        attention(wide, count, channels, ATTENTION_HEADS, mixed, work);
        linear_rows(&encoder->mix, mixed, count, NULL, ADD, x);
        convnext_rows(&encoder->feed_forward, x, count, x);
    }
    float least[NORMALISED_ROWS], greatest[NORMALISED_ROWS];
    for (int i = 0; i < count; i += NORMALISED_ROWS)
        layer_norm(&encoder->norm, x + (size_t)i * channels, count - i < NORMALISED_ROWS ? count - i : NORMALISED_ROWS, channels, channels, least,
                   greatest);
    return 0;
}

static float dot(const float *a, const float *b, int count) {
    vector sum = vector_set(0);
    for (int c = 0; c < count; c += VECTOR_FLOATS) sum = vector_fma(vector_load(a + c), vector_load(b + c), sum);
    return vector_sum(sum);
}

// Whether ids and speed are such that a segment can be made of them.
static int check_segment(const int32_t *ids, long count, const float *rates, long rate_count, long durations,
                         kernel_error *error) {
    if (count < 1 || count > MOST_PHONEMES)
        return fail(error, KERNEL_BAD_INPUT, "a segment of %ld phoneme ids; allowed: 1 to %d", count, MOST_PHONEMES);
    if (durations != count || rate_count != count)
        return fail(error, KERNEL_BAD_INPUT, "room for %ld durations, and %ld speeds, of %ld phoneme ids", durations,
                    rate_count, count);
    for (long i = 0; i < count; i++)
        if (!(rates[i] > 0 && rates[i] < INFINITY))
            return fail(error, KERNEL_BAD_INPUT, "speed is %g; allowed: a finite number above 0", (double)rates[i]);
    for (long i = 0; i < count; i++)
        if (ids[i] < 0 || ids[i] >= SYMBOLS)
            return fail(error, KERNEL_BAD_INPUT, "phoneme id %ld is %d; allowed: 0 to %d", i, ids[i], SYMBOLS - 1);
    return KERNEL_OK;
}

// First half: read a segment's phoneme ids and decide how long each lasts. rates [rate_count]: each one's speed; durations [duration_count] receives frames
// per phoneme, frames their sum. Returns 0, or a code with its message in error; then there is no segment.
EXPORTED int hibari_acoustic_durations(acoustic_model *model, const int32_t *ids, long id_count, const float *rates,
                                       long rate_count, int32_t *durations, long duration_count, long *frames, kernel_error *error) {
    model->steps = 0;
    if (check_segment(ids, id_count, rates, rate_count, duration_count, error)) return error->code;
    int count = (int)id_count;
    size_t row = sizeof(float) * PROSODY_CHANNELS, text = sizeof(float) * TEXT_CHANNELS * count;
    if (scratch_reserve(&model->segment, row * count + text + sizeof(int32_t) * count, 3)) return fail_for_memory(error);
    model->phonemes = count;
    model->hidden = scratch_take(&model->segment, row * count);
    model->text = scratch_take(&model->segment, text);
    model->units = scratch_take(&model->segment, sizeof(int32_t) * count);
    if (encode_text(&model->prosody_text, ids, count, &model->work, model->hidden)) return fail_for_memory(error);
    if (encode_text(&model->decoder_text, ids, count, &model->work, model->text)) return fail_for_memory(error);
    size_t operands = scaled_row_of(PROSODY_CHANNELS), around = sizeof(scaled_operand) * operands * (count + 2);
    if (scratch_reserve(&model->work, around + row * count, 2)) return fail_for_memory(error);
    scaled_operand *heard = (scaled_operand *)scratch_take(&model->work, around) + operands;
    float *raised = scratch_take(&model->work, row * count);
    scaled_silent_margins(heard, count, PROSODY_CHANNELS, 1);
    scaled_plain_operands(model->hidden, count, PROSODY_CHANNELS, heard);
    scaled_convolve(&model->duration, heard - operands, operands, count, NULL, raised, PROSODY_CHANNELS);
    // as tritone/families/pacing.py has it: what rounding adds to one phoneme is taken from the next
    const double fraction = 1 << 24;
    long steps = 0;
    int64_t wanted = 0;
    for (int i = 0; i < count; i++) {
        float *x = raised + (size_t)i * PROSODY_CHANNELS;
        // closer than elsewhere: a duration is rounded to whole steps
        for (int c = 0; c < PROSODY_CHANNELS; c += VECTOR_FLOATS) vector_store(x + c, vector_gelu(vector_load(x + c)));
        float log_units = dot(x, model->duration_weight, PROSODY_CHANNELS) + *model->duration_bias;
        float plain = nearbyintf(expf(log_units) - 1.0f);
        if (!(plain < MOST_STEPS)) plain = MOST_STEPS; // among them what is not a number
        double paced = (plain < 1.0f ? 1.0 : (double)plain) / (double)rates[i];
        if (!(paced < MOST_STEPS)) paced = MOST_STEPS;
        wanted += (int64_t)nearbyint(paced * fraction);
        long end = (long)((wanted + (int64_t)(fraction / 2)) >> 24);
        model->units[i] = (int32_t)(end > steps ? end - steps : 1);
        steps += model->units[i];
        durations[i] = model->units[i] * FRAMES_PER_DURATION_UNIT;
    }
    if (steps > MOST_STEPS)
        return fail(error, KERNEL_BAD_INPUT, "a segment of %ld phoneme ids, the first at speed %g, takes more than %d frames", id_count,
                    (double)rates[0], MOST_STEPS * FRAMES_PER_DURATION_UNIT);
    model->steps = (int)steps;
    *frames = steps * FRAMES_PER_DURATION_UNIT;
    return KERNEL_OK;
}

// Turns of the pulse source before each frame, in [0, 1), from pitch; written to the frames' phase channel.
static void add_phases(float *frames, long count) {
    uint32_t turned = 0;
    for (long f = 0; f < count; f += VECTOR_FLOATS) {
        _Alignas(64) float before[VECTOR_FLOATS], here[VECTOR_FLOATS], after[VECTOR_FLOATS];
        _Alignas(64) uint32_t turns[VECTOR_FLOATS];
        for (int i = 0; i < VECTOR_FLOATS; i++) {
            long frame = clamp_long(f + i, 0, count - 1);
            before[i] = frames[clamp_long(frame - 1, 0, count - 1) * FRAME_CHANNELS + F0_CHANNEL];
            here[i] = frames[frame * FRAME_CHANNELS + F0_CHANNEL];
            after[i] = frames[clamp_long(frame + 1, 0, count - 1) * FRAME_CHANNELS + F0_CHANNEL];
        }
        vector b = vector_load(before), h = vector_load(here), a = vector_load(after);
        vector_bits sum = {0};
        for (int j = 0; j < HOP_SAMPLES; j++)
            sum += turned_by_sample(vector_max(pitch_sample(b, h, a, j), vector_set(VOICED_ABOVE_HZ)));
        memcpy(turns, &sum, sizeof turns);
        for (int i = 0; i < VECTOR_FLOATS && f + i < count; i++) {
            frames[(f + i) * FRAME_CHANNELS + PHASE_CHANNEL] = (float)(turned >> 8) * 0x1p-24f;
            turned += turns[i];
        }
    }
}

// Second half: the frames of the segment whose durations were asked for last, [rows][channels]. Returns 0, or a code with
// its message in error.
EXPORTED int hibari_acoustic_frames(acoustic_model *model, float *frames, long rows_wanted, long channels,
                                    kernel_error *error) {
    if (!model->steps) return fail(error, KERNEL_BAD_INPUT, "frames of no segment: its durations come first");
    if (rows_wanted != (long)model->steps * FRAMES_PER_DURATION_UNIT || channels != FRAME_CHANNELS)
        return fail(error, KERNEL_BAD_INPUT, "room for [%ld, %ld] frames; the segment has [%d, %d]", rows_wanted, channels,
                    model->steps * FRAMES_PER_DURATION_UNIT, FRAME_CHANNELS);
    long steps = model->steps;
    size_t row = sizeof(float) * PROSODY_CHANNELS;
    size_t around = row * (steps + 2 * PROSODY_MARGIN);
    size_t heard = sizeof(scaled_operand) * scaled_row_of(PROSODY_CHANNELS) * model->phonemes;
    if (scratch_reserve(&model->work, row * model->phonemes + heard + 2 * around, 4)) return fail_for_memory(error);
    float *rows[2], *stretched = scratch_take(&model->work, row * model->phonemes);
    for (int i = 0; i < 2; i++) { // with silence around them, as wide as the widest dilation reaches
        rows[i] = scratch_take(&model->work, around);
        memset(rows[i], 0, row * PROSODY_MARGIN);
        memset(rows[i] + (size_t)(PROSODY_MARGIN + steps) * PROSODY_CHANNELS, 0, row * PROSODY_MARGIN);
    }
    scaled_operand *operands = scratch_take(&model->work, heard);
    scaled_plain_operands(model->hidden, model->phonemes, PROSODY_CHANNELS, operands);
    scaled_convolve(&model->prosody_input, operands, scaled_row_of(PROSODY_CHANNELS), model->phonemes, NULL, stretched, PROSODY_CHANNELS);
    float *at = rows[0] + (size_t)PROSODY_MARGIN * PROSODY_CHANNELS, *frame = frames;
    for (int i = 0; i < model->phonemes; i++)
        for (int u = 0; u < model->units[i]; u++, at += PROSODY_CHANNELS) {
            memcpy(at, stretched + (size_t)i * PROSODY_CHANNELS, row);
            for (int k = 0; k < FRAMES_PER_DURATION_UNIT; k++, frame += FRAME_CHANNELS)
                memcpy(frame, model->text + (size_t)i * TEXT_CHANNELS, sizeof(float) * TEXT_CHANNELS);
        }
    for (int b = 0; b < PROSODY_BLOCKS; b++) {
        int reach = PROSODY_KERNEL / 2 * DILATIONS[b];
        convnext_rows(&model->prosody[b], rows[b % 2] + (size_t)(PROSODY_MARGIN - reach) * PROSODY_CHANNELS, (int)steps,
                      rows[(b + 1) % 2] + (size_t)PROSODY_MARGIN * PROSODY_CHANNELS);
    }
    const float *x = rows[PROSODY_BLOCKS % 2] + (size_t)PROSODY_MARGIN * PROSODY_CHANNELS;
    for (long step = 0; step < steps; step++, x += PROSODY_CHANNELS)
        for (int k = 0; k < FRAMES_PER_DURATION_UNIT; k++) {
            float *target = frames + (step * FRAMES_PER_DURATION_UNIT + k) * FRAME_CHANNELS;
            // outputs are (pitch, pitch, energy, energy): quantity first, then which of the two frames
            float f0 = F0_SCALE_HZ * (dot(x, model->prosody_weight + k * PROSODY_CHANNELS, PROSODY_CHANNELS) +
                                   model->prosody_bias[k]);
            int energy = FRAMES_PER_DURATION_UNIT + k;
            target[TEXT_CHANNELS] = log1pf(f0 > 0 ? f0 : 0) * (1.0f / LOG_F0_SCALE);
            target[TEXT_CHANNELS + 1] = dot(x, model->prosody_weight + energy * PROSODY_CHANNELS, PROSODY_CHANNELS) +
                                        model->prosody_bias[energy];
            target[F0_CHANNEL] = f0;
        }
    add_phases(frames, steps * FRAMES_PER_DURATION_UNIT);
    return KERNEL_OK;
}
