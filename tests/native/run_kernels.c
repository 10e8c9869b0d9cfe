// Run one model once, for processors that no Python is at hand for: run_kernels INPUT OUTPUT
//
// INPUT: records, each an int32 kind of number (0 float32, 1 int8, 2 int32), int32 axes, four int64 of shape, an int32 length
// of the name and the name, the numbers. The first is called as the model's functions begin; a record called "" ends the
// tensors; then come the call's arrays, the last of which is filled. OUTPUT: its numbers. Prints the kernels' error, if any.
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
int piper_decode(void *, const void *, long, long, long, const void *, long, long, void *, long, kernel_error *);
int hibari_vocode(void *, const void *, long, long, long, long, long, uint64_t, const void *, long, void *, long, void *, long,
                  kernel_error *);
int hibari_acoustic_durations(void *, const void *, long, const void *, long, void *, long, long *, kernel_error *);

static named_tensor records[MOST_RECORDS];
static long sizes[MOST_RECORDS]; // numbers of each

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
    size_t bytes = sizes[at] * (type == TENSOR_INT8 ? 1 : 4);
    void *data = aligned_alloc(64, (bytes + 127) / 64 * 64);
    if (bytes && fread(data, bytes, 1, file) != 1) exit(2);
    record->data = data;
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
#define ROWS(i) call[i].data, call[i].shape[0], call[i].shape[1]
#define ARRAY(i) call[i].data, size[i]
    void *model = NULL;
    if (IS(kokoro_albert)) kokoro_albert_run(model, ARRAY(0), 2, out, size[last], &error);
    if (IS(kokoro_sounds)) kokoro_sounds_run(model, ARRAY(0), 2, out, size[last], &error);
    if (IS(kokoro_prosody)) { // arrays that are filled are the last two
        if (last == 3)
            kokoro_prosody_encode(model, ROWS(0), ARRAY(1), 2, (void *)ROWS(2), out, size[last], &error);
        else
            kokoro_prosody_curves(model, ROWS(0), ARRAY(1), ARRAY(2), 2, (void *)ARRAY(3), out, size[last], &error);
    }
    if (IS(kokoro_excitation)) kokoro_excitation_run(model, ARRAY(0), ARRAY(1), ARRAY(2), out, size[last], &error);
    if (IS(kokoro_frame_decoder)) kokoro_frame_decoder_run(model, ROWS(0), ARRAY(1), ARRAY(2), ARRAY(3), 2, out, size[last], &error);
    if (IS(kokoro_generator)) kokoro_generate(model, ROWS(0), ARRAY(1), ARRAY(2), ARRAY(3), out, size[last], 2, &error);
    if (IS(piper_decoder)) piper_decode(model, ROWS(0), 0, NULL, 0, 0, out, size[last], &error);
    if (IS(hibari_vocoder)) { // a whole segment; the array before the last is the state that it leaves
        long frames = call[0].shape[0];
        hibari_vocode(model, ROWS(0), 0, frames, frames, 7, NULL, 0, (void *)call[1].data, size[1], out, size[last], &error);
    }
    long frames;
    if (IS(hibari_acoustic)) hibari_acoustic_durations(model, ARRAY(0), ARRAY(1), out, size[last], &frames, &error);
    if (error.code || !model) return fprintf(stderr, "%s: %s\n", kind, error.message), 1;
    FILE *to = fopen(arguments[2], "wb");
    return !to || fwrite(out, 4, size[last], to) != (size_t)size[last] || fclose(to);
}
