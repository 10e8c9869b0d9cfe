// Convolutions that make several outputs at a time beside plain ones, over odd sizes, dilations and taps, whole and cut short; and
// cut into blocks of outputs, whatever lies beyond the rows that they hear; shared out among threads; and transposed ones.
//
// A program of its own, as products_against_reference.c is. Prints how much it compared and the worst errors, relative to the
// largest sum of absolute products; 0 where all is well.

#include "random_layer.h"
#include "shared_winograd.h"
#include "winograd_transposed.h"

static double worst_exact, worst_scaled, worst_fast;
static long compared, faults;

// What a sum may be off by, in parts of the sum of its products' sizes: float32; rows of 15 bits; what is quickest.
#define EXACT_PART 2e-5
#define SCALED_PART (SCALED_PAIR > 1 ? 3e-3 : EXACT_PART)
#define FAST_PART (TILES ? 8e-3 : SCALED_PART) // direct products of bfloat16 where there are tiles

#define COMPARE(KIND_OF, PART, WORST)                                                                                        \
    static void compare_##KIND_OF(int inputs, int outputs, int taps, int dilation, int wanted, int is_nested) {             \
        memory_arena arena = {0};                                                                                            \
        kernel_error error = {0};                                                                                            \
        random_layer drawn;                                                                                                  \
        make_layer(&drawn, inputs, outputs, taps, dilation);                                                                \
        model_loader loader = {drawn.tensors, 3, &arena, &error};                                                                  \
        KIND_OF##_winograd_convolution layer;                                                                                \
        (is_nested ? KIND_OF##_load_nested_winograd : KIND_OF##_load_winograd)(&loader, &layer, "l", inputs);                \
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
                    printf(#KIND_OF " differs by %g: %d inputs, %d outputs, %d taps, dilation %d%s, row %d of %d\n", part,   \
                           inputs, outputs, taps, dilation, is_nested ? ", nested" : "", r, rows);                                                        \
                compared++;                                                                                                  \
            }                                                                                                                \
        /* block after block, between rows that none of its outputs hears, not even by rounding */                           \
        int block = KIND_OF##_winograd_block(&layer), hears = block + (taps - 1) * dilation + KIND_OF##_winograd_beyond(&layer); \
        float *near = taken(sizeof(float) * (hears + 2) * width), *cut = taken(sizeof(float) * step * padded);               \
        float *loud = taken(sizeof(float) * step * padded), *whole = taken(sizeof(float) * (step + 1) * padded);             \
        float *all_heard = taken(sizeof(float) * (heard_rows + hears) * width);                                              \
        memcpy(all_heard, heard, sizeof(float) * heard_rows * width);                                                        \
        const winograd_output at_once = {.out = whole, .added = added, .added_too = added, .activated = loud, .slope = 0.25f}; \
        KIND_OF##_winograd_convolve_to(&layer, all_heard, heard_rows + hears, rows, &at_once, changed, made);                \
        for (int from = 0; from < rows; from += block) {                                                                     \
            int some = block < rows - from ? block : rows - from;                                                            \
            for (int i = 0; i < (hears + 2) * width; i++) near[i] = 1e3f;                                                    \
            memcpy(near + width, all_heard + from * width, sizeof(float) * hears * width);                                   \
            const winograd_output to = {.out = cut + from * padded};                                                         \
            KIND_OF##_winograd_convolve_to(&layer, near + width, hears + 1, some, &to, changed, made);                       \
        }                                                                                                                    \
        for (int i = 0; i < rows * padded; i++) {                                                                            \
            float sum = cut[i] + added[i] + added[i];                                                                        \
            int holds = sum == whole[i] && loud[i] == (sum > 0 ? sum : sum * 0.25f);                                         \
            if (!holds && faults++ < 20) printf(#KIND_OF " differs when cut: %d taps, dilation %d, row %d\n", taps, dilation, i / padded); \
        }                                                                                                                    \
        float *all[] = {heard, added, made, out, both, (float *)changed, near, cut, loud, whole, all_heard};                 \
        free_layer(&drawn);                                                                                                 \
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);                                                  \
        arena_end(&arena);                                                                                                   \
    }
COMPARE(exact, EXACT_PART, worst_exact)
COMPARE(scaled, SCALED_PART, worst_scaled)

// A layer large enough to be shared out: every thread's columns are those that one makes, and nothing is written behind the last row.
#define COMPARE_SHARED(KIND_OF, PART, WORST)                                                                                 \
    static void compare_shared_##KIND_OF(int inputs, int outputs, int taps, int rows) {                                      \
        memory_arena arena = {0};                                                                                            \
        kernel_error error = {0};                                                                                            \
        random_layer drawn;                                                                                                  \
        make_layer(&drawn, inputs, outputs, taps, 1);                                                                        \
        model_loader loader = {drawn.tensors, 3, &arena, &error};                                                            \
        KIND_OF##_winograd_convolution layer;                                                                                \
        KIND_OF##_load_winograd(&loader, &layer, "l", inputs);                                                               \
        require_loaded(&error);                                                                                              \
        winograd_room room = {0};                                                                                            \
        KIND_OF##_winograd_enlarge(&room, &layer, KIND_OF##_winograd_shared_step(&layer));                                   \
        int width = layer.inputs, padded = layer.outputs, heard_rows = rows + taps - 1;                                      \
        float *heard = taken(sizeof(float) * heard_rows * width), *alone = taken(sizeof(float) * (rows + 1) * padded);       \
        for (int r = 0; r < heard_rows; r++)                                                                                 \
            for (int i = 0; i < inputs; i++) heard[r * width + i] = (float)uniform();                                        \
        KIND_OF##_winograd_operand *changed = taken(sizeof(KIND_OF##_winograd_operand) * room.operands);                     \
        for (int threads = 1; threads <= 4; threads++) {                                                                     \
            float *made = taken(sizeof(float) * room.floats * threads), *out = taken(sizeof(float) * (rows + 1) * padded);   \
            for (int i = 0; i < (rows + 1) * padded; i++) out[i] = 7;                                                        \
            KIND_OF##_winograd_convolve_shared(threads, &layer, heard, rows, out, changed, made, room.floats);               \
            for (int i = 0; i < padded; i++) faults += out[rows * padded + i] != 7;                                          \
            if (threads == 1) memcpy(alone, out, sizeof(float) * (rows + 1) * padded);                                       \
            if (memcmp(alone, out, sizeof(float) * rows * padded) && faults++ < 20)                                          \
                printf(#KIND_OF " differs on %d threads: %d inputs, %d outputs, %d taps, %d rows\n", threads, inputs, outputs, taps, rows); \
            free(made);                                                                                                      \
            free(out);                                                                                                       \
        }                                                                                                                    \
        for (int r = 0; r < rows; r++)                                                                                       \
            for (int o = r % 29; o < outputs; o += 29) {                                                                     \
                plain_sum plain = sum_plainly(&drawn, heard + r * width, width, o);                                          \
                double part = fabs(alone[(size_t)r * padded + o] - plain.sum) / plain.size;                                  \
                WORST = part > WORST ? part : WORST;                                                                         \
                if (!(part < PART) && faults++ < 20) printf(#KIND_OF ", shared, differs by %g: row %d of %d\n", part, r, rows); \
                compared++;                                                                                                  \
            }                                                                                                                \
        float *all[] = {heard, alone, (float *)changed};                                                                     \
        free_layer(&drawn);                                                                                                  \
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);                                                  \
        arena_end(&arena);                                                                                                   \
    }
COMPARE_SHARED(exact, EXACT_PART, worst_exact)
COMPARE_SHARED(fast, FAST_PART, worst_fast)

// Rows of a transposed layer beside sums over the rows that each output hears.
static void compare_transposed(int inputs, int outputs, int stride, int taps_of_phase, int rows) {
    memory_arena arena = {0};
    kernel_error error = {0};
    int taps = stride * taps_of_phase, padding = (taps - stride) / 2;
    float numbers[] = {(float)stride, (float)padding}, scale = 3;
    float *weight = taken(sizeof(float) * inputs * outputs * taps), *bias = taken(sizeof(float) * outputs);
    for (int i = 0; i < inputs * outputs * taps; i++) weight[i] = (float)uniform();
    for (int i = 0; i < outputs; i++) bias[i] = (float)uniform();
    const named_tensor tensors[] = {{"l.weight", TENSOR_FLOAT32, 3, {inputs, outputs, taps}, weight},
                                    {"l.bias", TENSOR_FLOAT32, 1, {outputs}, bias},
                                    {"l.stride", TENSOR_FLOAT32, 1, {1}, &numbers[0]},
                                    {"l.padding", TENSOR_FLOAT32, 1, {1}, &numbers[1]}};
    model_loader loader = {tensors, 4, &arena, &error};
    scaled_winograd_transposed up;
    scaled_load_winograd_transposed(&loader, &up, "l", inputs, scale);
    require_loaded(&error);
    int step = scaled_winograd_step(&up.wide, rows), width = up.wide.inputs, before = up.taps - 1;
    rows = step;
    float *heard = taken(sizeof(float) * (rows + before) * width), *out = taken(sizeof(float) * rows * stride * outputs);
    for (int r = before; r < rows + before - 1; r++) // the last row is silent, as those before the first
        for (int i = 0; i < inputs; i++) heard[r * width + i] = (float)uniform();
    scaled_operand *changed = taken(sizeof(scaled_operand) * scaled_winograd_operands(&up.wide, step));
    float *made = taken(sizeof(float) * scaled_winograd_floats(&up.wide, step));
    const winograd_output to = {.out = out};
    scaled_winograd_convolve_to(&up.wide, heard, rows + before, rows, &to, changed, made);
    for (int t = padding; t < rows * stride; t++)
        for (int o = 0; o < outputs; o++) {
            double sum = bias[o], size = fabs(bias[o]);
            for (int row = 0; row < rows; row++) {
                int tap = t - row * stride; // output row t - padding hears tap t - padding + padding - row * stride
                if (tap < 0 || tap >= taps) continue;
                for (int i = 0; i < inputs; i++) {
                    double one = heard[(row + before) * width + i] * (double)weight[(i * outputs + o) * taps + tap] / scale;
                    sum += one, size += fabs(one);
                }
            }
            double part = fabs(out[(size_t)t * outputs + o] - sum) / size;
            worst_scaled = part > worst_scaled ? part : worst_scaled;
            if (!(part < SCALED_PART) && faults++ < 20) printf("transposed differs by %g: stride %d, %d taps, row %d\n", part, stride, taps, t);
            compared++;
        }
    float *all[] = {weight, bias, heard, out, (float *)changed, made};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) free(all[i]);
    arena_end(&arena);
}

int main(void) {
    static const int INPUTS[] = {1, 13, 32, 80}, OUTPUTS[] = {1, 17, 48, 64}, TAPS[] = {3, 5, 7, 9, 11, 13}, ROWS[] = {1, 30, 64, 100};
    enum { I = sizeof INPUTS / sizeof *INPUTS, O = sizeof OUTPUTS / sizeof *OUTPUTS };
    enum { T = sizeof TAPS / sizeof *TAPS, R = sizeof ROWS / sizeof *ROWS };
    for (int i = 0; i < I; i++)
        for (int o = 0; o < O; o++)
            for (int t = 0; t < T; t++) {
                int rows = ROWS[(i + 3 * o + 5 * t) % R], dilation = 1 + (i + 2 * o + t) % 6;
                for (int is_nested = 0; is_nested <= (TAPS[t] > 7); is_nested++) {
                    compare_exact(INPUTS[i], OUTPUTS[o], TAPS[t], dilation, rows, is_nested);
                    compare_scaled(INPUTS[i], OUTPUTS[o], TAPS[t], dilation, rows, is_nested);
                }
            }
    static const int SHARED_ROWS[] = {1, 5, 100, 288, 301}; // a step is 288
    for (int i = 0; i < 5; i++) {
        compare_shared_exact(130 + 60 * i, 300 - 28 * i, TAPS[i % 2], SHARED_ROWS[i]);
        compare_shared_fast(130 + 60 * i, 300 - 28 * i, TAPS[i % 2], SHARED_ROWS[i]);
    }
    for (int stride = 2; stride <= 5; stride++)
        for (int taps = 1; taps <= 4; taps++)
            if ((stride * (taps - 1)) % 2 == 0) compare_transposed(13 * stride, 16 * taps, stride, taps, 9 + stride);
    printf("%ld compared, %ld faults, worst %.2g exact, %.2g scaled, %.2g fast\n", compared, faults, worst_exact, worst_scaled, worst_fast);
    return faults != 0;
}
