/* lmev.h - all of the library; see the headers for their parts. */
#ifndef LMEV_H
#define LMEV_H
#include "lmev/base.h"
#include "lmev/classifier.h"
#include "lmev/data.h"
#include "lmev/file.h"
#include "lmev/grid.h"
#include "lmev/hub.h"
#include "lmev/lm.h"
#include "lmev/metric.h"
#include "lmev/nn.h"
#include "lmev/pretrain.h"
#include "lmev/report.h"
#include "lmev/runs.h"
#include "lmev/spec.h"
#include "lmev/text.h"
#include "lmev/vectors.h"
#endif
