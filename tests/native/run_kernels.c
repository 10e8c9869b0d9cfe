// Run one model once, for processors that no Python is at hand for: run_kernels INPUT OUTPUT
//
// INPUT: records, each an int32 kind of number (0 float32, 1 int8, 2 int32), int32 axes, four int64 of shape, an int32 length
// of the name and the name, the numbers. The first is called as the model's functions begin; a record called "" ends the
// tensors; then come the call's arrays, the last ones of which are filled. OUTPUT: the numbers of all of them, one array after
// the other. Prints the kernels' error, if any. What has no model, samples.c, is called as `samples` below has it.
#include <stdlib.h>
#if defined(__AMX_TILE__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "named_tensors.h"

#define MOST_RECORDS 4096
#define MODEL(kind)                                                          \
    void *kind##_create(const named_tensor *, long, kernel_error *);         \
    void kind##_free(void *)
MODEL(kokoro_albert);
MODEL(kokoro_sounds);
MODEL(kokoro_prosody);
MODEL(kokoro_excitation);
MODEL(kokoro_frame_decoder);
MODEL(kokoro_generator);
MODEL(piper_text);
MODEL(piper_flow);
MODEL(piper_decoder);
MODEL(hibari_vocoder);
MODEL(hibari_acoustic);
int kokoro_albert_run(void *, const void *, long, long, void *, long, kernel_error *);
int kokoro_sounds_run(void *, const void *, long, long, void *, long, kernel_error *);
int kokoro_prosody_encode(void *, const void *, long, long, const void *, long, long, void *, long, long, void *, long, kernel_error *);
int kokoro_prosody_curves(void *, const void *, long, long, const void *, long, const void *, long, long, void *, long, void *, long,
                          kernel_error *);
int kokoro_excitation_run(void *, const void *, long, const void *, long, const void *, long, void *, long, kernel_error *);
int kokoro_frame_decoder_run(void *, const void *, long, long, const void *, long, const void *, long, const void *, long, long, void *, long,
                             kernel_error *);
int kokoro_generate(void *, const void *, long, long, const void *, long, const void *, long, const void *, long, void *, long, long, kernel_error *);
int piper_text_run(void *, const void *, long, const void *, long, const void *, long, void *, long, void *, long, kernel_error *);
int piper_flow_run(void *, void *, long, long, const void *, long, kernel_error *);
int piper_decode(void *, const void *, long, long, long, const void *, long, long, void *, long, kernel_error *);
int hibari_vocode(void *, const void *, long, long, long, long, long, uint64_t, const void *, long, void *, long, void *, long,
                  kernel_error *);
int hibari_acoustic_durations(void *, const void *, long, const void *, long, void *, long, long *, kernel_error *);
int hibari_acoustic_frames(void *, void *, long, long, kernel_error *);
int samples_encode(const float *, long, const float *, long, float, double, double, double, long, long, float *, int16_t *);
void samples_to_pcm(const float *, long, int16_t *);
long samples_first_above(const float *, long, float);
long samples_last_above(const float *, long, float);

static named_tensor records[MOST_RECORDS];
static long sizes[MOST_RECORDS]; // numbers of each

static size_t bytes_of(const named_tensor *record, long numbers) { return (size_t)numbers * (record->type == TENSOR_INT8 ? 1 : 4); }

static int read_record(FILE *file, int at) {
    int32_t type, axes, length;
    int64_t shape[MOST_AXES];
    if (fread(&type, 4, 1, file) != 1) return 0;
    if (fread(&axes, 4, 1, file) != 1 || fread(shape, 8, MOST_AXES, file) != MOST_AXES || fread(&length, 4, 1, file) != 1) exit(2);
    char *name = calloc(1, length + 1);
    if (length && fread(name, length, 1, file) != 1) exit(2);
    named_tensor *record = &records[at];
    *record = (named_tensor){.name = name, .type = type, .axes = axes};
    sizes[at] = 1;
    for (int i = 0; i < axes; i++) sizes[at] *= record->shape[i] = shape[i];
    size_t bytes = bytes_of(record, sizes[at]);
    void *data = aligned_alloc(64, (bytes + 127) / 64 * 64);
    if (bytes && fread(data, bytes, 1, file) != 1) exit(2);
    record->data = data;
    return 1;
}

// call: what was held back, samples, 5 floats (gain, ceiling, sum, bend, level) and 2 integers (first, told). Filled: whether the
// waveform is below the ceiling, the first and the last sample above the level; what is held back now; what is told, in 16 bits;
// all samples in 16 bits.
static int samples(named_tensor *call, const long *size) {
    const float *numbers = call[2].data;
    const int32_t *place = call[3].data;
    int32_t *answers = (void *)call[4].data;
    answers[0] = samples_encode(call[0].data, size[0], call[1].data, size[1], numbers[0], numbers[1], numbers[2], numbers[3], place[0], place[1],
                                (void *)call[5].data, (void *)call[6].data);
    answers[1] = (int32_t)samples_first_above(call[1].data, size[1], numbers[4]);
    answers[2] = (int32_t)samples_last_above(call[1].data, size[1], numbers[4]);
    samples_to_pcm(call[1].data, size[1], (void *)call[7].data);
    return 1;
}

int main(int count, char **arguments) {
    FILE *file = count == 3 ? fopen(arguments[1], "rb") : NULL;
    if (!file) return 2;
#if defined(__AMX_TILE__) && !defined(EMULATED_TILES) // arch_prctl(ARCH_REQ_XCOMP_PERM, tiles): as tritone/devices/processor.py asks
    if (syscall(SYS_arch_prctl, 0x1023, 18)) return perror("tiles"), 3;
#endif
    int all = 0, tensors = 0;
    while (all < MOST_RECORDS && read_record(file, all)) {
        if (all && !*records[all].name) tensors = tensors ? tensors : all;
        all++;
    }
    const char *kind = records[0].name;
    const named_tensor *own = records + 1, *call = records + tensors + 1;
    const long *size = sizes + tensors + 1;
    int last = all - tensors - 2;
    void *out = (void *)call[last].data;
    kernel_error error = {0};
#define IS(which) (!strcmp(kind, #which) && (model = which##_create(own, tensors - 1, &error)))
#define ROWS(i) (void *)call[i].data, call[i].shape[0], call[i].shape[1]
#define ARRAY(i) (size[i] ? (void *)call[i].data : NULL), size[i] // one of no numbers is none
    void *model = NULL;
    if (IS(kokoro_albert)) kokoro_albert_run(model, ARRAY(0), 2, out, size[last], &error);
    if (IS(kokoro_sounds)) kokoro_sounds_run(model, ARRAY(0), 2, out, size[last], &error);
    if (IS(kokoro_prosody)) { // arrays that are filled are the last two
        if (last == 3)
            kokoro_prosody_encode(model, ROWS(0), ARRAY(1), 2, ROWS(2), out, size[last], &error);
        else
            kokoro_prosody_curves(model, ROWS(0), ARRAY(1), ARRAY(2), 2, ARRAY(3), out, size[last], &error);
    }
    if (IS(kokoro_excitation)) kokoro_excitation_run(model, ARRAY(0), ARRAY(1), ARRAY(2), out, size[last], &error);
    if (IS(kokoro_frame_decoder)) kokoro_frame_decoder_run(model, ROWS(0), ARRAY(1), ARRAY(2), ARRAY(3), 2, out, size[last], &error);
    if (IS(kokoro_generator)) kokoro_generate(model, ROWS(0), ARRAY(1), ARRAY(2), ARRAY(3), out, size[last], 2, &error);
    if (IS(piper_text)) piper_text_run(model, ARRAY(0), ARRAY(1), ARRAY(2), ARRAY(3), out, size[last], &error);
    if (IS(piper_flow)) piper_flow_run(model, ROWS(1), ARRAY(0), &error);
    if (IS(piper_decoder)) piper_decode(model, ROWS(0), 0, ARRAY(1), 0, out, size[last], &error);
    if (IS(hibari_vocoder)) { // a whole segment; filled: the state that it leaves, and the samples
        long frames = call[0].shape[0];
        hibari_vocode(model, ROWS(0), 0, frames, frames, 7, NULL, 0, (void *)call[1].data, size[1], out, size[last], &error);
    }
    if (IS(hibari_acoustic)) { // filled: durations and frames
        long frames;
        if (!hibari_acoustic_durations(model, ARRAY(0), ARRAY(1), ARRAY(2), &frames, &error))
            hibari_acoustic_frames(model, ROWS(3), &error);
    }
    int is_called = model || (!strcmp(kind, "samples") && samples((void *)call, size));
    if (error.code || !is_called) return fprintf(stderr, "%s: %s\n", kind, error.message), 1;
    FILE *to = fopen(arguments[2], "wb");
    if (!to) return 1;
    for (int i = 0; i <= last; i++) fwrite(call[i].data, 1, bytes_of(&call[i], size[i]), to);
    return ferror(to) || fclose(to);
}
