/* one_thread.c - stands for pthread_create in the tests of the list one_thread
 * (meson.build): they are not run under ThreadSanitizer, so none of them may start a
 * thread unseen. */
#include <stdio.h>
#include <stdlib.h>

void __wrap_pthread_create(void);

void __wrap_pthread_create(void)
{
    fputs("a thread is started: take this test from the list one_thread in "
          "tests/unit/meson.build\n",
          stderr);
    abort();
}
