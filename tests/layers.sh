#!/bin/sh
# layers.sh - who may know whom, read from the #include lines.
#
#   usage: tests/layers.sh [top of the sources]
#
# 1. A folder of src/ includes itself and the folders in its row below; the same holds for the
#    public headers lmev/<folder>.h, where lmev/base.h is everybody's.
# 2. src/cmd sees the public headers, base/ and its own, nothing else.
# 3. A third-party header is included by its one door file; the headers of C, POSIX and Linux
#    by all. A header that is in neither list is a question to be answered here.
set -eu
top=${1:-$(dirname "$0")/..}
cd "$top"

grep -nE '^[[:space:]]*#[[:space:]]*include' include/*.h include/lmev/*.h $(find src -name "*.[ch]") |
awk '
BEGIN {
    # A row: who may know whom. An inner room (lm/tokenizer) is a room of its own; its public
    # headers are those of the folder around it.
    may["base"] = "text" # file, text and vectors are its headers for users of the library
    may["base/io"] = "base file text"
    may["base/format"] = "base base/io text vectors"
    may["base/folder"] = "base base/io base/format file"
    may["file"] = may["text"] = may["vectors"] = ""
    ground = "base base/io base/format base/folder"
    may["data"] = ground
    may["data/synth"] = ground " data"
    may["hub"] = ground
    may["lm/text"] = ground
    may["lm/tokenizer"] = ground " lm/text"
    may["lm"] = ground " lm/text" # the object; open.c and save.c name readers and writers
    may["lm/vectors"] = ground " lm lm/text"
    may["lm/model2vec"] = ground " lm lm/text lm/tokenizer"
    may["lm/tfhub"] = ground " lm lm/text"
    may["nn"] = ground
    may["metric"] = ground
    may["pretrain"] = ground " data lm nn"
    may["classifier"] = ground " data lm nn metric"
    may["spec"] = "base data lm nn"
    may["runs/spec"] = ground " spec data lm nn"
    may["runs/session"] = ground " nn"
    may["runs"] = ground " spec runs/spec runs/session data nn metric classifier"
    may["grid"] = ground " spec runs/spec runs/session data hub lm nn metric classifier runs"
    may["report"] = ground " report/text report/figures report/page"
    may["report/analysis"] = ground " metric runs"
    may["report/text"] = ground " report/analysis"
    may["report/figures"] = ground " report/analysis report/text"
    may["report/page"] = ground " report/text report/figures"
    may["cmd"] = ground " cmd/verbs"
    may["cmd/verbs"] = ground " cmd"

    door["yaml.h"] = "src/base/format/yaml.c"
    door["archive.h"] = door["archive_entry.h"] = "src/base/io/archive.c"
    door["zlib.h"] = "src/base/io/stream.c"
    door["curl/curl.h"] = "src/hub/fetch.c"
    door["nettle/sha1.h"] = door["nettle/sha2.h"] = "src/base/hash.c"
    door["oneapi/dnnl/dnnl.h"] = "src/nn/matmul.c"
    door["oniguruma.h"] = "src/lm/tokenizer/regex.c"
    door["utf8proc.h"] = "src/lm/text/unicode.c"
    door["snappy-c.h"] = "src/lm/tfhub/snappy.c"
    door["librsvg/rsvg.h"] = door["cairo-pdf.h"] = "src/report/figures/raster.c"

    n = split("assert complex ctype errno fenv float inttypes iso646 limits locale math setjmp " \
              "signal stdalign stdarg stdatomic stdbool stddef stdint stdio stdlib stdnoreturn " \
              "string tgmath threads time uchar wchar wctype cpuid immintrin " \
              "dirent dlfcn fcntl fnmatch glob langinfo libgen poll pthread sched strings " \
              "termios unistd sys/eventfd sys/file sys/ioctl sys/mman sys/resource sys/socket " \
              "sys/stat sys/statvfs sys/syscall sys/time sys/types sys/utsname sys/wait linux/futex", name, " ")
    for (i = 1; i <= n; i++)
        plain[name[i] ".h"] = 1
    bad = 0
}

function wrong(why) {
    printf "%s: %s: %s\n", place, header, why
    bad = 1
}

# May the folder `from` know the folder `to`?
function knows(from, to) {
    return from == to || index(" " may[from] " ", " " to " ") > 0
}

{
    split($0, part, ":")
    file = part[1]
    place = part[1] ":" part[2]
    header = $0
    sub(/^[^#]*#[[:space:]]*include[[:space:]]*/, "", header)
    bracket = substr(header, 1, 1) == "<"
    header = substr(header, 2)
    sub(/[>"].*$/, "", header)
    n = split(file, path, "/")
    public = path[1] == "include"
    from = public ? path[n] : file
    if (public)
        sub(/\.h$/, "", from)
    else {
        sub(/^src\//, "", from)
        sub(/\/[^\/]*$/, "", from)
    }
    outer = from
    sub(/\/.*$/, "", outer)
}

file == "include/lmev.h" { next } # all of them, by design

!(from in may) { wrong("the folder is not in the table of tests/layers.sh"); next }

header in door {
    if (file != door[header])
        wrong("is the business of " door[header] " alone")
    next
}

bracket {
    if (!(header in plain))
        wrong("is neither a header of the system nor one with a door file")
    next
}

header ~ /^lmev\// {
    to = substr(header, 6)
    sub(/\.h$/, "", to)
    if (to != "base" && to != outer && outer != "cmd" && !knows(from, to))
        wrong(from "/ may not know " to "/")
    next
}

header == "lmev.h" {
    if (outer != "cmd")
        wrong("is for users of the library")
    next
}

public { wrong("a public header includes public headers only"); next }

header ~ /\// {
    to = header
    sub(/\/[^\/]*$/, "", to)
    if (!knows(from, to))
        wrong(from "/ may not know " to "/")
    next
}

{ wrong("write the folder too: \"" from "/" header "\"") }

END { exit bad }
' >&2 || { echo "layers.sh: the includes above break the table" >&2; exit 1; }
