/* store.c - the index over run directories: the sqlite3 door.
 *
 * A cache and nothing else: it is compared with the directories before every use, thrown
 * away at the first doubt, and kept in memory where its file cannot be had (a read-only
 * folder, a full disk, another process that holds it for more than half a minute). So a
 * fault of the index never reaches the user, short of memory running out.
 *
 * A file is ours by our number in its head, which the file has from its first page on.
 * SQLite opens none but ours, since opening alone may change a database; anything else of
 * that name stays as it is, and the index is kept in memory.
 *
 * A row is a run, a column a fact: the table of facts.c makes the layout and both
 * statements, so that other programs may ask the index too. Curves are blobs of doubles.
 * Cost: asking the file system for a stamp a run, and reading the JSON of those alone
 * that changed; nothing is written where nothing did. */
#include "runs/store.h"

#include <errno.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/io/io.h"
#include "base/mem.h"
#include "base/utf8.h"
#include "runs/find.h"
#include "runs/metadata.h"

#define INDEX_FILE  "index.sqlite"
#define APPLICATION 0x6c6d6576 /* "lmev", in the file's header */
#define LAYOUT      6 /* of the table; another one is thrown away, not migrated */
#define BUSY_MS     30000

static const char *const index_files[] = {INDEX_FILE, INDEX_FILE "-wal",
                                          INDEX_FILE "-shm", INDEX_FILE "-journal"};

typedef struct store {
    sqlite3 *db;
    char *folder, *file;      /* file NULL: in memory */
    char *layout, *put, *get; /* statements */
} store;

/* Columns before the facts. */
enum { PATH, STAMP, STATE, WHY, FACTS };

static bool make_statements(store *t)
{
    static const char *const type[] = {
        [LMEV__FACT_TEXT] = "TEXT",      [LMEV__FACT_REAL] = "REAL",
        [LMEV__FACT_COUNT] = "INTEGER",  [LMEV__FACT_COUNT4] = "INTEGER",
        [LMEV__FACT_NUMBER] = "INTEGER", [LMEV__FACT_FLAG] = "INTEGER",
        [LMEV__FACT_CURVE] = "BLOB"};
    lmev__buf layout = LMEV__BUF_INIT, put = LMEV__BUF_INIT, get = LMEV__BUF_INIT;
    /* path is below the folder; stamp tells which file was read, its time and size */
    lmev__buf_puts(&layout,
                   "CREATE TABLE IF NOT EXISTS runs(path TEXT PRIMARY KEY, "
                   "stamp TEXT NOT NULL, state INTEGER NOT NULL, why TEXT NOT NULL");
    lmev__buf_puts(&put, "INSERT OR REPLACE INTO runs VALUES(?,?,?,?");
    lmev__buf_puts(&get, "SELECT path,stamp,state,why");
    for (size_t i = 0; i < lmev__n_facts; i++) {
        const lmev__fact *fact = &lmev__fact_table[i];
        lmev__buf_printf(&layout, ", %s %s", fact->name, type[fact->kind]);
        lmev__buf_puts(&put, ",?");
        lmev__buf_printf(&get, ",%s", fact->name);
    }
    lmev__buf_puts(&layout, ");");
    lmev__buf_puts(&put, ")");
    lmev__buf_puts(&get, " FROM runs ORDER BY started_at IS NULL,started_at,path");
    t->layout = lmev__buf_text(&layout);
    t->put = lmev__buf_text(&put);
    t->get = lmev__buf_text(&get);
    return t->layout && t->put && t->get;
}

static int run_sql(sqlite3 *db, const char *sql)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL);
}

static int pragma_number(sqlite3 *db, const char *sql, int *value)
{
    sqlite3_stmt *q = NULL;
    int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);
    if (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        *value = sqlite3_column_int(q, 0);
        rc = SQLITE_OK;
    }
    sqlite3_finalize(q);
    return rc;
}

/* Whose the file of the index is: nobody's, or ours by our number, which lies at byte 68
 * of the head, most significant byte first. */
typedef enum owner { NOBODY, OURS, FOREIGN } owner;

static owner owner_of_file(const char *file)
{
    static const char begin[] = "SQLite format 3";
    enum { HEAD = 100, NUMBER = 68 };
    struct stat st;
    if (lstat(file, &st) != 0) return errno == ENOENT ? NOBODY : FOREIGN;
    if (!S_ISREG(st.st_mode)) return FOREIGN;
    if (st.st_size == 0)
        return NOBODY; /* of somebody who was killed before the first page */
    lmev__map m;
    if (lmev__map_open(&m, file, NULL) != LMEV_OK) return FOREIGN;
    const unsigned char *at = (const unsigned char *)m.at + NUMBER;
    const bool ours = m.n >= HEAD && memcmp(m.at, begin, sizeof begin) == 0 &&
                      ((uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 |
                       (uint32_t)at[2] << 8 | at[3]) == APPLICATION;
    lmev__map_close(&m);
    return ours ? OURS : FOREIGN;
}

/* The log and the journal belong to the file. Without it they are somebody's: SQLite
 * would remove them when it makes a new one. *path: what is foreign, lmev__free it. */
static lmev_status owner_of_index(owner *whose, char **path, const char *folder,
                                  lmev_error *err)
{
    for (size_t i = 0; i < sizeof index_files / sizeof *index_files; i++) {
        struct stat st;
        char *at = lmev__path_join(folder, index_files[i]);
        if (!at) return lmev__nomem(err, folder);
        if (i == 0)
            *whose = owner_of_file(at);
        else if (*whose == NOBODY && lstat(at, &st) == 0)
            *whose = FOREIGN;
        if (*whose == FOREIGN) {
            *path = at;
            return LMEV_OK;
        }
        lmev__free(at);
        if (*whose == OURS) break;
    }
    return LMEV_OK;
}

/* A file of ours has our number and layout; a new one has no page yet. */
static int check_owner(sqlite3 *db, bool *fresh)
{
    int application = 0, version = 0, pages = 0, rc;
    if ((rc = pragma_number(db, "PRAGMA page_count", &pages)) != SQLITE_OK ||
        (rc = pragma_number(db, "PRAGMA application_id", &application)) != SQLITE_OK ||
        (rc = pragma_number(db, "PRAGMA user_version", &version)) != SQLITE_OK)
        return rc;
    *fresh = pages == 0;
    return *fresh || (application == APPLICATION && version == LAYOUT) ? SQLITE_OK
                                                                       : SQLITE_NOTADB;
}

static int open_db(sqlite3 **db, const char *file, const char *layout)
{
    char sql[128];
    bool fresh = false;
    int rc = sqlite3_open_v2(
        file, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW,
        NULL);
    if (rc != SQLITE_OK) return rc;
    sqlite3_extended_result_codes(*db, 0);
    sqlite3_busy_timeout(*db, BUSY_MS);
    /* files of unknown origin: no functions or views from the schema are trusted */
    sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    if ((rc = check_owner(*db, &fresh)) != SQLITE_OK) return rc;
    /* a lost write costs a refresh, so the disk is not waited for */
    if ((rc = run_sql(*db, "PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;")) !=
            SQLITE_OK ||
        !fresh)
        return rc;
    /* The number goes with the first page, and no journal lies beside it: a kill leaves
     * nothing, an empty file or one of ours. */
    snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d;",
             APPLICATION, LAYOUT);
    if ((rc = run_sql(*db, "PRAGMA journal_mode=MEMORY; BEGIN IMMEDIATE;")) !=
            SQLITE_OK ||
        (rc = run_sql(*db, sql)) != SQLITE_OK ||
        (rc = run_sql(*db, layout)) != SQLITE_OK ||
        (rc = run_sql(*db, "COMMIT;")) != SQLITE_OK)
        return rc;
    (void)run_sql(*db, "PRAGMA journal_mode=WAL;"); /* others may read while one writes */
    return SQLITE_OK;
}

lmev_status lmev__store_remove(const char *folder, lmev_error *err)
{
    owner whose = NOBODY;
    char *foreign = NULL;
    lmev_status s = owner_of_index(&whose, &foreign, folder, err);
    if (s == LMEV_OK && whose == FOREIGN) {
        s = lmev__fail(err, LMEV_ERR_IO, foreign, 0, "is no index of lmev's");
        lmev__hint(err, "move it away, then run the command again");
    }
    /* The file last: without it the others would be somebody's. */
    for (size_t i = sizeof index_files / sizeof *index_files;
         s == LMEV_OK && whose == OURS && i-- > 0;) {
        char *path = lmev__path_join(folder, index_files[i]);
        s = path ? lmev__remove_file(path, err) : lmev__nomem(err, folder);
        lmev__free(path);
    }
    lmev__free(foreign);
    return s;
}

static void shut(store *t)
{
    sqlite3_close(t->db);
    t->db = NULL;
}

static void release(store *t)
{
    shut(t);
    lmev__free(t->folder);
    lmev__free(t->file);
    lmev__free(t->layout);
    lmev__free(t->put);
    lmev__free(t->get);
    *t = (store){0};
}

/* The next best index after rc: first a fresh file, then memory. */
static int reopen(store *t, int rc, const lmev_watch *watch)
{
    bool damaged = rc == SQLITE_NOTADB || rc == SQLITE_CORRUPT || rc == SQLITE_ERROR ||
                   rc == SQLITE_SCHEMA || rc == SQLITE_MISMATCH ||
                   rc == SQLITE_CONSTRAINT;
    shut(t);
    if (damaged && t->file) {
        lmev__say(watch, LMEV_LEVEL_WARNING,
                  "the index '%s' is damaged or of another version of lmev: made anew",
                  t->file);
        if (lmev__store_remove(t->folder, NULL) == LMEV_OK &&
            (rc = open_db(&t->db, t->file, t->layout)) == SQLITE_OK)
            return rc;
        shut(t);
    }
    if (!t->file) return rc; /* memory failed too */
    lmev__free(t->file);
    t->file = NULL;
    return open_db(&t->db, ":memory:", t->layout);
}

static lmev_status fault(const store *t, int rc, lmev_error *err)
{
    return rc == SQLITE_NOMEM ? lmev__nomem(err, t->folder)
                              : lmev__fail(err, LMEV_ERR_IO, t->folder, 0,
                                           "cannot index: %s", sqlite3_errstr(rc));
}

/* Below, a fault of the index is in *rc and one of anything else is the status. */

static void bind_text(sqlite3_stmt *q, int i, const char *s)
{
    sqlite3_bind_text(q, i, s, -1, SQLITE_STATIC);
}

static void bind_fact(sqlite3_stmt *q, int i, lmev_experiment *e, const lmev__fact *fact)
{
    void *at = lmev__fact_of(e, fact);
    switch (fact->kind) {
    case LMEV__FACT_TEXT:
        bind_text(q, i, *(char **)at);
        break;
    case LMEV__FACT_REAL: /* SQLite takes NaN for NULL */
        sqlite3_bind_double(q, i, *(double *)at);
        break;
    case LMEV__FACT_COUNT:
        sqlite3_bind_int64(q, i, (sqlite3_int64) * (uint64_t *)at);
        break;
    case LMEV__FACT_COUNT4:
        sqlite3_bind_int64(q, i, *(uint32_t *)at);
        break;
    case LMEV__FACT_NUMBER:
        sqlite3_bind_int64(q, i, *(int64_t *)at);
        break;
    case LMEV__FACT_FLAG:
        sqlite3_bind_int(q, i, *(int *)at);
        break;
    case LMEV__FACT_CURVE:
        sqlite3_bind_blob64(q, i, *(double **)at, (uint64_t)e->n_epochs * sizeof(double),
                            SQLITE_STATIC);
        break;
    }
}

static int finish(sqlite3_stmt *q)
{
    int rc = sqlite3_step(q);
    sqlite3_reset(q);
    sqlite3_clear_bindings(q);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static lmev_status read_run(const store *t, sqlite3_stmt *put, const lmev__found *found,
                            int *rc, lmev_error *err)
{
    lmev__facts f = {0};
    bool is_run = false;
    char *dir = lmev__path_join(t->folder, strcmp(found->below, ".") ? found->below : "");
    if (!dir) return lmev__nomem(err, t->folder);
    lmev_status s = lmev__facts_of(&f, &is_run, dir, err);
    lmev__free(dir);
    if (s != LMEV_OK || !is_run) /* gone since it was stamped */
        return s;
    bind_text(put, PATH + 1, found->below);
    /* without a stamp it is read again next time */
    bind_text(put, STAMP + 1, f.may_pass ? "" : found->stamp);
    sqlite3_bind_int(put, STATE + 1, (int)f.state);
    bind_text(put, WHY + 1, f.why);
    for (size_t i = 0; i < lmev__n_facts; i++)
        bind_fact(put, FACTS + 1 + (int)i, &f.e, &lmev__fact_table[i]);
    *rc = finish(put);
    lmev__facts_clear(&f);
    return LMEV_OK;
}

/* Mark what the index has as it is on disk; *stale: it has something else besides. Both
 * sides are sorted by path. */
static int compare(sqlite3 *db, lmev__found_list *found, bool *stale)
{
    static const char sql[] = "SELECT path,stamp FROM runs ORDER BY path";
    sqlite3_stmt *q = NULL;
    size_t i = 0;
    int rc = sqlite3_prepare_v2(db, sql, -1, &q, NULL);
    *stale = false;
    while (rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        const char *path = (const char *)sqlite3_column_text(q, 0);
        const char *stamp = (const char *)sqlite3_column_text(q, 1);
        rc = path && stamp ? SQLITE_OK : SQLITE_CORRUPT;
        while (path && i < found->n && strcmp(found->at[i].below, path) < 0) i++;
        if (path && i < found->n && !strcmp(found->at[i].below, path))
            found->at[i].known = stamp && !strcmp(found->at[i].stamp, stamp);
        else
            *stale = true;
    }
    sqlite3_finalize(q);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

/* Only the runs that are still there stay. */
static int sweep(sqlite3 *db, const lmev__found_list *found)
{
    static const char all[] =
        "CREATE TEMP TABLE IF NOT EXISTS there(path TEXT PRIMARY KEY);"
        "DELETE FROM there;";
    static const char gone[] =
        "DELETE FROM runs WHERE path NOT IN (SELECT path FROM there); DELETE FROM there;";
    sqlite3_stmt *q = NULL;
    int rc = run_sql(db, all);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(db, "INSERT INTO there VALUES(?)", -1, &q, NULL);
    for (size_t i = 0; i < found->n && rc == SQLITE_OK; i++) {
        bind_text(q, 1, found->at[i].below);
        rc = finish(q);
    }
    sqlite3_finalize(q);
    return rc == SQLITE_OK ? run_sql(db, gone) : rc;
}

/* All in one transaction: others see the index before or after, never half. */
static lmev_status update(const store *t, const lmev__found_list *found, size_t n_new,
                          bool stale, int *rc, const lmev_watch *watch, lmev_error *err)
{
    sqlite3_stmt *put = NULL;
    lmev_status s = LMEV_OK;
    size_t done = 0;
    if ((*rc = run_sql(t->db, "BEGIN IMMEDIATE")) == SQLITE_OK && stale)
        *rc = sweep(t->db, found);
    if (*rc == SQLITE_OK) *rc = sqlite3_prepare_v2(t->db, t->put, -1, &put, NULL);
    for (size_t i = 0; i < found->n && *rc == SQLITE_OK && s == LMEV_OK; i++) {
        if (found->at[i].known) continue;
        if (done % 64 == 0)
            lmev__report(watch, "reading runs", done, n_new, "runs", (double)NAN);
        s = read_run(t, put, &found->at[i], rc, err);
        done++;
        if (s == LMEV_OK && lmev__asked_to_stop(watch)) s = LMEV_STOPPED;
    }
    sqlite3_finalize(put);
    if (*rc == SQLITE_OK && s == LMEV_OK) *rc = run_sql(t->db, "COMMIT");
    if (*rc != SQLITE_OK || s != LMEV_OK)
        (void)run_sql(t->db, "ROLLBACK");
    else if (done)
        lmev__report(watch, "reading runs", done, n_new, "runs", (double)NAN);
    return s;
}

static bool take_text(sqlite3_stmt *q, int i, char **to, int *rc)
{
    const bool is_text = sqlite3_column_type(q, i) == SQLITE_TEXT;
    const char *s = is_text ? (const char *)sqlite3_column_text(q, i) : NULL;
    const size_t n = is_text ? (size_t)sqlite3_column_bytes(q, i) : 0;
    if (!s || n != strlen(s) || !lmev__utf8_ok(s, n)) {
        *rc = SQLITE_CORRUPT;
        return true;
    }
    return (*to = lmev__strndup(s, n)) != NULL;
}

/* As much as e.n_epochs, which stands before it, says. */
static bool take_curve(sqlite3_stmt *q, int i, double **curve, uint32_t n, int *rc)
{
    const void *from = sqlite3_column_blob(q, i);
    const size_t bytes = (size_t)n * sizeof **curve;
    if ((size_t)sqlite3_column_bytes(q, i) != bytes || (n && !from)) {
        *rc = SQLITE_CORRUPT;
        return true;
    }
    if (n == 0) return true;
    if (!(*curve = lmev__alloc(bytes))) return false;
    memcpy(*curve, from, bytes);
    return true;
}

/* False: out of memory. */
static bool take_fact(sqlite3_stmt *q, int i, lmev_experiment *e, const lmev__fact *fact,
                      int *rc)
{
    void *at = lmev__fact_of(e, fact);
    const int type = sqlite3_column_type(q, i);
    if (fact->kind == LMEV__FACT_CURVE) return take_curve(q, i, at, e->n_epochs, rc);
    if (fact->kind == LMEV__FACT_TEXT) {
        if (sqlite3_column_bytes(q, i) > LMEV__TEXT_MAX) *rc = SQLITE_CORRUPT;
        return *rc != SQLITE_OK || take_text(q, i, at, rc);
    }
    if (fact->kind == LMEV__FACT_REAL && type == SQLITE_NULL) return true; /* it is NaN */
    if (type != (fact->kind == LMEV__FACT_REAL ? SQLITE_FLOAT : SQLITE_INTEGER)) {
        *rc = SQLITE_CORRUPT;
        return true;
    }
    const int64_t n = sqlite3_column_int64(q, i);
    const double x = sqlite3_column_double(q, i);
    switch (fact->kind) {
    case LMEV__FACT_REAL:
        if (!(x >= fact->low && x <= fact->high)) *rc = SQLITE_CORRUPT;
        *(double *)at = x;
        return true;
    case LMEV__FACT_COUNT:
        if (n < 0 || n > LMEV__COUNT_MAX) *rc = SQLITE_CORRUPT;
        *(uint64_t *)at = (uint64_t)n;
        return true;
    case LMEV__FACT_COUNT4:
        if (n < 0 || n > UINT32_MAX) *rc = SQLITE_CORRUPT;
        *(uint32_t *)at = (uint32_t)n;
        return true;
    case LMEV__FACT_NUMBER:
        if (n < -1) *rc = SQLITE_CORRUPT;
        *(int64_t *)at = n;
        return true;
    case LMEV__FACT_FLAG:
        if (n < -1 || n > 1) *rc = SQLITE_CORRUPT;
        *(int *)at = (int)n;
        return true;
    case LMEV__FACT_TEXT:
    case LMEV__FACT_CURVE:
        break;
    }
    return true;
}

/* A file that calls itself ours may hold anything: what no run can have is a damage. */
static lmev_status take_row(const store *t, lmev__facts *f, sqlite3_stmt *q, int *rc,
                            lmev_error *err)
{
    const char *below = (const char *)sqlite3_column_text(q, PATH);
    const int state = sqlite3_column_int(q, STATE);
    lmev__facts_init(f);
    if (state < 0 || state >= LMEV__RUN_STATES || !below) {
        *rc = SQLITE_CORRUPT;
        return LMEV_OK;
    }
    f->state = (lmev__run_state)state;
    f->e.path =
        strcmp(below, ".") ? lmev__path_join(t->folder, below) : lmev__strdup(t->folder);
    bool ok = f->e.path && take_text(q, WHY, &f->why, rc);
    for (size_t i = 0; i < lmev__n_facts && ok && *rc == SQLITE_OK; i++)
        ok = take_fact(q, FACTS + (int)i, &f->e, &lmev__fact_table[i], rc);
    return ok ? LMEV_OK : lmev__nomem(err, t->folder);
}

static lmev_status list_all(const store *t, lmev__facts_list *out, int *rc,
                            lmev_error *err)
{
    lmev__facts_list list = {0};
    sqlite3_stmt *q = NULL;
    lmev_status s = LMEV_OK;
    *rc = sqlite3_prepare_v2(t->db, t->get, -1, &q, NULL);
    while (s == LMEV_OK && *rc == SQLITE_OK && (*rc = sqlite3_step(q)) == SQLITE_ROW) {
        *rc = SQLITE_OK;
        if (!lmev__grow(&list.at, &list.room, list.n + 1, sizeof *list.at))
            s = lmev__nomem(err, t->folder);
        else
            s = take_row(t, &list.at[list.n++], q, rc, err);
    }
    sqlite3_finalize(q);
    if (*rc == SQLITE_DONE) *rc = SQLITE_OK;
    if (s == LMEV_OK && *rc == SQLITE_OK)
        *out = list;
    else
        lmev__facts_list_clear(&list);
    return s;
}

static lmev_status refresh_and_list(const store *t, lmev__found_list *found,
                                    lmev__facts_list *out, int *rc,
                                    const lmev_watch *watch, lmev_error *err)
{
    lmev_status s = LMEV_OK;
    bool stale = false;
    size_t n_new = 0;
    for (size_t i = 0; i < found->n; i++) found->at[i].known = false;
    if ((*rc = compare(t->db, found, &stale)) != SQLITE_OK) return LMEV_OK;
    for (size_t i = 0; i < found->n; i++) n_new += !found->at[i].known;
    if (n_new || stale) s = update(t, found, n_new, stale, rc, watch, err);
    return s == LMEV_OK && *rc == SQLITE_OK ? list_all(t, out, rc, err) : s;
}

/* Into memory when the file is somebody's, or none of our business to make. */
static lmev_status choose_file(store *t, const lmev__found_list *found,
                               const lmev_watch *watch, lmev_error *err)
{
    owner whose = NOBODY;
    char *foreign = NULL;
    if (found->n == 1 && !strcmp(found->at[0].below, ".")) {
        lmev__free(t->file); /* a run directory itself: nothing is added to it */
        t->file = NULL;
        return LMEV_OK;
    }
    const lmev_status s = owner_of_index(&whose, &foreign, t->folder, err);
    if (s == LMEV_OK && whose == FOREIGN) {
        lmev__say(
            watch, LMEV_LEVEL_WARNING,
            "'%s' is no index of lmev's and stays as it is; the runs are read without "
            "an index",
            foreign);
        lmev__free(t->file);
        t->file = NULL;
    }
    lmev__free(foreign);
    return s;
}

lmev_status lmev__store_facts(lmev__facts_list *out, const char *folder,
                              const lmev_watch *watch, lmev_error *err)
{
    store t = {0};
    lmev__found_list found = {0};
    int rc = SQLITE_OK;
    if (!lmev__is_dir(folder))
        return lmev__fail(err, LMEV_ERR_NOTFOUND, folder, 0, "no such folder");
    lmev_status s = (t.folder = lmev__strdup(folder)) &&
                            (t.file = lmev__path_join(folder, INDEX_FILE)) &&
                            make_statements(&t)
                        ? lmev__find_runs(&found, folder, watch, err)
                        : lmev__nomem(err, folder);
    if (s == LMEV_OK) s = choose_file(&t, &found, watch, err);
    if (s == LMEV_OK) rc = open_db(&t.db, t.file ? t.file : ":memory:", t.layout);
    /* at worst a damaged file, then a fresh one that cannot be written, then memory */
    for (int tries = 0; s == LMEV_OK; tries++) {
        if (rc == SQLITE_OK) s = refresh_and_list(&t, &found, out, &rc, watch, err);
        if (s != LMEV_OK || rc == SQLITE_OK) break;
        if (rc == SQLITE_NOMEM || tries == 4)
            s = fault(&t, rc, err);
        else
            rc = reopen(&t, rc, watch);
    }
    lmev__found_clear(&found);
    release(&t);
    return s;
}
