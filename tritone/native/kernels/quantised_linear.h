// Linear layers on 8-bit integers: unsigned activations, quantised row by row as they come, times the voice's own
// signed 8-bit weights, summed exactly in 32 bits (AVX-512 VNNI). A row's result depends on that row alone.
#ifndef TRITONE_QUANTISED_LINEAR_H
#define TRITONE_QUANTISED_LINEAR_H

#include <math.h>
#include <stdint.h>

#include "named_tensors.h"
#include "simd_math.h"

#define TILE_ROWS 6     // rows per call of the micro-kernel: 6 x 4 sums, 4 weights and a broadcast fill 29 registers
#define TILE_COLUMNS 64 // columns per call: four vectors of 16 sums

typedef struct {
    int inputs, outputs; // outputs padded
    int8_t *weights;     // [outputs / 16][inputs / 4][16][4]: what vpdpbusd wants
    float *scale;        // [outputs]: weight scale (one per tensor in the checkpoint)
    float *column_sum;   // [outputs]: sum over inputs of the integer weights, for the activations' zero point
    float *bias;         // [outputs]
} quantised_linear;

// One row of activations as unsigned bytes: value = scale * (byte - zero).
typedef struct {
    float scale, zero;
} row_scale;

// Tensors of `module`: `weight` int8 [inputs][outputs] and `weight`.scale float32 [1], its values being scale times the
// integers; `bias` float32 [outputs]. order: where output column c of the packed layer comes from, -1 for padding; NULL
// for the identity. padded: a multiple of TILE_COLUMNS, or of 16 where panels of another width read it.
static inline void linear_init(model_loader *loader, quantised_linear *layer, const char *module, const char *weight,
                               const char *bias, int inputs, int outputs, const int *order, int padded) {
    char scale[64];
    snprintf(scale, sizeof scale, "%s.scale", weight);
    const int8_t *weights = find_tensor(loader, module, weight, TENSOR_INT8, SHAPE(inputs, outputs));
    const float *scales = find_floats(loader, module, scale, SHAPE(1));
    const float *biases = find_floats(loader, module, bias, SHAPE(outputs));
    layer->inputs = inputs;
    layer->outputs = padded;
    layer->weights = loader_take(loader, (size_t)inputs * padded);
    layer->scale = loader_take(loader, sizeof(float) * padded);
    layer->column_sum = loader_take(loader, sizeof(float) * padded);
    layer->bias = loader_take(loader, sizeof(float) * padded);
    if (loader->error->code) return;
    for (int c = 0; c < padded; c++) {
        int source = order ? order[c] : (c < outputs ? c : -1);
        if (source < 0) continue;
        int32_t sum = 0;
        for (int k = 0; k < inputs; k++) {
            int8_t w = weights[(size_t)k * outputs + source];
            sum += w;
            layer->weights[(((size_t)(c / 16) * (inputs / 4) + k / 4) * 16 + c % 16) * 4 + k % 4] = w;
        }
        layer->column_sum[c] = (float)sum;
        layer->scale[c] = *scales;
        layer->bias[c] = biases[source];
    }
}

// Round a row of floats (count a multiple of 16) to bytes, its own least and greatest value being 0 and 255.
static inline row_scale quantise_row(const float *row, int count, vec low, vec high, uint8_t *bytes) {
    float least = _mm512_reduce_min_ps(_mm512_min_ps(low, _mm512_setzero_ps()));
    float greatest = _mm512_reduce_max_ps(_mm512_max_ps(high, _mm512_setzero_ps()));
    float scale = (greatest - least) * (1.0f / 255.0f);
    if (scale < 1e-30f) scale = 1e-30f;
    float inverse = 1.0f / scale;
    float zero = _mm_cvtss_f32(_mm_round_ss(_mm_setzero_ps(), _mm_set_ss(-least * inverse), _MM_FROUND_TO_NEAREST_INT));
    vec factor = vec_set(inverse), offset = vec_set(zero);
    for (int c = 0; c < count; c += LANES) {
        // clamping is left to the saturating conversion
        __m512i rounded = _mm512_cvtps_epi32(vec_fma(_mm512_loadu_ps(row + c), factor, offset));
        rounded = _mm512_max_epi32(rounded, _mm512_setzero_si512());
        _mm_storeu_si128((__m128i *)(bytes + c), _mm512_cvtusepi32_epi8(rounded));
    }
    return (row_scale){scale, zero};
}

// sum += four unsigned bytes times four signed bytes in each of 16 lanes. Written as assembly because compilers keep
// copying the sums of the intrinsic to and from memory when they fill nearly all registers.
static inline __attribute__((always_inline)) void multiply_add(__m512i *sum, __m512i bytes, __m512i weights) {
    __asm__("vpdpbusd %2, %1, %0" : "+v"(*sum) : "v"(bytes), "v"(weights));
}

static inline __attribute__((always_inline)) __m512i broadcast_four(const uint8_t *bytes) {
    __m512i four;
    __asm__("vpbroadcastd %1, %0" : "=v"(four) : "m"(*(const int32_t *)bytes));
    return four;
}

// sums[r][v]: bytes of `rows` rows (stride apart) times 16 columns of panel v, panels lying one after the other.
#define MULTIPLY_PANELS(name, ROWS, PANELS)                                                                            \
    static inline __attribute__((always_inline)) void name(const uint8_t *rows, int stride, const int8_t *weights,     \
                                                           int inputs, __m512i (*sums)[PANELS]) {                      \
        size_t panel = (size_t)inputs * 16;                                                                            \
        __m512i s[ROWS][PANELS];                                                                                       \
        _Pragma("GCC unroll 8") for (int r = 0; r < ROWS; r++)                                                         \
            _Pragma("GCC unroll 8") for (int v = 0; v < PANELS; v++) s[r][v] = _mm512_setzero_si512();                 \
        for (int k = 0; k < inputs; k += 4) {                                                                          \
            __m512i w[PANELS];                                                                                         \
            _Pragma("GCC unroll 8") for (int v = 0; v < PANELS; v++)                                                   \
                w[v] = _mm512_load_si512(weights + v * panel + (size_t)k * 16);                                        \
            _Pragma("GCC unroll 8") for (int r = 0; r < ROWS; r++) {                                                   \
                __m512i a = broadcast_four(rows + (size_t)r * stride + k);                                             \
                _Pragma("GCC unroll 8") for (int v = 0; v < PANELS; v++) multiply_add(&s[r][v], a, w[v]);              \
            }                                                                                                          \
        }                                                                                                              \
        _Pragma("GCC unroll 8") for (int r = 0; r < ROWS; r++)                                                         \
            _Pragma("GCC unroll 8") for (int v = 0; v < PANELS; v++) sums[r][v] = s[r][v];                             \
    }
MULTIPLY_PANELS(multiply_whole_tile, TILE_ROWS, 4)
MULTIPLY_PANELS(multiply_half_tile, TILE_ROWS / 2, 4)

// The last tile of a window often has few rows.
static inline __attribute__((always_inline)) void multiply_tile(const uint8_t *bytes, int rows, int stride,
                                                                const int8_t *weights, int inputs,
                                                                __m512i (*sums)[4]) {
    if (rows > TILE_ROWS / 2)
        multiply_whole_tile(bytes, stride, weights, inputs, sums);
    else
        multiply_half_tile(bytes, stride, weights, inputs, sums);
}

// scale * (sum - zero * column_sum) + bias for 16 columns from c on.
static inline vec linear_value(const quantised_linear *layer, int c, __m512i sum, row_scale row) {
    vec exact = vec_fma(vec_set(-row.zero), _mm512_load_ps(layer->column_sum + c), _mm512_cvtepi32_ps(sum));
    vec scale = _mm512_mul_ps(vec_set(row.scale), _mm512_load_ps(layer->scale + c));
    return vec_fma(exact, scale, _mm512_load_ps(layer->bias + c));
}

#endif
