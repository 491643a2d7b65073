/* epoch.c - one pass over the training rows in an order drawn for (seed, epoch).
 *
 * The order is not kept anywhere: it is drawn again from its key, so a run that stopped in
 * the middle of an epoch goes on with the same batches. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/rng.h"
#include "nn/net.h"

/* Fisher and Yates, from the end; place i takes a number below i + 1 by the high half of a
 * 64 x 64 bit product, whose bias of at most 2^-32 is of no consequence. */
static void draw_order(uint32_t *row, size_t n, uint64_t seed, uint32_t epoch)
{
    const lmev__philox key = lmev__philox_key(seed, LMEV__DRAW_ORDER, epoch, 0);
    for (size_t i = 0; i < n; i++) row[i] = (uint32_t)i;
    for (size_t i = n; i-- > 1;) {
        const uint64_t u = lmev__philox_u64(&key, i);
        const size_t j = (size_t)(((unsigned __int128)u * (i + 1)) >> 64);
        const uint32_t swap = row[i];
        row[i] = row[j];
        row[j] = swap;
    }
}

lmev_status lmev_net_epoch(lmev_net *net, const lmev_bags *bags, const uint32_t *label,
                           lmev_epoch *e, const lmev_watch *watch, lmev_error *err)
{
    const size_t n = bags->n, B = net->p.batch_size;
    if (n < 1 || n >= UINT32_MAX)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0, "%zu training rows, expected 1 to 2^32 - 2", n);
    uint32_t *order = lmev__alloc(n * sizeof *order);
    if (!order) return lmev__nomem(err, "order of rows");
    draw_order(order, n, net->p.seed, e->epoch);

    char task[32];
    (void)snprintf(task, sizeof task, "epoch %u", e->epoch + 1);
    lmev_status s = LMEV_OK;
    bool prepared = false;
    for (size_t at = (size_t)e->step * B; at < n; at += B) {
        if (lmev__asked_to_stop(watch)) {
            s = LMEV_STOPPED;
            break;
        }
        const size_t some = n - at < B ? n - at : B;
        const size_t rest = n - at - some, n_next = rest < B ? rest : B;
        double loss;
        s = lmev__net_batch(net, bags, label, order + at, some, prepared, order + at + some, n_next,
                            NULL, &loss, err);
        if (s != LMEV_OK) break;
        prepared = n_next && net->slot_of;
        e->step++;
        e->loss_sum += loss;
        e->rows_seen += some;
        lmev__report(watch, task, at + some, n, "rows", e->loss_sum / (double)e->rows_seen);
    }
    lmev__free(order);
    return s;
}
