/* peak.c - run a program and say its peak memory, for run.py.
 *
 *   peak PROGRAM ARGUMENT...
 *
 * The kernel counts towards a program's peak what the process held before it became that
 * program: from Python that would be Python's memory, from here it is next to nothing.
 * Writes "peak KILOBYTES" to stderr and ends as the program did (128 + n: by signal
 * n). */
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    if (argc < 2) return 126;
    const pid_t child = fork();
    if (child == 0) {
        execv(argv[1], argv + 1);
        _exit(127);
    }
    int status;
    struct rusage used;
    if (child < 0 || wait4(child, &status, 0, &used) != child) return 126;
    fprintf(stderr, "peak %ld\n", used.ru_maxrss);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
