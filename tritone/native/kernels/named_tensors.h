// A checkpoint as named tensors, and the loader that a model's constructor takes what it needs from, by name and shape.
#ifndef TRITONE_NAMED_TENSORS_H
#define TRITONE_NAMED_TENSORS_H

#include <stdint.h>

#include "errors.h"
#include "memory.h"

#define MOST_AXES 4

enum { TENSOR_FLOAT32 = 0, TENSOR_INT8 = 1 };

// tritone/native/tensors.py has the same structure. data: row by row, without gaps.
typedef struct {
    const char *name;
    int type, axes;
    long shape[MOST_AXES];
    const void *data;
} named_tensor;

// A model that is being made. The first thing that goes wrong is kept in error; from then on nothing is found any more.
typedef struct {
    const named_tensor *tensors;
    long count;
    memory_arena *arena;
    kernel_error *error;
} model_loader;

// The last two arguments of what follows: SHAPE(4, 3) is two axes, of 4 and 3.
#define SHAPE(...) (int)(sizeof((long[]){__VA_ARGS__}) / sizeof(long)), (const long[]){__VA_ARGS__}

// A shape as people write it, into text.
static inline const char *written_shape(int axes, const long *shape, char *text, size_t bytes) {
    size_t at = (size_t)snprintf(text, bytes, "[");
    for (int i = 0; i < axes && at < bytes; i++)
        at += (size_t)snprintf(text + at, bytes - at, i ? ", %ld" : "%ld", shape[i]);
    if (at < bytes) snprintf(text + at, bytes - at, "]");
    return text;
}

// The data of tensor `module`.`name`; NULL once something has gone wrong.
static inline const void *find_tensor(model_loader *loader, const char *module, const char *name, int type, int axes,
                                      const long *shape) {
    if (loader->error->code) return NULL;
    char wanted[96], expected[48], found[48];
    snprintf(wanted, sizeof wanted, *module ? "%s.%s" : "%s%s", module, name);
    for (long t = 0; t < loader->count; t++) {
        const named_tensor *tensor = &loader->tensors[t];
        if (strcmp(tensor->name, wanted)) continue;
        if (tensor->type == type && tensor->axes == axes && !memcmp(tensor->shape, shape, sizeof(long) * axes))
            return tensor->data;
        const char *types[] = {"float32", "int8"};
        int given = tensor->axes < 0 ? 0 : tensor->axes > MOST_AXES ? MOST_AXES : tensor->axes;
        fail(loader->error, KERNEL_BAD_INPUT, "tensor %s is %s %s; the model wants %s %s", wanted,
             tensor->type == TENSOR_INT8 ? types[1] : types[0], written_shape(given, tensor->shape, found, sizeof found),
             types[type], written_shape(axes, shape, expected, sizeof expected));
        return NULL;
    }
    fail(loader->error, KERNEL_BAD_INPUT, "tensor %s is missing; the model wants %s", wanted,
         written_shape(axes, shape, expected, sizeof expected));
    return NULL;
}

static inline const float *find_floats(model_loader *loader, const char *module, const char *name, int axes,
                                       const long *shape) {
    return find_tensor(loader, module, name, TENSOR_FLOAT32, axes, shape);
}

// Zeroed memory of the model; NULL once something has gone wrong.
static inline void *loader_take(model_loader *loader, size_t bytes) {
    if (loader->error->code) return NULL;
    void *memory = arena_take(loader->arena, bytes);
    if (!memory) fail_for_memory(loader->error);
    return memory;
}

// The model's own copy of a float32 tensor; NULL once something has gone wrong.
static inline float *load_floats(model_loader *loader, const char *module, const char *name, int axes,
                                 const long *shape) {
    const float *values = find_floats(loader, module, name, axes, shape);
    size_t bytes = sizeof(float);
    for (int i = 0; i < axes; i++) bytes *= (size_t)shape[i];
    float *copy = loader_take(loader, bytes);
    return copy ? memcpy(copy, values, bytes) : NULL;
}

// Whether there is a tensor `module`.`name`.
static inline int has_tensor(const model_loader *loader, const char *module, const char *name) {
    char wanted[160];
    snprintf(wanted, sizeof wanted, "%s.%s", module, name);
    for (long t = 0; t < loader->count; t++)
        if (!strcmp(loader->tensors[t].name, wanted)) return 1;
    return 0;
}

// Tensor `module`.`name`, whose shape says how large a part of the model is; NULL once something has gone wrong.
static inline const named_tensor *look_up(model_loader *loader, const char *module, const char *name, int axes) {
    if (loader->error->code) return NULL;
    char wanted[160];
    snprintf(wanted, sizeof wanted, "%s.%s", module, name);
    for (long t = 0; t < loader->count; t++) {
        const named_tensor *tensor = &loader->tensors[t];
        if (strcmp(tensor->name, wanted)) continue;
        int fits = tensor->type == TENSOR_FLOAT32 && tensor->axes == axes;
        for (int i = 0; fits && i < axes; i++) fits = tensor->shape[i] >= 1 && tensor->shape[i] <= 1 << 16;
        if (fits) return tensor;
        fail(loader->error, KERNEL_BAD_INPUT, "tensor %s is not float32 with %d axes of 1 to 65536", wanted, axes);
        return NULL;
    }
    fail(loader->error, KERNEL_BAD_INPUT, "tensor %s is missing", wanted);
    return NULL;
}

// A tensor of one element that holds a whole number; `least` once something has gone wrong.
static inline int load_number(model_loader *loader, const char *module, const char *name, int least, int greatest) {
    const float *value = find_floats(loader, module, name, SHAPE(1));
    if (!value) return least;
    if (*value >= (float)least && *value <= (float)greatest && *value == (float)(int)*value) return (int)*value;
    fail(loader->error, KERNEL_BAD_INPUT, "tensor %s.%s is %g; the model wants a whole number from %d to %d", module,
         name, (double)*value, least, greatest);
    return least;
}

#endif
