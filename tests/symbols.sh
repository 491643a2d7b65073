#!/bin/sh
# symbols.sh - what liblmev may and may not do, read from its symbols.
#
#   usage: tests/symbols.sh path/to/liblmev.a
#
# 1. It does not touch the terminal, leave the process, read the environment or use the dice
#    of libc; nor the functions that cannot be used safely. It starts no process.
# 2. Memory comes from base/mem.c alone, files are written behind base/io/seam.h alone (io.c,
#    publish.c, temporary.c, dirs.c, tree.c): these are the doors at which tests inject
#    failures. unfinished.c removes files in a signal handler, whose failure nobody could
#    answer.
# 3. All that it exports begins with lmev_ (what begins with __ or . is the compiler's).
set -eu
lib=$1
[ -f "$lib" ] || { echo "symbols.sh: no file '$lib'" >&2; exit 2; }
bad=0

# "object symbol" for every use; the archive's name and the ":" around it taken away.
uses=$(nm -A -u "$lib" | sed 's/^.*:\([^:]*\):.* \([^ ]*\)$/\1 \2/')

report() { # title, lines
    [ -z "$2" ] && return 0
    echo "symbols.sh: $1:" >&2
    echo "$2" | sed 's/^/  /' >&2
    bad=1
}

never='stdin|stdout|stderr|puts|putchar|printf|vprintf|perror|psignal|warn|warnx|err|errx|syslog'
never="$never|__printf_chk|__vprintf_chk|exit|_exit|_Exit|quick_exit|abort|atexit"
never="$never|rand|srand|rand_r|random|srandom|random_r|drand48|lrand48|mrand48"
never="$never|getenv|secure_getenv|setenv|putenv|unsetenv|clearenv|setlocale"
never="$never|system|popen|fork|vfork|execv|execve|execvp|posix_spawn|posix_spawnp"
never="$never|strcpy|strcat|stpcpy|sprintf|vsprintf|__sprintf_chk|__strcpy_chk|__strcat_chk"
never="$never|strtok|atoi|atol|atoll|atof|gets|tmpnam|tempnam|mktemp"
report 'the library may not use' \
    "$(echo "$uses" | awk -v never="^($never)\$" '$2 ~ never')"

memory='malloc|calloc|realloc|reallocarray|aligned_alloc|posix_memalign|memalign|valloc'
memory="$memory|strdup|strndup|asprintf|vasprintf|__asprintf_chk|__vasprintf_chk|getline|free"
report 'memory comes from base/mem.c' \
    "$(echo "$uses" | awk -v those="^($memory)\$" '$2 ~ those && $1 !~ /(^|_)mem\.c\.o$/')"

files='fopen|fopen64|fdopen|freopen|open|open64|openat|openat64|creat|write|pwrite|pwrite64|writev'
files="$files|fwrite|fputs|fputc|fprintf|vfprintf|__fprintf_chk|__vfprintf_chk|rename|renameat"
files="$files|unlink|unlinkat|rmdir|mkdir|mkdirat|ftruncate|ftruncate64|truncate|fsync|fdatasync|syncfs"
files="$files|flock|link|symlink|mkstemp|mkdtemp"
report 'files are opened and written behind base/io/seam.h' \
    "$(echo "$uses" | awk -v those="^($files)\$" \
        '$2 ~ those && $1 !~ /(^|_)(io|publish|temporary|dirs|tree|unfinished)\.c\.o$/')"

report 'exported without the name lmev_' \
    "$(nm -g --defined-only "$lib" | awk 'NF == 3 && $3 !~ /^(lmev_|__|[.])/ {print $3}')"
exit $bad
