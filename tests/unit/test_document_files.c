/* test_document_files.c - documents as Markdown, CSV and JSON.
 *
 * Nothing that stands in a file of an experiment may act in a report, what is written
 * reads back as it was, and a lack of memory leaves nothing behind. */
#include "document_help.h"

#include "base/format/json.h"

/* ---- Cleaned texts ---- */

static void texts_are_cleaned_once(void **state)
{
    (void)state;
    work w = {0};
    hostile_lab(&w);
    make(&w, "es");
    assert_clean(w.d->title, false);
    assert_clean(w.d->subtitle, false);
    for (size_t i = 0; i < w.d->n_sections; i++) {
        const lmev__section *s = &w.d->section[i];
        for (size_t k = 0; k < s->n_paragraphs; k++)
            assert_clean(s->paragraph[k].text, true);
        for (size_t k = 0; k < s->n_tables; k++) {
            const lmev__table *t = &s->table[k];
            for (size_t c = 0; c < t->n_columns; c++) {
                assert_clean(t->column[c].key, false);
                assert_clean(t->column[c].title, false);
            }
            for (size_t c = 0; c < t->n_columns * t->n_rows; c++) {
                const lmev__cell *cell = &t->cell[c];
                /* Each cell is of the kind of its column: none was forgotten or
                 * doubled. */
                bool is_text = t->column[c % t->n_columns].kind == LMEV__COLUMN_TEXT;
                assert_true(is_text ? isnan(cell->value) : cell->text == NULL);
                if (cell->text) assert_clean(cell->text, false);
            }
        }
    }
    drop(&w);
}

static void a_text_has_an_end(void **state)
{
    (void)state;
    work w = {0};
    char *endless = lmev__calloc(100001, 1);
    assert_non_null(endless);
    memset(endless, 'x', 100000);
    lmev_experiment *x = add(&w.lab, "scratch", 0, 0.5);
    set(&x->run_id, endless);
    make(&w, "en");
    const lmev__table *t = table(w.d, "experiments");
    assert_int_equal(strlen(cell_of(t, 0, "run_id")->text), 2000 + strlen("…"));
    /* Programs get all of it. */
    lmev__buf b = LMEV__BUF_INIT;
    lmev__table_csv(&b, t);
    char *csv = lmev__buf_text(&b), *json = written(lmev__tables_json, w.d),
         *markdown = written(lmev__markdown, w.d);
    assert_non_null(strstr(csv, endless));
    assert_non_null(strstr(json, endless));
    assert_null(strstr(csv, "…"));
    assert_null(strstr(json, "…"));
    assert_true(strlen(markdown) < strlen(endless));
    lmev__free(csv);
    lmev__free(json);
    lmev__free(markdown);
    lmev__free(endless);
    drop(&w);
}

/* ---- Markdown ---- */

/* Bars that part cells: those without a backslash before them. */
static size_t bars(const char *line, size_t n)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (line[i] == '\\')
            i++;
        else
            count += line[i] == '|';
    }
    return count;
}

/* One document's Markdown, line by line. */
static void check_markdown(const char *text)
{
    size_t headings = 0, in_table = 0;
    for (const char *at = text; *at;) {
        size_t n = strcspn(at, "\n"), here = bars(at, n);
        headings += strncmp(at, "# ", 2) == 0;
        if (*at == '|') {
            if (in_table == 0) in_table = here;
            assert_int_equal(here, in_table);
        } else {
            in_table = 0;
        }
        for (size_t i = 0; i < n; i++) {
            bool escaped = i > 0 && at[i - 1] == '\\';
            if (at[i] == '<')
                assert_null(strchr("abcdefghijklmnopqrstuvwxyzST/!?", at[i + 1]));
            if (at[i] == ']' && at[i + 1] == '(' && !escaped)
                assert_memory_equal(at + i + 2, "tables/", 7);
            if (at[i] == '[' && !escaped) /* an interval, or a link of ours */
                assert_true(strchr("-0123456789", at[i + 1]) ||
                            strncmp(at + n - 6, ".csv))", 6) == 0);
            if (at[i] == '`' || at[i] == '~') assert_true(escaped);
        }
        at += n + (at[n] == '\n');
    }
    assert_int_equal(headings, 1);
}

static void markdown_shows_texts_as_texts(void **state)
{
    (void)state;
    work w = {0};
    hostile_lab(&w);
    make(&w, "en");
    char *text = written(lmev__markdown, w.d);
    check_markdown(text);
    assert_non_null(strstr(text, "&lt;script\\>alert(1)&lt;/script\\>"));
    assert_non_null(strstr(text, "a\\|b\\|c"));
    assert_non_null(strstr(text, "\\[link\\](javascript:alert(1))"));
    assert_non_null(strstr(text, "line break   tab mark  "));
    assert_non_null(strstr(text, "\xEF\xBF\xBDright to left\xEF\xBF\xBD  lines "));
    assert_non_null(strstr(text, "broken \xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD utf-8 "));
    lmev__free(text);
    drop(&w);
}

static void the_short_text_has_models_and_claims(void **state)
{
    (void)state;
    work w = {0};
    four_models(&w);
    make(&w, "es");
    char *text = written(lmev__summary_text, w.d);
    assert_memory_equal(text, "| Modelo             | Repeticiones |", 37);
    assert_non_null(strstr(text, "| **nnlm-es-dim50**  |            3 | **0,7500** |"));
    assert_non_null(strstr(text, "\n- nnlm-es-dim50 "));
    char high[16]; /* of its interval, in a column */
    snprintf(high, sizeof high, "| 0,%04.0f |", w.study->model[0].high * 1e4);
    assert_non_null(strstr(text, high));
    assert_null(strstr(text, LMEV__MARK_ON));
    lmev__free(text);
    drop(&w);
}

/* ---- CSV and JSON ---- */

/* The next field of a strict RFC 4180 text with LF, decoded into to; the byte that ends
 * it is returned: ',' or '\n'. */
static char next_field(const char **at, lmev__buf *to)
{
    const char *s = *at;
    lmev__buf_reset(to);
    if (*s == '"') {
        for (s++; *s != '"' || s[1] == '"'; s++) {
            assert_int_not_equal(*s, 0);
            s += *s == '"';
            lmev__buf_putc(to, *s);
        }
        s++;
    } else {
        for (; *s != ',' && *s != '\n'; s++) {
            assert_true(*s != 0 && *s != '"' && *s != '\r');
            lmev__buf_putc(to, *s);
        }
    }
    assert_true(*s == ',' || *s == '\n');
    lmev__buf_putc(to, 0);
    assert_false(to->failed);
    *at = s + 1;
    return *s;
}

static void check_field(const lmev__column *column, const lmev__cell *cell,
                        const char *field)
{
    if (column->kind == LMEV__COLUMN_TEXT) {
        const char *want = cell->code ? cell->code : cell->text ? cell->text : "";
        if (*field == '\'') /* no text of ours begins with one but for a formula */
            assert_true(strchr("=+-@ '", want[0]) != NULL);
        assert_null(strchr("=+-@", *field ? *field : 'x'));
        assert_string_equal(*field == '\'' && *want != '\'' ? field + 1 : field, want);
        return;
    }
    if (isnan(cell->value)) {
        assert_string_equal(field, "");
        return;
    }
    char *end;
    double v = strtod(field, &end); /* tests run in the C locale */
    assert_int_equal(*end, 0);
    assert_true(memcmp(&v, &cell->value, sizeof v) == 0);
}

static void check_csv(const lmev__table *t)
{
    lmev__buf b = LMEV__BUF_INIT, field = LMEV__BUF_INIT;
    lmev__table_csv(&b, t);
    char *text = lmev__buf_text(&b);
    assert_non_null(text);
    const char *at = text;
    for (size_t r = 0; r <= t->n_rows; r++) {
        for (size_t k = 0; k < t->n_columns; k++) {
            char end = next_field(&at, &field);
            assert_int_equal(end, k + 1 == t->n_columns ? '\n' : ',');
            if (r == 0)
                assert_string_equal(field.at, t->column[k].key);
            else
                check_field(&t->column[k], &t->cell[(r - 1) * t->n_columns + k],
                            field.at);
        }
    }
    assert_int_equal(*at, 0);
    lmev__buf_free(&field);
    lmev__free(text);
}

static void csv_reads_back(void **state)
{
    (void)state;
    work w = {0};
    hostile_lab(&w);
    make(&w, "es");
    for (size_t i = 0; i < w.d->n_sections; i++)
        for (size_t k = 0; k < w.d->section[i].n_tables; k++)
            check_csv(&w.d->section[i].table[k]);
    drop(&w);
}

static void check_json_table(const lmev__json *rows, const lmev__table *t)
{
    assert_int_equal(lmev__json_kind(rows), LMEV__JSON_ARRAY);
    assert_int_equal(lmev__json_size(rows), t->n_rows);
    for (size_t r = 0; r < t->n_rows; r++) {
        const lmev__json *row = lmev__json_at(rows, r);
        assert_int_equal(lmev__json_size(row), t->n_columns);
        for (size_t k = 0; k < t->n_columns; k++) {
            const lmev__cell *cell = &t->cell[r * t->n_columns + k];
            const lmev__json *v = lmev__json_get(row, t->column[k].key);
            const char *text = cell->code ? cell->code : cell->text;
            assert_non_null(v);
            if (text && *text) {
                assert_string_equal(lmev__json_string(v, NULL), text);
            } else if (isfinite(cell->value)) {
                double got = lmev__json_real(v);
                assert_true(memcmp(&got, &cell->value, sizeof got) == 0);
            } else {
                assert_int_equal(lmev__json_kind(v), LMEV__JSON_NULL);
            }
        }
    }
}

static void json_reads_back(void **state)
{
    (void)state;
    work w = {0};
    hostile_lab(&w);
    make(&w, "en");
    char *text = written(lmev__tables_json, w.d);
    lmev__json *j = NULL;
    assert_ok(lmev__json_parse(&j, text, strlen(text), "report.json", 0, err));
    assert_string_equal(lmev__json_string(lmev__json_get(j, "language"), NULL), "en");
    assert_true(lmev__json_size(lmev__json_get(j, "claims")) > 0);
    assert_true(lmev__json_size(lmev__json_get(j, "warnings")) > 0);
    const lmev__json *tables = lmev__json_get(j, "tables");
    for (size_t i = 0; i < w.d->n_sections; i++)
        for (size_t k = 0; k < w.d->section[i].n_tables; k++) {
            const lmev__table *t = &w.d->section[i].table[k];
            check_json_table(lmev__json_get(tables, t->id), t);
        }
    assert_non_null(lmev__json_get(tables, "left-out"));
    lmev__json_free(j);
    lmev__free(text);
    drop(&w);
}

static void the_same_study_gives_the_same_bytes(void **state)
{
    (void)state;
    work w = {0};
    four_models(&w);
    make(&w, "en");
    lmev__document *again = NULL;
    assert_ok(lmev__document_new(&again, w.study, err));
    char *first = written(lmev__tables_json, w.d),
         *second = written(lmev__tables_json, again);
    assert_string_equal(first, second);
    lmev__free(first);
    lmev__free(second);
    lmev__document_free(again);
    drop(&w);
}

/* ---- Without memory ---- */

static lmev_status write_all(const lmev__study *s)
{
    lmev__document *d = NULL;
    lmev_status status = lmev__document_new(&d, s, NULL);
    if (status != LMEV_OK) {
        assert_null(d);
        return status;
    }
    lmev__buf b = LMEV__BUF_INIT;
    lmev__markdown(&b, d);
    lmev__summary_text(&b, d);
    lmev__tables_json(&b, d);
    lmev__table_csv(&b, table(d, "models"));
    status = b.failed ? LMEV_ERR_NOMEM : LMEV_OK;
    lmev__buf_free(&b);
    lmev__document_free(d);
    return status;
}

/* Every allocation among the first 300, every 13th after them: what comes later is more
 * of the same, table after table. */
static void survives_a_lack_of_memory(void **state)
{
    (void)state;
    work w = {0};
    four_models(&w);
    leave_out(&w.lab, "/runs/lost", "it is not there");
    make(&w, "es");
    long before = lmev__test_live_blocks();
    lmev_status status = LMEV_ERR_NOMEM;
    for (long k = 0; status != LMEV_OK; k += k < 300 ? 1 : 13) {
        lmev__test_fail_alloc(k, k % 2 == 1);
        status = write_all(w.study);
        lmev__test_fail_alloc(-1, false);
        assert_true(status == LMEV_OK || status == LMEV_ERR_NOMEM);
        assert_int_equal(lmev__test_live_blocks(), before);
    }
    drop(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(texts_are_cleaned_once),
        cmocka_unit_test(a_text_has_an_end),
        cmocka_unit_test(markdown_shows_texts_as_texts),
        cmocka_unit_test(the_short_text_has_models_and_claims),
        cmocka_unit_test(csv_reads_back),
        cmocka_unit_test(json_reads_back),
        cmocka_unit_test(the_same_study_gives_the_same_bytes),
        cmocka_unit_test(survives_a_lack_of_memory),
    };
    return cmocka_run_group_tests(tests, make_folder, drop_folder);
}
