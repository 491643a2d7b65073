/* store.c - the index over run directories: the sqlite3 door.
 *
 * A cache and nothing else: it is compared with the directories before every use, thrown
 * away at the first doubt, and kept in memory where its file cannot be had (a read-only
 * folder, a full disk, another process that holds it for more than half a minute). So a
 * fault of the index never reaches the user, short of memory running out. Cost:
 * refreshing asks the file system for three names a folder and reads the JSON of those
 * runs alone that changed. */
#include "experiment/store.h"

#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/io.h"
#include "base/mem.h"
#include "experiment/checkpoint.h"
#include "experiment/metadata.h"

#define INDEX_FILE  "index.sqlite"
#define APPLICATION 0x6c6d6576 /* "lmev", in the file's header */
#define LAYOUT      2 /* of the table; another one is thrown away, not migrated */
#define BUSY_MS     30000
#define DEPTH_MAX   6

struct lmev__store {
    sqlite3 *db;
    char *folder, *file; /* file NULL: in memory */
};

static const char layout[] =
    "CREATE TABLE IF NOT EXISTS runs("
    " path TEXT PRIMARY KEY," /* below the folder */
    " stamp TEXT NOT NULL,"   /* which file was read, its time and size */
    " seen INTEGER NOT NULL,"
    " run_id TEXT NOT NULL, name TEXT NOT NULL, version TEXT NOT NULL,"
    " model TEXT NOT NULL, state TEXT NOT NULL, why TEXT NOT NULL,"
    " trial INTEGER NOT NULL,"
    " bac REAL, bac_best REAL, bac_last REAL, seconds REAL, started_at REAL)"
    " WITHOUT ROWID;";

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

/* A file of ours has our number and layout; a new one has neither number nor tables. */
static int check_owner(sqlite3 *db)
{
    int application = 0, version = 0, tables = 0, rc;
    if ((rc = pragma_number(db, "PRAGMA application_id", &application)) != SQLITE_OK ||
        (rc = pragma_number(db, "PRAGMA user_version", &version)) != SQLITE_OK ||
        (rc = pragma_number(db, "SELECT count(*) FROM sqlite_schema", &tables)) !=
            SQLITE_OK)
        return rc;
    if (application == APPLICATION && version == LAYOUT) return SQLITE_OK;
    return application == 0 && version == 0 && tables == 0 ? SQLITE_OK : SQLITE_NOTADB;
}

static int open_db(sqlite3 **db, const char *file)
{
    char sql[128];
    int rc = sqlite3_open_v2(
        file, db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOFOLLOW,
        NULL);
    if (rc != SQLITE_OK) return rc;
    sqlite3_extended_result_codes(*db, 0);
    sqlite3_busy_timeout(*db, BUSY_MS);
    /* files of unknown origin: no functions or views from the schema are trusted */
    sqlite3_db_config(*db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)NULL);
    sqlite3_db_config(*db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, (int *)NULL);
    if ((rc = check_owner(*db)) != SQLITE_OK) return rc;
    snprintf(sql, sizeof sql, "PRAGMA application_id=%d; PRAGMA user_version=%d;",
             APPLICATION, LAYOUT);
    /* a lost write costs a refresh, so the disk is not waited for */
    if ((rc = run_sql(*db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")) ==
            SQLITE_OK &&
        (rc = run_sql(*db, layout)) == SQLITE_OK)
        rc = run_sql(*db, sql);
    return rc;
}

lmev_status lmev__store_remove(const char *folder, lmev_error *err)
{
    static const char *const names[] = {INDEX_FILE, INDEX_FILE "-wal", INDEX_FILE "-shm",
                                        INDEX_FILE "-journal"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = lmev__path_join(folder, names[i]);
        lmev_status s = path ? lmev__remove_file(path, err) : lmev__nomem(err, folder);
        lmev__free(path);
        if (s != LMEV_OK) return s;
    }
    return LMEV_OK;
}

static void shut(lmev__store *store)
{
    sqlite3_close(store->db);
    store->db = NULL;
}

/* The next best index after rc: first a fresh file, then memory. */
static int reopen(lmev__store *store, int rc, const lmev_watch *watch)
{
    bool damaged = rc == SQLITE_NOTADB || rc == SQLITE_CORRUPT || rc == SQLITE_ERROR ||
                   rc == SQLITE_SCHEMA || rc == SQLITE_MISMATCH ||
                   rc == SQLITE_CONSTRAINT;
    shut(store);
    if (damaged && store->file) {
        lmev__say(watch, LMEV_WARNING, "the index '%s' is damaged or not ours: made anew",
                  store->file);
        if (lmev__store_remove(store->folder, NULL) == LMEV_OK &&
            (rc = open_db(&store->db, store->file)) == SQLITE_OK)
            return rc;
        shut(store);
    }
    if (!store->file) return rc; /* memory failed too */
    lmev__free(store->file);
    store->file = NULL;
    return open_db(&store->db, ":memory:");
}

lmev_status lmev__store_open(lmev__store **out, const char *folder,
                             const lmev_watch *watch, lmev_error *err)
{
    if (!lmev__is_dir(folder))
        return lmev__fail(err, LMEV_ERR_NOTFOUND, folder, 0, "no such folder");
    lmev__store *store = lmev__calloc(1, sizeof *store);
    if (!store || !(store->folder = lmev__strdup(folder)) ||
        !(store->file = lmev__path_join(folder, INDEX_FILE))) {
        lmev__store_close(store);
        return lmev__nomem(err, folder);
    }
    int rc = open_db(&store->db, store->file);
    for (int tries = 0; rc != SQLITE_OK && tries < 2; tries++)
        rc = reopen(store, rc, watch);
    if (rc != SQLITE_OK) {
        lmev__store_close(store);
        return rc == SQLITE_NOMEM ? lmev__nomem(err, folder)
                                  : lmev__fail(err, LMEV_ERR_IO, folder, 0,
                                               "cannot index: %s", sqlite3_errstr(rc));
    }
    *out = store;
    return LMEV_OK;
}

void lmev__store_close(lmev__store *store)
{
    if (!store) return;
    shut(store);
    lmev__free(store->folder);
    lmev__free(store->file);
    lmev__free(store);
}

/* One walk over the folders. rc keeps the first fault of the index, s that of memory. */
typedef struct walk {
    lmev__store *store;
    const lmev_watch *watch;
    lmev_error *err;
    sqlite3_stmt *find, *keep, *put;
    size_t n;
    int rc;
} walk;

/* Which file tells about the run, when it was written and how long it is; "" for no run.
 */
static bool stamp_of(char *stamp, size_t room, const char *dir, bool *memory)
{
    static const char *const names[] = {LMEV__METADATA_FILE, LMEV__FAILED_FILE,
                                        LMEV__CHECKPOINT_DIR "/" LMEV__CHECKPOINT_MARK,
                                        LMEV__SPEC_FILE, LMEV__CHECKPOINT_DIR};
    struct stat st;
    stamp[0] = '\0';
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *path = lmev__path_join(dir, names[i]);
        if (!path) {
            *memory = false;
            return false;
        }
        bool there = stat(path, &st) == 0;
        lmev__free(path);
        if (!there) continue;
        snprintf(stamp, room, "%zu %lld.%09ld %lld", i, (long long)st.st_mtim.tv_sec,
                 (long)st.st_mtim.tv_nsec, (long long)st.st_size);
        return true;
    }
    return false;
}

static void bind_text(sqlite3_stmt *q, int i, const char *s)
{
    sqlite3_bind_text(q, i, s, -1, SQLITE_STATIC);
}

static void bind_real(sqlite3_stmt *q, int i, double v)
{
    if (isnan(v))
        sqlite3_bind_null(q, i);
    else
        sqlite3_bind_double(q, i, v);
}

static int finish(sqlite3_stmt *q)
{
    int rc = sqlite3_step(q);
    sqlite3_reset(q);
    sqlite3_clear_bindings(q);
    return rc == SQLITE_DONE || rc == SQLITE_ROW ? SQLITE_OK : rc;
}

static lmev_status read_run(walk *w, const char *dir, const char *below,
                            const char *stamp)
{
    lmev__facts f = {0};
    bool is_run = false;
    char why[256];
    lmev_status s = lmev__facts_of(&f, &is_run, dir, why, sizeof why, w->err);
    if (s != LMEV_OK || !is_run) /* gone since it was stamped */
        return s;
    if (why[0]) lmev__say(w->watch, LMEV_WARNING, "'%s' cannot be read: %s", dir, why);
    bind_text(w->put, 1, below);
    bind_text(w->put, 2, stamp);
    bind_text(w->put, 3, f.run.run_id);
    bind_text(w->put, 4, f.run.name);
    bind_text(w->put, 5, f.run.version);
    bind_text(w->put, 6, f.run.model);
    bind_text(w->put, 7, f.run.state);
    sqlite3_bind_int64(w->put, 8, f.run.trial);
    bind_real(w->put, 9, f.run.bac);
    bind_real(w->put, 10, f.run.bac_best);
    bind_real(w->put, 11, f.run.bac_last);
    bind_real(w->put, 12, f.run.seconds);
    bind_real(w->put, 13, f.run.started_at);
    bind_text(w->put, 14, f.run.why);
    w->rc = finish(w->put);
    lmev__facts_clear(&f);
    w->n++;
    return LMEV_OK;
}

static lmev_status visit_run(walk *w, const char *dir, const char *below,
                             const char *stamp)
{
    bind_text(w->find, 1, below);
    bind_text(w->find, 2, stamp);
    int rc = sqlite3_step(w->find);
    sqlite3_reset(w->find);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        w->rc = rc;
        return LMEV_OK;
    }
    if (rc == SQLITE_DONE) return read_run(w, dir, below, stamp);
    bind_text(w->keep, 1, below);
    w->rc = finish(w->keep);
    w->n++;
    return LMEV_OK;
}

static bool is_real_dir(const char *path)
{
    struct stat st;
    return lstat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

/* dir is the folder, below its path from the root of the walk ("." for the root itself).
 */
static lmev_status visit(walk *w, const char *dir, const char *below, int depth)
{
    char stamp[96];
    bool memory = true;
    if (stamp_of(stamp, sizeof stamp, dir, &memory))
        return visit_run(w, dir, below, stamp);
    if (!memory) return lmev__nomem(w->err, dir);
    if (depth == DEPTH_MAX) return LMEV_OK;
    char **names = NULL;
    size_t n = 0;
    lmev_error inner;
    lmev_status s = lmev__list_dir(&names, &n, dir, &inner);
    if (s == LMEV_ERR_NOMEM) return lmev__nomem(w->err, dir);
    if (s != LMEV_OK) {
        lmev__say(w->watch, LMEV_WARNING, "'%s' is passed over: %s", dir, inner.text);
        return LMEV_OK;
    }
    for (size_t i = 0; i < n && s == LMEV_OK && w->rc == SQLITE_OK; i++) {
        if (names[i][0] == '.') continue;
        char *path = lmev__path_join(dir, names[i]);
        char *rest = lmev__path_join(strcmp(below, ".") ? below : "", names[i]);
        if (!path || !rest)
            s = lmev__nomem(w->err, dir);
        else if (is_real_dir(path))
            s = visit(w, path, rest, depth + 1);
        lmev__free(path);
        lmev__free(rest);
        if (lmev__asked_to_stop(w->watch)) s = LMEV_STOPPED;
    }
    lmev__free_names(names, n);
    return s;
}

/* All in one transaction: others see the index before or after, never half. */
static lmev_status refresh(lmev__store *store, size_t *n, int *rc,
                           const lmev_watch *watch, lmev_error *err)
{
    static const char find[] = "SELECT 1 FROM runs WHERE path=? AND stamp=?";
    static const char keep[] = "UPDATE runs SET seen=1 WHERE path=?";
    static const char put[] =
        "INSERT OR REPLACE INTO runs(path,stamp,seen,run_id,name,version,model,state,"
        "trial,bac,bac_best,bac_last,seconds,started_at,why)"
        " VALUES(?,?,1,?,?,?,?,?,?,?,?,?,?,?,?)";
    walk w = {.store = store, .watch = watch, .err = err};
    lmev_status s = LMEV_OK;
    if ((w.rc = run_sql(store->db, "BEGIN IMMEDIATE; UPDATE runs SET seen=0;")) ==
            SQLITE_OK &&
        (w.rc = sqlite3_prepare_v2(store->db, find, -1, &w.find, NULL)) == SQLITE_OK &&
        (w.rc = sqlite3_prepare_v2(store->db, keep, -1, &w.keep, NULL)) == SQLITE_OK &&
        (w.rc = sqlite3_prepare_v2(store->db, put, -1, &w.put, NULL)) == SQLITE_OK)
        s = visit(&w, store->folder, ".", 0);
    sqlite3_finalize(w.find);
    sqlite3_finalize(w.keep);
    sqlite3_finalize(w.put);
    if (w.rc == SQLITE_OK && s == LMEV_OK)
        w.rc = run_sql(store->db, "DELETE FROM runs WHERE seen=0; COMMIT;");
    if (w.rc != SQLITE_OK || s != LMEV_OK) (void)run_sql(store->db, "ROLLBACK;");
    *rc = w.rc;
    *n = w.n;
    return s;
}

lmev_status lmev__store_refresh(lmev__store *store, size_t *n, const lmev_watch *watch,
                                lmev_error *err)
{
    size_t found = 0;
    for (int tries = 0;; tries++) {
        int rc = SQLITE_OK;
        lmev_status s = refresh(store, &found, &rc, watch, err);
        if (s != LMEV_OK) return s;
        if (rc == SQLITE_OK) break;
        if (rc == SQLITE_NOMEM || tries == 2 ||
            (rc = reopen(store, rc, watch)) != SQLITE_OK)
            return rc == SQLITE_NOMEM
                       ? lmev__nomem(err, store->folder)
                       : lmev__fail(err, LMEV_ERR_IO, store->folder, 0,
                                    "cannot index: %s", sqlite3_errstr(rc));
    }
    if (n) *n = found;
    return LMEV_OK;
}

static char *column_text(sqlite3_stmt *q, int i)
{
    const unsigned char *s = sqlite3_column_text(q, i);
    return lmev__strdup(s ? (const char *)s : "");
}

static double column_real(sqlite3_stmt *q, int i)
{
    return sqlite3_column_type(q, i) == SQLITE_NULL ? (double)NAN
                                                    : sqlite3_column_double(q, i);
}

static bool take_row(lmev_run *r, sqlite3_stmt *q, const char *folder)
{
    char *below = column_text(q, 0);
    r->path =
        below ? strcmp(below, ".") ? lmev__path_join(folder, below) : lmev__strdup(folder)
              : NULL;
    lmev__free(below);
    r->trial = sqlite3_column_int64(q, 6);
    r->bac = column_real(q, 7);
    r->bac_best = column_real(q, 8);
    r->bac_last = column_real(q, 9);
    r->seconds = column_real(q, 10);
    r->started_at = column_real(q, 11);
    return r->path && (r->run_id = column_text(q, 1)) && (r->name = column_text(q, 2)) &&
           (r->version = column_text(q, 3)) && (r->model = column_text(q, 4)) &&
           (r->state = column_text(q, 5)) && (r->why = column_text(q, 12));
}

lmev_status lmev__store_list(lmev__store *store, lmev_runs **out, lmev_error *err)
{
    static const char sql[] =
        "SELECT path,run_id,name,version,model,state,trial,bac,bac_best,bac_last,"
        "seconds,started_at,why FROM runs ORDER BY started_at IS NULL,started_at,path";
    sqlite3_stmt *q = NULL;
    lmev_runs *runs = lmev__calloc(1, sizeof *runs);
    size_t room = 0;
    int rc = sqlite3_prepare_v2(store->db, sql, -1, &q, NULL);
    lmev_status s = LMEV_OK;
    if (!runs) s = lmev__nomem(err, store->folder);
    while (s == LMEV_OK && rc == SQLITE_OK && (rc = sqlite3_step(q)) == SQLITE_ROW) {
        rc = SQLITE_OK;
        if (!lmev__grow(&runs->run, &room, runs->n + 1, sizeof *runs->run)) {
            s = lmev__nomem(err, store->folder);
            break;
        }
        runs->run[runs->n++] = (lmev_run){0};
        if (!take_row(&runs->run[runs->n - 1], q, store->folder))
            s = lmev__nomem(err, store->folder);
    }
    sqlite3_finalize(q);
    if (s == LMEV_OK && rc != SQLITE_DONE)
        s = rc == SQLITE_NOMEM
                ? lmev__nomem(err, store->folder)
                : lmev__fail(err, LMEV_ERR_IO, store->folder, 0,
                             "cannot read the index: %s", sqlite3_errstr(rc));
    if (s != LMEV_OK) {
        lmev_runs_free(runs);
        return s;
    }
    *out = runs;
    return LMEV_OK;
}
