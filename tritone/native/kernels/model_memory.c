// What a model keeps, for whoever has to bound it.
#include "errors.h"
#include "memory.h"

// Bytes of a model's weights, as its layers have them: of any model, since each begins with its arena.
EXPORTED long model_memory_bytes(const memory_arena *of_model) { return (long)of_model->taken; }
