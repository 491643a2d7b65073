/* cmd_data.h - the part of lmev data that has a file of its own. */
#ifndef LMEV__CMD_CMD_DATA_H
#define LMEV__CMD_CMD_DATA_H
int data_stats(int argc, char **argv);
#endif
