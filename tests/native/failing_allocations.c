// Stands in front of the kernels' allocations (linked with --wrap): counts what is in use, and lets one of them fail.

#include <stdlib.h>

#define EXPORTED __attribute__((visibility("default")))

static long until_failure = -1, in_use;

// The allocation that comes after `more` others fails, and every one after it; -1: none.
EXPORTED void fail_allocations_after(long more) { until_failure = more; }

// Allocations that have not been freed.
EXPORTED long allocations_in_use(void) { return in_use; }

static int fails(void) {
    if (until_failure > 0) until_failure--;
    else if (!until_failure) return 1;
    return 0;
}

static void *counted(void *memory) {
    in_use += memory != NULL;
    return memory;
}

void *__real_malloc(size_t bytes);
void *__real_calloc(size_t count, size_t bytes);
void *__real_aligned_alloc(size_t alignment, size_t bytes);
void __real_free(void *memory);

void *__wrap_malloc(size_t bytes) { return fails() ? NULL : counted(__real_malloc(bytes)); }
void *__wrap_calloc(size_t count, size_t bytes) { return fails() ? NULL : counted(__real_calloc(count, bytes)); }
void *__wrap_aligned_alloc(size_t alignment, size_t bytes) {
    return fails() ? NULL : counted(__real_aligned_alloc(alignment, bytes));
}
void __wrap_free(void *memory) {
    in_use -= memory != NULL;
    __real_free(memory);
}
