/* Made by tests/golden/make_contrasts.py with statsmodels 0.15.0, scipy
 * 1.17.1, scikit-learn 1.9.1, pandas 3.1.1, numpy 2.4.6. */
/* clang-format off */
static const double bac_0[] = {
    0.7475612396673497, 0.7493390709428033, 0.7639952921459279, 0.7554907721731252,
    0.7463632178714658, 0.756400667865329, 0.765506102890292, 0.7576361090083278,
    0.7534369707490385, 0.7705278206413808, 0.736624813905093, 0.751504768585616,
    0.758308702793313, 0.7666940892471831,
};
static const size_t model_0[] = {
    0, 1, 2, 3, 1, 2, 3, 2, 3, 3, 0, 1, 2, 3,
};
static const size_t set_0[] = {
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
    LMEV_OWN_ROWS, LMEV_OWN_ROWS,
};
static const double bac_1[] = {
    0.7100854217757523, 0.7113326659891742, 0.7091023290049876, 0.7095193755398832,
    0.7091829950583427, 0.7795808535965429, 0.7437454822151802, 0.709731022013239,
    0.6798350347559963, 0.7212702593923832,
};
static const size_t model_1[] = {
    0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
};
static const size_t set_1[] = {
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
};
static const double bac_2[] = {
    0.7010933526324262, 0.6998641854521527, 0.6982874070859437, 0.699937495232557,
    0.6763629274265478, 0.6934050519098696, 0.6839479549323417, 0.7019164237306448,
    0.6862418554237565, 0.7136483807683984, 0.7130092517662155, 0.705694110186399,
    0.6861377173533404, 0.7047684624079336, 0.6984121969647784, 0.6926382305599689,
};
static const size_t model_2[] = {
    0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2,
};
static const size_t set_2[] = {
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
};
static const double bac_3[] = {
    0.7100309439470839, 0.7099276294246879, 0.7100789288689235, 0.7098937390584283,
    0.709944357213066, 0.7098540033762735, 0.7016067632606912, 0.726028077528097,
    0.7148195989651553,
};
static const size_t model_3[] = {
    0, 0, 0, 0, 0, 0, 1, 1, 1,
};
static const size_t set_3[] = {
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
};
static const double bac_4[] = {
    0.7, 0.71,
};
static const size_t model_4[] = {
    0, 1,
};
static const size_t set_4[] = {
    LMEV_OWN_ROWS, LMEV_OWN_ROWS,
};
static const double bac_5[] = {
    0.7, 0.71, 0.706,
};
static const size_t model_5[] = {
    0, 1, 1,
};
static const size_t set_5[] = {
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
};
static const double bac_6[] = {
    0.7, 0.7, 0.71, 0.71,
};
static const size_t model_6[] = {
    0, 0, 1, 1,
};
static const size_t set_6[] = {
    LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
};
static const lmev_test_rows rows_7[] = {
    {0, 0, NULL}, {0, 0, NULL}, {0, 0, NULL},
};
static const double bac_7[] = {
    0.7058887223286907, 0.7220155769873414, 0.6809144953769053, 0.7016576528385464,
    0.7351712433541743, 0.7042389381262038, 0.7206250635289474, 0.7460244443358878,
    0.7097520260958979, 0.7255749227605907, 0.7444833693015707, 0.7231318477415369,
};
static const size_t model_7[] = {
    0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3,
};
static const size_t set_7[] = {
    0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2,
};
static const uint32_t truth_8_0[] = {
    6, 6, 6, 8, 5, 6, 6, 7, 0, 6, 2, 8, 6, 8, 2, 6, 6, 6, 2, 2, 2, 2, 6, 0, 4, 2, 8, 0, 6, 2, 6,
    6, 5, 8, 1, 6,
};
static const uint32_t truth_8_1[] = {
    3, 0, 3, 2, 3, 3, 2, 1, 0, 2, 0, 2, 3, 2, 2, 2, 2, 3, 0, 2,
};
static const uint32_t truth_8_2[] = {
    0, 0, 1, 3, 2, 1, 2, 1, 2, 2, 2, 2, 0, 2, 0, 0, 2, 0, 2, 3, 2, 2,
};
static const uint8_t hit_8_0[] = {
    1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1,
    1, 1, 1, 1, 0,
};
static const uint8_t hit_8_1[] = {
    1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1, 1,
    1, 1, 1, 0, 1,
};
static const uint8_t hit_8_2[] = {
    1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1,
    1, 1, 1, 0, 0,
};
static const uint8_t hit_8_3[] = {
    1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1,
};
static const uint8_t hit_8_4[] = {
    1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 1,
};
static const uint8_t hit_8_5[] = {
    0, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1,
};
static const uint8_t hit_8_6[] = {
    0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1,
};
static const uint8_t hit_8_7[] = {
    0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0,
};
static const uint8_t hit_8_8[] = {
    1, 1, 0, 0, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1,
};
static const lmev_test_rows rows_8[] = {
    {36, 9, truth_8_0}, {20, 4, truth_8_1}, {22, 4, truth_8_2},
};
static const uint8_t *const hits_8[] = {
    hit_8_0, hit_8_1, hit_8_2, hit_8_3, hit_8_4, hit_8_5, hit_8_6, hit_8_7, hit_8_8,
};
static const double bac_8[] = {
    0.5625, 0.5541666666666667, 0.7625, 0.47916666666666663, 0.625, 0.4930555555555556,
    0.7045454545454546, 0.49242424242424243, 0.5757575757575758,
};
static const size_t model_8[] = {
    0, 1, 2, 0, 1, 2, 0, 1, 2,
};
static const size_t set_8[] = {
    0, 0, 0, 1, 1, 1, 2, 2, 2,
};
static const uint32_t truth_9_0[] = {
    6, 6, 6, 8, 5, 6, 6, 7, 0, 6, 2, 8, 6, 8, 2, 6, 6, 6, 2, 2, 2, 2, 6, 0, 4, 2, 8, 0, 6, 2, 6,
    6, 5, 8, 1, 6,
};
static const uint32_t truth_9_1[] = {
    3, 0, 3, 2, 3, 3, 2, 1, 0, 2, 0, 2, 3, 2, 2, 2, 2, 3, 0, 2,
};
static const uint32_t truth_9_2[] = {
    0, 0, 1, 3, 2, 1, 2, 1, 2, 2, 2, 2, 0, 2, 0, 0, 2, 0, 2, 3, 2, 2,
};
static const uint8_t hit_9_0[] = {
    1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1,
    0, 1, 1, 1, 1,
};
static const uint8_t hit_9_1[] = {
    1, 0, 1, 1, 0, 1, 1, 0, 1, 0, 0, 0, 1, 0, 0, 1, 1, 0, 1, 0,
};
static const uint8_t hit_9_2[] = {
    1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 0,
};
static const uint8_t hit_9_3[] = {
    1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1,
    1, 1, 0, 1, 1,
};
static const uint8_t hit_9_4[] = {
    1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0,
};
static const lmev_test_rows rows_9[] = {
    {36, 9, truth_9_0}, {20, 4, truth_9_1}, {22, 4, truth_9_2},
};
static const uint8_t *const hits_9[] = {
    hit_9_0, hit_9_1, hit_9_2, hit_9_3, hit_9_4,
};
static const double bac_9[] = {
    0.671875, 0.4027777777777778, 0.5303030303030303, 0.8520833333333333, 0.7847222222222222,
};
static const size_t model_9[] = {
    0, 0, 0, 1, 1,
};
static const size_t set_9[] = {
    0, 1, 2, 0, 1,
};
static const uint32_t truth_10_0[] = {
    2, 8, 6, 8, 8, 0, 6, 0, 6, 1, 6, 7, 2, 6, 6, 6, 6, 8, 5, 4, 2, 2, 2, 2, 6, 6, 6, 6, 6, 2, 5,
    6, 2, 6, 0, 8,
};
static const uint8_t hit_10_0[] = {
    0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0,
    1, 1, 1, 1, 0,
};
static const uint8_t hit_10_1[] = {
    0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0,
    1, 1, 1, 1, 0,
};
static const uint8_t hit_10_2[] = {
    0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1,
    1, 1, 1, 0, 0,
};
static const uint8_t hit_10_3[] = {
    0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 0,
};
static const uint8_t hit_10_4[] = {
    0, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 1, 0,
};
static const uint8_t hit_10_5[] = {
    0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1,
    1, 1, 1, 0, 0,
};
static const uint8_t hit_10_6[] = {
    0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0,
    1, 1, 1, 1, 0,
};
static const uint8_t hit_10_7[] = {
    0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0,
    1, 0, 1, 0, 0,
};
static const uint8_t hit_10_8[] = {
    0, 0, 1, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 1,
    1, 1, 1, 1, 0,
};
static const lmev_test_rows rows_10[] = {
    {36, 9, truth_10_0},
};
static const uint8_t *const hits_10[] = {
    hit_10_0, hit_10_1, hit_10_2, hit_10_3, hit_10_4, hit_10_5, hit_10_6, hit_10_7, hit_10_8,
};
static const double bac_10[] = {
    0.6395833333333334, 0.646875, 0.521875, 0.7427083333333333, 0.6395833333333333,
    0.5020833333333333, 0.5552083333333333, 0.5739583333333333, 0.521875,
};
static const size_t model_10[] = {
    0, 1, 2, 0, 1, 2, 0, 1, 2,
};
static const size_t set_10[] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0,
};
static const uint32_t truth_11_0[] = {
    2, 0, 3, 3, 2, 1, 0, 2, 3, 2, 3, 2, 2, 0, 2, 2, 3, 0, 2, 3,
};
static const uint8_t hit_11_0[] = {
    1, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0,
};
static const uint8_t hit_11_1[] = {
    0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 0,
};
static const uint8_t hit_11_2[] = {
    1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0,
};
static const uint8_t hit_11_4[] = {
    0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0,
};
static const uint8_t hit_11_5[] = {
    0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0,
};
static const uint8_t hit_11_6[] = {
    0, 0, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0,
};
static const lmev_test_rows rows_11[] = {
    {20, 4, truth_11_0},
};
static const uint8_t *const hits_11[] = {
    hit_11_0, hit_11_1, hit_11_2, NULL, hit_11_4, hit_11_5, hit_11_6,
};
static const double bac_11[] = {
    0.6875, 0.5833333333333333, 0.7083333333333333, 0.3055555555555556, 0.5555555555555555,
    0.6805555555555556, 0.6180555555555556,
};
static const size_t model_11[] = {
    0, 1, 2, 2, 1, 2, 2,
};
static const size_t set_11[] = {
    0, 0, 0, 0, 0, 0, 0,
};
static const uint32_t truth_12_0[] = {
    2, 8, 6, 8, 8, 0, 6, 0, 6, 1, 6, 7, 2, 6, 6, 6, 6, 8, 5, 4, 2, 2, 2, 2, 6, 6, 6, 6, 6, 2, 5,
    6, 2, 6, 0, 8,
};
static const uint8_t hit_12_0[] = {
    0, 1, 0, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 0,
    1, 1, 1, 1, 1,
};
static const uint8_t hit_12_1[] = {
    1, 1, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1,
    1, 1, 1, 0, 0,
};
static const lmev_test_rows rows_12[] = {
    {36, 9, truth_12_0},
};
static const uint8_t *const hits_12[] = {
    hit_12_0, hit_12_1, NULL, NULL,
};
static const double bac_12[] = {
    0.640625, 0.7093750000000001, 0.5697916666666667, 0.6708333333333334,
};
static const size_t model_12[] = {
    0, 0, 1, 1,
};
static const size_t set_12[] = {
    0, 0, 0, 0,
};
static const uint32_t truth_13_0[] = {
    2, 8, 6, 8, 8, 0, 6, 0, 6, 1, 6, 7, 2, 6, 6, 6, 6, 8, 5, 4, 2, 2, 2, 2, 6, 6, 6, 6, 6, 2, 5,
    6, 2, 6, 0, 8,
};
static const uint32_t truth_13_1[] = {
    2, 0, 2, 2, 1, 1, 2, 2, 2, 0, 0, 1, 0, 0, 2, 2, 2, 3, 2, 3, 0, 2,
};
static const uint8_t hit_13_0[] = {
    0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1,
    1, 1, 0, 1, 0,
};
static const uint8_t hit_13_1[] = {
    0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 0,
};
static const uint8_t hit_13_2[] = {
    0, 0, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0,
    1, 1, 0, 1, 1,
};
static const uint8_t hit_13_3[] = {
    1, 1, 0, 0, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0,
    1, 1, 1, 1, 1,
};
static const uint8_t hit_13_4[] = {
    1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1,
    0, 1, 0, 1, 0,
};
static const uint8_t hit_13_5[] = {
    1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 0,
    1, 1, 0, 1, 0,
};
static const uint8_t hit_13_6[] = {
    1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0,
};
static const uint8_t hit_13_7[] = {
    1, 1, 1, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0,
};
static const uint8_t hit_13_8[] = {
    0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 1,
};
static const uint8_t hit_13_9[] = {
    0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 1, 1, 0, 0, 0,
};
static const uint8_t hit_13_10[] = {
    1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1,
};
static const uint8_t hit_13_11[] = {
    1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 0, 0,
};
static const lmev_test_rows rows_13[] = {
    {36, 9, truth_13_0}, {22, 4, truth_13_1},
};
static const uint8_t *const hits_13[] = {
    hit_13_0, hit_13_1, hit_13_2, hit_13_3, hit_13_4, hit_13_5, hit_13_6, hit_13_7, hit_13_8,
    hit_13_9, hit_13_10, hit_13_11,
};
static const double bac_13[] = {
    0.6708333333333334, 0.7114583333333333, 0.4041666666666667, 0.5635416666666666,
    0.4864583333333333, 0.39479166666666665, 0.5984848484848484, 0.6174242424242424,
    0.5757575757575757, 0.5757575757575757, 0.8068181818181819, 0.5113636363636364,
};
static const size_t model_13[] = {
    0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2,
};
static const size_t set_13[] = {
    0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1,
};
static const uint32_t truth_14_0[] = {
    2, 8, 6, 8, 8, 0, 6, 0, 6, 1, 6, 7, 2, 6, 6, 6, 6, 8, 5, 4, 2, 2, 2, 2, 6, 6, 6, 6, 6, 2, 5,
    6, 2, 6, 0, 8,
};
static const uint32_t truth_14_1[] = {
    2, 3, 1, 3, 2, 3, 2, 0, 2, 3, 2, 0, 3, 2, 3, 2, 0, 2, 2, 0,
};
static const uint8_t hit_14_0[] = {
    1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0,
    1, 1, 0, 1, 0,
};
static const uint8_t hit_14_1[] = {
    1, 0, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 1,
    0, 1, 1, 0, 1,
};
static const uint8_t hit_14_2[] = {
    1, 0, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0, 1, 0, 1, 0, 0,
    0, 1, 0, 1, 1,
};
static const uint8_t hit_14_3[] = {
    0, 1, 1, 0, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1,
};
static const uint8_t hit_14_4[] = {
    1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0, 1, 0, 0,
    0, 1, 1, 0, 1,
};
static const uint8_t hit_14_5[] = {
    1, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 0, 0,
    0, 1, 1, 0, 0,
};
static const uint8_t hit_14_6[] = {
    0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
};
static const uint8_t hit_14_7[] = {
    1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 1,
};
static const lmev_test_rows rows_14[] = {
    {36, 9, truth_14_0}, {20, 4, truth_14_1},
};
static const uint8_t *const hits_14[] = {
    hit_14_0, hit_14_1, hit_14_2, hit_14_3, hit_14_4, hit_14_5, hit_14_6, hit_14_7,
};
static const double bac_14[] = {
    0.590625, 0.6697916666666666, 0.5989583333333333, 0.6944444444444444, 0.6395833333333334,
    0.45729166666666665, 0.861111111111111, 0.6388888888888888,
};
static const size_t model_14[] = {
    0, 0, 0, 0, 1, 1, 1, 1,
};
static const size_t set_14[] = {
    0, 0, 0, 1, 0, 0, 1, 1,
};
static const uint32_t truth_15_0[] = {
    0, 3, 1, 2, 2, 2, 2, 0, 0, 2, 1, 2, 2, 1, 0, 3, 0, 2, 0, 2, 2, 2,
};
static const uint8_t hit_15_0[] = {
    1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1,
};
static const uint8_t hit_15_1[] = {
    1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1,
};
static const uint8_t hit_15_2[] = {
    1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1,
};
static const uint8_t hit_15_3[] = {
    1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1,
};
static const uint8_t hit_15_4[] = {
    1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 1, 1, 1,
};
static const uint8_t hit_15_5[] = {
    1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1,
};
static const uint8_t hit_15_6[] = {
    1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1,
};
static const uint8_t hit_15_7[] = {
    1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1,
};
static const uint8_t hit_15_8[] = {
    1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1,
};
static const uint8_t hit_15_9[] = {
    1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1,
};
static const lmev_test_rows rows_15[] = {
    {22, 4, truth_15_0},
};
static const uint8_t *const hits_15[] = {
    hit_15_0, hit_15_1, hit_15_2, hit_15_3, hit_15_4, hit_15_5, hit_15_6, hit_15_7, hit_15_8,
    hit_15_9,
};
static const double bac_15[] = {
    0.7002398401534398, 0.7002552148847032, 0.700635571420275, 0.6993292022501321,
    0.7001252113626897, 0.6928539995301637, 0.691790167043853, 0.7004523346193002,
    0.6711635465901397, 0.6882336483010257,
};
static const size_t model_15[] = {
    0, 0, 0, 0, 0, 1, 1, 1, 1, 1,
};
static const size_t set_15[] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
};
static const uint32_t truth_16_0[] = {
    2, 8, 6, 8, 8, 0, 6, 0, 6, 1, 6, 7, 2, 6, 6, 6, 6, 8, 5, 4, 2, 2, 2, 2, 6, 6, 6, 6, 6, 2, 5,
    6, 2, 6, 0, 8,
};
static const uint8_t hit_16_0[] = {
    1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1,
    0, 0, 0, 1, 0,
};
static const uint8_t hit_16_1[] = {
    0, 1, 1, 0, 1, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 0, 1, 1,
    0, 0, 1, 1, 0,
};
static const uint8_t hit_16_2[] = {
    1, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1,
    0, 0, 1, 1, 0,
};
static const lmev_test_rows rows_16[] = {
    {36, 9, truth_16_0},
};
static const uint8_t *const hits_16[] = {
    hit_16_0, hit_16_1, hit_16_2,
};
static const double bac_16[] = {
    0.7760416666666666, 0.5208333333333333, 0.6104166666666666,
};
static const size_t model_16[] = {
    0, 1, 2,
};
static const size_t set_16[] = {
    0, 0, 0,
};
static const uint32_t truth_17_0[] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0,
};
static const uint8_t hit_17_0[] = {
    1, 1, 0, 0, 1, 1, 0, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0,
    0, 0, 1, 1, 0, 0, 1, 0, 1,
};
static const uint8_t hit_17_1[] = {
    1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    0, 0, 1, 0, 1, 0, 1, 0, 1,
};
static const lmev_test_rows rows_17[] = {
    {40, 1, truth_17_0},
};
static const uint8_t *const hits_17[] = {
    hit_17_0, hit_17_1,
};
static const double bac_17[] = {
    0.55, 0.65,
};
static const size_t model_17[] = {
    0, 1,
};
static const size_t set_17[] = {
    0, 0,
};
static const uint32_t truth_18_0[] = {
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24,
};
static const uint8_t hit_18_0[] = {
    1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1,
};
static const uint8_t hit_18_1[] = {
    1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 1,
};
static const lmev_test_rows rows_18[] = {
    {25, 25, truth_18_0},
};
static const uint8_t *const hits_18[] = {
    hit_18_0, hit_18_1,
};
static const double bac_18[] = {
    0.68, 0.64,
};
static const size_t model_18[] = {
    0, 1,
};
static const size_t set_18[] = {
    0, 0,
};
static const lmev_test_rows rows_19[] = {
    {0, 0, NULL},
};
static const double bac_19[] = {
    0.6955258052228572, 0.7036149355900169, 0.7035563035884096, 0.6968326898916704,
    0.7025468990076328, 0.6972416695289257,
};
static const size_t model_19[] = {
    0, 0, 0, 1, 1, 1,
};
static const size_t set_19[] = {
    0, 0, 0, 0, 0, 0,
};
static const lmev_test_rows rows_20[] = {
    {0, 0, NULL},
};
static const double bac_20[] = {
    0.7, 0.71,
};
static const size_t model_20[] = {
    0, 1,
};
static const size_t set_20[] = {
    0, 0,
};
static const uint32_t truth_21_0[] = {
    2, 8, 6, 8, 8, 0, 6, 0, 6, 1, 6, 7, 2, 6, 6, 6, 6, 8, 5, 4, 2, 2, 2, 2, 6, 6, 6, 6, 6, 2, 5,
    6, 2, 6, 0, 8,
};
static const uint8_t hit_21_0[] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1,
};
static const uint8_t hit_21_1[] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1,
};
static const uint8_t hit_21_2[] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1,
};
static const uint8_t hit_21_3[] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1,
};
static const lmev_test_rows rows_21[] = {
    {36, 9, truth_21_0},
};
static const uint8_t *const hits_21[] = {
    hit_21_0, hit_21_1, hit_21_2, hit_21_3,
};
static const double bac_21[] = {
    1.0, 1.0, 1.0, 1.0,
};
static const size_t model_21[] = {
    0, 0, 1, 1,
};
static const size_t set_21[] = {
    0, 0, 0, 0,
};
static const uint32_t truth_22_0[] = {
    2, 8, 6, 8, 8, 0, 6, 0, 6, 1, 6, 7, 2, 6, 6, 6, 6, 8, 5, 4, 2, 2, 2, 2, 6, 6, 6, 6, 6, 2, 5,
    6, 2, 6, 0, 8,
};
static const uint8_t hit_22_0[] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1,
};
static const uint8_t hit_22_1[] = {
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1,
};
static const uint8_t hit_22_2[] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0,
};
static const uint8_t hit_22_3[] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0,
};
static const lmev_test_rows rows_22[] = {
    {36, 9, truth_22_0},
};
static const uint8_t *const hits_22[] = {
    hit_22_0, hit_22_1, hit_22_2, hit_22_3,
};
static const double bac_22[] = {
    1.0, 1.0, 0.0, 0.0,
};
static const size_t model_22[] = {
    0, 0, 1, 1,
};
static const size_t set_22[] = {
    0, 0, 0, 0,
};
static const uint32_t truth_23_0[] = {
    2, 8, 6, 8, 8, 0, 6, 0, 6, 1, 6, 7, 2, 6, 6, 6, 6, 8, 5, 4, 2, 2, 2, 2, 6, 6, 6, 6, 6, 2, 5,
    6, 2, 6, 0, 8,
};
static const uint8_t hit_23_0[] = {
    0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1,
    0, 1, 0, 0, 1,
};
static const uint8_t hit_23_1[] = {
    0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1,
    0, 1, 0, 0, 1,
};
static const uint8_t hit_23_2[] = {
    0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1,
    0, 1, 0, 0, 1,
};
static const uint8_t hit_23_3[] = {
    0, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 1,
    0, 1, 0, 0, 1,
};
static const lmev_test_rows rows_23[] = {
    {36, 9, truth_23_0},
};
static const uint8_t *const hits_23[] = {
    hit_23_0, hit_23_1, hit_23_2, hit_23_3,
};
static const double bac_23[] = {
    0.44270833333333337, 0.44270833333333337, 0.44270833333333337, 0.44270833333333337,
};
static const size_t model_23[] = {
    0, 0, 1, 1,
};
static const size_t set_23[] = {
    0, 0, 0, 0,
};
static const uint32_t truth_24_0[] = {
    2,
};
static const uint8_t hit_24_0[] = {
    1,
};
static const uint8_t hit_24_1[] = {
    1,
};
static const uint8_t hit_24_2[] = {
    0,
};
static const uint8_t hit_24_3[] = {
    0,
};
static const lmev_test_rows rows_24[] = {
    {1, 3, truth_24_0},
};
static const uint8_t *const hits_24[] = {
    hit_24_0, hit_24_1, hit_24_2, hit_24_3,
};
static const double bac_24[] = {
    1.0, 1.0, 0.0, 0.0,
};
static const size_t model_24[] = {
    0, 0, 1, 1,
};
static const size_t set_24[] = {
    0, 0, 0, 0,
};
static const uint32_t truth_25_0[] = {
    2,
};
static const uint8_t hit_25_0[] = {
    1,
};
static const uint8_t hit_25_1[] = {
    0,
};
static const uint8_t hit_25_2[] = {
    0,
};
static const uint8_t hit_25_3[] = {
    0,
};
static const lmev_test_rows rows_25[] = {
    {1, 3, truth_25_0},
};
static const uint8_t *const hits_25[] = {
    hit_25_0, hit_25_1, hit_25_2, hit_25_3,
};
static const double bac_25[] = {
    1.0, 0.0, 0.0, 0.0,
};
static const size_t model_25[] = {
    0, 0, 1, 1,
};
static const size_t set_25[] = {
    0, 0, 0, 0,
};
static const uint32_t truth_26_0[] = {
    2, 6, 4, 2, 2, 5, 6, 5, 6, 6, 6, 8, 7, 6, 0, 2, 6, 2, 0, 6, 6, 8, 6, 6, 2, 8, 0, 2, 6, 6, 6,
    6, 2, 8, 8, 1,
};
static const uint8_t hit_26_0[] = {
    0, 0, 0, 1, 0, 0, 1, 0, 1, 0, 0, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0,
    1, 1, 1, 0, 1,
};
static const uint8_t hit_26_1[] = {
    0, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0,
    1, 1, 1, 0, 1,
};
static const uint8_t hit_26_2[] = {
    0, 1, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0,
    1, 1, 1, 0, 1,
};
static const uint8_t hit_26_3[] = {
    0, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 0,
    1, 1, 1, 0, 1,
};
static const uint8_t hit_26_4[] = {
    1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0,
    1, 1, 1, 1, 1,
};
static const lmev_test_rows rows_26[] = {
    {36, 9, truth_26_0},
};
static const uint8_t *const hits_26[] = {
    hit_26_0, hit_26_1, hit_26_2, hit_26_3, hit_26_4, NULL, NULL, NULL,
};
static const double bac_26[] = {
    0.5791666666666666, 0.7208333333333333, 0.6427083333333333, 0.6989583333333333,
    0.7854166666666667, 0.549417023769554, 0.5595775626467598, 0.6333065597747964,
};
static const size_t model_26[] = {
    0, 0, 0, 1, 1, 2, 2, 2,
};
static const size_t set_26[] = {
    0, 0, 0, 0, 0, LMEV_OWN_ROWS, LMEV_OWN_ROWS, LMEV_OWN_ROWS,
};
static const uint32_t truth_27_0[] = {
    2, 6, 4, 2, 2, 5, 6, 5, 6, 6, 6, 8, 7, 6, 0, 2, 6, 2, 0, 6, 6, 8, 6, 6, 2, 8, 0, 2, 6, 6, 6,
    6, 2, 8, 8, 1,
};
static const uint32_t truth_27_1[] = {
    0, 3, 1, 2, 2, 2, 2, 1, 3, 0, 2, 2, 0, 1, 2, 0, 2, 0, 2, 0, 2, 2,
};
static const uint32_t truth_27_2[] = {
    0, 3, 3, 2, 1, 2, 2, 3, 3, 0, 2, 2, 0, 0, 3, 2, 2, 3, 2, 2,
};
static const uint8_t hit_27_0[] = {
    1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 1, 1, 0, 1, 1,
    1, 1, 0, 1, 1,
};
static const uint8_t hit_27_1[] = {
    0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 0, 1, 1,
    1, 1, 1, 1, 1,
};
static const uint8_t hit_27_2[] = {
    1, 0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 1, 0,
    1, 1, 1, 1, 1,
};
static const uint8_t hit_27_3[] = {
    0, 0, 0, 0, 1, 1, 1, 0, 1, 0, 0, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 1, 1, 0, 1, 0,
    0, 1, 1, 1, 0,
};
static const uint8_t hit_27_4[] = {
    0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0,
    1, 1, 1, 0, 1,
};
static const uint8_t hit_27_5[] = {
    1, 1, 1, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0,
};
static const uint8_t hit_27_6[] = {
    1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 0, 1, 0, 1, 1, 0, 0, 1, 1, 1,
};
static const uint8_t hit_27_7[] = {
    1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 0,
};
static const uint8_t hit_27_8[] = {
    1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 1, 1, 1,
};
static const lmev_test_rows rows_27[] = {
    {36, 9, truth_27_0}, {22, 4, truth_27_1}, {20, 4, truth_27_2},
};
static const uint8_t *const hits_27[] = {
    hit_27_0, hit_27_1, hit_27_2, hit_27_3, hit_27_4, hit_27_5, hit_27_6, hit_27_7, hit_27_8,
};
static const double bac_27[] = {
    0.4614583333333333, 0.5791666666666666, 0.6104166666666666, 0.3739583333333333,
    0.6031249999999999, 0.803030303030303, 0.7986111111111112, 0.678030303030303,
    0.5763888888888888,
};
static const size_t model_27[] = {
    0, 0, 0, 1, 1, 2, 2, 3, 3,
};
static const size_t set_27[] = {
    0, 0, 0, 0, 0, 1, 2, 1, 2,
};
static const uint32_t truth_28_0[] = {
    2, 6, 4, 2, 2, 5, 6, 5, 6, 6, 6, 8, 7, 6, 0, 2, 6, 2, 0, 6, 6, 8, 6, 6, 2, 8, 0, 2, 6, 6, 6,
    6, 2, 8, 8, 1,
};
static const uint8_t hit_28_0[] = {
    1, 1, 1, 0, 1, 0, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 1, 1,
    1, 1, 0, 0, 1,
};
static const uint8_t hit_28_1[] = {
    1, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1,
    1, 1, 0, 0, 1,
};
static const uint8_t hit_28_2[] = {
    1, 1, 0, 0, 0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1,
    0, 1, 0, 0, 0,
};
static const uint8_t hit_28_3[] = {
    1, 0, 1, 0, 0, 0, 0, 1, 0, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1,
    0, 1, 0, 1, 1,
};
static const lmev_test_rows rows_28[] = {
    {36, 9, truth_28_0},
};
static const uint8_t *const hits_28[] = {
    hit_28_0, hit_28_1, hit_28_2, hit_28_3, NULL,
};
static const double bac_28[] = {
    0.7322916666666666, 0.7875, 0.4583333333333333, 0.54375, 0.5584244355857133,
};
static const size_t model_28[] = {
    0, 0, 0, 1, 2,
};
static const size_t set_28[] = {
    0, 0, 0, 0, LMEV_OWN_ROWS,
};
static const uint32_t truth_29_0[] = {
    1, 2, 2, 3, 2, 0, 2, 2, 1, 2, 2, 0, 1, 0, 2, 0, 2, 2, 3, 0, 0, 2,
};
static const uint8_t hit_29_0[] = {
    1, 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 0, 0, 1, 1,
};
static const uint8_t hit_29_1[] = {
    0, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1, 0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0,
};
static const uint8_t hit_29_2[] = {
    1, 1, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 0,
};
static const uint8_t hit_29_3[] = {
    0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1,
};
static const lmev_test_rows rows_29[] = {
    {22, 4, truth_29_0},
};
static const uint8_t *const hits_29[] = {
    hit_29_0, hit_29_1, hit_29_2, hit_29_3,
};
static const double bac_29[] = {
    0.48863636363636365, 0.5113636363636364, 0.7424242424242424, 0.25757575757575757,
};
static const size_t model_29[] = {
    0, 0, 1, 1,
};
static const size_t set_29[] = {
    0, 0, 0, 0,
};
/* kind: of each model; variance, df, Bartlett's p, own (1 or 0) by kind; spread: sd, df, rows, seeds,
 * both, share, share_low, share_high by kind, at 90 %; one: rows and both of each model */
static const struct golden_design {
    const char *name;
    lmev_trials trials;
    lmev_repeats kind[4];
    double pooled[3][4], spread[3][8], one[4][2];
} designs[] = {
    {"own rows, 2 to 5 trials",
     {14, 4, bac_0, model_0, set_0, 0, NULL, NULL},
     {LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {3.293465660431021e-05, 10.0, 0.385875185023001, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0},
      {0.005738872415754702, 10.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0}},
     {{NAN, NAN}, {NAN, NAN}, {NAN, NAN}, {NAN, NAN}}},
    {"own rows, own variances, 5 trials each",
     {10, 2, bac_1, model_1, set_1, 0, NULL, NULL},
     {LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {0.0007004956722009287, 8.0, 3.640100580826135e-06, 1.0}, {NAN, 0.0, NAN, 0.0}},
     {{0},
      {0.02646687877708531, 8.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0}},
     {{NAN, NAN}, {NAN, NAN}}},
    {"own rows, own variances, 4, 7, 5 trials",
     {16, 3, bac_2, model_2, set_2, 0, NULL, NULL},
     {LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {0.00011880082874198453, 13.0, 0.004075515005745535, 1.0}, {NAN, 0.0, NAN, 0.0}},
     {{0},
      {0.010899579291971986, 13.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0}},
     {{NAN, NAN}, {NAN, NAN}, {NAN, NAN}}},
    {"own rows, unequal spread, 3 trials of one: pooled",
     {9, 2, bac_3, model_3, set_3, 0, NULL, NULL},
     {LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {4.270083018928617e-05, 7.0, 4.198047586357641e-09, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0},
      {0.006534587224093513, 7.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0}},
     {{NAN, NAN}, {NAN, NAN}}},
    {"own rows, one trial of each",
     {2, 2, bac_4, model_4, set_4, 0, NULL, NULL},
     {LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0},
      {NAN, 0.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0}},
     {{NAN, NAN}, {NAN, NAN}}},
    {"own rows, one model with one trial",
     {3, 2, bac_5, model_5, set_5, 0, NULL, NULL},
     {LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {8.000000000000015e-06, 1.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0},
      {0.0028284271247461927, 1.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0}},
     {{NAN, NAN}, {NAN, NAN}}},
    {"own rows, copies of one trial",
     {4, 2, bac_6, model_6, set_6, 0, NULL, NULL},
     {LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {0.0, 2.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0},
      {0.0, 2.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0}},
     {{NAN, NAN}, {NAN, NAN}}},
    {"blocks, 4 models x 3 sets, rows not known",
     {12, 4, bac_7, model_7, set_7, 3, rows_7, NULL},
     {LMEV_REPEATS_BLOCKS, LMEV_REPEATS_BLOCKS, LMEV_REPEATS_BLOCKS, LMEV_REPEATS_BLOCKS},
     {{NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {4.611298350067786e-05, 6.0, NAN, 0.0}},
     {{0},
      {0},
      {0.017746059309878742, 2.3372401320297658, NAN, NAN, NAN, NAN, NAN, NAN}},
     {{NAN, NAN}, {NAN, NAN}, {NAN, NAN}, {NAN, NAN}}},
    {"blocks, 3 models x 3 sets, hits known",
     {9, 3, bac_8, model_8, set_8, 3, rows_8, hits_8},
     {LMEV_REPEATS_BLOCKS, LMEV_REPEATS_BLOCKS, LMEV_REPEATS_BLOCKS},
     {{NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {0.014841174440816694, 4.0, NAN, 0.0}},
     {{0},
      {0},
      {0.11021076751837758, 5.739214458135127, 0.02055866075173735, 0.0, 0.0, 1.0, 0.44329395722627973, 1.0}},
     {{0.018302642223096768, 0.0}, {0.0217808701189383, 0.0}, {0.021592469913176985, 0.0}}},
    {"sets that not all models have",
     {5, 2, bac_9, model_9, set_9, 3, rows_9, hits_9},
     {LMEV_REPEATS_OTHER_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {0.012836100730934483, 3.0, 0.3860485983357236, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0},
      {0.11329651685261327, 3.0, 0.01874178805646806, 0.0, 0.0, 1.0, 0.17124175152385476, 1.0},
      {0}},
     {{0.02482873842554635, 0.0}, {0.012654837687389772, 0.0}}},
    {"one set, 3 models x 3 trials",
     {9, 3, bac_10, model_10, set_10, 1, rows_10, hits_10},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.0035205680941358015, 6.0, 0.07555192726213984, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.1431481101810733, 6.0, 0.016970813354276897, 0.0, 0.0036542899856701946, 0.8228231914556038, 0.5678268306981278, 0.8228231914556038},
      {0},
      {0}},
     {{0.01201652405753968, 0.007060546875000001}, {0.020845165757275134, 0.0013002748842592595}, {0.018050750248015876, 0.002602048197751323}}},
    {"one set, 1, 2, 4 trials, one without hits",
     {7, 3, bac_11, model_11, set_11, 1, rows_11, hits_11},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.025930145640432098, 4.0, 0.11636250286921891, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.21544183687951102, 4.0, 0.020485039437585735, 0.02210534282836077, 0.0038248028120713303, 0.4413434828096252, 0.12309111621714965, 0.6520343648851435},
      {0},
      {0}},
     {{0.024392361111111115, 0.0}, {0.02314814814814815, 0.0015432098765432096}, {0.013914609053497945, 0.00993119855967078}}},
    {"one set, hits of one model alone",
     {4, 2, bac_12, model_12, set_12, 1, rows_12, hits_12},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.0037339952256944487, 2.0, 0.7560765841543281, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.14298111637687333, 2.0, 0.01670960441468254, 0.0, 0.003876178075396825, 0.811706060857059, 0.18668582553030144, 0.811706060857059},
      {0},
      {0}},
     {{0.01670960441468254, 0.003876178075396825}, {NAN, NAN}}},
    {"two sets, 2 trials of 3 models on each",
     {12, 3, bac_13, model_13, set_13, 2, rows_13, hits_13},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.010258804008360116, 6.0, 0.11441661047498444, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.15969318176256198, 6.0, 0.015243108293090538, 0.005363822375541126, 0.00489498163281899, 0.5977241280146449, 0.28825149398863303, 0.7569291997985798},
      {0},
      {0}},
     {{0.013266499717138924, 0.005877171355908926}, {0.022398685003443528, 0.0015923358867694808}, {0.010064140158689169, 0.007215437655778564}}},
    {"two sets, 3 trials on one and 1 on the other",
     {8, 2, bac_14, model_14, set_14, 2, rows_14, hits_14},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.011272801528742285, 4.0, 0.16959257563089208, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.1627357686363275, 4.0, 0.015210128864914022, 0.006326678240740742, 0.004946123288001543, 0.5743370782168971, 0.19337958865311775, 0.7546109638598615},
      {0},
      {0}},
     {{0.02139308276840829, 0.0012037037037037034}, {0.009027174961419753, 0.008688542872299383}}},
    {"one set, own variances",
     {10, 2, bac_15, model_15, set_15, 1, rows_15, hits_15},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{5.9174151409702904e-05, 8.0, 3.256921432996138e-05, 1.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.09536839258288422, 8.0, 0.009035956152433425, 0.0, 0.0010943239210284665, 0.8919749589258399, 0.8919749589258399, 0.8919749589258399},
      {0},
      {0}},
     {{0.00780188246097337, 0.0016678145087235996}, {0.010270029843893481, 0.0005208333333333333}}},
    {"one set, one trial of each",
     {3, 3, bac_16, model_16, set_16, 1, rows_16, hits_16},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{NAN, 0.0, 0.017698567708333335, NAN, NAN, NAN, NAN, NAN},
      {0},
      {0}},
     {{0.01677191840277778, 0.0}, {0.01912450396825397, 0.0}, {0.017199280753968257, 0.0}}},
    {"one class, one trial of each",
     {2, 2, bac_17, model_17, set_17, 1, rows_17, hits_17},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{NAN, 0.0, 0.00608974358974359, NAN, NAN, NAN, NAN, NAN},
      {0},
      {0}},
     {{0.006346153846153846, 0.0}, {0.005833333333333334, 0.0}}},
    {"classes of one row, one trial of each",
     {2, 2, bac_18, model_18, set_18, 1, rows_18, hits_18},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{NAN, 0.0, 0.009333333333333334, NAN, NAN, NAN, NAN, NAN},
      {0},
      {0}},
     {{0.009066666666666667, 0.0}, {0.009600000000000001, 0.0}}},
    {"one set, rows not known",
     {6, 2, bac_19, model_19, set_19, 1, rows_19, NULL},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{1.590760681616964e-05, 4.0, 0.6361929519957349, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{NAN, 4.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0},
      {0}},
     {{NAN, NAN}, {NAN, NAN}}},
    {"one set, rows not known, one trial",
     {2, 2, bac_20, model_20, set_20, 1, rows_20, NULL},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{NAN, 0.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0},
      {0}},
     {{NAN, NAN}, {NAN, NAN}}},
    {"all right",
     {4, 2, bac_21, model_21, set_21, 1, rows_21, hits_21},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.0, 2.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.0, 2.0, 0.0, 0.0, 0.0, NAN, NAN, NAN},
      {0},
      {0}},
     {{0.0, 0.0}, {0.0, 0.0}}},
    {"all right and all wrong",
     {4, 2, bac_22, model_22, set_22, 1, rows_22, hits_22},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.0, 2.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.0, 2.0, 0.0, 0.0, 0.0, NAN, NAN, NAN},
      {0},
      {0}},
     {{0.0, 0.0}, {0.0, 0.0}}},
    {"copies of one trial",
     {4, 2, bac_23, model_23, set_23, 1, rows_23, hits_23},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.0, 2.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.15148027449641072, 2.0, 0.02294627356150794, 0.0, 3.2204011486058814e-32, 1.0, 1.0, 1.0},
      {0},
      {0}},
     {{0.02294627356150794, 3.2204011486058814e-32}, {0.02294627356150794, 3.2204011486058814e-32}}},
    {"one row",
     {4, 2, bac_24, model_24, set_24, 1, rows_24, hits_24},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.0, 2.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{NAN, 2.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0},
      {0}},
     {{NAN, NAN}, {NAN, NAN}}},
    {"one row that changes sides",
     {4, 2, bac_25, model_25, set_25, 1, rows_25, hits_25},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.25, 2.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{NAN, 2.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0},
      {0}},
     {{NAN, NAN}, {NAN, NAN}}},
    {"two on one set, one with rows of its own",
     {8, 3, bac_26, model_26, set_26, 1, rows_26, hits_26},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{0.004602563175154323, 3.0, 0.8859813168508095, 0.0}, {0.00209610930315935, 2.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.1448940782523157, 3.0, 0.016391730737433864, 0.0024989364597112016, 0.0021036267154431213, 0.7807707563627742, 0.2946284819259768, 0.8862619054104359},
      {0.04578328628614759, 2.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0}},
     {{0.016890294312169315, 0.0014760561342592592}, {0.015893167162698417, 0.0027311972966269837}, {NAN, NAN}}},
    {"one set, and two models in blocks",
     {9, 4, bac_27, model_27, set_27, 3, rows_27, hits_27},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_BLOCKS, LMEV_REPEATS_BLOCKS},
     {{0.012866271219135798, 3.0, 0.4605257465355507, 0.0}, {NAN, 0.0, NAN, 0.0}, {0.002363040123456795, 1.0, NAN, 0.0}},
     {{0.12669611648780252, 3.0, 0.0031856347139550276, 0.0005872895309744237, 0.012278981688161375, 0.19845834676789859, 0.028219114466788448, 0.20599506842724266},
      {0},
      {0.05086871908620538, 1.98504678180739, 0.016568581968676666, 0.0, 0.0, 1.0, 0.32231561203819004, 1.0}},
     {{0.004821325231481484, 0.013522497106481478}, {0.0015499441964285715, 0.011035466269841272}, {0.012662331968676666, 0.0}, {0.020474831968676666, 0.0}}},
    {"one set, one trial on it, one trial elsewhere",
     {5, 3, bac_28, model_28, set_28, 1, rows_28, hits_28},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_OTHER_ROWS},
     {{0.031075303819444438, 2.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.2114265653672438, 2.0, 0.013625888723544977, 0.027626875620039675, 0.0034484281994047617, 0.30482159308033835, 0.021996345140432836, 0.5677671284181477},
      {NAN, 0.0, NAN, NAN, NAN, NAN, NAN, NAN},
      {0}},
     {{0.004380373677248679, 0.006896856398809523}, {0.022871403769841273, 0.0}, {NAN, NAN}}},
    {"trials that disagree on each row",
     {4, 2, bac_29, model_29, set_29, 1, rows_29, hits_29},
     {LMEV_REPEATS_SAME_ROWS, LMEV_REPEATS_SAME_ROWS},
     {{0.05889864554637283, 2.0, 0.0755052012972718, 0.0}, {NAN, 0.0, NAN, 0.0}, {NAN, 0.0, NAN, 0.0}},
     {{0.2426904315097174, 2.0, 0.0, 0.04027777777777779, 0.01862086776859504, 0.0, 0.0, 0.0},
      {0},
      {0}},
     {{0.0, 0.02046028466483012}, {0.0, 0.016781450872359965}}},
};
/* design, its weights; test: difference, se, low, high, t, df, p; parts: rows, seeds, both, df;
 * least: with 2 and 7 rows of each class at least: factor, added */
static const struct golden_contrast {
    size_t design;
    double weight[16], level, test[7], parts[4];
    lmev_scope scope;
    double least[2][2];
} contrasts[] = {
    {0, {0.5, -0.3333333333333333, 0.0, 0.0, -0.3333333333333333, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, -0.3333333333333333, 0.0, 0.0}, 0.9,
     {-0.006975992347073602, 0.005238849794588361, -0.01647120392801494, 0.0025192192338677347, -1.3315885395835703, 10.0, 0.21255080376711255},
     {0.0, 2.7445547170258507e-05, NAN, 10.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {0, {0.0, 0.3333333333333333, -0.25, 0.0, 0.3333333333333333, -0.25, 0.0, -0.25, 0.0, 0.0, 0.0, 0.3333333333333333, -0.25, 0.0}, 0.9,
     {-0.010016173819929447, 0.004383136208148334, -0.017960437793186484, -0.0020719098466724078, -2.2851614333383456, 10.0, 0.045385645937701155},
     {0.0, 1.9211883019180954e-05, NAN, 10.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {0, {0.0, 0.0, 0.25, -0.2, 0.0, 0.25, -0.2, 0.25, -0.2, -0.2, 0.0, 0.0, 0.25, -0.2}, 0.99,
     {-0.0032459581869795115, 0.0038497526507477848, -0.015446874059329131, 0.008954957685370107, -0.8431601927331641, 10.0, 0.4188497202691325},
     {0.0, 1.4820595471939597e-05, NAN, 10.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {0, {0.5, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.0, 0.0}, 0.99,
     {0.7420930267862214, 0.004057995601544574, 0.7292321322206463, 0.7549539213517964, 182.87181644646495, 10.0, 5.875403156036995e-19},
     {0.0, 1.6467328302155105e-05, NAN, 10.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {0, {0.0, 0.3333333333333333, 0.0, 0.0, 0.3333333333333333, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.3333333333333333, 0.0, 0.0}, 0.9,
     {0.7490690191332949, 0.0033133395340808947, 0.7430637200410983, 0.7550743182254915, 226.0767456605027, 10.0, 7.049401397359464e-20},
     {0.0, 1.0978218868103402e-05, NAN, 10.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {0, {-2.012, -0.205, 1.76, -1.024, -1.219, 0.774, -0.382, 0.545, 0.946, 0.87, -0.231, -2.469, 0.712, -0.269}, 0.95,
     {-1.5994127988165585, 0.02511028788080946, -1.65536200682835, -1.543463590804767, -63.69551820387173, 10.0, 2.2136633021255208e-14},
     {0.0, 0.0006305265574571263, NAN, 10.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {1, {0.2, 0.2, 0.2, 0.2, 0.2, -0.2, -0.2, -0.2, -0.2, -0.2}, 0.9,
     {-0.016987972921040376, 0.016739123898232296, -0.052660911474206665, 0.01868496563212591, -1.0148663110638878, 4.004809189615017, 0.3675017668655123},
     {0.0, 0.00028019826888037153, NAN, 4.004809189615017}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {1, {0.2, 0.2, 0.2, 0.2, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.99,
     {0.7098445574736281, 0.0004102921998461213, 0.7079555332605616, 0.7117335816866945, 1730.0951803125988, 4.0, 6.696845783090144e-13},
     {0.0, 1.6833968925456953e-07, NAN, 4.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {1, {0.0, 0.0, 0.0, 0.0, 0.0, 0.2, 0.2, 0.2, 0.2, 0.2}, 0.95,
     {0.7268325303946683, 0.016734094812421642, 0.6803712347628045, 0.7732938260265322, 43.43423044640239, 4.0, 1.6799237261345451e-06},
     {0.0, 0.00028002992919111695, NAN, 4.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {1, {0.658, 1.275, -0.843, -0.839, 0.837, 0.717, 0.755, -0.804, -0.883, 0.397}, 0.95,
     {1.010625030791078, 0.061146311826987244, 0.8409812790476321, 1.180268782534524, 16.527980193648137, 4.007523812949473, 7.746061431277421e-05},
     {0.0, 0.0037388714500431602, NAN, 4.007523812949473}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {2, {0.25, 0.25, 0.25, 0.25, -0.14285714285714285, -0.14285714285714285, -0.14285714285714285, -0.14285714285714285, -0.14285714285714285, -0.14285714285714285, -0.14285714285714285, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.95,
     {0.004291060678230776, 0.005522314197215288, -0.009134942543668877, 0.01771706390013043, 0.7770402995893659, 6.163885340014182, 0.4659011452055223},
     {0.0, 3.0495954092765525e-05, NAN, 6.163885340014182}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {2, {0.0, 0.0, 0.0, 0.0, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, -0.2, -0.2, -0.2, -0.2, -0.2}, 0.95,
     {-0.002025594071944914, 0.00662125172678786, -0.016810970947667987, 0.01275978280377816, -0.305923132894931, 9.841314108396057, 0.766036519671032},
     {0.0, 4.384097442949121e-05, NAN, 9.841314108396057}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {2, {0.25, 0.25, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.95,
     {0.6997956101007698, 0.000576168810754861, 0.6979619837977633, 0.7016292364037764, 1214.5669759248867, 3.0, 1.230850427147752e-09},
     {0.0, 3.3197049848667086e-07, NAN, 3.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {2, {0.0, 0.0, 0.0, 0.0, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, 0.14285714285714285, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.9,
     {0.6955045494225391, 0.005492174759990696, 0.6848322637317813, 0.706176835113297, 126.63554599339031, 6.0, 1.6350971198868784e-11},
     {0.0, 3.0163983594278856e-05, NAN, 6.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {2, {1.078, -0.096, 0.813, 1.291, 1.38, 0.853, -0.274, 0.127, -0.517, -1.298, 1.673, 0.37, -1.679, -1.15, 0.948, -0.297}, 0.9,
     {2.253256546453837, 0.0440781840517488, 2.1721086981293882, 2.334404394778286, 51.11954121813327, 8.673599976576337, 4.611867893182154e-12},
     {0.0, 0.0019428863092998423, NAN, 8.673599976576337}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {3, {0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, -0.3333333333333333, -0.3333333333333333, -0.3333333333333333}, 0.95,
     {-0.0041965462699040815, 0.004620650938411501, -0.01512264953701687, 0.006729556997208708, -0.9082153847671472, 7.0, 0.3939567501414209},
     {0.0, 2.1350415094643087e-05, NAN, 7.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {3, {0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.16666666666666666, 0.0, 0.0, 0.0}, 0.95,
     {0.709954933648077, 0.0026677340631231774, 0.7036467449856159, 0.7162631223105382, 266.12657665618906, 7.0, 2.7926977351494495e-15},
     {0.0, 7.116805031547696e-06, NAN, 7.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {3, {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333}, 0.95,
     {0.7141514799179811, 0.0037727456928734796, 0.7052303539575202, 0.723072605878442, 189.29223914216539, 7.0, 3.0309698084400446e-14},
     {0.0, 1.423361006309539e-05, NAN, 7.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {3, {-0.554, -0.035, -0.467, 0.723, 0.656, 1.025, -0.182, 1.775, -0.456}, 0.99,
     {1.7918152249441746, 0.015901492054301948, 1.7361682190971934, 1.8474622307911557, 112.68220735672547, 7.0, 1.1429917605645284e-12},
     {0.0, 0.00025285744955302794, NAN, 7.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {4, {1.0, -1.0}, 0.9,
     {-0.010000000000000009, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {4, {1.0, 0.0}, 0.9,
     {0.7, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {4, {0.0, 1.0}, 0.99,
     {0.71, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {5, {1.0, -0.5, -0.5}, 0.9,
     {-0.008000000000000007, 0.003464101615137758, -0.029871476819564268, 0.013871476819564254, -2.309401076758503, 1.0, 0.260146938293006},
     {0.0, 1.2000000000000022e-05, NAN, 1.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {5, {1.0, 0.0, 0.0}, 0.95,
     {0.7, 0.0028284271247461927, 0.6640614258716249, 0.735938574128375, 247.4873734152914, 1.0, 0.0025723183329270606},
     {0.0, 8.000000000000015e-06, NAN, 1.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {5, {0.0, 0.5, 0.5}, 0.95,
     {0.708, 0.0020000000000000018, 0.6825875905276505, 0.7334124094723494, 353.99999999999966, 1.0, 0.001798356155377987},
     {0.0, 4.0000000000000074e-06, NAN, 1.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {6, {0.5, 0.5, -0.5, -0.5}, 0.9,
     {-0.010000000000000009, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {6, {0.5, 0.5, 0.0, 0.0}, 0.95,
     {0.7, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {6, {0.0, 0.0, 0.5, 0.5}, 0.99,
     {0.71, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {7, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, -0.3333333333333333, -0.3333333333333333, -0.3333333333333333, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.9,
     {-0.010749679875328919, 0.005544545878649748, -0.02152373209113351, 2.4372340475673632e-05, -1.9387845480226715, 6.0, 0.10061130578920367},
     {0.0, 3.0741989000451904e-05, NAN, 6.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {7, {0.0, 0.0, 0.0, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333, -0.3333333333333333, -0.3333333333333333, -0.3333333333333333, 0.0, 0.0, 0.0}, 0.99,
     {-0.011777899880602873, 0.005544545878649748, -0.03233390463662992, 0.008778104875424173, -2.1242316572680466, 6.0, 0.07782706879134078},
     {0.0, 3.074198900045191e-05, NAN, 6.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {7, {0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333, -0.3333333333333333, -0.3333333333333333, -0.3333333333333333}, 0.9,
     {-0.005596201947655103, 0.005544545878649748, -0.016370254163459694, 0.005177850268149489, -1.00931655542869, 6.0, 0.3517791996147867},
     {0.0, 3.074198900045191e-05, NAN, 6.0}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {7, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.95,
     {0.7029395982309792, 0.010245692119613556, 0.6644239664545774, 0.741455230007381, 68.60830776725433, 2.3372401320297653, 6.470872067687125e-05},
     {0.0, 0.00010497420700991132, NAN, 2.3372401320297653}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {7, {0.0, 0.0, 0.0, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.99,
     {0.7136892781063081, 0.010245692119613556, 0.6334944713474439, 0.7938840848651724, 69.65749797810895, 2.3372401320297653, 6.245446269393905e-05},
     {0.0, 0.00010497420700991132, NAN, 2.3372401320297653}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {7, {1.889, 1.132, 1.009, -0.348, -0.567, -1.538, 1.05, 0.246, 0.53, -0.744, -0.323, -0.945}, 0.95,
     {0.9463411473649423, 0.041937457377159204, 0.814834852487607, 1.0778474422422777, 22.56553464493909, 3.080751948421109, 0.00015950332741088285},
     {0.0, 0.0017587503312610452, NAN, 3.080751948421109}, LMEV_SCOPE_MODELS,
     {{NAN, NAN}, {NAN, NAN}}},
    {8, {0.3333333333333333, -0.3333333333333333, 0.0, 0.3333333333333333, -0.3333333333333333, 0.0, 0.3333333333333333, -0.3333333333333333, 0.0}, 0.95,
     {0.024873737373737364, 0.09946917258064326, -0.25129695995586415, 0.3010444347033389, 0.2500647861886186, 4.0, 0.8148552696079502},
     {0.0, 0.0, 0.009894116293877795, 4.0}, LMEV_SCOPE_MODELS,
     {{0.6777480772115045, 1.3333333333333333}, {0.27682307222043445, 16.333333333333332}}},
    {8, {0.0, 0.3333333333333333, -0.3333333333333333, 0.0, 0.3333333333333333, -0.3333333333333333, 0.0, 0.3333333333333333, -0.3333333333333333}, 0.95,
     {-0.053240740740740713, 0.09946917258064328, -0.3294114380703423, 0.2229299565888609, -0.5352486540247081, 4.0, 0.6208500547610508},
     {0.0, 0.0, 0.009894116293877797, 4.0}, LMEV_SCOPE_MODELS,
     {{0.845370221580651, 1.3333333333333333}, {0.32761828627294914, 16.333333333333332}}},
    {8, {0.3333333333333333, 0.0, 0.0, 0.3333333333333333, 0.0, 0.0, 0.3333333333333333, 0.0, 0.0}, 0.99,
     {0.5820707070707071, 0.06363021629433055, 0.34170014534604054, 0.8224412687953736, 9.14770907548478, 5.739214458135128, 0.00012361385295220288},
     {0.0, 0.0, 0.00404880442566329, 5.739214458135128}, LMEV_SCOPE_MODELS,
     {{0.7059471316303843, 1.3333333333333333}, {0.35647139544363826, 16.333333333333332}}},
    {8, {0.0, 0.3333333333333333, 0.0, 0.0, 0.3333333333333333, 0.0, 0.0, 0.3333333333333333, 0.0}, 0.9,
     {0.5571969696969696, 0.06363021629433055, 0.43253848376807696, 0.6818554556258623, 8.756798297204844, 5.739214458135128, 0.00015652081682521844},
     {0.0, 0.0, 0.00404880442566329, 5.739214458135128}, LMEV_SCOPE_MODELS,
     {{0.7449341773208114, 1.3333333333333333}, {0.32863031673370696, 16.333333333333332}}},
    {8, {0.131, -0.898, 1.058, -1.101, -0.366, 0.956, 0.022, -0.573, -0.101}, 0.95,
     {-0.2269911616161616, 0.25560074538762245, -0.91840984457553, 0.46442752134320675, -0.8880692474974047, 4.285169235203046, 0.42154789730420594},
     {0.0, 0.010706918650076995, 0.054624822392631216, 4.285169235203046}, LMEV_SCOPE_MODELS,
     {{0.6784929615614768, 1.3333333333333333}, {0.3212669759567325, 16.333333333333332}}},
    {9, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, -0.5, -0.5}, 0.95,
     {-0.2834175084175084, 0.10342509661156749, -0.6125623250026019, 0.04572730816758508, -2.7403165933887057, 3.0, 0.07131938605769915},
     {0.0, 0.0011627482301233664, 0.009534002378988701, 3.0}, LMEV_SCOPE_MODELS,
     {{0.7573729046234915, 1.3333333333333333}, {0.355991622518399, 16.333333333333332}}},
    {9, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.0, 0.0}, 0.95,
     {0.5349852693602694, 0.06541177450310325, -0.2961501296326522, 1.366120668353191, 8.178730410912316, 1.0, 0.0774540181633771},
     {0.0, 0.0, 0.004278700243644827, 1.0}, LMEV_SCOPE_MODELS,
     {{0.772360315857847, 1.3333333333333333}, {0.3484466105372528, 16.333333333333332}}},
    {9, {0.0, 0.0, 0.0, 0.5, 0.5}, 0.95,
     {0.8184027777777778, 0.0801127353512988, -0.19952603957080495, 1.8363315951263606, 10.215638926682956, 1.0, 0.06212024182509229},
     {0.0, 9.063152177235523e-05, 0.006327418843694886, 1.0}, LMEV_SCOPE_MODELS,
     {{0.7141884994896222, 2.0}, {0.384313031643416, 19.5}}},
    {9, {0.051, 1.075, -0.033, -1.114, -0.104}, 0.99,
     {-0.5810802083333334, 0.17592461182869173, -11.77986768769101, 10.617707271024344, -3.303006909000122, 1.0, 0.18715467883005102},
     {0.0, 0.0, 0.030949469047075868, 1.0}, LMEV_SCOPE_MODELS,
     {{0.711975445282814, 1.3333333333333333}, {0.3811263163047568, 16.333333333333332}}},
    {10, {0.3333333333333333, -0.3333333333333333, 0.0, 0.3333333333333333, -0.3333333333333333, 0.0, 0.3333333333333333, -0.3333333333333333, 0.0}, 0.9,
     {0.025694444444444485, 0.059153014515316675, -0.08132926139132107, 0.13271815028021006, 0.43437252784118624, 10.176936792885728, 0.6730833237202049},
     {0.001152033730158731, 0.0, 0.0023470453960905344, 6.0}, LMEV_SCOPE_MODELS,
     {{0.779623961521644, 3.0}, {0.4142195015303891, 29.0}}},
    {10, {0.0, 0.3333333333333333, -0.3333333333333333, 0.0, 0.3333333333333333, -0.3333333333333333, 0.0, 0.3333333333333333, -0.3333333333333333}, 0.95,
     {0.10486111111111114, 0.17633221368996382, -0.36202041758592496, 0.5717426398081472, 0.594679264308921, 4.556263034316756, 0.5803467264301413},
     {0.02874600418871253, 0.0010462710354203404, 0.001300774360670194, 6.0}, LMEV_SCOPE_MODELS,
     {{0.7399887649466335, 3.0}, {0.24943423481261534, 29.0}}},
    {10, {0.3333333333333333, 0.0, 0.0, 0.3333333333333333, 0.0, 0.0, 0.3333333333333333, 0.0, 0.0}, 0.9,
     {0.6458333333333333, 0.11484792882583886, 0.3881837587687045, 0.903482907897962, 5.623378148270373, 3.405529546948174, 0.007845690883559148},
     {0.01201652405753968, 0.0, 0.0011735226980452672, 6.0}, LMEV_SCOPE_MODELS,
     {{0.577148774594408, 3.0}, {0.18674490852606146, 29.0}}},
    {10, {0.0, 0.3333333333333333, 0.0, 0.0, 0.3333333333333333, 0.0, 0.0, 0.3333333333333333, 0.0}, 0.99,
     {0.6201388888888889, 0.14838695513865227, -0.08953509681438088, 1.3298128745921587, 4.179200848952209, 3.7904866193106517, 0.015575755915429177},
     {0.020845165757275134, 0.0007400977366255141, 0.0004334249614197531, 6.0}, LMEV_SCOPE_MODELS,
     {{0.6328469256595967, 3.0}, {0.21460323832896785, 29.0}}},
    {10, {2.616, 0.561, -0.453, -0.164, -0.76, 0.714, -1.241, -1.443, 0.609}, 0.95,
     {0.3508239583333336, 0.20953427862502388, -0.16188795125535138, 0.8635358679220185, 1.674303415343116, 6.0, 0.14509384330338243},
     {0.0, 0.0, 0.04390461391890914, 6.0}, LMEV_SCOPE_MODELS,
     {{0.8541015379028872, 3.0}, {0.5299472721496191, 29.0}}},
    {11, {1.0, -0.5, 0.0, 0.0, -0.5, 0.0, 0.0}, 0.99,
     {0.11805555555555564, 0.3023451332033629, -0.7885757349900797, 1.0246868461011909, 0.39046620100925944, 13.364431462256144, 0.7023447470917289},
     {0.05251736111111112, 0.038123613522376545, 0.0007716049382716048, 4.0}, LMEV_SCOPE_MODELS,
     {{0.6850678733031674, 1.0}, {0.3402714932126697, 10.0}}},
    {11, {0.0, 0.5, -0.25, -0.25, 0.5, -0.25, -0.25}, 0.9,
     {-0.008680555555555636, 0.16034484498301965, -0.32126092490110403, 0.30389981378999276, -0.05413679221477246, 5.894514984474884, 0.9586142672205142},
     {0.006262860082304528, 0.015365604772162209, 0.0040820044581618645, 4.0}, LMEV_SCOPE_MODELS,
     {{0.6528540350150213, 1.0}, {0.3650678545529887, 10.0}}},
    {11, {1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.99,
     {0.6875, 0.22432678563101469, -0.017405114195812477, 1.3924051141958125, 3.064725409701357, 10.397596292204499, 0.011442101961491681},
     {0.024392361111111115, 0.025930145640432098, 0.0, 4.0}, LMEV_SCOPE_MODELS,
     {{0.6725978647686833, 1.0}, {0.3538383324860193, 10.0}}},
    {11, {0.0, 0.5, 0.0, 0.0, 0.5, 0.0, 0.0}, 0.9,
     {0.5694444444444444, 0.19003478883710792, 0.23936210940511016, 0.8995267794837787, 2.99652736180087, 17.46294097839017, 0.007936585820952666},
     {0.02314814814814815, 0.012193467881944444, 0.0007716049382716048, 4.0}, LMEV_SCOPE_MODELS,
     {{0.6794354838709676, 1.0}, {0.34677419354838707, 10.0}}},
    {11, {0.278, 3.677, 0.437, 1.051, 1.118, -1.546, -1.521}, 0.9,
     {1.5956319444444442, 0.9300240599420045, -0.1403913063254676, 3.3316551952143563, 1.715688887171313, 7.772044938301502, 0.12566300925740548},
     {0.3243877184338564, 0.48379900239679785, 0.056758031240354924, 4.0}, LMEV_SCOPE_MODELS,
     {{0.6730464990622982, 1.0}, {0.3486498081426108, 10.0}}},
    {12, {0.5, 0.5, -0.5, -0.5}, 0.95,
     {0.0546875, 0.061106425404325926, -0.20823222807115482, 0.3176072280711548, 0.8949549844905261, 2.0, 0.46525227533308644},
     {NAN, 0.0037339952256944487, NAN, 2.0}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {12, {0.5, 0.5, 0.0, 0.0}, 0.9,
     {0.675, 0.13629600884666346, 0.38285618174253855, 0.9671438182574615, 4.952456096930854, 3.9259602387180887, 0.008130226804768263},
     {0.01670960441468254, 0.0, 0.0018669976128472244, 2.0}, LMEV_SCOPE_MODELS,
     {{0.5810473815461347, 3.0}, {0.20089775561097256, 29.0}}},
    {12, {0.0, 0.0, 0.5, 0.5}, 0.99,
     {0.6203125, 0.04320876777746878, 0.19147225490373188, 1.049152745096268, 14.356171950903494, 2.0, 0.0048169912794232455},
     {NAN, 0.0018669976128472244, NAN, 2.0}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {13, {0.25, 0.25, -0.25, -0.25, 0.0, 0.0, 0.25, 0.25, -0.25, -0.25, 0.0, 0.0}, 0.95,
     {0.11974431818181824, 0.1542108509731537, -0.24331597852587994, 0.4828046148895164, 0.7764973568731834, 7.154516208154912, 0.46234992248612333},
     {0.018651584553684163, 0.0032620251935104564, 0.0018673768106696018, 6.0}, LMEV_SCOPE_MODELS,
     {{0.9048136518550576, 1.5}, {0.3520000488231171, 19.5}}},
    {13, {0.0, 0.0, 0.25, 0.25, -0.25, -0.25, 0.0, 0.0, 0.25, 0.25, -0.25, -0.25}, 0.9,
     {-0.020052083333333387, 0.09475045218166549, -0.19039300444189147, 0.1502888377752247, -0.21163047638957366, 10.874403880232784, 0.8363093835145019},
     {0.003848246184450019, 0.002927458618543047, 0.002201943385637011, 6.0}, LMEV_SCOPE_MODELS,
     {{1.0, 1.5}, {0.5241472647094317, 19.5}}},
    {13, {0.25, 0.25, 0.0, 0.0, 0.0, 0.0, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0}, 0.9,
     {0.6495501893939394, 0.09590594799416505, 0.4755032349969302, 0.8235971437909486, 6.77278315869896, 9.876317280717043, 5.209161997217057e-05},
     {0.006633249858569462, 0.0010954081631127975, 0.0014692928389772315, 6.0}, LMEV_SCOPE_MODELS,
     {{0.7589491258600374, 1.5}, {0.3562028558287286, 19.5}}},
    {13, {0.0, 0.0, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0, 0.25, 0.25, 0.0, 0.0}, 0.99,
     {0.5298058712121212, 0.11732026041486522, 0.14223941139747448, 0.9173723310267679, 4.5158940948360815, 8.45579809061269, 0.00170409842537622},
     {0.011199342501721764, 0.002166617030397659, 0.0003980839716923702, 6.0}, LMEV_SCOPE_MODELS,
     {{0.8315897924011563, 1.5}, {0.3343118738523483, 19.5}}},
    {13, {0.498, -0.37, 0.354, -0.976, 0.091, 0.564, -1.178, -0.221, -0.571, 0.836, -0.698, -1.353}, 0.99,
     {-2.0131002840909087, 0.33207687757824234, -3.0565716997817702, -0.9696288684000474, -6.0621513270420095, 10.398446578375, 0.00010336929423278304},
     {0.04289063195100997, 0.016349982230845564, 0.05103443844025943, 6.0}, LMEV_SCOPE_MODELS,
     {{0.9981952868196545, 1.5}, {0.5940274604393256, 19.5}}},
    {14, {0.25, 0.25, 0.25, 0.25, -0.25, -0.25, -0.25, -0.25}, 0.9,
     {-0.010763888888888934, 0.131218370884506, -0.2672456922418137, 0.24571791446403582, -0.08203034999087855, 5.810034586894442, 0.9373752197392342},
     {0.011581860093212631, 0.0030128761574074077, 0.002623524606963735, 4.0}, LMEV_SCOPE_MODELS,
     {{0.5381291405181527, 2.0}, {0.18932170674219423, 19.5}}},
    {14, {0.25, 0.25, 0.25, 0.25, 0.0, 0.0, 0.0, 0.0}, 0.99,
     {0.638454861111111, 0.11977828788946399, 0.19712534711994162, 1.0797843751022804, 5.330305453191164, 6.091967231162245, 0.0016945655120457564},
     {0.011528637867545745, 0.0023668114932966825, 0.00045138888888888876, 4.0}, LMEV_SCOPE_MODELS,
     {{0.5909110146095123, 2.0}, {0.2186378813992375, 19.5}}},
    {14, {0.0, 0.0, 0.0, 0.0, 0.25, 0.25, 0.25, 0.25}, 0.9,
     {0.64921875, 0.08562585977901448, 0.49463363896992607, 0.8038038610300738, 7.58204065542257, 10.403424012292895, 1.4976275932593044e-05},
     {0.004513587480709877, 0.0006460646641107256, 0.0021721357180748456, 4.0}, LMEV_SCOPE_MODELS,
     {{0.667292184409393, 2.0}, {0.282371267724009, 19.5}}},
    {14, {1.411, -1.917, 0.733, 0.34, -0.312, -1.023, 0.413, -0.69}, 0.95,
     {-0.5280249999999999, 0.33749185123472103, -1.3790121612877377, 0.322962161287738, -1.5645562939318662, 5.344731022820089, 0.17471012646346992},
     {0.02248688530809945, 0.060478113781783506, 0.030935750559956114, 4.0}, LMEV_SCOPE_MODELS,
     {{0.7562822271538502, 2.0}, {0.3554799282328285, 19.5}}},
    {15, {0.2, 0.2, 0.2, 0.2, 0.2, -0.2, -0.2, -0.2, -0.2, -0.2}, 0.95,
     {0.01121826879735142, 0.04591772856390417, -0.086703332029393, 0.10913986962409584, 0.24431236361656783, 14.912085520955007, 0.8103185374915942},
     {0.0020847681359044998, 0.0, 2.3669660563881165e-05, 4.015642046604428}, LMEV_SCOPE_MODELS,
     {{1.0, 0.0}, {0.921342763534245, 10.0}}},
    {15, {0.2, 0.2, 0.2, 0.2, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.9,
     {0.7001170080142479, 0.08832852682501952, 0.5271543816362136, 0.8730796343922822, 7.92628421621016, 5.753784184080388, 0.0002636093325588874},
     {0.00780188246097337, 0.0, 4.6190104821485724e-08, 4.0}, LMEV_SCOPE_MODELS,
     {{1.0, 0.0}, {0.6390476727967558, 10.0}}},
    {15, {0.0, 0.0, 0.0, 0.0, 0.0, 0.2, 0.2, 0.2, 0.2, 0.2}, 0.9,
     {0.6888987392168965, 0.10145764295681495, 0.4763199469439597, 0.9014775314898333, 6.7900132423746875, 4.258168616852535, 0.0019531061480140433},
     {0.010270029843893481, 0.0, 2.362347045905968e-05, 4.0}, LMEV_SCOPE_MODELS,
     {{1.0, 0.0}, {0.5830619922233109, 10.0}}},
    {15, {-1.037, 0.293, 0.869, -0.497, -1.47, -1.135, -0.225, 1.243, 2.479, 0.946}, 0.99,
     {0.9546313392347647, 0.16650787313277737, 0.4577252025517436, 1.451537475917786, 5.733250454010176, 13.775775246147719, 5.5090981391757244e-05},
     {0.026551646276400366, 0.0, 0.0011732255388007204, 4.006815717362017}, LMEV_SCOPE_MODELS,
     {{1.0, 0.0}, {0.8813241001344768, 10.0}}},
    {16, {1.0, -1.0, 0.0}, 0.99,
     {0.25520833333333337, 0.13905985261435808, -0.5519258563872137, 1.0623425230538803, 1.8352409306881636, 3.0192067630920754, 0.16322666442438283},
     {0.019337642609126987, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{0.5959952224831866, 3.0}, {0.24226659505735423, 29.0}}},
    {16, {0.0, 1.0, -1.0}, 0.9,
     {-0.08958333333333335, 0.2233057352351007, -0.6932583403997988, 0.5140916737331321, -0.40116897686939496, 2.25993348709255, 0.7230965002635389},
     {0.04986545138888889, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{0.5299852032378797, 3.0}, {0.17436554219564054, 29.0}}},
    {16, {1.0, 0.0, 0.0}, 0.99,
     {0.7760416666666666, 0.12950644154935992, -0.2590549742934195, 1.8111383076267527, 5.992301675364056, 2.3022806800129385, 0.018954309343017364},
     {0.01677191840277778, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{0.5341916283884325, 3.0}, {0.19082431445761977, 29.0}}},
    {16, {0.0, 1.0, 0.0}, 0.95,
     {0.5208333333333333, 0.13829137344120193, 0.07675827204137037, 0.9649083946252961, 3.766202622571962, 2.9532210263992353, 0.03365060079043424},
     {0.01912450396825397, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{0.5914926728050837, 3.0}, {0.23382181299442353, 29.0}}},
    {17, {1.0, -1.0}, 0.99,
     {-0.09999999999999998, 0.08623164985025764, -0.33350782146599145, 0.1335078214659915, -1.159667015227602, 39.0, 0.25323508542565104},
     {0.007435897435897437, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{1.0, 0.0}, {1.0, 0.0}}},
    {17, {1.0, 0.0}, 0.99,
     {0.55, 0.07966275068156915, 0.33428018719409835, 0.7657198128059017, 6.904105059069327, 39.0, 2.90265920627229e-08},
     {0.006346153846153846, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{1.0, 0.0}, {1.0, 0.0}}},
    {17, {0.0, 1.0}, 0.9,
     {0.65, 0.07637626158259733, 0.521315536970173, 0.7786844630298271, 8.510497719203704, 39.0, 1.999667914706806e-10},
     {0.005833333333333334, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{1.0, 0.0}, {1.0, 0.0}}},
    {18, {1.0, -1.0}, 0.9,
     {0.040000000000000036, 0.09092121131323905, -0.115555471119479, 0.19555547111947907, 0.43994134506406024, 24.0, 0.6639160780797146},
     {0.008266666666666667, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{0.5, 25.0}, {0.14285714285714288, 150.0}}},
    {18, {1.0, 0.0}, 0.95,
     {0.68, 0.09521904571390467, 0.48347754851147906, 0.876522451488521, 7.14142842854285, 24.0, 2.2146204641693236e-07},
     {0.009066666666666667, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{0.5, 25.0}, {0.14285714285714288, 150.0}}},
    {18, {0.0, 1.0}, 0.9,
     {0.64, 0.09797958971132713, 0.47236847576601226, 0.8076315242339878, 6.531972647421808, 24.0, 9.351536525590657e-07},
     {0.009600000000000001, NAN, 0.0, NAN}, LMEV_SCOPE_NETWORKS,
     {{0.5, 25.0}, {0.14285714285714288, 150.0}}},
    {19, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, -0.3333333333333333, -0.3333333333333333, -0.3333333333333333}, 0.99,
     {0.0020252619910183455, 0.0032565428310986117, -0.012968170155974356, 0.017018694138011048, 0.6219055286722923, 4.0, 0.5676965713566958},
     {NAN, 1.060507121077976e-05, NAN, 4.0}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {19, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.0, 0.0, 0.0}, 0.95,
     {0.7008990148004279, 0.002302723519094266, 0.6945056293572148, 0.707292400243641, 304.3782759799638, 4.0, 6.989810287077984e-10},
     {NAN, 5.30253560538988e-06, NAN, 4.0}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {19, {0.0, 0.0, 0.0, 0.3333333333333333, 0.3333333333333333, 0.3333333333333333}, 0.99,
     {0.6988737528094096, 0.002302723519094266, 0.6882717952650106, 0.7094757103538085, 303.49876874680064, 4.0, 7.071183123080591e-10},
     {NAN, 5.30253560538988e-06, NAN, 4.0}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {19, {1.311, 0.542, 2.367, 1.006, 0.829, 1.229}, 0.9,
     {5.098846473490118, 0.013122428348575587, 5.070871466786405, 5.126821480193831, 388.5596734116356, 4.0, 2.6320926474854164e-10},
     {NAN, 0.0001721981257635002, NAN, 4.0}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {20, {1.0, -1.0}, 0.99,
     {-0.010000000000000009, NAN, NAN, NAN, NAN, NAN, NAN},
     {NAN, NAN, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {20, {1.0, 0.0}, 0.95,
     {0.7, NAN, NAN, NAN, NAN, NAN, NAN},
     {NAN, NAN, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {20, {0.0, 1.0}, 0.95,
     {0.71, NAN, NAN, NAN, NAN, NAN, NAN},
     {NAN, NAN, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {21, {0.5, 0.5, -0.5, -0.5}, 0.99,
     {0.0, 0.0, 0.0, 0.0, 0.0, NAN, 1.0},
     {0.0, 0.0, 0.0, NAN}, LMEV_SCOPE_MODELS,
     {{NAN, 3.0}, {NAN, 29.0}}},
    {21, {0.5, 0.5, 0.0, 0.0}, 0.95,
     {1.0, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, 0.0, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, 3.0}, {NAN, 29.0}}},
    {21, {0.0, 0.0, 0.5, 0.5}, 0.95,
     {1.0, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, 0.0, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, 3.0}, {NAN, 29.0}}},
    {22, {0.5, 0.5, -0.5, -0.5}, 0.95,
     {1.0, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, 0.0, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, 3.0}, {NAN, 29.0}}},
    {22, {0.5, 0.5, 0.0, 0.0}, 0.9,
     {1.0, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.0, 0.0, 0.0, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, 3.0}, {NAN, 29.0}}},
    {22, {0.0, 0.0, 0.5, 0.5}, 0.99,
     {0.0, 0.0, 0.0, 0.0, 0.0, NAN, 1.0},
     {0.0, 0.0, 0.0, NAN}, LMEV_SCOPE_MODELS,
     {{NAN, 3.0}, {NAN, 29.0}}},
    {23, {0.5, 0.5, -0.5, -0.5}, 0.99,
     {0.0, 0.0, 0.0, 0.0, 0.0, NAN, 1.0},
     {0.0, 0.0, 0.0, NAN}, LMEV_SCOPE_MODELS,
     {{NAN, 3.0}, {NAN, 29.0}}},
    {23, {0.5, 0.5, 0.0, 0.0}, 0.9,
     {0.44270833333333337, 0.15148027449641072, 0.1144407667891365, 0.7709758998775302, 2.922547736364336, 3.785317307992162, 0.0461462262687213},
     {0.02294627356150794, 0.0, 0.0, NAN}, LMEV_SCOPE_MODELS,
     {{0.6595307739595084, 3.0}, {0.23983489944673747, 29.0}}},
    {23, {0.0, 0.0, 0.5, 0.5}, 0.9,
     {0.44270833333333337, 0.15148027449641072, 0.1144407667891365, 0.7709758998775302, 2.922547736364336, 3.785317307992162, 0.0461462262687213},
     {0.02294627356150794, 0.0, 0.0, NAN}, LMEV_SCOPE_MODELS,
     {{0.6595307739595084, 3.0}, {0.23983489944673747, 29.0}}},
    {24, {0.5, 0.5, -0.5, -0.5}, 0.95,
     {1.0, NAN, NAN, NAN, NAN, NAN, NAN},
     {NAN, 0.0, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {24, {0.5, 0.5, 0.0, 0.0}, 0.9,
     {1.0, NAN, NAN, NAN, NAN, NAN, NAN},
     {NAN, 0.0, NAN, NAN}, LMEV_SCOPE_NOTHING,
     {{NAN, NAN}, {NAN, NAN}}},
    {24, {0.0, 0.0, 0.5, 0.5}, 0.99,
     {0.0, 0.0, 0.0, 0.0, 0.0, NAN, 1.0},
     {NAN, 0.0, NAN, NAN}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {25, {0.5, 0.5, -0.5, -0.5}, 0.99,
     {0.5, 0.5, -4.462421600459144, 5.462421600459144, 1.0, 2.0, 0.4226497308103742},
     {NAN, 0.25, NAN, 2.0}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {25, {0.5, 0.5, 0.0, 0.0}, 0.95,
     {0.5, 0.3535533905932738, -1.0212174611483271, 2.021217461148327, 1.414213562373095, 2.0, 0.29289321881345254},
     {NAN, 0.125, NAN, 2.0}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {25, {0.0, 0.0, 0.5, 0.5}, 0.9,
     {0.0, 0.3535533905932738, -1.0323708024175275, 1.0323708024175275, 0.0, 2.0, 1.0},
     {NAN, 0.125, NAN, 2.0}, LMEV_SCOPE_ROWS,
     {{NAN, NAN}, {NAN, NAN}}},
    {26, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, -0.5, -0.5, 0.0, 0.0, 0.0}, 0.99,
     {-0.09461805555555558, 0.06193116592337498, -0.4563523791600376, 0.26711626804892646, -1.5277938683186236, 3.0, 0.22401731507117173},
     {0.0, 0.0019778519528953573, 0.001857617359733245, 3.0}, LMEV_SCOPE_MODELS,
     {{1.0, 3.0}, {0.7660004454306242, 29.0}}},
    {26, {0.0, 0.0, 0.0, 0.5, 0.5, -0.3333333333333333, -0.3333333333333333, -0.3333333333333333}, 0.9,
     {0.1614204512696299, 0.1374523621162208, -0.13058783555202186, 0.45342873809128165, 1.1743737887395724, 4.049155267274745, 0.30465516648093866},
     {0.015893167162698417, 0.002999984688630278, NAN, 4.656986013219812}, LMEV_SCOPE_MODELS,
     {{0.5473314786498082, 3.0}, {0.18099331101426036, 29.0}}},
    {26, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.9,
     {0.6475694444444444, 0.13573681165115364, 0.3365484289625954, 0.9585904599262934, 4.770772471867919, 3.212063194542449, 0.0149557374226005},
     {0.016890294312169315, 0.001042169013631688, 0.0004920187114197531, 3.0}, LMEV_SCOPE_MODELS,
     {{0.5505488832586395, 3.0}, {0.20140384114241436, 29.0}}},
    {26, {0.0, 0.0, 0.0, 0.5, 0.5, 0.0, 0.0, 0.0}, 0.95,
     {0.7421875, 0.13488679976289591, 0.3488400516460163, 1.1355349483539836, 5.502298974433507, 3.5627590784421685, 0.00740825763321972},
     {0.015893167162698417, 0.0009356829392636696, 0.0013655986483134919, 3.0}, LMEV_SCOPE_MODELS,
     {{0.5473314786498082, 3.0}, {0.18099331101426036, 29.0}}},
    {26, {0.119, -0.38, 0.973, -0.796, 0.323, 0.021, -1.535, -0.835}, 0.9,
     {-1.2585466535755707, 0.12200366744524604, -1.5056750648063213, -1.0114182423448201, -10.315646077937723, 4.884923433965551, 0.00016840885614260596},
     {0.0, 0.01488489487009019, NAN, 4.884923433965551}, LMEV_SCOPE_MODELS,
     {{0.7188757679335028, 3.0}, {0.4622120516159765, 29.0}}},
    {27, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, -0.5, -0.5, 0.0, 0.0, 0.0, 0.0}, 0.95,
     {0.0618055555555555, 0.10354657252952974, -0.2677258516158379, 0.3913369627269489, 0.5968865414442337, 3.0, 0.5926277888223601},
     {0.0, 0.0006966605121987018, 0.010025232170414462, 3.0}, LMEV_SCOPE_MODELS,
     {{0.6631154621364814, 3.0}, {0.3000946073793756, 29.0}}},
    {27, {0.0, 0.0, 0.0, 0.5, 0.5, -0.5, -0.5, 0.0, 0.0}, 0.9,
     {-0.3122790404040405, 0.09631662938834658, -0.5016806085566958, -0.1228774722513851, -3.242213129624149, 5.627693593795563, 0.019320606765325807},
     {0.0015499441964285715, 0.0, 0.0077269489003035366, 4.645198698152842}, LMEV_SCOPE_MODELS,
     {{0.7516542123900827, 1.3333333333333333}, {0.3580647020388625, 16.333333333333332}}},
    {27, {0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 0.5, -0.5, -0.5}, 0.95,
     {0.17361111111111116, 0.04861111111111116, -0.4440516191196038, 0.7912738413418261, 3.571428571428569, 1.0, 0.1738027384134304},
     {0.0, 0.0, 0.002363040123456795, 1.0}, LMEV_SCOPE_MODELS,
     {{0.9416858102138188, 0.5}, {0.33771741599979804, 10.0}}},
    {27, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0}, 0.95,
     {0.5503472222222221, 0.09544675114704926, 0.3167881717957125, 0.7839062726487317, 5.766013149827741, 5.999018382636092, 0.0011878388522603206},
     {0.004821325231481484, 0.0, 0.004288757073045266, 3.0}, LMEV_SCOPE_MODELS,
     {{0.62779637359939, 3.0}, {0.2534658693336336, 29.0}}},
    {27, {0.0, 0.0, 0.0, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0}, 0.99,
     {0.4885416666666666, 0.08934808227374817, 0.06865085774005208, 0.9084324755932811, 5.467847257984267, 3.8838408635522006, 0.0059245552021913},
     {0.0015499441964285715, 0.0009154024746472634, 0.005517733134920636, 3.0}, LMEV_SCOPE_MODELS,
     {{0.7236539094198925, 3.0}, {0.31597762912600064, 29.0}}},
    {27, {-0.045, -0.54, -0.419, -1.149, 0.322, -0.35, 0.81, -0.328, 0.947}, 0.99,
     {-0.13549135101010085, 0.17136684954773576, -0.9242305212845079, 0.6532478192643063, -0.790650883573363, 4.001857850236225, 0.47336561625574747},
     {0.0, 0.0, 0.029366597123916302, 4.001857850236225}, LMEV_SCOPE_MODELS,
     {{0.740973298319254, 1.3333333333333333}, {0.3511090478015919, 16.333333333333332}}},
    {28, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, -1.0, 0.0}, 0.9,
     {0.11562499999999998, 0.26471453439926984, -0.48477353580814886, 0.7160235358081488, 0.4367912788105635, 3.3022345768851857, 0.689267270763401},
     {0.028640046296296295, 0.03913478629298941, 0.0022989521329365077, 2.0}, LMEV_SCOPE_MODELS,
     {{0.5510879603728241, 3.0}, {0.20021510368565473, 29.0}}},
    {28, {0.0, 0.0, 0.0, 1.0, -1.0}, 0.9,
     {-0.014674435585713352, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.022871403769841273, 0.031075303819444438, NAN, 2.0}, LMEV_SCOPE_NOTHING,
     {{0.6584162442052756, 3.0}, {0.2373464906335565, 29.0}}},
    {28, {0.3333333333333333, 0.3333333333333333, 0.3333333333333333, 0.0, 0.0}, 0.9,
     {0.6593749999999999, 0.12140349370479483, 0.3695538632275081, 0.9491961367724917, 5.431268737647192, 2.8987516057545113, 0.013383642307106335},
     {0.004380373677248679, 0.008059482473544972, 0.0022989521329365077, 2.0}, LMEV_SCOPE_MODELS,
     {{0.8700384469594411, 3.0}, {0.4029194934593754, 29.0}}},
    {28, {0.0, 0.0, 0.0, 1.0, 0.0}, 0.95,
     {0.54375, 0.23226430545670532, -0.13991016025912173, 1.2274101602591216, 2.341082926758009, 3.491413574353606, 0.08882195414884819},
     {0.022871403769841273, 0.031075303819444438, 0.0, 2.0}, LMEV_SCOPE_MODELS,
     {{0.6584162442052756, 3.0}, {0.2373464906335565, 29.0}}},
    {28, {0.219, 1.5, -0.772, 1.267, -0.325}, 0.95,
     {1.4952318501013098, NAN, NAN, NAN, NAN, NAN, NAN},
     {0.06044962979321675, 0.13981506350477427, NAN, 2.0}, LMEV_SCOPE_NOTHING,
     {{0.5960560057528985, 3.0}, {0.22235487111711352, 29.0}}},
    {29, {0.5, 0.5, -0.5, -0.5}, 0.99,
     {0.0, 0.2426904315097174, -2.408664479097144, 2.408664479097144, 0.0, 2.0, 1.0},
     {0.0, 0.04027777777777779, 0.01862086776859504, 2.0}, LMEV_SCOPE_MODELS,
     {{NAN, 0.0}, {NAN, 10.0}}},
    {29, {0.5, 0.5, 0.0, 0.0}, 0.95,
     {0.5, 0.17160804984961053, -0.23836984413240847, 1.2383698441324085, 2.9136162344259326, 2.0, 0.10037399196073885},
     {0.0, 0.019219180440771352, 0.01023014233241506, 2.0}, LMEV_SCOPE_MODELS,
     {{NAN, 0.0}, {NAN, 10.0}}},
    {29, {0.0, 0.0, 0.5, 0.5}, 0.99,
     {0.5, 0.17160804984961053, -1.2031829867727537, 2.2031829867727537, 2.9136162344259326, 2.0, 0.10037399196073885},
     {0.0, 0.02105859733700643, 0.008390725436179983, 2.0}, LMEV_SCOPE_MODELS,
     {{NAN, 0.0}, {NAN, 10.0}}},
};
/* design, model; one more trial at 95 %: difference, se, low, high, t, df, p */
static const struct golden_next {
    size_t design, model;
    double test[7];
} nexts[] = {
    {0, 0, {0.7420930267862214, 0.007028654558766231, 0.7264322084866439, 0.7577538450857988, 105.58109245256236, 10.0, 1.423817161937832e-16}},
    {0, 1, {0.7490690191332949, 0.0066266790681617895, 0.7343038580418795, 0.7638341802247104, 113.03837283025135, 10.0, 7.199202758300655e-17}},
    {1, 0, {0.7098445574736281, 0.00100500653506702, 0.7070542119986495, 0.7126349029486067, 706.3083997023873, 4.0, 2.4108376342062484e-11}},
    {1, 1, {0.7268325303946683, 0.040989993597788, 0.6130260633080009, 0.8406389974813357, 17.731950327357247, 4.0, 5.942546429711006e-05}},
    {2, 0, {0.6997956101007698, 0.0012883526273630812, 0.6956954970419157, 0.703895723159624, 543.1708642788794, 3.0, 1.3761191795501653e-08}},
    {2, 1, {0.6955045494225391, 0.01553421606500408, 0.657493692034834, 0.7335154068102443, 44.772426655593605, 6.0, 8.314433579843882e-09}},
    {3, 0, {0.709954933648077, 0.007058160895079813, 0.6932650352239275, 0.7266448320722266, 100.58639129960623, 7.0, 2.5296831306152538e-12}},
    {3, 1, {0.7141514799179811, 0.007545491385746959, 0.6963092279970594, 0.7319937318389028, 94.64611957108269, 7.0, 3.872577246733369e-12}},
    {4, 0, {0.7, NAN, NAN, NAN, NAN, NAN, NAN}},
    {4, 1, {0.71, NAN, NAN, NAN, NAN, NAN, NAN}},
    {5, 0, {0.7, 0.0040000000000000036, 0.6491751810553011, 0.7508248189446988, 174.99999999999983, 1.0, 0.0036377876760487608}},
    {5, 1, {0.708, 0.003464101615137758, 0.6639844156511462, 0.7520155843488537, 204.38199529312732, 1.0, 0.0031148276608801164}},
    {6, 0, {0.7, NAN, NAN, NAN, NAN, NAN, NAN}},
    {6, 1, {0.71, NAN, NAN, NAN, NAN, NAN, NAN}},
    {7, 0, {0.7029395982309792, 0.02049138423922711, 0.6259083346781756, 0.7799708617837827, 34.304153883627166, 2.3372401320297653, 0.0003265586290521107}},
    {7, 1, {0.7136892781063081, 0.02049138423922711, 0.6366580145535046, 0.7907205416591117, 34.828748989054475, 2.3372401320297653, 0.0003151948979389293}},
    {8, 0, {0.5820707070707071, 0.1272604325886611, 0.26721338161214236, 0.8969280325292718, 4.57385453774239, 5.739214458135128, 0.004244681055895196}},
    {8, 1, {0.5571969696969696, 0.1272604325886611, 0.24233964423840493, 0.8720542951555343, 4.378399148602422, 5.739214458135128, 0.005193237003739372}},
    {9, 0, {0.5349852693602694, 0.1308235490062065, 0.11864634918136541, 0.9513241895391733, 4.089365205456158, 3.0, 0.02643049730619879}},
    {9, 1, {0.8184027777777778, 0.13875932796176885, 0.37680866718219624, 1.2599968883733594, 5.898001884264424, 3.0, 0.00973067004997893}},
    {10, 0, {0.6458333333333333, 0.16949082248682504, 0.28502971525044507, 1.0066369514162214, 3.8104324697789203, 15.22159268204399, 0.001666406566900416}},
    {10, 1, {0.6201388888888889, 0.2153704304372616, 0.16488332214292212, 1.0753944556348558, 2.8794059037252016, 16.586861959334165, 0.01060082866963984}},
    {11, 0, {0.6875, 0.3172459826429429, -0.01447795190303891, 1.389477951903039, 2.16708811967455, 10.541389940960618, 0.05408630423281842}},
    {11, 1, {0.5694444444444444, 0.29187585504276375, -0.06249230329919331, 1.2013811921880821, 1.9509816745924842, 12.727077852966167, 0.0734254640726344}},
    {12, 0, {0.675, 0.19753531752045445, 0.24566796261249463, 1.1043320373875054, 3.417110461424727, 12.273273772963897, 0.004953269314482445}},
    {12, 1, {0.6203125, NAN, NAN, NAN, NAN, NAN, NAN}},
    {13, 0, {0.6495501893939394, 0.1808957008504031, 0.2762093437623829, 1.0228910350254958, 3.5907442042036344, 24.011583757862685, 0.0014702742019264937}},
    {13, 1, {0.5298058712121212, 0.21545656758524545, 0.0926999070989431, 0.9669118353252992, 2.458991513463628, 35.671442319947886, 0.018920271197937124}},
    {14, 0, {0.638454861111111, 0.21682417426772754, 0.18579894052036833, 1.0911107817018537, 2.9445741613791063, 19.74911776612226, 0.008087521682868751}},
    {14, 1, {0.64921875, 0.16622804923675633, 0.2812001225881325, 1.0172373774118675, 3.905590861355334, 10.49638569510206, 0.0026777443578154033}},
    {15, 0, {0.7001170080142479, 0.12491614012038504, 0.44171819533602563, 0.9585158206924702, 5.604696137260776, 23.01595419499816, 1.0518449759824856e-05}},
    {15, 1, {0.6888987392168965, 0.14381168419339688, 0.3858305920546909, 0.991966886379102, 4.790283509165157, 17.260143057691955, 0.00016360063199306128}},
    {16, 0, {0.7760416666666666, NAN, NAN, NAN, NAN, NAN, NAN}},
    {16, 1, {0.5208333333333333, NAN, NAN, NAN, NAN, NAN, NAN}},
    {17, 0, {0.55, NAN, NAN, NAN, NAN, NAN, NAN}},
    {17, 1, {0.65, NAN, NAN, NAN, NAN, NAN, NAN}},
    {18, 0, {0.68, NAN, NAN, NAN, NAN, NAN, NAN}},
    {18, 1, {0.64, NAN, NAN, NAN, NAN, NAN, NAN}},
    {19, 0, {0.7008990148004279, NAN, NAN, NAN, NAN, NAN, NAN}},
    {19, 1, {0.6988737528094096, NAN, NAN, NAN, NAN, NAN, NAN}},
    {20, 0, {0.7, NAN, NAN, NAN, NAN, NAN, NAN}},
    {20, 1, {0.71, NAN, NAN, NAN, NAN, NAN, NAN}},
    {21, 0, {1.0, NAN, NAN, NAN, NAN, NAN, NAN}},
    {21, 1, {1.0, NAN, NAN, NAN, NAN, NAN, NAN}},
    {22, 0, {1.0, NAN, NAN, NAN, NAN, NAN, NAN}},
    {22, 1, {0.0, 0.0, 0.0, 0.0, 0.0, NAN, 1.0}},
    {23, 0, {0.44270833333333337, 0.2142254586248233, -0.01353165097973652, 0.8989483176464033, 2.0665533227246162, 15.141269231968648, 0.056322642481548155}},
    {23, 1, {0.44270833333333337, 0.2142254586248233, -0.01353165097973652, 0.8989483176464033, 2.0665533227246162, 15.141269231968648, 0.056322642481548155}},
    {24, 0, {1.0, NAN, NAN, NAN, NAN, NAN, NAN}},
    {24, 1, {0.0, NAN, NAN, NAN, NAN, NAN, NAN}},
    {25, 0, {0.5, NAN, NAN, NAN, NAN, NAN, NAN}},
    {25, 1, {0.0, NAN, NAN, NAN, NAN, NAN, NAN}},
    {26, 0, {0.6475694444444444, 0.19979324193912162, 0.21551419519277587, 1.079624693696113, 3.241197941228479, 12.874471517530486, 0.0065091249754461395}},
    {26, 1, {0.7421875, 0.19669819289492294, 0.31595451362639665, 1.1684204863736034, 3.773229886237338, 12.623380515154992, 0.0024390591839690027}},
    {27, 0, {0.5503472222222221, 0.16369996565407102, 0.13512075508543764, 0.9655736893590066, 3.361926314543094, 5.233185030793352, 0.018712616474330826}},
    {27, 1, {0.4885416666666666, 0.14966394095292573, 0.05422279462512303, 0.9228605387082102, 3.2642576665833563, 3.601337959934614, 0.03608087351509087}},
    {28, 0, {0.6593749999999999, 0.22404125910292344, -0.1549464562161481, 1.4736964562161479, 2.943096296816857, 2.4433145982249966, 0.0776363829752574}},
    {28, 1, {0.54375, 0.3284713308320399, -0.4007517596188196, 1.4882517596188194, 1.6553956128306382, 3.6766530968495794, 0.17941859580949662}},
    {29, 0, {0.5, 0.2972338613273381, -0.7788940848140442, 1.7788940848140442, 1.682177117261076, 2.0, 0.23456071007092016}},
    {29, 1, {0.5, 0.2972338613273381, -0.7788940848140442, 1.7788940848140442, 1.682177117261076, 2.0, 0.23456071007092016}},
};
