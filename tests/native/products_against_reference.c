// Every product of the kernels beside a plain one, over odd sizes: convolutions of all kinds, cut into rows at any place,
// with what is added to them and what is not; and the integer products, exactly.
//
// A program of its own, so that it can be run where there is no Python: under an emulator, or for other processors.
// Prints how much it compared and the worst errors, relative to the largest sum of absolute products; 0 where all is well.
#if defined(__AMX_TILE__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

#include "convolution.h"
#include "quantised_linear.h"
#include "random_layer.h"

static double worst_exact, worst_scaled, worst_fast;
static long compared, faults;

static void expect(int holds, const char *what, int inputs, int outputs, int taps, int rows) {
    if (holds) return;
    faults++;
    if (faults < 20) printf("%s differs: %d inputs, %d outputs, %d taps, %d rows\n", what, inputs, outputs, taps, rows);
}

// What a sum may be off by, in parts of the sum of its products' sizes: float32 sums; rows of 15 bits; bfloat16 operands.
#define EXACT_PART 4e-6
#define SCALED_PART (SCALED_PAIR > 1 ? 1e-3 : EXACT_PART)
#define FAST_PART (FAST_IS_SCALED ? SCALED_PART : FAST_PAIR > 1 ? 8e-3 : EXACT_PART)

#define COMPARE(KIND_OF, PART, WORST)                                                                                          \
    static void compare_##KIND_OF(int inputs, int outputs, int taps, int dilation, int rows) {                                \
        memory_arena arena = {0};                                                                                              \
        kernel_error error = {0};                                                                                              \
        random_layer drawn;                                                                                                    \
        make_layer(&drawn, inputs, outputs, taps, dilation);                                                                  \
        model_loader loader = {drawn.tensors, 3, &arena, &error};                                                                    \
        KIND_OF##_convolution layer;                                                                                           \
        KIND_OF##_load_convolution(&loader, &layer, "l", inputs);                                                              \
        require_loaded(&error);                                                                                                \
        int heard_rows = rows + (taps - 1) * dilation, padded = layer.outputs, width = whole_vectors(inputs);                  \
        float *heard = taken(sizeof(float) * heard_rows * width), *added = taken(sizeof(float) * rows * padded);               \
        size_t row = KIND_OF##_row_of(width);                                                                                  \
        KIND_OF##_operand *operands = taken(sizeof(KIND_OF##_operand) * heard_rows * row);                                     \
        for (int r = 0; r < heard_rows; r++) /* quiet rows beside loud ones, and silent ones */                                \
            for (int i = 0; i < inputs; i++) heard[r * width + i] = (float)uniform() * (r % 7 == 5 ? 0 : r % 3 ? 1 : 1e-4f);    \
        KIND_OF##_plain_operands(heard, heard_rows, width, operands);                                                          \
        for (int i = 0; i < rows * padded; i++) added[i] = (float)uniform();                                                   \
        float *out = taken(sizeof(float) * rows * padded), *cut = taken(sizeof(float) * rows * padded);                        \
        float *both = taken(sizeof(float) * rows * padded);                                                                    \
        KIND_OF##_convolve(&layer, operands, row, rows, NULL, out, padded);                                                    \
        KIND_OF##_convolve(&layer, operands, row, rows, added, both, padded);                                                  \
        for (int from = 0, step = 1; from < rows; from += step, step += 3) {                                                   \
            if (step > rows - from) step = rows - from;                                                                        \
            memcpy(cut + from * padded, added + from * padded, sizeof(float) * step * padded);                                 \
            KIND_OF##_convolve(&layer, operands + from * row, row, step, cut + from * padded,                                  \
                               cut + from * padded, padded);                                                                   \
        }                                                                                                                      \
        expect(!memcmp(cut, both, sizeof(float) * rows * padded), "cut into rows, " #KIND_OF, inputs, outputs, taps, rows);    \
        for (int r = 0; r < rows; r++)                                                                                         \
            for (int o = 0; o < outputs; o++) {                                                                                \
                plain_sum plain = sum_plainly(&drawn, heard + r * width, width, o);                                           \
                size_t at = (size_t)r * padded + o;                                                                            \
                double part = fabs(out[at] - plain.sum) / plain.size;                                                                      \
                WORST = part > WORST ? part : WORST;                                                                           \
                expect(part < PART, #KIND_OF, inputs, outputs, taps, rows);                                                    \
                expect(out[at] + added[at] == both[at], "added, " #KIND_OF, inputs, outputs, taps, rows);                      \
                compared++;                                                                                                    \
            }                                                                                                                  \
        float *all[] = {heard, added, out, cut, both, (float *)operands};                                        \
        free_layer(&drawn);                                                                                                   \
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);                                                    \
        arena_end(&arena);                                                                                                     \
    }
COMPARE(exact, EXACT_PART, worst_exact)
COMPARE(scaled, SCALED_PART, worst_scaled)
COMPARE(fast, FAST_PART, worst_fast)

#if LINEAR_GROUP > 1
// Sums of integers are exact: each one is what plain C makes of the same operands and weights.
static void compare_integers(int inputs, int outputs) {
    memory_arena arena = {0};
    kernel_error error = {0};
    int8_t *weight = taken(inputs * outputs);
    float *bias = taken(sizeof(float) * outputs), scale = 1;
    for (int i = 0; i < inputs * outputs; i++) weight[i] = (int8_t)(uniform() * 128);
    const named_tensor tensors[] = {{"l.weight", TENSOR_INT8, 2, {inputs, outputs}, weight},
                                    {"l.weight.scale", TENSOR_FLOAT32, 1, {1}, &scale},
                                    {"l.bias", TENSOR_FLOAT32, 1, {outputs}, bias}};
    model_loader loader = {tensors, 3, &arena, &error};
    quantised_linear layer;
    linear_init(&loader, &layer, "l", "weight", "bias", inputs, outputs, NULL, outputs);
    if (error.code) exit(4);
    linear_operand *rows = taken(sizeof(linear_operand) * BLOCK_ROWS * inputs);
    for (int i = 0; i < BLOCK_ROWS * inputs; i++) rows[i] = (linear_operand)(LINEAR_GROUP == 4 ? 128 + uniform() * 128 : uniform() * 16383);
    linear_sum sums[TILE_ROWS][TILE_PANELS];
    linear_begin();
    for (int c = 0; c < outputs; c += TILE_COLUMNS)
        for (int first = 0; first < BLOCK_ROWS; first += TILE_ROWS) {
            multiply_tile(rows + first * inputs, TILE_ROWS, inputs, layer.weights + (size_t)c * inputs, inputs, sums);
            for (int r = 0; r < TILE_ROWS; r++)
                for (int o = 0; o < TILE_COLUMNS; o++) {
                    int32_t sum = 0;
                    for (int i = 0; i < inputs; i++) sum += rows[(first + r) * inputs + i] * weight[i * outputs + c + o];
                    expect(sums[r][o / VECTOR_FLOATS][o % VECTOR_FLOATS] == sum, "integers", inputs, outputs, 1, first + r);
                    compared++;
                }
        }
    linear_end();
    arena_end(&arena);
    free(weight);
    free(bias);
    free(rows);
}
#endif

int main(void) {
#if defined(__AMX_TILE__) && !defined(EMULATED_TILES) // arch_prctl(ARCH_REQ_XCOMP_PERM, tiles): as tritone/devices/processor.py asks
    if (syscall(SYS_arch_prctl, 0x1023, 18)) return perror("tiles"), 2;
#endif
    static const int INPUTS[] = {1, 13, 32, 33, 64, 80}, OUTPUTS[] = {1, 17, 32, 48, 64, 100};
    static const int TAPS[] = {1, 2, 3, 5, 7, 11}, ROWS[] = {1, 5, 15, 16, 17, 31, 32, 33, 50, 64};
    enum { I = sizeof INPUTS / sizeof *INPUTS, O = sizeof OUTPUTS / sizeof *OUTPUTS };
    enum { T = sizeof TAPS / sizeof *TAPS, R = sizeof ROWS / sizeof *ROWS };
    for (int i = 0; i < I; i++)
        for (int o = 0; o < O; o++)
            for (int t = 0; t < T; t++) {
                int rows = ROWS[(i + 3 * o + 5 * t) % R], dilation = 1 + (i + t) % 3;
                compare_exact(INPUTS[i], OUTPUTS[o], TAPS[t], dilation, rows);
                compare_scaled(INPUTS[i], OUTPUTS[o], TAPS[t], dilation, rows);
                compare_fast(INPUTS[i], OUTPUTS[o], TAPS[t], dilation, rows);
            }
    for (int r = 0; r < R; r++) compare_fast(64, 96, 3, 2, ROWS[r]);
#if LINEAR_GROUP > 1
    for (int inputs = 64; inputs <= 704; inputs += 320) compare_integers(inputs, 128);
#endif
    printf("%ld compared, %ld faults, worst %.2g exact, %.2g scaled, %.2g fast\n", compared, faults, worst_exact, worst_scaled, worst_fast);
    return faults != 0;
}
