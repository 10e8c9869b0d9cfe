// Parts of a piece of work on several threads, which live as long as the work does: a few of 20 microseconds each, where the
// work takes milliseconds, and nothing that has to survive a fork or be ended.
#ifndef TRITONE_THREADS_H
#define TRITONE_THREADS_H

#include <pthread.h>

// The C library moved these into its main part with 2.34. By their old names, which it keeps, a wheel that was built with a
// newer one runs with 2.28, too; Python has the old part loaded there. A static program (tests make some) has one version only.
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(STATIC_PROGRAM)
#if defined(__x86_64__)
__asm__(".symver pthread_create, pthread_create@GLIBC_2.2.5");
__asm__(".symver pthread_join, pthread_join@GLIBC_2.2.5");
#elif defined(__aarch64__)
__asm__(".symver pthread_create, pthread_create@GLIBC_2.17");
__asm__(".symver pthread_join, pthread_join@GLIBC_2.17");
#endif
#endif

#define MOST_THREADS 64

// As many threads as a caller asks for, within 1 and MOST_THREADS.
static inline long some_threads(long asked) { return asked < 1 ? 1 : asked > MOST_THREADS ? MOST_THREADS : asked; }

typedef void (*part_of_work)(void *work, int worker, int first, int end);

typedef struct {
    part_of_work run;
    void *work;
    int worker, first, end;
} thread_part;

static inline void *run_part(void *given) {
    thread_part *part = given;
    part->run(part->work, part->worker, part->first, part->end);
    return NULL;
}

// Run `count` items in at most `threads` (1 to MOST_THREADS) ranges, one of them on this thread; all are done when it returns.
// A range whose thread cannot be had runs here, too.
static inline void share_out(int threads, int count, part_of_work run, void *work) {
    thread_part parts[MOST_THREADS];
    pthread_t started[MOST_THREADS];
    int is_started[MOST_THREADS] = {0};
    if (threads > count) threads = count > 0 ? count : 1;
    for (int i = threads - 1; i >= 0; i--) {
        parts[i] = (thread_part){run, work, i, (int)((long)count * i / threads), (int)((long)count * (i + 1) / threads)};
        is_started[i] = i && !pthread_create(&started[i], NULL, run_part, &parts[i]);
        if (!is_started[i]) run_part(&parts[i]);
    }
    for (int i = 1; i < threads; i++)
        if (is_started[i]) pthread_join(started[i], NULL);
}

#endif
