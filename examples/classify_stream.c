/* classify_stream.c - answer each line of a stream with its class, as it comes.
 *
 *   cc classify_stream.c $(pkg-config --cflags --libs lmev) -o classify_stream
 *   tail -f titles.txt | ./classify_stream CLASSIFIER
 *
 * CLASSIFIER is a folder that lmev_classifier_save, `lmev run` or `lmev demo` wrote. */
#include <stdio.h>
#include <string.h>

#include <lmev.h>

int main(int argc, char **argv)
{
    if (argc != 2) {
        fprintf(stderr, "usage: classify_stream CLASSIFIER\n");
        return 2;
    }
    lmev_classifier *classifier = NULL; /* threads would share this ... */
    lmev_predictor *predictor = NULL;   /* ... and each have one of these */
    lmev_error err;
    lmev_status s =
        lmev_classifier_load(&classifier, argv[1], 1, LMEV_PRECISION_F32, &err);
    if (s == LMEV_OK) s = lmev_predictor_new(&predictor, classifier, 1, &err);

    char line[4096];
    while (s == LMEV_OK && fgets(line, sizeof line, stdin)) {
        lmev_str text;
        uint32_t best;
        float probability;
        text.at = line;
        text.n = strcspn(line, "\n");
        s = lmev_predictor_predict(predictor, &text, 1, 1, &best, &probability, &err);
        if (s == LMEV_OK && best != LMEV_NO_CLASS)
            printf("%s\t%.4f\n", lmev_classifier_labels(classifier)->name[best],
                   (double)probability);
        fflush(stdout); /* the answer is wanted now */
    }
    if (s != LMEV_OK) fprintf(stderr, "classify_stream: %s: %s\n", err.source, err.text);
    lmev_predictor_free(predictor);
    lmev_classifier_free(classifier);
    return lmev_status_exit(s);
}
