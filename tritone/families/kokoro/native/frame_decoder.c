// The first half of Kokoro's decoder: sounds, pitch and energy → the features that the generator makes into a waveform.
//
// Adaptive residual blocks, the last of which doubles the frame rate. Products are of 16-bit integers where the processor has them, or,
// behind norms, of bfloat16 by tiles. All else is float32. One segment at a time.
#include "adaptive_block.h"

#define MOST_BLOCKS 16
#define MOST_STEPS 50000          // 20 minutes

typedef struct {
    memory_arena arena;
    scratch_memory scratch;
    fast_adaptive_block blocks[MOST_BLOCKS]; // the first enters; those after it hear what it heard again
    exact_convolution sounds;           // what the later blocks hear of the sounds: one tap
    float *curves[2], curve_bias[2];    // of pitch and energy: [3]
    channel_statistics statistics;
    block_needs needs;
    int block_count, channels, style_floats, beside;
} kokoro_frame_decoder;

EXPORTED void kokoro_frame_decoder_free(kokoro_frame_decoder *model) {
    if (!model) return;
    free(model->scratch.memory);
    arena_end(&model->arena);
    free(model);
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
    exact_load_linear(&loader, &model->sounds, "sounds", model->channels, heard);
    model->beside = heard + 2;
    for (int which = 0; which < 2; which++) {
        char module[32];
        snprintf(module, sizeof module, "curve.%d", which);
        const float *bias = find_floats(&loader, module, "bias", SHAPE(1));
        model->curves[which] = load_floats(&loader, module, "weight", SHAPE(1, 1, 3));
        if (bias) model->curve_bias[which] = *bias;
    }
    model->needs.widest = most(whole_vectors(model->channels + 2), whole_vectors(heard));
    for (int i = 0; i < model->block_count && !error->code; i++) {
        char name[32];
        fast_adaptive_block *block = &model->blocks[i];
        snprintf(name, sizeof name, "block.%d", i);
        fast_load_adaptive_block(&loader, block, name, i ? block[-1].outputs + model->beside : model->channels + 2, model->style_floats);
        if (!error->code && block->up && i + 1 < model->block_count)
            fail(error, KERNEL_BAD_INPUT, "%s.up doubles the rate; only the last block may", name);
        if (!error->code) fast_count_needs(&model->needs, block);
    }
    take_statistics(&loader, &model->statistics, model->needs.widest);
    if (!error->code) return model;
    kokoro_frame_decoder_free(model);
    return NULL;
}

EXPORTED long kokoro_frame_decoder_features(const kokoro_frame_decoder *model) {
    return model->blocks[model->block_count - 1].outputs;
}

// sounds: [steps][channels]; pitch, energy: [2 steps]; threads: that share the work; out: [steps, or twice as many][features].
// Returns the error's code.
EXPORTED int kokoro_frame_decoder_run(kokoro_frame_decoder *model, const float *sounds, long step_count, long channels,
                                      const float *pitch, long pitch_floats, const float *energy, long energy_floats,
                                      const float *style, long style_floats, long threads, float *out, long out_floats,
                                      kernel_error *error) {
    threads = some_threads(threads);
    const fast_adaptive_block *last = &model->blocks[model->block_count - 1];
    if (step_count < 1 || step_count > MOST_STEPS || channels != model->channels || style_floats != model->style_floats)
        return fail(error, KERNEL_BAD_INPUT, "sounds are [%ld, %ld], a style %ld numbers; allowed: [1 to %d, %d], %d", step_count,
                    channels, style_floats, MOST_STEPS, model->channels, model->style_floats);
    long frames = step_count * (last->up ? 2 : 1);
    if (pitch_floats != 2 * step_count || energy_floats != 2 * step_count || out_floats != frames * last->outputs)
        return fail(error, KERNEL_BAD_INPUT, "%ld numbers of pitch, %ld of energy, room for %ld; allowed: %ld, %ld, %ld",
                    pitch_floats, energy_floats, out_floats, 2 * step_count, 2 * step_count, frames * last->outputs);
    int steps = (int)step_count;
    size_t width = whole_vectors(model->channels + 2), beside_row = model->beside, heard_row = model->sounds.outputs;
    if (scratch_reserve(&model->scratch, fast_block_buffer_bytes(&model->needs, 2 * steps, (int)threads) +
                                             sizeof(float) * (size_t)steps * (beside_row + heard_row), 2 + BLOCK_BUFFERS))
        return fail_for_memory(error);
    scratch_memory *scratch = &model->scratch;
    fast_block_buffers at = fast_take_block_buffers(scratch, &model->needs, 2 * steps, (int)threads);
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
    exact_convolve_shared((int)threads, &model->sounds, at.x, width, steps, NULL, heard, heard_row);
    for (int t = 0; t < steps; t++) {
        memcpy(beside + t * beside_row, heard + t * heard_row, sizeof(float) * (beside_row - 2));
        memcpy(beside + t * beside_row + beside_row - 2, at.x + t * width + channels, sizeof(float) * 2);
    }
    int rows = steps;
    for (int i = 0; i < model->block_count; i++) {
        fast_adaptive_block *block = &model->blocks[i];
        if (i) { // rows grow by what they hear beside: from the last on, as they grow in place
            size_t known = model->blocks[i - 1].norms[1].width, wide = block->norms[0].width, real = model->blocks[i - 1].outputs;
            for (int t = rows - 1; t >= 0; t--) {
                float *to = at.x + t * wide;
                memmove(to, at.x + t * known, sizeof(float) * real);
                memcpy(to + real, beside + t * beside_row, sizeof(float) * beside_row);
                memset(to + block->inputs, 0, sizeof(float) * (wide - block->inputs));
            }
        }
        rows = fast_run_adaptive_block(block, &at, &model->statistics, style, rows);
    }
    for (int t = 0; t < rows; t++)
        memcpy(out + (size_t)t * last->outputs, at.x + t * (size_t)last->norms[1].width, sizeof(float) * last->outputs);
    return 0;
}
