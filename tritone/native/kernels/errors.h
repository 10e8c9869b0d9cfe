// What an entry point of the kernels answers when it cannot do its work: a code and a sentence, instead of a crash.
#ifndef TRITONE_ERRORS_H
#define TRITONE_ERRORS_H

#include <stdarg.h>
#include <stdio.h>

#define EXPORTED __attribute__((visibility("default")))

enum { KERNEL_OK = 0, KERNEL_BAD_INPUT = 1, KERNEL_OUT_OF_MEMORY = 2 };

// The caller's, zeroed before a call; tritone/native/tensors.py has the same structure.
typedef struct {
    int code;
    char message[252];
} kernel_error;

// Note what went wrong, unless something did before it; returns the code.
static inline __attribute__((format(printf, 3, 4))) int fail(kernel_error *error, int code, const char *format, ...) {
    if (error->code) return error->code;
    va_list values;
    va_start(values, format);
    vsnprintf(error->message, sizeof error->message, format, values);
    va_end(values);
    return error->code = code;
}

static inline int fail_for_memory(kernel_error *error) {
    return fail(error, KERNEL_OUT_OF_MEMORY, "the native kernels ran out of memory");
}

#endif
