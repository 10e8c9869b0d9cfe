// Convolutions that make several outputs at a time beside plain ones, over odd sizes, dilations and taps, whole and cut short.
//
// A program of its own, as products_against_reference.c is. Prints how much it compared and the worst errors, relative to the
// largest sum of absolute products; 0 where all is well.

#include "random_layer.h"
#include "winograd_convolution.h"

static double worst_exact, worst_scaled;
static long compared, faults;

// What a sum may be off by, in parts of the sum of its products' sizes: float32; rows of 15 bits.
#define EXACT_PART 2e-5
#define SCALED_PART (SCALED_PAIR > 1 ? 3e-3 : EXACT_PART)

#define COMPARE(KIND_OF, PART, WORST)                                                                                        \
    static void compare_##KIND_OF(int inputs, int outputs, int taps, int dilation, int wanted) {                            \
        memory_arena arena = {0};                                                                                            \
        kernel_error error = {0};                                                                                            \
        random_layer drawn;                                                                                                  \
        make_layer(&drawn, inputs, outputs, taps, dilation);                                                                \
        model_loader loader = {drawn.tensors, 3, &arena, &error};                                                                  \
        KIND_OF##_winograd_convolution layer;                                                                                \
        KIND_OF##_load_winograd(&loader, &layer, "l", inputs);                                                               \
        require_loaded(&error);                                                                                              \
        int step = KIND_OF##_winograd_step(&layer, wanted), heard_rows = step + (taps - 1) * dilation;                       \
        int width = layer.inputs, padded = layer.outputs;                                                                    \
        float *heard = taken(sizeof(float) * heard_rows * width), *added = taken(sizeof(float) * step * padded);             \
        for (int r = 0; r < heard_rows; r++)                                                                                 \
            for (int i = 0; i < inputs; i++) heard[r * width + i] = (float)uniform();                                        \
        for (int i = 0; i < step * padded; i++) added[i] = (float)uniform();                                                 \
        KIND_OF##_operand *changed = taken(sizeof(KIND_OF##_operand) * KIND_OF##_winograd_operands(&layer, step));           \
        float *made = taken(sizeof(float) * KIND_OF##_winograd_floats(&layer, step));                                        \
        float *out = taken(sizeof(float) * (step + 1) * padded), *both = taken(sizeof(float) * step * padded);               \
        int rows = step == 1 ? 1 : step - (int)((uniform() + 1) / 2 * (step - 1));                                           \
        for (int i = 0; i < padded; i++) out[rows * padded + i] = 7;                                                         \
        memcpy(both, added, sizeof(float) * step * padded);                                                                  \
        KIND_OF##_winograd_convolve(&layer, heard, rows, NULL, out, changed, made);                                          \
        KIND_OF##_winograd_convolve(&layer, heard, rows, both, both, changed, made);                                         \
        for (int i = 0; i < padded; i++) faults += out[rows * padded + i] != 7;                                              \
        for (int r = 0; r < rows; r++)                                                                                       \
            for (int o = 0; o < outputs; o++) {                                                                              \
                plain_sum plain = sum_plainly(&drawn, heard + r * width, width, o);                                         \
                size_t at = (size_t)r * padded + o;                                                                          \
                double part = fabs(out[at] - plain.sum) / plain.size;                                                                    \
                WORST = part > WORST ? part : WORST;                                                                         \
                int holds = part < PART && out[at] + added[at] == both[at];                                                  \
                if (!holds && faults++ < 20)                                                                                 \
                    printf(#KIND_OF " differs by %g: %d inputs, %d outputs, %d taps, dilation %d, row %d of %d\n", part,     \
                           inputs, outputs, taps, dilation, r, rows);                                                        \
                compared++;                                                                                                  \
            }                                                                                                                \
        float *all[] = {heard, added, made, out, both, (float *)changed};                                      \
        free_layer(&drawn);                                                                                                 \
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);                                                  \
        arena_end(&arena);                                                                                                   \
    }
COMPARE(exact, EXACT_PART, worst_exact)
COMPARE(scaled, SCALED_PART, worst_scaled)

int main(void) {
    static const int INPUTS[] = {1, 13, 32, 80}, OUTPUTS[] = {1, 17, 48, 64}, TAPS[] = {3, 5, 7, 9, 11, 13}, ROWS[] = {1, 30, 64, 100};
    enum { I = sizeof INPUTS / sizeof *INPUTS, O = sizeof OUTPUTS / sizeof *OUTPUTS };
    enum { T = sizeof TAPS / sizeof *TAPS, R = sizeof ROWS / sizeof *ROWS };
    for (int i = 0; i < I; i++)
        for (int o = 0; o < O; o++)
            for (int t = 0; t < T; t++) {
                int rows = ROWS[(i + 3 * o + 5 * t) % R], dilation = 1 + (i + 2 * o + t) % 6;
                compare_exact(INPUTS[i], OUTPUTS[o], TAPS[t], dilation, rows);
                compare_scaled(INPUTS[i], OUTPUTS[o], TAPS[t], dilation, rows);
            }
    printf("%ld compared, %ld faults, worst %.2g exact, %.2g scaled\n", compared, faults, worst_exact, worst_scaled);
    return faults != 0;
}
