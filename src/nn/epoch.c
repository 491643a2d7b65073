/* epoch.c - one pass over the training rows, in an order drawn for (seed, epoch).
 *
 * The order is not stored: it is drawn again from its key, so a run that was stopped in
 * the middle of an epoch continues with the same batches. */
#include <math.h>
#include <stdio.h>

#include "base/error.h"
#include "base/mem.h"
#include "nn/draw.h"
#include "nn/net.h"

lmev_status lmev_net_epoch(lmev_net *net, const lmev_bags *bags, const uint32_t *label,
                           lmev_epoch *e, const lmev_watch *watch, lmev_error *err)
{
    const size_t n = bags->n, B = net->p.batch_size;
    if (n < 1 || n >= UINT32_MAX)
        return lmev__fail(err, LMEV_ERR_PARAM, NULL, 0,
                          "%zu training rows, expected 1 to 2^32 - 2", n);
    uint32_t *order = lmev__alloc(n * sizeof *order);
    if (!order) return lmev__nomem(err, "order of rows");
    const lmev__philox key = lmev__philox_key(net->p.seed, LMEV__DRAW_ORDER, e->epoch, 0);
    lmev__draw_order(order, n, &key);

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
        s = lmev__net_batch(net, bags, label, order + at, some, prepared,
                            order + at + some, n_next, NULL, &loss, err);
        if (s != LMEV_OK) break;
        prepared = n_next && net->slot_of;
        e->step++;
        e->loss_sum += loss;
        e->rows_seen += some;
        lmev__report(watch, task, at + some, n, "rows",
                     e->loss_sum / (double)e->rows_seen);
    }
    lmev__free(order);
    return s;
}
